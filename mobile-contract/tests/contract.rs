//! The published promises: golden payloads of version 1 read, write back equal, fit the published schema and never show
//! a person through `Debug`; codes are unique and speak both languages; schemas carry the published limits.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

use mobile_contract::{
    limits,
    problem::{Fault, Lang, Problem, ProblemCode, Remedy, fault_text, faults},
    v1::*,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(components(schemas(
    SignIn,
    SessionGranted,
    RefreshSession,
    ChangePassword,
    SessionView,
    DeviceList,
    PutDeviceReport,
    CentreList,
    Recipient,
    Catalogue,
    ItemView,
    PutCatalogueDraft,
    CatalogueDraftAck,
    CatalogueDraftView,
    CatalogueDraftList,
    DiscardCatalogueDraft,
    PublishCatalogue,
    CataloguePublished,
    RecallCatalogue,
    CatalogueVersions,
    CatalogueFile,
    CatalogueDifference,
    PutResident,
    ResidentAck,
    ResidentView,
    Unmask,
    Unmasked,
    UnmaskCase,
    UnmaskedCase,
    NoteDeath,
    CorrectResident,
    ExportResident,
    ResidentExport,
    AskErasure,
    ErasureAck,
    DecideErasure,
    ErasurePage,
    RetentionTable,
    PlanVisit,
    StartVisit,
    FinishVisit,
    VisitAck,
    VisitView,
    VisitList,
    AskVisit,
    PlanRequestedVisit,
    DeclineVisitRequest,
    VisitRequestAck,
    VisitRequestPage,
    UnmaskCaller,
    Caller,
    OrderVisits,
    VisitOrder,
    PutDayOrder,
    DayOrder,
    PutCase,
    CaseAck,
    CaseView,
    CasePage,
    AcceptCase,
    AskLookUp,
    LookUp,
    ConcludeCase,
    LetterList,
    LetterReprinted,
    ReprintLetter,
    NotAcceptCase,
    ReturnCase,
    IssueCase,
    HandOver,
    TakeOver,
    ReassignCustody,
    DeliverCase,
    NoteAttempt,
    TakeOriginals,
    CloseCase,
    CustodyPage,
    HaveUploads,
    UploadsHeld,
    SyncPage,
    NotAppliedPage,
    SettleNotApplied,
    Bulletin,
    ServiceReport,
    Health,
    Problem
)))]
struct Document;

struct Golden {
    document: Value,
    seen: BTreeSet<String>,
    text: String,
}

