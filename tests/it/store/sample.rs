//! One of everything that a row can be made of. Nobody in it is real.

use std::collections::BTreeMap;

use ::store::{
    CaseRow, NewMessage, NewUser, SessionRow, Store, StoreError, StoredEvidence, StoredVisit, Upload,
};
use domain::{
    actor::{Grant, Role},
    case::{Case, Event, EventKind, Receipt, Stage},
    case_number::{CaseNumber, CentreCode},
    catalogue::DecidedAt,
    checklist::Cover,
    digest::Sha256Digest,
    evidence::{Claim, Evidence, EvidenceState, MediaType, Purpose},
    ids::{
        CaseId, CommunityId, DeviceId, FileId, MessageId, ResidentId, SessionId, UnitId, UploadId, UserId,
        VisitId,
    },
    mandate::{Consent, ConsentKind, Mandate, Power, SignatureKind},
    message::{Message, MessageKind, MessageState},
    text::{CatalogueVersion, DepartmentCode, ItemCode, MaterialCode, PersonName, Username},
    unit::{Unit, UnitKind},
    visit::{NextTime, Visit, VisitOutcome, VisitStage},
    wording::NamePair,
};

use super::{at, centre, entry, id};

pub fn worker() -> UserId {
    UserId::from_uuid(id(10))
}

pub fn session() -> SessionId {
    SessionId::from_uuid(id(11))
}

pub fn case_id() -> CaseId {
    CaseId::from_uuid(id(12))
}

pub fn message_id() -> MessageId {
    MessageId::from_uuid(id(13))
}

fn community() -> CommunityId {
    CommunityId::from_uuid(id(14))
}

fn resident() -> ResidentId {
    ResidentId::from_uuid(id(15))
}

fn visit_id() -> VisitId {
    VisitId::from_uuid(id(16))
}

fn file() -> FileId {
    FileId::from_uuid(id(17))
}

fn item() -> ItemCode {
    ItemCode::parse("pension-check").unwrap()
}

fn material() -> MaterialCode {
    MaterialCode::parse("id-card").unwrap()
}

fn department() -> DepartmentCode {
    DepartmentCode::parse("civil-affairs").unwrap()
}

pub fn unit() -> Unit {
    Unit {
        id: UnitId::from_uuid(community().uuid()),
        kind: UnitKind::Community,
        parent: Some(UnitId::from_uuid(centre().uuid())),
        code: "999999001001".into(),
        name: NamePair { zh: "样例社区".into(), en: "Sample community".into() },
    }
}

pub fn grants() -> Vec<Grant> {
    let grant = |role, community, department| Grant { role, centre: Some(centre()), community, department };
    vec![
        grant(Role::Worker, Some(community()), None),
        grant(Role::Approver, None, Some(department())),
        Grant { role: Role::Auditor, centre: None, community: None, department: None },
    ]
}

pub fn upload() -> Upload {
    Upload {
        id: UploadId::from_uuid(id(18)),
        owner: worker(),
        centre: centre(),
        length: Some(100),
        offset: 0,
        digest_state: vec![1, 2, 3],
        sha256: None,
        declared: Some(Sha256Digest::from_bytes([8; 32])),
        metadata: None,
        segments: 0,
        resident: None,
        visit: None,
        created_at: at(0),
        expires_at: at(3600),
        completed_at: None,
    }
}

pub fn visit(stage: VisitStage) -> StoredVisit {
    let visit = Visit {
        id: visit_id(),
        centre: centre(),
        community: community(),
        resident: resident(),
        worker: worker(),
        planned_for: at(600),
        items: vec![item(), ItemCode::parse("care-subsidy").unwrap()],
        day_order: None,
        stage,
        version: 1,
    };
    StoredVisit { visit, note: Some(vec![4, 5]) }
}

pub fn finished() -> VisitStage {
    VisitStage::Finished {
        started_at: Some(at(610)),
        finished_at: at(620),
        outcome: VisitOutcome::Done,
        next_time: vec![
            NextTime { item: item(), material: Some(material()) },
            NextTime { item: item(), material: None },
        ],
    }
}

pub fn received() -> Stage {
    let number =
        CaseNumber::new(&CentreCode::parse("999999001001").unwrap(), jiff::civil::date(2026, 11, 23), 1);
    Stage::Received(Receipt { number, at: at(700) })
}

