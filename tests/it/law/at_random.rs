//! Acts drawn at random, most of them out of place: whatever comes in whatever order, a case is only ever moved as the
//! law's table of moves says, its history only grows, its clocks only go on, and the audit chains hold.

use domain::{
    actor::{Grant, Role},
    text::DepartmentCode,
};
use harness::{Person, TestApp, TestDatabase, both, person::Answer};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::AuditWalk;
use zerotrip::jobs::timetable;

use super::{approver, departments_case, id_of};

/// Acts drawn in one play.
const ACTS: usize = 150;

const ENDING: &[&str] = &["conclude", "not-accept", "decide", "withdraw", "terminate", "void"];

const OPEN: &[&str] =
    &["receiving", "received", "correction_requested", "accepted", "in_review", "suspended"];

/// Decided, and the resident has yet to get it.
const OWED: &[&str] = &["approved", "refused", "issued"];

/// Everything that should never have been is void, until it is out of the house.
const VOIDABLE: &[&str] = &[
    "receiving",
    "received",
    "correction_requested",
    "accepted",
    "in_review",
    "suspended",
    "approved",
    "refused",
    "issued",
];

/// What may be drawn: the act, what it says, and the stages that it may lead from and to. No stage means: where it was.
fn acts(duplicate_of: &str) -> Vec<(&'static str, Value, &'static [&'static str], &'static [&'static str])> {
    let note = || json!({"note": "按规定办理"});
    let check = json!({"kind": "assessment", "legal_basis": "残疾评定办法", "until": "2027-01-29"});
    let defects = json!([{"material": "id-card", "reason": "unreadable"}]);
    let void = json!({"reason": "duplicate", "note": "重复申请", "duplicate_of": id_of(duplicate_of)});
    vec![
        ("accept", json!({}), &["received"], &["accepted", "in_review"]),
        ("conclude", json!({"outcome": "granted"}), &["received", "accepted"], &["approved"]),
        (
            "not-accept",
            json!({"reason": "not_needed", "note": "不需要办理"}),
            &["received"],
            &["not_accepted"],
        ),
        ("return", json!({ "defects": defects }), &["received"], &["correction_requested"]),
        (
            "return",
            json!({"defects": defects, "further_reason": "主任批准"}),
            &["received"],
            &["correction_requested"],
        ),
        ("forward", json!({}), &["accepted"], &["in_review"]),
        ("opinion", note(), &["in_review", "suspended"], &[]),
        ("decide", json!({"outcome": "refused", "opinion": "不符合条件"}), &["in_review"], &["refused"]),
        ("return-to-window", note(), &["in_review"], &["accepted"]),
        ("suspend", check, &["in_review"], &["suspended"]),
        ("resume", json!({}), &["suspended"], &["in_review"]),
        ("revoke-mandate", note(), OPEN, &[]),
        ("withdraw", json!({"reason": "changed_mind"}), OPEN, &["withdrawn"]),
        ("terminate", json!({"reason": "impossible", "note": "无法继续"}), OPEN, &["terminated"]),
        ("issue", json!({"way": "home"}), &["approved", "refused"], &["issued"]),
        ("void", void, VOIDABLE, &["void"]),
    ]
}

/// A sequence that a seed repeats (xorshift).
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }
}

struct Play {
    app: TestApp,
    draw: Draw,
    people: Vec<Person>,
    /// Sees every case at every stage.
    manager: Person,
    cases: Vec<String>,
    told: Vec<String>,
}

fn text<'view>(view: &'view Value, key: &str) -> &'view str {
    view[key].as_str().unwrap_or("")
}

impl Play {
    async fn begin(db: TestDatabase, seed: u64) -> Self {
        let app = TestApp::start(db).await;
        let (worker, manager) = (app.worker().await, app.manager().await);
        let centre = Some(app.centre.id);
        let grant = |role| Grant { role, centre, community: None, department: None };
        let department = DepartmentCode::parse("DPF").ok();
        // Small centres have such people; only four eyes stand in their way.
        let all =
            vec![grant(Role::Window), grant(Role::Manager), Grant { department, ..grant(Role::Approver) }];
        let people = vec![
            worker.clone(),
            app.window().await,
            approver(&app, "DPF").await,
            manager.clone(),
            app.signed_in_as(all).await,
        ];
        let mut cases = Vec::new();
        for _ in 0..3 {
            cases.push(departments_case(&app, &worker).await);
            cases.push(format!("/v1/cases/{}", app.received_case(&worker).await));
        }
        Self { app, draw: Draw(seed), people, manager, cases, told: Vec::new() }
    }

    async fn view(&self, case: &str) -> Value {
        self.manager.get(case).await.ok()
    }

