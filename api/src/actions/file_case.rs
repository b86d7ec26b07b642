//! A phone files a case, or mends one: `PUT /v1/cases/{id}`.
//!
//! Metadata is safe after this one transaction, whatever files are still on their way. Files that are here already
//! are tied to their claims and opened by a job right after the commit; the case is received by that job.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    actor::{Actor, Credential},
    audit::Entry,
    case::{Case, Event, EventKind, Stage},
    catalogue::{Catalogue, Item},
    checklist::{Checklist, Cover, Dossier},
    clock::shanghai,
    correction::Papers,
    evidence::{Claim, EvidenceState, Purpose},
    fault::Refusal,
    ids::{CaseId, CentreId, ResidentId, VisitId},
    lookup,
    mandate::{self, Consent, Mandate},
    not_applied::Operation,
    policy::{self, Resource, act},
    resident::Profile,
    text::{CatalogueVersion, ItemCode, MaterialCode, Note, Reason},
};
use jiff::Timestamp;
use store::{CaseRow, CentreTx, StoredEvidence, StoredResident, WriteTx};

use crate::{
    actions::{
        Error, claim_files,
        idempotent::{Answer, Written},
        judge_filing::{self, Filing},
        keep_catalogues::Catalogues,
        keep_not_applied::{self, Sent},
        look_up,
        match_resident::{self, Spoken},
        read_case::CaseOutcome,
    },
    app::App,
    jobs::Kind,
    registers::Registers,
    vault::{Declared, ResidentKey, Vault},
};

/// A case as a phone files it. Everything in it is valid by itself and fits its item.
#[derive(Clone)]
pub struct FileCase {
    /// Made by the phone.
    pub id: CaseId,
    /// The version it was made on; 0 for one that the server does not have.
    pub base_version: i32,
    /// The visit it came of.
    pub visit: VisitId,
    /// Whose it is.
    pub resident: ResidentId,
    /// Who that is, when the phone does not know the register's id.
    pub identity: Option<Profile>,
    /// For training, on made-up people: kept out of every figure.
    pub practice: bool,
    /// The item.
    pub item: ItemCode,
    /// The version of the catalogue that the phone showed.
    pub catalogue: CatalogueVersion,
    /// When it was collected, by the phone's clock.
    pub collected_at: Timestamp,
    /// Answers of the form.
    pub form: BTreeMap<String, String>,
    /// What the window should know.
    pub note: Option<Note>,
    /// The resident's authorisation.
    pub mandate: Mandate,
    /// What the resident said to each kind of handling.
    pub consents: Vec<Consent>,
    /// How each material is covered.
    pub covers: BTreeMap<MaterialCode, Cover>,
    /// What was said of materials in words.
    pub notes: BTreeMap<MaterialCode, Reason>,
    /// The files it claims.
    pub manifest: Vec<Claim>,
}

/// Files or mends a case.
///
/// # Errors
/// [`Refusal`]s of the catalogue, the version and the stage; [`Error::NotFound`] for a visit, resident or case of
/// others.
pub async fn run(
    app: &App,
    credential: Credential,
    written: Written,
    command: FileCase,
) -> Result<Answer<CaseOutcome>, Error> {
    let filing = Write {
        catalogues: app.catalogues.clone(),
        registers: app.registers.clone(),
        vault: app.vault.clone(),
        now: app.clock.now(),
        verify: app.job(Kind::VerifyCase, CentreId::SITE, command.id.uuid()),
        look_up: app.job(Kind::LookUp, CentreId::SITE, command.id.uuid()),
        binding: app.vault.binding(&written.body),
        command,
    };
    let sent = Sent::about_case(Operation::PutCase, filing.command.id)
        .on(filing.command.base_version)
        .of_visit(filing.command.visit)
        .of(filing.command.resident, filing.command.identity.clone());
    let answer =
        keep_not_applied::once(app, credential, written, sent, move |tx, actor| filing.write(tx, actor))
            .await?;
    app.bell.notify_one();
    Ok(answer)
}

struct Write {
    catalogues: Catalogues,
    registers: Registers,
    vault: Vault,
    now: Timestamp,
    verify: store::NewJob,
    look_up: store::NewJob,
    binding: Vec<u8>,
    command: FileCase,
}

