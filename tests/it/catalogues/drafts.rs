//! Drafts: every fault told at once, written by one hand at a time, compared with what is in force.

use harness::{TestApp, TestDatabase, both};
use serde_json::json;

use super::{DEVICES, FIRST, LAW, NEXT, admin, at, edition, put, with_other_papers};

both! {
    async fn a_text_at_fault_is_told_every_line_at_once_and_is_no_draft(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (admin, draft) = (admin(&app).await, app.fresh());
        let text = edition(
            NEXT,
            &[
                (DEVICES, "limit_days = 10", "limit_days = 21"),
                (DEVICES, "presence = \"assessment\"", "presence = \"video\""),
                ("LJZ-MZ-01", "fee_cny = 0", "fee_cny = \"free\""),
                ("LJZ-MZ-01", "source = \"abolished\", proof = \"P02\"", "source = \"abolished\", proof = \"P02\", deferrable = true"),
                ("LJZ-GA-01", "fee_basis_zh = \"不收费\"\n", ""),
            ],
        );
        let (status, code, faults) = put(&app, &admin, draft, 0, &text).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid-body"));
        let item = text[..text.find("code = \"LJZ-GA-01\"").unwrap()].matches('\n').count();
        let wanted = [
            at(&text, "LJZ-MZ-01", "fee_cny", "wrong-type"),
            at(&text, "LJZ-MZ-01", "proof = \"P02\"", "abolished-carries-more"),
            at(&text, DEVICES, "presence", "word-unknown"),
            format!("$.text:{item} guide-element-missing"),
        ];
        assert_eq!(faults, wanted, "an item with a fault of its own is not held against the rules between values");

        let text = edition(NEXT, &[(DEVICES, "limit_days = 10", "limit_days = 21"), (DEVICES, LAW.0, LAW.1)]);
        let (_, _, faults) = put(&app, &admin, draft, 0, &text).await.problem();
        assert_eq!(faults, [at(&text, DEVICES, "limit_days", "promise-above-limit")]);
        let (_, _, faults) = put(&app, &admin, draft, 0, "version = ").await.problem();
        assert_eq!(faults, ["$.text:1 syntax"]);
        let text = edition(NEXT, &[("", "demo_cases = 1927", "demo_cases = 1928")]);
        let (_, _, faults) = put(&app, &admin, draft, 0, &text).await.problem();
        assert_eq!(faults, [at(&text, "", "demo_cases = 1928", "expectation")]);
        assert_eq!(admin.get("/v1/catalogue-drafts").await.ok()["drafts"], json!([]));
    }

    async fn a_version_does_nothing_that_the_one_before_forbids(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (admin, draft) = (admin(&app).await, app.fresh());
        let text = edition(
            FIRST,
            &[
                // Another item under the code of an old one.
                (DEVICES, "残疾人辅助器具适配申请", "犬只登记"),
                (DEVICES, "result = \"goods\"", "result = \"record\""),
                // Left out, and another one in its place.
                ("LJZ-GA-01", "code = \"LJZ-GA-01\"", "code = \"LJZ-GA-09\""),
                // Asked for again.
                ("LJZ-MZ-01", "source = \"abolished\", proof = \"P02\"", "name_zh = \"证明\", name_en = \"proof\", source = \"share\", lib = \"social\""),
                ("LJZ-MZ-01", LAW.0, LAW.1),
            ],
        );
        let (_, _, faults) = put(&app, &admin, draft, 0, &text).await.problem();
        let head = |item: &str| text[..text.find(&format!("code = \"{item}\"")).unwrap()].matches('\n').count();
        let first = text[..text.find("[[item]]").unwrap()].matches('\n').count() + 1;
        let wanted = [
            at(&text, "", FIRST, "catalogue-version-not-after"),
            format!("$.text:{first} item-removed"),
            format!("$.text:{} material-abolished", head("LJZ-MZ-01")),
            format!("$.text:{} item-code-reused", head(DEVICES)),
            format!("$.text:{} legal-basis-missing", head(DEVICES)),
            format!("$.text:{} legal-basis-missing", head("LJZ-GA-09")),
        ];
        assert_eq!(faults, wanted);
    }

    async fn a_draft_is_written_by_one_hand_at_a_time(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (one, other, draft) = (admin(&app).await, admin(&app).await, app.fresh());
        let (plain, papers) = (edition(NEXT, &[]), with_other_papers(NEXT));
        let (first, second) = tokio::join!(put(&app, &one, draft, 0, &plain), put(&app, &other, draft, 0, &papers));
        let (won, lost) = if first.status.is_success() { (first, second) } else { (second, first) };
        assert_eq!(won.ok()["version"], 1);
        assert_eq!(lost.refusal(), (409, "version-conflict".into()));

        let body = json!({"write_id": app.fresh(), "base_version": 1, "text": papers});
        let path = format!("/v1/catalogue-drafts/{draft}");
        let ack = other.put(&path, &body).await.ok();
        assert_eq!((&ack["version"], &ack["catalogue_version"], &ack["replayed"]), (&json!(2), &json!(NEXT), &json!(false)));
        assert_eq!(other.put(&path, &body).await.ok()["replayed"], true);
        let view = one.get(&path).await.ok();
        assert_eq!((&view["text"], &view["written_by"]), (&json!(papers), &json!(other.credential.user.uuid())));
        let listed = one.get("/v1/catalogue-drafts").await.ok()["drafts"].clone();
        assert_eq!((listed[0]["id"].clone(), listed[0].get("text")), (json!(draft), None));

        let discard = |base: i32| json!({"write_id": app.fresh(), "base_version": base});
        let path = format!("{path}/discard");
        assert_eq!(one.post(&path, &discard(1)).await.refusal(), (409, "version-conflict".into()));
        assert_eq!(one.post(&path, &discard(2)).await.status, 204);
        assert_eq!(one.post(&path, &discard(2)).await.refusal(), (404, "not-found".into()));
        assert_eq!(one.get("/v1/catalogue-drafts").await.ok()["drafts"], json!([]));
    }

    async fn what_a_draft_changes_is_told_item_by_item(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let (admin, draft) = (admin(&app).await, app.fresh());
        let form = "source = \"form\" },\n]\n\n[[item]]\ncode = \"LJZ-GA-01\"";
        let text = with_other_papers(NEXT)
            .replacen(form, &form.replacen("\"form\" }", "\"form\", deferrable = true }", 1), 1)
            .replacen("limit_days = 10\nstatutory_days = 20\nclock_pauses = [\"assessment\"]\nfee_cny = 0\nfee_basis_zh = \"不收费\"\nlegal", "limit_days = 8\nstatutory_days = 20\nclock_pauses = [\"assessment\"]\nfee_cny = 5\nfee_basis_zh = \"不收费\"\nlegal", 1);
        put(&app, &admin, draft, 0, &text).await.ok();
        let told = admin.get(&format!("/v1/catalogue-drafts/{draft}/difference")).await.ok();
        assert_eq!((&told["from"], &told["to"]), (&json!(FIRST), &json!(NEXT)));
        let items = told["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{told}");
        let item = &items[0];
        assert_eq!((&item["item"], &item["change"]), (&json!(DEVICES), &json!("changed")));
        assert_eq!(
            item["fields"],
            json!([
                {"field": "guide.promised_days", "before": "10", "after": "8"},
                {"field": "guide.fee_cny", "before": "0", "after": "5"},
                {"field": "guide.legal_basis", "after": "示例办法第三条"},
            ])
        );
        let materials: Vec<_> = item["materials"].as_array().unwrap().iter().map(|one| (one["material"].as_str().unwrap(), one["change"].as_str().unwrap())).collect();
        assert_eq!(materials, [("dpf-cert-copy", "dropped"), ("fitting-note", "added"), ("form", "changed")]);
        assert_eq!(item["materials"][2]["fields"], json!([{"field": "deferrable", "before": "false", "after": "true"}]));
        assert!(item["materials"][1]["fields"].as_array().unwrap().contains(&json!({"field": "source", "after": "original"})));

        let back = format!("/v1/catalogues/{FIRST}/difference");
        assert_eq!(admin.get(&back).await.ok()["items"], json!([]));
        let unknown = admin.get(&format!("{back}?from=2031-01")).await.problem();
        assert_eq!(unknown, (400, "invalid-query".into(), vec!["?from catalogue-version-unknown".into()]));
        assert_eq!(admin.get("/v1/catalogues/2031-01/difference").await.refusal(), (404, "not-found".into()));
    }

    async fn the_catalogue_is_the_sites_and_nobody_elses(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let draft = app.fresh();
        put(&app, &admin(&app).await, draft, 0, &edition(NEXT, &[])).await.ok();
        for person in [app.manager().await, app.worker().await, app.window().await] {
            assert_eq!(put(&app, &person, draft, 1, "").await.refusal(), (404, "not-found".into()));
            assert_eq!(super::publish(&app, &person, draft, 1, "2026-12-01").await.refusal(), (404, "not-found".into()));
            for path in ["/v1/catalogue-drafts", "/v1/catalogues"] {
                assert_eq!(person.get(path).await.refusal(), (403, "forbidden".into()));
            }
            for path in [format!("/v1/catalogue-drafts/{draft}"), format!("/v1/catalogue-drafts/{draft}/difference"), format!("/v1/catalogues/{FIRST}")] {
                assert_eq!(person.get(&path).await.refusal(), (404, "not-found".into()), "{path}");
            }
        }
        let grant = |role| domain::actor::Grant { role, centre: None, community: None, department: None };
        let manager = app.signed_in(grant(domain::actor::Role::Manager)).await;
        put(&app, &manager, draft, 1, &edition(NEXT, &[])).await.ok();
        let auditor = app.signed_in(grant(domain::actor::Role::Auditor)).await;
        auditor.get(&format!("/v1/catalogue-drafts/{draft}")).await.ok();
        assert_eq!(put(&app, &auditor, draft, 2, "").await.refusal(), (403, "forbidden".into()));
    }
}
