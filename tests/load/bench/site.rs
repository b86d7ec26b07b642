//! A site to be measured: 64 centres at work over a fresh database, a folder of objects, a key ring, its settings.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use diesel::{
    RunQueryDsl as _,
    dsl::sql,
    sql_types::{Integer, Text},
};
use domain::{
    actor::{Credential, Grant, Role},
    case::EventKind,
    clock::{Clock as _, shanghai},
    identity::{Areas, IdNumber, upgrade},
    ids::{CentreId, CommunityId, DeviceId, ResidentId, SessionId, UnitId, UserId, VisitId, WriteId},
    phone::Phone,
    resident::{CareGroup, Profile},
    text::{Address, ItemCode, PersonName, Username},
    unit::{Unit, UnitKind},
    wording::NamePair,
};
use files::Recipient;
use harness::{Backend, TestDatabase};
use jiff::{SignedDuration, Timestamp};
use store::{DeviceRow, NewUser, SessionRow, Store, StoreError, Tenancy};
use tempfile::TempDir;
use uuid::Uuid;
use zerotrip::{
    actions::{idempotent::Written, keep_catalogues, plan_visit, record_resident, work_visit},
    app::App,
    catalogue,
    chance::{SystemChance, SystemClock},
    compose::Parts,
    config::{self, Settings},
    sms::{LogGateway, templates},
    tokens::Tokens,
};

use super::{Outcome, cases::ITEM};

/// Centres, each with one community and one worker.
pub const CENTRES: usize = 64;
/// Visits under way of each worker, each to another resident.
const VISITS: usize = 8;
/// Jobs that take longer than this all together have got stuck.
const LONGEST_DRAIN: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(10);

/// The site.
pub struct Site {
    /// One a centre.
    pub workers: Vec<Worker>,
    /// The settings' file.
    pub config: PathBuf,
    /// What files are sealed to.
    pub recipient: Recipient,
    /// The catalogue's version.
    pub catalogue: String,
    /// PostgreSQL's first process, if the database is PostgreSQL's.
    pub postmaster: Option<u32>,
    tokens: Tokens,
    database_url: String,
    folder: TempDir,
    /// Kept for its drop: it takes the database away.
    _database: Option<TestDatabase>,
}

/// A signed-in worker.
pub struct Worker {
    credential: Credential,
    /// At whose tables the worker sits.
    pub calls: Vec<Call>,
}

/// A visit under way.
pub struct Call {
    /// The visit.
    pub visit: Uuid,
    /// The resident.
    pub resident: Uuid,
}

impl Site {
    /// Makes one, with its files in a new folder within `folder`.
    pub async fn found(backend: Backend, folder: &Path) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(folder)?;
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(TestDatabase::fresh(Backend::Postgres)),
        };
        let postmaster = database.as_ref().map(durable_postmaster).transpose()?;
        let database_url = match &database {
            Some(database) => database.url().to_owned(),
            None => format!("sqlite://{}", folder.path().join("data/zerotrip.db").display()),
        };
        let config = write_settings(folder.path(), &database_url)?;
        let app = compose(&config).await?;
        let workers = hire(&app).await?;
        let tokens = Tokens::new(&config::read_ring(&Settings::read(Some(&config))?.keys.ring)?);
        Ok(Self {
            workers,
            config,
            recipient: Recipient::parse(&app.recipient.text)?,
            catalogue: keep_catalogues::current(&app).await?.version.as_str().to_owned(),
            postmaster,
            tokens,
            database_url,
            folder,
            _database: database,
        })
    }

    /// A fresh access token of each worker.
    pub fn tokens(&self) -> Outcome<Vec<String>> {
        let now = SystemClock.now();
        let issue = |worker: &Worker| Ok(self.tokens.issue(&worker.credential, now)?);
        self.workers.iter().map(issue).collect()
    }

    /// A file in the site's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Waits until the server has no job left that is due: messages wait for the morning, whenever this runs.
    pub async fn drained(&self) -> Outcome<()> {
        let store = self.look()?;
        let look = async {
            while store.read(|tx| tx.backlog(SystemClock.now())).await?.1.is_some() {
                tokio::time::sleep(POLL).await;
            }
            Ok::<_, StoreError>(())
        };
        tokio::time::timeout(LONGEST_DRAIN, look)
            .await
            .map_err(|_elapsed| "the server's jobs do not end")??;
        Ok(())
    }

    /// Cases filed, and those of them that were received.
    pub async fn counts(&self) -> Outcome<(u64, u64)> {
        let store = self.look()?;
        let counts = store.read(|tx| {
            let filed = tx.count_cases(None, &[EventKind::Filed], None, None)?.all;
            let received = tx.count_cases(None, &[EventKind::Received], None, None)?.all;
            Ok::<_, StoreError>((filed, received))
        });
        Ok(counts.await?)
    }

    fn look(&self) -> Outcome<Store> {
        let settings = store::Settings { pool_size: 1, ..store::Settings::new(&self.database_url) };
        Ok(Store::open(&settings, Tenancy::Command)?)
    }
}

