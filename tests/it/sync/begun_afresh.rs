//! When a phone has to drop its copy: another worker, another place of work, too long away, another history.

use ::store::SessionRow;
use diesel::{RunQueryDsl as _, sql_query};
use domain::{
    actor::{Credential, Grant, Role},
    ids::SessionId,
};
use harness::{Backend, Person, TestApp, TestDatabase, both};
use jiff::SignedDuration;

use super::{afresh, mrs_wang, planned};

async fn refused(person: &Person, cursor: &str) {
    let answer = person.get(&format!("/v1/sync?cursor={cursor}")).await;
    assert_eq!(answer.refusal(), (410, "resync-required".into()));
}

/// The same person, signed in with other grants.
async fn signed_in_with(app: &TestApp, person: &Person, grants: Vec<Grant>) -> Person {
    let (user, device, now) = (person.credential.user, person.device, app.now());
    let session = SessionId::from_uuid(app.fresh());
    let expires_at = now + SignedDuration::from_hours(1);
    let row = SessionRow { id: session, user, device, generation: 0, grants, expires_at, ended_at: None };
    app.app.store.write(move |tx| tx.insert_session(&row, now)).await.unwrap();
    let credential = Credential { session, user };
    Person::new(app.url.clone(), app.app.tokens.issue(&credential, now).unwrap(), credential, device)
}

both! {
    async fn a_cursor_is_of_one_worker_in_one_place(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, colleague) = (app.worker().await, app.worker().await);
        let cursor = afresh(&worker).await.cursor.unwrap();
        refused(&colleague, &cursor).await;
        let mut bent = cursor.clone().into_bytes();
        bent[20] = if bent[20] == b'A' { b'B' } else { b'A' };
        refused(&worker, &String::from_utf8(bent).unwrap()).await;
        worker.get(&format!("/v1/sync?cursor={cursor}")).await.ok();

        let community = |community| Grant { role: Role::Worker, centre: Some(app.centre.id), community: Some(community), department: None };
        let both = app.signed_in_as(vec![community(app.centre.community), community(app.centre.second)]).await;
        let cursor = afresh(&both).await.cursor.unwrap();
        let less = vec![community(app.centre.community)];
        refused(&signed_in_with(&app, &both, less).await, &cursor).await;
    }

    async fn a_phone_that_was_away_for_long_begins_afresh(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let cursor = afresh(&worker).await.cursor.unwrap();
        app.pass(SignedDuration::from_hours(30 * 24));
        let worker = app.worker_again(&worker).await;
        worker.get(&format!("/v1/sync?cursor={cursor}")).await.ok();
        app.pass(SignedDuration::from_secs(1));
        let worker = app.worker_again(&worker).await;
        refused(&worker, &cursor).await;
    }

    async fn a_restored_database_has_another_history(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let resident = mrs_wang(&app, &worker).await;
        planned(&app, &worker, resident, &worker).await;
        let cursor = afresh(&worker).await.cursor.unwrap();
        worker.get(&format!("/v1/sync?cursor={cursor}")).await.ok();
        // As after a restore to before the plan, and other writes since.
        let other = "UPDATE audit SET hash = prev.hash FROM audit AS prev \
             WHERE prev.centre_id = audit.centre_id AND prev.seq = audit.seq - 1 AND audit.act = 'plan-visit'";
        match app.database.backend() {
            Backend::Sqlite => sql_query(other).execute(&mut app.database.sqlite()).unwrap(),
            Backend::Postgres => sql_query(other).execute(&mut app.database.postgres()).unwrap(),
        };
        refused(&worker, &cursor).await;
        assert_eq!(afresh(&worker).await.holds.len(), 2);
    }
}
