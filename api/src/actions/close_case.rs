//! The manager closes a case of which something stays open for good, with a reason: `POST /v1/cases/{id}/close`. What is
//! lost stays in the chain as it was.

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::{Event, EventKind},
    ids::CaseId,
    policy::{self, act},
    text::Reason,
};
use store::WriteTx;

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        keep_custody::{Desk, Said},
        read_case::{self, CaseOutcome},
    },
    app::App,
};

/// Closes it.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, a [`domain::fault::Refusal`] by version or stage.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    id: CaseId,
    base_version: i32,
    note: Reason,
) -> Result<Answer<CaseOutcome>, Error> {
    let closing = Closing { desk: Desk::of(app, id), base_version, note };
    idempotent::once(app, credential, written, move |tx, actor| closing.write(tx, actor)).await
}

struct Closing {
    desk: Desk,
    base_version: i32,
    note: Reason,
}

impl Closing {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let desk = &self.desk;
        let centre = desk.centre(tx, actor)?;
        tx.in_centre(centre, desk.now, |tx| {
            let laid = desk.lay(tx)?;
            let before = laid.file.row.case.clone();
            let permit = policy::may::<act::CloseCase>(actor, &before.resource())?;
            let case = before.close_with_what_is_open(&permit, self.base_version, desk.now)?;
            let key = read_case::key_of(tx, &desk.vault, &case)?;
            let words = desk.vault.seal(&key, "case_events", "note", case.id.as_bytes(), self.note.as_str());
            let said = Said::default();
            let closed = desk.event(actor, permit.role(), EventKind::Closed, &said, None);
            let open = laid.things.iter().filter(|thing| thing.is_open()).count();
            let closed = Event { reason: Some(format!("open={open}")), ..closed };
            let outcome = desk.finish(tx, laid, case, (&closed, Some(&words)))?;
            let entry = Entry::by(actor, permit.role(), "close-case", "case", desk.id.uuid());
            Ok((outcome, entry.with(format!("open={open}"))))
        })
    }
}
