//! What is measured, in what numbers, against which aims.

use std::{path::PathBuf, sync::Arc, time::Duration};

use harness::Backend;

use super::{
    Outcome, cases,
    drive::{Driven, Errand, drive},
    machine,
    photos::{PHOTO_BYTES, Pictures},
    server::Server,
    site::Site,
    syncs,
    table::{Aim, Fact, Row, Tables, thousands},
    uploads::{self, Way},
    usage::Memory,
};

/// A server is idle after so long.
const IDLE: Duration = Duration::from_secs(2);
/// Starts, of which the middle one counts.
const STARTS: usize = 5;
/// Submissions that are not counted, at the beginning.
const WARM_UP: usize = 640;

/// Measurements on one disk.
pub struct Plan {
    /// What has been measured.
    pub tables: Tables,
    /// Kept to the end: for minutes after files were deleted, ext4 without a journal looks past every one of them
    /// whenever it makes another.
    sites: Vec<Arc<Site>>,
    folder: PathBuf,
    quick: bool,
}

impl Plan {
    /// Nothing measured yet.
    pub fn new(folder: PathBuf, quick: bool) -> Self {
        Self { tables: Tables::default(), sites: Vec::new(), folder, quick }
    }

    const fn scaled(&self, count: usize) -> usize {
        if self.quick { count / 10 } else { count }
    }

    /// Submissions on SQLite, syncs, start and memory.
    pub async fn sqlite(&mut self) -> Outcome<()> {
        let site = self.found(Backend::Sqlite).await?;
        let server = Server::start(&site)?;
        drive(&site, &server, 8, cases::without_photos(&site, WARM_UP)?).await?;
        for (clients, count) in [(1, 5_000), (8, 20_000), (64, 20_000)] {
            let (mut row, rate) = self.submissions(&site, &server, "SQLite", clients, count).await?;
            if clients == 64 {
                let cpu = row.cpu();
                row.aims =
                    vec![Aim::at_least("≥ 4,000/s", 4_000.0, rate), Aim::at_most("≤ 0.25 CPU s", 0.25, cpu)];
            }
            self.note(row);
        }
        for (clients, count) in [(1, 150), (8, 300)] {
            let (mut row, rate) = self.photos(&site, &server, "SQLite", clients, count).await?;
            if clients == 8 {
                let cpu = row.cpu();
                row.aims = vec![Aim::at_least("≥ 150/s", 150.0, rate), Aim::at_most("≤ 5 CPU s", 5.0, cpu)];
            }
            self.note(row);
        }
        let peak = Memory::of(server.pid)?.peak;
        server.stop()?;
        self.start_and_memory(&site, peak).await?;
        self.syncs(&site).await
    }

    /// Submissions on PostgreSQL.
    pub async fn postgres(&mut self) -> Outcome<()> {
        let site = self.found(Backend::Postgres).await?;
        let server = Server::start(&site)?;
        drive(&site, &server, 8, cases::without_photos(&site, WARM_UP)?).await?;
        for (clients, count) in [(1, 2_000), (8, 6_000), (64, 8_000)] {
            let (mut row, _rate) = self.submissions(&site, &server, "PostgreSQL", clients, count).await?;
            if clients == 64 {
                row.aims = vec![Aim::at_most("≤ 1.6 CPU s with database", 1.6, row.cpu())];
            }
            self.note(row);
        }
        let (row, _rate) = self.photos(&site, &server, "PostgreSQL", 8, 150).await?;
        self.note(row);
        server.stop()
    }

    /// Uploads alone.
    pub async fn tus(&mut self) -> Outcome<()> {
        let site = self.found(Backend::Sqlite).await?;
        let server = Server::start(&site)?;
        drive(&site, &server, 8, uploads::files(&site, Way::AtOnce, 64, PHOTO_BYTES)?).await?;
        let photo = ("300 KB", PHOTO_BYTES, 1_000);
        let scan = ("3 MB", 10 * PHOTO_BYTES, 150);
        let runs = [
            (photo, Way::AtOnce),
            (photo, Way::BeginThenAll),
            (scan, Way::AtOnce),
            (scan, Way::BeginThenAll),
            (scan, Way::BeginThenMebibytes),
        ];
        for ((size, bytes, count), way) in runs {
            for clients in [1, 8] {
                let errands = uploads::files(&site, way, self.scaled(count), bytes)?;
                machine::warm_page_cache(&self.folder, errands.len() * bytes)?;
                let driven = drive(&site, &server, clients, errands).await?;
                let row = uploaded(format!("tus, {size}, {}", way.as_str()), clients, &driven, bytes)?;
                self.note(row);
            }
        }
        server.stop()
    }

    async fn found(&mut self, backend: Backend) -> Outcome<Arc<Site>> {
        eprintln!("bench: founding a site on {backend:?}");
        let site = Arc::new(Site::found(backend, &self.folder).await?);
        self.sites.push(Arc::clone(&site));
        Ok(site)
    }

