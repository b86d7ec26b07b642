//! Looking at writes from phones that were not applied: one's own with what was said, those of a centre without.
//!
//! What was said lies under the key of the resident it is about, where that is known, and goes with it; otherwise under
//! the site's.

use std::collections::HashMap;

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    ids::{CentreId, NotAppliedId, ResidentId},
    not_applied::NotApplied,
    policy::{self, Action, Reach, Resource, act},
};
use store::{ReadTx, StoredNotApplied, StoredResident};

use crate::{
    actions::Error,
    app::App,
    vault::{Vault, VaultError},
};

const TABLE: &str = "not_applied";

/// One as its worker or the manager sees it.
pub struct SeenNotApplied {
    /// What is known of it.
    pub fact: NotApplied,
    /// What it said, for its worker alone; nothing where that was erased.
    pub said: Option<String>,
}

/// A page of those that stand, oldest first, and where the next one begins.
pub struct NotAppliedPage {
    /// At most as many as were asked for.
    pub rows: Vec<SeenNotApplied>,
    /// The last one, when there are more.
    pub next: Option<NotAppliedId>,
}

/// One with whose key opens it.
pub struct SealedWords {
    /// The row.
    pub stored: StoredNotApplied,
    resident: Option<StoredResident>,
}

/// Seals words for a column of a row, under the key of a resident or of the site; nothing of somebody who was erased.
pub(super) fn seal(
    vault: &Vault,
    resident: Option<&StoredResident>,
    (column, id): (&str, NotAppliedId),
    words: &str,
) -> Result<Vec<u8>, Error> {
    let Some(resident) = resident else { return Ok(vault.seal_site(TABLE, column, id.as_bytes(), words)) };
    match vault.resident_key(resident.centre, resident.id, &resident.data_key) {
        Ok(key) => Ok(vault.seal(&key, TABLE, column, id.as_bytes(), words)),
        Err(VaultError::Erased) => Ok(Vec::new()),
        Err(fault) => Err(fault.into()),
    }
}

/// Rows of a centre, each with the resident whose key opens it.
pub(super) fn with_residents(
    tx: &mut ReadTx<'_>,
    centre: CentreId,
    rows: Vec<StoredNotApplied>,
) -> Result<Vec<SealedWords>, Error> {
    let mut ids: Vec<ResidentId> = rows.iter().filter_map(|stored| stored.fact.resident).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = if ids.is_empty() { Vec::new() } else { tx.residents(centre, &ids)? };
    let residents: HashMap<_, _> = found.into_iter().map(|resident| (resident.id, resident)).collect();
    let with = |stored: StoredNotApplied| {
        let resident = stored.fact.resident.and_then(|id| residents.get(&id).cloned());
        SealedWords { stored, resident }
    };
    Ok(rows.into_iter().map(with).collect())
}

impl SealedWords {
    /// With what it said.
    ///
    /// # Errors
    /// A fault when a seal does not open.
    pub fn open(self, vault: &Vault) -> Result<SeenNotApplied, Error> {
        let id = self.stored.fact.id;
        let said = match (&self.resident, self.stored.body.is_empty()) {
            (_, true) => None,
            (None, false) => Some(vault.open_site(TABLE, "body", id.as_bytes(), &self.stored.body)?),
            (Some(resident), false) => {
                let key = vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
                Some(vault.open(&key, TABLE, "body", id.as_bytes(), &self.stored.body)?)
            }
        };
        Ok(SeenNotApplied { fact: self.stored.fact, said })
    }

    fn unopened(self) -> SeenNotApplied {
        SeenNotApplied { fact: self.stored.fact, said: None }
    }
}

/// Those that stand: one's own, or, for the manager, those of the centre. A page that shows what was said is an audit row.
///
/// # Errors
/// [`Error::Forbidden`] for who has none and sees none.
pub async fn page(
    app: &App,
    credential: Credential,
    after: Option<NotAppliedId>,
    limit: u16,
) -> Result<NotAppliedPage, Error> {
    let now = app.clock.now();
    let (actor, centre, mut found) =
        app.store.read(move |tx| gather(tx, &credential, now, after, limit.saturating_add(1))).await?;
    let more = found.len() > usize::from(limit);
    found.truncate(usize::from(limit));
    let next = found.last().filter(|_| more).map(|words| words.stored.fact.id);
    let mut rows = Vec::with_capacity(found.len());
    for words in found {
        let own = words.stored.fact.worker == actor.user;
        rows.push(if own { words.open(&app.vault)? } else { words.unopened() });
    }
    let opened = rows.iter().filter(|row| row.said.is_some()).count();
    if opened > 0 {
        app.store
            .write(move |tx| {
                let own = Resource { owner: Some(actor.user), ..Resource::of_centre(centre) };
                let permit = policy::may::<act::ReadUnapplied>(&actor, &own)?;
                let entry = Entry::by(&actor, permit.role(), "read-not-applied", "user", actor.user.uuid());
                let entry = entry.with(format!("not_applied={opened}"));
                tx.in_centre(centre, now, |_tx| Ok::<_, Error>(((), entry)))
            })
            .await?;
    }
    Ok(NotAppliedPage { rows, next })
}

fn gather(
    tx: &mut ReadTx<'_>,
    credential: &Credential,
    now: jiff::Timestamp,
    after: Option<NotAppliedId>,
    limit: u16,
) -> Result<(Actor, CentreId, Vec<SealedWords>), Error> {
    let actor = tx.actor(credential, now)?.ok_or(Error::SessionEnded)?;
    let (grant, reach) = policy::widest(&actor, Action::ReadUnapplied).ok_or(Error::Forbidden)?;
    let centre = grant.centre.ok_or(Error::Forbidden)?;
    let of = Some(actor.user).filter(|_| reach != Reach::Unit);
    let found = tx.standing_not_applied(centre, of, after, limit)?;
    let words = with_residents(tx, centre, found)?;
    Ok((actor, centre, words))
}
