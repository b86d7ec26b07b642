//! Somebody asks a register at once for one material of a case: the worker at the table, or the window.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    fault::Faults,
    ids::{CaseId, CentreId},
    lookup::{self, LookUp},
    policy::{self, Permit, act},
    text::MaterialCode,
};
use serde::{Deserialize, Serialize};
use store::{CaseFile, ReadTx};
use uuid::Uuid;

use super::{Asking, Places, Told, keep};
use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
    },
    app::App,
    jobs::Kind,
};

/// What a look-up came to, without anything of the resident's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// The look-up.
    pub id: Uuid,
    /// The material.
    pub material: String,
    /// found, not_found, mismatch, unavailable or denied.
    pub outcome: String,
    /// What differs, or why it was denied.
    pub reason: Option<String>,
    /// Whose word it is.
    pub source: Option<String>,
    /// The day on which it was so.
    pub as_of: Option<String>,
    /// When it was asked.
    pub asked_at: String,
}

impl From<&LookUp> for LookedUp {
    fn from(asked: &LookUp) -> Self {
        Self {
            id: asked.id.uuid(),
            material: asked.material.as_str().to_owned(),
            outcome: asked.outcome.as_str().to_owned(),
            reason: asked.reason.clone(),
            source: asked.source.as_ref().map(|source| source.as_str().to_owned()),
            as_of: asked.as_of.map(|day| day.to_string()),
            asked_at: asked.asked_at.to_string(),
        }
    }
}

/// Asks for one material. A write that was answered before is answered the same, and nobody is asked again.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`domain::fault::Refusal`] for a case that is over or
/// without consent, [`Error::Invalid`] for a material that is not shared.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    material: MaterialCode,
) -> Result<Answer<LookedUp>, Error> {
    let (places, now, write) = (Places::of(app), app.clock.now(), written.id);
    let looked = app.store.read(move |tx| {
        let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
        if tx.reply(actor.user, write)?.is_some() {
            return Ok::<_, Error>(None);
        }
        let (file, _permit) = may(tx, &actor, id)?;
        let item = places.catalogues.item_of(tx, &file.row.case)?;
        let wanted = item.material(&material).filter(|found| lookup::shared(&item).any(|one| one == *found));
        let mut faults = Faults::default();
        if wanted.is_none() {
            faults.note("$.material", "material-not-shared");
        }
        let wanted = faults.or(wanted)?.clone();
        let asking = Asking::prepare(tx, &item, &file, [wanted])?;
        Ok(asking.map(|asking| (actor.user, file.row.case.centre, asking)))
    });
    let told = match looked.await? {
        Some((user, centre, asking)) => Some((centre, asking.ask(app, Some(user)).await?)),
        None => None,
    };
    let verify = app.job(Kind::VerifyCase, CentreId::SITE, id.uuid());
    let asked = told.clone();
    let answer = idempotent::once(app, credential, written, move |tx, actor| {
        // Nobody was asked because the write had been answered; if that answer is gone now, the writer comes again.
        let Some((_, told)) = &asked else { return Err(Error::Busy) };
        let (file, permit) = may(tx, actor, id)?;
        let centre = file.row.case.centre;
        tx.in_centre(centre, now, |tx| {
            let detail = keep(tx, told)?;
            tx.enqueue(&store::NewJob { centre, ..verify })?;
            let one = told.first().ok_or(Error::NotFound)?;
            let entry = Entry::by(actor, permit.role(), "look-up", "case", id.uuid()).with(detail);
            Ok((LookedUp::from(&one.row.asked), entry))
        })
    });
    let answer = answer.await;
    if let Some((centre, told)) = told
        && !answer.as_ref().is_ok_and(|answer| !answer.replayed)
    {
        keep_all_the_same(app, centre, id, told).await?;
    }
    app.bell.notify_one();
    answer
}

fn may(tx: &mut ReadTx<'_>, actor: &Actor, id: CaseId) -> Result<(CaseFile, Permit<act::LookUp>), Error> {
    let file = tx.case_file(&actor.centres(), id)?.ok_or(Error::NotFound)?;
    let permit = policy::may::<act::LookUp>(actor, &file.row.case.resource())?;
    lookup::may_ask(&file.row.case.stage, &file.consents)?;
    Ok((file, permit))
}

/// A look-up that was made is written down even where its answer goes nowhere: the case was closed on the way, or the
/// same write came twice at once.
async fn keep_all_the_same(app: &App, centre: CentreId, id: CaseId, told: Vec<Told>) -> Result<(), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                let detail = keep(tx, &told)?;
                Ok::<_, Error>(((), Entry::by_the_server("look-up", "case", Some(id.uuid())).with(detail)))
            })
        })
        .await
}
