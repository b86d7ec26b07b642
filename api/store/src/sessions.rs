//! Sign-ins and the devices they were made on.
//!
//! A session row carries the roles as they were given at sign-in, so that a request asks one question; whoever
//! changes roles, turns an account off or revokes a device ends the sessions in the same transaction.

use diesel::prelude::*;
use domain::{
    actor::{Actor, Credential, Grant, Role},
    ids::{CentreId, CommunityId, DeviceId, SessionId, UserId},
    text::DepartmentCode,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    dialect::each,
    error::StoreError,
    schema::{devices, sessions},
    tx::{ReadTx, WriteTx},
    types::{G, T},
};

/// Most devices in a list.
const DEVICES_AT_MOST: i64 = 500;

/// One sign-in.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Id.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// On which device.
    pub device: DeviceId,
    /// Which refresh token is the next to be taken.
    pub generation: i32,
    /// Roles in places.
    pub grants: Vec<Grant>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// A phone or counter PC.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Id, made on the device.
    pub id: DeviceId,
    /// Whose sign-in made it known here last.
    pub user: UserId,
    /// The centre it works for.
    pub centre: CentreId,
    /// What its owner calls it.
    pub name: String,
    /// First sign-in.
    pub first_seen: Timestamp,
    /// Latest sign-in or refresh.
    pub last_seen: Timestamp,
    /// Since when it may not sign in.
    pub revoked_at: Option<Timestamp>,
    /// When it last asked what has changed.
    pub last_sync_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct GrantText {
    role: String,
    centre: Option<uuid::Uuid>,
    community: Option<uuid::Uuid>,
    department: Option<String>,
}

fn write_grants(grants: &[Grant]) -> Result<String, StoreError> {
    let texts: Vec<_> = grants
        .iter()
        .map(|grant| GrantText {
            role: grant.role.as_str().into(),
            centre: grant.centre.map(CentreId::uuid),
            community: grant.community.map(CommunityId::uuid),
            department: grant.department.as_ref().map(|code| code.as_str().into()),
        })
        .collect();
    serde_json::to_string(&texts).map_err(|error| StoreError::Fault(Box::new(error)))
}

fn read_grants(text: &str) -> Result<Vec<Grant>, StoreError> {
    let corrupt = || StoreError::Corrupt("sessions");
    let texts: Vec<GrantText> = serde_json::from_str(text).map_err(|_error| corrupt())?;
    texts
        .into_iter()
        .map(|grant| {
            let department = grant.department.map(|code| DepartmentCode::parse(&code)).transpose();
            Ok(Grant {
                role: Role::parse(&grant.role).ok_or_else(corrupt)?,
                centre: grant.centre.map(CentreId::from_uuid),
                community: grant.community.map(CommunityId::from_uuid),
                department: department.map_err(|_code| corrupt())?,
            })
        })
        .collect()
}

#[derive(Queryable)]
struct Row {
    id: G,
    user_id: G,
    device_id: G,
    generation: i32,
    grants: String,
    _created_at: T,
    expires_at: T,
    ended_at: Option<T>,
    _end_reason: Option<String>,
}

impl TryFrom<Row> for SessionRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: SessionId::from_uuid(row.id.0),
            user: UserId::from_uuid(row.user_id.0),
            device: DeviceId::from_uuid(row.device_id.0),
            generation: row.generation,
            grants: read_grants(&row.grants)?,
            expires_at: row.expires_at.0,
            ended_at: row.ended_at.map(|at| at.0),
        })
    }
}

#[derive(Queryable)]
struct DeviceTuple {
    id: G,
    user_id: G,
    centre_id: G,
    name: String,
    first_seen: T,
    last_seen: T,
    revoked_at: Option<T>,
    last_sync_at: Option<T>,
}

impl From<DeviceTuple> for DeviceRow {
    fn from(row: DeviceTuple) -> Self {
        Self {
            id: DeviceId::from_uuid(row.id.0),
            user: UserId::from_uuid(row.user_id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            name: row.name,
            first_seen: row.first_seen.0,
            last_seen: row.last_seen.0,
            revoked_at: row.revoked_at.map(|at| at.0),
            last_sync_at: row.last_sync_at.map(|at| at.0),
        }
    }
}

impl ReadTx<'_> {
    /// Who a credential stands for, if the sign-in still stands.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn actor(&mut self, credential: &Credential, now: Timestamp) -> Result<Option<Actor>, StoreError> {
        let session = self.session(credential.session)?;
        let stands = |session: &SessionRow| {
            session.ended_at.is_none() && now < session.expires_at && session.user == credential.user
        };
        Ok(session.filter(stands).map(|session| Actor {
            user: session.user,
            session: session.id,
            device: session.device,
            grants: session.grants,
            expires_at: session.expires_at,
        }))
    }

    /// One sign-in.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn session(&mut self, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
        let id = G(id.uuid());
        let found = each!(self.db, db => sessions::table.find(id).first::<Row>(db)).optional()?;
        found.map(SessionRow::try_from).transpose()
    }

    /// One device.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn device(&mut self, id: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
        Ok(devices::table.find(G(id.uuid())).first::<DeviceTuple>(self.db).optional()?.map(DeviceRow::from))
    }

    /// The devices of some centres, latest seen first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn devices_of(&mut self, centres: &[CentreId]) -> Result<Vec<DeviceRow>, StoreError> {
        let centres: Vec<_> = centres.iter().map(|centre| G(centre.uuid())).collect();
        let rows = devices::table
            .filter(devices::centre_id.eq_any(centres))
            .order((devices::last_seen.desc(), devices::id))
            .limit(DEVICES_AT_MOST)
            .load::<DeviceTuple>(self.db)?;
        Ok(rows.into_iter().map(DeviceRow::from).collect())
    }

    /// The devices of the whole site, latest seen first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn devices(&mut self) -> Result<Vec<DeviceRow>, StoreError> {
        let rows = devices::table
            .order((devices::last_seen.desc(), devices::id))
            .limit(DEVICES_AT_MOST)
            .load::<DeviceTuple>(self.db)?;
        Ok(rows.into_iter().map(DeviceRow::from).collect())
    }
}

