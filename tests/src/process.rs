//! The real server as a process of its own, to be killed and looked at from outside.

use std::{
    io::{BufRead as _, BufReader},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use domain::{
    actor::{Credential, Grant, Role},
    clock::{Chance as _, Clock, ManualClock},
    ids::{CentreId, CommunityId, DeviceId, SessionId, UnitId, UserId},
    text::Username,
    unit::{Unit, UnitKind},
    wording::NamePair,
};
use jiff::SignedDuration;
use sealing::Ring;
use store::{DeviceRow, NewUser, SessionRow, Tenancy};
use tempfile::TempDir;
use zerotrip::{
    app::App,
    catalogue,
    chance::{SystemChance, SystemClock},
    compose::Parts,
    config,
    sms::{LogGateway, templates},
};

use crate::{Person, TestDatabase, app::settings};

/// A site on disk: settings, ring, database, objects, and one worker with a sign-in.
pub struct Site {
    /// Its centre.
    pub centre: CentreId,
    /// The worker's community.
    pub community: CommunityId,
    /// The worker.
    pub worker: Person,
    /// Everything but the database.
    pub dir: TempDir,
    /// Where the server listens, at every start.
    pub listen: SocketAddr,
    /// The database.
    pub database: TestDatabase,
}

/// A running server.
pub struct Process {
    child: Child,
}

impl Site {
    /// Lays a site out.
    pub async fn lay_out(database: TestDatabase) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let identity = files::Identity::generate();
        let now = SystemClock.now();
        let ring = Ring::generate(&SystemChance, now, identity.to_secret_text().expose().to_owned()).unwrap();
        config::write_ring(&dir.path().join("ring/ring.toml"), &ring).unwrap();
        std::fs::create_dir_all(dir.path().join("objects")).unwrap();
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let file = format!(
            "[http]\nlisten = \"{listen}\"\nworkers = 2\n\
             [database]\nurl = \"{}\"\n\
             [objects]\nurl = \"file://{dir}/objects\"\n\
             [keys]\nring = \"{dir}/ring/ring.toml\"\n\
             [site]\npublic_url = \"https://zerotrip.example\"\nsms_signature = \"就近办\"\n\
             hotline = \"0571-88880000\"\nallow_test_area = true\ncheckpoints = \"{dir}/checkpoints\"\n",
            database.url(),
            dir = dir.path().display(),
        );
        std::fs::write(dir.path().join("zerotrip.toml"), file).unwrap();
        let app = compose(&database, dir.path(), Arc::new(SystemClock)).await;
        let (centre, community) = found(&app).await;
        let worker = worker(&app, centre, community, format!("http://{listen}")).await;
        Self { centre, community, worker, dir, listen, database }
    }

    /// The application over this site in this process, on a clock far enough ahead that what a killed server had
    /// claimed is free again.
    pub async fn after_a_while(&self) -> App {
        let later = SystemClock.now() + SignedDuration::from_mins(10);
        compose(&self.database, self.dir.path(), Arc::new(ManualClock::at(later))).await
    }

    /// Starts the server; it listens when this returns.
    pub fn start(&self) -> Process {
        self.start_under(Command::new(binary()))
    }

    /// Starts the server under another program, such as a tracer, whose arguments end where the server's begin.
    pub fn start_under(&self, mut command: Command) -> Process {
        command
            .args(["serve", "--log", "warn", "--config"])
            .arg(self.dir.path().join("zerotrip.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), format!("ready http://{}", self.listen));
        Process { child }
    }
}

impl Process {
    /// Ends it as a power cut would end it, for all that it can do about it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _reaped_before = self.child.wait();
    }
}

/// The server's program, built beside this test.
pub fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().find(|folder| folder.join("zerotrip").is_file());
    target
        .unwrap_or_else(|| panic!("no zerotrip beside {}: run `make test`", here.display()))
        .join("zerotrip")
}

async fn compose(database: &TestDatabase, dir: &Path, clock: Arc<dyn Clock>) -> App {
    App::compose(Parts {
        settings: settings(database.url(), dir),
        ring: config::read_ring(&dir.join("ring/ring.toml")).unwrap(),
        catalogue: catalogue::LUOJIAZHUANG.to_owned(),
        messages: templates::SHIPPED.to_owned(),
        retention: zerotrip::retention::SHIPPED.to_owned(),
        clock,
        chance: Arc::new(SystemChance),
        gateway: Arc::new(LogGateway),
        register: None,
        press: None,
        tenancy: Tenancy::Command,
        demo: false,
    })
    .await
    .unwrap()
}

async fn found(app: &App) -> (CentreId, CommunityId) {
    let (centre, community) = (UnitId::from_uuid(app.fresh()), UnitId::from_uuid(app.fresh()));
    let unit = |id, kind, parent| Unit {
        id,
        kind,
        parent,
        code: "330106013014".into(),
        name: NamePair { zh: "单位".into(), en: "a unit".into() },
    };
    let units = [unit(centre, UnitKind::Centre, None), unit(community, UnitKind::Community, Some(centre))];
    app.store.write(move |tx| units.iter().try_for_each(|unit| tx.insert_unit(unit))).await.unwrap();
    (CentreId::from_uuid(centre.uuid()), CommunityId::from_uuid(community.uuid()))
}

async fn worker(app: &App, centre: CentreId, community: CommunityId, url: String) -> Person {
    let grants = vec![Grant {
        role: Role::Worker,
        centre: Some(centre),
        community: Some(community),
        department: None,
    }];
    let id = || SystemChance.uuid_v7(SystemClock.now());
    let (user, session, device) =
        (UserId::from_uuid(id()), SessionId::from_uuid(id()), DeviceId::from_uuid(id()));
    let now = app.clock.now();
    let new = NewUser {
        id: user,
        username: Username::parse("worker").unwrap(),
        name: app.vault.seal_site("users", "name", user.as_bytes(), "陈晓"),
        password_hash: "no password".into(),
        grants: grants.clone(),
    };
    let row = SessionRow {
        id: session,
        user,
        device,
        generation: 0,
        grants,
        expires_at: now + SignedDuration::from_hours(24),
        ended_at: None,
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
    app.store
        .write(move |tx| {
            tx.insert_user(&new, now)?;
            tx.see_device(&phone)?;
            tx.insert_session(&row, now)
        })
        .await
        .unwrap();
    let credential = Credential { session, user };
    let token = app.tokens.issue(&credential, now).unwrap();
    Person::new(url, token, credential, device)
}
