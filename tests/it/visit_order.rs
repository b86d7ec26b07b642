//! The order of a day's visits: a short way is proposed, and what the worker has chosen is what everybody sees.

use domain::{actor::Role, ids::ResidentId, retention::Kept};
use harness::{Person, TestApp, TestDatabase, both, story};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::actions::apply_retention;

use crate::unauthorised::id_number;

fn plan(app: &TestApp, resident: Uuid, at: &str) -> Value {
    json!({
        "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(),
        "resident_id": resident, "planned_for": format!("2026-11-23T{at}:00+08:00"), "items": [],
    })
}

async fn planned(app: &TestApp, worker: &Person, resident: Uuid, at: &str) -> Uuid {
    let id = app.fresh();
    worker.put(&format!("/v1/visits/{id}"), &plan(app, resident, at)).await.ok();
    id
}

/// A resident at whose door the worker stood once.
async fn known(app: &TestApp, worker: &Person, n: u8, place: Option<(f64, f64)>) -> Uuid {
    let resident = app.resident(worker, app.centre.community.uuid(), "李大有", &id_number(n)).await;
    let visit = planned(app, worker, resident, "08:00").await;
    let mut start = json!({"write_id": app.fresh(), "base_version": 1, "device_at": app.now().to_string()});
    if let Some((lat, lon)) = place {
        start["place"] = json!({"lat": lat, "lon": lon});
    }
    worker.post(&format!("/v1/visits/{visit}/start"), &start).await.ok();
    resident
}

async fn order_of(who: &Person) -> Vec<Value> {
    let list = who.get("/v1/visits?day=2026-11-23").await.ok();
    list["visits"].as_array().unwrap().iter().map(|visit| visit["id"].clone()).collect()
}

