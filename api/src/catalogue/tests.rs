use domain::{
    catalogue::{Catalogue, Counts, Library, Source, Stated},
    mandate::ConsentKind,
    text::{ItemCode, MaterialCode},
};

use super::{CatalogueFault, LUOJIAZHUANG, Reason, parse, parse_after};
use crate::toml_file::FileReason as _;

fn shipped() -> Catalogue {
    parse(LUOJIAZHUANG).unwrap()
}

fn item(code: &str) -> ItemCode {
    ItemCode::parse(code).unwrap()
}

fn faults(text: &str) -> Vec<CatalogueFault> {
    parse(text).unwrap_err().faults
}

/// The shipped file with one line changed, and the number of that line: the first that begins with `start`, counted
/// from the line that begins with `after`.
fn with_line(text: &str, after: &str, start: &str, line: &str) -> (String, usize) {
    let mut lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| line.starts_with(after)).unwrap();
    let at = from + lines[from..].iter().position(|line| line.trim_start().starts_with(start)).unwrap();
    lines[at] = line;
    (lines.join("\n"), at + 1)
}

/// Asserts that changing that one line is answered by these faults alone, all on that line.
#[track_caller]
fn refused(after: &str, start: &str, line: &str, reasons: &[Reason]) {
    let (text, at) = with_line(LUOJIAZHUANG, after, start, line);
    let wanted: Vec<_> =
        reasons.iter().map(|reason| CatalogueFault { line: at, reason: reason.clone() }).collect();
    assert_eq!(faults(&text), wanted, "{line}");
}

/// As [`refused`], by codes.
#[track_caller]
fn refused_as(after: &str, start: &str, line: &str, code: &str) {
    let (text, at) = with_line(LUOJIAZHUANG, after, start, line);
    let found: Vec<_> = faults(&text).iter().map(|fault| (fault.line, fault.reason.code())).collect();
    assert_eq!(found, [(at, code)], "{line}");
}

const PENSION: &str = "code = \"LJZ-SB-01\"";
const CLAIM: &str = "code = \"LJZ-SB-02\"";
const ID_CARD: &str = "{ code = \"id-card\"";

#[test]
fn the_shipped_catalogue_counts_as_the_bulletin_does() {
    let catalogue = shipped();
    assert_eq!(
        catalogue.counts(),
        Counts {
            items: 25,
            newly_delegated: 14,
            existing: 11,
            immediate_before: 3,
            immediate_after: 12,
            id_only: 5,
            abolished_proofs: 20,
            abolished_items: 18,
            abolished_departments: 9,
            birth_materials: 1,
            demo_cases: 1927,
            demo_immediate_cases: 1888,
            steps_removed: 8,
        }
    );
    assert_eq!(
        catalogue.stated,
        Stated {
            windows_merged: 5,
            estates: 61,
            residents: 120_000,
            floating_population: 20_000,
            birth_materials_before: 3,
        }
    );
    assert_eq!(catalogue.version.as_str(), "2018-01-illustrative-1");
    assert!(catalogue.status.contains("not official"));
}

#[test]
fn items_stand_in_their_order_with_all_they_hold() {
    let catalogue = shipped();
    assert_eq!(catalogue.items.first().unwrap().code, item("LJZ-SB-01"));
    assert_eq!(catalogue.items.last().unwrap().code, item("LJZ-GA-02"));
    assert_eq!(catalogue.departments.len(), 6);

    let bills = catalogue.item(&item("LJZ-YB-05")).unwrap();
    assert_eq!((bills.guide.promised_days, bills.guide.statutory_days), (20, 30));
    assert_eq!(bills.home_mode, "collect");
    let discharge = bills.material(&MaterialCode::parse("discharge").unwrap()).unwrap();
    assert_eq!(
        (discharge.source, discharge.conditional, discharge.consent),
        (Source::Copy, true, Some(ConsentKind::Health))
    );

    let birth = catalogue.item(&catalogue.birth_registration).unwrap();
    assert_eq!(birth.name.zh, "生育登记");
    let struck = MaterialCode::parse("abolished-p09").unwrap();
    assert!(birth.is_abolished(&struck));
    assert_eq!(birth.material(&struck), None);
    let hukou = birth.material(&MaterialCode::parse("hukou").unwrap()).unwrap();
    assert_eq!(hukou.source, Source::Share(Library::Population));
}

