use jiff::civil::date;

use super::*;
use crate::{identity::Areas, text::FactText};

fn facts(pairs: &[(FactKey, Fact)]) -> Facts {
    let mut facts = Facts::default();
    for (key, fact) in pairs {
        facts.insert(*key, fact.clone()).unwrap();
    }
    facts
}

fn found(pairs: &[(FactKey, Fact)]) -> Finding {
    Finding::Found {
        facts: facts(pairs),
        source: RegisterName::parse("骆家庄登记册").unwrap(),
        as_of: date(2026, 11, 20),
    }
}

const INSURED: (FactKey, Fact) = (FactKey::Insured, Fact::Answer(Answer::Yes));
const MONTHS: (FactKey, Fact) = (FactKey::InsuredMonths, Fact::Count(132));

#[test]
fn the_canonical_form_is_written_down() {
    let mut form = Vec::new();
    for part in
        ["finding/1", "found", "骆家庄登记册", "2026-11-20", "insured", "yes", "insured_months", "132"]
    {
        form.extend_from_slice(&u32::try_from(part.len()).unwrap().to_be_bytes());
        form.extend_from_slice(part.as_bytes());
    }
    assert_eq!(found(&[INSURED, MONTHS]).canonical(), form);
    assert_eq!(found(&[MONTHS, INSURED]).canonical(), form, "whatever order the facts came in");
}

#[test]
fn different_findings_have_different_forms() {
    let wait = |seconds| Finding::Unavailable { retry_after: Duration::from_secs(seconds) };
    let mut all = vec![found(&[INSURED]), found(&[MONTHS]), found(&[]), Finding::NotFound, wait(1)];
    all.push(found(&[(FactKey::Insured, Fact::Answer(Answer::No))]));
    all.extend(Field::ALL.map(|field| Finding::Mismatch { field }));
    all.extend(Denial::ALL.map(|code| Finding::Denied { code }));
    // What would be the same if the parts had no lengths.
    let text = |text: &str| Fact::Text(FactText::parse(text).unwrap());
    all.push(found(&[(FactKey::CertificateNumber, text("1household_division2"))]));
    all.push(found(&[(FactKey::CertificateNumber, text("1")), (FactKey::HouseholdDivision, text("2"))]));
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            assert_ne!(one.canonical(), other.canonical(), "{one:?} {other:?}");
        }
    }
    assert_eq!(wait(1).canonical(), wait(600).canonical(), "how long to wait was not found out");
}

#[test]
fn keys_stand_in_the_order_of_their_names() {
    let names: Vec<_> = FactKey::ALL.iter().map(|key| key.as_str()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for key in FactKey::ALL {
        assert_eq!(FactKey::parse(key.as_str()), Some(*key));
    }
    assert_eq!(FactKey::parse("photo"), None);
}

#[test]
fn a_fact_is_of_the_kind_of_its_key() {
    let mut facts = Facts::default();
    assert_eq!(facts.insert(FactKey::Insured, Fact::Count(1)), Err(FactRefusal));
    assert_eq!(facts.insert(FactKey::DiedOn, Fact::Answer(Answer::Yes)), Err(FactRefusal));
    assert_eq!(facts.iter().count(), 0);
    for (key, text) in [
        (FactKey::Insured, "unknown"),
        (FactKey::InsuredMonths, "132"),
        (FactKey::DiedOn, "2026-02-28"),
        (FactKey::HouseholdRelation, "户主"),
    ] {
        let fact = Fact::parse(key, text).unwrap();
        assert_eq!(fact.to_text(), text);
        facts.insert(key, fact).unwrap();
    }
    for (key, text) in
        [(FactKey::Insured, "true"), (FactKey::InsuredMonths, "-1"), (FactKey::DiedOn, "2026-02-30")]
    {
        assert_eq!(Fact::parse(key, text), Err(FactRefusal), "{text}");
    }
}

#[test]
fn nothing_told_is_unknown() {
    let unknown = facts(&[(FactKey::Insured, Fact::Answer(Answer::Unknown))]);
    assert!(!unknown.tell_anything());
    assert!(!Facts::default().tell_anything());
    assert!(facts(&[(FactKey::Insured, Fact::Answer(Answer::No))]).tell_anything());
    assert_eq!(unknown.answer(FactKey::Insured), Answer::Unknown);
    assert_eq!(unknown.answer(FactKey::Deceased), Answer::Unknown);
    assert_eq!(facts(&[INSURED]).answer(FactKey::Insured), Answer::Yes);
}

#[test]
fn debug_tells_nothing_of_the_person() {
    let question = Question {
        library: Library::Social,
        subject: Subject {
            id_number: IdNumber::parse("999999194807150023", date(2026, 11, 23), Areas::TestToo).unwrap(),
            name: PersonName::parse("王秀英").unwrap(),
        },
        purpose: Purpose::parse("核对参保").unwrap(),
        case: CaseId::from_uuid(uuid::Uuid::nil()),
        item: ItemCode::parse("LJZ-SB-01").unwrap(),
        material: MaterialCode::parse("contrib").unwrap(),
    };
    let debug = format!("{question:?}");
    for personal in ["9999", "王", "1948", "参保"] {
        assert!(!debug.contains(personal), "{debug}");
    }
    assert!(debug.contains("LJZ-SB-01"), "{debug}");
    let debug = format!("{:?}", found(&[INSURED, MONTHS]));
    assert!(debug.contains("Facts(..)") && !debug.contains("132") && !debug.contains("Insured"), "{debug}");
}
