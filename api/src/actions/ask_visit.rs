//! Writes down that somebody asks for a visit, or changes what is asked for: `PUT /v1/visit-requests/{id}`. What a visit
//! leaves over is asked for of itself.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::{Faults, Refusal},
    ids::{CommunityId, ResidentId, VisitRequestId},
    policy::{self, Resource, act},
    text::ItemCode,
    visit::Visit,
    visit_request::{self, RequestState, RequestWords, Source, VisitRequest, Wish, Wished},
};
use jiff::Timestamp;
use store::{CentreTx, StoredVisitRequest, WriteTx};

use crate::{
    actions::{
        Error, find_community,
        idempotent::{self, Answer, Written},
        keep_catalogues::Catalogues,
        plan_visit,
        read_requests::RequestOutcome,
    },
    app::App,
    vault::{ResidentKey, Vault},
};

/// What is asked for. Everything in it is valid by itself.
#[derive(Clone)]
pub struct AskVisit {
    /// Made by whoever writes it down.
    pub id: VisitRequestId,
    /// The version it was made on; 0 for a request that the server does not have.
    pub base_version: i32,
    /// The community.
    pub community: CommunityId,
    /// How it came.
    pub source: Source,
    /// For whom: the register's id or an alias. Without one, the words say who asks.
    pub resident: Option<ResidentId>,
    /// What it is about.
    pub items: Vec<ItemCode>,
    /// When.
    pub on: Option<Wished>,
    /// Who asks, and what they say.
    pub words: RequestWords,
}

/// Writes a request down, or changes it.
///
/// # Errors
/// [`Error::Invalid`] for an unknown community or item and for a resident of another community; [`Error::NotFound`] or
/// [`Error::Forbidden`] by the policy; [`Refusal`]s of version and state.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: AskVisit,
) -> Result<Answer<RequestOutcome>, Error> {
    let asking = Asking {
        catalogues: app.catalogues.clone(),
        vault: app.vault.clone(),
        now: app.clock.now(),
        command,
    };
    idempotent::once(app, credential, written, move |tx, actor| asking.write(tx, actor)).await
}

struct Asking {
    catalogues: Catalogues,
    vault: Vault,
    now: Timestamp,
    command: AskVisit,
}

impl Asking {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<RequestOutcome, Error> {
        let command = &self.command;
        let centre = find_community::centre_of(tx, command.community)?;
        let place = Resource { centre, community: Some(command.community), department: None, owner: None };
        let permit = policy::may::<act::AskVisit>(actor, &place)?;
        tx.in_centre(centre, self.now, |tx| {
            let mut faults = Faults::default();
            let catalogue = self.catalogues.in_force(tx, self.now)?;
            plan_visit::check_items(&catalogue, &command.items, &mut faults);
            let asked_for = command.resident.map(|id| (command.community, id));
            let resident =
                asked_for.map(|of| plan_visit::resident_of(tx, actor, of, &mut faults)).transpose()?;
            faults.or(Some(()))?;
            let key = resident.as_ref();
            let key = key.map(|one| self.vault.resident_key(centre, one.id, &one.data_key)).transpose()?;
            let wish = Wish {
                source: command.source,
                resident: resident.map(|resident| resident.id),
                items: command.items.clone(),
                on: command.on,
            };
            let earlier = tx.visit_request(&actor.centres(), command.id)?.map(|stored| stored.request);
            let first = earlier.is_none();
            let request = match earlier {
                Some(earlier) => {
                    let permit = policy::may::<act::AskVisit>(actor, &earlier.resource())?;
                    if (earlier.centre, earlier.community) != (centre, command.community) {
                        return Err(Refusal::Conflict.into());
                    }
                    earlier.change(&permit, command.base_version, wish)?
                }
                None if command.base_version == 0 => VisitRequest {
                    id: command.id,
                    centre,
                    community: command.community,
                    wish,
                    after: None,
                    asked: (self.now, permit.by()),
                    state: RequestState::Open,
                    answered: None,
                    version: 1,
                },
                None => return Err(Refusal::VersionConflict.into()),
            };
            let outcome = RequestOutcome::of(&request);
            let entry = Entry::by(actor, permit.role(), "ask-visit", "visit_request", request.id.uuid());
            let entry = entry.with(detail(&request));
            keep(tx, &self.vault, key.as_ref(), request, &command.words, first)?;
            Ok((outcome, entry))
        })
    }
}

/// Keeps a request as it stands, its words under the resident's key.
fn keep(
    tx: &mut CentreTx<'_, '_>,
    vault: &Vault,
    key: Option<&ResidentKey>,
    request: VisitRequest,
    words: &RequestWords,
    first: bool,
) -> Result<(), Error> {
    let words = vault.seal_request(key, request.id, words)?;
    let stored = StoredVisitRequest { request, words, answer_words: None };
    if first {
        tx.insert_visit_request(&stored)?
    } else {
        tx.update_visit_request(&stored)?
    }
    Ok(())
}

fn detail(request: &VisitRequest) -> String {
    let (source, items) = (request.wish.source.as_str(), request.wish.items.len());
    format!("version={} source={source} items={items}", request.version)
}

/// Asks for what a visit leaves over, unless somebody asks for it already or the resident has died.
///
/// # Errors
/// A fault of the store.
pub(super) fn leave_over(
    tx: &mut CentreTx<'_, '_>,
    id: VisitRequestId,
    visit: &Visit,
    items: &[ItemCode],
    now: Timestamp,
) -> Result<(), Error> {
    if tx.has_died(visit.centre, visit.resident)? {
        return Ok(());
    }
    let open = tx.items_asked_for(visit.centre, visit.resident)?;
    let Some(items) = visit_request::left_over(items, &open) else { return Ok(()) };
    let request = VisitRequest {
        id,
        centre: visit.centre,
        community: visit.community,
        wish: Wish { source: Source::Due, resident: Some(visit.resident), items, on: None },
        after: Some(visit.id),
        asked: (now, None),
        state: RequestState::Open,
        answered: None,
        version: 1,
    };
    let stored = StoredVisitRequest { request, words: None, answer_words: None };
    Ok(tx.insert_visit_request(&stored)?)
}
