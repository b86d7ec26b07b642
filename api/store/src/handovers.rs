//! The chain of custody: every change of hands, and every one that failed, a row. What was said in words is sealed.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    custody::{AttemptReason, HandoverKind, Holder, Receiver, Thing},
    ids::{CaseId, CentreId, FileId, HandoverId, UserId},
    text::MaterialCode,
};
use jiff::Timestamp;

use crate::{
    case_lists,
    custody::{holder, holder_id, thing},
    error::StoreError,
    schema::handovers,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// One change of hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// The case.
    pub case: CaseId,
    /// What changed hands.
    pub thing: Thing,
    /// What happened to it.
    pub kind: HandoverKind,
    /// Who had it.
    pub from: Holder,
    /// Who has it, or is to have it.
    pub to: Holder,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// When, by the phone's.
    pub device_at: Option<Timestamp>,
    /// Who says so.
    pub by: UserId,
    /// Who took it for good.
    pub receiver: Option<Receiver>,
    /// Why it could not be handed over.
    pub reason: Option<AttemptReason>,
    /// The file of the taker's signature.
    pub signature: Option<FileId>,
    /// Names, places and remarks, sealed under the resident's key.
    pub words: Option<Vec<u8>>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    _seq: i64,
    _centre_id: G,
    case_id: G,
    material: Option<String>,
    kind: String,
    from_holder: String,
    from_id: Option<G>,
    to_holder: String,
    to_id: Option<G>,
    at: T,
    device_at: Option<T>,
    actor_id: G,
    receiver: Option<String>,
    reason: Option<String>,
    signature_file: Option<G>,
    words: Option<Vec<u8>>,
}

impl TryFrom<Row> for Handover {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("handovers");
        let receiver = row.receiver.map(|word| Receiver::parse(&word).ok_or_else(corrupt)).transpose()?;
        let reason = row.reason.map(|word| AttemptReason::parse(&word).ok_or_else(corrupt)).transpose()?;
        Ok(Self {
            id: HandoverId::from_uuid(row.id.0),
            case: CaseId::from_uuid(row.case_id.0),
            thing: thing(row.material.as_deref()).ok_or_else(corrupt)?,
            kind: HandoverKind::parse(&row.kind).ok_or_else(corrupt)?,
            from: holder(&row.from_holder, row.from_id).ok_or_else(corrupt)?,
            to: holder(&row.to_holder, row.to_id).ok_or_else(corrupt)?,
            at: row.at.0,
            device_at: row.device_at.map(|at| at.0),
            by: UserId::from_uuid(row.actor_id.0),
            receiver,
            reason,
            signature: row.signature_file.map(|file| FileId::from_uuid(file.0)),
            words: row.words,
        })
    }
}

impl ReadTx<'_> {
    /// Through whose hands the things of a case went, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn handovers_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<Handover>, StoreError> {
        handovers::table
            .filter(handovers::case_id.eq(G(case.uuid())).and(handovers::centre_id.eq(G(centre.uuid()))))
            .order((handovers::seq, handovers::id))
            .load::<Row>(self.db)?
            .into_iter()
            .map(Handover::try_from)
            .collect()
    }

    /// Through whose hands the things of several cases went, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn handovers_of_all(
        &mut self,
        centre: CentreId,
        cases: &[CaseId],
    ) -> Result<HashMap<CaseId, Vec<Handover>>, StoreError> {
        let rows = handovers::table
            .filter(
                handovers::centre_id
                    .eq(G(centre.uuid()))
                    .and(handovers::case_id.eq_any(case_lists::ids(cases))),
            )
            .order((handovers::seq, handovers::id))
            .load::<Row>(self.db)?;
        case_lists::by_case(rows, |row| row.case_id)
    }
}

impl CentreTx<'_, '_> {
    /// Writes a change of hands down.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn insert_handover(&mut self, handover: &Handover) -> Result<(), StoreError> {
        self.mark(handover.case);
        diesel::insert_into(handovers::table)
            .values((
                handovers::id.eq(G(handover.id.uuid())),
                handovers::seq.eq(self.seq),
                handovers::centre_id.eq(G(self.centre.uuid())),
                handovers::case_id.eq(G(handover.case.uuid())),
                handovers::material.eq(handover.thing.material().map(MaterialCode::as_str)),
                handovers::kind.eq(handover.kind.as_str()),
                handovers::from_holder.eq(handover.from.as_str()),
                handovers::from_id.eq(holder_id(handover.from)),
                handovers::to_holder.eq(handover.to.as_str()),
                handovers::to_id.eq(holder_id(handover.to)),
                handovers::at.eq(T(handover.at)),
                handovers::device_at.eq(handover.device_at.map(T)),
                handovers::actor_id.eq(G(handover.by.uuid())),
                handovers::receiver.eq(handover.receiver.map(Receiver::as_str)),
                handovers::reason.eq(handover.reason.map(AttemptReason::as_str)),
                handovers::signature_file.eq(handover.signature.map(|file| G(file.uuid()))),
                handovers::words.eq(handover.words.as_deref()),
            ))
            .execute(self.db)?;
        Ok(())
    }
}
