//! Domain values as sealed bytes and back. Knows the ring and a serial form; must not know database or wire.
//!
//! What belongs to a resident is sealed under the resident's own data key, so that destroying that key erases it
//! everywhere. What belongs to nobody in particular is sealed under the ring's site key.

mod declared;
mod notice;
mod passing;
mod profile;
mod request;

use std::sync::Arc;

use domain::{
    clock::Chance,
    ids::{CentreId, ResidentId},
    phone::Phone,
    query_code::QueryCode,
    text::{PersonName, Reason},
};
use sealing::{Aad, BlindIndex, DataKey, IndexPurpose, OpenError, Ring, Sealed, WrappedKey};

pub use declared::Declared;
pub use passing::PassingWords;
pub use profile::SealedProfile;

/// Why something sealed could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The seal does not open: wrong row, wrong key, or changed bytes.
    #[error("a seal does not open: {}", .0.code())]
    Seal(OpenError),
    /// There is nothing left to open: it was erased.
    #[error("it was erased")]
    Erased,
    /// It opened, and what is inside is no such thing.
    #[error("what was sealed makes no sense")]
    Inside,
}

impl From<OpenError> for VaultError {
    fn from(error: OpenError) -> Self {
        Self::Seal(error)
    }
}

/// The ring and the chance that seals with it.
#[derive(Clone)]
pub struct Vault {
    /// The keys.
    pub ring: Arc<Ring>,
    chance: Arc<dyn Chance>,
}

/// A resident's data key, unwrapped.
pub struct ResidentKey(DataKey);

fn row(centre: CentreId, resident: ResidentId) -> [u8; 32] {
    let mut row = [0; 32];
    let (first, second) = row.split_at_mut(16);
    first.copy_from_slice(centre.as_bytes());
    second.copy_from_slice(resident.as_bytes());
    row
}

impl Vault {
    /// A vault over a ring.
    #[must_use]
    pub const fn new(ring: Arc<Ring>, chance: Arc<dyn Chance>) -> Self {
        Self { ring, chance }
    }

    /// Unwraps a resident's data key.
    ///
    /// # Errors
    /// [`VaultError::Erased`] when it was destroyed, [`VaultError::Seal`].
    pub fn resident_key(
        &self,
        centre: CentreId,
        resident: ResidentId,
        wrapped: &[u8],
    ) -> Result<ResidentKey, VaultError> {
        if wrapped.is_empty() {
            return Err(VaultError::Erased);
        }
        let wrapped = WrappedKey::from_bytes(wrapped.to_vec());
        Ok(ResidentKey(
            self.ring.unwrap(&wrapped, &Aad::new("residents", "data_key", row(centre, resident)))?,
        ))
    }

    fn new_resident_key(&self, centre: CentreId, resident: ResidentId) -> (ResidentKey, Vec<u8>) {
        let aad = Aad::new("residents", "data_key", row(centre, resident));
        let (key, wrapped) = self.ring.new_data_key(&*self.chance, &aad);
        (ResidentKey(key), wrapped.into_bytes())
    }

    /// Seals a text that belongs to a resident, for one column of one row.
    #[must_use]
    pub fn seal(&self, key: &ResidentKey, table: &str, column: &str, row: &[u8], plain: &str) -> Vec<u8> {
        key.0.seal::<str>(&*self.chance, &Aad::new(table, column, row), plain.as_bytes()).into_bytes()
    }

    /// Opens a text that belongs to a resident.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open(
        &self,
        key: &ResidentKey,
        table: &str,
        column: &str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        if sealed.is_empty() {
            return Err(VaultError::Erased);
        }
        let plain = key.0.open(&Sealed::<str>::from_bytes(sealed.to_vec()), &Aad::new(table, column, row))?;
        Ok(plain.text()?.to_owned())
    }

    /// Seals why somebody looked at a resident or a case, for the audit log: the log stays whole when the resident's key
    /// is destroyed, and the words are gone.
    #[must_use]
    pub fn seal_reason(&self, key: &ResidentKey, object: uuid::Uuid, reason: &Reason) -> Vec<u8> {
        self.seal(key, "audit", "secret", object.as_bytes(), reason.as_str())
    }

    /// Seals a text that belongs to nobody in particular.
    #[must_use]
    pub fn seal_site(&self, table: &str, column: &str, row: &[u8], plain: &str) -> Vec<u8> {
        self.ring
            .seal_site::<str>(&*self.chance, &Aad::new(table, column, row), plain.as_bytes())
            .into_bytes()
    }

    /// Opens a text that belongs to nobody in particular.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_site(
        &self,
        table: &str,
        column: &str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        let plain = self
            .ring
            .open_site(&Sealed::<str>::from_bytes(sealed.to_vec()), &Aad::new(table, column, row))?;
        Ok(plain.text()?.to_owned())
    }

    /// Keyed digest of a request's body, to know it again.
    #[must_use]
    pub fn body_digest(&self, body: &[u8]) -> Vec<u8> {
        self.ring.index(IndexPurpose::Reply, body).into_bytes()
    }

    /// Whether a stored digest is this body's, under whichever key it was made.
    #[must_use]
    pub fn is_same_body(&self, body: &[u8], stored: &[u8]) -> bool {
        self.ring.index_matches(IndexPurpose::Reply, body, &BlindIndex::from_bytes(stored.to_vec()))
    }

    /// Keyed digest of a query code within its case.
    #[must_use]
    pub fn query_code_digest(&self, code: &QueryCode) -> Vec<u8> {
        self.ring.index(IndexPurpose::QueryCode, code.as_str()).into_bytes()
    }

    /// Whether a stored digest is this query code's.
    #[must_use]
    pub fn is_query_code(&self, code: &QueryCode, stored: &[u8]) -> bool {
        self.ring.index_matches(
            IndexPurpose::QueryCode,
            code.as_str(),
            &BlindIndex::from_bytes(stored.to_vec()),
        )
    }

    /// Keyed digests of a link's token, one a key.
    #[must_use]
    pub fn link_digests(&self, token: &str) -> Vec<Vec<u8>> {
        self.ring
            .indexes_all(IndexPurpose::LinkToken, token)
            .into_iter()
            .map(BlindIndex::into_bytes)
            .collect()
    }

    /// Keyed digest of what a resident signed.
    #[must_use]
    pub fn binding(&self, signed: &[u8]) -> Vec<u8> {
        self.ring.index(IndexPurpose::Binding, signed).into_bytes()
    }

    /// Keyed digest of what a look-up found, or of a person in a register's file.
    #[must_use]
    pub fn look_up_digest(&self, bytes: &[u8]) -> Vec<u8> {
        self.ring.index(IndexPurpose::LookUp, bytes).into_bytes()
    }

    /// Blind index of a name.
    #[must_use]
    pub fn name_index(&self, name: &PersonName) -> Vec<u8> {
        self.ring.index(IndexPurpose::Name, name.as_str()).into_bytes()
    }

    /// Blind index of a phone number.
    #[must_use]
    pub fn phone_index(&self, phone: &Phone) -> Vec<u8> {
        self.ring.index(IndexPurpose::Phone, phone.as_str()).into_bytes()
    }
}
