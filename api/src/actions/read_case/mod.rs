//! Looking at cases: one whole, or a page of them; and what a write to one is answered with.

mod opened;
mod parts;

use std::{collections::HashMap, sync::Arc};

use domain::{
    actor::{Actor, Credential},
    case::{Case, Event},
    catalogue::Item,
    checklist::{Checklist, Dossier, Outstanding},
    correction::Notice,
    custody::{Custody, HandoverKind, Holder},
    deferral::Deferral,
    evidence::{Evidence, EvidenceState},
    ids::{CaseId, UserId},
    lookup::{LookUp, Sharing},
    policy::{self, Action, Reach, Resource, act},
    resident::Profile,
    text::ResultNumber,
};
use serde::{Deserialize, Serialize};
use store::{
    CaseFile, CaseFilter, CaseRow, Handover, OldDeadlines, PageKey, ReadTx, StoreError, StoredDeadlines,
    StoredResident, StoredResult,
};
use uuid::Uuid;

use crate::{
    actions::{
        Error,
        look_up::{self, Places},
        read_resident,
    },
    app::App,
    vault::{ResidentKey, Vault},
};

use jiff::Timestamp;
use opened::Opened;

pub use crate::vault::PassingWords as SaidOfChange;
pub use parts::Parts;

/// What a write to a case comes to: ids, stage, version, counts and codes. Saved as its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutcome {
    /// The case.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
    /// Its stage.
    pub stage: String,
    /// Its number, once received.
    pub number: Option<String>,
    /// Materials covered, of all.
    pub materials: (u32, u32),
    /// Files verified, of those claimed.
    pub files: (u32, u32),
    /// Files that the server answers for from here on.
    pub acknowledged: Vec<Uuid>,
    /// What is still lacking: kind, code, file, material.
    pub outstanding: Vec<Lacking>,
    /// Whether a look by the server could find it complete.
    #[serde(skip)]
    pub may_be_complete: bool,
    /// Whether registers are to be asked first.
    #[serde(skip)]
    pub to_be_asked: bool,
}

/// One thing that is lacking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// material, file, mandate or consent.
    pub kind: String,
    /// Why, as a fault code.
    pub code: String,
    /// Which file.
    pub file: Option<Uuid>,
    /// Which material.
    pub material: Option<String>,
}

impl From<&Outstanding> for Lacking {
    fn from(outstanding: &Outstanding) -> Self {
        let (kind, code, file, material) = match outstanding {
            Outstanding::Material(code, why) => {
                ("material", (*why).to_owned(), None, Some(code.as_str().to_owned()))
            }
            Outstanding::Commitment(code) => {
                ("material", "commitment-missing".to_owned(), None, Some(code.as_str().to_owned()))
            }
            Outstanding::File(file, code) => ("file", code.clone(), Some(file.uuid()), None),
            Outstanding::Mandate(code) => ("mandate", (*code).to_owned(), None, None),
            Outstanding::Consent(kind) => {
                ("consent", format!("consent-{}", kind.as_str().replace('_', "-")), None, None)
            }
        };
        Self { kind: kind.into(), code, file, material }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl CaseOutcome {
    /// The outcome of a write, from what the case is after it.
    #[must_use]
    pub fn of(case: &Case, evidence: &[Evidence], checklist: &Checklist) -> Self {
        let verified: Vec<Uuid> = evidence
            .iter()
            .filter(|file| file.state == EvidenceState::Verified)
            .map(|file| file.claim.file.uuid())
            .collect();
        let (covered, of) = checklist.covered();
        Self {
            id: case.id.uuid(),
            version: case.version,
            stage: case.stage.as_str().into(),
            number: case.stage.receipt().map(|receipt| receipt.number.as_str().to_owned()),
            materials: (count(covered), count(of)),
            files: (count(verified.len()), count(evidence.len())),
            acknowledged: verified,
            outstanding: checklist.outstanding.iter().map(Lacking::from).collect(),
            may_be_complete: checklist.is_complete(),
            to_be_asked: !checklist.unasked.is_empty(),
        }
    }
}

/// A case with everything that its page shows.
pub struct WholeCase {
    /// Its item, in the version of the catalogue that it is handled under.
    pub item: Arc<Item>,
    /// The case and what hangs on it.
    pub file: CaseFile,
    /// Its checklist as of now.
    pub checklist: Checklist,
    /// What was looked up for it, oldest first.
    pub lookups: Vec<LookUp>,
    /// Its history.
    pub events: Vec<Event>,
    /// Its clocks, from its receipt on.
    pub deadlines: Option<StoredDeadlines>,
    /// Its clocks by calendars that were superseded.
    pub old_deadlines: Vec<OldDeadlines>,
    /// What may follow later.
    pub deferral: Option<Deferral>,
    /// Correction notices, oldest first.
    pub corrections: Vec<Notice>,
    /// The resident's row, for id, version and community.
    pub resident: StoredResident,
    /// Who the resident is: as the worker wrote it down for the worker, as registered for the others. Nobody once they
    /// were erased.
    pub profile: Option<Profile>,
    /// Whether it is known that the resident died.
    pub died: bool,
    /// What was made out for it, with its number.
    pub result: Option<(StoredResult, ResultNumber)>,
    /// Who has what of it.
    pub things: Vec<Custody>,
    /// Through whose hands that went, with what was said.
    pub chain: Vec<(Handover, SaidOfChange)>,
}

/// One case, if the actor may see it.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or none for this actor.
pub async fn one(app: &App, credential: Credential, id: CaseId) -> Result<WholeCase, Error> {
    let now = app.clock.now();
    let places = Places::of(app);
    let (actor, parts) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let row = tx.case(&actor.centres(), id)?.ok_or(Error::NotFound)?;
            let parts = Parts::of_one(tx, &places, row)?;
            policy::may::<act::ReadCase>(&actor, &parts.resource(&actor))?;
            Ok::<_, Error>((actor, parts))
        })
        .await?;
    parts.open(&app.vault, &actor, now)
}

