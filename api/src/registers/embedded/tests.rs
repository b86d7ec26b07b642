use std::sync::Arc;

use domain::{
    catalogue::Library,
    identity::Areas,
    lookup::{Answer, Fact, FactKey, Field, Finding, Question},
    text::ItemCode,
};
use jiff::civil::date;

use super::{Digest, EmbeddedRegister};
use crate::registers::{
    Register as _,
    fixture::{MAN, TODAY, question, subject},
};

const HEAD: &str = r#"{"source": "骆家庄登记册", "as_of": "2026-11-20", "unavailable": ["legal_person"]}"#;
const INSURED: &str = r#"{"id_number": "999999194807150023", "name": "王秀英", "library": "social", "material": "contrib", "facts": {"insured": true, "insured_months": 132}}"#;

/// Stands in for the vault's: no key, but not the bytes either.
fn digest() -> Digest {
    Arc::new(|bytes| bytes.iter().rev().map(|byte| byte ^ 0x5a).collect())
}

fn import(lines: &[&str]) -> Result<EmbeddedRegister, super::ImportError> {
    EmbeddedRegister::import(&lines.join("\n"), TODAY, Areas::TestToo, digest())
}

fn faults(lines: &[&str]) -> Vec<String> {
    let error = import(lines).err().unwrap();
    let text = error.to_string();
    let (head, faults) = text.split_once('\n').unwrap();
    assert_eq!(head, "the register is refused");
    faults.lines().map(str::to_owned).collect()
}

fn contrib() -> Question {
    question(Library::Social, "contrib")
}

#[tokio::test]
async fn a_person_is_found_by_number_and_name() {
    let register = import(&[HEAD, "", INSURED]).unwrap();
    assert_eq!(register.people(), 1);
    let Finding::Found { facts, source, as_of } = register.look_up(&contrib()).await else { panic!() };
    assert_eq!(facts.answer(FactKey::Insured), Answer::Yes);
    assert_eq!(facts.get(FactKey::InsuredMonths), Some(&Fact::Count(132)));
    assert_eq!((source.as_str(), as_of), ("骆家庄登记册", date(2026, 11, 20)));
}

#[tokio::test]
async fn another_name_is_a_mismatch_and_a_stranger_is_not_found() {
    let register = import(&[HEAD, INSURED]).unwrap();
    let mut asked = contrib();
    asked.subject.name = subject(MAN, "王秀兰").name;
    assert_eq!(register.look_up(&asked).await, Finding::Mismatch { field: Field::Name });
    asked.subject = subject(MAN, "王秀英");
    assert_eq!(register.look_up(&asked).await, Finding::NotFound);
}

#[tokio::test]
async fn only_what_the_material_needs_is_told() {
    let register = import(&[HEAD, INSURED]).unwrap();
    assert_eq!(register.look_up(&question(Library::Social, "insured")).await, Finding::NotFound);
    assert_eq!(register.look_up(&question(Library::Population, "contrib")).await, Finding::NotFound);
}

#[tokio::test]
async fn a_library_may_play_dead() {
    let register = import(&[HEAD, INSURED]).unwrap();
    let finding = register.look_up(&question(Library::LegalPerson, "biz")).await;
    assert!(matches!(finding, Finding::Unavailable { retry_after } if !retry_after.is_zero()), "{finding:?}");
}

