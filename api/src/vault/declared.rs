//! What was declared with a case: the applicant as the worker wrote it down, the form, the names in the mandate.

use std::collections::BTreeMap;

use domain::{
    ids::{CaseId, FileId},
    mandate::{Guardian, GuardianGround, GuardianRelation, Mandate, Witness},
    resident::Profile,
    text::{MaterialCode, Note, PersonName, Reason},
};
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
    /// What was said of materials in words, such as the number copied from a paper that was seen.
    pub notes: BTreeMap<MaterialCode, Reason>,
}

#[derive(Serialize, Deserialize)]
struct DeclaredText {
    applicant: Option<ProfileText>,
    form: BTreeMap<String, String>,
    note: Option<String>,
    #[serde(default)]
    notes: BTreeMap<String, String>,
}

type WitnessText = (String, String, Option<uuid::Uuid>);

#[derive(Serialize, Deserialize)]
struct NamesText {
    agent: String,
    witness: Option<WitnessText>,
    #[serde(default)]
    second_witness: Option<WitnessText>,
    #[serde(default)]
    guardian: Option<GuardianText>,
}

#[derive(Serialize, Deserialize)]
struct GuardianText {
    name: String,
    relation: String,
    ground: String,
    proof: uuid::Uuid,
}

fn witness_text(witness: &Witness) -> WitnessText {
    (witness.name.as_str().into(), witness.id_last4.clone(), witness.file.map(FileId::uuid))
}

fn read_name(text: &str) -> Result<PersonName, VaultError> {
    PersonName::parse(text).map_err(|_code| VaultError::Inside)
}

fn read_witness((name, id_last4, file): WitnessText) -> Result<Witness, VaultError> {
    Ok(Witness { name: read_name(&name)?, id_last4, file: file.map(FileId::from_uuid) })
}

fn read_guardian(text: &GuardianText) -> Result<Guardian, VaultError> {
    Ok(Guardian {
        name: read_name(&text.name)?,
        relation: GuardianRelation::parse(&text.relation).ok_or(VaultError::Inside)?,
        ground: GuardianGround::parse(&text.ground).ok_or(VaultError::Inside)?,
        proof: FileId::from_uuid(text.proof),
    })
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
            notes: declared
                .notes
                .iter()
                .map(|(code, note)| (code.to_string(), note.as_str().to_owned()))
                .collect(),
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
        let said = |(code, note): (String, String)| {
            Some((MaterialCode::parse(&code).ok()?, Reason::parse(&note).ok()?))
        };
        let notes = text.notes.into_iter().map(|note| said(note).ok_or(VaultError::Inside));
        Ok(Declared { applicant, form: text.form, note, notes: notes.collect::<Result<_, _>>()? })
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
            witness: mandate.witness.as_ref().map(witness_text),
            second_witness: mandate.second_witness.as_ref().map(witness_text),
            guardian: mandate.guardian.as_ref().map(|guardian| GuardianText {
                name: guardian.name.as_str().into(),
                relation: guardian.relation.as_str().into(),
                ground: guardian.ground.as_str().into(),
                proof: guardian.proof.uuid(),
            }),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(self.seal(key, "mandates", "detail", case.as_bytes(), &plain))
    }

    /// Gives a mandate that was read without opening its seal the names in it.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_names(
        &self,
        key: &ResidentKey,
        case: CaseId,
        bare: &Mandate,
        sealed: &[u8],
    ) -> Result<Mandate, VaultError> {
        let plain = self.open(key, "mandates", "detail", case.as_bytes(), sealed)?;
        let text: NamesText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        Ok(Mandate {
            agent: read_name(&text.agent)?,
            witness: text.witness.map(read_witness).transpose()?,
            second_witness: text.second_witness.map(read_witness).transpose()?,
            guardian: text.guardian.as_ref().map(read_guardian).transpose()?,
            ..bare.clone()
        })
    }
}
