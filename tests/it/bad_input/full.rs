//! No room and no time: a full queue, a full disk. What was acknowledged stays, what was refused is sent again and taken.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
};

use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, connection::SimpleConnection as _,
    sql_query,
};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use harness::{Backend, Person, TestApp, TestDatabase, both, person::answer};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Table, refusal};

/// A disk of its own, small. It goes when this is dropped.
struct SmallDisk {
    dir: TempDir,
}

impl SmallDisk {
    /// Mounts one of so many KiB. Nothing when this process may not mount: that is said, and proves nothing.
    fn mounted(kilobytes: usize) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k,mode=755"), "tmpfs"])
            .arg(dir.path())
            .output();
        if !mount.is_ok_and(|mount| mount.status.success()) {
            eprintln!("a full disk was not tried: only root may mount a small one");
            return None;
        }
        Some(Self { dir })
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let ballast = self.path().join("ballast");
        let mut file = fs::File::create(&ballast).unwrap();
        for piece in [vec![0; 16 * 1024], vec![0; 512]] {
            while file.write_all(&piece).is_ok() {}
        }
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("--lazy").arg(self.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

fn plan(table: &Table) -> Value {
    json!({
        "write_id": table.app.fresh(),
        "base_version": 0,
        "community_id": table.app.centre.community.uuid(),
        "resident_id": table.resident,
        "planned_for": table.app.now().to_string(),
        "items": ["LJZ-MZ-01"],
        "note": "来回的路上请先打电话".repeat(40),
    })
}

/// A plan for a visit, to be sent as often as it takes.
struct Plan {
    path: String,
    body: Value,
}

impl Plan {
    fn new(table: &Table) -> Self {
        Self { path: format!("/v1/visits/{}", table.app.fresh()), body: plan(table) }
    }

    async fn send(&self, worker: &Person) -> harness::person::Answer {
        worker.put(&self.path, &self.body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_says_try_again_on_sqlite() {
    let db = TestDatabase::fresh(Backend::Sqlite);
    let mut shell = db.sqlite();
    let table = Table::laid(TestApp::start_with(db, |settings, _| settings.database.queue = 2).await).await;
    let plans: Vec<_> = (0..12).map(|_| Plan::new(&table)).collect();

    // Somebody with a database shell holds the file: one write waits at its door, two wait in the queue.
    shell.batch_execute("BEGIN IMMEDIATE").unwrap();
    let mut answers: FuturesUnordered<_> =
        plans.iter().enumerate().map(async |(n, plan)| (n, plan.send(&table.worker).await)).collect();
    let mut busy = Vec::new();
    while busy.len() < plans.len() - 3 {
        let (n, answer) = answers.next().await.unwrap();
        assert_eq!(answer.refusal(), refusal(503, "busy"));
        assert_eq!(answer.headers["retry-after"], "1");
        assert_eq!(answer.json()["retry_after"], 1);
        busy.push(n);
    }
    assert_eq!(table.worker.get(&format!("/v1/visits/{}", table.visit)).await.status, 200, "reading goes on");
    shell.batch_execute("COMMIT").unwrap();
    while let Some((n, answer)) = answers.next().await {
        match answer.status.as_u16() {
            503 => busy.push(n),
            _ => drop(answer.ok()),
        }
    }
    drop(answers);
    for n in busy {
        assert_eq!(plans[n].send(&table.worker).await.ok()["version"], 1);
    }
    for plan in &plans {
        assert_eq!(table.worker.get(&plan.path).await.ok()["version"], 1);
        assert_eq!(plan.send(&table.worker).await.ok()["version"], 1, "sent again, done once");
    }
    table.assert_all_is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_free_connection_says_try_again_on_postgresql() {
    let db = TestDatabase::fresh(Backend::Postgres);
    let mut shell = db.postgres();
    let table =
        Table::laid(TestApp::start_with(db, |settings, _| settings.database.pool_size = 1).await).await;
    let plans: Vec<_> = (0..4).map(|_| Plan::new(&table)).collect();
    shell.batch_execute("BEGIN; LOCK TABLE heads IN ACCESS EXCLUSIVE MODE").unwrap();
    let mut answers: FuturesUnordered<_> =
        plans.iter().enumerate().map(async |(n, plan)| (n, plan.send(&table.worker).await)).collect();
    let (first, answer) = answers.next().await.unwrap();
    let (status, code) = answer.refusal();
    assert!(status == 503 && (code == "unavailable" || code == "busy"), "{status} {code}");
    assert!(answer.headers.contains_key("retry-after"));
    shell.batch_execute("COMMIT").unwrap();
    while let Some((_, answer)) = answers.next().await {
        assert!(answer.status == 200 || answer.status == 503, "{}", answer.text());
    }
    drop(answers);
    assert_eq!(plans[first].send(&table.worker).await.ok()["version"], 1);
    for plan in &plans {
        assert_eq!(plan.send(&table.worker).await.ok()["version"], 1);
    }
    table.assert_all_is_well().await;
}

both! {
    async fn a_full_disk_of_files_loses_nothing(db: TestDatabase) {
        let Some(disk) = SmallDisk::mounted(1024) else { return };
        let objects = format!("file://{}", disk.path().display());
        let table = Table::laid(TestApp::start_with(db, |settings, _| settings.objects.url = objects).await).await;
        let (app, worker) = (&table.app, &table.worker);
        let (photo, signature) = (app.photo(1), app.photo(2));
        let before = app.received_case(worker).await;
        let half = photo.bytes.len() / 2;
        let tus = |method: Method, path: &str, offset: &str, bytes: bytes::Bytes| {
            let request = worker.request(method, path).header("Tus-Resumable", "1.0.0").header("Upload-Offset", offset);
            request
                .header("Upload-Length", photo.bytes.len())
                .header("Content-Type", "application/offset+octet-stream")
                .body(bytes)
        };
        let begun = answer(tus(Method::POST, "/v1/uploads", "0", photo.bytes.slice(..half))).await;
        let upload = begun.headers["location"].to_str().unwrap();

        let ballast = disk.fill();
        let rest = || tus(Method::PATCH, upload, &half.to_string(), photo.bytes.slice(half..));
        assert_eq!(answer(rest()).await.refusal(), refusal(507, "storage-full"));
        assert_eq!(worker.upload(&signature).await.refusal(), refusal(507, "storage-full"));
        let head = answer(worker.request(Method::HEAD, upload).header("Tus-Resumable", "1.0.0")).await;
        assert_eq!(head.headers["upload-offset"], half.to_string().as_str(), "what was acknowledged stays");
        // Case data needs no room here and goes on.
        let case = table.new_case();
        worker.put(&case, &app.senior_card(table.visit, table.resident, &photo, &signature)).await.ok();
        let window = app.window().await;
        let file = window.get(&format!("/v1/cases/{before}")).await.ok()["files"][0]["file_id"].clone();
        let evidence = format!("/v1/cases/{before}/files/{}", file.as_str().unwrap());
        assert_eq!(window.get(&evidence).await.status, 200);

        fs::remove_file(ballast).unwrap();
        assert_eq!(answer(rest()).await.status, 204);
        worker.upload(&signature).await.ok();
        app.run_jobs().await;
        assert_eq!(worker.get(&case).await.ok()["stage"], "received");
        assert_eq!(worker.get(upload).await.bytes, photo.bytes);
        table.assert_all_is_well().await;
    }
}

/// Writes until there is no room, makes room, writes the rest: everything that was acknowledged is there, once.
async fn a_full_disk_of_rows_loses_nothing(table: &Table, disk: &SmallDisk) {
    let worker = &table.worker;
    let before = table.app.received_case(worker).await;
    let ballast = disk.fill();
    let mut kept = Vec::new();
    let refused = loop {
        assert!(kept.len() < 5_000, "the disk does not fill");
        let plan = Plan::new(table);
        let answer = plan.send(worker).await;
        if answer.status != 200 {
            assert_eq!(answer.refusal(), refusal(507, "storage-full"));
            break plan;
        }
        kept.push(plan);
    };
    assert_eq!(refused.send(worker).await.refusal(), refusal(507, "storage-full"));
    assert_eq!(worker.get(&refused.path).await.refusal(), refusal(404, "not-found"), "and reading goes on");
    assert_eq!(worker.get(&format!("/v1/cases/{before}")).await.ok()["stage"], "received");

    fs::remove_file(ballast).unwrap();
    assert_eq!(refused.send(worker).await.ok()["version"], 1);
    for plan in kept.iter().chain([&refused]) {
        assert_eq!(worker.get(&plan.path).await.ok()["version"], 1);
    }
    table.assert_all_is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_rows_loses_nothing_on_sqlite() {
    let Some(disk) = SmallDisk::mounted(4 * 1024) else { return };
    let url = format!("sqlite://{}", disk.path().join("zerotrip.db").display());
    let unused = TestDatabase::fresh(Backend::Sqlite);
    let table =
        Table::laid(TestApp::start_with(unused, |settings, _| settings.database.url = url).await).await;
    a_full_disk_of_rows_loses_nothing(&table, &disk).await;
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = diesel::sql_types::Text)]
    word: String,
}

/// A place for a PostgreSQL database on a small disk. It goes after the database.
struct Tablespace {
    name: String,
    disk: SmallDisk,
}

impl Tablespace {
    /// Moves a database there.
    fn of(db: &TestDatabase, disk: SmallDisk) -> Self {
        let word = sql_query("SELECT setting AS word FROM pg_settings WHERE name = 'data_directory'");
        let data: Word = word.get_result(&mut server()).unwrap();
        let owner = fs::metadata(data.word).unwrap();
        chown(disk.path(), Some(owner.uid()), Some(owner.gid())).unwrap();
        // The server's own account has to get there.
        let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
        fs::set_permissions(disk.path(), mode).unwrap();
        let (_, database) = db.url().rsplit_once('/').unwrap();
        let name = format!("small_{database}");
        let made = format!("CREATE TABLESPACE {name} LOCATION '{}'", disk.path().display());
        server().batch_execute(&made).unwrap();
        server().batch_execute(&format!("ALTER DATABASE {database} SET TABLESPACE {name}")).unwrap();
        Self { name, disk }
    }
}

impl Drop for Tablespace {
    fn drop(&mut self) {
        let dropped = server().batch_execute(&format!("DROP TABLESPACE {}", self.name));
        assert!(dropped.is_ok() || std::thread::panicking(), "{dropped:?}");
    }
}

fn server() -> PgConnection {
    PgConnection::establish(&std::env::var("TEST_DATABASE_URL").unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_rows_loses_nothing_on_postgresql() {
    let Some(disk) = SmallDisk::mounted(64 * 1024) else { return };
    let db = TestDatabase::fresh(Backend::Postgres);
    let space = Tablespace::of(&db, disk);
    let table = Table::laid(TestApp::start(db).await).await;
    a_full_disk_of_rows_loses_nothing(&table, &space.disk).await;
}
