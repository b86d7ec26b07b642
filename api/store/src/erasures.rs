//! Who asked to be erased, what the centre answered, and who was erased. Words are sealed under the resident's key and
//! go with it; the rest says nothing of anybody.

use diesel::prelude::*;
use domain::{
    erasure::{Answer, Erasure, ErasureReason, ErasureRequest, RefusalGround},
    ids::{CentreId, ErasureId, ResidentId, UserId},
};

use crate::{
    error::StoreError,
    personal::Emptied,
    schema::{erasure_requests as requests, erasures},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A request with what was said in words, sealed.
#[derive(Clone)]
pub struct StoredErasureRequest {
    /// The request.
    pub request: ErasureRequest,
    /// What the resident said.
    pub words: Option<Vec<u8>>,
    /// What the centre said.
    pub answer_words: Option<Vec<u8>>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    resident_id: G,
    reason: String,
    words: Option<Vec<u8>>,
    asked_at: T,
    asked_by: G,
    due_at: Option<T>,
    answer: Option<String>,
    answer_words: Option<Vec<u8>>,
    answered_at: Option<T>,
    answered_by: Option<G>,
}

const GRANTED: &str = "granted";

const fn corrupt() -> StoreError {
    StoreError::Corrupt("erasure_requests")
}

const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Granted => GRANTED,
        Answer::Refused(ground) => ground.as_str(),
    }
}

fn read_answer(word: &str) -> Result<Answer, StoreError> {
    if word == GRANTED {
        return Ok(Answer::Granted);
    }
    RefusalGround::parse(word).map(Answer::Refused).ok_or_else(corrupt)
}

impl TryFrom<Row> for StoredErasureRequest {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let answer = match (row.answer, row.answered_at, row.answered_by) {
            (Some(word), Some(at), Some(by)) => Some((read_answer(&word)?, at.0, UserId::from_uuid(by.0))),
            (None, None, None) => None,
            _ => return Err(corrupt()),
        };
        let request = ErasureRequest {
            id: ErasureId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            resident: ResidentId::from_uuid(row.resident_id.0),
            reason: ErasureReason::parse(&row.reason).ok_or_else(corrupt)?,
            asked: (row.asked_at.0, UserId::from_uuid(row.asked_by.0)),
            due_at: row.due_at.map(|at| at.0),
            answer,
        };
        Ok(Self { request, words: row.words, answer_words: row.answer_words })
    }
}

impl ReadTx<'_> {
    /// One request in one of these centres.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn erasure_request(
        &mut self,
        centres: &[CentreId],
        id: ErasureId,
    ) -> Result<Option<StoredErasureRequest>, StoreError> {
        let centres: Vec<_> = centres.iter().map(|centre| G(centre.uuid())).collect();
        let found = requests::table
            .filter(requests::id.eq(G(id.uuid())).and(requests::centre_id.eq_any(centres)))
            .first::<Row>(self.db)
            .optional()?;
        found.map(StoredErasureRequest::try_from).transpose()
    }

    /// The requests of a centre from after `after` on, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn erasure_requests(
        &mut self,
        centre: CentreId,
        after: Option<ErasureId>,
        limit: u16,
    ) -> Result<Vec<StoredErasureRequest>, StoreError> {
        let after = after.map_or(uuid::Uuid::nil(), ErasureId::uuid);
        let rows = requests::table
            .filter(requests::centre_id.eq(G(centre.uuid())).and(requests::id.gt(G(after))))
            .order(requests::id)
            .limit(i64::from(limit))
            .load::<Row>(self.db)?;
        rows.into_iter().map(StoredErasureRequest::try_from).collect()
    }

    /// The requests of a resident, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn erasure_requests_of(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<StoredErasureRequest>, StoreError> {
        let rows = requests::table
            .filter(
                requests::resident_id.eq(G(resident.uuid())).and(requests::centre_id.eq(G(centre.uuid()))),
            )
            .order(requests::id)
            .load::<Row>(self.db)?;
        rows.into_iter().map(StoredErasureRequest::try_from).collect()
    }

    /// Everybody who was erased, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn erasures(&mut self) -> Result<Vec<Erasure>, StoreError> {
        let rows = erasures::table
            .order((erasures::at, erasures::resident_id))
            .select((
                erasures::centre_id,
                erasures::resident_id,
                erasures::at,
                erasures::granted_by,
                erasures::reason,
            ))
            .load::<(G, G, T, G, String)>(self.db)?;
        rows.into_iter()
            .map(|(centre, resident, at, by, reason)| {
                Ok(Erasure {
                    centre: CentreId::from_uuid(centre.0),
                    resident: ResidentId::from_uuid(resident.0),
                    at: at.0,
                    by: UserId::from_uuid(by.0),
                    reason: ErasureReason::parse(&reason).ok_or(StoreError::Corrupt("erasures"))?,
                })
            })
            .collect()
    }
}

impl CentreTx<'_, '_> {
    /// Writes a request down.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken.
    pub fn insert_erasure_request(
        &mut self,
        request: &ErasureRequest,
        words: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let (at, by) = request.asked;
        diesel::insert_into(requests::table)
            .values((
                requests::id.eq(G(request.id.uuid())),
                requests::centre_id.eq(G(self.centre.uuid())),
                requests::resident_id.eq(G(request.resident.uuid())),
                requests::reason.eq(request.reason.as_str()),
                requests::words.eq(words),
                requests::asked_at.eq(T(at)),
                requests::asked_by.eq(G(by.uuid())),
                requests::due_at.eq(request.due_at.map(T)),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Writes the answer down.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn answer_erasure_request(
        &mut self,
        id: ErasureId,
        (answer, at, by): (Answer, jiff::Timestamp, UserId),
        words: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        diesel::update(requests::table.find((G(id.uuid()), G(self.centre.uuid()))))
            .set((
                requests::answer.eq(answer_word(answer)),
                requests::answer_words.eq(words),
                requests::answered_at.eq(T(at)),
                requests::answered_by.eq(G(by.uuid())),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Notes that somebody was erased. Noted before, it stays as it was.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn note_erasure(&mut self, erasure: &Erasure, emptied: &Emptied) -> Result<(), StoreError> {
        let row = (
            erasures::resident_id.eq(G(erasure.resident.uuid())),
            erasures::centre_id.eq(G(self.centre.uuid())),
            erasures::at.eq(T(erasure.at)),
            erasures::granted_by.eq(G(erasure.by.uuid())),
            erasures::reason.eq(erasure.reason.as_str()),
            erasures::counts.eq(emptied.to_string()),
        );
        crate::dialect::each!(self.db, db => diesel::insert_into(erasures::table)
            .values(row)
            .on_conflict((erasures::resident_id, erasures::centre_id))
            .do_nothing()
            .execute(db))?;
        Ok(())
    }
}