impl Write {
    fn write(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<CaseOutcome, Error> {
        let visit = tx.visit(&actor.centres(), self.command.visit)?.ok_or(Error::NotFound)?.visit;
        let permit = policy::may::<act::FileCase>(
            actor,
            &Resource {
                centre: visit.centre,
                community: Some(visit.community),
                department: None,
                owner: Some(visit.worker),
            },
        )?;
        tx.in_centre(visit.centre, self.now, |tx| {
            let resident = self.resident(tx, actor, visit.community)?;
            if tx.has_died(visit.centre, resident.id)? {
                return Err(Refusal::ResidentDead.into());
            }
            if resident.id != visit.resident {
                return Err(Refusal::VisitOfAnotherResident.into());
            }
            let earlier = tx.case(&[visit.centre], self.command.id)?;
            let (catalogue, item) = self.judged(tx, earlier.as_ref())?;
            let (case, fresh) = match &earlier {
                Some(row) => {
                    let same = row.case.resident == resident.id
                        && row.case.visit == visit.id
                        && row.case.item == item.code
                        && row.case.worker == actor.user;
                    if !same {
                        return Err(Refusal::Conflict.into());
                    }
                    let case = row.case.clone().refile(&permit, self.command.base_version)?;
                    (case.under(&catalogue.version, &item), false)
                }
                None if self.command.base_version == 0 => {
                    (self.new_case((&catalogue.version, &item), actor, &visit, &resident), true)
                }
                None => return Err(Refusal::VersionConflict.into()),
            };
            let kept = if fresh { Vec::new() } else { tx.evidence_of(visit.centre, case.id)? };
            let mut papers = self.papers(tx, earlier.as_ref(), &kept)?;
            papers.claims.extend(kept.iter().filter_map(under_a_slip).cloned());
            let files = claim_files::claim(tx, &case, actor.user, &papers.claims, &kept)?;
            let outcome =
                self.store(tx, &item, &case, earlier.as_ref(), &resident, (&papers.covers, &files))?;
            let kind = if fresh { EventKind::Filed } else { EventKind::Refiled };
            let event = Event {
                kind,
                at: self.now,
                device_at: Some(self.command.collected_at),
                actor: Some(actor.user),
                role: permit.role(),
                reason: None,
            };
            tx.append_event(case.id, case.version, 0, &event, None)?;
            if outcome.may_be_complete
                || files.iter().any(|file| file.evidence.state == EvidenceState::Arrived)
            {
                let job = store::NewJob { centre: visit.centre, ..self.verify };
                tx.enqueue(&job)?;
            }
            if outcome.to_be_asked && lookup::may_ask(&case.stage, &self.command.consents).is_ok() {
                tx.enqueue(&store::NewJob { centre: visit.centre, ..self.look_up })?;
            }
            let entry = Entry::by(actor, permit.role(), "file-case", "case", case.id.uuid()).with(format!(
                "item={} version={} files={}",
                item.code,
                case.version,
                files.len()
            ));
            Ok((outcome, entry))
        })
    }

    /// The version that it is judged by, and its item there.
    fn judged(
        &self,
        tx: &mut CentreTx<'_, '_>,
        earlier: Option<&CaseRow>,
    ) -> Result<(Arc<Catalogue>, Arc<Item>), Error> {
        let command = &self.command;
        let filing = Filing {
            shown: &command.catalogue,
            item: &command.item,
            signed_at: command.collected_at.max(command.mandate.signed_at),
            earlier: earlier.map(|row| &row.case),
        };
        judge_filing::judge(tx, &self.catalogues, &filing, self.now)
    }

    /// What the case hands in from here on. In answer to a notice, that is what the notice names; the rest stays.
    fn papers(
        &self,
        tx: &mut CentreTx<'_, '_>,
        earlier: Option<&CaseRow>,
        kept: &[StoredEvidence],
    ) -> Result<Papers, Error> {
        let (covers, claims) = (self.command.covers.clone(), self.command.manifest.clone());
        let coming = Papers { covers, claims };
        let returned = |row: &&CaseRow| matches!(row.case.stage, Stage::CorrectionRequested(_));
        let Some(row) = earlier.filter(returned) else { return Ok(coming) };
        let notices = tx.notices_of(row.case.centre, row.case.id)?;
        let Some(notice) = notices.last() else { return Ok(coming) };
        let claims = kept.iter().map(|file| file.evidence.claim.clone()).collect();
        Ok(notice.bare.mend(&Papers { covers: row.covers.clone(), claims }, coming)?)
    }

    fn resident(
        &self,
        tx: &mut CentreTx<'_, '_>,
        actor: &Actor,
        community: domain::ids::CommunityId,
    ) -> Result<StoredResident, Error> {
        match &self.command.identity {
            Some(profile) => {
                let spoken =
                    Spoken::prepare(&self.vault, tx.centre(), self.command.resident, profile.clone())?;
                match_resident::find_or_enter(tx, actor, community, &spoken, self.now)
            }
            None => {
                let centre = tx.centre();
                tx.resident(centre, self.command.resident)?.ok_or(Error::NotFound)
            }
        }
    }

    /// Whether who signed may sign for this person, whose age the register knows.
    fn check_signer(&self, resident: &StoredResident, key: &ResidentKey) -> Result<(), Error> {
        let profile = self.vault.open_profile(resident.centre, resident.id, key, &resident.profile)?;
        let (mandate, consents) = (&self.command.mandate, &self.command.consents);
        let signed_on = shanghai(mandate.signed_at).date();
        Ok(mandate::check_signer(mandate, consents, profile.id_number.birth_date(), signed_on)
            .or(Some(()))?)
    }

    /// What is said of materials from here on: what a mending leaves out stays said.
    fn notes(
        &self,
        case: &Case,
        earlier: Option<&CaseRow>,
        covers: &BTreeMap<MaterialCode, Cover>,
        key: &ResidentKey,
    ) -> Result<BTreeMap<MaterialCode, Reason>, Error> {
        let mut notes = self.command.notes.clone();
        let is_kept =
            |code: &MaterialCode| covers.contains_key(code) && !self.command.covers.contains_key(code);
        if let Some(row) = earlier.filter(|_| covers.keys().any(is_kept)) {
            let before = self.vault.open_declared(key, case.id, &row.declared)?.notes;
            notes.extend(before.into_iter().filter(|(code, _)| is_kept(code)));
        }
        Ok(notes)
    }

    fn new_case(
        &self,
        (catalogue, item): (&CatalogueVersion, &Item),
        actor: &Actor,
        visit: &domain::visit::Visit,
        resident: &StoredResident,
    ) -> Case {
        Case {
            id: self.command.id,
            centre: visit.centre,
            community: visit.community,
            resident: resident.id,
            visit: visit.id,
            worker: actor.user,
            item: item.code.clone(),
            catalogue: catalogue.clone(),
            immediate: item.immediate,
            practice: self.command.practice,
            decided_at: item.decided_at,
            department: item.department.clone(),
            stage: Stage::Receiving,
            version: 1,
        }
    }

    fn store(
        &self,
        tx: &mut CentreTx<'_, '_>,
        item: &Item,
        case: &Case,
        earlier: Option<&CaseRow>,
        resident: &StoredResident,
        (covers, files): (&BTreeMap<MaterialCode, Cover>, &[StoredEvidence]),
    ) -> Result<CaseOutcome, Error> {
        let command = &self.command;
        let key = self.vault.resident_key(case.centre, resident.id, &resident.data_key)?;
        self.check_signer(resident, &key)?;
        let declared = Declared {
            applicant: command.identity.clone(),
            form: command.form.clone(),
            note: command.note.clone(),
            notes: self.notes(case, earlier, covers, &key)?,
        };
        let row = CaseRow {
            case: case.clone(),
            covers: covers.clone(),
            declared: self.vault.seal_declared(&key, case.id, &declared)?,
            query_code: earlier.and_then(|row| row.query_code.clone()),
            query_failures: earlier.map_or(0, |row| row.query_failures),
            query_locked_until: earlier.and_then(|row| row.query_locked_until),
            created_at: earlier.map_or(self.now, |row| row.created_at),
            updated_at: self.now,
        };
        match earlier {
            None => tx.insert_case(&row)?,
            Some(_) => tx.update_case(&row)?,
        }
        tx.put_evidence(case.id, earlier.is_none(), files)?;
        let names = self.vault.seal_names(&key, case.id, &command.mandate)?;
        tx.put_mandate(
            case.id,
            earlier.is_none(),
            &command.mandate,
            &command.consents,
            &names,
            &self.binding,
        )?;
        let evidence: Vec<_> = files.iter().map(|file| file.evidence.clone()).collect();
        let sharing = look_up::sharing(tx, &self.registers, item, case)?;
        let dossier = Dossier {
            covers,
            evidence: &evidence,
            mandate: &command.mandate,
            consents: &command.consents,
            sharing: &sharing,
        };
        let checklist = Checklist::of(item, dossier, self.now);
        Ok(CaseOutcome::of(case, &evidence, &checklist))
    }
}

/// A signature under a change of hands is no part of what the phone hands in anew.
fn under_a_slip(file: &StoredEvidence) -> Option<&Claim> {
    Some(&file.evidence.claim).filter(|claim| claim.purpose == Purpose::Handover)
}