    /// One act, by anybody, on any case, now and then on a version that is not the case's.
    async fn act(&mut self) {
        let case = self.cases[self.draw.below(self.cases.len())].clone();
        let other = self.cases[self.draw.below(self.cases.len())].clone();
        let mut drawn = acts(&other);
        // What ends a case is drawn seldom, or there would soon be nothing left to play with.
        let mut place = self.draw.below(drawn.len());
        while ENDING.contains(&drawn[place].0) && self.draw.below(4) > 0 {
            place = self.draw.below(drawn.len());
        }
        let (verb, mut body, from, to) = drawn.swap_remove(place);
        let who = [0, 1, 2, 3, 4, 4, 4, 4][self.draw.below(8)];
        let before = self.view(&case).await;
        let off = [0, 0, 0, 0, 0, 0, 1, -1][self.draw.below(8)];
        body["write_id"] = json!(self.app.fresh());
        body["base_version"] = json!(before["version"].as_i64().unwrap() + off);
        let answer = self.people[who].post(&format!("{case}/{verb}"), &body).await;
        let after = self.view(&case).await;
        self.told.push(format!("{verb} by {who} off {off} on {}: {}", id_of(&case), answer.status));
        self.only_as_allowed(&before, &after, &answer, off, (from, to));
        self.history_grew(&before, &after);
    }

    fn only_as_allowed(
        &self,
        before: &Value,
        after: &Value,
        answer: &Answer,
        off: i64,
        (from, to): (&[&str], &[&str]),
    ) {
        let told = self.told.join("\n");
        let (was, is) = (text(before, "stage"), text(after, "stage"));
        if answer.status == 200 {
            assert_eq!(off, 0, "on a version that was not the case's:\n{told}");
            assert!(from.contains(&was), "from {was}:\n{told}");
            assert!(to.contains(&is) || (to.is_empty() && is == was), "from {was} to {is}:\n{told}");
            let next = before["version"].as_i64().unwrap() + 1;
            assert_eq!(after["version"], next, "one write, one version:\n{told}");
        } else {
            let (status, code, _) = answer.problem();
            assert!([403, 404, 409, 422].contains(&status), "{status} {code}:\n{told}");
            assert_eq!((&before["version"], was), (&after["version"], is), "refused and done:\n{told}");
        }
    }

    /// Time goes by and the server does what the clocks ask of it: it may accept, and nothing else.
    async fn wait(&mut self) {
        let mut before = Vec::new();
        for case in &self.cases {
            before.push(self.view(case).await);
        }
        let hours = i64::try_from(1 + self.draw.below(70)).unwrap();
        self.app.pass(SignedDuration::from_hours(hours));
        timetable::round(&self.app.app).await.unwrap();
        self.app.run_jobs().await;
        self.told.push(format!("{hours} hours"));
        for person in &mut self.people {
            *person = self.app.signed_in_again(person).await;
        }
        self.manager = self.people[3].clone();
        for (case, before) in self.cases.iter().zip(before) {
            let after = self.view(case).await;
            let (was, is) = (text(&before, "stage"), text(&after, "stage"));
            let deemed = was == "received" && ["accepted", "in_review"].contains(&is);
            assert!(was == is || deemed, "from {was} to {is}:\n{}", self.told.join("\n"));
            self.history_grew(&before, &after);
        }
    }

    fn history_grew(&self, before: &Value, after: &Value) {
        let told = self.told.join("\n");
        let events = |view: &Value| view["events"].as_array().unwrap().clone();
        let (had, has) = (events(before), events(after));
        assert_eq!(had, has[..had.len()], "the past changed:\n{told}");
        let times: Vec<_> = has.iter().map(|event| text(event, "at").to_owned()).collect();
        assert!(times.is_sorted(), "{times:?}:\n{told}");
        for fact in ["number", "accepted_at"] {
            assert!(before[fact].is_null() || before[fact] == after[fact], "{fact} changed:\n{told}");
        }
        let was = text(before, "stage");
        if OWED.contains(&was) {
            let is = text(after, "stage");
            assert!(is == was || ["issued", "void"].contains(&is), "from {was} to {is}:\n{told}");
        } else if !OPEN.contains(&was) {
            assert_eq!(before["stage"], after["stage"], "it was over:\n{told}");
            assert_eq!(after["deadlines"]["due_at"], Value::Null, "something is due of it:\n{told}");
        }
        if let (Some(received), Some(accepted)) =
            (after["received_at"].as_str(), after["accepted_at"].as_str())
        {
            assert!(received <= accepted, "accepted before its receipt:\n{told}");
        }
    }

    async fn end(self) {
        let centre = self.app.centre.id;
        let walk =
            self.app.app.store.read(move |tx| tx.walk_audit(centre, |_seq, _hash| true)).await.unwrap();
        assert!(matches!(walk, AuditWalk::Whole { .. }), "{walk:?}");
        let done = self.told.iter().filter(|line| line.ends_with("200 OK")).count();
        assert!(
            done >= 12,
            "a play in which hardly anything happens shows nothing:\n{}",
            self.told.join("\n")
        );
    }
}

both! {
    async fn no_order_of_acts_breaks_a_case(db: TestDatabase) {
        play(db, 0x5eed_0001).await;
    }

    async fn nor_does_another(db: TestDatabase) {
        play(db, 0xca5e_5eed_0007).await;
    }
}

async fn play(db: TestDatabase, seed: u64) {
    let mut play = Play::begin(db, seed).await;
    for _ in 0..ACTS {
        if play.draw.below(12) == 0 {
            play.wait().await;
        }
        play.act().await;
    }
    play.end().await;
}
