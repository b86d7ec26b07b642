//! A change of the catalogue meets cases on their way: at home, on the line, being received, received.

use harness::{Person, TestApp, TestDatabase, both, person::Answer, story, story::Sealed};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    DECEMBER, DEVICES, FIRST, LAW, NEXT, edition, in_force, shown, until, with_one_closed, with_other_papers,
};
use crate::law::{act, approver, departments_case};

/// A worker in a resident's home, with what they photographed there.
struct AtHome {
    worker: Person,
    resident: Uuid,
    visit: Uuid,
    files: [Sealed; 3],
}

impl AtHome {
    async fn begin(app: &TestApp) -> Self {
        let worker = app.worker().await;
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        Self { worker, resident, visit, files: [app.photo(1), app.photo(2), app.photo(3)] }
    }

    /// A case for an assistive device, signed now, by what the phone shows.
    fn signed(&self, app: &TestApp, version: &str) -> Value {
        let [card, form, signature] = &self.files;
        let mut body = app.assistive_device(self.visit, self.resident, card, form, signature);
        body["catalogue_version"] = json!(version);
        body
    }

    async fn send(&self, app: &TestApp, case: Uuid, body: &Value) -> Answer {
        let worker = app.signed_in_again(&self.worker).await;
        let mut body = body.clone();
        body["write_id"] = json!(app.fresh());
        worker.put(&format!("/v1/cases/{case}"), &body).await
    }

    async fn upload(&self, app: &TestApp) {
        let worker = app.signed_in_again(&self.worker).await;
        for file in &self.files {
            worker.upload(file).await.ok();
        }
        app.run_jobs().await;
    }

    async fn see(&self, app: &TestApp, case: Uuid) -> Value {
        app.signed_in_again(&self.worker).await.get(&format!("/v1/cases/{case}")).await.ok()
    }
}

/// A photo of the fitting note in place of the certificate.
fn mended(mut body: Value) -> Value {
    body["catalogue_version"] = json!(NEXT);
    body["materials"][1] = json!({"material": "fitting-note", "cover": "original_taken"});
    body
}

