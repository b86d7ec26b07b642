//! Today at the demo's centre: visits of every worker, and what came of them.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{
    actor::{Credential, Role},
    checklist::Cover,
    clock::{day_start, shanghai},
    correction::{Defect, DefectReason},
    digest::Sha256Digest,
    evidence::{Claim, MediaType, Purpose},
    ids::{CaseId, DeviceId, FileId, VisitId, WriteId},
    mandate::{Consent, ConsentKind, Mandate, Power, SignatureKind},
    text::{DeviceName, ItemCode, MaterialCode, PersonName, Reason, Username},
    visit::VisitOutcome,
};
use files::Recipient;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{DemoCentre, DemoUser, residents::DemoResident};
use crate::{
    actions::{
        Error, create_upload, file_case,
        idempotent::Written,
        keep_catalogues, land_body, plan_visit, read_case,
        review_case::{self, Review},
        sign_in, work_visit,
    },
    app::App,
    jobs,
};

const ID_CARD: &[u8] = include_bytes!("../../assets/demo/id-card.jpg");
const PAPER: &[u8] = include_bytes!("../../assets/demo/paper.jpg");
const SIGNATURE: &[u8] = include_bytes!("../../assets/demo/signature.png");

/// How far a visit's case has come by the time the demo opens.
#[derive(Clone, Copy)]
enum Course {
    /// Not begun.
    Planned,
    /// At the table; the photo is still on the phone.
    Underway,
    /// In the window's queue.
    Received,
    /// Handed to the department.
    Accepted,
    /// Back for mending.
    Returned,
    /// Done in one act.
    Concluded,
}

/// What comes of a worker's four visits, by the worker's place.
const COURSES: [[Course; 4]; 6] = [
    [Course::Concluded, Course::Received, Course::Underway, Course::Planned],
    [Course::Concluded, Course::Accepted, Course::Planned, Course::Planned],
    [Course::Concluded, Course::Returned, Course::Underway, Course::Planned],
    [Course::Received, Course::Received, Course::Planned, Course::Planned],
    [Course::Concluded, Course::Received, Course::Planned, Course::Planned],
    [Course::Concluded, Course::Accepted, Course::Planned, Course::Planned],
];

/// Items that ask for the ID card alone, and one that a department decides.
const ID_ONLY: [&str; 4] = ["LJZ-MZ-01", "LJZ-SB-03", "LJZ-SB-04", "LJZ-YB-02"];
const PROMISED: &str = "LJZ-CL-03";

struct Day<'a> {
    app: &'a App,
    centre: &'a DemoCentre,
    window: Credential,
}

/// Fills the day.
pub(super) async fn fill(
    app: &App,
    centre: &DemoCentre,
    users: &[DemoUser],
    residents: &[DemoResident],
) -> Result<(), Error> {
    let with_role = |role: Role| users.iter().filter(move |user| user.account.role == role.as_str());
    let window = with_role(Role::Window).next().ok_or(Error::NotFound)?;
    let day = Day { app, centre, window: sign_in(app, window).await? };
    for ((worker, courses), (community, _)) in with_role(Role::Worker).zip(COURSES).zip(&centre.communities) {
        let credential = sign_in(app, worker).await?;
        let theirs = residents.iter().filter(|resident| resident.community == *community);
        for (n, (resident, course)) in theirs.zip(courses).enumerate() {
            day.visit(credential, *resident, course, n).await?;
        }
    }
    Ok(())
}

async fn sign_in(app: &App, user: &DemoUser) -> Result<Credential, Error> {
    let fault = |error| Error::Fault(Box::new(error));
    let granted = sign_in::run(
        app,
        sign_in::SignIn {
            username: Username::parse(&user.account.username).ok(),
            password: user.account.password.clone(),
            device: DeviceId::from_uuid(app.fresh()),
            device_name: DeviceName::parse("演示设备").map_err(fault)?,
        },
    )
    .await?;
    Ok(Credential { session: granted.session, user: granted.person.id })
}

