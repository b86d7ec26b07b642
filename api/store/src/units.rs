//! The organisation.

use diesel::prelude::*;
use domain::{
    ids::{CentreId, UnitId},
    unit::{Unit, UnitKind},
    wording::NamePair,
};

use crate::{
    error::StoreError,
    schema::units,
    tx::{ReadTx, WriteTx},
    types::G,
};

#[derive(Queryable)]
struct Row {
    id: G,
    kind: String,
    parent_id: Option<G>,
    code: String,
    name_zh: String,
    name_en: String,
}

impl TryFrom<Row> for Unit {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UnitId::from_uuid(row.id.0),
            kind: UnitKind::parse(&row.kind).ok_or(StoreError::Corrupt("units"))?,
            parent: row.parent_id.map(|parent| UnitId::from_uuid(parent.0)),
            code: row.code,
            name: NamePair { zh: row.name_zh, en: row.name_en },
        })
    }
}

impl ReadTx<'_> {
    /// One unit.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn unit(&mut self, id: UnitId) -> Result<Option<Unit>, StoreError> {
        units::table.find(G(id.uuid())).first::<Row>(self.db).optional()?.map(Unit::try_from).transpose()
    }

    /// All units, in the order of their codes.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn units(&mut self) -> Result<Vec<Unit>, StoreError> {
        units::table
            .order((units::code, units::id))
            .load::<Row>(self.db)?
            .into_iter()
            .map(Unit::try_from)
            .collect()
    }
}

impl WriteTx<'_> {
    /// Adds a unit; a centre with its head row, so that its first write finds something to wait for.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_unit(&mut self, unit: &Unit) -> Result<(), StoreError> {
        diesel::insert_into(units::table)
            .values((
                units::id.eq(G(unit.id.uuid())),
                units::kind.eq(unit.kind.as_str()),
                units::parent_id.eq(unit.parent.map(|parent| G(parent.uuid()))),
                units::code.eq(&unit.code),
                units::name_zh.eq(&unit.name.zh),
                units::name_en.eq(&unit.name.en),
            ))
            .execute(self.db)?;
        if unit.kind == UnitKind::Centre {
            self.insert_head(CentreId::from_uuid(unit.id.uuid()), 0)?;
        }
        Ok(())
    }
}
