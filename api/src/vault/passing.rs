//! What is said in words of a change of hands, and the number of a result, under the resident's key.

use domain::{
    ids::{CaseId, HandoverId},
    text::{Address, PersonName, Reason, ResultNumber, Tracking},
};
use sealing::{BlindIndex, IndexPurpose};
use serde::{Deserialize, Serialize};

use super::{ResidentKey, Vault, VaultError};

/// What is said in words of a change of hands.
#[derive(Clone, Default)]
pub struct PassingWords {
    /// Who took it for the resident.
    pub receiver: Option<PersonName>,
    /// Where, when it was at no usual place.
    pub place: Option<Address>,
    /// Who carries the parcel, and its number with them.
    pub tracking: Option<Tracking>,
    /// Anything else: why it is looked for, what was found at the door.
    pub note: Option<Reason>,
}

#[derive(Serialize, Deserialize)]
struct WordsText {
    receiver: Option<String>,
    place: Option<String>,
    tracking: Option<String>,
    note: Option<String>,
}

impl PassingWords {
    /// Whether nothing was said.
    pub const fn is_empty(&self) -> bool {
        self.receiver.is_none() && self.place.is_none() && self.tracking.is_none() && self.note.is_none()
    }
}

impl Vault {
    /// Seals what was said of a change of hands; nothing where nothing was.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal_passing(
        &self,
        key: &ResidentKey,
        id: HandoverId,
        words: &PassingWords,
    ) -> Result<Vec<u8>, VaultError> {
        let text = WordsText {
            receiver: words.receiver.as_ref().map(|name| name.as_str().to_owned()),
            place: words.place.as_ref().map(|place| place.as_str().to_owned()),
            tracking: words.tracking.as_ref().map(|tracking| tracking.as_str().to_owned()),
            note: words.note.as_ref().map(|note| note.as_str().to_owned()),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| VaultError::Inside)?;
        Ok(self.seal(key, "handovers", "words", id.as_bytes(), &plain))
    }

    /// Opens what was said of a change of hands.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_passing(
        &self,
        key: &ResidentKey,
        id: HandoverId,
        words: Option<&[u8]>,
    ) -> Result<PassingWords, VaultError> {
        let Some(words) = words else { return Ok(PassingWords::default()) };
        let plain = self.open(key, "handovers", "words", id.as_bytes(), words)?;
        let text: WordsText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        let inside = |_code| VaultError::Inside;
        Ok(PassingWords {
            receiver: text.receiver.map(|name| PersonName::parse(&name)).transpose().map_err(inside)?,
            place: text.place.map(|place| Address::parse(&place)).transpose().map_err(inside)?,
            tracking: text.tracking.map(|parcel| Tracking::parse(&parcel)).transpose().map_err(inside)?,
            note: text.note.map(|note| Reason::parse(&note)).transpose().map_err(inside)?,
        })
    }

    /// Seals the number of a case's result.
    #[must_use]
    pub fn seal_result_number(&self, key: &ResidentKey, case: CaseId, number: &ResultNumber) -> Vec<u8> {
        self.seal(key, "results", "number", case.as_bytes(), number.as_str())
    }

    /// Opens the number of a case's result.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_result_number(
        &self,
        key: &ResidentKey,
        case: CaseId,
        number: &[u8],
    ) -> Result<ResultNumber, VaultError> {
        let plain = self.open(key, "results", "number", case.as_bytes(), number)?;
        ResultNumber::parse(&plain).map_err(|_code| VaultError::Inside)
    }

    /// Keyed digests of a result's number, one a key, the current one first.
    #[must_use]
    pub fn result_number_digests(&self, number: &ResultNumber) -> Vec<Vec<u8>> {
        let digests = self.ring.indexes_all(IndexPurpose::ResultNumber, number.as_str());
        digests.into_iter().map(BlindIndex::into_bytes).collect()
    }
}
