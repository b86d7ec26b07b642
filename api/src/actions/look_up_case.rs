//! A resident looks a case up by its number and the query code they were sent.
//!
//! Wrong codes are counted with the case, for a code is short: after [`MAX_WRONG`] in a row none is tried for
//! [`LOCKED`]. A number that is not known, a code that is wrong and a case that is locked come to the same, at the cost of
//! the same digest; only what has to be counted is written.

use domain::{
    case_number::CaseNumber,
    ids::{CaseId, CentreId},
    query_code::QueryCode,
};
use jiff::{SignedDuration, Timestamp};
use store::CaseRow;

use crate::{
    actions::{
        Error,
        open_status::{self, Status},
    },
    app::App,
    vault::Vault,
};

/// Wrong codes in a row that lock a case's look-up.
pub const MAX_WRONG: i32 = 5;
/// How long it stays locked.
pub const LOCKED: SignedDuration = SignedDuration::from_mins(30);

/// Shows a case to who knows its number and query code. `code` is nothing when what was typed cannot be a code: an
/// attempt all the same.
///
/// # Errors
/// [`Error::NotFound`] for whatever is not right.
pub async fn run(app: &App, number: CaseNumber, code: Option<QueryCode>) -> Result<Status, Error> {
    let (centre, case) = prove(app, number, code).await?;
    open_status::of_case(app, centre, case).await
}

/// The case of who knows its number and query code.
///
/// # Errors
/// [`Error::NotFound`] for whatever is not right.
pub async fn prove(
    app: &App,
    number: CaseNumber,
    code: Option<QueryCode>,
) -> Result<(CentreId, CaseId), Error> {
    let now = app.clock.now();
    let guess = Guess::new(&app.vault, code);
    let wanted = number.clone();
    let found = app.store.read(move |tx| Ok::<_, Error>(tx.case_by_number(&wanted)?)).await?;
    let fits = guess.fits(found.as_ref());
    let Some(row) = found else { return Err(Error::NotFound) };
    let tries = Tries::of(&row);
    if tries.are_locked(now) {
        return Err(Error::NotFound);
    }
    let (centre, case) = (row.case.centre, row.case.id);
    if fits && tries == Tries::NONE {
        return Ok((centre, case));
    }
    // What was read may be old: counted is what stands once nobody else writes, so that guesses made at the same
    // moment all count.
    let fits = app
        .store
        .write(move |tx| {
            tx.hold_centre(centre)?;
            let row = tx.case_by_number(&number)?.ok_or(Error::NotFound)?;
            let tries = Tries::of(&row);
            if tries.are_locked(now) {
                return Ok(false);
            }
            let fits = guess.fits(Some(&row));
            let after = if fits { Tries::NONE } else { tries.one_more(now) };
            tx.set_query_failures(centre, case, after.wrong, after.locked_until)?;
            Ok::<_, Error>(fits)
        })
        .await?;
    if fits { Ok((centre, case)) } else { Err(Error::NotFound) }
}

/// A code as it was typed, and what it takes to compare it.
struct Guess {
    vault: Vault,
    code: Option<(QueryCode, Vec<u8>)>,
}

impl Guess {
    fn new(vault: &Vault, code: Option<QueryCode>) -> Self {
        let with_digest = |code| {
            let digest = vault.query_code_digest(&code);
            (code, digest)
        };
        Self { vault: vault.clone(), code: code.map(with_digest) }
    }

    /// Whether it is the code of this case. Without a case it is compared all the same, with its own digest.
    fn fits(&self, row: Option<&CaseRow>) -> bool {
        let Some((code, own)) = &self.code else { return false };
        let stored = row.and_then(|row| row.query_code.as_ref());
        self.vault.is_query_code(code, stored.unwrap_or(own)) && stored.is_some()
    }
}

/// What stands against a case's look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tries {
    wrong: i32,
    locked_until: Option<Timestamp>,
}

impl Tries {
    const NONE: Self = Self { wrong: 0, locked_until: None };

    const fn of(row: &CaseRow) -> Self {
        Self { wrong: row.query_failures, locked_until: row.query_locked_until }
    }

    fn are_locked(self, now: Timestamp) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// After one more wrong code. A lock that has run out begins the count anew.
    fn one_more(self, now: Timestamp) -> Self {
        let before = if self.locked_until.is_some() { 0 } else { self.wrong };
        let wrong = before.saturating_add(1);
        let until = now.checked_add(LOCKED).unwrap_or(Timestamp::MAX);
        Self { wrong, locked_until: (wrong >= MAX_WRONG).then_some(until) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn the_fifth_wrong_code_locks_for_half_an_hour() {
        let mut tries = Tries::NONE;
        for wrong in 1..=4 {
            tries = tries.one_more(minute(0));
            assert_eq!(tries, Tries { wrong, locked_until: None });
        }
        tries = tries.one_more(minute(0));
        assert!(tries.are_locked(minute(0)) && tries.are_locked(minute(29)));
        assert!(!tries.are_locked(minute(30)));
    }

    #[test]
    fn a_lock_that_has_run_out_begins_the_count_anew() {
        let locked = Tries { wrong: MAX_WRONG, locked_until: Some(minute(30)) };
        assert_eq!(locked.one_more(minute(31)), Tries { wrong: 1, locked_until: None });
    }
}