impl Day<'_> {
    fn written(&self) -> Written {
        Written { id: WriteId::from_uuid(self.app.fresh()), to: String::new(), body: Bytes::new() }
    }

    fn at(&self, hours: i64) -> Timestamp {
        let today = day_start(shanghai(self.app.clock.now()).date());
        today.checked_add(SignedDuration::from_hours(hours)).unwrap_or(today)
    }

    async fn visit(
        &self,
        worker: Credential,
        resident: DemoResident,
        course: Course,
        n: usize,
    ) -> Result<(), Error> {
        let fault = |error| Error::Fault(Box::new(error));
        let promised = matches!(course, Course::Accepted);
        let code = if promised { PROMISED } else { ID_ONLY.get(n).copied().unwrap_or(PROMISED) };
        let item = ItemCode::parse(code).map_err(fault)?;
        let id = VisitId::from_uuid(self.app.fresh());
        let hour = i64::try_from(n).unwrap_or(0).saturating_add(9);
        let plan = plan_visit::PlanVisit {
            id,
            base_version: 0,
            community: resident.community,
            resident: resident.id,
            worker: None,
            planned_for: self.at(hour),
            items: vec![item.clone()],
            note: None,
        };
        plan_visit::run(self.app, worker, self.written(), plan).await?;
        if matches!(course, Course::Planned) {
            return Ok(());
        }
        let now = self.app.clock.now();
        let start = work_visit::Work::Start { place: None };
        work_visit::run(self.app, worker, self.written(), id, 1, now, start).await?;
        let case = self.file(worker, id, resident, item, course).await?;
        while jobs::run_due(self.app).await? > 0 {}
        self.review(case, course).await?;
        if !matches!(course, Course::Underway) {
            let finish =
                work_visit::Work::Finish { outcome: VisitOutcome::Done, next_time: Vec::new(), note: None };
            work_visit::run(self.app, worker, self.written(), id, 2, now, finish).await?;
        }
        Ok(())
    }

    /// Files the case; under way, the ID photo does not come.
    async fn file(
        &self,
        worker: Credential,
        visit: VisitId,
        resident: DemoResident,
        item: ItemCode,
        course: Course,
    ) -> Result<CaseId, Error> {
        let fault = |error| Error::Fault(Box::new(error));
        let mut manifest = Vec::new();
        let mut covers = BTreeMap::new();
        let catalogue = keep_catalogues::current(self.app).await?;
        let materials = catalogue.item(&item).map(|item| item.materials.clone()).unwrap_or_default();
        for material in materials.iter().filter(|material| !material.source.as_str().starts_with("share")) {
            let picture = if material.code.as_str() == "id-card" { ID_CARD } else { PAPER };
            let send = !matches!(course, Course::Underway);
            let purpose = Purpose::Material(material.code.clone());
            manifest.push(self.send(worker, picture, MediaType::Jpeg, purpose, send).await?);
            covers.insert(material.code.clone(), Cover::File);
        }
        let signature = self.send(worker, SIGNATURE, MediaType::Png, Purpose::Signature, true).await?;
        let signed = signature.file;
        manifest.push(signature);
        let now = self.app.clock.now();
        let consent =
            |kind| Consent { kind, text_version: "2026-1".into(), given: true, given_at: now, file: None };
        let id = CaseId::from_uuid(self.app.fresh());
        let command = file_case::FileCase {
            id,
            base_version: 0,
            visit,
            resident: resident.id,
            identity: None,
            practice: true,
            item,
            catalogue: catalogue.version.clone(),
            collected_at: now,
            form: BTreeMap::new(),
            note: None,
            mandate: Mandate {
                revoked_at: None,
                agent: PersonName::parse("社工").map_err(fault)?,
                powers: vec![Power::File, Power::Supplement, Power::Collect],
                signed_at: now,
                term_days: 30,
                kind: SignatureKind::Signature,
                signature: signed,
                witness: None,
                second_witness: None,
                guardian: None,
            },
            consents: ConsentKind::ALL.into_iter().take(4).map(consent).collect(),
            covers,
            notes: BTreeMap::new(),
            manifest,
        };
        file_case::run(self.app, worker, self.written(), command).await?;
        Ok(id)
    }

    /// Seals a picture and sends it, as a phone does.
    async fn send(
        &self,
        worker: Credential,
        picture: &[u8],
        media: MediaType,
        purpose: Purpose,
        send: bool,
    ) -> Result<Claim, Error> {
        let recipient =
            Recipient::parse(&self.app.recipient.text).map_err(|error| Error::Fault(Box::new(error)))?;
        let sealed = files::seal(&recipient, picture);
        let size = u64::try_from(sealed.len()).unwrap_or(u64::MAX);
        let sha256 = Sha256Digest::from_bytes(Sha256::digest(&sealed).into());
        if send {
            let whole =
                create_upload::CreateUpload { length: Some(size), declared: Some(sha256), metadata: None };
            let chunks = stream::iter([Ok(Bytes::from(sealed))]);
            let body = land_body::Body { chunks, announced: Some(size), checksum: None };
            create_upload::run(self.app, worker, whole, Some(body)).await?;
        }
        Ok(Claim { file: FileId::from_uuid(self.app.fresh()), sha256, size, media, purpose })
    }

    async fn review(&self, case: CaseId, course: Course) -> Result<(), Error> {
        let fault = |error| Error::Fault(Box::new(error));
        let review = match course {
            Course::Planned | Course::Underway | Course::Received => return Ok(()),
            Course::Accepted => Review::Accept,
            Course::Concluded => Review::Conclude { outcome: domain::case::Outcome::Granted, opinion: None },
            Course::Returned => Review::Return {
                defects: vec![Defect {
                    material: MaterialCode::parse("id-card").map_err(fault)?,
                    reason: DefectReason::Unreadable,
                    note: Some(Reason::parse("反光,看不清有效期").map_err(fault)?),
                }],
                further: None,
            },
        };
        let version = read_case::one(self.app, self.window, case).await?.file.row.case.version;
        review_case::run(self.app, self.window, self.written(), case, version, review).await?;
        while jobs::run_due(self.app).await? > 0 {}
        tracing::debug!(centre = %self.centre.id, "a demo case was reviewed");
        Ok(())
    }
}