/// PostgreSQL's first process, once it is sure that the server syncs.
fn durable_postmaster(database: &TestDatabase) -> Outcome<u32> {
    let mut connection = database.postgres();
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let current = format!("current_setting('{setting}')");
        let value: String = diesel::select(sql::<Text>(&current)).get_result(&mut connection)?;
        if value != "on" {
            return Err(
                format!("PostgreSQL has {setting} = {value}: what it measures would mean nothing").into()
            );
        }
    }
    let own: i32 = diesel::select(sql::<Integer>("pg_backend_pid()")).get_result(&mut connection)?;
    super::usage::parent_of(u32::try_from(own)?)
}

fn write_settings(folder: &Path, database_url: &str) -> Outcome<PathBuf> {
    let ring = folder.join("ring/ring.toml");
    config::write_ring(&ring, &fresh_ring()?)?;
    for data in ["data", "objects"] {
        std::fs::create_dir_all(folder.join(data))?;
    }
    let objects = format!("file://{}", folder.join("objects").display());
    let text = format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n\
         [database]\nurl = {database_url:?}\n\
         [objects]\nurl = {objects:?}\n\
         [keys]\nring = {ring:?}\n\
         [site]\npublic_url = \"https://zerotrip.example\"\nsms_signature = \"就近办\"\n\
         hotline = \"0571-88880000\"\nallow_test_area = true\ncheckpoints = {:?}\n",
        folder.join("checkpoints"),
    );
    let file = folder.join("zerotrip.toml");
    std::fs::write(&file, text)?;
    Ok(file)
}

fn fresh_ring() -> Outcome<sealing::Ring> {
    let identity = files::Identity::generate();
    let identity = identity.to_secret_text().expose().to_owned();
    Ok(sealing::Ring::generate(&SystemChance, SystemClock.now(), identity)?)
}

async fn compose(config: &Path) -> Outcome<App> {
    let settings = Settings::read(Some(config))?;
    let ring = config::read_ring(&settings.keys.ring)?;
    let parts = Parts {
        settings,
        ring,
        catalogue: catalogue::LUOJIAZHUANG.to_owned(),
        messages: templates::SHIPPED.to_owned(),
        retention: zerotrip::retention::SHIPPED.to_owned(),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        gateway: Arc::new(LogGateway),
        register: None,
        press: None,
        tenancy: Tenancy::Command,
        demo: false,
    };
    Ok(App::compose(parts).await?)
}

/// One worker a centre, at the table of each resident.
async fn hire(app: &App) -> Outcome<Vec<Worker>> {
    let mut workers = Vec::new();
    for centre in 0..CENTRES {
        let (credential, community) = sign_on(app, centre).await?;
        let mut calls = Vec::new();
        for resident in 0..VISITS {
            calls.push(call(app, credential, community, centre * VISITS + resident).await?);
        }
        workers.push(Worker { credential, calls });
    }
    Ok(workers)
}

