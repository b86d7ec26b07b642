//! Opens the files of a case that have arrived, and receives the case (收件) once it is complete.
//!
//! A file is opened in memory to its last authenticated chunk and looked at for what it is; nothing opened touches a
//! disk. Run twice, the second run finds nothing to open. The legal clock starts with the commit of the receipt.

use std::sync::Arc;

use domain::{
    audit::Entry,
    case::{Case, Event, EventKind, Stage},
    case_number::{CaseNumber, CentreCode},
    checklist::{self, Checklist},
    clock::{Chance, shanghai},
    evidence::{Claim, EvidenceState, MediaType, Purpose},
    ids::{CaseId, CentreId, FileId, JobId, UnitId, UploadId},
    message::MessageKind,
    policy::{self, act},
    task::TaskKind,
};
use files::{Media, MediaKind, ObjectKey, Segment};
use store::{CaseFile, CaseRow, CentreTx, NewJob, NewSegment, ReadTx, StoreError, StoredEvidence};

use crate::{
    actions::{
        Error, keep_custody,
        keep_deadlines::Clockwork,
        keep_facts,
        look_up::Places,
        print_letter::{Call, Writing},
        read_case,
        tell_resident::{Telling, open_call},
    },
    app::App,
    jobs::Kind,
};

/// What opening a file has shown.
struct Verdict {
    file: FileId,
    upload: UploadId,
    state: EvidenceState,
}

/// Verifies a case. `job` is finished in the same transaction.
///
/// # Errors
/// Faults of store and files; the job is then tried again.
pub async fn run(app: &App, centre: CentreId, case: CaseId, job: JobId) -> Result<(), Error> {
    let arrived = app
        .store
        .read(move |tx| {
            let Some(file) = tx.case_file(&[centre], case)? else { return Ok(Vec::new()) };
            let mut arrived = Vec::new();
            for evidence in file.evidence {
                if evidence.evidence.state == EvidenceState::Arrived
                    && let Some(upload) = evidence.upload
                {
                    arrived.push((evidence.evidence.claim, upload, tx.segments_of(upload)?));
                }
            }
            Ok::<_, Error>(arrived)
        })
        .await?;
    let mut verdicts = Vec::with_capacity(arrived.len());
    for (claim, upload, segments) in arrived {
        let state = open(app, &claim, &segments).await?;
        verdicts.push(Verdict { file: claim.file, upload, state });
    }
    let telling = Telling::prepare(app);
    let now = app.clock.now();
    let receiving = Receiving {
        places: Places::of(app),
        chance: Arc::clone(&app.chance),
        later: app.job(Kind::LookUp, centre, case.uuid()),
        clockwork: Clockwork::of(app),
        now,
        verdicts,
        telling,
        writing: Writing::of(app),
        job,
    };
    app.store
        .write(move |tx| {
            let Some(file) = tx.case_file(&[centre], case)? else {
                tx.finish_job(job)?;
                return Ok(());
            };
            if receiving.changes_nothing(tx, &file) {
                tx.finish_job(job)?;
                return Ok(());
            }
            tx.in_centre(centre, receiving.now, |tx| {
                // Read again under the head: the phone may have mended the case in the meantime.
                let file = tx.case_file(&[centre], case)?.ok_or(Error::NotFound)?;
                receiving.write(tx, file)
            })
        })
        .await?;
    app.bell.notify_one();
    Ok(())
}

/// Opens one file; what it is, or why it is not what the manifest says.
async fn open(app: &App, claim: &Claim, segments: &[NewSegment]) -> Result<EvidenceState, Error> {
    let permit = Arc::clone(&app.opening).acquire_owned().await?;
    let bytes = app.files.gather(objects(segments)).await?;
    let opener = Arc::clone(&app.opener);
    let declared = match claim.media {
        MediaType::Jpeg => MediaKind::Jpeg,
        MediaType::Png => MediaKind::Png,
        MediaType::Pdf => MediaKind::Pdf,
    };
    let verdict = tokio::task::spawn_blocking(move || {
        // Held until the work is done, even if nobody waits for it any longer.
        let _permit = permit;
        let opened = opener.open(&bytes, LARGEST_OPENED).map_err(files::OpenError::code)?;
        Media::inspect(opened.bytes())
            .and_then(|media| media.expect(declared))
            .map_err(files::MediaError::code)
    })
    .await?;
    Ok(match verdict {
        Ok(_media) => EvidenceState::Verified,
        Err(code) => EvidenceState::Rejected(code.into()),
    })
}

/// Largest opened file, in bytes: as large as a sealed one may be.
pub const LARGEST_OPENED: usize = 20 * 1024 * 1024;

/// The objects of an upload's segments.
#[must_use]
pub fn objects(segments: &[NewSegment]) -> Vec<Segment> {
    segments
        .iter()
        .map(|segment| Segment { key: ObjectKey::from_uuid(segment.id.uuid()), size: segment.size })
        .collect()
}

struct Receiving {
    places: Places,
    chance: Arc<dyn Chance>,
    /// Asks for the shared materials that the phone had photographed.
    later: NewJob,
    clockwork: Clockwork,
    now: jiff::Timestamp,
    verdicts: Vec<Verdict>,
    telling: Telling,
    writing: Writing,
    job: JobId,
}

impl Receiving {
    fn changes_nothing(&self, tx: &mut ReadTx<'_>, file: &CaseFile) -> bool {
        let accepted = file.row.case.stage.acceptance().is_some() && file.row.case.stage.is_open();
        self.verdicts.is_empty()
            && !accepted
            && (!file.row.case.stage.is_open_to_the_phone()
                || read_case::checklist(tx, &self.places, file, self.now)
                    .is_ok_and(|(checklist, _)| !checklist.is_complete()))
    }

