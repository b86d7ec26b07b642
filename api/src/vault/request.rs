//! What is said with a request for a visit, and where a resident lives: sealed under the resident's key; under the site's
//! while the register does not know who asks.

use domain::{
    ids::{ResidentId, VisitRequestId},
    phone::Phone,
    route::Place,
    text::{Address, Note, PersonName, Reason},
    visit_request::{Caller, RequestWords},
};
use serde::{Deserialize, Serialize};

use super::{ResidentKey, Vault, VaultError};

#[derive(Serialize, Deserialize)]
struct WordsText {
    name: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    note: Option<String>,
}

impl WordsText {
    fn of(words: &RequestWords) -> Self {
        let caller = words.caller.as_ref();
        let phone = caller.and_then(|caller| caller.phone.as_ref());
        let address = caller.and_then(|caller| caller.address.as_ref());
        Self {
            name: caller.map(|caller| caller.name.as_str().to_owned()),
            phone: phone.map(|phone| phone.as_str().to_owned()),
            address: address.map(|address| address.as_str().to_owned()),
            note: words.note.as_ref().map(|note| note.as_str().to_owned()),
        }
    }

    fn read(self) -> Option<RequestWords> {
        let phone = self.phone.map(|phone| Phone::parse(&phone)).transpose().ok()?;
        let address = self.address.map(|address| Address::parse(&address)).transpose().ok()?;
        let name = self.name.map(|name| PersonName::parse(&name)).transpose().ok()?;
        let note = self.note.map(|note| Note::parse(&note)).transpose().ok()?;
        Some(RequestWords { caller: name.map(|name| Caller { name, phone, address }), note })
    }
}

const TABLE: &str = "visit_requests";

impl Vault {
    /// Seals a text of a request: under its resident's key, or the site's where the register knows nobody.
    fn seal_of_request(
        &self,
        key: Option<&ResidentKey>,
        column: &str,
        id: VisitRequestId,
        plain: &str,
    ) -> Vec<u8> {
        match key {
            Some(key) => self.seal(key, TABLE, column, id.as_bytes(), plain),
            None => self.seal_site(TABLE, column, id.as_bytes(), plain),
        }
    }

    fn open_of_request(
        &self,
        key: Option<&ResidentKey>,
        column: &str,
        id: VisitRequestId,
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        match key {
            Some(key) => self.open(key, TABLE, column, id.as_bytes(), sealed),
            None => self.open_site(TABLE, column, id.as_bytes(), sealed),
        }
    }

    /// Seals what was said with a request; nothing where nothing was.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal_request(
        &self,
        key: Option<&ResidentKey>,
        id: VisitRequestId,
        words: &RequestWords,
    ) -> Result<Option<Vec<u8>>, VaultError> {
        if words.is_empty() {
            return Ok(None);
        }
        let plain = serde_json::to_string(&WordsText::of(words)).map_err(|_error| VaultError::Inside)?;
        Ok(Some(self.seal_of_request(key, "words", id, &plain)))
    }

    /// Opens what was said with a request.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_request(
        &self,
        key: Option<&ResidentKey>,
        id: VisitRequestId,
        sealed: Option<&[u8]>,
    ) -> Result<RequestWords, VaultError> {
        let Some(sealed) = sealed else { return Ok(RequestWords::default()) };
        let plain = self.open_of_request(key, "words", id, sealed)?;
        let text: WordsText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        text.read().ok_or(VaultError::Inside)
    }

    /// Seals what was said with the answer to a request.
    #[must_use]
    pub fn seal_request_answer(
        &self,
        key: Option<&ResidentKey>,
        id: VisitRequestId,
        words: &Reason,
    ) -> Vec<u8> {
        self.seal_of_request(key, "answer_words", id, words.as_str())
    }

    /// Opens what was said with the answer to a request.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_request_answer(
        &self,
        key: Option<&ResidentKey>,
        id: VisitRequestId,
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        self.open_of_request(key, "answer_words", id, sealed)
    }

    /// Seals where a resident lives.
    #[must_use]
    pub fn seal_place(&self, key: &ResidentKey, resident: ResidentId, place: Place) -> Vec<u8> {
        self.seal(key, "home_places", "place", resident.as_bytes(), &place.text())
    }

    /// Opens where a resident lives.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_place(
        &self,
        key: &ResidentKey,
        resident: ResidentId,
        sealed: &[u8],
    ) -> Result<Place, VaultError> {
        let plain = self.open(key, "home_places", "place", resident.as_bytes(), sealed)?;
        Place::read_back(&plain).ok_or(VaultError::Inside)
    }
}
