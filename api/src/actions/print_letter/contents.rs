//! What each letter says of its case, from the facts of the moment in which it is called for.

use documents::{
    Acceptance, AgeBand, CardFormat, Correction, CustodyLine, Decision, Deferred, DeferredBy, Document, Flaw,
    GuardianLine, MandateLetter, MaterialForm, Outcome, Person, Place, Receipt, ReceivedMaterial, Refusal,
    RefusalGround, ResultSheet, RightBody, SeniorCard, Signing, WitnessLine,
};
use domain::{
    case::{self, AcceptedBy, Case, Stage, Way},
    catalogue::{Item, Source},
    checklist::{Checklist, MaterialState},
    clock::shanghai,
    correction::{MANDATE, Notice},
    custody::{Custody, HandoverKind, Holder},
    deadlines::DEFERRAL_DAYS,
    fault::Faults,
    text::{MaterialCode, Reason, ResultNumber},
};
use store::{CaseFile, Handover, ReadTx, StoreError};

use super::{
    Call, Shown, Writing,
    cover::{About, day},
};
use crate::actions::{Error, tell_resident::last_day};

/// From this age on the senior card is of the second band.
const SECOND_BAND: i16 = 70;
/// What a mandate is called where it is at fault itself.
const MANDATE_NAME: &str = "授权委托书";

/// What came out of a case (出件), as its result sheet and its card say it.
pub struct Issued<'act> {
    /// Number of the result.
    pub number: &'act ResultNumber,
    /// How it goes to the resident.
    pub way: Way,
    /// The case's things.
    pub things: &'act [Custody],
    /// Through whose hands they went, oldest first.
    pub chain: &'act [Handover],
}

type Contents = (Document, Vec<Shown>);

fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("letters")))
}

fn name_of(item: &Item, code: &MaterialCode) -> String {
    if code.as_str() == MANDATE {
        return MANDATE_NAME.to_owned();
    }
    item.material(code).map_or_else(|| code.as_str().to_owned(), |material| material.name.zh.clone())
}

impl Writing {
    pub(super) fn compose(
        &self,
        tx: &mut ReadTx<'_>,
        about: &About<'_>,
        call: &Call<'_>,
    ) -> Result<Contents, Error> {
        let document = match call {
            Call::Receipt(_, checklist) => self.receipt(tx, about, checklist)?,
            Call::Mandate(file) => return mandate(about, file),
            Call::Correction(notice) => self.correction(about, notice)?,
            Call::Refusal { reason, right_body, note } => {
                let body = right_body.map(|body| RightBody {
                    name: body.as_str().to_owned(),
                    address: None,
                    landline: None,
                });
                let ground = match (*reason, body) {
                    ("not_needed", _) => RefusalGround::NotNeeded,
                    ("not_our_power", Some(body)) => RefusalGround::NotOurs(body),
                    (_, body) => RefusalGround::Other(body),
                };
                Document::Refusal(Refusal {
                    cover: self.cover(about),
                    received_on: received_on(&about.row.case)?,
                    ground,
                    reason: (*note).clone(),
                    remedies: self.remedies(),
                })
            }
            Call::Acceptance => self.acceptance(tx, about)?,
            Call::Decision(reason) => self.decision(about, *reason)?,
            Call::Result(issued) => self.result(tx, about, issued)?,
            Call::SeniorCard(issued) => self.senior_card(about, issued)?,
        };
        Ok((document, Vec::new()))
    }

    fn receipt(
        &self,
        tx: &mut ReadTx<'_>,
        about: &About<'_>,
        checklist: &Checklist,
    ) -> Result<Document, Error> {
        let (case, item) = (&about.row.case, &*about.item);
        let receipt = case.stage.receipt().ok_or_else(corrupt)?;
        let dues = tx.deadlines_of(case.centre, case.id)?.map(|stored| stored.dues);
        let states = || checklist.materials.iter();
        let received = states().filter_map(|(code, state)| {
            let form = form(item, code, *state)?;
            Some(ReceivedMaterial { name: name_of(item, code), form })
        });
        let deferred = states().filter(|(_, state)| *state == MaterialState::Deferred);
        let by = DeferredBy::AfterAcceptance { working_days: DEFERRAL_DAYS.get() };
        Ok(Document::Receipt(Receipt {
            cover: self.cover(about),
            received_at: shanghai(receipt.at),
            worker: about.mandate.as_ref().map(|mandate| mandate.agent.clone()),
            materials: received.collect(),
            deferred: deferred.map(|(code, _)| Deferred { material: name_of(item, code), by }).collect(),
            notice_by: dues.and_then(|dues| dues.notice_at).map(last_day),
            promised_days: item.guide.promised_days,
        }))
    }

