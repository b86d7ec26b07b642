//! Letters of cases: what they are to say, sealed, and where their sealed papers lie.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId, LetterId, SegmentId},
    letter::{Letter, LetterKind, LetterState, Paper},
};

use crate::{
    dialect::each,
    error::StoreError,
    evidence::digest,
    schema::letters,
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// A letter and what it says.
#[derive(Clone)]
pub struct StoredLetter {
    /// The letter.
    pub letter: Letter,
    /// What it is to say, as it was when it was called for: sealed under the resident's key.
    pub facts: Vec<u8>,
}

#[derive(Queryable)]
struct Row {
    id: G,
    centre_id: G,
    case_id: G,
    no: i32,
    kind: String,
    facts: Vec<u8>,
    called_at: T,
    template: Option<String>,
    printed_at: Option<T>,
    object_id: Option<G>,
    sha256: Option<Vec<u8>>,
    size: Option<i64>,
    failure: Option<String>,
    reprints: i32,
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("letters")
}

fn paper(row: &Row) -> Result<Option<Paper>, StoreError> {
    let columns = (&row.template, row.printed_at, row.object_id, &row.sha256, row.size);
    match columns {
        (Some(template), Some(printed_at), Some(object), Some(sha256), Some(size)) => Ok(Some(Paper {
            template: template.clone(),
            printed_at: printed_at.0,
            object: SegmentId::from_uuid(object.0),
            sha256: digest(sha256)?,
            size: u64::try_from(size).map_err(|_range| corrupt())?,
        })),
        (None, None, None, None, None) => Ok(None),
        _ => Err(corrupt()),
    }
}

impl TryFrom<Row> for StoredLetter {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = match (paper(&row)?, row.failure) {
            (Some(paper), None) => LetterState::Printed(paper),
            (None, Some(code)) => LetterState::Failed(code),
            (None, None) => LetterState::Waiting,
            (Some(_), Some(_)) => return Err(corrupt()),
        };
        let letter = Letter {
            id: LetterId::from_uuid(row.id.0),
            centre: CentreId::from_uuid(row.centre_id.0),
            case: CaseId::from_uuid(row.case_id.0),
            kind: LetterKind::parse(&row.kind).ok_or_else(corrupt)?,
            no: row.no,
            called_at: row.called_at.0,
            state,
            reprints: u32::try_from(row.reprints).map_err(|_range| corrupt())?,
        };
        Ok(Self { letter, facts: row.facts })
    }
}

impl ReadTx<'_> {
    /// One letter of a centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn letter(&mut self, centre: CentreId, id: LetterId) -> Result<Option<StoredLetter>, StoreError> {
        let row = letters::table.find((G(id.uuid()), G(centre.uuid())));
        row.first::<Row>(self.db).optional()?.map(StoredLetter::try_from).transpose()
    }

    /// The letters of a case, in their order.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn letters_of(&mut self, centre: CentreId, case: CaseId) -> Result<Vec<Letter>, StoreError> {
        letters::table
            .filter(letters::case_id.eq(G(case.uuid())).and(letters::centre_id.eq(G(centre.uuid()))))
            .order(letters::no)
            .load::<Row>(self.db)?
            .into_iter()
            .map(|row| StoredLetter::try_from(row).map(|stored| stored.letter))
            .collect()
    }
}

impl CentreTx<'_, '_> {
    /// Writes down that a letter is called for.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the same write of the case has called for one of this kind.
    pub fn insert_letter(&mut self, letter: &Letter, facts: &[u8]) -> Result<(), StoreError> {
        let new = (
            letters::id.eq(G(letter.id.uuid())),
            letters::centre_id.eq(G(self.centre.uuid())),
            letters::case_id.eq(G(letter.case.uuid())),
            letters::no.eq(letter.no),
            letters::kind.eq(letter.kind.as_str()),
            letters::facts.eq(facts),
            letters::called_at.eq(T(letter.called_at)),
            letters::reprints.eq(0),
        );
        each!(self.db, db => diesel::insert_into(letters::table).values(new).execute(db))?;
        Ok(())
    }

    /// Writes down how far a letter has come.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn set_letter_state(&mut self, id: LetterId, state: &LetterState) -> Result<(), StoreError> {
        let (paper, failure) = match state {
            LetterState::Waiting => (None, None),
            LetterState::Failed(code) => (None, Some(code)),
            LetterState::Printed(paper) => (Some(paper), None),
        };
        let size = paper.map(|paper| i64::try_from(paper.size)).transpose().map_err(|_range| corrupt())?;
        diesel::update(letters::table.find((G(id.uuid()), G(self.centre.uuid()))))
            .set((
                letters::template.eq(paper.map(|paper| &paper.template)),
                letters::printed_at.eq(paper.map(|paper| T(paper.printed_at))),
                letters::object_id.eq(paper.map(|paper| G(paper.object.uuid()))),
                letters::sha256.eq(paper.map(|paper| paper.sha256.bytes().to_vec())),
                letters::size.eq(size),
                letters::failure.eq(failure),
            ))
            .execute(self.db)?;
        Ok(())
    }

    /// Counts that a letter was printed once more; how often that was.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn count_reprint(&mut self, id: LetterId) -> Result<u32, StoreError> {
        let row = letters::table.find((G(id.uuid()), G(self.centre.uuid())));
        let counted =
            diesel::update(row).set(letters::reprints.eq(letters::reprints + 1)).returning(letters::reprints);
        let counted = each!(self.db, db => counted.get_result::<i32>(db))?;
        u32::try_from(counted).map_err(|_range| corrupt())
    }
}
