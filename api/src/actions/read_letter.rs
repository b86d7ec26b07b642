//! The letters of a case for permitted eyes: which there are, one opened, and that one was printed once more. Every look
//! and every further print is an audit row, committed before a byte is shown.

use std::sync::Arc;

use bytes::Bytes;
use domain::{
    actor::Credential,
    audit::Entry,
    fault::Refusal,
    ids::{CaseId, LetterId},
    letter::{Letter, LetterState, Paper},
    policy::{self, act},
    text::Reason,
};
use files::{ObjectKey, Segment};
use serde::{Deserialize, Serialize};

use crate::{
    actions::{
        Error,
        idempotent::{self, Answer, Written},
        print_letter, read_case, verify_case,
    },
    app::App,
};

/// The letters of a case that the actor may open, in the order in which they were called for.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the case.
pub async fn list(app: &App, credential: Credential, case: CaseId) -> Result<Vec<Letter>, Error> {
    let now = app.clock.now();
    app.store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let row = tx.case(&actor.centres(), case)?.ok_or(Error::NotFound)?;
            let resource = row.case.resource();
            policy::may::<act::ReadCase>(&actor, &resource)?;
            let mut letters = tx.letters_of(row.case.centre, case)?;
            letters.retain(|letter| letter.kind.may_read(&actor, &resource).is_ok());
            Ok(letters)
        })
        .await
}

/// A letter of a case, opened. One that is not printed yet is printed now.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Refusal::LetterNotPrinted`] for one that does not print,
/// [`Error::Unavailable`] where nothing prints.
pub async fn one(app: &App, credential: Credential, case: CaseId, id: LetterId) -> Result<Bytes, Error> {
    let paper = match look(app, credential, case, id).await? {
        (_, LetterState::Printed(paper)) => paper,
        (letter, _) => {
            print_letter::print(app, letter.centre, id, None).await?;
            match look(app, credential, case, id).await? {
                (_, LetterState::Printed(paper)) => paper,
                _ => return Err(Refusal::LetterNotPrinted.into()),
            }
        }
    };
    open(app, &paper).await
}

/// How a letter stands; when there is a paper to be looked at, the look is written down.
async fn look(
    app: &App,
    credential: Credential,
    case: CaseId,
    id: LetterId,
) -> Result<(Letter, LetterState), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let row = tx.case(&actor.centres(), case)?.ok_or(Error::NotFound)?;
            let resource = row.case.resource();
            policy::may::<act::ReadCase>(&actor, &resource)?;
            let stored = tx.letter(row.case.centre, id)?.filter(|stored| stored.letter.case == case);
            let stored = stored.ok_or(Error::NotFound)?;
            if stored.is_erased() {
                return Err(Refusal::Erased.into());
            }
            let letter = stored.letter;
            let reader = letter.kind.may_read(&actor, &resource)?;
            if matches!(letter.state, LetterState::Printed(_)) {
                tx.in_centre(letter.centre, now, |_tx| {
                    let entry = Entry::by(&actor, reader.role(), "look-at-letter", "case", case.uuid());
                    let detail = format!("letter={id} kind={}", letter.kind.as_str());
                    Ok::<_, Error>(((), entry.with(detail)))
                })?;
            }
            let state = letter.state.clone();
            Ok((letter, state))
        })
        .await
}

async fn open(app: &App, paper: &Paper) -> Result<Bytes, Error> {
    let permit = Arc::clone(&app.opening).acquire_owned().await?;
    let segment = Segment { key: ObjectKey::from_uuid(paper.object.uuid()), size: paper.size };
    let sealed = app.files.gather(vec![segment]).await?;
    let opener = Arc::clone(&app.opener);
    let opened = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        opener.open(&sealed, verify_case::LARGEST_OPENED)
    });
    let opened = opened.await?.map_err(|error| Error::Fault(Box::new(error)))?;
    Ok(opened.into_bytes())
}

/// How often a letter was printed once more. Saved as the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprinted {
    /// This time included.
    pub reprints: u32,
}

/// Notes that a printed letter is printed once more, and why.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`Refusal::LetterNotPrinted`] for one that was never
/// printed.
pub async fn reprint(
    app: &App,
    credential: Credential,
    written: Written,
    case: CaseId,
    id: LetterId,
    reason: Reason,
) -> Result<Answer<Reprinted>, Error> {
    let (now, vault) = (app.clock.now(), app.vault.clone());
    idempotent::once(app, credential, written, move |tx, actor| {
        let row = tx.case(&actor.centres(), case)?.ok_or(Error::NotFound)?;
        let permit = policy::may::<act::ReprintLetter>(actor, &row.case.resource())?;
        let stored = tx.letter(row.case.centre, id)?.filter(|stored| stored.letter.case == case);
        let letter = stored.ok_or(Error::NotFound)?.letter;
        if !matches!(letter.state, LetterState::Printed(_)) {
            return Err(Refusal::LetterNotPrinted.into());
        }
        tx.in_centre(letter.centre, now, |tx| {
            let reprints = tx.count_reprint(id)?;
            let key = read_case::key_of(tx, &vault, &row.case)?;
            let secret = vault.seal_reason(&key, case.uuid(), &reason);
            let entry = Entry::by(actor, permit.role(), "reprint-letter", "case", case.uuid())
                .with(format!("letter={id} kind={} reprints={reprints}", letter.kind.as_str()))
                .with_secret(secret);
            Ok((Reprinted { reprints }, entry))
        })
    })
    .await
}
