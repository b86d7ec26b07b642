//! What was declared with a case: the applicant as the worker wrote it down, the form, the names in the mandate.

use std::collections::BTreeMap;

use domain::{ids::CaseId, mandate::Mandate, resident::Profile, text::Note};
use serde::{Deserialize, Serialize};

use super::{ResidentKey, Vault, VaultError, profile::ProfileText};

/// What was declared with a case.
#[derive(Clone)]
pub struct Declared {
    /// The applicant as the worker wrote it down, when the phone sent an identity.
    pub applicant: Option<Profile>,
    /// Answers of the form.
    pub form: BTreeMap<String, String>,
    /// What the window should know.
    pub note: Option<Note>,
}

#[derive(Serialize, Deserialize)]
struct DeclaredText {
    applicant: Option<ProfileText>,
    form: BTreeMap<String, String>,
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct NamesText {
    agent: String,
    witness: Option<(String, String, Option<uuid::Uuid>)>,
}

impl Vault {
    /// Seals what was declared with a case.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal_declared(
        &self,
        key: &ResidentKey,
        case: CaseId,
        declared: &Declared,
    ) -> Result<Vec<u8>, VaultError> {
        let text = DeclaredText {
            applicant: declared.applicant.as_ref().map(ProfileText::of),
            form: declared.form.clone(),
            note: declared.note.as_ref().map(|note| note.as_str().to_owned()),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(self.seal(key, "cases", "declared", case.as_bytes(), &plain))
    }

    /// Opens what was declared with a case.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_declared(
        &self,
        key: &ResidentKey,
        case: CaseId,
        sealed: &[u8],
    ) -> Result<Declared, VaultError> {
        let plain = self.open(key, "cases", "declared", case.as_bytes(), sealed)?;
        let text: DeclaredText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        let applicant =
            text.applicant.map(|applicant| applicant.read().ok_or(VaultError::Inside)).transpose()?;
        let note =
            text.note.map(|note| Note::parse(&note)).transpose().map_err(|_code| VaultError::Inside)?;
        Ok(Declared { applicant, form: text.form, note })
    }

    /// Seals the names in a mandate.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when they have no serial form.
    pub fn seal_names(
        &self,
        key: &ResidentKey,
        case: CaseId,
        mandate: &Mandate,
    ) -> Result<Vec<u8>, VaultError> {
        let text = NamesText {
            agent: mandate.agent.as_str().into(),
            witness: mandate.witness.as_ref().map(|witness| {
                (
                    witness.name.as_str().into(),
                    witness.id_last4.clone(),
                    witness.file.map(domain::ids::FileId::uuid),
                )
            }),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(self.seal(key, "mandates", "detail", case.as_bytes(), &plain))
    }
}
