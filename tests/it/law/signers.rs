//! Who signs when the resident cannot: by print, by word, by guardian; and what was copied where no photo was wanted.

use harness::{Person, TestApp, TestDatabase, both, story, story::claim};
use serde_json::{Value, json};
use uuid::Uuid;

use super::act;

/// Eleven years old by the clock of these stories.
const CHILD: &str = "999999201506010011";

/// A visit to this person, and the case as the phone would file it, with files for everybody who may sign.
async fn signed(app: &TestApp, worker: &Person, name: &str, number: &str) -> (Value, Vec<story::Sealed>) {
    let resident = app.resident(worker, app.centre.community.uuid(), name, number).await;
    let visit = app.visit(worker, resident).await;
    let files: Vec<_> = (1..=5).map(|n| app.photo(n)).collect();
    let mut body = app.senior_card(visit, resident, &files[0], &files[1]);
    let manifest = body["manifest"].as_array_mut().unwrap();
    for (file, purpose) in files[2..].iter().zip(["witness", "witness", "guardianship"]) {
        manifest.push(claim(file, purpose, None));
    }
    (body, files)
}

fn witness(name: &str, file: &story::Sealed) -> Value {
    json!({"name": name, "id_last4": "004X", "file_id": file.file_id})
}

fn guardian(ground: &str, file: &story::Sealed) -> Value {
    json!({"name": "周兰", "relation": "parent", "ground": ground, "proof_file_id": file.file_id})
}

async fn arrive(app: &TestApp, worker: &Person, case: &str, body: &Value, files: &[story::Sealed]) -> Value {
    worker.put(case, body).await.ok();
    for file in files {
        worker.upload(file).await.ok();
    }
    app.run_jobs().await;
    worker.get(case).await.ok()
}