/// What policy asks about a case and its things: they are also a matter of who has them, is to have them, or had them.
pub fn resource_of(case: &Case, things: &[Custody], chain: &[Handover], actor: &Actor) -> Resource {
    let concerned = things.iter().any(|thing| thing.concerns(actor.user)) || had(chain, actor.user);
    let resource = case.resource();
    if concerned { Resource { owner: Some(actor.user), ..resource } } else { resource }
}

/// Whether a worker had something of a case before.
pub fn had(chain: &[Handover], worker: UserId) -> bool {
    let passed = |change: &&Handover| matches!(change.kind, HandoverKind::Passed | HandoverKind::Taken);
    chain.iter().filter(passed).any(|change| change.to == Holder::Worker(worker))
}

/// What the checklist of a stored case is reckoned from.
pub fn dossier<'case>(
    file: &'case CaseFile,
    evidence: &'case [Evidence],
    sharing: &'case Sharing,
) -> Dossier<'case> {
    Dossier { covers: &file.row.covers, evidence, mandate: &file.mandate, consents: &file.consents, sharing }
}

/// The resident of a case.
///
/// # Errors
/// A fault of the store: a case without a resident cannot be.
pub fn resident_of(tx: &mut ReadTx<'_>, case: &Case) -> Result<StoredResident, Error> {
    let found = tx.resident(case.centre, case.resident)?;
    found.ok_or_else(|| Error::Fault(Box::new(StoreError::Corrupt("cases"))))
}

/// The key that what is written down about a case is sealed with: its resident's.
///
/// # Errors
/// A fault of the store, a key that does not open.
pub fn key_of(tx: &mut ReadTx<'_>, vault: &Vault, case: &Case) -> Result<ResidentKey, Error> {
    let resident = resident_of(tx, case)?;
    Ok(vault.resident_key(case.centre, resident.id, &resident.data_key)?)
}

/// How far a stored case is, and the files that this was reckoned from.
///
/// # Errors
/// A fault of the store.
pub fn checklist(
    tx: &mut ReadTx<'_>,
    places: &Places,
    file: &CaseFile,
    now: Timestamp,
) -> Result<(Checklist, Vec<Evidence>), Error> {
    let item = places.catalogues.item_of(tx, &file.row.case)?;
    let sharing = look_up::sharing(tx, &places.registers, &item, &file.row.case)?;
    let evidence: Vec<_> = file.evidence.iter().map(|file| file.evidence.clone()).collect();
    let checklist = Checklist::of(&item, dossier(file, &evidence, &sharing), now);
    Ok((checklist, evidence))
}

/// A case as a list shows it.
pub struct ListedCase {
    /// The case.
    pub row: CaseRow,
    /// Whose it is; nobody's once they were erased.
    pub profile: Option<Profile>,
    /// Its clocks, from its receipt on.
    pub deadlines: Option<StoredDeadlines>,
}

/// A page of cases.
pub struct CasePage {
    /// Latest write first.
    pub rows: Vec<ListedCase>,
    /// Where the next page begins.
    pub next: Option<PageKey>,
}

/// A page of the cases that the actor may see.
///
/// # Errors
/// [`Error::Forbidden`] when the actor sees no cases at all.
pub async fn page(
    app: &App,
    credential: Credential,
    mut filter: CaseFilter,
    after: Option<PageKey>,
    limit: u16,
) -> Result<CasePage, Error> {
    let now = app.clock.now();
    let (rows, residents, mut deadlines, next) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            narrow(&actor, &mut filter)?;
            let (rows, next) = tx.cases(&filter, after, limit)?;
            let ids: Vec<_> = rows.iter().map(|row| row.case.resident).collect();
            let cases: Vec<_> = rows.iter().map(|row| row.case.id).collect();
            let (residents, deadlines) = match filter.centre {
                Some(centre) => (tx.residents(centre, &ids)?, tx.deadlines_of_all(centre, &cases)?),
                None => (Vec::new(), HashMap::new()),
            };
            Ok::<_, Error>((rows, residents, deadlines, next))
        })
        .await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let resident = residents
            .iter()
            .find(|resident| resident.id == row.case.resident)
            .ok_or_else(|| Error::Fault(Box::new(StoreError::Corrupt("cases"))))?;
        let deadlines = deadlines.remove(&row.case.id);
        shown.push(listed(app, row, resident, deadlines)?);
    }
    Ok(CasePage { rows: shown, next })
}

/// A case as a list shows it.
///
/// # Errors
/// A resident's seal that does not open.
pub fn listed(
    app: &App,
    row: CaseRow,
    resident: &StoredResident,
    deadlines: Option<StoredDeadlines>,
) -> Result<ListedCase, Error> {
    let profile = read_resident::seen(&app.vault, resident)?;
    Ok(ListedCase { row, profile, deadlines })
}

/// Narrows a list to what the widest of the actor's places shows.
fn narrow(actor: &Actor, filter: &mut CaseFilter) -> Result<(), Error> {
    let (grant, reach) = policy::widest(actor, Action::ReadCase).ok_or(Error::Forbidden)?;
    filter.centre = Some(grant.centre.ok_or(Error::Forbidden)?);
    match reach {
        Reach::Unit => filter.community = grant.community,
        Reach::Own => filter.worker = Some(actor.user),
        Reach::Department => filter.department.clone_from(&grant.department),
    }
    Ok(())
}