    fn correction(&self, about: &About<'_>, notice: &Notice) -> Result<Document, Error> {
        let flaws = notice.defects.iter().map(|defect| Flaw {
            material: name_of(&about.item, &defect.material),
            reason: defect.reason,
            note: defect.note.clone(),
        });
        Ok(Document::Correction(Correction {
            cover: self.cover(about),
            received_on: received_on(&about.row.case)?,
            flaws: flaws.collect(),
            by: None,
            further: notice.further.clone(),
        }))
    }

    fn acceptance(&self, tx: &mut ReadTx<'_>, about: &About<'_>) -> Result<Document, Error> {
        let (case, item) = (&about.row.case, &*about.item);
        let acceptance = case.stage.acceptance().ok_or_else(corrupt)?;
        let dues = tx.deadlines_of(case.centre, case.id)?.map(|stored| stored.dues);
        let last = |at: Option<jiff::Timestamp>| at.map(last_day);
        let deferral = tx.deferral_of(case.centre, case.id)?;
        let deferred = deferral.iter().flat_map(|deferral| {
            let by = DeferredBy::Day(last_day(deferral.due_at));
            deferral.materials.iter().map(move |code| Deferred { material: name_of(item, code), by })
        });
        Ok(Document::Acceptance(Acceptance {
            cover: self.cover(about),
            received_on: received_on(case)?,
            accepted_on: day(acceptance.at),
            deemed: acceptance.by == AcceptedBy::Law,
            promised_by: last(dues.as_ref().and_then(|dues| dues.promised_at)),
            statutory_by: last(dues.as_ref().and_then(|dues| dues.statutory_at)),
            deferred: deferred.collect(),
        }))
    }

    fn decision(&self, about: &About<'_>, reason: Option<&Reason>) -> Result<Document, Error> {
        let (row, item) = (about.row, &*about.item);
        let Stage::Concluded { held, outcome, .. } = &row.case.stage else { return Err(corrupt()) };
        let outcome = match (outcome, reason) {
            (case::Outcome::Granted, _) => {
                Outcome::Granted { result: item.result.1.clone(), number: None, valid_until: None }
            }
            (case::Outcome::Refused, Some(reason)) => Outcome::Refused { reason: reason.clone() },
            (case::Outcome::Refused, None) => {
                let mut faults = Faults::default();
                faults.note("$.opinion", "opinion-required");
                return Err(faults.into());
            }
        };
        Ok(Document::Decision(Decision {
            cover: self.cover(about),
            accepted_on: day(held.acceptance.at),
            authority: item.guide.deciding_authority.clone(),
            legal_basis: None,
            outcome,
            remedies: self.remedies(),
        }))
    }

    fn result(&self, tx: &mut ReadTx<'_>, about: &About<'_>, issued: &Issued<'_>) -> Result<Document, Error> {
        let item = &*about.item;
        let way = match issued.way {
            Way::Home => documents::Handover::Worker,
            Way::Post => documents::Handover::Post,
            Way::Window => documents::Handover::Window,
            Way::Electronic => return Err(corrupt()),
        };
        let away =
            issued.things.iter().filter(|thing| thing.is_open()).filter_map(|thing| thing.thing.material());
        let passed = |change: &&Handover| {
            matches!(change.kind, HandoverKind::Taken | HandoverKind::Passed | HandoverKind::Received)
        };
        let custody = issued.chain.iter().filter(passed).map(|change| {
            Ok::<_, Error>(CustodyLine {
                at: shanghai(change.at),
                what: change
                    .thing
                    .material()
                    .map_or_else(|| item.result.1.clone(), |code| name_of(item, code)),
                from: self.holder(tx, change.from)?,
                to: self.holder(tx, change.to)?,
            })
        });
        Ok(Document::Result(ResultSheet {
            cover: self.cover(about),
            concluded_on: about.row.case.stage.over_at().map(day).ok_or_else(corrupt)?,
            result: item.result.1.clone(),
            result_number: Some(issued.number.as_str().to_owned()),
            handover: way,
            originals: away.map(|code| name_of(item, code)).collect(),
            custody: custody.collect::<Result<_, _>>()?,
        }))
    }

