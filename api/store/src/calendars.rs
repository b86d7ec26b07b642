//! Every version of the working-day calendar that this site has reckoned by, as it was brought in.

use diesel::prelude::*;
use domain::text::CalendarVersion;
use jiff::Timestamp;

use crate::{
    error::StoreError,
    schema::calendars,
    tx::{ReadTx, WriteTx},
    types::T,
};

impl ReadTx<'_> {
    /// The text of a version.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn calendar(&mut self, version: &str) -> Result<Option<String>, StoreError> {
        Ok(calendars::table.find(version).select(calendars::body).first(self.db).optional()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a version's text.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the version is there.
    pub fn insert_calendar(
        &mut self,
        version: &CalendarVersion,
        body: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        diesel::insert_into(calendars::table)
            .values((
                calendars::version.eq(version.as_str()),
                calendars::body.eq(body),
                calendars::loaded_at.eq(T(at)),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
