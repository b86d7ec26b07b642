//! A year of cases of eight centres, as they could have been.

use std::collections::BTreeMap;

use domain::{
    case_number::{CaseNumber, CentreCode},
    catalogue::Catalogue,
    deadlines::{BusinessHours, Reckoning},
    identity::upgrade,
    ids::{CaseId, CentreId},
};
use harness::{TestApp, TestDatabase};
use jiff::{SignedDuration, Timestamp, civil::Date};
use uuid::Uuid;
use zerotrip::{
    actions::{Error, keep_catalogues, keep_facts::Bookkeeping},
    calendar,
};

use super::{
    Outcome,
    rows::{Bulk, Rows, Words},
};
use crate::dice::Dice;

const CENTRES: usize = 8;
const COMMUNITIES: usize = 6;
const WORKERS: usize = 10;
/// Residents of the centre whose cases are listed.
const RESIDENTS: usize = 200;
const SEALED: [u8; 200] = [7; 200];

/// What was filled in.
pub struct Year {
    pub from: Date,
    pub to: Date,
    pub rows: BTreeMap<&'static str, usize>,
    /// Some of the cases.
    pub sample: Vec<(CentreId, CaseId)>,
}

struct Place {
    centre: Uuid,
    communities: Vec<Uuid>,
    workers: Vec<Uuid>,
    residents: Vec<Uuid>,
}

/// Fills a database with a year of cases, the last day of which is the day before today.
pub async fn fill(app: &TestApp, cases: usize) -> Outcome<Year> {
    let places = places(app).await?;
    let last = domain::clock::shanghai(app.now()).date().yesterday()?;
    let from = last.checked_sub(jiff::Span::new().days(364))?;
    let catalogue = keep_catalogues::current(&app.app).await?;
    let mut writer = Writer::new(&catalogue, &app.database);
    for n in 0..cases {
        writer.case(&places, from, n, cases);
    }
    let (rows, sample) = writer.end();
    // What a database does by itself overnight.
    app.database.execute("ANALYZE");
    Ok(Year { from, to: last, rows, sample })
}

async fn places(app: &TestApp) -> Outcome<Vec<Place>> {
    let worker = app.worker().await;
    let mut residents = Vec::new();
    for n in 0..RESIDENTS {
        let fifteen = format!("99999940{:02}{:02}{n:03}", n % 12 + 1, n % 28 + 1);
        residents
            .push(app.resident(&worker, app.centre.community.uuid(), "王秀英", &upgrade(&fifteen)?).await);
    }
    let fresh = |count: usize| -> Vec<Uuid> { (0..count).map(|_| app.fresh()).collect() };
    let mut places = Vec::new();
    for n in 0..CENTRES {
        let is_listed = n == 0;
        let centre = if is_listed { app.centre.id.uuid() } else { app.fresh() };
        places.push(Place {
            centre,
            communities: fresh(COMMUNITIES),
            workers: fresh(WORKERS),
            residents: if is_listed { residents.clone() } else { fresh(RESIDENTS) },
        });
    }
    Ok(places)
}

struct Writer {
    bulk: Bulk,
    words: Words,
    dice: Dice,
    code: CentreCode,
    calendar: domain::working_days::Calendar,
    items: Vec<(String, String, bool, u16, usize, bool)>,
    version: String,
    tables: Vec<Rows>,
    sample: Vec<(CentreId, CaseId)>,
}

const VISITS: usize = 0;
const CASES: usize = 1;
const EVENTS: usize = 2;
const DEADLINES: usize = 3;
const NOTICES: usize = 4;
const MESSAGES: usize = 5;
const LOOKUPS: usize = 6;
const RATINGS: usize = 7;
const FACTS: usize = 8;

impl Writer {
    fn new(catalogue: &Catalogue, database: &TestDatabase) -> Self {
        let items = catalogue.items.iter().flat_map(|item| {
            let times = usize::try_from(item.demo_volume.div_ceil(10)).unwrap_or(1);
            let shares =
                item.materials.iter().any(|m| matches!(m.source, domain::catalogue::Source::Share(_)));
            let department = item.department.as_str().to_owned();
            let whole = item.home_mode == "full";
            let limit = item.guide.promised_days;
            let struck = item.no_longer_asked.len();
            let line = (item.code.as_str().to_owned(), department, whole, limit, struck, shares);
            std::iter::repeat_n(line, times)
        });
        Self {
            bulk: Bulk::on(database),
            words: Words(database.backend()),
            dice: Dice::of(1, "year", 0),
            code: CentreCode::parse("330106013014").expect("the pilot's code is one"),
            calendar: calendar::load(calendar::SHIPPED).expect("the shipped calendar is good"),
            items: items.collect(),
            version: catalogue.version.as_str().to_owned(),
            tables: vec![
                Rows::of(
                    "visits",
                    "centre_id,id,seq,version,community_id,resident_id,worker_id,planned_for,items,stage,started_at,finished_at,outcome,next_time,created_by,created_at",
                ),
                Rows::of(
                    "cases",
                    "centre_id,id,seq,version,community_id,resident_id,visit_id,worker_id,item,catalogue,immediate,practice,decided_at,department,stage,number,received_at,accepted_at,accepted_by,concluded_at,ended_at,covers,declared,query_failures,created_at,updated_at",
                ),
                Rows::of("case_events", "centre_id,case_id,no,kind,at,device_at,actor_id,role,reason"),
                Rows::of(
                    "deadlines",
                    "case_id,centre_id,calendar,promised_at,statutory_at,light,provisional",
                ),
                Rows::of(
                    "correction_notices",
                    "case_id,no,centre_id,issued_at,issued_by,defects,words,answered_at",
                ),
                Rows::of(
                    "messages",
                    "centre_id,id,case_id,resident_id,kind,state,recipient,text,queued_at,done_at",
                ),
                Rows::of("lookups", "id,centre_id,seq,case_id,item,material,purpose,asked_at,outcome,digest"),
                Rows::of("ratings", "case_id,centre_id,level,source,at"),
                Rows::of(
                    "case_facts",
                    "received_at,case_id,centre_id,community_id,worker_id,item,catalogue,deemed,over_at,verdict,zero_trip,visits,minutes,working_days,promise_kept,corrections,spared,queued,handed_over,delivered,failed,rating",
                ),
            ],
            sample: Vec::new(),
        }
    }

