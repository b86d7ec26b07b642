//! Shows what was declared with a case in full: an act with a reason. The audit row is committed before anything is shown.

use std::collections::BTreeMap;

use domain::{
    actor::Credential,
    audit::Entry,
    ids::CaseId,
    mandate::Mandate,
    policy::{self, act},
    text::{MaterialCode, Note, Reason},
};

use crate::{
    actions::{Error, read_case},
    app::App,
};

/// What was declared with a case.
pub struct UnmaskedCase {
    /// Answers of the form.
    pub form: BTreeMap<String, String>,
    /// What the window should know.
    pub note: Option<Note>,
    /// What was said of materials in words, such as the number copied from a paper that was seen.
    pub notes: BTreeMap<MaterialCode, Reason>,
    /// The mandate, with the names in it.
    pub mandate: Mandate,
}

/// Unmasks what was declared with a case.
///
/// # Errors
/// [`Error::NotFound`] when there is none for this actor, [`Error::Forbidden`] when the actor may only see it masked.
pub async fn run(
    app: &App,
    credential: Credential,
    id: CaseId,
    reason: Reason,
) -> Result<UnmaskedCase, Error> {
    let (now, vault) = (app.clock.now(), app.vault.clone());
    let (file, names, key) = app
        .store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let file = tx.case_file(&actor.centres(), id)?.ok_or(Error::NotFound)?;
            let case = &file.row.case;
            let permit = policy::may::<act::UnmaskCase>(&actor, &case.resource())?;
            let names = tx.mandate_names(case.centre, id)?;
            let key = read_case::key_of(tx, &vault, case)?;
            tx.in_centre(case.centre, now, |_tx| {
                let secret = vault.seal_reason(&key, id.uuid(), &reason);
                let entry = Entry::by(&actor, permit.role(), "unmask-case", "case", id.uuid());
                Ok::<_, Error>(((), entry.with_secret(secret)))
            })?;
            Ok::<_, Error>((file, names, key))
        })
        .await?;
    let declared = app.vault.open_declared(&key, id, &file.row.declared)?;
    let mandate = app.vault.open_names(&key, id, &file.mandate, &names)?;
    Ok(UnmaskedCase { form: declared.form, note: declared.note, notes: declared.notes, mandate })
}
