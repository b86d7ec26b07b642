//! What has changed for a worker's phone: their visits that are coming or were of late, their cases that are open or were
//! of late, the cases of what they carry, the residents of these, and what was not applied of what their phone sent:
//! `GET /v1/sync`.
//!
//! A page costs a bounded number of statements, whatever is on it. Residents have no place of their own in the order:
//! each comes with the visits and cases that bring them up, and whatever changes a resident counts as a change of these.
//! In the clear a phone has only those at whose door the worker is yet to be; each page that shows one is an audit row.

mod cursor;
mod gather;

use domain::{
    actor::{Actor, Credential, Grant},
    audit::Entry,
    fault::Refusal,
    ids::{CaseId, CentreId, CommunityId, NotAppliedId, ResidentId, VisitId},
    policy::{self, Action, Resource, act},
    resident::Profile,
};
use jiff::{SignedDuration, Timestamp};
use store::{ReadTx, StoredResident, SyncPlace, SyncScope};

use crate::{
    actions::{
        Error, look_up::Places, read_case::WholeCase, read_not_applied::SeenNotApplied,
        read_visits::SeenVisit,
    },
    app::App,
    vault::Vault,
};

use cursor::{Cursor, Place};
use gather::Gathered;

pub use cursor::SealedCursor;

/// For how long a cursor is answered. What was taken from people is kept for longer.
pub const CURSOR_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long a finished visit stays on a phone, from when it was planned for.
pub const VISIT_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// For how long a closed case stays on a phone, from its last write.
pub const CASE_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A resident as a phone has them.
pub struct SyncedResident {
    /// The row, for id, version and community.
    pub resident: StoredResident,
    /// Who it is, whole: the door masks it.
    pub profile: Profile,
    /// Whether it is known that they died.
    pub died: bool,
    /// Whether the worker is yet to be at their door, and so needs them in the clear.
    pub at_the_door: bool,
}

/// One thing that a phone is told.
pub enum Change {
    /// A visit.
    Visit(Box<SeenVisit>),
    /// A case.
    Case(Box<WholeCase>),
    /// A resident.
    Resident(Box<SyncedResident>),
    /// A write of theirs that was not applied.
    NotApplied(Box<SeenNotApplied>),
    /// Not this worker's any more, or erased.
    Removed(Removed),
}

/// What is to be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// A visit.
    Visit(VisitId),
    /// A case.
    Case(CaseId),
    /// A resident.
    Resident(ResidentId),
    /// A write that was not applied, and is settled.
    NotApplied(NotAppliedId),
}

/// A page of changes.
pub struct Page {
    /// Oldest first.
    pub changes: Vec<Change>,
    /// Where the next page begins.
    pub cursor: String,
    /// Whether there is more already.
    pub more: bool,
    /// By the server's clock.
    pub at: Timestamp,
}

/// What of a page is to be in the audit log of its centre.
#[derive(Clone)]
struct Look {
    centre: CentreId,
    entry: Entry,
}

/// What has changed since a cursor; everything without one. `limit` counts visits, cases and what is to be dropped;
/// residents come beside them.
///
/// # Errors
/// [`Error::Forbidden`] for who is no worker, [`Refusal::ResyncRequired`] for a cursor that cannot be answered.
pub async fn run(
    app: &App,
    credential: Credential,
    after: Option<SealedCursor>,
    limit: u16,
) -> Result<Page, Error> {
    let syncing = Syncing {
        places: Places::of(app),
        vault: app.vault.clone(),
        now: app.clock.now(),
        after,
        limit: usize::from(limit),
    };
    let (now, vault) = (syncing.now, app.vault.clone());
    let (actor, gathered, cursor, more) = app.store.read(move |tx| syncing.read(tx, credential)).await?;
    let (mut changes, mut looks) = (Vec::new(), Vec::new());
    for one in gathered {
        let centre = one.centre;
        let (told, entry) = one.open(&vault, &actor, now)?;
        changes.extend(told);
        looks.extend(entry.map(|entry| Look { centre, entry }));
    }
    let cursor = cursor.seal(&app.vault, &actor)?;
    app.store
        .write(move |tx| {
            for Look { centre, entry } in &looks {
                tx.in_centre(*centre, now, |_tx| Ok::<_, Error>(((), entry.clone())))?;
            }
            Ok::<_, Error>(tx.note_sync(actor.device, now)?)
        })
        .await?;
    Ok(Page { changes, cursor, more, at: now })
}

struct Syncing {
    places: Places,
    vault: Vault,
    now: Timestamp,
    after: Option<SealedCursor>,
    limit: usize,
}