    /// One case: visited, filed, received, perhaps returned once, concluded; a few void, withdrawn or still open.
    fn case(&mut self, places: &[Place], from: Date, n: usize, of: usize) {
        let place = self.dice.pick(places);
        let community = *self.dice.pick(&place.communities);
        let worker = *self.dice.pick(&place.workers);
        let resident = *self.dice.pick(&place.residents);
        let (item, department, whole, limit, struck, _shares) = self.dice.pick(&self.items).clone();
        let centre = place.centre;
        let minutes = |n: usize| SignedDuration::from_mins(i64::try_from(n).unwrap_or(0));
        // Spread over the year in their order, each in the working hours of its day.
        let day = domain::clock::day_start(from) + minutes(n * 364 / of * 24 * 60);
        let collected = day + minutes(9 * 60 + self.dice.below(7 * 60));
        let received = collected + minutes(1 + self.dice.below(30));
        let roll = self.dice.below(1000);
        let immediate = limit == 0;
        let lasts = if immediate { self.dice.below(120) } else { self.dice.below(24 * 60 * 16) };
        let is_returned = self.dice.percent(6);
        let again = received + minutes(if is_returned { 24 * 60 } else { 0 });
        let over = again + minutes(1 + lasts);
        let due = again + minutes(if immediate { 110 } else { 24 * 60 * 15 });
        let (case, visit) = (self.dice.uuid(collected), self.dice.uuid(collected));
        let (stage, verdict) = match roll {
            0..6 => ("void", Some("void")),
            6..12 => ("void", Some("duplicate")),
            12..22 => ("withdrawn", Some("withdrawn")),
            22..32 => ("received", None),
            32..62 => ("refused", Some("refused")),
            _ => ("approved", Some("granted")),
        };
        let decided = matches!(stage, "approved" | "refused");
        let w = self.words;
        let null = || "NULL".to_owned();
        let text = |text: &str| format!("'{text}'");
        let flag = |truth: bool| if truth { "TRUE".to_owned() } else { "FALSE".to_owned() };
        let when = |is: bool, at: Timestamp| if is { w.at(at) } else { "NULL".to_owned() };
        let seq = (1_000_000 + n).to_string();

        self.tables[VISITS].add(&[
            w.id(centre),
            w.id(visit),
            seq.clone(),
            "3".into(),
            w.id(community),
            w.id(resident),
            w.id(worker),
            w.at(collected),
            text(&item),
            text("finished"),
            w.at(collected),
            w.at(received),
            text("done"),
            text(""),
            w.id(worker),
            w.at(collected),
        ]);
        let serial = u32::try_from(n + 1).unwrap_or(u32::MAX);
        let number = CaseNumber::new(&self.code, domain::clock::shanghai(received).date(), serial);
        self.tables[CASES].add(&[
            w.id(centre),
            w.id(case),
            seq.clone(),
            "4".into(),
            w.id(community),
            w.id(resident),
            w.id(visit),
            w.id(worker),
            text(&item),
            text(&self.version),
            flag(immediate),
            flag(false),
            text("centre"),
            text(&department),
            text(stage),
            text(number.as_str()),
            w.at(again),
            when(decided, over),
            if decided { text("window") } else { null() },
            when(decided, over),
            when(verdict.is_some() && !decided, over),
            text("id-card=file"),
            w.bytes(&SEALED),
            "0".into(),
            w.at(collected),
            w.at(over),
        ]);
        let mut events = vec![("filed", collected, None), ("received", received, None)];
        if is_returned {
            events.extend([
                ("correction_requested", received, Some("id-card:unreadable")),
                ("refiled", again, None),
                ("received", again, None),
            ]);
        }
        match verdict {
            Some("granted") => events.extend([("accepted", over, None), ("granted", over, None)]),
            Some("refused") => events.extend([("accepted", over, None), ("refused", over, None)]),
            Some("withdrawn") => events.push(("withdrawn", over, Some("changed_mind"))),
            Some("void") => events.push(("voided", over, Some("wrong_person"))),
            Some(_) => events.push(("voided", over, Some("duplicate"))),
            None => {}
        }
        for (no, (kind, at, reason)) in (1..).zip(events) {
            let device = if kind == "filed" { w.at(collected) } else { null() };
            self.tables[EVENTS].add(&[
                w.id(centre),
                w.id(case),
                (no * 10).to_string(),
                text(kind),
                w.at(at),
                device,
                w.id(worker),
                text("worker"),
                reason.map_or_else(null, text),
            ]);
        }
        self.tables[DEADLINES].add(&[
            w.id(case),
            w.id(centre),
            text("cn-2026-1"),
            w.at(due),
            w.at(due),
            text("green"),
            flag(false),
        ]);
        if is_returned {
            self.tables[NOTICES].add(&[
                w.id(case),
                "3".into(),
                w.id(centre),
                w.at(received),
                w.id(worker),
                text("id-card:unreadable"),
                w.bytes(&SEALED),
                w.at(again),
            ]);
        }
        let mut states = Vec::new();
        for kind in ["receipt", "conclusion", "rating_request"].into_iter().take(if decided { 3 } else { 1 })
        {
            let state = match self.dice.below(100) {
                0..3 => "failed",
                3..5 => "expired",
                _ => "accepted",
            };
            states.push(state);
            let id = self.dice.uuid(over);
            self.tables[MESSAGES].add(&[
                w.id(centre),
                w.id(id),
                w.id(case),
                w.id(resident),
                text(kind),
                text(state),
                w.bytes(&SEALED[..60]),
                w.bytes(&SEALED),
                w.at(over),
                w.at(over),
            ]);
        }
        // Nobody could tell: that spares nothing, and is written down all the same.
        let id = self.dice.uuid(received);
        self.tables[LOOKUPS].add(&[
            w.id(id),
            w.id(centre),
            seq,
            w.id(case),
            text(&item),
            text("photo"),
            text("made up"),
            w.at(received),
            text("unavailable"),
            w.bytes(&SEALED[..32]),
        ]);
        let rating = (decided && self.dice.percent(40)).then(|| *self.dice.pick(&[5, 5, 5, 4, 4, 3, 2, 1]));
        if let Some(level) = rating {
            self.tables[RATINGS].add(&[
                w.id(case),
                w.id(centre),
                level.to_string(),
                text("link"),
                w.at(over),
            ]);
        }
        let taken = Reckoning::new(&self.calendar, BusinessHours::default()).days_taken(received, over, &[]);
        let count =
            |wanted: &[&str]| states.iter().filter(|state| wanted.contains(state)).count().to_string();
        let mut facts = vec![
            w.at(received),
            w.id(case),
            w.id(centre),
            w.id(community),
            w.id(worker),
            text(&item),
            text(&self.version),
            flag(false),
        ];
        match verdict {
            None => facts.extend((0..14).map(|_| null())),
            Some(verdict) => facts.extend([
                w.at(over),
                text(verdict),
                flag(whole),
                "1".into(),
                domain::figures::minutes_between(collected, over).to_string(),
                taken.map_or_else(|_missing| null(), |days| days.to_string()),
                if decided { flag(over <= due) } else { null() },
                u8::from(is_returned).to_string(),
                struck.to_string(),
                states.len().to_string(),
                count(&["accepted", "expired"]),
                "0".into(),
                count(&["failed"]),
                rating.map_or_else(null, |level: i32| level.to_string()),
            ]),
        }
        self.tables[FACTS].add(&facts);
        if n.is_multiple_of(of.div_ceil(300)) {
            self.sample.push((CentreId::from_uuid(centre), CaseId::from_uuid(case)));
        }
        self.write(false);
    }

    fn write(&mut self, all: bool) {
        for rows in &mut self.tables {
            if let Some(sql) = rows.take(all) {
                self.bulk.run(&sql);
            }
        }
    }

    fn end(mut self) -> (BTreeMap<&'static str, usize>, Vec<(CentreId, CaseId)>) {
        self.write(true);
        self.bulk.run("COMMIT");
        (self.tables.iter().map(Rows::written).collect(), self.sample)
    }
}

/// Holds a sample of what was filled in against what its events say; how many cases that were.
pub async fn check(app: &TestApp, year: &Year) -> Outcome<usize> {
    let (books, sample) = (Bookkeeping::of(&app.app), year.sample.clone());
    let wrong = app.app.store.read(move |tx| {
        for (centre, case) in sample {
            let row = tx.case(&[centre], case)?.ok_or(Error::NotFound)?;
            let (kept, reckoned) = (tx.facts_of(centre, case)?, books.reckon(tx, &row.case)?);
            if kept != reckoned {
                return Ok::<_, Error>(Some(format!("{kept:?} is not {reckoned:?}")));
            }
        }
        Ok(None)
    });
    match wrong.await? {
        Some(trouble) => Err(trouble.into()),
        None => Ok(year.sample.len()),
    }
}
