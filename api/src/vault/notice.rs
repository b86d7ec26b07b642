//! Correction notices: their words under the resident's key.

use std::collections::BTreeMap;

use domain::{
    correction::{Defect, Notice},
    ids::CaseId,
    text::Reason,
};
use serde::{Deserialize, Serialize};

use super::{ResidentKey, Vault, VaultError};

#[derive(Serialize, Deserialize)]
struct NoticeText {
    further: Option<String>,
    /// By their place among the defects.
    notes: BTreeMap<usize, String>,
}

fn row(case: CaseId, no: i32) -> Vec<u8> {
    [case.as_bytes().as_slice(), &no.to_be_bytes()].concat()
}

impl Vault {
    /// Seals what a notice says in words. `no` is the case's version with which it is made.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when the words have no serial form.
    pub fn seal_notice(
        &self,
        key: &ResidentKey,
        case: CaseId,
        no: i32,
        notice: &Notice,
    ) -> Result<Vec<u8>, VaultError> {
        let note = |(n, defect): (usize, &Defect)| Some((n, defect.note.as_ref()?.as_str().to_owned()));
        let text = NoticeText {
            further: notice.further.as_ref().map(|reason| reason.as_str().to_owned()),
            notes: notice.defects.iter().enumerate().filter_map(note).collect(),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(self.seal(key, "correction_notices", "words", &row(case, no), &plain))
    }

    /// Gives a notice its words.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_notice(
        &self,
        key: &ResidentKey,
        case: CaseId,
        no: i32,
        bare: &Notice,
        words: &[u8],
    ) -> Result<Notice, VaultError> {
        let plain = self.open(key, "correction_notices", "words", &row(case, no), words)?;
        let text: NoticeText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        let reason = |text: &String| Reason::parse(text).map_err(|_code| VaultError::Inside);
        let mut notice = bare.clone();
        for (n, defect) in notice.defects.iter_mut().enumerate() {
            defect.note = text.notes.get(&n).map(reason).transpose()?;
        }
        notice.further = text.further.as_ref().map(reason).transpose()?;
        Ok(notice)
    }
}
