//! Writes from a phone, all of them: each is done once, and one that the state of things does not allow is kept with what
//! it said, so that what was collected at a door is not lost whatever happens to the phone.
//!
//! The refusal rolled the write back. What is kept is a transaction of its own after it, and the phone hears of the
//! refusal when that is done: a phone that hears nothing sends again. A write that comes again is judged anew; applied
//! after all, it settles what was kept of it in the same transaction.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::Refusal,
    ids::{CaseId, CentreId, CommunityId, NotAppliedId, ResidentId, VisitId, WriteId},
    not_applied::{NotApplied, Operation},
    policy::{self, Action},
    resident::Profile,
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use store::{StoredNotApplied, StoredResident, WriteTx};
use uuid::Uuid;

use crate::{
    actions::{
        Error, find_community,
        idempotent::{self, Answer, Written},
        read_not_applied,
    },
    app::App,
    vault::Vault,
};

/// What a phone's write is about, as it says itself.
#[derive(Clone)]
pub struct Sent {
    operation: Operation,
    object: Uuid,
    base_version: Option<i32>,
    case: Option<CaseId>,
    visit: Option<VisitId>,
    community: Option<CommunityId>,
    resident: Option<ResidentId>,
    identity: Option<Profile>,
}

impl Sent {
    const fn about(operation: Operation, object: Uuid) -> Self {
        Self {
            operation,
            object,
            base_version: None,
            case: None,
            visit: None,
            community: None,
            resident: None,
            identity: None,
        }
    }

    /// About a visit.
    #[must_use]
    pub fn about_visit(operation: Operation, id: VisitId, base_version: i32) -> Self {
        Self { visit: Some(id), base_version: Some(base_version), ..Self::about(operation, id.uuid()) }
    }

    /// About a case.
    #[must_use]
    pub fn about_case(operation: Operation, id: CaseId) -> Self {
        Self { case: Some(id), ..Self::about(operation, id.uuid()) }
    }

    /// About a resident.
    #[must_use]
    pub fn about_resident(id: ResidentId, community: CommunityId, identity: Profile) -> Self {
        let identity = Some(identity);
        Self { community: Some(community), identity, ..Self::about(Operation::PutResident, id.uuid()) }
    }

    /// Made on a version.
    #[must_use]
    pub fn on(self, base_version: i32) -> Self {
        Self { base_version: Some(base_version), ..self }
    }

    /// Of a visit.
    #[must_use]
    pub fn of_visit(self, id: VisitId) -> Self {
        Self { visit: Some(id), ..self }
    }

    /// In a community.
    #[must_use]
    pub fn within(self, community: CommunityId) -> Self {
        Self { community: Some(community), ..self }
    }

    /// Of a resident, by the id that the phone uses, and who that is where it says so.
    #[must_use]
    pub fn of(self, resident: ResidentId, identity: Option<Profile>) -> Self {
        Self { resident: Some(resident), identity, ..self }
    }
}

/// Does a phone's write once, or keeps it.
///
/// # Errors
/// [`Error::NotApplied`] around the refusal of a write that is kept, otherwise what [`idempotent::once`] returns.
pub async fn once<T>(
    app: &App,
    credential: Credential,
    written: Written,
    sent: Sent,
    work: impl Fn(&mut WriteTx<'_>, &Actor) -> Result<T, Error> + Send + 'static,
) -> Result<Answer<T>, Error>
where
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let (now, id) = (app.clock.now(), written.id);
    let body = written.body.clone();
    let done = idempotent::once(app, credential, written, move |tx, actor| {
        let outcome = work(tx, actor)?;
        settle(tx, actor, id, now)?;
        Ok(outcome)
    });
    match done.await {
        Err(error) => Err(keep(app, credential, id, body, sent, error).await?),
        answer => answer,
    }
}

/// What was kept of a write that is applied after all.
fn settle(tx: &mut WriteTx<'_>, actor: &Actor, write: WriteId, now: Timestamp) -> Result<(), Error> {
    let kept = tx.not_applied_write(actor.user, write)?;
    let Some(fact) = kept.map(|kept| kept.fact).filter(|fact| fact.settled.is_none()) else { return Ok(()) };
    tx.in_centre(fact.centre, now, |tx| {
        let fact = fact.applied(now);
        tx.update_not_applied(&fact, None)?;
        let entry = Entry::by(actor, None, "settle-not-applied", "not-applied", fact.id.uuid());
        Ok(((), entry.with("how=applied")))
    })
}

/// The code of a refusal by the state of things: of a write that was in order, and that another day would have been done.
fn code_of(error: &Error) -> Option<String> {
    match error {
        Error::Refused(Refusal::WriteIdReused | Refusal::ResyncRequired) => None,
        Error::Refused(refusal) => Some(refusal.to_string()),
        Error::ItemChanged(_) => Some("item-changed".to_owned()),
        Error::Forbidden => Some("forbidden".to_owned()),
        Error::NotFound => Some("not-found".to_owned()),
        _ => None,
    }
}

