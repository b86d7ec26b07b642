//! Correction notices: their words under the resident's key.

use std::collections::BTreeMap;

use domain::{
    correction::{Defect, Notice},
    ids::CaseId,
    text::Reason,
};
use serde::{Deserialize, Serialize};
use store::StoredNotice;

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
    /// A notice as it is stored. `no` is the case's version with which it is made.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when its words have no serial form.
    pub fn seal_notice(
        &self,
        key: &ResidentKey,
        case: CaseId,
        no: i32,
        notice: &Notice,
    ) -> Result<StoredNotice, VaultError> {
        let note = |(n, defect): (usize, &Defect)| Some((n, defect.note.as_ref()?.as_str().to_owned()));
        let text = NoticeText {
            further: notice.further.as_ref().map(|reason| reason.as_str().to_owned()),
            notes: notice.defects.iter().enumerate().filter_map(note).collect(),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(StoredNotice {
            no,
            issued_at: notice.issued_at,
            issued_by: notice.issued_by,
            defects: notice.defects.iter().map(|defect| (defect.material.clone(), defect.reason)).collect(),
            further: notice.further.is_some(),
            words: self.seal(key, "correction_notices", "words", &row(case, no), &plain),
            answered_at: notice.answered_at,
        })
    }

    /// A stored notice with its words.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_notice(
        &self,
        key: &ResidentKey,
        case: CaseId,
        stored: &StoredNotice,
    ) -> Result<Notice, VaultError> {
        let plain = self.open(key, "correction_notices", "words", &row(case, stored.no), &stored.words)?;
        let text: NoticeText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        let reason = |text: &String| Reason::parse(text).map_err(|_code| VaultError::Inside);
        let defect = |(n, (material, kind)): (usize, &(_, _))| {
            let note = text.notes.get(&n).map(reason).transpose()?;
            Ok(Defect { material: Clone::clone(material), reason: *kind, note })
        };
        Ok(Notice {
            issued_at: stored.issued_at,
            issued_by: stored.issued_by,
            defects: stored.defects.iter().enumerate().map(defect).collect::<Result<_, VaultError>>()?,
            further: text.further.as_ref().map(reason).transpose()?,
            answered_at: stored.answered_at,
        })
    }
}
