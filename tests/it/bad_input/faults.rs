//! All faults of a body are told at once, each with its place.

use harness::{TestApp, TestDatabase, both, story};
use serde_json::json;

use super::{Table, problem};

both! {
    async fn a_case_with_many_faults_is_told_them_all(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let (photo, signature) = (table.app.photo(1), table.app.photo(2));
        let mut body = table.app.senior_card(table.visit, table.resident, &photo, &signature);
        body["collected_at"] = json!("yesterday");
        body["resident"]["identity"] = json!({
            "name": "王", "id_number": "999999194807150024", "phone": "12345", "address": "", "note": "a\u{7}b",
        });
        body["note"] = json!("长".repeat(2001));
        body["form"] = json!({"": "x", "grade": "\u{0}"});
        body["mandate"]["agent_name"] = json!("陈晓<script>");
        body["mandate"]["powers"] = json!(["collect"]);
        body["mandate"]["term_days"] = json!(91);
        body["mandate"]["signed_at"] = json!("2031-01-01T00:00:00Z");
        body["mandate"]["signature"] = json!({"kind": "thumbprint", "file_id": table.app.fresh()});
        body["consents"][0]["text_version"] = json!("");
        body["consents"][1]["kind"] = json!("personal_information");
        body["consents"][1]["file_id"] = json!(table.app.fresh());
        body["materials"] = json!([{"material": "ID CARD", "cover": "file"}, {"material": "none-such", "cover": "file"}]);
        body["manifest"][0]["sha256"] = json!("00");
        body["manifest"][0]["size"] = json!(0);
        body["manifest"][1]["size"] = json!(20 * 1024 * 1024 + 1);
        let (status, code, mut told) = table.worker.put(&table.new_case(), &body).await.problem();
        told.sort();
        let mut faults = vec![
            "$.collected_at time",
            "$.consents[0].text_version consent-text-version",
            "$.consents[1].file_id file-unknown",
            "$.consents[1].kind consent-twice",
            "$.form form-field",
            "$.form.grade form-value",
            "$.mandate.agent_name name-character",
            "$.mandate.powers mandate-power",
            "$.mandate.signature.file_id mandate-signature",
            "$.mandate.signed_at time-in-future",
            "$.mandate.term_days mandate-term",
            "$.mandate.witness mandate-witness-required",
            "$.manifest[0].sha256 sha256",
            "$.manifest[0].size size",
            "$.manifest[1].size size",
            "$.materials[0].material material-code",
            "$.materials[1].material material-unknown",
            "$.note note-length",
            "$.resident.identity.address address-length",
            "$.resident.identity.id_number id-number-check",
            "$.resident.identity.name name-length",
            "$.resident.identity.note note-character",
            "$.resident.identity.phone phone-mobile",
        ];
        faults.sort_unstable();
        assert_eq!((status, code, told), problem(422, "invalid-body", &faults));
        table.assert_all_is_well().await;
    }

    async fn a_body_of_another_form_is_told_every_place(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let mut body = table.good();
        let case = body.as_object_mut().unwrap();
        case.remove("write_id");
        case.remove("consents");
        body["visit_id"] = json!("not-a-uuid");
        body["base_version"] = json!("zero");
        body["item"] = json!(7);
        body["form"] = json!({"grade": 100});
        body["resident"]["id"] = json!(null);
        body["mandate"]["powers"] = json!(["file", "everything"]);
        body["mandate"]["signature"]["kind"] = json!("seal");
        body["mandate"]["term_days"] = json!(1.5);
        body["materials"][0]["cover"] = json!("hearsay");
        body["manifest"][0]["media_type"] = json!("image/gif");
        body["manifest"][1]["file_id"] = json!("019ab0c1");
        body["manifest"][1]["size"] = json!(-1);
        let (status, code, told) = table.worker.put(&table.new_case(), &body).await.problem();
        let faults = [
            "$.base_version type",
            "$.consents required",
            "$.form.grade type",
            "$.item type",
            "$.mandate.powers[1] unknown-word",
            "$.mandate.signature.kind unknown-word",
            "$.mandate.term_days type",
            "$.manifest[0].media_type unknown-word",
            "$.manifest[1].file_id format",
            "$.manifest[1].size out-of-range",
            "$.materials[0].cover unknown-word",
            "$.resident.id type",
            "$.visit_id format",
            "$.write_id required",
        ];
        assert_eq!((status, code, told), problem(422, "invalid-body", &faults));
    }

    async fn a_number_that_does_not_fit_has_a_place(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        for (number, code) in [(json!(99_999_999_999_i64), "out-of-range"), (json!(-99_999_999_999_i64), "out-of-range")] {
            let told = table.refused(|body| body["base_version"] = number.clone()).await;
            assert_eq!(told, problem(422, "invalid-body", &[&format!("$.base_version {code}")]), "{number}");
        }
        let told = table.refused(|body| body["mandate"]["term_days"] = json!(70_000)).await;
        assert_eq!(told, problem(422, "invalid-body", &["$.mandate.term_days out-of-range"]));
        let (status, _, _) = table.refused(|body| body["base_version"] = json!(-1)).await;
        assert!(status == 409 || status == 422, "{status}");
    }

    async fn every_door_that_takes_a_body_tells_every_fault(db: TestDatabase) {
        let table = Table::laid(TestApp::start(db).await).await;
        let app = &table.app;
        let received = app.received_case(&table.worker).await;
        let window = app.window().await;
        let (write, at) = (|| json!(app.fresh()), app.now().to_string());
        let told = table
            .worker
            .put(
                &format!("/v1/residents/{}", app.fresh()),
                &json!({"write_id": write(), "community_id": app.fresh(), "identity": {
                    "name": "", "id_number": "1", "phone": "", "address": "x".repeat(201), "note": ""}}),
            )
            .await
            .problem();
        let faults = [
            "$.identity.id_number id-number-length",
            "$.identity.name name-length",
            "$.identity.phone phone-mobile",
            "$.identity.address address-length",
            "$.identity.note note-length",
        ];
        assert_eq!(told, problem(422, "invalid-body", &faults));

        let told = table
            .worker
            .put(
                &format!("/v1/visits/{}", app.fresh()),
                &json!({"write_id": write(), "base_version": 0, "community_id": app.centre.community.uuid(),
                    "resident_id": table.resident, "planned_for": "soon", "items": ["a b", "LJZ-MZ-01", "LJZ-MZ-01"], "note": "\u{7}"}),
            )
            .await
            .problem();
        let faults = ["$.planned_for time", "$.items[0] item-code", "$.items[2] duplicate", "$.note note-character"];
        assert_eq!(told, problem(422, "invalid-body", &faults));

        let told = table
            .worker
            .post(
                &format!("/v1/visits/{}/finish", table.visit),
                &json!({"write_id": write(), "base_version": 2, "device_at": "2031-01-01T00:00:00Z", "outcome": "done",
                    "collect_next_time": [{"item": "a b", "material": "A B", "note": "n".repeat(501)}], "note": ""}),
            )
            .await
            .problem();
        let faults = [
            "$.device_at time-in-future",
            "$.collect_next_time[0].item item-code",
            "$.collect_next_time[0].material material-code",
            "$.collect_next_time[0].note too-long",
            "$.note note-length",
        ];
        assert_eq!(told, problem(422, "invalid-body", &faults));

        let act = async |act: &str, body: serde_json::Value| {
            let mut body = body;
            body["write_id"] = write();
            body["base_version"] = json!(2);
            window.post(&format!("/v1/cases/{received}/{act}"), &body).await.problem()
        };
        let told = act("conclude", json!({"outcome": "refused"})).await;
        assert_eq!(told, problem(422, "invalid-body", &["$.opinion opinion-required"]));
        let told = act("not-accept", json!({"reason": "not_our_power", "note": "x"})).await;
        assert_eq!(told, problem(422, "invalid-body", &["$.note reason-length", "$.right_body right-body-required"]));
        let told = act("return", json!({"defects": []})).await;
        assert_eq!(told, problem(422, "invalid-body", &["$.defects too-few"]));
        let defects = vec![json!({"material": "id-card", "reason": "unreadable"}); 41];
        let (status, code, told) = act("return", json!({"defects": defects})).await;
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        assert!(told.contains(&"$.defects too-many".to_owned()), "{told:?}");
        let defects = json!([{"material": "A B", "reason": "other"}, {"material": "id-card", "reason": "missing", "note": ""}]);
        let told = act("return", json!({"defects": defects})).await;
        let faults =
            ["$.defects[0].material material-code", "$.defects[0].note defect-note-required", "$.defects[1].note reason-length"];
        assert_eq!(told, problem(422, "invalid-body", &faults));

        let unmask = format!("/v1/residents/{}/unmask", table.resident);
        let told = window.post(&unmask, &json!({"reason": "", "fields": []})).await.problem();
        assert_eq!(told, problem(422, "invalid-body", &["$.reason reason-length", "$.fields too-few"]));
        let told = table.worker.post("/v1/uploads/have", &json!({"digests": ["x", table.app.photo(1).sha256, "Y"]})).await.problem();
        assert_eq!(told, problem(422, "invalid-body", &["$.digests[0] sha256", "$.digests[2] sha256"]));
        let _ = (at, story::WANG);
        table.assert_all_is_well().await;
    }
}
