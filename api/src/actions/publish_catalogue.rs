//! Publishes a draft of the catalogue from a day on, and recalls it while that day has not come. A version is in force
//! from 00:00 in Shanghai until the next one's day; once it is, it never changes.

use domain::{
    actor::Credential,
    audit::Entry,
    catalogue::Edition,
    clock::day_start,
    fault::{Faults, Refusal},
    ids::{CentreId, DraftId},
    policy::act,
    text::CatalogueVersion,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{CatalogueDraft, PublishedCatalogue};

use crate::{
    actions::{
        Error,
        draft_catalogue::{self, DraftOutcome, permit},
        idempotent::{self, Answer, Written},
        keep_catalogues,
    },
    app::App,
};

/// So long before its day a version can no longer be recalled: a case that is filed on the stroke must not name a
/// version that is being taken away.
const TOO_LATE: SignedDuration = SignedDuration::from_mins(5);

/// What a publication came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishOutcome {
    /// The version of the catalogue.
    pub catalogue: String,
    /// When it takes force.
    pub in_force_at: String,
}

/// Publishes a draft. It is held against the last version as that is now, whatever it was when the draft was written.
///
/// # Errors
/// [`Error::Invalid`] for a day that is not to come, and with every line at fault; [`Refusal::CatalogueDayTaken`],
/// [`Refusal::VersionConflict`]; [`Error::NotFound`] when there is none, or for whoever may not know of drafts.
pub async fn publish(
    app: &App,
    credential: Credential,
    written: Written,
    id: DraftId,
    base_version: i32,
    day: Date,
) -> Result<Answer<PublishOutcome>, Error> {
    let now = app.clock.now();
    idempotent::once(app, credential, written, move |tx, actor| {
        let permit = permit::<act::PublishVersion>(actor)?;
        draft_catalogue::take(tx, now, id, base_version, |tx, draft| {
            let since = day_start(day);
            if since <= now {
                let mut faults = Faults::default();
                faults.note("$.day", "date-past");
                return Err(faults.into());
            }
            if since <= keep_catalogues::succession(tx)?.last().since {
                return Err(Refusal::CatalogueDayTaken.into());
            }
            let next = draft_catalogue::follow(&draft.body, &draft_catalogue::last(tx)?)?;
            let edition = Edition { version: next.version, since };
            let published_by = Some(actor.user);
            let new = PublishedCatalogue { edition, published_at: now, published_by };
            tx.insert_catalogue(&new, &draft.body)?;
            tx.delete_catalogue_draft(id)?;
            let version = &new.edition.version;
            let entry = Entry::by(actor, permit.role(), "publish-catalogue", "catalogue-draft", id.uuid());
            let outcome =
                PublishOutcome { catalogue: version.as_str().to_owned(), in_force_at: since.to_string() };
            Ok((outcome, entry.with(format!("catalogue={version} day={day}"))))
        })
    })
    .await
}

/// Takes a version back that is not in force yet: it is a draft again.
///
/// # Errors
/// [`Refusal::CatalogueNotRecallable`]; [`Error::NotFound`] when there is none, or for whoever may not know of it.
pub async fn recall(
    app: &App,
    credential: Credential,
    written: Written,
    version: CatalogueVersion,
) -> Result<Answer<DraftOutcome>, Error> {
    let (now, id) = (app.clock.now(), DraftId::from_uuid(app.fresh()));
    idempotent::once(app, credential, written, move |tx, actor| {
        let permit = permit::<act::PublishVersion>(actor)?;
        tx.in_centre(CentreId::SITE, now, |tx| {
            let body = tx.catalogue(&version)?.ok_or(Error::NotFound)?;
            let succession = keep_catalogues::succession(tx)?;
            let last = succession.last();
            let latest = last.since.checked_sub(TOO_LATE).unwrap_or(Timestamp::MIN);
            if last.version != version || now >= latest {
                return Err(Refusal::CatalogueNotRecallable.into());
            }
            let draft = CatalogueDraft {
                id,
                version: 1,
                catalogue: version.clone(),
                body,
                written_at: now,
                written_by: actor.user,
            };
            tx.delete_catalogue(&version)?;
            tx.put_catalogue_draft(&draft)?;
            let entry = Entry::by(actor, permit.role(), "recall-catalogue", "catalogue-draft", id.uuid());
            Ok((DraftOutcome::of(&draft), entry.with(format!("catalogue={version}"))))
        })
    })
    .await
}

/// A published version as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which, by whom and when.
    pub published: PublishedCatalogue,
    /// Where it stands by now.
    pub state: VersionState,
}

/// Where a published version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionState {
    /// Another one followed it.
    Past,
    /// It is the one in force.
    InForce,
    /// Its day has not come.
    Coming,
}

/// Every version, the first one first.
///
/// # Errors
/// [`Error::Forbidden`] or a fault of the store.
pub async fn versions(app: &App, credential: Credential) -> Result<Vec<Version>, Error> {
    let now = app.clock.now();
    let found = app.store.read(move |tx| {
        draft_catalogue::may_list(&tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?)?;
        let in_force = keep_catalogues::succession(tx)?.at(now).since;
        let version = |published: PublishedCatalogue| {
            let state = match published.edition.since.cmp(&in_force) {
                std::cmp::Ordering::Less => VersionState::Past,
                std::cmp::Ordering::Equal => VersionState::InForce,
                std::cmp::Ordering::Greater => VersionState::Coming,
            };
            Version { published, state }
        };
        Ok::<_, Error>(tx.published_catalogues()?.into_iter().map(version).collect())
    });
    found.await
}

/// The text of a version, as it was published.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or for whoever may not know of it.
pub async fn text(app: &App, credential: Credential, version: CatalogueVersion) -> Result<String, Error> {
    let now = app.clock.now();
    let found = app.store.read(move |tx| {
        let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
        permit::<act::ReadCatalogue>(&actor)?;
        tx.catalogue(&version)?.ok_or(Error::NotFound)
    });
    found.await
}