both! {
    async fn a_phone_that_shows_an_old_version_is_told_what_differs_and_mends(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        until(&app, "2026-12-01T01:00:00Z");
        let (home, case) = (AtHome::begin(&app).await, app.fresh());
        let body = home.signed(&app, FIRST);
        let refused = home.send(&app, case, &body).await;
        assert_eq!(refused.refusal(), (409, "item-changed".into()));
        let told = refused.json()["difference"].clone();
        assert_eq!((&told["from"], &told["to"]), (&json!(FIRST), &json!(NEXT)));
        assert_eq!((&told["items"][0]["item"], told["items"].as_array().unwrap().len()), (&json!(DEVICES), 1));
        let materials = told["items"][0]["materials"].as_array().unwrap();
        let changes: Vec<_> = materials.iter().map(|one| (one["material"].clone(), one["change"].clone())).collect();
        assert_eq!(changes, [(json!("dpf-cert-copy"), json!("dropped")), (json!("fitting-note"), json!("added"))]);
        let worker = app.signed_in_again(&home.worker).await;
        assert_eq!(worker.get(&format!("/v1/cases/{case}")).await.refusal(), (404, "not-found".into()));

        assert_eq!(shown(&app).await, NEXT, "what the phone fetches");
        home.send(&app, case, &mended(body)).await.ok();
        home.upload(&app).await;
        let view = home.see(&app, case).await;
        assert_eq!((&view["stage"], &view["catalogue_version"]), (&json!("received"), &json!(NEXT)));
    }

    async fn what_was_signed_before_a_change_is_taken_as_it_was_signed_for_three_days(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        until(&app, "2026-11-30T15:00:00Z");
        let (home, in_time, too_late) = (AtHome::begin(&app).await, app.fresh(), app.fresh());
        let body = home.signed(&app, FIRST);
        until(&app, DECEMBER);
        app.pass(SignedDuration::from_hours(72) - SignedDuration::from_secs(1));
        home.send(&app, in_time, &body).await.ok();
        app.pass(SignedDuration::from_secs(1));
        assert_eq!(home.send(&app, too_late, &body).await.refusal(), (409, "item-changed".into()));
        let mut mandate_after = body.clone();
        mandate_after["mandate"]["signed_at"] = json!(app.now().to_string());
        assert_eq!(home.send(&app, too_late, &mandate_after).await.refusal(), (409, "item-changed".into()));

        // It goes on as it was signed: another photo, the uploads, the receipt.
        app.pass(SignedDuration::from_hours(24));
        let mut again = body;
        again["base_version"] = json!(1);
        again["note"] = json!("第二次提交");
        home.send(&app, in_time, &again).await.ok();
        home.upload(&app).await;
        let view = home.see(&app, in_time).await;
        assert_eq!((&view["stage"], &view["catalogue_version"]), (&json!("received"), &json!(FIRST)));
    }

    async fn where_the_materials_stay_the_case_is_handled_under_the_version_in_force(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let text = edition(NEXT, &[(DEVICES, LAW.0, LAW.1), (DEVICES, "limit_days = 10", "limit_days = 8")]);
        in_force(&app, &text, "2026-12-01").await;
        let home = AtHome::begin(&app).await;
        let (early, late) = (app.fresh(), app.fresh());
        let body = home.signed(&app, FIRST);
        home.send(&app, early, &body).await.ok();
        until(&app, "2026-12-01T01:00:00Z");
        home.send(&app, late, &body).await.ok();
        assert_eq!(home.see(&app, late).await["catalogue_version"], NEXT);
        assert_eq!(home.see(&app, early).await["catalogue_version"], FIRST);
        let mut again = body;
        again["base_version"] = json!(1);
        home.send(&app, early, &again).await.ok();
        assert_eq!(home.see(&app, early).await["catalogue_version"], NEXT, "mended after the change, and not received yet");
    }

    async fn a_received_case_is_finished_under_the_version_of_its_receipt(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        until(&app, "2026-11-30T14:00:00Z");
        let worker = app.worker().await;
        let case = departments_case(&app, &worker).await;
        until(&app, DECEMBER);
        let (window, department) = (app.window().await, approver(&app, "DPF").await);

        // What may be asked for is what was to be asked for then.
        let return_for = |material: &str| json!({"defects": [{"material": material, "reason": "unreadable", "note": "请重拍"}]});
        let (status, _, faults) = act(&app, &window, &case, "return", return_for("fitting-note")).await.problem();
        assert_eq!((status, faults), (422, vec!["$.defects[0].material material-unknown".to_owned()]));
        act(&app, &window, &case, "return", return_for("dpf-cert-copy")).await.ok();
        let worker = app.signed_in_again(&worker).await;
        let view = worker.get(&case).await.ok();
        assert_eq!((&view["stage"], &view["catalogue_version"]), (&json!("correction_requested"), &json!(FIRST)));

        let home = AtHome { resident: id(&view["resident"]["id"]), visit: id(&view["visit_id"]), worker: worker.clone(), files: [app.photo(1), app.photo(2), app.photo(3)] };
        let mut body = home.signed(&app, FIRST);
        body["base_version"] = view["version"].clone();
        let other = mended(body.clone());
        let case_id = id(&view["id"]);
        let refused = home.send(&app, case_id, &other).await;
        assert_eq!(refused.refusal(), (409, "item-changed".into()));
        let told = refused.json()["difference"].clone();
        assert_eq!((&told["from"], &told["to"]), (&json!(NEXT), &json!(FIRST)), "what the case is judged by");

        let mut answer = body;
        answer["materials"] = json!([{"material": "dpf-cert-copy", "cover": "original_seen"}]);
        answer["manifest"] = json!([story::claim(&home.files[2], "signature", None)]);
        home.send(&app, case_id, &answer).await.ok();
        home.upload(&app).await;
        assert_eq!(home.see(&app, case_id).await["stage"], "received");
        act(&app, &window, &case, "accept", json!({})).await.ok();
        act(&app, &department, &case, "decide", json!({"outcome": "granted"})).await.ok();
        let view = window.get(&case).await.ok();
        assert_eq!((&view["outcome"], &view["catalogue_version"]), (&json!("granted"), &json!(FIRST)));
    }

    async fn an_item_closes_to_what_is_new_and_to_nothing_else(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_one_closed(NEXT), "2026-12-01").await;
        until(&app, "2026-11-30T14:00:00Z");
        let received = departments_case(&app, &app.worker().await).await;
        let home = AtHome::begin(&app).await;
        let [receiving, on_the_way, new] = [(); 3].map(|()| app.fresh());
        let signed_before = home.signed(&app, FIRST);
        home.send(&app, receiving, &signed_before).await.ok();
        until(&app, "2026-12-01T01:00:00Z");

        assert_eq!(shown(&app).await, NEXT);
        let one = harness::person::answer(harness::person::client().get(format!("{}/v1/items/{DEVICES}", app.url))).await;
        assert_eq!(one.ok()["closed"], true);
        let signed_after = home.signed(&app, FIRST);
        assert_eq!(home.send(&app, new, &signed_after).await.refusal(), (409, "item-closed".into()));
        let mut newer = signed_after;
        newer["catalogue_version"] = json!(NEXT);
        assert_eq!(home.send(&app, new, &newer).await.refusal(), (409, "item-closed".into()));
        home.send(&app, on_the_way, &signed_before).await.ok();

        // Whatever version the phone has fetched since.
        newer["base_version"] = json!(1);
        home.send(&app, receiving, &newer).await.ok();
        home.upload(&app).await;
        for case in [receiving, on_the_way] {
            let view = home.see(&app, case).await;
            assert_eq!((&view["stage"], &view["catalogue_version"]), (&json!("received"), &json!(FIRST)));
        }
        let (window, department) = (app.window().await, approver(&app, "DPF").await);
        act(&app, &window, &received, "accept", json!({})).await.ok();
        act(&app, &department, &received, "decide", json!({"outcome": "granted"})).await.ok();

        let plan = json!({
            "write_id": app.fresh(), "base_version": 0, "community_id": app.centre.community.uuid(),
            "resident_id": home.resident, "planned_for": app.now().to_string(), "items": [DEVICES],
        });
        let worker = app.signed_in_again(&home.worker).await;
        let (_, _, faults) = worker.put(&format!("/v1/visits/{}", app.fresh()), &plan).await.problem();
        assert_eq!(faults, ["$.items[0] item-closed"]);
    }

    async fn a_version_that_is_not_in_force_yet_is_none(db: TestDatabase) {
        let app = TestApp::start(db).await;
        in_force(&app, &with_other_papers(NEXT), "2026-12-01").await;
        let (home, case) = (AtHome::begin(&app).await, app.fresh());
        let early = mended(home.signed(&app, NEXT));
        assert_eq!(home.send(&app, case, &early).await.refusal(), (409, "catalogue-version-unknown".into()));
    }
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}
