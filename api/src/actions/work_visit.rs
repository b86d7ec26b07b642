//! The worker at the door: starts and finishes a visit. The phone's clock is evidence; the server's stands in the log.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    catalogue::Catalogue,
    fault::Faults,
    ids::{ResidentId, VisitId, VisitRequestId},
    not_applied::Operation,
    policy::{self, act},
    route::Place,
    text::Note,
    visit::{NextTime, Visit, VisitOutcome as Ended},
};
use jiff::Timestamp;
use store::{CentreTx, StoreError, StoredVisit, WriteTx};

use crate::{
    actions::{
        Error, ask_visit,
        idempotent::{Answer, Written},
        keep_catalogues::Catalogues,
        keep_facts::Bookkeeping,
        keep_not_applied::{self, Sent},
        read_visits::{VisitNotes, VisitOutcome},
    },
    app::App,
    vault::{ResidentKey, Vault},
};

/// What the worker does, at a time of the phone's clock.
#[derive(Clone)]
pub enum Work {
    /// At the door.
    Start {
        /// Where that is, where the phone was let tell.
        place: Option<Place>,
    },
    /// Out of it again.
    Finish {
        /// How it ended.
        outcome: Ended,
        /// What is left for the next visit, with a remark.
        next_time: Vec<(NextTime, Option<Note>)>,
        /// Anything else.
        note: Option<Note>,
    },
}

/// Starts or finishes a visit.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`domain::fault::Refusal`]s of version and stage,
/// [`Error::Invalid`] for what the catalogue does not let anybody collect.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: VisitId,
    base_version: i32,
    at: Timestamp,
    work: Work,
) -> Result<Answer<VisitOutcome>, Error> {
    let operation = match work {
        Work::Start { .. } => Operation::StartVisit,
        Work::Finish { .. } => Operation::FinishVisit,
    };
    let working = Working {
        catalogues: app.catalogues.clone(),
        vault: app.vault.clone(),
        books: Bookkeeping::of(app),
        now: app.clock.now(),
        due: VisitRequestId::from_uuid(app.fresh()),
        id,
        base_version,
        at,
        work,
    };
    let sent = Sent::about_visit(operation, id, base_version);
    keep_not_applied::once(app, credential, written, sent, move |tx, actor| working.write(tx, actor)).await
}

struct Working {
    catalogues: Catalogues,
    vault: Vault,
    books: Bookkeeping,
    now: Timestamp,
    /// Of what is left over.
    due: VisitRequestId,
    id: VisitId,
    base_version: i32,
    at: Timestamp,
    work: Work,
}

impl Working {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<VisitOutcome, Error> {
        let centre = tx.visit(&actor.centres(), self.id)?.ok_or(Error::NotFound)?.visit.centre;
        tx.in_centre(centre, self.now, |tx| {
            let StoredVisit { visit, note } = tx.visit(&[centre], self.id)?.ok_or(Error::NotFound)?;
            let permit = policy::may::<act::WorkVisit>(actor, &visit.resource())?;
            let (base, object) = (self.base_version, visit.id.uuid());
            let (stored, entry) = match &self.work {
                Work::Start { place } => {
                    let visit = visit.start(&permit, base, self.at)?;
                    if let Some(place) = place {
                        self.keep_place(tx, &visit, *place)?;
                    }
                    let entry = Entry::by(actor, permit.role(), "start-visit", "visit", object);
                    let entry = entry.with(format!("version={}", visit.version));
                    (StoredVisit { visit, note }, entry)
                }
                Work::Finish { outcome, next_time, note: remark } => {
                    let left: Vec<_> = next_time.iter().map(|(left, _)| left.clone()).collect();
                    let visit = visit.finish(&permit, base, self.at, *outcome, left)?;
                    // By what the worker could know at the door.
                    let catalogue = self.catalogues.in_force(tx, self.at.min(self.now))?;
                    check_next_time(&catalogue, next_time)?;
                    let remarks = next_time.iter().map(|(_, remark)| remark.as_ref());
                    let stored = StoredVisit { visit, note };
                    let note = self.noted(tx, &stored, remark.as_ref(), remarks)?;
                    let entry = Entry::by(actor, permit.role(), "finish-visit", "visit", object);
                    let entry = entry.with(format!(
                        "version={} outcome={} next_time={}",
                        stored.visit.version,
                        outcome.as_str(),
                        next_time.len()
                    ));
                    (StoredVisit { note, ..stored }, entry)
                }
            };
            tx.update_visit(&stored)?;
            if matches!(self.work, Work::Finish { .. }) {
                self.books.visited(tx, &stored.visit)?;
            }
            if let Some(left) = stored.visit.left_over() {
                ask_visit::leave_over(tx, self.due, &stored.visit, &left, self.now)?;
            }
            Ok((VisitOutcome::of(&stored.visit), entry))
        })
    }

