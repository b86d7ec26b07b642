//! A resident's profile, sealed, with the blind indexes it is found by.

use domain::{
    identity::IdNumber,
    ids::{CentreId, ResidentId},
    message::{Contact, ContactConsent, ContactRole},
    phone::Phone,
    resident::{CareGroup, Profile, Relation},
    text::{Address, Note, PersonName},
};
use sealing::{BlindIndex, IndexPurpose};
use serde::{Deserialize, Serialize};

use super::{ResidentKey, Vault, VaultError, row};

/// A profile as the register stores it.
#[derive(Clone)]
pub struct SealedProfile {
    /// The resident's data key, wrapped.
    pub data_key: Vec<u8>,
    /// The profile.
    pub profile: Vec<u8>,
    /// Blind index of the ID number under the current key.
    pub id_index: Vec<u8>,
    /// Blind index of the name.
    pub name_index: Vec<u8>,
    /// Blind index of the phone.
    pub phone_index: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ProfileText {
    name: String,
    id_number: String,
    phone: Option<String>,
    address: Option<String>,
    care_groups: Vec<String>,
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    relations: Vec<RelationText>,
}

#[derive(Serialize, Deserialize)]
struct RelationText {
    name: String,
    role: String,
    phone: Option<String>,
    consent: String,
}

impl RelationText {
    fn of(relation: &Relation) -> Self {
        Self {
            name: relation.name.as_str().into(),
            role: relation.contact.role.as_str().into(),
            phone: relation.contact.phone.as_ref().map(|phone| phone.as_str().into()),
            consent: relation.contact.consent.as_str().into(),
        }
    }

    fn read(self) -> Option<Relation> {
        let contact = Contact {
            role: ContactRole::parse(&self.role)?,
            phone: self.phone.map(|phone| Phone::parse(&phone)).transpose().ok()?,
            consent: ContactConsent::parse(&self.consent)?,
        };
        Some(Relation { name: PersonName::parse(&self.name).ok()?, contact })
    }
}

impl ProfileText {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            name: profile.name.as_str().into(),
            id_number: profile.id_number.as_str().into(),
            phone: profile.phone.as_ref().map(|phone| phone.as_str().into()),
            address: profile.address.as_ref().map(|address| address.as_str().into()),
            care_groups: profile.care_groups.iter().map(|group| group.as_str().into()).collect(),
            note: profile.note.as_ref().map(|note| note.as_str().into()),
            relations: profile.relations.iter().map(RelationText::of).collect(),
        }
    }

    pub(super) fn read(self) -> Option<Profile> {
        Some(Profile {
            name: PersonName::parse(&self.name).ok()?,
            id_number: IdNumber::read_back(&self.id_number).ok()?,
            phone: self.phone.map(|phone| Phone::parse(&phone)).transpose().ok()?,
            address: self.address.map(|address| Address::parse(&address)).transpose().ok()?,
            care_groups: self
                .care_groups
                .iter()
                .map(|group| CareGroup::parse(group))
                .collect::<Option<_>>()?,
            note: self.note.map(|note| Note::parse(&note)).transpose().ok()?,
            relations: self.relations.into_iter().map(RelationText::read).collect::<Option<_>>()?,
        })
    }
}

impl Vault {
    /// Seals a profile under a data key of its own.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal_profile(
        &self,
        centre: CentreId,
        resident: ResidentId,
        profile: &Profile,
    ) -> Result<(SealedProfile, ResidentKey), VaultError> {
        let (key, data_key) = self.new_resident_key(centre, resident);
        let sealed = self.seal_profile_again((centre, resident), &key, data_key, profile)?;
        Ok((sealed, key))
    }

    /// Seals a profile under the data key that the resident has.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn seal_profile_again(
        &self,
        (centre, resident): (CentreId, ResidentId),
        key: &ResidentKey,
        data_key: Vec<u8>,
        profile: &Profile,
    ) -> Result<SealedProfile, VaultError> {
        let plain = serde_json::to_string(&ProfileText::of(profile)).map_err(|_error| VaultError::Inside)?;
        Ok(SealedProfile {
            profile: self.seal(key, "residents", "profile", &row(centre, resident), &plain),
            data_key,
            id_index: self.ring.index(IndexPurpose::IdNumber, profile.id_number.as_str()).into_bytes(),
            name_index: self.name_index(&profile.name),
            phone_index: profile.phone.as_ref().map(|phone| self.phone_index(phone)),
        })
    }

    /// Keyed digest of a profile, to prove later what was recorded. The wrapped data key is part of it: once that is
    /// destroyed, nobody can try a guess against it.
    ///
    /// # Errors
    /// [`VaultError::Inside`] when it has no serial form.
    pub fn profile_digest(&self, data_key: &[u8], profile: &Profile) -> Result<Vec<u8>, VaultError> {
        let plain = serde_json::to_vec(&ProfileText::of(profile)).map_err(|_error| VaultError::Inside)?;
        Ok(self.binding(&[data_key, &plain].concat()))
    }

    /// Opens a profile.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn open_profile(
        &self,
        centre: CentreId,
        resident: ResidentId,
        key: &ResidentKey,
        sealed: &[u8],
    ) -> Result<Profile, VaultError> {
        let plain = self.open(key, "residents", "profile", &row(centre, resident), sealed)?;
        let text: ProfileText = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
        text.read().ok_or(VaultError::Inside)
    }

    /// Blind indexes of an ID number, one a key of the ring.
    #[must_use]
    pub fn identity_digests(&self, number: &IdNumber) -> Vec<Vec<u8>> {
        self.ring
            .indexes_all(IndexPurpose::IdNumber, number.as_str())
            .into_iter()
            .map(BlindIndex::into_bytes)
            .collect()
    }
}