#[test]
fn papers_that_need_a_consent_of_their_own_name_it() {
    let catalogue = shipped();
    for item in &catalogue.items {
        for material in &item.materials {
            let wanted = match material.code.as_str() {
                "id-card" | "guardian-id" | "hukou-book" => Some(ConsentKind::IdPhoto),
                "bank-card" | "ss-card" => Some(ConsentKind::BankAccount),
                "diagnosis" | "illness" | "discharge" | "invoice" | "bill" | "case-papers" => {
                    Some(ConsentKind::Health)
                }
                _ => None,
            };
            assert_eq!(material.consent, wanted, "{} {}", item.code, material.code);
        }
    }
}

#[test]
fn a_figure_that_does_not_come_out_is_named_with_both_numbers() {
    for (start, line, key, expected, counted) in [
        ("items ", "items = 24", "items", 24, 25),
        ("existing", "existing = 12", "existing", 12, 11),
        (
            "immediate_rate_before",
            "immediate_rate_before_percent = 12",
            "immediate_rate_before_percent",
            12,
            27,
        ),
        ("delegation_rate", "delegation_rate_percent = 55", "delegation_rate_percent", 55, 56),
        ("demo_cases", "demo_cases = 1928", "demo_cases", 1928, 1927),
        ("abolished_dep", "abolished_departments = 6", "abolished_departments", 6, 9),
        (
            "birth_registration_materials_before",
            "birth_registration_materials_before = 4",
            "birth_registration_materials_before",
            4,
            3,
        ),
    ] {
        refused("[meta.expect]", start, line, &[Reason::Expectation { key, expected, counted }]);
    }
}

#[test]
fn every_figure_of_the_block_is_compared() {
    let block: Vec<&str> = LUOJIAZHUANG
        .lines()
        .skip_while(|line| *line != "[meta.expect]")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .collect();
    assert_eq!(block.len(), 17);
    for line in block {
        let (key, _) = line.split_once(" = ").unwrap();
        refused_as("[meta.expect]", line, &format!("{key} = 7777"), "expectation");
        let (text, _) = with_line(LUOJIAZHUANG, "[meta.expect]", line, "");
        assert!(
            matches!(faults(&text)[..], [CatalogueFault { reason: Reason::KeyMissing { .. }, .. }]),
            "{key}"
        );
    }
}

#[test]
fn a_changed_item_shows_in_the_figures_it_moves() {
    let (text, _) = with_line(LUOJIAZHUANG, PENSION, "demo_volume", "demo_volume = 61");
    let found: Vec<_> = faults(&text).into_iter().map(|fault| fault.reason).collect();
    assert_eq!(
        found,
        [
            Reason::Expectation { key: "demo_cases", expected: 1927, counted: 1928 },
            Reason::Expectation { key: "demo_immediate_cases", expected: 1888, counted: 1889 },
        ]
    );
}

#[test]
fn codes_stand_once() {
    refused(CLAIM, "code", PENSION, &[Reason::ItemTwice { code: "LJZ-SB-01".to_owned() }]);
    refused(
        PENSION,
        "{ code = \"bank-card\"",
        r#"  { code = "id-card", name_zh = "卡", name_en = "card", source = "copy" },"#,
        &[Reason::MaterialTwice { code: "id-card".to_owned() }],
    );
    // A struck proof has no code that something else is asked for under.
    refused(
        PENSION,
        "{ code = \"abolished-p02\"",
        r#"  { code = "id-card", source = "abolished", proof = "P02" },"#,
        &[Reason::MaterialTwice { code: "id-card".to_owned() }],
    );
    let (text, at) = with_line(LUOJIAZHUANG, "[department.HFPC]", "[", "[department.HRSS]");
    assert_eq!((faults(&text)[0].line, faults(&text)[0].reason.code()), (at, "syntax"));
}

