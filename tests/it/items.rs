//! What anybody may know: the catalogue with its guides, and the key to seal evidence to.

use harness::{TestApp, TestDatabase, both, person};
use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde_json::json;

async fn ask(app: &TestApp, path: &str, known: Option<&str>) -> person::Answer {
    let mut request = person::client().get(format!("{}{path}", app.url));
    if let Some(tag) = known {
        request = request.header(IF_NONE_MATCH, tag);
    }
    person::answer(request).await
}

both! {
    async fn the_catalogue_is_public_and_sent_once(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let whole = ask(&app, "/v1/items", None).await;
        let view = whole.ok();
        assert_eq!(view["catalogue_version"], "2018-01-illustrative-1");
        let items = view["items"].as_array().unwrap();
        assert_eq!(items.len(), 25);
        assert!(!whole.text().contains("volume"), "how often the pilot saw an item is nobody's guide");
        let tag = whole.headers[ETAG].to_str().unwrap().to_owned();
        assert!(tag.starts_with("\"2018-01-illustrative-1-"), "strong, and of this version: {tag}");

        for held in [tag.clone(), format!("W/{tag}"), format!("\"an-older-one\", {tag}"), "*".into()] {
            let again = ask(&app, "/v1/items", Some(&held)).await;
            assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0), "{held}");
            assert_eq!(again.headers[ETAG], tag.as_str());
        }
        assert_eq!(ask(&app, "/v1/items", Some("\"an-older-one\"")).await.status, 200);
        assert_eq!(ask(&app, "/v1/items", Some("nonsense")).await.status, 200);
    }

    async fn the_centre_its_communities_and_its_landline_are_public(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let list = ask(&app, "/v1/centres", None).await.ok();
        assert_eq!(list["hotline"], app.app.site.hotline.as_str());
        let centres = list["centres"].as_array().unwrap();
        let own = centres.iter().find(|centre| centre["id"] == json!(app.centre.id.uuid())).unwrap();
        let communities = own["communities"].as_array().unwrap();
        let named = communities.iter().find(|one| one["id"] == json!(app.centre.community.uuid())).unwrap();
        assert!(!named["name"]["zh"].as_str().unwrap().is_empty(), "{named}");
        let elsewhere = app.centre.id.uuid().to_string();
        assert!(communities.iter().all(|one| one["id"] != elsewhere.as_str()), "a centre is no community");
    }

    async fn an_item_names_what_may_not_be_asked_for_and_does_not_ask_for_it(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let catalogue = app.catalogue().await;
        let mut struck = 0;
        for item in &catalogue.items {
            let answer = ask(&app, &format!("/v1/items/{}", item.code), None).await;
            let view = answer.ok();
            let tag = answer.headers[ETAG].to_str().unwrap();
            assert_eq!(ask(&app, &format!("/v1/items/{}", item.code), Some(tag)).await.status, 304);
            for proof in view["no_longer_asked"].as_array().unwrap() {
                assert!(proof["issuer"]["zh"].is_string() && proof["name"]["en"].is_string());
            }
            let asked = view["guide"]["materials"].as_array().unwrap();
            assert!(asked.iter().all(|material| {
                !item.no_longer_asked.keys().any(|code| material["code"] == code.as_str())
            }));
            struck += usize::from(!view["no_longer_asked"].as_array().unwrap().is_empty());
        }
        assert_eq!(struck, 18);
        assert_eq!(ask(&app, "/v1/items/LJZ-XX-99", None).await.refusal(), (404, "not-found".into()));
    }

    async fn the_recipient_is_public(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let recipient = ask(&app, "/v1/recipient", None).await.ok();
        let wanted = &app.app.recipient;
        let sealed_body = mobile_contract::v1::SEALED_BODY;
        assert_eq!(recipient, json!({"recipient": wanted.text, "sealed_body": sealed_body, "key_id": wanted.key_id}));
        assert!(wanted.text.starts_with("age1"));
    }
}