impl WriteTx<'_> {
    /// Makes a device known, or notes that it was seen.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn see_device(&mut self, device: &DeviceRow) -> Result<(), StoreError> {
        let id = G(device.id.uuid());
        let changed = diesel::update(devices::table.find(id))
            .set((
                devices::user_id.eq(G(device.user.uuid())),
                devices::centre_id.eq(G(device.centre.uuid())),
                devices::name.eq(&device.name),
                devices::last_seen.eq(T(device.last_seen)),
            ))
            .execute(self.db)?;
        if changed == 0 {
            diesel::insert_into(devices::table)
                .values((
                    devices::id.eq(id),
                    devices::user_id.eq(G(device.user.uuid())),
                    devices::centre_id.eq(G(device.centre.uuid())),
                    devices::name.eq(&device.name),
                    devices::first_seen.eq(T(device.first_seen)),
                    devices::last_seen.eq(T(device.last_seen)),
                ))
                .execute(self.db)?;
        }
        Ok(())
    }

    /// Notes that a device was seen, whoever's it is.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn touch_device(&mut self, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(devices::table.find(G(device.uuid())))
            .set(devices::last_seen.eq(T(at)))
            .execute(self.db)?;
        Ok(())
    }

    /// Notes that a device asked what has changed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn note_sync(&mut self, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(devices::table.find(G(device.uuid())))
            .set(devices::last_sync_at.eq(T(at)))
            .execute(self.db)?;
        Ok(())
    }

    /// Lets a device sign in no more, and ends what is signed in on it.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn revoke_device(&mut self, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(devices::table.find(G(device.uuid())))
            .set(devices::revoked_at.eq(T(at)))
            .execute(self.db)?;
        let open = sessions::device_id.eq(G(device.uuid())).and(sessions::ended_at.is_null());
        diesel::update(sessions::table.filter(open))
            .set((sessions::ended_at.eq(T(at)), sessions::end_reason.eq("device-revoked")))
            .execute(self.db)?;
        Ok(())
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_session(&mut self, session: &SessionRow, at: Timestamp) -> Result<(), StoreError> {
        diesel::insert_into(sessions::table)
            .values((
                sessions::id.eq(G(session.id.uuid())),
                sessions::user_id.eq(G(session.user.uuid())),
                sessions::device_id.eq(G(session.device.uuid())),
                sessions::generation.eq(session.generation),
                sessions::grants.eq(write_grants(&session.grants)?),
                sessions::created_at.eq(T(at)),
                sessions::expires_at.eq(T(session.expires_at)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Counts the refresh generation up; false when another refresh was faster.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn turn_session(&mut self, id: SessionId, from: i32) -> Result<bool, StoreError> {
        let unchanged = sessions::table.find(G(id.uuid())).filter(sessions::generation.eq(from));
        let turned = diesel::update(unchanged)
            .set(sessions::generation.eq(from.saturating_add(1)))
            .execute(self.db)?;
        Ok(turned == 1)
    }

    /// Ends a sign-in.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn end_session(&mut self, id: SessionId, reason: &str, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(sessions::table.find(G(id.uuid())).filter(sessions::ended_at.is_null()))
            .set((sessions::ended_at.eq(T(at)), sessions::end_reason.eq(reason)))
            .execute(self.db)?;
        Ok(())
    }

    /// Ends all of a person's sign-ins, except one.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn end_sessions_of(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let spared = G(except.map_or_else(uuid::Uuid::nil, SessionId::uuid));
        let open = sessions::user_id
            .eq(G(user.uuid()))
            .and(sessions::ended_at.is_null())
            .and(sessions::id.ne(spared));
        diesel::update(sessions::table.filter(open))
            .set((sessions::ended_at.eq(T(at)), sessions::end_reason.eq(reason)))
            .execute(self.db)?;
        Ok(())
    }
}