#[test]
fn references_lead_somewhere() {
    refused(
        PENSION,
        "department",
        "department = \"XX\"",
        &[Reason::DepartmentUnknown { code: "XX".to_owned() }],
    );
    refused(
        PENSION,
        "{ code = \"abolished-p02\"",
        r#"  { code = "abolished-p02", source = "abolished", proof = "P99" },"#,
        &[Reason::ProofUnknown { key: "P99".to_owned() }],
    );
    refused(
        "[proof]",
        "P01",
        r#"P01 = { name_zh = "健在", name_en = "alive", issuer = "NOBODY" }"#,
        &[Reason::IssuerUnknown { key: "NOBODY".to_owned() }],
    );
    refused(
        "[meta]",
        "birth_registration",
        "birth_registration = \"LJZ-WJ-99\"",
        &[Reason::ItemUnknown { code: "LJZ-WJ-99".to_owned() }],
    );
}

#[test]
fn a_struck_proof_holds_nothing_that_could_be_asked_for() {
    for more in ["name_zh = \"户籍证明\"", "deferrable = true", "cond = true", "lib = \"social\""] {
        refused(
            PENSION,
            "{ code = \"abolished-p02\"",
            &format!(r#"  {{ code = "abolished-p02", source = "abolished", proof = "P02", {more} }},"#),
            &[Reason::AbolishedCarriesMore { key: more.split(' ').next().unwrap().to_owned() }],
        );
    }
    refused_as(
        PENSION,
        ID_CARD,
        r#"  { code = "id-card", name_zh = "证", name_en = "card", source = "copy", proof = "P02" },"#,
        "key-unknown",
    );
}

#[test]
fn words_are_of_their_lists() {
    for (start, line) in [
        ("legal_type", "legal_type = \"favour\""),
        ("decided_at", "decided_at = \"street\""),
        ("home_mode", "home_mode = \"half\""),
        ("presence", "presence = \"video\""),
        ("result ", "result = \"cake\""),
        ("delivery", "delivery = [\"sms\", \"pigeon\"]"),
        ("served_at_home", "served_at_home = [\"elderly\", \"idle\"]"),
        ("clock_pauses", "clock_pauses = [\"lunch\"]"),
        (ID_CARD, r#"  { code = "id-card", name_zh = "证", name_en = "card", source = "scan" },"#),
        (
            ID_CARD,
            r#"  { code = "id-card", name_zh = "证", name_en = "card", source = "copy", consent = "location" },"#,
        ),
        (
            "{ code = \"hukou\"",
            r#"  { code = "hukou", name_zh = "户籍", name_en = "register", source = "share", lib = "cinema" },"#,
        ),
    ] {
        refused_as(PENSION, start, line, "word-unknown");
    }
    refused_as("[meta]", "limit_unit", "limit_unit = \"calendar_day\"", "word-unknown");
    refused_as(PENSION, "delivery", "delivery = [\"sms\", \"sms\"]", "word-twice");
    refused_as(PENSION, "delivery", "delivery = []", "empty");
}

#[test]
fn a_word_refused_is_named_with_those_allowed() {
    refused(
        PENSION,
        "home_mode",
        "home_mode = \"half\"",
        &[Reason::WordUnknown {
            key: "home_mode",
            word: "half".to_owned(),
            allowed: "full, collect".to_owned(),
        }],
    );
}

#[test]
fn library_and_consent_go_with_their_sources() {
    for (line, code) in [
        (r#"source = "copy", lib = "social""#, "key-out-of-place"),
        (r#"source = "form", consent = "id_photo""#, "key-out-of-place"),
        (r#"source = "share", lib = "social", consent = "id_photo""#, "key-out-of-place"),
        (r#"source = "share""#, "key-missing"),
        (r#"source = "copy", deferable = true"#, "key-unknown"),
    ] {
        let line = format!(r#"  {{ code = "bank-card", name_zh = "卡", name_en = "card", {line} }},"#);
        refused_as(PENSION, "{ code = \"bank-card\"", &line, code);
    }
}

#[test]
fn a_card_comes_of_an_item_of_which_a_card_comes_out() {
    refused_as("code = \"LJZ-MZ-01\"", "card = ", "card = \"junior\"", "word-unknown");
    refused_as(PENSION, "demo_volume = ", "card = \"senior\"\ndemo_volume = 1", "card-of-no-card");
}

#[test]
fn limits_agree_with_the_kind_of_item() {
    refused(
        CLAIM,
        "limit_days",
        "limit_days = 21",
        &[Reason::PromiseAboveLimit { promised: 21, statutory: 20 }],
    );
    refused(PENSION, "limit_days", "limit_days = 1", &[Reason::ImmediateWithDays { days: 1 }]);
    refused(PENSION, "decided_at", "decided_at = \"department\"", &[Reason::ImmediateByDepartment]);
    refused(CLAIM, "limit_days", "limit_days = 0", &[Reason::PromisedWithoutDays]);
    refused(CLAIM, "immediate_before", "immediate_before = true", &[Reason::ImmediateBeforeDelegation]);
    refused(PENSION, "id_only", "id_only = true", &[Reason::IdOnlyMaterials { counted: 2 }]);
}

#[test]
fn numbers_are_whole_and_within_bounds() {
    for line in ["fee_cny = -1", "fee_cny = 1_000_001", "fee_cny = 99999999999999999999"] {
        refused_as(PENSION, "fee_cny", line, "range");
    }
    refused_as(PENSION, "fee_cny", "fee_cny = 0.5", "wrong-type");
    refused_as(PENSION, "limit_days", "limit_days = -1", "range");
    refused_as(PENSION, "demo_volume", "demo_volume = \"60\"", "wrong-type");
    refused_as("[stated]", "estates", "estates = -61", "range");
}

#[test]
fn a_guide_has_all_six_elements() {
    for key in ["scope_zh", "scope_en", "accepting_authority_zh", "deciding_authority_zh", "fee_basis_zh"] {
        refused(PENSION, key, &format!("{key} = \" \""), &[Reason::GuideElementMissing { key }]);
    }
    for key in ["scope_zh", "limit_days", "statutory_days", "fee_cny", "fee_basis_zh"] {
        // The item begins one line above its code.
        let (text, code) = with_line(LUOJIAZHUANG, PENSION, PENSION, PENSION);
        let (text, _) = with_line(&text, PENSION, key, "");
        let wanted = CatalogueFault { line: code - 1, reason: Reason::GuideElementMissing { key } };
        assert_eq!(faults(&text), [wanted], "{key}");
    }
    let (text, at) = with_line(LUOJIAZHUANG, PENSION, "materials = [", "materials = []\nclosed = [");
    assert!(
        faults(&text)
            .contains(&CatalogueFault { line: at, reason: Reason::GuideElementMissing { key: "materials" } })
    );
}

#[test]
fn names_are_lines_of_text_in_both_languages() {
    refused_as(PENSION, "name_en", "name_en = \"\"", "empty");
    refused_as(PENSION, "name_zh", r#"name_zh = "一\n二""#, "character");
    refused_as(PENSION, "name_zh", "name_zh = 1", "wrong-type");
    refused_as(PENSION, "code", "code = \"LJZ SB 01\"", "malformed");
    refused_as("[meta]", "version", "version = \"a/b\"", "malformed");
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_its_line() {
    let (text, at) = with_line(LUOJIAZHUANG, PENSION, "immediate ", "immediate = yes");
    assert!(faults(&text).iter().all(|fault| fault.reason.code() == "syntax"));
    assert_eq!(faults(&text)[0].line, at);
    assert_eq!(parse("\u{feff}[").unwrap_err().faults[0].reason.code(), "syntax");
    assert!(faults("").iter().all(|fault| fault.line == 1));
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_the_lines() {
    let (text, first) = with_line(LUOJIAZHUANG, "[meta]", "status", "status = 1");
    let (text, second) = with_line(&text, PENSION, "department", "department = \"XX\"");
    let (text, third) = with_line(&text, PENSION, "fee_cny", "fee_cny = -5");
    let (text, fourth) = with_line(&text, CLAIM, "limit_days", "limit_days = 99");
    let (text, fifth) = with_line(&text, CLAIM, ID_CARD, "  { code = \"id-card\", source = \"copy\" },");
    let found: Vec<_> = faults(&text).iter().map(|fault| (fault.line, fault.reason.code())).collect();
    assert_eq!(
        found,
        [
            (first, "wrong-type"),
            (second, "department-unknown"),
            (third, "range"),
            (fourth, "promise-above-limit"),
            (fifth, "key-missing"),
            (fifth, "key-missing"),
        ]
    );
}

#[test]
fn the_refusal_reads_as_lines() {
    let (text, at) = with_line(LUOJIAZHUANG, PENSION, "limit_days", "limit_days = 1");
    assert_eq!(
        parse(&text).unwrap_err().to_string(),
        format!(
            "the catalogue is refused\nline {at}: immediate-with-days: an immediate item is promised for the same \
             working day, not for 1"
        )
    );
}

#[test]
fn an_endless_list_of_items_is_refused_not_counted() {
    let start = LUOJIAZHUANG.find("[[item]]").unwrap();
    let many = LUOJIAZHUANG[start..].repeat(41);
    let text = format!("{}{many}", &LUOJIAZHUANG[..start]);
    let found = faults(&text);
    assert_eq!(found.iter().filter(|fault| fault.reason.code() == "items-too-many").count(), 1);
}

/// What a version that follows the shipped one is refused for.
fn after(text: &str) -> Vec<&'static str> {
    match parse_after(text, &shipped()) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults.iter().map(|fault| fault.reason.code()).collect(),
    }
}

#[test]
fn a_version_that_follows_keeps_what_codes_mean() {
    let next = LUOJIAZHUANG.replacen("illustrative-1", "illustrative-2", 1);
    assert_eq!(after(&next), <[&str; 0]>::default());
    assert_eq!(after(LUOJIAZHUANG), ["catalogue-version-not-after"]);
    let (renamed, _) = with_line(&next, PENSION, "name_zh", "name_zh = \"养老参保\"");
    assert_eq!(after(&renamed), ["legal-basis-missing"], "a new name is a change, and makes no other item");
    let by_law = "fee_basis_zh = \"不收费\"\nlegal_basis_zh = \"示例办法第三条\"";
    let (lawful, _) = with_line(&renamed, PENSION, "fee_basis_zh", by_law);
    assert_eq!(after(&lawful), <[&str; 0]>::default());
    let (another, _) = with_line(&lawful, PENSION, "legal_type", "legal_type = \"benefit\"");
    assert_eq!(after(&another), ["item-code-reused"]);
    let (same_name, _) = with_line(&next, PENSION, "legal_type", "legal_type = \"benefit\"");
    let (same_name, _) = with_line(&same_name, PENSION, "fee_basis_zh", by_law);
    assert_eq!(after(&same_name), <[&str; 0]>::default());
}

#[test]
fn a_closed_item_is_read_and_not_counted() {
    let (text, _) = with_line(LUOJIAZHUANG, PENSION, PENSION, &format!("{PENSION}\nclosed = true"));
    let found: Vec<_> = faults(&text).into_iter().map(|fault| fault.reason).collect();
    assert!(found.contains(&Reason::Expectation { key: "items", expected: 25, counted: 24 }));
    assert!(found.contains(&Reason::Expectation { key: "demo_cases", expected: 1927, counted: 1867 }));
}
