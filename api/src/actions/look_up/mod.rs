//! Look-ups (数据共享查询) for the materials of a case: who is asked, what is written down of it, and when.
//!
//! A register is outside of the house, so it is asked between transactions: one reads what may be asked, another writes
//! down what came of it. Nobody is looked up without an open case and the resident's consent; nothing that was found
//! is kept, only that it was, and a keyed digest to prove what.

pub mod at_table;
pub mod at_window;
pub mod in_turn;

use domain::{
    case::{Case, Event, EventKind},
    catalogue::{Item, Material, Source},
    ids::{LookUpId, UserId},
    lookup::{Finding, LookUp, Question, Sharing, Standing, Subject, shared},
    text::Purpose,
};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use store::{CaseFile, CentreTx, NewLookUp, ReadTx, StoredResident};

use crate::{
    actions::{Error, keep_catalogues::Catalogues, read_case},
    app::App,
    registers::{Register as _, Registers},
};

/// What is to be asked, read in one transaction and asked after it.
pub struct Asking {
    case: Case,
    item: Item,
    resident: StoredResident,
    materials: Vec<Material>,
}

/// What a register said, to be written down.
#[derive(Clone)]
pub struct Told {
    /// The row.
    pub row: NewLookUp,
    /// How long the register wants to be left alone.
    pub retry_after: SignedDuration,
}

/// What was looked up for a case so far. Nothing is read for an item without shared materials.
///
/// # Errors
/// A fault of the store.
pub fn sharing(
    tx: &mut ReadTx<'_>,
    registers: &Registers,
    item: &Item,
    case: &Case,
) -> Result<Sharing, Error> {
    if shared(item).next().is_none() {
        return Ok(Sharing::default());
    }
    let asked = tx.lookups_of(case.centre, case.id)?;
    let mut sharing = Sharing { asked, libraries: registers.libraries(), filed_at: None };
    if differs(item, &sharing) {
        sharing.filed_at = filed_at(&tx.events_of(case.centre, case.id)?);
    }
    Ok(sharing)
}

/// The same where look-ups and history were read already.
pub fn shared_by(registers: &Registers, item: &Item, asked: Vec<LookUp>, events: &[Event]) -> Sharing {
    if shared(item).next().is_none() {
        return Sharing::default();
    }
    let mut sharing = Sharing { asked, libraries: registers.libraries(), filed_at: None };
    if differs(item, &sharing) {
        sharing.filed_at = filed_at(events);
    }
    sharing
}

/// Whether a library knows the resident under other particulars.
fn differs(item: &Item, sharing: &Sharing) -> bool {
    shared(item).any(|material| matches!(sharing.standing(material), Some(Standing::Mismatch(_))))
}

/// When a case was filed last.
fn filed_at(events: &[Event]) -> Option<Timestamp> {
    let filings = events.iter().filter(|e| matches!(e.kind, EventKind::Filed | EventKind::Refiled));
    filings.map(|event| event.at).max()
}

impl Asking {
    /// Makes ready to ask for these materials of a case; nothing when there are none.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn prepare(
        tx: &mut ReadTx<'_>,
        item: &Item,
        file: &CaseFile,
        materials: impl IntoIterator<Item = Material>,
    ) -> Result<Option<Self>, Error> {
        let materials: Vec<_> = materials.into_iter().collect();
        if materials.is_empty() {
            return Ok(None);
        }
        let case = file.row.case.clone();
        let resident = read_case::resident_of(tx, &case)?;
        Ok(Some(Self { case, item: item.clone(), resident, materials }))
    }

    /// Asks, all at once.
    ///
    /// # Errors
    /// When the resident's seal does not open. What a register does is never an error.
    pub async fn ask(self, app: &App, operator: Option<UserId>) -> Result<Vec<Told>, Error> {
        let key = app.vault.resident_key(self.case.centre, self.resident.id, &self.resident.data_key)?;
        let profile =
            app.vault.open_profile(self.case.centre, self.resident.id, &key, &self.resident.profile)?;
        let subject = Subject { id_number: profile.id_number, name: profile.name };
        let asked = self.materials.iter().filter_map(|material| self.question(material, &subject));
        let questions: Vec<_> = asked.collect();
        let findings = join_all(questions.iter().map(|question| app.registers.look_up(question))).await;
        let told = questions.iter().zip(findings);
        Ok(told.map(|(question, finding)| self.told(app, operator, question, &finding)).collect())
    }

    fn question(&self, material: &Material, subject: &Subject) -> Option<Question> {
        let Source::Share(library) = material.source else { return None };
        // The catalogue's own words may be longer than a purpose.
        let words: String = format!("{}:{}", self.item.name.zh, material.name.zh).chars().take(200).collect();
        Some(Question {
            library,
            subject: subject.clone(),
            purpose: Purpose::parse(&words).ok()?,
            case: self.case.id,
            item: self.case.item.clone(),
            material: material.code.clone(),
        })
    }

    fn told(&self, app: &App, operator: Option<UserId>, question: &Question, finding: &Finding) -> Told {
        let (source, as_of) = match finding {
            Finding::Found { source, as_of, .. } => (Some(source.clone()), Some(*as_of)),
            _ => (None, None),
        };
        let asked = LookUp {
            id: LookUpId::from_uuid(app.fresh()),
            material: question.material.clone(),
            operator,
            asked_at: app.clock.now(),
            source,
            as_of,
            outcome: finding.outcome(),
            reason: finding.reason().map(str::to_owned),
        };
        let row = NewLookUp {
            asked,
            case: self.case.id,
            item: question.item.clone(),
            purpose: question.purpose.clone(),
            digest: app.vault.look_up_digest(&finding.canonical()),
        };
        let retry_after = match finding {
            Finding::Unavailable { retry_after } => {
                SignedDuration::try_from(*retry_after).unwrap_or(SignedDuration::ZERO)
            }
            _ => SignedDuration::ZERO,
        };
        Told { row, retry_after }
    }
}

/// Writes down what registers said; the words for the audit log.
///
/// # Errors
/// A fault of the store.
pub fn keep(tx: &mut CentreTx<'_, '_>, told: &[Told]) -> Result<String, Error> {
    told.iter().try_for_each(|told| tx.insert_lookup(&told.row))?;
    let one = |told: &Told| format!("{}={}", told.row.asked.material, told.row.asked.outcome.as_str());
    Ok(told.iter().map(one).collect::<Vec<_>>().join(" "))
}

/// What it takes, inside a transaction, to know what may be asked.
#[derive(Clone)]
pub struct Places {
    /// The catalogue's versions.
    pub catalogues: Catalogues,
    /// The registers of the site.
    pub registers: Registers,
}

impl Places {
    /// Those of the app.
    pub fn of(app: &App) -> Self {
        Self { catalogues: app.catalogues.clone(), registers: app.registers.clone() }
    }
}
