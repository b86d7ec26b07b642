//! A worker takes originals from a home against a slip that the resident signs: `POST /v1/cases/{id}/originals`. From
//! here on they must come back.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::EventKind,
    custody::{Custody, HandoverKind, Holder, Thing},
    fault::{Faults, Refusal},
    ids::{CaseId, CustodyId},
    not_applied::Operation,
    policy::{self, act},
    text::MaterialCode,
};
use jiff::Timestamp;
use store::{CentreTx, WriteTx};

use crate::{
    actions::{
        Error,
        idempotent::{Answer, Written},
        keep_custody::{Desk, Laid, Said},
        keep_not_applied::{self, Sent},
        read_case::CaseOutcome,
    },
    app::App,
};

/// What is taken.
#[derive(Clone)]
pub struct Taking {
    /// Each material with its sheets or pieces, in the place it was named in; none where a code could not be read.
    pub originals: Vec<Option<(MaterialCode, u16)>>,
    /// By when it is back.
    pub back_by: Timestamp,
    /// The slip and its signature.
    pub said: Said,
}

/// Takes them.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Error::Invalid`] for what the item does not ask for or is
/// out already, a [`Refusal`] when the case is over.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    taking: Taking,
) -> Result<Answer<CaseOutcome>, Error> {
    let signing = Signing { desk: Desk::of(app, id), taking };
    let sent = Sent::about_case(Operation::TakeOriginals, id);
    let answer =
        keep_not_applied::once(app, credential, written, sent, move |tx, actor| signing.write(tx, actor))
            .await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Signing {
    desk: Desk,
    taking: Taking,
}

impl Signing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let desk = &self.desk;
        let centre = desk.centre(tx, actor)?;
        tx.in_centre(centre, desk.now, |tx| {
            let mut laid = desk.lay(tx)?;
            let case = laid.file.row.case.clone();
            let permit = policy::may::<act::TakeOriginals>(actor, &case.resource())?;
            self.check(tx, &laid)?;
            if !case.stage.is_open() {
                return Err(Refusal::StageRefused.into());
            }
            let (worker, said) = (Holder::Worker(actor.user), &self.taking.said);
            let mut codes = Vec::new();
            for (material, count) in self.taking.originals.iter().flatten() {
                let id = CustodyId::from_uuid(desk.chance.uuid_v7(desk.now));
                let (place, thing) = ((centre, desk.id), Thing::Original(material.clone()));
                let home = Custody::begin(id, place, thing, *count, Holder::Received, desk.now);
                tx.insert_custody(&home)?;
                laid.things.push(home.clone());
                let taken = Custody { holder: worker, due_at: Some(self.taking.back_by), ..home.clone() };
                desk.pass(tx, actor, &mut laid, (&home, taken), (HandoverKind::Taken, worker), said)?;
                codes.push(material.as_str());
            }
            desk.claim(tx, actor, &mut laid, said.signature.as_ref())?;
            let codes = codes.join(",");
            let event = desk.event(actor, permit.role(), EventKind::OriginalsTaken, said, Some(&codes));
            let outcome = desk.finish(tx, laid, case.handed_on(), (&event, None))?;
            let entry = Entry::by(actor, permit.role(), "take-originals", "case", desk.id.uuid());
            Ok((outcome, entry.with(format!("materials={codes}"))))
        })
    }

    /// Only what the item asks for is taken, and only what is not out already.
    fn check(&self, tx: &mut CentreTx<'_, '_>, laid: &Laid) -> Result<(), Error> {
        let item = self.desk.places.catalogues.item_of(tx, &laid.file.row.case)?;
        let mut faults = Faults::default();
        let mut seen: Vec<&MaterialCode> = Vec::new();
        for (n, original) in self.taking.originals.iter().enumerate() {
            let Some((material, _)) = original else { continue };
            let path = format!("$.originals[{n}].material");
            let out =
                laid.things.iter().any(|thing| thing.is_open() && thing.thing.material() == Some(material));
            if item.is_abolished(material) {
                faults.note(path, "material-abolished");
            } else if item.material(material).is_none() {
                faults.note(path, "material-unknown");
            } else if out || seen.contains(&material) {
                faults.note(path, "duplicate");
            }
            seen.push(material);
        }
        Ok(faults.or(Some(()))?)
    }
}
