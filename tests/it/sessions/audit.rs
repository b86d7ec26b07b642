//! What the audit log says of all this.

use domain::{actor::Role, ids::CentreId};
use harness::{TestApp, TestDatabase, both};
use serde_json::json;
use store::{AuditRow, AuditWalk, StoreError};
use zerotrip::actions::add_user;

use super::{PASSWORD, WRONG, add, enter, refresh, sign_in};

async fn rows(app: &TestApp, centre: CentreId, kind: &'static str, object: uuid::Uuid) -> Vec<AuditRow> {
    app.app.store.read(move |tx| tx.audit_of(centre, kind, object)).await.unwrap()
}

fn acts(rows: &[AuditRow]) -> Vec<&str> {
    rows.iter().map(|row| row.act.as_str()).collect()
}

both! {
    async fn a_sign_in_stands_in_the_home_centres_log(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let user = add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        let (person, token) = enter(&app, "chen.jing", device).await;
        refresh(&app, &token, app.fresh()).await.refusal();
        let session = person.credential.session.uuid();
        let told = rows(&app, app.centre.id, "session", session).await;
        assert_eq!(acts(&told), ["sign-in", "refresh-reuse"]);
        assert_eq!(told[0].detail, format!("device={device}"));

        let (person, _) = enter(&app, "chen.jing", device).await;
        let body = json!({"old_password": PASSWORD, "new_password": "another Passw0rd"});
        person.put("/v1/session/password", &body).await.ok();
        person.delete("/v1/session").await.ok();
        let session = person.credential.session.uuid();
        assert_eq!(acts(&rows(&app, app.centre.id, "session", session).await), ["sign-in", "sign-out"]);

        add_user::set_disabled(&app.app, user, true).await.unwrap();
        add_user::set_disabled(&app.app, user, true).await.unwrap();
        let told = rows(&app, app.centre.id, "user", user.uuid()).await;
        assert_eq!(acts(&told), ["add-user", "change-password", "disable-user"]);
    }

    async fn who_is_not_let_in_stands_in_the_sites_log_without_a_name(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let user = add(&app, "chen.jing", Role::Worker).await;
        let device = app.fresh();
        for _ in 0..6 {
            sign_in(&app, "chen.jing", WRONG, device).await.refusal();
        }
        sign_in(&app, "xu.nobody", WRONG, device).await.refusal();
        let told = rows(&app, CentreId::SITE, "user", user.uuid()).await;
        let details: Vec<_> = told.iter().map(|row| row.detail.replace(&format!(" device={device}"), "")).collect();
        let [wrong @ .., locked] = details.as_slice() else { panic!() };
        assert_eq!(wrong, ["reason=password"; 5]);
        assert_eq!(locked, "reason=locked");
        let walk = app.app.store.read(|tx| tx.walk_audit(CentreId::SITE, |_, _| true)).await.unwrap();
        assert!(matches!(walk, AuditWalk::Whole { last: 7, .. }), "{walk:?}");
    }

    async fn a_revoked_device_stands_in_its_centres_log(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (manager, worker) = (app.manager().await, app.worker().await);
        let phone = worker.device.uuid();
        for _ in 0..2 {
            manager.delete(&format!("/v1/devices/{phone}")).await.ok();
        }
        assert_eq!(acts(&rows(&app, app.centre.id, "device", phone).await), ["revoke-device"]);
        let whole = app.app.store.read(|tx| {
            let centres = tx.audited_centres()?;
            centres.into_iter().try_fold(true, |whole, centre| {
                let walk = tx.walk_audit(centre, |_, _| true)?;
                Ok::<_, StoreError>(whole && matches!(walk, AuditWalk::Whole { .. }))
            })
        });
        assert!(whole.await.unwrap());
    }
}