impl Golden {
    fn of<T: Serialize + DeserializeOwned + ToSchema + Debug>(&mut self, fixture: &str) {
        let text = fs::read_to_string(folder().join(format!("{fixture}.json"))).unwrap();
        let golden: Value = serde_json::from_str(&text).unwrap();
        let read: T =
            serde_json::from_value(golden.clone()).unwrap_or_else(|error| panic!("{fixture}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), golden, "{fixture} changes on its way through");

        let mut schema = self.document.clone();
        schema["$ref"] = json!(format!("#/components/schemas/{}", T::name()));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&golden)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{fixture} does not fit its schema: {faults:#?}");

        let mut newer = golden;
        newer.as_object_mut().unwrap().insert("of_a_later_release".into(), json!(true));
        let older: T = serde_json::from_value(newer).unwrap_or_else(|error| panic!("{fixture}: {error}"));

        let shown = format!("{read:?} {older:?}");
        for personal in PERSONAL {
            assert!(!shown.contains(personal), "Debug of {fixture} shows {personal}");
        }
        self.seen.insert(fixture.to_owned());
        self.text.push_str(&text);
    }
}

/// What the fixtures say of their made-up people.
const PERSONAL: &[&str] = &[
    "王秀英",
    "王*",
    "李大有",
    "李*",
    "李小芳",
    "陈静",
    "chen.jing",
    "999999",
    "13900000023",
    "139****0023",
    "004X",
    "骆家庄东苑",
    "听力",
    "座机",
    "平板",
    "下周",
    "子女",
    "已核对",
    "不同意",
    "反光",
    "户籍所在地",
    "材料齐全",
    "遗失",
    "Passw0rd",
    "made-up",
    "payment_grade",
    "老优",
    "封袋",
    "病休",
    "腿脚不便",
    "三次电话",
    "30.281",
    "周四",
    "离职",
    "遗失",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1")
}

fn document() -> Value {
    serde_json::to_value(Document::openapi()).unwrap()
}

#[test]
fn every_golden_payload_stands() {
    let mut golden = Golden { document: document(), seen: BTreeSet::new(), text: String::new() };
    golden.of::<SignIn>("sign-in");
    golden.of::<SessionGranted>("session-granted");
    golden.of::<RefreshSession>("refresh-session");
    golden.of::<ChangePassword>("change-password");
    golden.of::<SessionView>("session-view");
    golden.of::<DeviceList>("device-list");
    golden.of::<PutDeviceReport>("put-device-report");
    golden.of::<SyncPage>("sync-page");
    golden.of::<NotAppliedPage>("not-applied-page");
    golden.of::<SettleNotApplied>("settle-not-applied");
    golden.of::<Recipient>("recipient");
    golden.of::<CentreList>("centre-list");
    golden.of::<Catalogue>("catalogue");
    golden.of::<ItemView>("item-view");
    golden.of::<PutCatalogueDraft>("put-catalogue-draft");
    golden.of::<CatalogueDraftAck>("catalogue-draft-ack");
    golden.of::<CatalogueDraftView>("catalogue-draft-view");
    golden.of::<CatalogueDraftList>("catalogue-draft-list");
    golden.of::<DiscardCatalogueDraft>("discard-catalogue-draft");
    golden.of::<PublishCatalogue>("publish-catalogue");
    golden.of::<CataloguePublished>("catalogue-published");
    golden.of::<RecallCatalogue>("recall-catalogue");
    golden.of::<CatalogueVersions>("catalogue-versions");
    golden.of::<CatalogueFile>("catalogue-file");
    golden.of::<CatalogueDifference>("catalogue-difference");
    golden.of::<PutResident>("put-resident");
    golden.of::<ResidentAck>("resident-ack");
    golden.of::<ResidentView>("resident-view");
    golden.of::<Unmask>("unmask");
    golden.of::<Unmasked>("unmasked");
    golden.of::<NoteDeath>("note-death");
    golden.of::<CorrectResident>("correct-resident");
    golden.of::<ExportResident>("export-resident");
    golden.of::<ResidentExport>("resident-export");
    golden.of::<AskErasure>("ask-erasure");
    golden.of::<ErasureAck>("erasure-ack");
    golden.of::<DecideErasure>("decide-erasure");
    golden.of::<ErasurePage>("erasure-page");
    golden.of::<RetentionTable>("retention-table");
    golden.of::<UnmaskCase>("unmask-case");
    golden.of::<UnmaskedCase>("unmasked-case");
    golden.of::<PlanVisit>("plan-visit");
    golden.of::<StartVisit>("start-visit");
    golden.of::<FinishVisit>("finish-visit");
    golden.of::<LetterList>("letter-list");
    golden.of::<ReprintLetter>("reprint-letter");
    golden.of::<LetterReprinted>("letter-reprinted");
    golden.of::<VisitAck>("visit-ack");
    golden.of::<VisitView>("visit-view");
    golden.of::<VisitList>("visit-list");
    golden.of::<AskVisit>("ask-visit");
    golden.of::<PlanRequestedVisit>("plan-requested-visit");
    golden.of::<DeclineVisitRequest>("decline-visit-request");
    golden.of::<VisitRequestAck>("visit-request-ack");
    golden.of::<VisitRequestPage>("visit-request-page");
    golden.of::<UnmaskCaller>("unmask-caller");
    golden.of::<Caller>("caller");
    golden.of::<OrderVisits>("order-visits");
    golden.of::<VisitOrder>("visit-order");
    golden.of::<PutDayOrder>("put-day-order");
    golden.of::<DayOrder>("day-order");
    golden.of::<PutCase>("put-case");
    golden.of::<PutCase>("put-case-thumbprint");
    golden.of::<PutCase>("put-case-guardian");
    golden.of::<CaseAck>("case-ack");
    golden.of::<CaseAck>("case-ack-receiving");
    golden.of::<CaseView>("case-view");
    golden.of::<CaseView>("case-view-receiving");
    golden.of::<CasePage>("case-page");
    golden.of::<AcceptCase>("accept-case");
    golden.of::<ConcludeCase>("conclude-case");
    golden.of::<NotAcceptCase>("not-accept-case");
    golden.of::<ReturnCase>("return-case");
    golden.of::<AskLookUp>("ask-look-up");
    golden.of::<LookUp>("look-up");
    golden.of::<IssueCase>("issue-case");
    golden.of::<HandOver>("hand-over");
    golden.of::<TakeOver>("take-over");
    golden.of::<ReassignCustody>("reassign-custody");
    golden.of::<DeliverCase>("deliver-case");
    golden.of::<NoteAttempt>("note-attempt");
    golden.of::<TakeOriginals>("take-originals");
    golden.of::<CloseCase>("close-case");
    golden.of::<CustodyPage>("custody-page");
    golden.of::<HaveUploads>("have-uploads");
    golden.of::<UploadsHeld>("uploads-held");
    golden.of::<Bulletin>("bulletin");
    golden.of::<ServiceReport>("service-report");
    golden.of::<Health>("health");
    golden.of::<Health>("readiness");
    golden.of::<Problem>("problem");
    golden.of::<Problem>("problem-busy");
    golden.of::<Problem>("problem-item-changed");
    golden.of::<Problem>("problem-not-applied");

    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, golden.seen, "a fixture that nothing reads");
    for personal in PERSONAL {
        assert!(golden.text.contains(personal), "no fixture says {personal}");
    }
}

/// Lists that a request may leave out are few and named; the others are asked for.
#[test]
fn a_misspelt_list_is_not_an_empty_one() {
    let text = fs::read_to_string(folder().join("put-case.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    for list in ["consents", "materials", "manifest"] {
        let mut short = whole.clone();
        short.as_object_mut().unwrap().remove(list);
        assert!(serde_json::from_value::<PutCase>(short).is_err(), "{list}");
    }
    let mut without_form = whole;
    without_form.as_object_mut().unwrap().remove("form");
    assert!(serde_json::from_value::<PutCase>(without_form).unwrap().form.is_empty());
}

#[test]
fn every_code_is_unique_and_speaks_both_languages() {
    let problems = ProblemCode::ALL.iter().map(|code| code.as_str());
    let codes: Vec<&str> = problems.chain(faults::ALL.iter().map(|text| text.code)).collect();
    let mut seen = BTreeSet::new();
    for code in codes {
        assert!(seen.insert(code), "{code} is there twice");
        let kebab = code.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(kebab, "{code} is not kebab-case");
        assert!(faults::is_known(code));
        let (zh, en) = (fault_text(code, Lang::Zh), fault_text(code, Lang::En));
        assert!(!zh.is_ascii(), "{code} has no Chinese");
        assert!(!en.is_empty() && en.is_ascii(), "{code} has no English");
    }
}

#[test]
fn problem_codes_are_spelt_alike_everywhere() {
    for code in ProblemCode::ALL.iter().copied() {
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
        assert_eq!(ProblemCode::parse(code.as_str()), Some(code));
    }
    assert_eq!(ProblemCode::parse("of-a-later-release"), None);
    let words = &document()["components"]["schemas"]["ProblemCode"]["enum"];
    assert_eq!(words.as_array().unwrap().len(), ProblemCode::ALL.len());
}

#[test]
fn sync_rules_name_every_code_under_its_remedy() {
    let rules = include_str!("../sync-rules.md");
    for (remedy, heading) in
        [(Remedy::Wait, "Wait"), (Remedy::SignIn, "Sign in"), (Remedy::Look, "Look"), (Remedy::Mend, "Mend")]
    {
        let row = rules.lines().find(|line| line.starts_with(&format!("| **{heading}**"))).unwrap();
        for code in ProblemCode::ALL.iter().copied() {
            let named = row.contains(&format!("`{}`", code.as_str()));
            assert_eq!(named, code.remedy() == remedy, "{} in the row {heading}", code.as_str());
        }
    }
}

#[test]
fn a_problem_is_said_in_the_language_asked_for() {
    let mut problem = Problem::new(ProblemCode::InvalidBody, 422, Lang::En);
    problem.faults.push(Fault::new("$.resident.identity.id_number", faults::ID_NUMBER_CHECK, Lang::Zh));
    let wire = serde_json::to_value(&problem).unwrap();
    assert_eq!(
        wire,
        json!({
            "type": "urn:zerotrip:problem:invalid-body",
            "title": "Something in the body is not valid",
            "status": 422,
            "code": "invalid-body",
            "faults": [{
                "path": "$.resident.identity.id_number",
                "code": "id-number-check",
                "message": "身份证号码校验位不符"
            }]
        })
    );
    assert_eq!(fault_text("of-a-later-release", Lang::En), "This is not valid");
}

#[test]
fn the_goldens_use_known_codes() {
    for fixture in ["case-ack-receiving", "case-view-receiving"] {
        let text = fs::read_to_string(folder().join(format!("{fixture}.json"))).unwrap();
        let golden: Value = serde_json::from_str(&text).unwrap();
        for outstanding in golden["outstanding"].as_array().unwrap() {
            assert!(faults::is_known(outstanding["code"].as_str().unwrap()));
        }
    }
}

#[test]
fn schemas_carry_the_published_limits() {
    let document = document();
    for (schema, field, keyword, limit) in [
        ("SignIn", "username", "minLength", limits::USERNAME_LEAST_CHARS),
        ("SignIn", "username", "maxLength", limits::USERNAME_MOST_CHARS),
        ("ChangePassword", "new_password", "minLength", limits::PASSWORD_LEAST_CHARS),
        ("ChangePassword", "new_password", "maxLength", limits::PASSWORD_MOST_CHARS),
        ("DeviceInfo", "name", "maxLength", limits::DEVICE_NAME_MOST_CHARS),
        ("PutDeviceReport", "app_version", "maxLength", limits::APP_VERSION_MOST_CHARS),
        ("PutDeviceReport", "user_agent_words", "maxLength", limits::AGENT_MOST_CHARS),
        ("Identity", "name", "minLength", limits::NAME_LEAST_CHARS),
        ("Identity", "name", "maxLength", limits::NAME_MOST_CHARS),
        ("Identity", "address", "maxLength", limits::ADDRESS_MOST_CHARS),
        ("Identity", "note", "maxLength", limits::NOTE_MOST_CHARS),
        ("Unmask", "reason", "minLength", limits::REASON_LEAST_CHARS),
        ("Unmask", "reason", "maxLength", limits::REASON_MOST_CHARS),
        ("PlanVisit", "note", "maxLength", limits::NOTE_MOST_CHARS),
        ("PlanVisit", "items", "maxItems", limits::ITEMS_A_VISIT),
        ("AskVisit", "items", "maxItems", limits::ITEMS_A_VISIT),
        ("AskVisit", "note", "maxLength", limits::NOTE_MOST_CHARS),
        ("Caller", "name", "maxLength", limits::NAME_MOST_CHARS),
        ("Caller", "address", "maxLength", limits::ADDRESS_MOST_CHARS),
        ("PlanRequestedVisit", "items", "maxItems", limits::ITEMS_A_VISIT),
        ("DeclineVisitRequest", "note", "maxLength", limits::REASON_MOST_CHARS),
        ("UnmaskCaller", "reason", "maxLength", limits::REASON_MOST_CHARS),
        ("OrderVisits", "visit_ids", "maxItems", limits::STOPS_AN_ORDER),
        ("PutDayOrder", "visit_ids", "maxItems", limits::VISITS_A_DAY),
        ("FinishVisit", "collect_next_time", "maxItems", limits::NEXT_TIME_A_VISIT),
        ("FinishVisit", "note", "maxLength", limits::NOTE_MOST_CHARS),
        ("CollectNextTime", "note", "maxLength", limits::REASON_MOST_CHARS),
        ("PutCase", "manifest", "maxItems", limits::FILES_A_CASE),
        ("PutCase", "materials", "maxItems", limits::MATERIALS_A_CASE),
        ("PutCase", "consents", "maxItems", limits::CONSENTS_A_CASE),
        ("PutCase", "note", "maxLength", limits::NOTE_MOST_CHARS),
        ("MaterialCover", "note", "maxLength", limits::REASON_MOST_CHARS),
        ("ConcludeCase", "opinion", "maxLength", limits::REASON_MOST_CHARS),
        ("NotAcceptCase", "note", "minLength", limits::REASON_LEAST_CHARS),
        ("NotAcceptCase", "note", "maxLength", limits::REASON_MOST_CHARS),
        ("ReturnCase", "defects", "maxItems", limits::MATERIALS_A_CASE),
        ("Defect", "note", "maxLength", limits::REASON_MOST_CHARS),
        ("Mandate", "agent_name", "maxLength", limits::NAME_MOST_CHARS),
        ("Mandate", "term_days", "maximum", usize::from(limits::MANDATE_TERM_DAYS)),
        ("Consent", "text_version", "maxLength", limits::CODE_MOST_CHARS),
        ("ManifestFile", "size", "maximum", usize::try_from(limits::SEALED_FILE_BYTES).unwrap()),
        ("PutCatalogueDraft", "text", "maxLength", limits::JSON_BODY_BYTES),
        ("HaveUploads", "digests", "maxItems", limits::DIGESTS_A_QUESTION),
        ("SignatureFile", "size", "maximum", usize::try_from(limits::SEALED_FILE_BYTES).unwrap()),
        ("TakeOriginals", "originals", "maxItems", limits::MATERIALS_A_CASE),
        ("Things", "originals", "maxItems", limits::MATERIALS_A_CASE),
        ("DeliverCase", "receiver_name", "maxLength", limits::NAME_MOST_CHARS),
    ] {
        let said = &document["components"]["schemas"][schema]["properties"][field][keyword];
        assert_eq!(*said, json!(limit), "{schema}.{field} {keyword}");
    }
    let consent_kinds = document["components"]["schemas"]["ConsentKind"]["enum"].as_array().unwrap();
    assert_eq!(consent_kinds.len(), limits::CONSENTS_A_CASE);
}