#[tokio::test]
async fn a_record_for_the_item_goes_before_one_for_all() {
    let of_item = INSURED.replace(r#""facts""#, r#""item": "LJZ-SB-01", "as_of": "2026-10-31", "facts""#);
    let of_item = of_item.replace("true", "false");
    let register = import(&[HEAD, INSURED, &of_item]).unwrap();
    let told = async |item: &str| {
        let asked = Question { item: ItemCode::parse(item).unwrap(), ..contrib() };
        let Finding::Found { facts, as_of, .. } = register.look_up(&asked).await else { panic!() };
        (facts.answer(FactKey::Insured), as_of)
    };
    assert_eq!(told("LJZ-SB-01").await, (Answer::No, date(2026, 10, 31)));
    assert_eq!(told("LJZ-SB-02").await, (Answer::Yes, date(2026, 11, 20)));
}

#[tokio::test]
async fn a_record_that_knows_nothing_is_no_finding() {
    let unknown = INSURED.replace(r#"{"insured": true, "insured_months": 132}"#, r#"{"insured": null}"#);
    let register = import(&[HEAD, &unknown]).unwrap();
    assert_eq!(register.look_up(&contrib()).await, Finding::NotFound);
}

#[test]
fn nobody_is_held_in_the_clear() {
    let register = import(&[HEAD, INSURED]).unwrap();
    for (number, person) in &register.people {
        for held in [number, &person.name] {
            let text = String::from_utf8_lossy(held);
            assert!(!text.contains("999999") && !text.contains("王秀英"), "{text}");
        }
    }
}

#[test]
fn every_fault_is_told_with_its_line() {
    let text = [
        r#"{"source": "", "as_of": "2026-11-24", "unavailable": ["tax"], "sauce": 1}"#,
        "{\"id_number\": ",
        "[]",
        r#"{"id_number": "999999194807150024", "name": "王秀英1", "library": "tax", "material": "a b", "item": 1, "as_of": "20 Nov", "facts": []}"#,
        "",
        r#"{"facts": {}}"#,
        r#"{"id_number": "999999194807150023", "name": "王秀英", "library": "social", "material": "contrib", "王秀英": 1, "facts": {"insured": "yes", "insured_months": -1, "died_on": "2026-02-30", "illness": true, "王": 1, "married": null}}"#,
    ];
    assert_eq!(
        faults(&text),
        [
            "line 1: source: register-name",
            "line 1: as_of: date-future",
            "line 1: unavailable: library-unknown",
            "line 1: sauce: key-unknown",
            "line 2: syntax",
            "line 3: wrong-type",
            "line 4: id_number: id-number-check",
            "line 4: name: name-character",
            "line 4: library: library-unknown",
            "line 4: material: material-code",
            "line 4: item: wrong-type",
            "line 4: as_of: date",
            "line 4: facts: wrong-type",
            "line 6: id_number: key-missing",
            "line 6: name: key-missing",
            "line 6: library: key-missing",
            "line 6: material: key-missing",
            "line 6: facts: empty",
            "line 7: facts.died_on: fact-kind",
            "line 7: facts.illness: fact-unknown",
            "line 7: facts.insured: fact-kind",
            "line 7: facts.insured_months: fact-kind",
            "line 7: facts.?: fact-unknown",
            "line 7: ?: key-unknown",
        ]
    );
}

#[test]
fn records_must_fit_together() {
    let renamed = INSURED.replace("王秀英", "王秀兰").replace("contrib", "insured");
    assert_eq!(faults(&[HEAD, INSURED, &renamed]), ["line 3: name: name-differs"]);
    assert_eq!(faults(&[HEAD, INSURED, INSURED]), ["line 3: material: record-twice"]);
    assert_eq!(faults(&[]), ["line 1: empty"]);
}

#[test]
fn a_key_that_is_there_twice_is_a_fault_wherever_it_stands() {
    let twice = INSURED.replace(r#""insured": true"#, r#""insured": true, "insured": false"#);
    let renamed = INSURED.replace(r#""name""#, r#""name": "王秀兰", "name""#);
    let head = HEAD.replace(r#""as_of""#, r#""source": "b", "as_of""#);
    assert_eq!(
        faults(&[&head, &twice, &renamed, r#"{"王": 1, "王": 2}"#])[..3],
        ["line 1: source: key-twice", "line 2: insured: key-twice", "line 3: name: key-twice"]
    );
    assert_eq!(faults(&[HEAD, r#"{"王": 1, "王": 2}"#])[0], "line 2: ?: key-twice");
}

#[tokio::test]
async fn a_list_that_is_not_complete_cannot_tell_that_somebody_is_not_there() {
    let partial = HEAD.replace(r#""as_of""#, r#""complete": false, "as_of""#);
    let register = import(&[&partial, INSURED]).unwrap();
    let mut stranger = contrib();
    stranger.subject = subject(MAN, "王秀英");
    assert!(matches!(register.look_up(&stranger).await, Finding::Unavailable { .. }));
    assert!(matches!(register.look_up(&contrib()).await, Finding::Found { .. }));
    let odd = HEAD.replace(r#""as_of""#, r#""complete": "no", "as_of""#);
    assert_eq!(faults(&[&odd]), ["line 1: complete: wrong-type"]);
}

#[test]
fn made_up_people_are_for_training_only() {
    let text = [HEAD, INSURED].join("\n");
    let error = EmbeddedRegister::import(&text, TODAY, Areas::Real, digest()).err().unwrap();
    assert_eq!(error.faults[0].code, "id-number-test-area");
    // As Windows writes it.
    let text = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    assert!(EmbeddedRegister::import(&text, TODAY, Areas::TestToo, digest()).is_ok());
}
