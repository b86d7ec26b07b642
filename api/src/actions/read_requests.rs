//! Looking at requests for visits: a page of them, masked; a stranger's name and number, with a reason; what a write to one is
//! answered with.

use std::collections::HashMap;

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    ids::{CentreId, CommunityId, ResidentId, VisitRequestId},
    policy::{self, Action, act},
    resident::Profile,
    text::Reason,
    visit_request::{Caller, RequestState, RequestWords, VisitRequest},
};
use serde::{Deserialize, Serialize};
use store::{ReadTx, RequestsScope, StoreError, StoredResident, StoredVisitRequest};
use uuid::Uuid;

use crate::{
    actions::{Error, read_resident},
    app::App,
    vault::{ResidentKey, Vault},
};

/// What a write to a request comes to. Saved as its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestOutcome {
    /// The request.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// The visit that became of it.
    pub visit: Option<Uuid>,
}

impl RequestOutcome {
    /// The outcome of a write, from what the request is after it.
    #[must_use]
    pub fn of(request: &VisitRequest) -> Self {
        let visit = match request.state {
            RequestState::Planned { visit } => Some(visit.uuid()),
            RequestState::Open | RequestState::Declined { .. } | RequestState::Withdrawn => None,
        };
        let state = request.state.as_str().into();
        Self { id: request.id.uuid(), version: request.version, state, visit }
    }
}

/// A request as a list shows it.
pub struct SeenRequest {
    /// The request.
    pub request: VisitRequest,
    /// For whom, where the register knows them: the row, who it is, whole, and whether they died. The door masks it.
    pub resident: Option<(StoredResident, Option<Profile>, bool)>,
    /// Who asks, whole, and what they say. Nothing once they were erased.
    pub words: RequestWords,
    /// What was said with the answer.
    pub answer_words: Option<String>,
}

/// Which requests a list holds.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Name of their state.
    pub state: &'static str,
    /// Of this community only.
    pub community: Option<CommunityId>,
}

/// A page of the requests that the actor may see, in the order in which they came, and where the next one begins.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees no visits at all.
pub async fn page(
    app: &App,
    credential: Credential,
    asked: Asked,
    after: Option<VisitRequestId>,
    limit: u16,
) -> Result<(Vec<SeenRequest>, Option<VisitRequestId>), Error> {
    let (now, vault) = (app.clock.now(), app.vault.clone());
    app.store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let (stored, next) = tx.visit_requests(&scope(&actor, asked)?, after, limit)?;
            let residents = residents_of(tx, &stored)?;
            let mut seen = Vec::with_capacity(stored.len());
            for one in stored {
                let resident = one.request.wish.resident;
                let resident =
                    resident.map(|id| residents.get(&id).cloned().ok_or_else(corrupt)).transpose()?;
                seen.push(open(tx, &vault, one, resident)?);
            }
            Ok((seen, next))
        })
        .await
}

/// Where the actor sees visits: whole centres, and single communities.
fn scope(actor: &Actor, asked: Asked) -> Result<RequestsScope, Error> {
    let places = policy::places(actor, Action::ReadVisit);
    if places.is_empty() {
        return Err(Error::Forbidden);
    }
    let whole = places.iter().filter(|(grant, _)| grant.community.is_none());
    Ok(RequestsScope {
        centres: whole.filter_map(|(grant, _)| grant.centre).collect(),
        communities: places.iter().filter_map(|(grant, _)| grant.community).collect(),
        community: asked.community,
        state: asked.state,
    })
}

fn residents_of(
    tx: &mut ReadTx<'_>,
    stored: &[StoredVisitRequest],
) -> Result<HashMap<ResidentId, StoredResident>, Error> {
    let mut asked_for = HashMap::<CentreId, Vec<ResidentId>>::new();
    for one in stored {
        asked_for.entry(one.request.centre).or_default().extend(one.request.wish.resident);
    }
    let mut residents = HashMap::new();
    for (centre, ids) in asked_for {
        residents.extend(tx.residents(centre, &ids)?.into_iter().map(|resident| (resident.id, resident)));
    }
    Ok(residents)
}

fn open(
    tx: &mut ReadTx<'_>,
    vault: &Vault,
    stored: StoredVisitRequest,
    resident: Option<StoredResident>,
) -> Result<SeenRequest, Error> {
    let StoredVisitRequest { request, words, answer_words } = stored;
    let erased = resident.as_ref().is_some_and(StoredResident::is_erased);
    let known = resident.as_ref().filter(|_| !erased);
    let key = known.map(|one| vault.resident_key(one.centre, one.id, &one.data_key)).transpose()?;
    let key = key.as_ref();
    let words = if erased {
        RequestWords::default()
    } else {
        vault.open_request(key, request.id, words.as_deref())?
    };
    let answer_words = answer_words.filter(|_| !erased);
    let answer_words =
        answer_words.map(|sealed| vault.open_request_answer(key, request.id, &sealed)).transpose()?;
    let resident = match resident {
        Some(resident) => {
            let died = tx.has_died(resident.centre, resident.id)?;
            let profile = read_resident::seen(vault, &resident)?;
            Some((resident, profile, died))
        }
        None => None,
    };
    Ok(SeenRequest { request, resident, words, answer_words })
}

/// Shows a stranger's name, number and address: an act with a reason. The audit row is committed before anything is shown.
///
/// # Errors
/// [`Error::NotFound`] when there is no such request for this actor, or nobody's name in it.
pub async fn unmask(
    app: &App,
    credential: Credential,
    id: VisitRequestId,
    reason: Reason,
) -> Result<Caller, Error> {
    let (now, vault) = (app.clock.now(), app.vault.clone());
    app.store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let stored = tx.visit_request(&actor.centres(), id)?.ok_or(Error::NotFound)?;
            let centre = stored.request.centre;
            let permit = policy::may::<act::UnmaskCaller>(&actor, &stored.request.resource())?;
            let caller = words_of(tx, &vault, &stored)?.caller.ok_or(Error::NotFound)?;
            let key = key_of(tx, &vault, centre, stored.request.wish.resident)?;
            tx.in_centre(centre, now, |_tx| {
                let secret = match &key {
                    Some(key) => vault.seal_reason(key, id.uuid(), &reason),
                    None => vault.seal_site("audit", "secret", id.as_bytes(), reason.as_str()),
                };
                let entry = Entry::by(&actor, permit.role(), "unmask-caller", "visit_request", id.uuid());
                Ok::<_, Error>((caller.clone(), entry.with_secret(secret)))
            })
        })
        .await
}

/// The key that the words of a request lie under; nothing where that is the site's.
///
/// # Errors
/// [`domain::fault::Refusal::Erased`] when it was destroyed.
pub(super) fn key_of(
    tx: &mut ReadTx<'_>,
    vault: &Vault,
    centre: CentreId,
    resident: Option<ResidentId>,
) -> Result<Option<ResidentKey>, Error> {
    let Some(id) = resident else { return Ok(None) };
    let resident = tx.resident(centre, id)?.ok_or_else(corrupt)?;
    Ok(Some(vault.resident_key(centre, resident.id, &resident.data_key)?))
}

/// What was said with a request.
///
/// # Errors
/// [`domain::fault::Refusal::Erased`] when it was erased.
pub(super) fn words_of(
    tx: &mut ReadTx<'_>,
    vault: &Vault,
    stored: &StoredVisitRequest,
) -> Result<RequestWords, Error> {
    let request = &stored.request;
    let key = key_of(tx, vault, request.centre, request.wish.resident)?;
    Ok(vault.open_request(key.as_ref(), request.id, stored.words.as_deref())?)
}

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("visit_requests")))
}
