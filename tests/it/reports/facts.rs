//! What is kept of a case is what its events say, whatever came after its end, and can be made anew from them.

use domain::{
    actor::Role,
    figures::CaseFacts,
    ids::{CaseId, CentreId},
};
use harness::{TestApp, TestDatabase, both};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::{
    actions::{Error, keep_facts},
    jobs::timetable,
};

use super::{Week, enter, filed};
use crate::law::{act, departments_case};

/// Every case there is, practice too.
async fn cases(app: &TestApp) -> Vec<(CentreId, CaseId)> {
    let centre = app.centre.id;
    let filter = store::CaseFilter { centre: Some(centre), ..store::CaseFilter::default() };
    let (rows, more) = app.app.store.read(move |tx| tx.cases(&filter, None, 100)).await.unwrap();
    assert!(more.is_none());
    rows.iter().map(|row| (row.case.centre, row.case.id)).collect()
}

/// What is kept of each case, held against what its events say.
async fn kept(app: &TestApp) -> Vec<CaseFacts> {
    let mut all = Vec::new();
    for (centre, id) in cases(app).await {
        let books = keep_facts::Bookkeeping::of(&app.app);
        let both = app.app.store.read(move |tx| {
            let row = tx.case(&[centre], id)?.unwrap();
            Ok::<_, Error>((tx.facts_of(centre, id)?, books.reckon(tx, &row.case)?))
        });
        let (kept, reckoned) = both.await.unwrap();
        assert_eq!(kept, reckoned, "of {id}");
        all.extend(kept);
    }
    all.sort_by_key(|facts| (facts.counted.received_at, facts.case));
    all
}

both! {
    async fn it_follows_from_the_events_whatever_came_after(db: TestDatabase) {
        let Week { app, chen, .. } = Week::of(TestApp::start(db).await).await;
        assert_eq!(kept(&app).await.len(), 6, "one is for practice");
        let (chen, window) = (app.worker_again(&chen).await, app.window().await);
        for (verb, facts) in [
            ("withdraw", json!({"reason": "changed_mind"})),
            ("not-accept", json!({"reason": "not_needed", "note": "不需要办理"})),
        ] {
            let case = departments_case(&app, &chen).await;
            act(&app, &window, &case, verb, facts).await.ok();
        }
        let case = departments_case(&app, &chen).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        let approver = app.someone(Role::Approver, app.centre, None, Some("DPF")).await;
        let pause = json!({"kind": "assessment", "legal_basis": "残疾评定办法", "until": "2026-12-04"});
        act(&app, &approver, &case, "suspend", pause).await.ok();
        departments_case(&app, &chen).await;

        app.pass(SignedDuration::from_hours(24 * 9));
        timetable::round(&app.app).await.unwrap();
        app.run_jobs().await;
        let approver = app.someone(Role::Approver, app.centre, None, Some("DPF")).await;
        act(&app, &approver, &case, "resume", json!({})).await.ok();
        act(&app, &approver, &case, "decide", json!({"outcome": "refused", "opinion": "不符合条件"})).await.ok();
        app.pass(SignedDuration::from_hours(25));
        app.run_jobs().await;
        let all = kept(&app).await;
        assert_eq!(all.len(), 10);
        assert_eq!(all.iter().filter(|facts| facts.counted.over.is_none()).count(), 1);
        assert_eq!(all.iter().filter(|facts| facts.counted.deemed).count(), 1);
    }

    async fn a_visit_that_is_told_of_late_is_counted_with_its_case(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = enter(&app, &worker, app.centre.community.uuid(), 1).await;
        // Begun, and not told of its end before the case was concluded.
        let first = app.visit(&worker, resident).await;
        let case = filed(&app, &worker, resident).await;
        super::conclude(&app, &case).await;
        let visits = |all: &[CaseFacts]| all[0].counted.over.as_ref().unwrap().visits;
        assert_eq!(visits(&kept(&app).await), 1);
        let finish = json!({
            "write_id": app.fresh(),
            "base_version": 2,
            "device_at": app.now().to_string(),
            "outcome": "declined",
        });
        worker.post(&format!("/v1/visits/{first}/finish"), &finish).await.ok();
        assert_eq!(visits(&kept(&app).await), 2);
    }

    async fn cases_of_a_release_that_kept_nothing_are_caught_up_with(db: TestDatabase) {
        let Week { app, .. } = Week::of(TestApp::start(db).await).await;
        let before = kept(&app).await;
        app.database.execute("DELETE FROM case_facts");
        assert_eq!(keep_facts::catch_up(&app.app).await.unwrap(), before.len());
        assert_eq!(kept(&app).await, before);
        app.database.execute("DELETE FROM case_facts");
        assert_eq!(keep_facts::catch_up(&app.app).await.unwrap(), 0, "it looks only once");
    }
}
