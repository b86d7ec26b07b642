//! What stands on the paper.

use harness::{TestApp, TestDatabase, both, press};
use jiff::SignedDuration;
use serde_json::json;
use zerotrip::jobs::timetable;

use super::{RARE, case_of, kinds, mend, open, poppler, return_case, start, words};
use crate::{
    door::{say, under},
    law::{act, approver, deferrals},
};

both! {
    async fn from_the_door_to_a_granted_decision_the_letters_are_in_order(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window, approver) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let case = case_of(&app, &worker, RARE).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        act(&app, &approver, &case, "decide", json!({"outcome": "granted"})).await.ok();
        app.run_jobs().await;
        let all = ["receipt waiting", "mandate waiting", "acceptance printed", "decision printed"];
        assert_eq!(kinds(&window, &case).await, all);

        let number = window.get(&case).await.ok()["number"].as_str().unwrap().to_owned();
        for kind in ["receipt", "mandate", "acceptance", "decision"] {
            let said = words(&window, &case, kind, 1).await;
            assert!(said.contains(RARE) && said.contains(&number), "{kind}: {said}");
            assert_eq!(said.contains("999999194807150023"), kind == "mandate", "{kind}: {said}");
        }
        assert!(!kinds(&window, &case).await.iter().any(|kind| kind.ends_with("waiting")), "a look prints");

        let receipt = words(&window, &case, "receipt", 1).await;
        for said in ["收件回执", "2026年11月23日08:30", "陈晓", "已核验原件", "现场填写并签字"] {
            assert!(receipt.contains(said), "{said}: {receipt}");
        }
        let mandate = open(&window, &case, "mandate", 1).await.bytes;
        assert_eq!(poppler("pdfimages", &["-list"], &mandate, &[]).lines().count(), 3, "the signature");
        let mandate = super::text(&mandate);
        for said in ["✓代为提交申请及材料", "□代为撤回申请", "✓拍摄居民身份证照片", "2026年12月23日"] {
            assert!(mandate.contains(said), "{said}: {mandate}");
        }
        assert!(words(&window, &case, "decision", 1).await.contains("准予"));
    }

    async fn a_notice_on_paper_says_what_the_coded_one_says(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window, manager) = (app.worker().await, app.window().await, app.manager().await);
        let case = case_of(&app, &worker, RARE).await;
        let defects = json!([
            {"material": "form", "reason": "unreadable", "note": "第二页模糊"},
            {"material": "dpf-cert-copy", "reason": "expired"},
        ]);
        return_case(&app, &window, &case, json!({"defects": defects})).await;
        let first = words(&worker, &case, "correction", 1).await;
        mend(&app, &worker, &case, &[("form", 41), ("dpf-cert-copy", 42)]).await;
        let further = "委托书签名与首次不符";
        let again = json!({"defects": [{"material": "mandate", "reason": "not_in_form"}], "further_reason": further});
        return_case(&app, &manager, &case, again).await;
        let second = words(&worker, &case, "correction", 2).await;

        let view = window.get(&case).await.ok();
        let guide = app.window().await.get(&format!("/v1/items/{}", view["item"].as_str().unwrap())).await.ok();
        let name = |code: &str| match guide["guide"]["materials"].as_array().unwrap().iter().find(|one| one["code"] == code) {
            Some(material) => material["name"]["zh"].as_str().unwrap().replace(' ', ""),
            None => "授权委托书".to_owned(),
        };
        let reason = |code: &str| match code {
            "unreadable" => "看不清，无法辨认",
            "expired" => "已过有效期",
            "not_in_form" => "不符合法定形式",
            other => panic!("{other}"),
        };
        for (notice, paper) in view["corrections"].as_array().unwrap().iter().zip([&first, &second]) {
            let paper = paper.replace('\u{a0}', "");
            for (n, defect) in notice["defects"].as_array().unwrap().iter().enumerate() {
                let said = [
                    format!("{}{}", n + 1, name(defect["material"].as_str().unwrap())),
                    reason(defect["reason"].as_str().unwrap()).to_owned(),
                    defect["note"].as_str().unwrap_or("—").to_owned(),
                ];
                for said in said {
                    assert!(paper.contains(&said), "{said}: {paper}");
                }
            }
        }
        assert!(second.contains(further) && !first.contains(further));
        assert!(!second.contains("第二页模糊"), "the second tells what the second is about");

        // Looked at only now, the first receipt still says what came in first.
        let (before, after) = (words(&window, &case, "receipt", 1).await, words(&window, &case, "receipt", 2).await);
        assert!(before.contains("已核验原件") && !after.contains("已核验原件"), "{before} {after}");
    }

    async fn a_refusal_names_the_right_body_and_the_remedies(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = case_of(&app, &worker, RARE).await;
        let refusal = json!({"reason": "not_our_power", "note": "户籍不在本区", "right_body": "余杭区民政局低保科"});
        act(&app, &window, &case, "not-accept", refusal).await.ok();
        app.run_jobs().await;
        let said = words(&window, &case, "refusal", 1).await;
        for words in ["不予受理", "余杭区民政局低保科", "户籍不在本区", "2026年11月23日", "有管辖权的人民法院"] {
            assert!(said.contains(words), "{words}: {said}");
        }
    }

    async fn a_tolerant_acceptance_names_the_deadline(db: TestDatabase) {
        let app = TestApp::start_at_printing(db, "2026-09-30T02:00:00Z", press::typesetter()).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = deferrals::filed(&app, &worker).await;
        act(&app, &window, &case, "accept", json!({})).await.ok();
        app.run_jobs().await;
        assert!(words(&window, &case, "receipt", 1).await.contains("受理之日起10个工作日内"));
        let said = words(&window, &case, "acceptance", 1).await;
        assert!(said.contains("可以后补的材料") && said.contains("2026年10月20日"), "{said}");
        assert!(!said.contains("视为"), "{said}");
    }

    async fn what_the_law_accepts_is_on_paper_too(db: TestDatabase) {
        let app = start(db).await;
        let worker = app.worker().await;
        let case = case_of(&app, &worker, RARE).await;
        app.pass(SignedDuration::from_hours(24 * 8));
        timetable::round(&app.app).await.unwrap();
        app.run_jobs().await;
        let said = words(&app.window().await, &case, "acceptance", 1).await;
        assert!(said.contains("2026年11月23日起视为已经受理"), "{said}");
    }

    async fn a_result_goes_with_its_sheet_and_its_card(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window) = (app.worker().await, app.window().await);
        let case = format!("/v1/cases/{}", app.received_case(&worker).await);
        let slip = app.photo(60);
        let taking = json!({
            "originals": [{"material": "id-card", "count": 1}], "back_by": "2026-12-01", "signature": under(&slip),
            "device_at": app.now().to_string(),
        });
        say(&app, &worker, &case, "originals", taking).await.ok();
        act(&app, &window, &case, "conclude", json!({"outcome": "granted"})).await.ok();
        let number = "330106-70-0000231";
        act(&app, &window, &case, "issue", json!({"way": "home", "number": number})).await.ok();
        app.run_jobs().await;
        let all = ["receipt waiting", "mandate waiting", "decision printed", "result printed", "senior_card printed"];
        assert_eq!(kinds(&window, &case).await, all);
        let sheet = words(&worker, &case, "result", 1).await;
        for said in ["王秀英", number, "社工送达", "随同退还的原件", "居民身份证", "申请人社工陈晓"] {
            assert!(sheet.contains(said), "{said}: {sheet}");
        }
        let card = words(&window, &case, "senior_card", 1).await;
        assert!(card.contains("王秀英") && card.contains(number), "{card}");
    }

    async fn a_refusal_and_an_item_without_a_card_make_none(db: TestDatabase) {
        let app = start(db).await;
        let (worker, window, approver) = (app.worker().await, app.window().await, approver(&app, "DPF").await);
        let refused = format!("/v1/cases/{}", app.received_case(&worker).await);
        act(&app, &window, &refused, "conclude", json!({"outcome": "refused", "opinion": "未满六十周岁"})).await.ok();
        let granted = case_of(&app, &worker, RARE).await;
        act(&app, &window, &granted, "accept", json!({})).await.ok();
        act(&app, &approver, &granted, "decide", json!({"outcome": "granted"})).await.ok();
        for case in [&refused, &granted] {
            act(&app, &window, case, "issue", json!({"way": "home"})).await.ok();
        }
        app.run_jobs().await;
        let of = async |case: &str| kinds(&window, case).await.pop().unwrap();
        assert_eq!([of(&refused).await, of(&granted).await], ["decision printed", "result printed"]);
    }
}
