//! The window issues what was decided (出件): `POST /v1/cases/{id}/issue`. From here on the result is somebody's.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::{Case, Ending, EventKind, Outcome, Service, Stage, Way},
    catalogue::Card,
    custody::{Custody, HandoverKind, Holder, Thing},
    fault::{Faults, Refusal},
    ids::{CaseId, CustodyId},
    mandate::ConsentKind,
    message::MessageKind,
    policy::{self, act},
    text::ResultNumber,
};
use store::{CaseRow, CentreTx, StoredResult, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_custody::{self, Desk, Laid, Said},
        print_letter::{Call, Issued, Writing},
        read_case::{self, CaseOutcome},
    },
    app::App,
};

/// What is issued.
#[derive(Clone)]
pub struct Issue {
    /// How it goes.
    pub way: Way,
    /// Its number, where it was made out elsewhere; otherwise the server gives one.
    pub number: Option<ResultNumber>,
}

/// Issues it.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Error::Invalid`] for a way that the guide does not name,
/// a [`Refusal`] by version, stage, four eyes or number.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    base_version: i32,
    issue: Issue,
) -> Result<Answer<CaseOutcome>, Error> {
    let issuing = Issuing { desk: Desk::of(app, id), writing: Writing::of(app), base_version, issue };
    let answer =
        idempotent::once(app, credential, written, move |tx, actor| issuing.write(tx, actor)).await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Issuing {
    desk: Desk,
    writing: Writing,
    base_version: i32,
    issue: Issue,
}

impl Issuing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let (desk, way) = (&self.desk, self.issue.way);
        let centre = desk.centre(tx, actor)?;
        tx.in_centre(centre, desk.now, |tx| {
            let mut laid = desk.lay(tx)?;
            let before = laid.file.row.case.clone();
            let permit = policy::may::<act::IssueCase>(actor, &before.resource())?;
            let case = before.issue(&permit, self.base_version, way, desk.now)?;
            self.check_way(tx, &laid, &case)?;
            let number = self.number(tx, actor, &case)?;
            let result = self.result(tx, &mut laid)?;
            let to = if way == Way::Electronic { Holder::Received } else { Holder::Centre };
            let issued = result.clone().issue(&permit, to, desk.now)?;
            let said = Said::default();
            desk.pass(tx, actor, &mut laid, (&result, issued), (HandoverKind::Issued, to), &said)?;
            self.tell(tx, &case)?;
            self.write_down(tx, &laid, &case, &number)?;
            let event = desk.event(actor, permit.role(), EventKind::Issued, &said, Some(way.as_str()));
            if matches!(case.service(), Some(Service::Delivered { .. })) {
                let served =
                    desk.event(actor, permit.role(), EventKind::Delivered, &said, Some(way.as_str()));
                tx.append_event(case.id, case.version, 1, &served, None)?;
            }
            let outcome = desk.finish(tx, laid, case, (&event, None))?;
            let entry = Entry::by(actor, permit.role(), "issue-case", "case", desk.id.uuid());
            Ok((outcome, entry.with(format!("way={}", way.as_str()))))
        })
    }

    /// The way is one that the guide names, and no message takes the place of paper for who said no to that.
    fn check_way(&self, tx: &mut CentreTx<'_, '_>, laid: &Laid, case: &Case) -> Result<(), Error> {
        let Stage::Concluded { outcome, .. } = case.stage else { return Err(Refusal::StageRefused.into()) };
        let item = self.desk.places.catalogues.item_of(tx, case)?;
        let mut faults = Faults::default();
        if !self.issue.way.is_open_to(&item, outcome) {
            faults.note("$.way", "not-applicable");
        }
        faults.or(Some(()))?;
        let said_no = laid
            .file
            .consents
            .iter()
            .any(|consent| consent.kind == ConsentKind::ElectronicService && !consent.given);
        if self.issue.way == Way::Electronic && said_no {
            return Err(Refusal::ConsentMissing.into());
        }
        Ok(())
    }

    /// Its number: given elsewhere, or made of the case's, which is no other's.
    fn number(&self, tx: &mut CentreTx<'_, '_>, actor: &Actor, case: &Case) -> Result<ResultNumber, Error> {
        let desk = &self.desk;
        let number = match &self.issue.number {
            Some(number) => number.clone(),
            None => {
                let receipt = case.stage.receipt().ok_or(Refusal::StageRefused)?;
                ResultNumber::of(&receipt.number)
            }
        };
        let digests = desk.vault.result_number_digests(&number);
        if tx.has_result_number(case.centre, &case.item, &digests)? {
            return Err(Refusal::ResultNumberTaken.into());
        }
        let key = read_case::key_of(tx, &desk.vault, case)?;
        tx.insert_result(&StoredResult {
            case: case.id,
            item: case.item.clone(),
            number: desk.vault.seal_result_number(&key, case.id, &number),
            number_index: digests.into_iter().next().unwrap_or_default(),
            way: self.issue.way,
            issued_at: desk.now,
            issued_by: actor.user,
        })?;
        Ok(number)
    }

    /// The result as a thing. One that an earlier release concluded comes up only here.
    fn result(&self, tx: &mut CentreTx<'_, '_>, laid: &mut Laid) -> Result<Custody, Error> {
        if let Some(result) = laid.things.iter().find(|thing| thing.thing == Thing::Result) {
            return Ok(result.clone());
        }
        let id = CustodyId::from_uuid(self.desk.chance.uuid_v7(self.desk.now));
        let place = (tx.centre(), self.desk.id);
        let result = Custody::begin(id, place, Thing::Result, 1, Holder::Unissued, self.desk.now);
        tx.insert_custody(&result)?;
        laid.things.push(result.clone());
        Ok(result)
    }

    /// A record was told with the conclusion, and a refusal's paper is brought like any other.
    fn tell(&self, tx: &mut CentreTx<'_, '_>, case: &Case) -> Result<(), Error> {
        match self.issue.way {
            Way::Home | Way::Post => self.desk.telling.tell(tx, case, MessageKind::Issued),
            Way::Window => self.desk.telling.tell(tx, case, MessageKind::ReadyToCollect),
            Way::Electronic => Ok(()),
        }
    }

    /// What was granted goes with a sheet that is signed for it, and with the card that the window makes. A refusal's
    /// letter was called for with the decision, and what goes by message needs no paper.
    fn write_down(
        &self,
        tx: &mut CentreTx<'_, '_>,
        laid: &Laid,
        case: &Case,
        number: &ResultNumber,
    ) -> Result<(), Error> {
        let desk = &self.desk;
        let granted = matches!(case.stage, Stage::Concluded { outcome: Outcome::Granted, .. });
        if !granted || self.issue.way == Way::Electronic {
            return Ok(());
        }
        let issued = Issued { number, way: self.issue.way, things: &laid.things, chain: &laid.chain };
        let mut calls = vec![Call::Result(&issued)];
        calls.extend(desk.places.catalogues.item_of(tx, case)?.card.map(|card| match card {
            Card::Senior => Call::SeniorCard(&issued),
        }));
        let row = CaseRow { case: case.clone(), ..laid.file.row.clone() };
        self.writing.call_for(tx, &row, &calls)
    }
}

/// A decision that was just made is to be made out; what was to be made out for a case that should never have been is
/// not, and what lies here for it is done away with.
///
/// # Errors
/// A fault of the store.
pub fn await_issue(tx: &mut CentreTx<'_, '_>, id: CustodyId, case: &Case) -> Result<(), Error> {
    match case.stage {
        Stage::Concluded { service: Service::Due, at, .. } => {
            let result = Custody::begin(id, (case.centre, case.id), Thing::Result, 1, Holder::Unissued, at);
            Ok(tx.insert_custody(&result)?)
        }
        Stage::Ended { how: Ending::Void, at, .. } => {
            let things = tx.custody_of(case.centre, case.id)?;
            keep_custody::discard(tx, case, &things, at)
        }
        _ => Ok(()),
    }
}