    /// Where the resident lives, as far as the worker at the door can tell.
    fn keep_place(&self, tx: &mut CentreTx<'_, '_>, visit: &Visit, place: Place) -> Result<(), Error> {
        let (resident, key) = self.resident_of(tx, visit)?;
        let sealed = self.vault.seal_place(&key, resident, place);
        Ok(tx.put_home_place(resident, &sealed, self.now)?)
    }

    fn resident_of(
        &self,
        tx: &mut CentreTx<'_, '_>,
        visit: &Visit,
    ) -> Result<(ResidentId, ResidentKey), Error> {
        let resident = tx.resident(visit.centre, visit.resident)?;
        let resident = resident.ok_or_else(|| Error::Fault(Box::new(StoreError::Corrupt("visits"))))?;
        Ok((resident.id, self.vault.resident_key(visit.centre, resident.id, &resident.data_key)?))
    }

    /// The visit's sealed notes with what was said at its end.
    fn noted<'note>(
        &self,
        tx: &mut CentreTx<'_, '_>,
        stored: &StoredVisit,
        remark: Option<&'note Note>,
        next_time: impl Iterator<Item = Option<&'note Note>>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let visit = &stored.visit;
        let (_resident, key) = self.resident_of(tx, visit)?;
        let notes = VisitNotes::open(&self.vault, &key, visit.id, stored.note.as_deref())?;
        notes.finished(remark, next_time).seal(&self.vault, &key, visit.id)
    }
}

/// What is left for next time is something that the resident may be asked for: no abolished proof, by no path.
fn check_next_time(catalogue: &Catalogue, left: &[(NextTime, Option<Note>)]) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for (n, (left, _)) in left.iter().enumerate() {
        let path = format!("$.collect_next_time[{n}]");
        match (catalogue.item(&left.item), &left.material) {
            (None, _) => faults.note(format!("{path}.item"), "item-unknown"),
            (Some(item), Some(material)) if item.is_abolished(material) => {
                faults.note(format!("{path}.material"), "material-abolished");
            }
            (Some(item), Some(material)) if item.material(material).is_none() => {
                faults.note(format!("{path}.material"), "material-unknown");
            }
            (Some(_), _) => {}
        }
    }
    faults.or(Some(()))
}

#[cfg(test)]
mod tests {
    use domain::text::{ItemCode, MaterialCode};

    use super::*;

    #[test]
    fn an_abolished_proof_cannot_be_left_for_next_time() {
        let catalogue = crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap();
        let item = catalogue.items.iter().find(|item| !item.no_longer_asked.is_empty()).unwrap();
        let abolished = item.no_longer_asked.keys().next().unwrap();
        let asked = &item.materials.first().unwrap().code;
        let left = |item: &ItemCode, material: Option<&MaterialCode>| {
            (NextTime { item: item.clone(), material: material.cloned() }, None)
        };
        let nowhere = ItemCode::parse("LJZ-X-1").unwrap();
        let unheard = MaterialCode::parse("no-such-paper").unwrap();
        let all = [
            left(&item.code, Some(asked)),
            left(&item.code, None),
            left(&item.code, Some(abolished)),
            left(&item.code, Some(&unheard)),
            left(&nowhere, None),
        ];
        let faults = check_next_time(&catalogue, &all).unwrap_err().into_vec();
        let found: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), fault.code)).collect();
        assert_eq!(
            found,
            [
                ("$.collect_next_time[2].material", "material-abolished"),
                ("$.collect_next_time[3].material", "material-unknown"),
                ("$.collect_next_time[4].item", "item-unknown"),
            ]
        );
        assert!(check_next_time(&catalogue, &[]).is_ok());
    }
}
