//! Drafts of the catalogue: a whole file each, written, replaced and discarded until one is published. A text at fault
//! is no draft; every fault is told at once, with its line.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    catalogue::Catalogue,
    fault::{Fault, Refusal},
    ids::{CentreId, DraftId},
    policy::{self, Act, Permit, Resource, act},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{CatalogueDraft, ReadTx, WriteTx};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_catalogues,
    },
    app::App,
    catalogue,
    toml_file::FileReason as _,
};

/// What a write to a draft came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftOutcome {
    /// The draft.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
    /// The version of the catalogue that it is to be published as.
    pub catalogue: String,
}

impl DraftOutcome {
    /// Of a draft as it stands.
    #[must_use]
    pub fn of(draft: &CatalogueDraft) -> Self {
        Self { id: draft.id.uuid(), version: draft.version, catalogue: draft.catalogue.as_str().to_owned() }
    }
}

/// The catalogue belongs to the site, not to a centre.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`].
pub fn permit<A: Act>(actor: &Actor) -> Result<Permit<A>, Error> {
    Ok(policy::may(actor, &Resource::of_centre(CentreId::SITE))?)
}

/// The same for a list: that there is one is no secret.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn may_list(actor: &Actor) -> Result<(), Error> {
    permit::<act::ReadCatalogue>(actor).map(|_permit| ()).map_err(|_hidden| Error::Forbidden)
}

/// Reads a text that is to follow the last version.
///
/// # Errors
/// [`Error::Invalid`] with every line at fault.
pub fn follow(text: &str, last: &Catalogue) -> Result<Catalogue, Error> {
    catalogue::parse_after(text, last).map_err(|error| {
        let fault = |fault: &catalogue::CatalogueFault| Fault {
            path: format!("$.text:{}", fault.line),
            code: fault.reason.code(),
        };
        Error::Invalid(error.faults.iter().map(fault).collect())
    })
}

/// The last version, in force or yet to be.
///
/// # Errors
/// A fault of the store.
pub fn last(tx: &mut ReadTx<'_>) -> Result<Catalogue, Error> {
    let version = keep_catalogues::succession(tx)?.last().version.clone();
    keep_catalogues::read(tx, &version)?.ok_or_else(keep_catalogues::corrupt)
}

/// Writes a draft, or replaces it.
///
/// # Errors
/// [`Error::Invalid`] with every line at fault, [`Refusal::VersionConflict`], or [`Error::NotFound`] for whoever may
/// not know of drafts.
pub async fn put(
    app: &App,
    credential: Credential,
    written: Written,
    id: DraftId,
    base_version: i32,
    text: String,
) -> Result<Answer<DraftOutcome>, Error> {
    let now = app.clock.now();
    idempotent::once(app, credential, written, move |tx, actor| {
        let permit = permit::<act::DraftCatalogue>(actor)?;
        let next = follow(&text, &last(tx)?)?;
        tx.in_centre(CentreId::SITE, now, |tx| {
            let found = tx.catalogue_draft(id)?.map_or(0, |draft| draft.version);
            if found != base_version {
                return Err(Refusal::VersionConflict.into());
            }
            let draft = CatalogueDraft {
                id,
                version: found.saturating_add(1),
                catalogue: next.version.clone(),
                body: text.clone(),
                written_at: now,
                written_by: actor.user,
            };
            tx.put_catalogue_draft(&draft)?;
            let entry = Entry::by(actor, permit.role(), "draft-catalogue", "catalogue-draft", id.uuid());
            let entry = entry.with(format!("version={} catalogue={}", draft.version, draft.catalogue));
            Ok((DraftOutcome::of(&draft), entry))
        })
    })
    .await
}

/// Discards a draft.
///
/// # Errors
/// [`Refusal::VersionConflict`]; [`Error::NotFound`] when there is none, or for whoever may not know of drafts.
pub async fn discard(
    app: &App,
    credential: Credential,
    written: Written,
    id: DraftId,
    base_version: i32,
) -> Result<Answer<()>, Error> {
    let now = app.clock.now();
    idempotent::once(app, credential, written, move |tx, actor| {
        let permit = permit::<act::DraftCatalogue>(actor)?;
        take(tx, now, id, base_version, |tx, _draft| {
            tx.delete_catalogue_draft(id)?;
            Ok(((), Entry::by(actor, permit.role(), "discard-catalogue", "catalogue-draft", id.uuid())))
        })
    })
    .await
}

/// Does something with a draft as its writer knew it.
///
/// # Errors
/// [`Refusal::VersionConflict`], [`Error::NotFound`], or what `work` returns.
pub fn take<T>(
    tx: &mut WriteTx<'_>,
    now: Timestamp,
    id: DraftId,
    base_version: i32,
    work: impl FnOnce(&mut store::CentreTx<'_, '_>, CatalogueDraft) -> Result<(T, Entry), Error>,
) -> Result<T, Error> {
    tx.in_centre(CentreId::SITE, now, |tx| {
        let draft = tx.catalogue_draft(id)?.ok_or(Error::NotFound)?;
        if draft.version != base_version {
            return Err(Refusal::VersionConflict.into());
        }
        work(tx, draft)
    })
}

/// Every draft, without its text.
///
/// # Errors
/// [`Error::Forbidden`] or a fault of the store.
pub async fn list(app: &App, credential: Credential) -> Result<Vec<CatalogueDraft>, Error> {
    let now = app.clock.now();
    let found = app.store.read(move |tx| {
        may_list(&tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?)?;
        Ok::<_, Error>(tx.catalogue_drafts()?)
    });
    found.await
}

/// One draft.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or for whoever may not know of drafts.
pub async fn one(app: &App, credential: Credential, id: DraftId) -> Result<CatalogueDraft, Error> {
    let now = app.clock.now();
    let found = app.store.read(move |tx| {
        let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
        permit::<act::ReadCatalogue>(&actor)?;
        tx.catalogue_draft(id)?.ok_or(Error::NotFound)
    });
    found.await
}