both! {
    async fn who_cannot_use_their_hands_assents_before_two(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let (mut body, files) = signed(&app, &worker, "王秀英", story::WANG).await;
        let case = format!("/v1/cases/{}", app.fresh());
        body["manifest"].as_array_mut().unwrap().pop();
        body["mandate"]["signature"]["kind"] = json!("oral_assent");
        let nobody = worker.put(&case, &body).await.problem().2;
        assert_eq!(nobody, [
            "$.mandate.witness mandate-witness-required",
            "$.mandate.second_witness mandate-witness-required",
        ]);
        body["mandate"]["witness"] = witness("李小芳", &files[2]);
        body["mandate"]["second_witness"] = witness("李小芳", &files[3]);
        let twice = worker.put(&case, &body).await.problem().2;
        assert_eq!(twice, ["$.mandate.second_witness.name mandate-person-twice"]);
        body["mandate"]["second_witness"] = witness("陈晓", &files[0]);
        let agent = worker.put(&case, &body).await.problem().2;
        assert_eq!(agent, [
            "$.mandate.second_witness.name mandate-witness-is-agent",
            "$.mandate.second_witness.file_id file-unknown",
        ]);
        body["mandate"]["second_witness"] = witness("赵有福", &files[3]);
        let view = arrive(&app, &worker, &case, &body, &files[..4]).await;
        assert_eq!(view["stage"], "received");
    }

    async fn for_a_child_the_guardian_signs_and_consents(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let (mut body, files) = signed(&app, &worker, "王小苗", CHILD).await;
        let case = format!("/v1/cases/{}", app.fresh());
        let alone = worker.put(&case, &body).await.problem().2;
        assert_eq!(alone, ["$.mandate.guardian mandate-guardian-required", "$.consents consent-child"]);
        body["mandate"]["guardian"] = guardian("no_capacity", &files[4]);
        body["consents"].as_array_mut().unwrap().push(json!(
            {"kind": "child", "text_version": "2026-1", "given": true, "given_at": app.now().to_string()}
        ));
        let ground = worker.put(&case, &body).await.problem().2;
        assert_eq!(ground, ["$.mandate.guardian.ground mandate-guardian-ground"]);
        body["mandate"]["guardian"] = guardian("minor", &files[0]);
        let proof = worker.put(&case, &body).await.problem().2;
        assert_eq!(proof, ["$.mandate.guardian.proof_file_id file-unknown"]);
        body["mandate"]["guardian"] = guardian("minor", &files[4]);
        let view = arrive(&app, &worker, &case, &body, &files).await;
        assert_eq!(view["stage"], "received");
    }

    async fn a_guardian_signs_for_nobody_who_can(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let worker = app.worker().await;
        let (mut body, files) = signed(&app, &worker, "王秀英", story::WANG).await;
        let case = format!("/v1/cases/{}", app.fresh());
        body["mandate"]["guardian"] = guardian("minor", &files[4]);
        let ground = worker.put(&case, &body).await.problem().2;
        assert_eq!(ground, ["$.mandate.guardian.ground mandate-guardian-ground"]);
        body["mandate"]["guardian"] = guardian("no_capacity", &files[4]);
        let view = arrive(&app, &worker, &case, &body, &files).await;
        assert_eq!(view["stage"], "received", "whose guardian proves it may");
    }

    async fn without_a_photo_the_number_is_copied_and_found_again(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        let signature = app.photo(1);
        let covers = json!([{"material": "id-card", "cover": "original_seen", "note": "证号末四位 0023，有效期至长期"}]);
        let manifest = json!([claim(&signature, "signature", None)]);
        let mut body = app.case_of("LJZ-MZ-01", (visit, resident), signature.file_id, &covers, &manifest);
        body["consents"][1]["given"] = json!(false);
        body["form"] = json!({"phone_at_home": "下午在家"});
        let case = format!("/v1/cases/{}", app.fresh());
        let mut short = body.clone();
        short["materials"][0]["note"] = json!("\u{7}");
        let told = worker.put(&case, &short).await.problem().2;
        assert_eq!(told, ["$.materials[0].note reason-length"]);
        let view = arrive(&app, &worker, &case, &body, &[signature]).await;
        assert_eq!((&view["stage"], &view["materials"][0]["state"]), (&json!("received"), &json!("original_seen")));
        assert!(!view.to_string().contains("0023，有效期"), "masked by default");
        let asked = json!({"reason": "核对抄录的号码"});
        let shown = window.post(&format!("{case}/unmask"), &asked).await.ok();
        assert_eq!(shown["materials"], json!({"id-card": "证号末四位 0023，有效期至长期"}));
        assert_eq!(shown["form"], json!({"phone_at_home": "下午在家"}));
        assert_eq!((&shown["agent_name"], &shown["witnesses"]), (&json!("陈晓"), &json!([])));
        let told = window.post(&format!("{case}/unmask"), &json!({"reason": "x"})).await.problem().2;
        assert_eq!(told, ["$.reason reason-length"]);
        let other = app.worker().await;
        assert_eq!(other.post(&format!("{case}/unmask"), &asked).await.refusal().0, 404);

        // What a notice does not name stays said.
        let defects = json!({"defects": [{"material": "mandate", "reason": "not_in_form"}]});
        act(&app, &window, &case, "return", defects).await.ok();
        let view = worker.get(&case).await.ok();
        let anew = app.photo(2);
        let manifest = json!([claim(&anew, "signature", None)]);
        let id = |value: &Value| value.as_str().unwrap().parse::<Uuid>().unwrap();
        let whose = (id(&view["visit_id"]), id(&view["resident"]["id"]));
        let mut mended = app.case_of("LJZ-MZ-01", whose, anew.file_id, &json!([]), &manifest);
        mended["base_version"] = view["version"].clone();
        mended["form"] = body["form"].clone();
        let view = arrive(&app, &worker, &case, &mended, &[anew]).await;
        assert_eq!(view["stage"], "received");
        let shown = window.post(&format!("{case}/unmask"), &asked).await.ok();
        assert_eq!(shown["materials"], json!({"id-card": "证号末四位 0023，有效期至长期"}));
    }
}