pub fn case(stage: Stage) -> CaseRow {
    let case = Case {
        id: case_id(),
        centre: centre(),
        community: community(),
        resident: resident(),
        visit: visit_id(),
        worker: worker(),
        item: item(),
        catalogue: CatalogueVersion::parse("2026.1").unwrap(),
        immediate: true,
        practice: false,
        decided_at: DecidedAt::Centre,
        department: department(),
        stage,
        version: 1,
    };
    CaseRow {
        case,
        covers: BTreeMap::from([(material(), Cover::File)]),
        declared: vec![6, 7],
        query_code: None,
        query_failures: 0,
        query_locked_until: None,
        created_at: at(630),
        updated_at: at(630),
    }
}

pub fn mandate() -> Mandate {
    Mandate {
        revoked_at: None,
        agent: PersonName::parse("样例甲").unwrap(),
        powers: vec![Power::File, Power::Collect],
        signed_at: at(605),
        term_days: 90,
        kind: SignatureKind::Thumbprint,
        signature: file(),
        witness: None,
        second_witness: None,
        guardian: None,
    }
}

pub fn consents() -> Vec<Consent> {
    let consent =
        |kind, given| Consent { kind, text_version: "2026-1".into(), given, given_at: at(604), file: None };
    vec![consent(ConsentKind::PersonalInformation, true), consent(ConsentKind::Location, false)]
}

pub fn evidence() -> Vec<StoredEvidence> {
    let one = |n: u32, purpose, state| {
        let claim = Claim {
            file: FileId::from_uuid(id(17 + n)),
            sha256: Sha256Digest::from_bytes([u8::try_from(n).unwrap(); 32]),
            size: 300_000,
            media: MediaType::Jpeg,
            purpose,
        };
        StoredEvidence { evidence: Evidence { claim, state }, upload: None, claimed_by: None }
    };
    vec![
        one(0, Purpose::Signature, EvidenceState::Verified),
        one(1, Purpose::Material(material()), EvidenceState::Claimed),
        one(2, Purpose::Consent, EvidenceState::Rejected("evidence-damaged".into())),
    ]
}

pub fn event(kind: EventKind, seconds: i64) -> Event {
    Event {
        kind,
        at: at(seconds),
        device_at: Some(at(seconds - 5)),
        actor: Some(worker()),
        role: Some(Role::Worker),
        reason: None,
    }
}

pub fn message() -> Message {
    Message {
        id: message_id(),
        centre: centre(),
        case: case_id(),
        resident: resident(),
        kind: MessageKind::Receipt,
        state: MessageState::Queued,
    }
}

/// Writes one of everything.
pub async fn fill(store: &Store) {
    store
        .write::<_, StoreError>(|tx| {
            tx.insert_unit(&unit())?;
            let user = NewUser {
                id: worker(),
                username: Username::parse("worker-1").unwrap(),
                name: vec![1],
                password_hash: "none".into(),
                grants: grants(),
            };
            tx.insert_user(&user, at(0))?;
            let signed_in = SessionRow {
                id: session(),
                user: worker(),
                device: DeviceId::from_uuid(id(19)),
                generation: 0,
                grants: grants(),
                expires_at: at(3600),
                ended_at: None,
            };
            tx.insert_session(&signed_in, at(0))?;
            tx.insert_upload(&upload(), &[])?;
            tx.insert_message(
                &NewMessage {
                    message: message(),
                    recipient: vec![2],
                    text: vec![3],
                    number: vec![4],
                    template: "cn-2026-1".into(),
                    place: 0,
                },
                at(700),
            )?;
            tx.in_centre(centre(), at(630), |tx| {
                tx.insert_visit(&visit(VisitStage::Planned), worker(), at(0))?;
                tx.insert_case(&case(Stage::Receiving))?;
                tx.put_mandate(case_id(), true, &mandate(), &consents(), &[8], &[9])?;
                tx.put_evidence(case_id(), true, &evidence())?;
                tx.append_event(case_id(), 1, 0, &event(EventKind::Filed, 630), None)?;
                Ok(((), entry()))
            })
        })
        .await
        .unwrap();
}