both! {
    async fn a_short_way_is_proposed_by_where_workers_stood(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let mut visits = Vec::new();
        for (n, lat) in [(41, Some(30.2804)), (42, None), (43, Some(30.2821)), (44, Some(30.2809))] {
            let resident = known(&app, &worker, n, lat.map(|lat| (lat, 120.12))).await;
            visits.push(planned(&app, &worker, resident, &format!("{}:00", n - 30)).await);
        }
        let [a, unknown, c, b] = visits[..] else { panic!() };
        let ask = json!({"date": "2026-11-23", "visit_ids": [a, unknown, c, b]});
        let proposed = worker.post("/v1/visits/order", &ask).await.ok();
        assert_eq!(proposed, json!({"visit_ids": [a, b, c, unknown], "metres": 222, "unplaced": [unknown]}));
        let mut pinned = ask.clone();
        pinned["start"] = json!({"lat": 30.283, "lon": 120.12});
        pinned["last"] = json!(b);
        let proposed = app.window().await.post("/v1/visits/order", &pinned).await.ok();
        assert_eq!(proposed["visit_ids"], json!([c, a, unknown, b]));
        assert_eq!(proposed["metres"], json!(111 + 222 + 111));
        assert_eq!(order_of(&worker).await[4..], [json!(a), json!(unknown), json!(c), json!(b)], "nothing was kept");

        // A place is kept sealed and coarse, and goes in its time.
        let (centre, id) = (app.centre.id, worker.get(&format!("/v1/visits/{a}")).await.ok());
        let id = ResidentId::from_uuid(id["resident"]["id"].as_str().unwrap().parse().unwrap());
        let sealed = app.app.store.read(move |tx| tx.home_places(centre, &[id])).await.unwrap().remove(&id).unwrap().0;
        let row = app.app.store.read(move |tx| tx.resident(centre, id)).await.unwrap().unwrap();
        let key = app.app.vault.resident_key(centre, id, &row.data_key).unwrap();
        assert_eq!(app.app.vault.open_place(&key, id, &sealed).unwrap().text(), "30280,120120");
        app.pass(SignedDuration::from_hours(24 * 366));
        assert_eq!(apply_retention::run(&app.app).await.unwrap()[&Kept::HomePlaces], 3);
    }

    async fn every_fault_of_an_order_is_told_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let (today, other) = (planned(&app, &worker, resident, "09:00").await, planned(&app, &worker, resident, "10:00").await);
        let wrong = json!({
            "date": "today", "visit_ids": [today, today], "start": {"lat": 91, "lon": 0}, "first": other, "last": other,
        });
        let (status, _, faults) = worker.post("/v1/visits/order", &wrong).await.problem();
        assert_eq!(status, 422);
        assert_eq!(faults, [
            "$.date date",
            "$.visit_ids[1] duplicate",
            "$.start out-of-range",
            "$.first not-applicable",
            "$.last not-applicable",
            "$.last duplicate",
        ]);
        let many: Vec<_> = (0..17).map(|_n| app.fresh()).collect();
        let faults = worker.post("/v1/visits/order", &json!({"date": "2026-11-23", "visit_ids": many})).await.problem().2;
        assert_eq!(faults, ["$.visit_ids too-many"]);
        let next_door = app.someone(Role::Worker, app.centre, Some(app.centre.second), None).await;
        let ask = json!({"date": "2026-11-23", "visit_ids": [today, other]});
        let faults = next_door.post("/v1/visits/order", &ask).await.problem().2;
        assert_eq!(faults, ["$.visit_ids[0] visit-unknown", "$.visit_ids[1] visit-unknown"]);
        let ask = json!({"date": "2026-11-24", "visit_ids": [today, other]});
        let faults = worker.post("/v1/visits/order", &ask).await.problem().2;
        assert_eq!(faults, ["$.visit_ids[0] not-of-day", "$.visit_ids[1] not-of-day"]);
    }

    async fn an_order_that_was_chosen_is_what_everybody_sees(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague, window) = (app.worker().await, app.worker().await, app.window().await);
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let mut visits = Vec::new();
        for (who, at) in [(&worker, "09:00"), (&colleague, "09:30"), (&worker, "10:00"), (&worker, "11:00")] {
            visits.push(json!(planned(&app, who, resident, at).await));
        }
        let [a, theirs, b, c] = &visits[..] else { panic!() };
        let cursor = worker.get("/v1/sync").await.ok()["cursor"].as_str().unwrap().to_owned();
        let keep = json!({"write_id": app.fresh(), "date": "2026-11-23", "visit_ids": [c, theirs, a]});
        let kept = worker.put("/v1/visits/day-order", &keep).await.ok();
        assert_eq!(kept, json!({"date": "2026-11-23", "visit_ids": [c, a]}), "a colleague's is passed over");
        assert_eq!(worker.put("/v1/visits/day-order", &keep).await.ok(), kept, "the same write");
        assert_eq!(order_of(&worker).await, [c.clone(), a.clone(), b.clone()]);
        assert_eq!(order_of(&window).await, [c.clone(), theirs.clone(), a.clone(), b.clone()]);
        assert_eq!(order_of(&colleague).await, std::slice::from_ref(theirs));

        let page = worker.get(&format!("/v1/sync?cursor={cursor}")).await.ok();
        let told: Vec<_> = page["changes"].as_array().unwrap().iter().filter(|change| change["kind"] == "visit").collect();
        let mut positions: Vec<_> =
            told.iter().map(|change| (&change["visit"]["position"], &change["visit"]["version"])).collect();
        positions.sort_by_key(|(position, _)| position.as_u64());
        assert_eq!(positions, [(&json!(0), &json!(1)), (&json!(2), &json!(1))], "what a phone wrote on it stands");

        // Put off to another day, a visit has no place any more; what is chosen anew counts.
        let path = format!("/v1/visits/{}", c.as_str().unwrap());
        let mut later = plan(&app, resident, "11:00");
        later["base_version"] = json!(1);
        later["planned_for"] = json!("2026-11-24T11:00:00+08:00");
        worker.put(&path, &later).await.ok();
        assert_eq!(worker.get(&path).await.ok()["position"], Value::Null);
        let anew = json!({"write_id": app.fresh(), "date": "2026-11-23", "visit_ids": [b]});
        worker.put("/v1/visits/day-order", &anew).await.ok();
        assert_eq!(order_of(&worker).await, [b.clone(), a.clone()]);

        assert_eq!(window.put("/v1/visits/day-order", &keep).await.refusal(), (403, "forbidden".into()));
        let wrong = json!({"write_id": app.fresh(), "date": "x", "visit_ids": [a, a]});
        let faults = worker.put("/v1/visits/day-order", &wrong).await.problem().2;
        assert_eq!(faults, ["$.date date", "$.visit_ids[1] duplicate"]);
    }
}
