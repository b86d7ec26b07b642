//! The real application for a story: served on a free port, over a database of its own, with a clock that stands
//! still. Jobs run when the story says so.

use std::{path::Path, sync::Arc};

use domain::{
    actor::{Credential, Grant, Role},
    catalogue::Catalogue,
    clock::{Chance, Clock, ManualClock, SeededChance},
    ids::{CentreId, CommunityId, DeviceId, SessionId, UnitId, UserId},
    text::{DepartmentCode, Password, Username},
    unit::{Unit, UnitKind},
    wording::NamePair,
};
use jiff::{SignedDuration, Timestamp};
use sealing::Ring;
use store::{DeviceRow, NewUser, SessionRow, Tenancy};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;
use zerotrip::{
    actions::{hash_password, keep_catalogues},
    app::App,
    catalogue,
    compose::Parts,
    config::{
        Database, Http, Keys, Letters, LookUps, Objects, Registers, Settings, SiteWords,
        five_in_the_afternoon, usual_answer_days, usual_call_back_days,
    },
    http::Server,
    jobs,
    press::Press,
    registers::Register,
    retention,
    sms::{Gateway, LogGateway, templates},
};

use crate::{Person, TestDatabase, press::PlainPress};

/// A Monday morning in Hangzhou.
pub const MORNING: &str = "2026-11-23T08:30:00+08:00";

/// Everybody's password.
pub const PASSWORD: &str = "made-up Passw0rd";

/// The running application and the people in it.
pub struct TestApp {
    /// The composition, for looking behind the doors.
    pub app: Arc<App>,
    /// Where it is served.
    pub url: String,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its two centres.
    pub centre: TestCentre,
    /// The other centre: what belongs to it does not exist for the first one's people.
    pub other: TestCentre,
    /// Objects and checkpoints.
    pub dir: TempDir,
    server: actix_web::dev::ServerHandle,
    /// Kept for its drop: the database goes last.
    pub database: TestDatabase,
}

/// A centre with two communities.
#[derive(Debug, Clone, Copy)]
pub struct TestCentre {
    /// Its id.
    pub id: CentreId,
    /// Its first community.
    pub community: CommunityId,
    /// Its second.
    pub second: CommunityId,
}

/// What lies outside of the house: the way to residents' phones, and the registers.
struct Outside {
    gateway: Arc<dyn Gateway>,
    register: Option<Arc<dyn Register>>,
    press: Arc<dyn Press>,
}

impl Default for Outside {
    fn default() -> Self {
        Self { gateway: Arc::new(LogGateway), register: None, press: Arc::new(PlainPress) }
    }
}

impl TestApp {
    /// Starts it.
    pub async fn start(database: TestDatabase) -> Self {
        let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
        Self::start_at(database, clock).await
    }

    /// Starts it on a clock that the story holds.
    pub async fn start_at(database: TestDatabase, clock: Arc<ManualClock>) -> Self {
        Self::composed(database, clock, Outside::default(), |_settings, _dir| {}).await
    }

    /// Starts it with a register that is asked for everything.
    pub async fn start_asking(database: TestDatabase, register: Arc<dyn Register>) -> Self {
        let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
        let outside = Outside { register: Some(register), ..Outside::default() };
        Self::composed(database, clock, outside, |_settings, _dir| {}).await
    }

    /// Starts it with another way to residents' phones than the one that takes everything.
    pub async fn start_through(database: TestDatabase, gateway: Arc<dyn Gateway>) -> Self {
        let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
        let outside = Outside { gateway, ..Outside::default() };
        Self::composed(database, clock, outside, |_settings, _dir| {}).await
    }

    /// Starts it with a press of the story's own.
    pub async fn start_printing(database: TestDatabase, press: Arc<dyn Press>) -> Self {
        Self::start_at_printing(database, MORNING, press).await
    }

    /// The same at another time.
    pub async fn start_at_printing(database: TestDatabase, at: &str, press: Arc<dyn Press>) -> Self {
        let clock = Arc::new(ManualClock::at(at.parse().unwrap()));
        let outside = Outside { press, ..Outside::default() };
        Self::composed(database, clock, outside, |_settings, _dir| {}).await
    }

    /// Starts it after `change` has seen its settings and the folder that its objects are to lie in.
    pub async fn start_with(database: TestDatabase, change: impl FnOnce(&mut Settings, &Path)) -> Self {
        let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
        Self::composed(database, clock, Outside::default(), change).await
    }

