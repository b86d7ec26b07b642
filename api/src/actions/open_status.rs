//! What a resident sees of a case: the only way to the status page. Of the person nothing leaves here but a masked
//! name; looking changes nothing.
//!
//! A link holds a token that is stored as keyed digests. One that is wrong, was never there or has run out comes to the
//! same.

use std::sync::Arc;

use domain::{
    case::{Event, EventKind, Stage, Way},
    catalogue::Item,
    ids::{CaseId, CentreId, UnitId},
    rating::{CaseRating, Rating},
    unit::Unit,
    wording::NamePair,
};
use jiff::Timestamp;
use store::{CaseRow, ReadTx, StoredResident};

use crate::{
    actions::{Error, keep_catalogues::Catalogues, read_case},
    app::App,
};

/// A case as its resident sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The resident's name, masked.
    pub name: String,
    /// The item.
    pub item: NamePair,
    /// The centre that holds it.
    pub centre: Option<NamePair>,
    /// Where it stands, with number and instants.
    pub stage: Stage,
    /// How the result goes, once it is made out.
    pub way: Option<Way>,
    /// 即办件
    pub immediate: bool,
    /// Promised time in working days, counted from acceptance; 0 = the same working day.
    pub promised_days: u16,
    /// What has happened, oldest first.
    pub steps: Vec<Step>,
    /// What may be said of a rating.
    pub rating: RatingState,
    /// As of when this is so.
    pub as_of: Timestamp,
}

/// How a case stands to its rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingState {
    /// It cannot be rated: not yet, or no more.
    Closed,
    /// It may be rated.
    Open,
    /// It was rated.
    Given(Rating),
}

/// One thing that happened, and when by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
}

/// Everything a status is made of, read in one transaction, nothing of it opened.
struct Read {
    row: CaseRow,
    item: Arc<Item>,
    events: Vec<Event>,
    resident: StoredResident,
    centre: Option<Unit>,
    rating: Option<CaseRating>,
    way: Option<Way>,
}

fn read(tx: &mut ReadTx<'_>, catalogues: &Catalogues, centre: CentreId, case: CaseId) -> Result<Read, Error> {
    let row = tx.case(&[centre], case)?.ok_or(Error::NotFound)?;
    let events = tx.events_of(centre, case)?;
    let resident = read_case::resident_of(tx, &row.case)?;
    let centre = tx.unit(UnitId::from_uuid(centre.uuid()))?;
    let rating = tx.rating_of(row.case.centre, case)?;
    let item = catalogues.item_of(tx, &row.case)?;
    let way = tx.result_of(row.case.centre, case)?.map(|result| result.way);
    Ok(Read { row, item, events, resident, centre, rating, way })
}

/// The case behind a link.
///
/// # Errors
/// [`Error::NotFound`] for a token that is not good.
pub async fn by_link(app: &App, token: &str) -> Result<Status, Error> {
    let (catalogues, now) = (app.catalogues.clone(), app.clock.now());
    let digests = app.vault.link_digests(token);
    let found = app
        .store
        .read(move |tx| {
            let (centre, case, _kept) = tx.link(&digests, now)?.ok_or(Error::NotFound)?;
            read(tx, &catalogues, centre, case)
        })
        .await?;
    open(app, found, now)
}

/// A case that its resident has just proved to know.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn of_case(app: &App, centre: CentreId, case: CaseId) -> Result<Status, Error> {
    let catalogues = app.catalogues.clone();
    let found = app.store.read(move |tx| read(tx, &catalogues, centre, case)).await?;
    open(app, found, app.clock.now())
}

fn open(app: &App, found: Read, as_of: Timestamp) -> Result<Status, Error> {
    let Read { row: CaseRow { case, .. }, item, events, resident, centre, rating, way } = found;
    let key = app.vault.resident_key(case.centre, resident.id, &resident.data_key)?;
    let profile = app.vault.open_profile(case.centre, resident.id, &key, &resident.profile)?;
    Ok(Status {
        name: profile.name.masked(),
        item: item.name.clone(),
        centre: centre.map(|centre| centre.name),
        immediate: case.immediate,
        promised_days: item.guide.promised_days,
        rating: match (rating, &case.stage) {
            (Some(given), _) => RatingState::Given(given.rating),
            (None, Stage::Concluded { at, .. }) if app.site.rating.is_open(*at, as_of) => RatingState::Open,
            (None, _) => RatingState::Closed,
        },
        stage: case.stage,
        way,
        steps: steps(&events),
        as_of,
    })
}

/// What of a history a resident is told. That a phone filed in several goes is no matter of theirs: a mending counts
/// once the centre has asked for it. What the centre and the department do among themselves is none either.
fn steps(events: &[Event]) -> Vec<Step> {
    let mut returned = false;
    let told = |event: &&Event| match event.kind {
        EventKind::CorrectionRequested => {
            returned = true;
            true
        }
        EventKind::Refiled => std::mem::take(&mut returned),
        EventKind::Opinion
        | EventKind::ReturnedToWindow
        | EventKind::DuplicateFound
        | EventKind::ResidentCorrected
        | EventKind::HandedOver
        | EventKind::TakenOver
        | EventKind::Reassigned
        | EventKind::OriginalLate
        | EventKind::DueSoon
        | EventKind::Overdue => false,
        _ => true,
    };
    events.iter().filter(told).map(|event| Step { kind: event.kind, at: event.at }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mending_is_told_once_for_each_time_the_centre_asked() {
        use EventKind::{CorrectionRequested, Filed, Received, Refiled};
        let history = [Filed, Refiled, Refiled, Received, CorrectionRequested, Refiled, Refiled, Received]
            .map(|kind| Event::by_the_server(kind, Timestamp::UNIX_EPOCH));
        let told: Vec<_> = steps(&history).into_iter().map(|step| step.kind).collect();
        assert_eq!(told, [Filed, Received, CorrectionRequested, Refiled, Received]);
    }
}