    fn write(&self, tx: &mut CentreTx<'_, '_>, mut file: CaseFile) -> Result<((), Entry), Error> {
        let case = file.row.case.id;
        let mut opened = 0_u32;
        for verdict in &self.verdicts {
            let still = file.evidence.iter_mut().find(|evidence| {
                evidence.evidence.claim.file == verdict.file
                    && evidence.upload == Some(verdict.upload)
                    && evidence.evidence.state == EvidenceState::Arrived
            });
            if let Some(evidence) = still {
                tx.set_evidence_state(case, verdict.file, &verdict.state)?;
                evidence.evidence.state = verdict.state.clone();
                opened = opened.saturating_add(1);
            }
        }
        self.settle_custody(tx, &mut file)?;
        let (checklist, _) = read_case::checklist(tx, &self.places, &file, self.now)?;
        let receivable = checklist.is_complete() && file.row.case.stage.is_open_to_the_phone();
        file.row.updated_at = self.now;
        self.settle_deferral(tx, &file, &checklist)?;
        let detail = if receivable {
            let received = self.receive(tx, &file, &checklist)?;
            format!("opened={opened} number={received}")
        } else {
            tx.update_case(&file.row)?;
            format!("opened={opened} outstanding={}", checklist.outstanding.len())
        };
        tx.finish_job(self.job)?;
        let act = if receivable { "receive-case" } else { "verify-files" };
        Ok(((), Entry::by_the_server(act, "case", Some(case.uuid())).with(detail)))
    }

    /// A signature under a change of hands closes the case if it was the last thing open, or is to be had again.
    fn settle_custody(&self, tx: &mut CentreTx<'_, '_>, file: &mut CaseFile) -> Result<(), Error> {
        let opened = |claim: &Claim| self.verdicts.iter().any(|verdict| verdict.file == claim.file);
        let signed = |file: &&StoredEvidence| file.evidence.claim.purpose == Purpose::Handover;
        let looked_at = file.evidence.iter().filter(signed).filter(|file| opened(&file.evidence.claim));
        let states: Vec<_> = looked_at.map(|file| file.evidence.state.clone()).collect();
        if states.is_empty() {
            return Ok(());
        }
        if states.iter().any(|state| matches!(state, EvidenceState::Rejected(_))) {
            let kind = TaskKind::HandoverUnproved;
            open_call(tx, &*self.chance, &file.row.case, kind, self.now)?;
        }
        let things = tx.custody_of(file.row.case.centre, file.row.case.id)?;
        file.row = keep_custody::settle(tx, file.row.clone(), &things, &file.evidence, self.now)?;
        Ok(())
    }

    /// What was to follow the acceptance (容缺) is all there.
    fn settle_deferral(
        &self,
        tx: &mut CentreTx<'_, '_>,
        file: &CaseFile,
        checklist: &Checklist,
    ) -> Result<(), Error> {
        let case = &file.row.case;
        let open = case.stage.acceptance().is_some() && case.stage.is_open();
        if !open || !checklist.is_complete() || !checklist::deferred(&file.row.covers).is_empty() {
            return Ok(());
        }
        let running = tx.deferral_of(case.centre, case.id)?.filter(|deferral| deferral.over_at.is_none());
        let Some(mut deferral) = running else { return Ok(()) };
        deferral.over_at = Some(self.now);
        tx.put_deferral(case.id, &deferral)?;
        Ok(tx.append_note(case.id, case.version, &Event::by_the_server(EventKind::DeferralMet, self.now))?)
    }

    fn receive(
        &self,
        tx: &mut CentreTx<'_, '_>,
        file: &CaseFile,
        checklist: &Checklist,
    ) -> Result<CaseNumber, Error> {
        let row = &file.row;
        let number = match row.case.stage.receipt() {
            Some(receipt) => receipt.number.clone(),
            None => self.next_number(tx)?,
        };
        let permit = policy::by_the_server::<act::ReceiveCase>();
        let case: Case = row.case.clone().receive(&permit, checklist, || number.clone(), self.now)?;
        let code = self.telling.query_code_digest();
        tx.append_event(
            case.id,
            case.version,
            0,
            &Event::by_the_server(EventKind::Received, self.now),
            None,
        )?;
        if matches!(row.case.stage, Stage::CorrectionRequested(_)) {
            tx.answer_notice(case.id, self.now)?;
        } else {
            keep_facts::receive(tx, &case, self.now)?;
        }
        let row = CaseRow {
            case,
            query_code: Some(code),
            query_failures: 0,
            query_locked_until: None,
            ..row.clone()
        };
        tx.update_case(&row)?;
        self.clockwork.keep(tx, &row.case)?;
        if !checklist.ask_later.is_empty() {
            tx.enqueue(&self.later)?;
        }
        self.telling.tell(tx, &row.case, MessageKind::Receipt)?;
        self.writing.call_for(tx, &row, &[Call::Receipt(file, checklist), Call::Mandate(file)])?;
        Ok(number)
    }

    fn next_number(&self, tx: &mut CentreTx<'_, '_>) -> Result<CaseNumber, Error> {
        let nameless = || Error::Fault(Box::new(StoreError::Corrupt("units")));
        let centre = UnitId::from_uuid(tx.centre().uuid());
        let unit = tx.unit(centre)?.ok_or_else(nameless)?;
        let code = CentreCode::parse(&unit.code).map_err(|_shape| nameless())?;
        let day = shanghai(self.now).date();
        Ok(CaseNumber::new(&code, day, tx.next_case_serial(day)?))
    }
}