    /// A run of submissions without photos, and how many a second.
    async fn submissions(
        &self,
        site: &Site,
        server: &Server,
        database: &str,
        clients: usize,
        count: usize,
    ) -> Outcome<(Row, f64)> {
        let errands = cases::without_photos(site, self.scaled(count))?;
        let driven = drive(site, server, clients, errands).await?;
        Ok(submitted(format!("{database}, without photos"), clients, &driven, driven.answered))
    }

    /// A run of submissions with photos, and how many a second were verified and received.
    async fn photos(
        &self,
        site: &Site,
        server: &Server,
        database: &str,
        clients: usize,
        count: usize,
    ) -> Outcome<(Row, f64)> {
        let errands = self.with_photos(site, count)?;
        let cases = u64::try_from(errands.len())?;
        let before = site.counts().await?.1;
        let driven = drive(site, server, clients, errands).await?;
        let received = site.counts().await?.1 - before;
        if received != cases {
            return Err(format!("{received} of {cases} cases were received").into());
        }
        Ok(submitted(format!("{database}, with 3 × 300 KB"), clients, &driven, driven.drained))
    }

    fn with_photos(&self, site: &Site, count: usize) -> Outcome<Vec<Errand>> {
        let errands = cases::with_photos(site, &Pictures::draw()?, self.scaled(count))?;
        machine::warm_page_cache(&self.folder, errands.len() * cases::FILES * PHOTO_BYTES)?;
        Ok(errands)
    }

    /// Start on existing data, and memory when nothing happens.
    async fn start_and_memory(&mut self, site: &Site, peak: f64) -> Outcome<()> {
        let (filed, received) = site.counts().await?;
        let mut starts = Vec::new();
        let mut idle = None;
        for start in 1..=STARTS {
            let server = Server::start(site)?;
            starts.push(server.ready_after);
            if start == STARTS {
                tokio::time::sleep(IDLE).await;
                idle = Some(Memory::of(server.pid)?);
            }
            server.stop()?;
        }
        starts.sort_unstable();
        let ready = starts[STARTS / 2].as_secs_f64() * 1000.0;
        let idle = idle.ok_or("never idle")?;
        self.tables.facts.push(Fact {
            what: "start to ready, on existing data",
            measured: format!("{ready:.0} ms with {} cases", thousands(usize::try_from(filed)?)),
            aims: vec![Aim::at_most("≤ 150 ms", 150.0, ready)],
        });
        self.tables.facts.push(Fact {
            what: "memory, idle",
            measured: format!("{:.0} MB resident ({:.0} MB its share)", idle.resident, idle.proportional),
            aims: vec![Aim::at_most("≤ 40 MB", 40.0, idle.resident)],
        });
        self.tables.facts.push(Fact {
            what: "memory, most under load",
            measured: format!(
                "{peak:.0} MB resident, after {} cases with photos",
                thousands(usize::try_from(received)?)
            ),
            aims: Vec::new(),
        });
        Ok(())
    }

    /// How often the server syncs. The tracing slows it down, so nothing else of these runs is kept.
    async fn syncs(&mut self, site: &Site) -> Outcome<()> {
        let trace = site.file("syncs.trace");
        let server = Server::start_traced(site, &trace)?;
        let mut runs = Vec::new();
        for (what, clients, errands) in [
            ("SQLite, without photos, traced", 64, cases::without_photos(site, self.scaled(10_000))?),
            ("SQLite, with 3 × 300 KB, traced", 8, self.with_photos(site, 100)?),
        ] {
            let begun = syncs::instant()?;
            let driven = drive(site, &server, clients, errands).await?;
            runs.push((what, clients, driven, begun, syncs::instant()?));
        }
        server.stop()?;
        for (what, clients, driven, begun, ended) in runs {
            let (row, _rate) = submitted(what.to_owned(), clients, &driven, driven.answered);
            let mut row = row.without_cpu();
            let each = real(syncs::count(&trace, begun, ended)?) / real(driven.each.len());
            row.syncs = Some(each);
            if clients == 64 {
                row.aims = vec![Aim::at_most("≤ 0.05 syncs", 0.05, each)];
            }
            self.note(row);
        }
        Ok(())
    }

    fn note(&mut self, row: Row) {
        eprintln!("{row}");
        self.tables.rows.push(row);
    }
}

fn submitted(what: String, clients: usize, driven: &Driven, took: Duration) -> (Row, f64) {
    let count = real(driven.each.len());
    let rate = count / took.as_secs_f64();
    (Row::new(what, clients, driven, count / 1_000.0, whole(rate)), rate)
}

fn uploaded(what: String, clients: usize, driven: &Driven, bytes: usize) -> Outcome<Row> {
    let (count, seconds) = (real(driven.each.len()), driven.answered.as_secs_f64());
    let gigabytes = count * real(bytes) / 1e9;
    let rate = format!("{} ({} MB)", whole(count / seconds), whole(gigabytes * 1e3 / seconds));
    let mut row = Row::new(what, clients, driven, gigabytes, rate);
    row.aims = vec![Aim::at_most("≤ 2.8 CPU s", 2.8, row.cpu())];
    Ok(row)
}

/// A count as a real number.
fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn whole(rate: f64) -> String {
    let digits = format!("{rate:.0}");
    digits.parse().map_or(digits, thousands)
}