    /// Both: on a clock that the story holds, after `change` has seen its settings.
    pub async fn start_at_with(
        database: TestDatabase,
        clock: Arc<ManualClock>,
        change: impl FnOnce(&mut Settings, &Path),
    ) -> Self {
        Self::composed(database, clock, Outside::default(), change).await
    }

    async fn composed(
        database: TestDatabase,
        clock: Arc<ManualClock>,
        outside: Outside,
        change: impl FnOnce(&mut Settings, &Path),
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings(database.url(), dir.path());
        std::fs::create_dir_all(dir.path().join("objects")).unwrap();
        change(&mut settings, dir.path());
        let app = Arc::new(compose(settings, clock.clone(), outside).await);
        let centre = found(&app, "330106013014").await;
        let other = found(&app, "330106013002").await;
        let server = Server::bind(Arc::clone(&app), "127.0.0.1:0".parse().unwrap(), 1).unwrap();
        let (url, handle) = (format!("http://{}", server.address), server.handle());
        // The server's thread needs a runtime of its own kind.
        std::thread::spawn(move || actix_web::rt::System::new().block_on(server.run()));
        Self { app, url, clock, centre, other, dir, server: handle, database }
    }

    /// Runs jobs until none is due.
    pub async fn run_jobs(&self) {
        while jobs::run_due(&self.app).await.unwrap() > 0 {}
    }

