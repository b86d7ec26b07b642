//! Prints a letter that was called for: opens what it says, sets it, seals the paper to the server's own recipient, puts it
//! and writes that down. Run twice, the second run finds the paper; whose paper comes second is swept.

use std::sync::Arc;

use bytes::Bytes;
use documents::{Manuscript, Picture, Place};
use domain::{
    audit::Entry,
    digest::Sha256Digest,
    ids::{CentreId, JobId, LetterId, SegmentId, TaskId, UploadId},
    letter::{Letter, LetterState, Paper},
    task::{Task, TaskKind},
};
use files::{ObjectKey, Recipient};
use sha2::{Digest as _, Sha256};
use store::StoreError;

use super::Facts;
use crate::{
    actions::{Error, verify_case},
    app::App,
    press::PressFault,
    vault::VaultError,
};

/// A manuscript of an earlier release that this one cannot read.
const UNREADABLE: &str = "document-unreadable";

/// A letter whose paper is not there yet, ready to be set.
struct Waiting {
    letter: Letter,
    manuscript: Option<Manuscript>,
}

/// Prints a letter, if it is not printed yet. `job` is finished in the same transaction.
///
/// # Errors
/// Faults of store and files, a press that is closed; the job is then tried again. A letter that does not print is no
/// error: it is written down, and a task asks somebody to see to it.
pub async fn run(app: &App, centre: CentreId, id: LetterId, job: JobId) -> Result<(), Error> {
    print(app, centre, id, Some(job)).await
}

/// The same for somebody who wants to look at it now.
///
/// # Errors
/// As [`run`].
pub async fn print(app: &App, centre: CentreId, id: LetterId, job: Option<JobId>) -> Result<(), Error> {
    let Some(Waiting { letter, manuscript }) = open(app, centre, id).await? else {
        return match job {
            Some(job) => app.store.write(move |tx| Ok(tx.finish_job(job)?)).await,
            None => Ok(()),
        };
    };
    let Some(manuscript) = manuscript else { return settle(app, letter, failed(UNREADABLE), job).await };
    let state = match app.press.print(manuscript).await {
        Ok(printed) => put(app, printed.pdf, printed.template).await?,
        Err(PressFault::Letter(fault)) => failed(fault.code()),
        Err(fault) => return Err(Error::Unavailable(Some(Box::new(fault)))),
    };
    settle(app, letter, state, job).await
}

fn failed(code: &str) -> LetterState {
    LetterState::Failed(code.to_owned())
}

/// Opens what a letter says, and the pictures that belong into it.
async fn open(app: &App, centre: CentreId, id: LetterId) -> Result<Option<Waiting>, Error> {
    let found = app
        .store
        .read(move |tx| {
            let Some(stored) = tx.letter(centre, id)? else { return Ok(None) };
            if stored.is_erased() || matches!(stored.letter.state, LetterState::Printed(_)) {
                return Ok(None);
            }
            let corrupt = || Error::Fault(Box::new(StoreError::Corrupt("letters")));
            let row = tx.case(&[centre], stored.letter.case)?.ok_or_else(corrupt)?;
            let resident = tx.resident(centre, row.case.resident)?.ok_or_else(corrupt)?;
            Ok::<_, Error>(Some((stored, resident)))
        })
        .await?;
    let Some((stored, resident)) = found else { return Ok(None) };
    let key = app.vault.resident_key(centre, resident.id, &resident.data_key)?;
    let plain = app.vault.open(&key, "letters", "facts", id.as_bytes(), &stored.facts)?;
    let facts: Facts = serde_json::from_str(&plain).map_err(|_error| VaultError::Inside)?;
    let mut manuscript = Manuscript::parse(&facts.manuscript);
    if let Some(manuscript) = &mut manuscript {
        for shown in &facts.pictures {
            let picture = picture(app, UploadId::from_uuid(shown.upload)).await?;
            if let (Some(place), Some(picture)) = (Place::parse(&shown.place), picture) {
                manuscript.show(place, picture);
            }
        }
    }
    Ok(Some(Waiting { letter: stored.letter, manuscript }))
}

/// The picture that an upload holds. One that is gone, or that no paper takes, leaves its space empty: the sealed file
/// stays the evidence.
async fn picture(app: &App, upload: UploadId) -> Result<Option<Picture>, Error> {
    let segments = app.store.read(move |tx| Ok::<_, Error>(tx.segments_of(upload)?)).await?;
    if segments.is_empty() {
        return Ok(None);
    }
    let permit = Arc::clone(&app.opening).acquire_owned().await?;
    let sealed = app.files.gather(verify_case::objects(&segments)).await?;
    let opener = Arc::clone(&app.opener);
    let picture = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let opened = opener.open(&sealed, Picture::MOST_BYTES).ok()?;
        Picture::parse(opened.into_bytes().to_vec()).ok()
    });
    Ok(picture.await?)
}

/// Seals a paper and puts it, before anything is written down about it.
async fn put(app: &App, pdf: Vec<u8>, template: String) -> Result<LetterState, Error> {
    let recipient = Recipient::parse(&app.recipient.text).map_err(|error| Error::Fault(Box::new(error)))?;
    let sealed = tokio::task::spawn_blocking(move || files::seal(&recipient, &pdf)).await?;
    let object = SegmentId::from_uuid(app.fresh());
    let paper = Paper {
        template,
        printed_at: app.clock.now(),
        object,
        sha256: Sha256Digest::from_bytes(Sha256::digest(&sealed).into()),
        size: u64::try_from(sealed.len()).unwrap_or(u64::MAX),
    };
    app.files.put(ObjectKey::from_uuid(object.uuid()), vec![Bytes::from(sealed)]).await?;
    Ok(LetterState::Printed(paper))
}

/// Writes down what became of it, unless somebody else was faster.
async fn settle(app: &App, letter: Letter, state: LetterState, job: Option<JobId>) -> Result<(), Error> {
    let now = app.clock.now();
    let (centre, task) = (letter.centre, TaskId::from_uuid(app.fresh()));
    app.store
        .write(move |tx| {
            // Looked at under the head: two that print the same letter write one of its papers down.
            tx.hold_centre(centre)?;
            let stored = tx.letter(centre, letter.id)?;
            let changes = stored.is_some_and(|stored| stored.letter.state == letter.state);
            if let Some(job) = job {
                tx.finish_job(job)?;
            }
            if !changes || letter.state == state {
                return Ok(());
            }
            tx.in_centre(centre, now, |tx| {
                tx.set_letter_state(letter.id, &state)?;
                let (act, detail) = match &state {
                    LetterState::Printed(paper) => ("print-letter", format!("template={}", paper.template)),
                    LetterState::Failed(code) => {
                        let kind = TaskKind::LetterNotPrinted;
                        if !tx.has_open_task(centre, letter.case, kind)? {
                            tx.open_task(&Task::about(task, centre, letter.case, kind, now))?;
                        }
                        ("fail-letter", format!("code={code}"))
                    }
                    LetterState::Waiting => ("call-for-letter", String::new()),
                };
                let detail = format!("letter={} kind={} {detail}", letter.id, letter.kind.as_str());
                Ok::<_, Error>(((), Entry::by_the_server(act, "case", Some(letter.case.uuid())).with(detail)))
            })
        })
        .await
}