/// A centre with a community, its worker and the worker's sign-in.
async fn sign_on(app: &App, number: usize) -> Outcome<(Credential, CommunityId)> {
    let fresh = || app.chance.uuid_v7(app.clock.now());
    let (centre, community) = (UnitId::from_uuid(fresh()), UnitId::from_uuid(fresh()));
    let unit = |id, kind, parent| Unit {
        id,
        kind,
        parent,
        code: format!("330106{number:06}"),
        name: NamePair { zh: "便民服务中心".into(), en: "a service centre".into() },
    };
    let units = [unit(centre, UnitKind::Centre, None), unit(community, UnitKind::Community, Some(centre))];
    let (user, session, device) =
        (UserId::from_uuid(fresh()), SessionId::from_uuid(fresh()), DeviceId::from_uuid(fresh()));
    let (centre, community) = (CentreId::from_uuid(centre.uuid()), CommunityId::from_uuid(community.uuid()));
    let grants = vec![Grant {
        role: Role::Worker,
        centre: Some(centre),
        community: Some(community),
        department: None,
    }];
    let now = app.clock.now();
    let expires_at = now + SignedDuration::from_hours(24);
    let person = NewUser {
        id: user,
        username: Username::parse(&format!("worker.{number}"))?,
        name: app.vault.seal_site("users", "name", user.as_bytes(), "陈晓"),
        password_hash: "no password".into(),
        grants: grants.clone(),
    };
    let phone = DeviceRow {
        id: device,
        user,
        centre,
        name: "a phone".into(),
        first_seen: now,
        last_seen: now,
        revoked_at: None,
        last_sync_at: None,
    };
    let sign_in = SessionRow { id: session, user, device, generation: 0, grants, expires_at, ended_at: None };
    let entered = app.store.write(move |tx| {
        units.iter().try_for_each(|unit| tx.insert_unit(unit))?;
        tx.insert_user(&person, now)?;
        tx.see_device(&phone)?;
        tx.insert_session(&sign_in, now)
    });
    entered.await?;
    Ok((Credential { session, user }, community))
}

/// A resident, and a visit to them that has begun.
async fn call(app: &App, worker: Credential, community: CommunityId, number: usize) -> Outcome<Call> {
    let fresh = || app.chance.uuid_v7(app.clock.now());
    let written = || Written { id: WriteId::from_uuid(fresh()), to: String::new(), body: Bytes::new() };
    let now = app.clock.now();
    let (resident, visit) = (ResidentId::from_uuid(fresh()), VisitId::from_uuid(fresh()));
    let entry = record_resident::RecordResident { id: resident, community, profile: profile(now, number)? };
    record_resident::run(app, worker, written(), entry).await?;
    let plan = plan_visit::PlanVisit {
        id: visit,
        base_version: 0,
        community,
        resident,
        worker: None,
        planned_for: now,
        items: vec![ItemCode::parse(ITEM)?],
        note: None,
    };
    plan_visit::run(app, worker, written(), plan).await?;
    work_visit::run(app, worker, written(), visit, 1, now, work_visit::Work::Start { place: None }).await?;
    Ok(Call { visit: visit.uuid(), resident: resident.uuid() })
}

/// A made-up person, with an ID number of the never assigned area 999999.
fn profile(now: Timestamp, number: usize) -> Outcome<Profile> {
    let fifteen = format!("99999940{:02}{:02}{:03}", number % 12 + 1, number % 28 + 1, number);
    Ok(Profile {
        name: PersonName::parse("王秀英")?,
        id_number: IdNumber::parse(&upgrade(&fifteen)?, shanghai(now).date(), Areas::TestToo)?,
        phone: Some(Phone::parse(&format!("1390000{number:04}"))?),
        address: Some(Address::parse("阳光新村3幢2单元502室")?),
        care_groups: vec![CareGroup::Elderly],
        note: None,
        relations: Vec::new(),
    })
}