impl Syncing {
    fn read(
        &self,
        tx: &mut ReadTx<'_>,
        credential: Credential,
    ) -> Result<(Actor, Vec<Gathered>, Cursor, bool), Error> {
        let actor = tx.actor(&credential, self.now)?.ok_or(Error::SessionEnded)?;
        let grants: Vec<Grant> =
            policy::places(&actor, Action::Sync).into_iter().map(|(grant, _)| grant.clone()).collect();
        let mut centres: Vec<_> = grants.iter().filter_map(|grant| grant.centre).collect();
        centres.sort_unstable();
        centres.dedup();
        if centres.is_empty() {
            return Err(Error::Forbidden);
        }
        let begun = self.begun(tx, &actor, &grants, &centres)?;
        let (mut gathered, mut places) = (Vec::new(), Vec::new());
        let (mut left, mut more) = (self.limit, false);
        for (centre, (begun, place)) in centres.into_iter().zip(begun) {
            let scope = SyncScope {
                centre,
                worker: actor.user,
                communities: communities(&grants, centre),
                visits_from: earlier(self.now, VISIT_LIFE),
                cases_from: earlier(self.now, CASE_LIFE),
            };
            let head = tx.head_of(centre)?;
            let (keys, more_here) = tx.sync_keys(&scope, &place, begun, left)?;
            let reached = match keys.last().filter(|_| more_here) {
                Some(last) => SyncPlace { seq: last.seq, rest: Some((last.what, last.id)) },
                None if more_here => place,
                None => SyncPlace { seq: head, rest: None },
            };
            more |= more_here;
            left = left.saturating_sub(keys.len());
            let mark = cursor::mark(tx.audit_hash(centre, reached.seq)?);
            places.push(Place::at(centre, begun, reached, mark));
            gathered.push(Gathered::read(tx, &self.places, &actor, &scope, begun, keys)?);
        }
        Ok((actor, gathered, Cursor::of(&grants, self.now, places), more))
    }

    /// Where the page begins in each centre, and where the phone began.
    fn begun(
        &self,
        tx: &mut ReadTx<'_>,
        actor: &Actor,
        grants: &[Grant],
        centres: &[CentreId],
    ) -> Result<Vec<(i64, SyncPlace)>, Error> {
        let Some(sealed) = &self.after else {
            let afresh = |centre: &CentreId| Ok((tx.head_of(*centre)?, SyncPlace { seq: 0, rest: None }));
            return centres.iter().map(afresh).collect();
        };
        let cursor = Cursor::open(&self.vault, actor, sealed);
        let cursor = cursor.filter(|cursor| cursor.is_of(grants, earlier(self.now, CURSOR_LIFE)));
        let places = cursor.ok_or(Refusal::ResyncRequired)?.places;
        let mut begun = Vec::with_capacity(places.len());
        for (centre, place) in centres.iter().zip(places) {
            let same_history = cursor::mark(tx.audit_hash(*centre, place.seq)?) == place.mark;
            if place.centre != centre.uuid() || !same_history {
                return Err(Refusal::ResyncRequired.into());
            }
            begun.push((place.begun, place.place()));
        }
        Ok(begun)
    }
}

/// The communities of a centre that somebody works in; none named is all.
fn communities(grants: &[Grant], centre: CentreId) -> Vec<CommunityId> {
    let here = grants.iter().filter(|grant| grant.centre == Some(centre));
    let named: Option<Vec<_>> = here.map(|grant| grant.community).collect();
    named.unwrap_or_default()
}

fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// What a page shows of people.
#[derive(Default)]
struct Shown {
    residents: usize,
    /// Of these.
    in_the_clear: usize,
    /// Writes that were not applied, with what they said.
    not_applied: usize,
}

/// The audit row of a page: how many residents it shows, how many of them in the clear, and how many writes that were not
/// applied. A page that shows nothing in the clear is no look.
fn look(actor: &Actor, centre: CentreId, shown: &Shown) -> Result<Option<Entry>, Error> {
    let Shown { residents, in_the_clear, not_applied } = shown;
    if *in_the_clear == 0 && *not_applied == 0 {
        return Ok(None);
    }
    let own = Resource { owner: Some(actor.user), ..Resource::of_centre(centre) };
    let permit = policy::may::<act::Sync>(actor, &own)?;
    let entry = Entry::by(actor, permit.role(), "sync", "user", actor.user.uuid());
    let words = if *not_applied == 0 { String::new() } else { format!(" not_applied={not_applied}") };
    let detail = format!("residents={residents} in_the_clear={in_the_clear} device={}{words}", actor.device);
    Ok(Some(entry.with(detail)))
}
