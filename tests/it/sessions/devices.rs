//! Lost devices.

use domain::actor::{Grant, Role};
use harness::{Person, TestApp, TestDatabase, both};
use jiff::SignedDuration;

use super::{PASSWORD, WRONG, add, add_with, enter, refresh, refused, sign_in};

async fn listed(person: &Person) -> Vec<String> {
    let list = person.get("/v1/devices").await.ok();
    list["devices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|device| device["id"].as_str().unwrap().to_owned())
        .collect()
}

both! {
    async fn a_lost_phone_is_shut_out_at_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let user = add(&app, "chen.jing", Role::Worker).await;
        let manager = app.manager().await;
        let phone = app.fresh();
        let (lost, token) = enter(&app, "chen.jing", phone).await;
        let (other, _) = enter(&app, "chen.jing", app.fresh()).await;

        assert_eq!(manager.delete(&format!("/v1/devices/{phone}")).await.status, 204);
        assert_eq!(lost.get("/v1/session").await.refusal(), refused(401, "session-ended"));
        // The phone itself hears why, to destroy what it holds; its token in other hands tells nothing.
        assert_eq!(refresh(&app, &token, phone).await.refusal(), refused(403, "device-revoked"));
        assert_eq!(refresh(&app, &token, app.fresh()).await.refusal(), refused(401, "session-ended"));
        other.get("/v1/session").await.ok();
        // Whoever signs in hears it only with the right password.
        assert_eq!(sign_in(&app, "chen.jing", WRONG, phone).await.refusal(), refused(401, "sign-in-refused"));
        assert_eq!(sign_in(&app, "chen.jing", PASSWORD, phone).await.refusal(), refused(403, "device-revoked"));
        enter(&app, "chen.jing", app.fresh()).await;

        app.pass(SignedDuration::from_secs(60));
        assert_eq!(manager.delete(&format!("/v1/devices/{phone}")).await.status, 204);
        let list = manager.get("/v1/devices").await.ok();
        let devices = list["devices"].as_array().unwrap();
        let shown = devices.iter().find(|device| device["id"] == phone.to_string()).unwrap();
        assert_eq!(shown["name"], "社区平板 3");
        assert_eq!(shown["user_id"], user.to_string());
        assert_eq!(shown["username"], "chen.jing");
        assert_eq!(shown["revoked_at"], (app.now() - SignedDuration::from_secs(60)).to_string());
    }

    async fn a_device_belongs_to_its_centre(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (ours, worker, window) = (app.manager().await, app.worker().await, app.window().await);
        let theirs = app.someone(Role::Manager, app.other, None, None).await;
        let admin = app.signed_in(Grant { role: Role::Admin, centre: None, community: None, department: None }).await;
        let phone = worker.device.to_string();

        assert!(listed(&ours).await.contains(&phone));
        assert_eq!(listed(&theirs).await, [theirs.device.to_string()]);
        assert_eq!(listed(&admin).await.len(), 5);
        for person in [&worker, &window] {
            assert_eq!(person.get("/v1/devices").await.refusal(), refused(403, "forbidden"));
        }
        let path = format!("/v1/devices/{phone}");
        for person in [&theirs, &worker, &window] {
            assert_eq!(person.delete(&path).await.refusal(), refused(404, "not-found"));
        }
        let nobodys = ours.delete(&format!("/v1/devices/{}", app.fresh())).await;
        assert_eq!(nobodys.refusal(), refused(404, "not-found"));
        worker.get("/v1/session").await.ok();
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(worker.get("/v1/session").await.refusal(), refused(401, "session-ended"));
    }

    async fn a_device_was_last_seen_at_its_last_refresh(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let admin = Grant { role: Role::Admin, centre: None, community: None, department: None };
        add_with(&app, "zhou.wei", admin).await;
        let device = app.fresh();
        let first = app.now();
        let (_, token) = enter(&app, "zhou.wei", device).await;
        app.pass(SignedDuration::from_hours(2));
        let (admin, _) = super::take(&app, &refresh(&app, &token, device).await.ok(), device);
        let list = admin.get("/v1/devices").await.ok();
        assert_eq!(list["devices"][0]["id"], device.to_string());
        assert_eq!(list["devices"][0]["first_seen"], first.to_string());
        assert_eq!(list["devices"][0]["last_seen"], app.now().to_string());
    }
}
