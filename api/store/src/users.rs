//! People who sign in, and their roles in units.

use diesel::prelude::*;
use domain::{
    actor::{Grant, Role},
    ids::{CentreId, CommunityId, UserId},
    text::{DepartmentCode, Username},
};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::{grants, users},
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// A person to be added.
#[derive(Clone)]
pub struct NewUser {
    /// Id.
    pub id: UserId,
    /// Name to sign in with.
    pub username: Username,
    /// The person's own name, sealed.
    pub name: Vec<u8>,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// Roles in places.
    pub grants: Vec<Grant>,
}

/// A person as stored.
#[derive(Clone)]
pub struct StoredUser {
    /// Id.
    pub id: UserId,
    /// Name to sign in with.
    pub username: String,
    /// The person's own name, sealed.
    pub name: Vec<u8>,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// Wrong passwords in a row.
    pub failed_attempts: i32,
    /// Until when no password is tried.
    pub locked_until: Option<Timestamp>,
    /// Since when the account is off.
    pub disabled_at: Option<Timestamp>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    username: String,
    name: Vec<u8>,
    password_hash: String,
    failed_attempts: i32,
    locked_until: Option<T>,
    disabled_at: Option<T>,
    _password_changed_at: T,
    _created_at: T,
}

impl From<Row> for StoredUser {
    fn from(row: Row) -> Self {
        Self {
            id: UserId::from_uuid(row.id.0),
            username: row.username,
            name: row.name,
            password_hash: row.password_hash,
            failed_attempts: row.failed_attempts,
            locked_until: row.locked_until.map(|at| at.0),
            disabled_at: row.disabled_at.map(|at| at.0),
        }
    }
}

#[derive(Queryable)]
struct GrantRow {
    _user_id: G,
    _no: i32,
    role: String,
    centre_id: Option<G>,
    community_id: Option<G>,
    department: Option<String>,
}

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;
    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        let department = row.department.map(|code| DepartmentCode::parse(&code)).transpose();
        Ok(Self {
            role: Role::parse(&row.role).ok_or(StoreError::Corrupt("grants"))?,
            centre: row.centre_id.map(|id| CentreId::from_uuid(id.0)),
            community: row.community_id.map(|id| CommunityId::from_uuid(id.0)),
            department: department.map_err(|_code| StoreError::Corrupt("grants"))?,
        })
    }
}

impl ReadTx<'_> {
    /// The person with this sign-in name.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn user_by_name(&mut self, username: &str) -> Result<Option<StoredUser>, StoreError> {
        let found = users::table.filter(users::username.eq(username)).first::<Row>(self.db).optional()?;
        Ok(found.map(StoredUser::from))
    }

    /// One person.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn user(&mut self, id: UserId) -> Result<Option<StoredUser>, StoreError> {
        Ok(users::table.find(G(id.uuid())).first::<Row>(self.db).optional()?.map(StoredUser::from))
    }

    /// All people, by sign-in name.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn users(&mut self) -> Result<Vec<StoredUser>, StoreError> {
        Ok(users::table
            .order(users::username)
            .load::<Row>(self.db)?
            .into_iter()
            .map(StoredUser::from)
            .collect())
    }

    /// The sign-in names of some people.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn usernames_of(&mut self, people: &[UserId]) -> Result<Vec<(UserId, String)>, StoreError> {
        let people: Vec<_> = people.iter().map(|user| G(user.uuid())).collect();
        let rows = users::table
            .filter(users::id.eq_any(people))
            .select((users::id, users::username))
            .load::<(G, String)>(self.db)?;
        Ok(rows.into_iter().map(|(id, username)| (UserId::from_uuid(id.0), username)).collect())
    }

    /// A person's roles in places, in the order they were given.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn grants_of(&mut self, user: UserId) -> Result<Vec<Grant>, StoreError> {
        grants::table
            .filter(grants::user_id.eq(G(user.uuid())))
            .order(grants::no)
            .load::<GrantRow>(self.db)?
            .into_iter()
            .map(Grant::try_from)
            .collect()
    }
}

impl WriteTx<'_> {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the sign-in name is taken.
    pub fn insert_user(&mut self, user: &NewUser, at: Timestamp) -> Result<(), StoreError> {
        diesel::insert_into(users::table)
            .values((
                users::id.eq(G(user.id.uuid())),
                users::username.eq(user.username.as_str()),
                users::name.eq(&user.name),
                users::password_hash.eq(&user.password_hash),
                users::failed_attempts.eq(0),
                users::password_changed_at.eq(T(at)),
                users::created_at.eq(T(at)),
            ))
            .execute(self.db)?;
        for (no, grant) in (0_i32..).zip(&user.grants) {
            diesel::insert_into(grants::table)
                .values((
                    grants::user_id.eq(G(user.id.uuid())),
                    grants::no.eq(no),
                    grants::role.eq(grant.role.as_str()),
                    grants::centre_id.eq(grant.centre.map(|id| G(id.uuid()))),
                    grants::community_id.eq(grant.community.map(|id| G(id.uuid()))),
                    grants::department.eq(grant.department.as_ref().map(DepartmentCode::as_str)),
                ))
                .execute(self.db)?;
        }
        Ok(())
    }

    /// Notes how sign-in went: wrong passwords in a row, and until when none is tried.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_failed_attempts(
        &mut self,
        user: UserId,
        failed: i32,
        locked_until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        diesel::update(users::table.find(G(user.uuid())))
            .set((users::failed_attempts.eq(failed), users::locked_until.eq(locked_until.map(T))))
            .execute(self.db)?;
        Ok(())
    }

    /// Sets another password.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_password(&mut self, user: UserId, hash: &str, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(users::table.find(G(user.uuid())))
            .set((
                users::password_hash.eq(hash),
                users::password_changed_at.eq(T(at)),
                users::failed_attempts.eq(0),
                users::locked_until.eq(None::<T>),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Turns an account off, or on again.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_disabled(&mut self, user: UserId, since: Option<Timestamp>) -> Result<(), StoreError> {
        diesel::update(users::table.find(G(user.uuid())))
            .set(users::disabled_at.eq(since.map(T)))
            .execute(self.db)?;
        Ok(())
    }
}