    /// Moves the clock on.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// The catalogue in force.
    pub async fn catalogue(&self) -> Arc<Catalogue> {
        keep_catalogues::current(&self.app).await.unwrap()
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A social worker of the first centre's first community, signed in.
    pub async fn worker(&self) -> Person {
        self.someone(Role::Worker, self.centre, Some(self.centre.community), None).await
    }

    /// A general window of the first centre.
    pub async fn window(&self) -> Person {
        self.someone(Role::Window, self.centre, None, None).await
    }

    /// The first centre's manager.
    pub async fn manager(&self) -> Person {
        self.someone(Role::Manager, self.centre, None, None).await
    }

    /// Somebody with a role in a centre, signed in on a device of their own.
    pub async fn someone(
        &self,
        role: Role,
        centre: TestCentre,
        community: Option<CommunityId>,
        department: Option<&str>,
    ) -> Person {
        let grant = Grant {
            role,
            centre: Some(centre.id),
            community,
            department: department.map(|code| DepartmentCode::parse(code).unwrap()),
        };
        self.signed_in(grant).await
    }

    /// Somebody with this grant, signed in.
    pub async fn signed_in(&self, grant: Grant) -> Person {
        self.signed_in_as(vec![grant]).await
    }

    /// Somebody with these grants, signed in. The first names them.
    pub async fn signed_in_as(&self, grants: Vec<Grant>) -> Person {
        let first = grants[0].clone();
        let (user, session, device) = (
            UserId::from_uuid(self.fresh()),
            SessionId::from_uuid(self.fresh()),
            DeviceId::from_uuid(self.fresh()),
        );
        let now = self.now();
        // Made once: it takes longer than the rest of a signing in.
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password = Password::parse(PASSWORD, &Username::parse("nobody").unwrap()).unwrap();
        let hash = HASH.get_or_init(async || hash_password::hash(&self.app, password).await.unwrap()).await;
        let tail = user.to_string().replace('-', "");
        let new = NewUser {
            id: user,
            username: Username::parse(&format!("{}.{}", first.role.as_str(), &tail[20..])).unwrap(),
            name: self.app.vault.seal_site("users", "name", user.as_bytes(), "陈晓"),
            password_hash: hash.clone(),
            grants: grants.clone(),
        };
        let row = SessionRow {
            id: session,
            user,
            device,
            generation: 0,
            grants,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            ended_at: None,
        };
        let phone = DeviceRow {
            id: device,
            user,
            centre: first.centre.unwrap_or(CentreId::SITE),
            name: "a phone".into(),
            first_seen: now,
            last_seen: now,
            revoked_at: None,
            last_sync_at: None,
        };
        self.app
            .store
            .write(move |tx| {
                tx.insert_user(&new, now)?;
                tx.see_device(&phone)?;
                tx.insert_session(&row, now)
            })
            .await
            .unwrap();
        let credential = Credential { session, user };
        let token = self.app.tokens.issue(&credential, now).unwrap();
        Person::new(self.url.clone(), token, credential, device)
    }

    /// The same person on the same device, signed in once more.
    pub async fn signed_in_again(&self, person: &Person) -> Person {
        let (user, device, now) = (person.credential.user, person.device, self.now());
        let session = SessionId::from_uuid(self.fresh());
        self.app
            .store
            .write(move |tx| {
                let grants = tx.grants_of(user)?;
                let expires_at = now + SignedDuration::from_hours(24 * 30);
                let row = SessionRow {
                    id: session,
                    user,
                    device,
                    generation: 0,
                    grants,
                    expires_at,
                    ended_at: None,
                };
                tx.insert_session(&row, now)
            })
            .await
            .unwrap();
        let credential = Credential { session, user };
        let token = self.app.tokens.issue(&credential, now).unwrap();
        Person::new(self.url.clone(), token, credential, device)
    }

    /// A fresh id, repeatable.
    pub fn fresh(&self) -> Uuid {
        self.app.chance.uuid_v7(self.now())
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

/// The settings of a site over a test database.
pub fn settings(database_url: &str, dir: &Path) -> Settings {
    Settings {
        http: Http::default(),
        database: Database { url: database_url.to_owned(), pool_size: 8, queue: 1024 },
        objects: Objects { url: format!("file://{}", dir.join("objects").display()), ..Objects::default() },
        keys: Keys { ring: dir.join("ring/ring.toml") },
        site: SiteWords {
            public_url: "https://zerotrip.example".into(),
            sms_signature: "就近办".into(),
            hotline: "0571-88880000".into(),
            closes: five_in_the_afternoon(),
            call_back_days: usual_call_back_days(),
            answer_days: usual_answer_days(),
            allow_test_area: true,
            catalogue: None,
            messages: None,
            retention: None,
            checkpoints: Some(dir.join("checkpoints")),
        },
        registers: Registers::default(),
        lookups: LookUps::default(),
        letters: Letters::default(),
    }
}

async fn compose(settings: Settings, clock: Arc<ManualClock>, outside: Outside) -> App {
    let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(42));
    let identity = files::Identity::generate();
    let ring = Ring::generate(&*chance, clock.now(), identity.to_secret_text().expose().to_owned()).unwrap();
    App::compose(Parts {
        settings,
        ring,
        catalogue: catalogue::LUOJIAZHUANG.to_owned(),
        messages: templates::SHIPPED.to_owned(),
        retention: retention::SHIPPED.to_owned(),
        clock,
        chance,
        gateway: outside.gateway,
        register: outside.register,
        press: Some(outside.press),
        tenancy: Tenancy::Server,
        demo: false,
    })
    .await
    .unwrap()
}

async fn found(app: &App, code: &str) -> TestCentre {
    let id = || UnitId::from_uuid(app.fresh());
    let (centre, first, second) = (id(), id(), id());
    let unit = |id, kind, parent, code: &str| Unit {
        id,
        kind,
        parent,
        code: code.to_owned(),
        name: NamePair { zh: "单位".into(), en: "a unit".into() },
    };
    let units = [
        unit(centre, UnitKind::Centre, None, code),
        unit(first, UnitKind::Community, Some(centre), code),
        unit(second, UnitKind::Community, Some(centre), code),
    ];
    app.store.write(move |tx| units.iter().try_for_each(|unit| tx.insert_unit(unit))).await.unwrap();
    TestCentre {
        id: CentreId::from_uuid(centre.uuid()),
        community: CommunityId::from_uuid(first.uuid()),
        second: CommunityId::from_uuid(second.uuid()),
    }
}

impl TestApp {
    /// The same person, signed in anew after the old sign-in has run out.
    pub async fn worker_again(&self, person: &Person) -> Person {
        let session = SessionId::from_uuid(self.fresh());
        let (user, device, now) = (person.credential.user, person.device, self.now());
        self.app
            .store
            .write(move |tx| {
                let row = SessionRow {
                    id: session,
                    user,
                    device,
                    generation: 0,
                    grants: tx.grants_of(user)?,
                    expires_at: now + SignedDuration::from_hours(24),
                    ended_at: None,
                };
                tx.insert_session(&row, now)
            })
            .await
            .unwrap();
        let credential = Credential { session, user };
        Person::new(self.url.clone(), self.app.tokens.issue(&credential, now).unwrap(), credential, device)
    }
}