    /// Who has a thing, as a letter names them.
    fn holder(&self, tx: &mut ReadTx<'_>, holder: Holder) -> Result<String, Error> {
        Ok(match holder {
            Holder::Unissued | Holder::Centre => "窗口".to_owned(),
            Holder::Post => "邮政".to_owned(),
            Holder::Received => "申请人".to_owned(),
            Holder::Worker(worker) => {
                let user = tx.user(worker)?.ok_or_else(corrupt)?;
                format!("社工 {}", self.vault.open_site("users", "name", worker.as_bytes(), &user.name)?)
            }
        })
    }

    fn senior_card(&self, about: &About<'_>, issued: &Issued<'_>) -> Result<Document, Error> {
        let About { item, profile, .. } = about;
        let (case, today) = (&about.row.case, day(self.now));
        let receipt = case.stage.receipt().ok_or_else(corrupt)?;
        let second = profile.id_number.age_on(today) >= SECOND_BAND;
        Ok(Document::SeniorCard(SeniorCard {
            centre: about.centre.clone(),
            case: receipt.number.clone(),
            look_up: Some(about.look_up.clone()),
            holder: Person { name: profile.name.clone(), id_number: Some(profile.id_number.masked()) },
            sex: profile.id_number.sex(),
            born_on: profile.id_number.birth_date(),
            number: issued.number.as_str().to_owned(),
            band: if second { AgeBand::From70 } else { AgeBand::From60 },
            issuer: item.guide.deciding_authority.clone(),
            issued_on: today,
            photo: None,
            format: CardFormat::Card,
            practice: case.practice,
        }))
    }
}

fn mandate(about: &About<'_>, file: &CaseFile) -> Result<Contents, Error> {
    let (case, profile) = (&about.row.case, &about.profile);
    let mandate = about.mandate.as_ref().ok_or_else(corrupt)?;
    let signature = Shown::of(file, Place::Signature, mandate.signature);
    let saw = [(&mandate.witness, Place::Witness), (&mandate.second_witness, Place::SecondWitness)];
    let saw = saw.into_iter().filter_map(|(witness, place)| Some((witness.as_ref()?, place)));
    let witnessed = saw.clone().filter_map(|(witness, place)| Shown::of(file, place, witness.file?));
    let witnesses = saw.map(|(witness, _)| WitnessLine {
        name: witness.name.clone(),
        id_last4: witness.id_last4.clone(),
        signature: None,
    });
    let guardian = mandate
        .guardian
        .as_ref()
        .map(|guardian| GuardianLine { name: guardian.name.clone(), relation: guardian.relation });
    let letter = MandateLetter {
        centre: about.centre.clone(),
        case: case.stage.receipt().map(|receipt| receipt.number.clone()),
        look_up: Some(about.look_up.clone()),
        // Whole: who gives a mandate is to be known beyond doubt.
        principal: Person {
            name: profile.name.clone(),
            id_number: Some(profile.id_number.as_str().to_owned()),
        },
        address: profile.address.as_ref().map(|address| address.as_str().to_owned()),
        agent: mandate.agent.clone(),
        agent_number: None,
        item: about.item.name.zh.clone(),
        powers: mandate.powers.clone(),
        consents: file.consents.iter().map(|consent| (consent.kind, consent.given)).collect(),
        signed_on: day(mandate.signed_at),
        term_days: mandate.term_days,
        ends_on: last_day(mandate.ends_at()),
        signing: Signing { kind: mandate.kind, picture: None, witnesses: witnesses.collect(), guardian },
        practice: case.practice,
    };
    Ok((Document::Mandate(letter), signature.into_iter().chain(witnessed).collect()))
}

fn received_on(case: &Case) -> Result<jiff::civil::Date, Error> {
    case.stage.receipt().map(|receipt| day(receipt.at)).ok_or_else(corrupt)
}

/// How a material came in; nothing for one that has not come. What a register is still to be asked for has not.
fn form(item: &Item, code: &MaterialCode, state: MaterialState) -> Option<MaterialForm> {
    match state {
        MaterialState::CoveredByFile => match item.material(code)?.source {
            Source::Form => Some(MaterialForm::Form),
            Source::Original | Source::Copy | Source::Share(_) => Some(MaterialForm::Photo),
        },
        MaterialState::OriginalSeen => Some(MaterialForm::Seen),
        MaterialState::OriginalTaken => Some(MaterialForm::Original),
        MaterialState::CoveredByLookUp => Some(MaterialForm::Shared),
        MaterialState::Deferred
        | MaterialState::NotApplicable
        | MaterialState::AwaitingLookUp
        | MaterialState::Missing => None,
    }
}
