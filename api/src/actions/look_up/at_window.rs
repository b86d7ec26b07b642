//! Looking again before the window accepts: what is unverified or has grown old is asked for once more, and what the
//! libraries say then is held against the case.

use domain::{
    actor::Credential,
    audit::Entry,
    case::{Case, Stage},
    catalogue::{Item, Material},
    checklist::is_photographed,
    evidence::Evidence,
    fault::Refusal,
    ids::CaseId,
    lookup::{self, Sharing, Standing},
    policy::{self, act},
};
use jiff::{SignedDuration, Timestamp};
use store::ReadTx;

use super::{Asking, Places, keep, sharing};
use crate::{actions::Error, app::App};

/// Asks again for what needs it, before the transaction that accepts. Whoever may not accept asks nobody: the act
/// itself then says why.
///
/// # Errors
/// Faults of the store; [`Error::SessionEnded`].
pub async fn look_again(app: &App, credential: Credential, id: CaseId, base: i32) -> Result<(), Error> {
    if app.registers.libraries().is_empty() {
        return Ok(());
    }
    let (places, now, proof) = (Places::of(app), app.clock.now(), app.lookups.proof);
    let due = app.store.read(move |tx| {
        let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
        let Some(row) = tx.case(&actor.centres(), id)? else { return Ok::<_, Error>(None) };
        let (case, item) = (&row.case, places.catalogues.item_of(tx, &row.case)?);
        let may = policy::may::<act::AcceptCase>(&actor, &case.resource());
        let Ok(permit) = may else { return Ok(None) };
        let is_mine = case.worker == actor.user;
        if lookup::shared(&item).next().is_none()
            || is_mine
            || case.version != base
            || !awaits_the_window(case)
        {
            return Ok(None);
        }
        let asking = due(tx, &places, &item, case, now, proof)?;
        Ok(asking.map(|asking| (actor, permit.role(), case.centre, asking)))
    });
    let Some((actor, role, centre, asking)) = due.await? else { return Ok(()) };
    let told = asking.ask(app, Some(actor.user)).await?;
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let detail = keep(tx, &told)?;
                Ok::<_, Error>(((), Entry::by(&actor, role, "look-up", "case", id.uuid()).with(detail)))
            })
        })
        .await
}

const fn awaits_the_window(case: &Case) -> bool {
    matches!(case.stage, Stage::Received(_) | Stage::Accepted(_))
}

fn due(
    tx: &mut ReadTx<'_>,
    places: &Places,
    item: &Item,
    case: &Case,
    now: Timestamp,
    proof: SignedDuration,
) -> Result<Option<Asking>, Error> {
    let Some(file) = tx.case_file(&[case.centre], case.id)? else { return Ok(None) };
    if lookup::may_ask(&case.stage, &file.consents).is_err() {
        return Ok(None);
    }
    let sharing = sharing(tx, &places.registers, item, case)?;
    let evidence: Vec<_> = file.evidence.iter().map(|file| file.evidence.clone()).collect();
    let is_due = |material: &&Material| {
        sharing.can_ask(material)
            && match sharing.standing(material) {
                Some(Standing::Found(at)) => now.duration_since(at) > proof,
                Some(Standing::Unasked | Standing::Unknown) => true,
                Some(Standing::NotFound | Standing::Mismatch(_)) => {
                    objection(material, &sharing, &evidence).is_some()
                }
                None => false,
            }
    };
    let due: Vec<_> = lookup::shared(item).filter(is_due).cloned().collect();
    Asking::prepare(tx, item, &file, due)
}

/// Refuses a case that a library speaks against and that nobody has answered with the original.
///
/// # Errors
/// [`Refusal::LookUpMismatch`], [`Refusal::LookUpNotFound`].
pub fn refuse_contradicted(item: &Item, sharing: &Sharing, evidence: &[Evidence]) -> Result<(), Refusal> {
    let objections = lookup::shared(item).filter_map(|material| objection(material, sharing, evidence));
    // The graver first: a mismatch may be another person.
    objections
        .reduce(|one, other| if one == Refusal::LookUpMismatch { one } else { other })
        .map_or(Ok(()), Err)
}

/// The materials that nobody has vouched for within the age that a proof may have; for the audit log.
pub fn unverified(item: &Item, sharing: &Sharing, now: Timestamp, proof: SignedDuration) -> Vec<String> {
    let open = |material: &&Material| match sharing.standing(material) {
        Some(Standing::Found(at)) => now.duration_since(at) > proof,
        Some(Standing::Unasked | Standing::Unknown) => true,
        _ => false,
    };
    lookup::shared(item).filter(open).map(|material| material.code.as_str().to_owned()).collect()
}

fn objection(material: &Material, sharing: &Sharing, evidence: &[Evidence]) -> Option<Refusal> {
    let photographed = is_photographed(evidence, &material.code);
    match sharing.standing(material)? {
        Standing::NotFound if !photographed => Some(Refusal::LookUpNotFound),
        Standing::Mismatch(told) if !photographed || !sharing.was_filed_after(told) => {
            Some(Refusal::LookUpMismatch)
        }
        _ => None,
    }
}
