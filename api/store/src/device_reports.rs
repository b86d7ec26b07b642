//! What phones said of themselves last.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    device::DeviceReport,
    ids::{CentreId, DeviceId},
    task::TaskKind,
    text::{AgentWords, AppVersion},
};
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::{device_reports as reports, devices, tasks},
    tx::{CentreTx, ReadTx, WriteTx},
    types::{G, T},
};

/// A report, and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReport {
    /// When it came, by the server's clock.
    pub at: Timestamp,
    /// What it says.
    pub report: DeviceReport,
}

#[derive(Queryable)]
struct Row {
    device_id: G,
    at: T,
    app_version: String,
    unsent_cases: i32,
    unsent_files: i32,
    unsent_bytes: i64,
    oldest_unsent_at: Option<T>,
    free_bytes: Option<i64>,
    persisted: bool,
    agent: Option<String>,
    _told_at: Option<T>,
}

impl TryFrom<Row> for StoredReport {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |_code| StoreError::Corrupt("device_reports");
        let report = DeviceReport {
            app_version: AppVersion::parse(&row.app_version).map_err(corrupt)?,
            unsent_cases: row.unsent_cases,
            unsent_files: row.unsent_files,
            unsent_bytes: row.unsent_bytes,
            oldest_unsent_at: row.oldest_unsent_at.map(|at| at.0),
            free_bytes: row.free_bytes,
            persisted: row.persisted,
            agent: row.agent.map(|words| AgentWords::parse(&words)).transpose().map_err(corrupt)?,
        };
        Ok(Self { at: row.at.0, report })
    }
}

impl ReadTx<'_> {
    /// What some devices said last.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn device_reports(
        &mut self,
        ids: &[DeviceId],
    ) -> Result<HashMap<DeviceId, StoredReport>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        let rows = reports::table.filter(reports::device_id.eq_any(ids)).load::<Row>(self.db)?;
        let keyed = |row: Row| Ok((DeviceId::from_uuid(row.device_id.0), row.try_into()?));
        rows.into_iter().map(keyed).collect()
    }

    /// Devices that hold cases which nobody was told of: some since before `unsent`, or nothing asked since before
    /// `silent`. Of those that were shut out nobody expects anything.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn devices_to_look_for(
        &mut self,
        unsent: Timestamp,
        silent: Timestamp,
        limit: i64,
    ) -> Result<Vec<(CentreId, DeviceId)>, StoreError> {
        let said_nothing = devices::last_sync_at
            .lt(T(silent))
            .or(devices::last_sync_at.is_null().and(reports::at.lt(T(silent))));
        let rows = reports::table
            .inner_join(devices::table.on(devices::id.eq(reports::device_id)))
            .filter(reports::unsent_cases.gt(0).and(reports::told_at.is_null()))
            .filter(devices::revoked_at.is_null())
            .filter(reports::oldest_unsent_at.lt(T(unsent)).or(said_nothing.assume_not_null()))
            .order(reports::device_id)
            .limit(limit)
            .select((devices::centre_id, reports::device_id))
            .load::<(G, G)>(self.db)?;
        Ok(rows.into_iter().map(|(c, id)| (CentreId::from_uuid(c.0), DeviceId::from_uuid(id.0))).collect())
    }

    /// Whether somebody is asked this about a device already.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn is_asked_about(
        &mut self,
        centre: CentreId,
        device: DeviceId,
        kind: TaskKind,
    ) -> Result<bool, StoreError> {
        let of_device = tasks::device_id.eq(G(device.uuid())).and(tasks::centre_id.eq(G(centre.uuid())));
        let of_kind = of_device.and(tasks::kind.eq(kind.as_str()));
        let open = tasks::table.filter(of_kind.and(tasks::done_at.is_null()));
        Ok(open.select(tasks::id).first::<G>(self.db).optional()?.is_some())
    }
}

impl WriteTx<'_> {
    /// Keeps what a device says of itself, in place of what it said before. Unless it is `late`, whoever is told of it next
    /// is told anew.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn put_device_report(
        &mut self,
        device: DeviceId,
        StoredReport { at, report }: &StoredReport,
        late: bool,
    ) -> Result<(), StoreError> {
        let id = G(device.uuid());
        let facts = (
            reports::at.eq(T(*at)),
            reports::app_version.eq(report.app_version.as_str()),
            reports::unsent_cases.eq(report.unsent_cases),
            reports::unsent_files.eq(report.unsent_files),
            reports::unsent_bytes.eq(report.unsent_bytes),
            reports::oldest_unsent_at.eq(report.oldest_unsent_at.map(T)),
            reports::free_bytes.eq(report.free_bytes),
            reports::persisted.eq(report.persisted),
            reports::agent.eq(report.agent.as_ref().map(AgentWords::as_str)),
        );
        let changed = diesel::update(reports::table.find(id)).set(facts).execute(self.db)?;
        if changed == 0 {
            diesel::insert_into(reports::table)
                .values((reports::device_id.eq(id), facts))
                .execute(self.db)?;
        } else if !late {
            diesel::update(reports::table.find(id).filter(reports::told_at.is_not_null()))
                .set(reports::told_at.eq(None::<T>))
                .execute(self.db)?;
        }
        Ok(())
    }
}

impl CentreTx<'_, '_> {
    /// Notes that somebody was told of a device; false when somebody was before.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn device_told(&mut self, device: DeviceId, at: Timestamp) -> Result<bool, StoreError> {
        let untold = reports::table.find(G(device.uuid())).filter(reports::told_at.is_null());
        Ok(diesel::update(untold).set(reports::told_at.eq(T(at))).execute(self.db)? == 1)
    }
}