/// Keeps what was refused, if it is to be kept; the error as its sender hears it.
async fn keep(
    app: &App,
    credential: Credential,
    write: WriteId,
    body: bytes::Bytes,
    sent: Sent,
    error: Error,
) -> Result<Error, Error> {
    let Some(code) = code_of(&error) else { return Ok(error) };
    let said = String::from_utf8(body.into()).map_err(|error| Error::Fault(Box::new(error)))?;
    let keeping = Keeping {
        vault: app.vault.clone(),
        now: app.clock.now(),
        id: NotAppliedId::from_uuid(app.fresh()),
        is_hidden: matches!(error, Error::NotFound),
        is_erased: matches!(error, Error::Refused(Refusal::Erased)),
        code,
        write,
        said,
        sent,
    };
    let kept = app.store.write(move |tx| keeping.write(tx, &credential)).await?;
    Ok(match kept {
        Some(id) => Error::NotApplied { because: Box::new(error), id },
        None => error,
    })
}

struct Keeping {
    vault: Vault,
    now: Timestamp,
    id: NotAppliedId,
    code: String,
    /// What the sender may not know of tells no version.
    is_hidden: bool,
    /// Of whom was erased nothing is kept.
    is_erased: bool,
    write: WriteId,
    said: String,
    sent: Sent,
}

/// Where a write belongs, and how things stand there.
struct Place {
    centre: CentreId,
    resident: Option<StoredResident>,
    version: Option<i32>,
}

impl Keeping {
    fn write(&self, tx: &mut WriteTx<'_>, credential: &Credential) -> Result<Option<NotAppliedId>, Error> {
        let actor = tx.actor(credential, self.now)?.ok_or(Error::SessionEnded)?;
        let homes = policy::places(&actor, Action::Sync);
        let homes: Vec<_> = homes.into_iter().filter_map(|(grant, _)| grant.centre).collect();
        // Who has no phone is told on the spot, and looks for another way.
        let Some(home) = homes.first().copied() else { return Ok(None) };
        let place = self.place(tx, &homes, home)?;
        let version = place.version.filter(|_| !self.is_hidden);
        if let Some(StoredNotApplied { fact, .. }) = tx.not_applied_write(actor.user, self.write)? {
            let id = fact.id;
            if fact.settled.is_some() || (fact.code == self.code && fact.current_version == version) {
                return Ok(Some(id));
            }
            tx.in_centre(fact.centre, self.now, |tx| {
                let fact = NotApplied { code: self.code.clone(), current_version: version, ..fact };
                tx.update_not_applied(&fact, None)?;
                Ok::<_, Error>(((), self.entry(&actor, id)))
            })?;
            return Ok(Some(id));
        }
        tx.in_centre(place.centre, self.now, |tx| {
            let sent = &self.sent;
            let resident = place.resident.as_ref();
            let body = if self.is_erased {
                Vec::new()
            } else {
                read_not_applied::seal(&self.vault, resident, ("body", self.id), &self.said)?
            };
            let fact = NotApplied {
                id: self.id,
                centre: place.centre,
                worker: actor.user,
                write: self.write,
                device: actor.device,
                operation: sent.operation,
                object: sent.object,
                case: sent.case,
                visit: sent.visit,
                resident: resident.map(|resident| resident.id),
                base_version: sent.base_version,
                current_version: version,
                code: self.code.clone(),
                refused_at: self.now,
                settled: None,
            };
            tx.insert_not_applied(&StoredNotApplied { fact, body, note: None })?;
            Ok((Some(self.id), self.entry(&actor, self.id)))
        })
    }

    fn entry(&self, actor: &Actor, id: NotAppliedId) -> Entry {
        let (operation, object) = (self.sent.operation.as_str(), self.sent.object);
        let entry = Entry::by(actor, None, "keep-not-applied", "not-applied", id.uuid());
        entry.with(format!("operation={operation} object={object} code={} write={}", self.code, self.write))
    }

    /// Of whom the write says something, that resident's key seals it: who it names by number, otherwise by id, otherwise
    /// whose the visit or case is.
    fn place(&self, tx: &mut WriteTx<'_>, homes: &[CentreId], home: CentreId) -> Result<Place, Error> {
        let sent = &self.sent;
        let case = match sent.case {
            Some(id) => tx.case(homes, id)?.map(|row| row.case),
            None => None,
        };
        let visit = match sent.visit {
            Some(id) => tx.visit(homes, id)?.map(|stored| stored.visit),
            None => None,
        };
        let community = match sent.community {
            Some(id) => find_community::centre_of(tx, id).ok().filter(|centre| homes.contains(centre)),
            None => None,
        };
        let centre = case.as_ref().map(|case| case.centre);
        let centre = centre.or(visit.as_ref().map(|visit| visit.centre)).or(community).unwrap_or(home);
        let named = sent.resident.or(case.as_ref().map(|case| case.resident));
        let named = named.or(visit.as_ref().map(|visit| visit.resident));
        let resident = match (&sent.identity, named) {
            (Some(profile), _) => {
                tx.resident_by_identity(centre, &self.vault.identity_digests(&profile.id_number))?
            }
            (None, Some(id)) => tx.resident(centre, id)?,
            (None, None) => None,
        };
        let of_case = case.map(|case| case.version);
        let version = if sent.case.is_some() { of_case } else { visit.map(|visit| visit.version) };
        Ok(Place { centre, resident, version })
    }
}
