//! The register of residents: sealed profiles found by keyed digests.
//!
//! A phone makes ids of its own. When the person turns out to be known, the phone's id becomes an alias: whoever
//! uses it meets the same resident, and nobody is told.

use diesel::prelude::*;
use domain::ids::{CentreId, CommunityId, ResidentId, UserId};
use jiff::Timestamp;

use crate::{
    dialect::each,
    error::StoreError,
    schema::{resident_aliases, residents},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A resident as stored.
#[derive(Clone)]
pub struct StoredResident {
    /// Id.
    pub id: ResidentId,
    /// Centre.
    pub centre: CentreId,
    /// Community.
    pub community: CommunityId,
    /// Counts the writes.
    pub version: i32,
    /// The resident's data key, wrapped.
    pub data_key: Vec<u8>,
    /// Name, number, phone, address, groups, note: sealed.
    pub profile: Vec<u8>,
    /// Blind index of the ID number; unique in the centre.
    pub id_index: Vec<u8>,
    /// Blind index of the name.
    pub name_index: Vec<u8>,
    /// Blind index of the phone.
    pub phone_index: Option<Vec<u8>>,
    /// Who recorded the resident.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
}

impl StoredResident {
    /// Whether the resident was erased: the key is gone, and with it everything that it sealed.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        self.data_key.is_empty()
    }
}

#[derive(Queryable)]
struct Row {
    centre_id: G,
    id: G,
    _seq: i64,
    version: i32,
    community_id: G,
    data_key: Vec<u8>,
    profile: Vec<u8>,
    id_index: Vec<u8>,
    name_index: Vec<u8>,
    phone_index: Option<Vec<u8>>,
    created_by: G,
    created_at: T,
}

impl From<Row> for StoredResident {
    fn from(row: Row) -> Self {
        Self {
            id: ResidentId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            community: CommunityId::from_uuid(row.community_id.0),
            version: row.version,
            data_key: row.data_key,
            profile: row.profile,
            id_index: row.id_index,
            name_index: row.name_index,
            phone_index: row.phone_index,
            created_by: UserId::from_uuid(row.created_by.0),
            created_at: row.created_at.0,
        }
    }
}

impl ReadTx<'_> {
    /// A resident by id, or by an alias that a phone made.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn resident(
        &mut self,
        centre: CentreId,
        id: ResidentId,
    ) -> Result<Option<StoredResident>, StoreError> {
        let key = (G(centre.uuid()), G(id.uuid()));
        let found = each!(self.db, db => residents::table.find(key).first::<Row>(db)).optional()?;
        if let Some(row) = found {
            return Ok(Some(row.into()));
        }
        let behind = resident_aliases::table.find(key).select(resident_aliases::resident_id);
        let Some(resident) = behind.first::<G>(self.db).optional()? else { return Ok(None) };
        let row = residents::table.find((key.0, resident)).first::<Row>(self.db)?;
        Ok(Some(row.into()))
    }

    /// The community that somebody lives in by this id: the register's for its own, for a phone's own the one that they were
    /// entered under. Nothing for an alias of a release that did not keep it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn community_by(
        &mut self,
        resident: &StoredResident,
        id: ResidentId,
    ) -> Result<Option<CommunityId>, StoreError> {
        if resident.id == id {
            return Ok(Some(resident.community));
        }
        let alias = resident_aliases::table.find((G(resident.centre.uuid()), G(id.uuid())));
        let entered = alias.select(resident_aliases::community_id).first::<Option<G>>(self.db).optional()?;
        Ok(entered.flatten().map(|community| CommunityId::from_uuid(community.0)))
    }

    /// Several residents by their own ids.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn residents(
        &mut self,
        centre: CentreId,
        ids: &[ResidentId],
    ) -> Result<Vec<StoredResident>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let rows = residents::table
            .filter(residents::centre_id.eq(G(centre.uuid())).and(residents::id.eq_any(ids)))
            .load::<Row>(self.db)?;
        Ok(rows.into_iter().map(StoredResident::from).collect())
    }

    /// The resident with one of these digests of an ID number (one a key of the ring).
    ///
    /// # Errors
    /// A fault of the store.
    pub fn resident_by_identity(
        &mut self,
        centre: CentreId,
        digests: &[Vec<u8>],
    ) -> Result<Option<StoredResident>, StoreError> {
        let found = residents::table
            .filter(residents::centre_id.eq(G(centre.uuid())).and(residents::id_index.eq_any(digests)))
            .first::<Row>(self.db)
            .optional()?;
        Ok(found.map(StoredResident::from))
    }

    /// The residents of a centre who are reached under a number, by its digest.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn residents_at(
        &mut self,
        centre: CentreId,
        number: &[u8],
    ) -> Result<Vec<StoredResident>, StoreError> {
        let rows = residents::table
            .filter(residents::centre_id.eq(G(centre.uuid())).and(residents::phone_index.eq(number)))
            .load::<Row>(self.db)?;
        Ok(rows.into_iter().map(StoredResident::from).collect())
    }

    /// How many residents a person has met by ID number since an instant.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn matches_by(&mut self, user: UserId, since: Timestamp) -> Result<i64, StoreError> {
        Ok(resident_aliases::table
            .filter(resident_aliases::created_by.eq(G(user.uuid())))
            .filter(resident_aliases::created_at.ge(T(since)))
            .count()
            .get_result(self.db)?)
    }
}

impl CentreTx<'_, '_> {
    /// Adds a resident.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the ID number or the id is there.
    pub fn insert_resident(&mut self, resident: &StoredResident) -> Result<(), StoreError> {
        diesel::insert_into(residents::table)
            .values((
                residents::centre_id.eq(G(self.centre.uuid())),
                residents::id.eq(G(resident.id.uuid())),
                residents::seq.eq(self.seq),
                residents::version.eq(resident.version),
                residents::community_id.eq(G(resident.community.uuid())),
                residents::data_key.eq(&resident.data_key),
                residents::profile.eq(&resident.profile),
                residents::id_index.eq(&resident.id_index),
                residents::name_index.eq(&resident.name_index),
                residents::phone_index.eq(&resident.phone_index),
                residents::created_by.eq(G(resident.created_by.uuid())),
                residents::created_at.eq(T(resident.created_at)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Writes what was set right of a resident.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when somebody else has the ID number.
    pub fn correct_resident(&mut self, resident: &StoredResident) -> Result<(), StoreError> {
        diesel::update(residents::table.find((G(self.centre.uuid()), G(resident.id.uuid()))))
            .set((
                residents::version.eq(resident.version),
                residents::profile.eq(&resident.profile),
                residents::id_index.eq(&resident.id_index),
                residents::name_index.eq(&resident.name_index),
                residents::phone_index.eq(&resident.phone_index),
            ))
            .execute(self.db)?;
        self.mark_resident(resident.id)
    }

    /// Lets a phone's own id stand for a known resident, entered as one of this community.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the alias is there.
    pub fn insert_alias(
        &mut self,
        alias: ResidentId,
        resident: ResidentId,
        community: CommunityId,
        (by, at): (UserId, Timestamp),
    ) -> Result<(), StoreError> {
        diesel::insert_into(resident_aliases::table)
            .values((
                resident_aliases::centre_id.eq(G(self.centre.uuid())),
                resident_aliases::alias_id.eq(G(alias.uuid())),
                resident_aliases::resident_id.eq(G(resident.uuid())),
                resident_aliases::created_by.eq(G(by.uuid())),
                resident_aliases::created_at.eq(T(at)),
                resident_aliases::community_id.eq(G(community.uuid())),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
