//! What is to be carried, handed on or looked for: a page of things.

use std::collections::HashMap;

use domain::{
    actor::Credential,
    custody::{Custody, Holder},
    ids::{CaseId, CustodyId, ResidentId},
    policy::{self, Action, Reach},
    resident::Profile,
};
use store::{CaseRow, Listed, StoreError};

use crate::{
    actions::{Error, read_resident},
    app::App,
};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What I carry.
    ToCarry,
    /// What I, or the centre I work for, am to say to have.
    ToTake,
    /// What is to be made out.
    ToIssue,
    /// What lies at the centre.
    ToHandOver,
    /// What is with workers.
    Out,
    /// What is in the post.
    Posted,
    /// What is not with its resident in time.
    Late,
}

/// A thing as a list shows it.
pub struct ListedThing {
    /// The thing.
    pub thing: Custody,
    /// Its case.
    pub row: CaseRow,
    /// Whose it is; nobody's once they were erased.
    pub profile: Option<Profile>,
}

/// A page of things, oldest first, and where the next one begins.
pub struct CustodyPage {
    /// The things.
    pub things: Vec<ListedThing>,
    /// The last one, when there are more.
    pub next: Option<CustodyId>,
}

/// A page of one list.
///
/// # Errors
/// [`Error::Forbidden`] when the list is not the actor's.
pub async fn page(
    app: &App,
    credential: Credential,
    which: Which,
    after: Option<CustodyId>,
    limit: u16,
) -> Result<CustodyPage, Error> {
    let now = app.clock.now();
    let (things, next, mut rows, residents) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let (grant, reach) = policy::widest(&actor, Action::ReadCustody).ok_or(Error::Forbidden)?;
            let centre = grant.centre.ok_or(Error::Forbidden)?;
            let listed = match (which, reach) {
                (Which::ToCarry, _) => Listed::With(actor.user),
                (Which::ToTake, Reach::Unit) => Listed::Awaited(Holder::Centre),
                (Which::ToTake, _) => Listed::Awaited(Holder::Worker(actor.user)),
                (_, Reach::Own | Reach::Department) => return Err(Error::Forbidden),
                (Which::ToIssue, Reach::Unit) => Listed::Unissued,
                (Which::ToHandOver, Reach::Unit) => Listed::AtTheCentre,
                (Which::Out, Reach::Unit) => Listed::WithWorkers,
                (Which::Posted, Reach::Unit) => Listed::InThePost,
                (Which::Late, Reach::Unit) => Listed::Late(now),
            };
            let (things, next) = tx.custody_list(centre, listed, after, limit)?;
            let mut rows: HashMap<CaseId, CaseRow> = HashMap::new();
            for thing in &things {
                if let Some(row) = tx.case(&[centre], thing.case)? {
                    rows.insert(thing.case, row);
                }
            }
            let ids: Vec<ResidentId> = rows.values().map(|row| row.case.resident).collect();
            let residents = tx.residents(centre, &ids)?;
            Ok::<_, Error>((things, next, rows, residents))
        })
        .await?;
    let corrupt = || Error::Fault(Box::new(StoreError::Corrupt("custody")));
    let mut shown = Vec::with_capacity(things.len());
    for thing in things {
        // Several things may be of one case.
        let row = rows.get_mut(&thing.case).ok_or_else(corrupt)?.clone();
        let resident = residents.iter().find(|resident| resident.id == row.case.resident);
        let profile = read_resident::seen(&app.vault, resident.ok_or_else(corrupt)?)?;
        shown.push(ListedThing { thing, row, profile });
    }
    Ok(CustodyPage { things: shown, next })
}
