use jiff::civil::date;

use super::{
    super::sender::{Hotline, LookupAddress, PublicName, Signature},
    *,
};
use crate::{
    case_number::CaseNumber,
    message::Sender,
    query_code::QueryCode,
    text::{PersonName, TemplateVersion},
};

fn sender() -> Sender {
    Sender {
        signature: Signature::parse("就近办").unwrap(),
        hotline: Hotline::parse("0571-88880000").unwrap(),
        lookup: LookupAddress::parse("https://zerotrip.example/status").unwrap(),
    }
}

fn zh(kind: MessageKind, text: &str) -> Template {
    Template::parse(kind, Lang::Zh, text).unwrap()
}

fn faults(kind: MessageKind, lang: Lang, text: &str) -> Vec<(usize, &'static str)> {
    let faults = Template::parse(kind, lang, text).unwrap_err();
    faults.iter().map(|fault| (fault.at, fault.reason.code())).collect()
}

#[track_caller]
fn refused(text: &str, at: usize, code: &'static str) {
    assert_eq!(faults(MessageKind::Receipt, Lang::Zh, text), [(at, code)], "{text}");
}

#[track_caller]
fn taken(text: &str) {
    assert_eq!(Template::parse(MessageKind::Receipt, Lang::Zh, text).err(), None, "{text}");
}

const RECEIPT: &str = "{name_masked}您好,您的办件{case_number}已收件。查询请打开 {lookup_address} 查询码{query_code}。咨询{hotline}";

#[test]
fn a_template_is_filled_with_what_is_known() {
    let (name, number) =
        (PersonName::parse("王小芳").unwrap(), CaseNumber::parse("330106013014-20261123-0007-4").unwrap());
    let code = QueryCode::parse("K7MX2P").unwrap();
    let template = zh(MessageKind::Receipt, RECEIPT);
    let values = Values {
        name: Some(&name),
        case_number: Some(&number),
        query_code: Some(&code),
        ..Values::to(Audience::Own)
    };
    let rendered = template.render(&sender(), &values).unwrap();
    let wanted = "王*您好,您的办件330106013014-20261123-0007-4已收件。查询请打开 \
                  https://zerotrip.example/status 查询码K7MX2P。咨询0571-88880000";
    assert_eq!(rendered.text, wanted);
    assert_eq!((rendered.units, rendered.parts), (wanted.chars().count() + 5, 2));
    assert!(!format!("{rendered:?} {values:?}").contains('王'));

    let shared = Values { audience: Audience::Shared, ..values };
    let rendered = template.render(&sender(), &shared).unwrap();
    assert!(rendered.text.starts_with("居民您好,您的办件330106013014"), "{}", rendered.text);
    assert!(!rendered.text.contains('王') && !rendered.text.contains('*'));
}

#[test]
fn a_platform_gets_what_is_open_and_approves_what_is_fixed() {
    let number = CaseNumber::parse("330106013014-20261123-0007-4").unwrap();
    let code = QueryCode::parse("K7MX2P").unwrap();
    let template = zh(MessageKind::Receipt, RECEIPT);
    let values =
        Values { case_number: Some(&number), query_code: Some(&code), ..Values::to(Audience::Shared) };
    let parameters = template.parameters(&sender(), &values).unwrap();
    let shown: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let wanted = [("name_masked", "居民"), ("case_number", number.as_str()), ("query_code", "K7MX2P")];
    assert_eq!(shown, wanted);
    let approved = template.for_approval(&sender(), |no, _| format!("{{{no}}}"));
    assert_eq!(
        approved,
        "{1}您好,您的办件{2}已收件。查询请打开 https://zerotrip.example/status 查询码{3}。咨询0571-88880000"
    );
    let mut filled = approved;
    for (no, (_, value)) in parameters.iter().enumerate() {
        filled = filled.replace(&format!("{{{}}}", no + 1), value);
    }
    assert_eq!(filled, template.render(&sender(), &values).unwrap().text, "both ways give one text");
}

#[test]
fn items_and_bodies_are_named_only_where_that_tells_nothing() {
    let number = CaseNumber::parse("330106013014-20261123-0007-4").unwrap();
    let (item, body) =
        (PublicName::parse("老年人优待证办理").unwrap(), PublicName::parse("西湖区民政局").unwrap());
    let template = zh(
        MessageKind::NotAccepted,
        "您的{item_public_name}不予受理,请向{right_body}提出。办件{case_number},咨询{hotline}",
    );
    let values = Values { case_number: Some(&number), ..Values::to(Audience::Own) };
    let text = |values: Values<'_>| template.render(&sender(), &values).unwrap().text;
    assert!(text(values).starts_with("您的委托事项不予受理,请向有权办理的部门提出。"));
    let named = Values { item: Some(&item), right_body: Some(&body), ..values };
    assert!(text(named).starts_with("您的老年人优待证办理不予受理,请向西湖区民政局提出。"));
    let shared = Values { audience: Audience::Shared, ..named };
    assert!(text(shared).starts_with("您的委托事项不予受理"), "others read along");
}

#[test]
fn a_due_day_has_its_year_and_counts_cannot_be_guessed() {
    let kind = MessageKind::ToleranceReminder;
    let number = CaseNumber::parse("330106013014-20261123-0007-4").unwrap();
    let values = Values {
        case_number: Some(&number),
        due: Some(date(2027, 1, 4)),
        materials: Some(2),
        ..Values::to(Audience::Own)
    };
    let template = zh(kind, "办件{case_number}请于{due_date}前补交{materials_count}份材料。咨询{hotline}");
    assert!(template.render(&sender(), &values).unwrap().text.contains("请于2027年1月4日前补交2份"));
    let none = Values { materials: None, due: None, ..values };
    let missing = template.render(&sender(), &none).unwrap_err();
    assert_eq!(missing.to_string(), "message-value-missing: materials_count");
    let en = "Case {case_number}: bring {materials_count} more by {due_date}. Questions: {hotline}";
    let en = Template::parse(kind, Lang::En, en).unwrap();
    assert!(en.render(&sender(), &values).unwrap().text.contains("more by 4 January 2027."));
    let some_day = Values { due: None, ..values };
    assert!(en.render(&sender(), &some_day).unwrap().text.contains("by the date set."));
}

#[test]
fn variables_are_of_the_closed_set_and_of_the_kind() {
    refused("您的{case}已收件,咨询{hotline}", 3, "variable-unknown");
    refused("您的{Case_Number}已收件,咨询{hotline}", 3, "variable-unknown");
    refused("您的{}已收件,咨询{hotline}", 3, "variable-unknown");
    refused("办件查询 {status_url} 咨询{hotline}", 6, "variable-url");
    refused("办件查询{https://a.cn}咨询{hotline}", 5, "variable-url");
    refused("请于{due_date}前办理,咨询{hotline}", 3, "variable-out-of-place");
    refused("办件{case_number}收件,即{case_number},咨询{hotline}", 20, "variable-twice");
    for kind in MessageKind::ALL {
        let known: Vec<_> = Variable::ALL.into_iter().filter(|variable| variable.is_known_to(kind)).collect();
        assert!(known.contains(&Variable::Hotline) && known.contains(&Variable::CaseNumber), "{kind:?}");
        assert_eq!(known.contains(&Variable::QueryCode), kind == MessageKind::Receipt);
    }
}

#[test]
fn variables_stand_apart_with_words_between() {
    refused("您的办件{case_number}{query_code},咨询{hotline}", 18, "variables-touch");
    refused("您的办件{case_number} {query_code},咨询{hotline}", 19, "variables-touch");
    taken("您的办件{case_number},{query_code},咨询{hotline}");
    refused("{hotline}", 1, "variables-only");
    refused("{case_number},{hotline}。", 1, "variables-only");
}

#[test]
fn braces_come_in_pairs() {
    refused("您好{,咨询{hotline}", 3, "brace");
    refused("您好},咨询{hotline}", 3, "brace");
    refused("您好{{case_number},咨询{hotline}", 3, "brace");
    refused("咨询{hotline},您好{case", 15, "brace");
}

#[test]
fn the_address_is_the_sites_and_stands_free() {
    for literal in ["https://a.cn", "http://a", "www.a.cn", "t.cn/x", "a.b", "ftp://a"] {
        refused(&format!("您好,打开 {literal} 咨询{{hotline}}"), 7, "address-literal");
    }
    taken("您好.咨询{hotline}");
    taken("Hello. Case 1.5, {hotline}");
    taken("查询 {lookup_address} 咨询{hotline}");
    taken("咨询{hotline},查询:{lookup_address}");
    refused("查询 {lookup_address},咨询{hotline}", 20, "address-runs-on");
    refused("查询{lookup_address}{query_code}咨询{hotline}", 19, "address-runs-on");
    refused("查询{query_code}{lookup_address} 咨询{hotline}", 15, "address-runs-on");
    refused("查询a{lookup_address} 咨询{hotline}", 4, "address-runs-on");
    taken("查询 {lookup_address} {query_code},咨询{hotline}");
}

#[test]
fn words_that_others_may_not_read_are_refused() {
    for (word, named) in [
        ("医疗", "医疗"),
        ("殡葬", "殡葬"),
        ("党政", "党政"),
        ("联系个人手机号", "个人手机"),
        ("残疾人", "残疾"),
        ("高龄津贴", "津贴"),
        ("慢性病", "病"),
        ("低保", "低保"),
        ("加微信", "微信"),
        ("disability", "disab"),
        ("Medical", "medic"),
    ] {
        let text = format!("您好,您的{word}办件已收件。咨询{{hotline}}");
        let faults = Template::parse(MessageKind::Receipt, Lang::Zh, &text).unwrap_err();
        assert_eq!(faults.len(), 1, "{word}");
        assert_eq!(faults[0].reason, TemplateReason::WordForbidden { word: named });
    }
    taken("您好,如有困难请致电{hotline}");
}

#[test]
fn numbers_of_people_are_refused() {
    for number in
        ["13800001234", "138 0000 1234", "138-0000-1234", "１３８００００１２３４", "+8613800001234"]
    {
        let text = format!("请打{number}咨询{{hotline}}");
        let codes: Vec<_> =
            faults(MessageKind::Receipt, Lang::Zh, &text).into_iter().map(|(_, code)| code).collect();
        assert!(codes.contains(&"personal-number"), "{number}");
    }
    refused("证件330106199901010014,咨询{hotline}", 3, "personal-number");
    taken("请打12345,或0571-88880000,咨询{hotline}");
}

#[test]
fn brackets_and_odd_characters_are_refused() {
    let signed = "【就近办】您好,咨询{hotline}";
    assert_eq!(faults(MessageKind::Receipt, Lang::Zh, signed), [(1, "bracket"), (5, "bracket")]);
    refused("您好[{hotline}]", 13, "bracket");
    taken("您好[1]咨询{hotline}。");
    for odd in ['¥', '★', '\n', '\u{200b}', '🙂', '①'] {
        refused(&format!("您好{odd}咨询{{hotline}}"), 3, "character");
    }
    refused("您好𠮷,咨询{hotline}", 3, "character");
}

#[test]
fn every_message_has_the_hotline_and_a_request_the_way_to_say_no() {
    refused("您好,您的办件已收件。", 1, "hotline-missing");
    let empty = [(1, "variables-only"), (1, "hotline-missing")];
    assert_eq!(faults(MessageKind::Receipt, Lang::Zh, " "), empty);
    let kind = MessageKind::RatingRequest;
    assert_eq!(faults(kind, Lang::Zh, "请评价,咨询{hotline}"), [(1, "refusal-missing")]);
    assert!(Template::parse(kind, Lang::Zh, "请评价,咨询{hotline},退订回T").is_ok());
    let silent = "Please rate The case. Questions: {hotline}";
    assert_eq!(faults(kind, Lang::En, silent), [(1, "refusal-missing")]);
    assert!(
        Template::parse(kind, Lang::En, "Please rate. Questions: {hotline}. Reply T for no more.").is_ok()
    );
}

#[test]
fn the_length_is_judged_at_the_longest_values() {
    // Signature and brackets 22, case number 34, hotline 20.
    let words = |n: usize| format!("{}{{case_number}}询{{hotline}}", "办".repeat(n));
    taken(&words(500 - 22 - 34 - 20 - 1));
    refused(&words(500 - 22 - 34 - 20), 1, "too-long");
    let at_most = zh(MessageKind::Receipt, &words(423));
    let long = Sender {
        signature: Signature::parse(&"办".repeat(20)).unwrap(),
        hotline: Hotline::parse("0571-88880000-123456").unwrap(),
        lookup: sender().lookup,
    };
    assert_eq!(at_most.most_parts(&long), 8);
}

#[test]
fn all_faults_are_told_at_once_by_place() {
    let text = "【医疗】{link}{case_number}{due_date} http://a.cn 13800001234 {";
    assert_eq!(
        faults(MessageKind::Receipt, Lang::Zh, text),
        [
            (1, "bracket"),
            (1, "hotline-missing"),
            (2, "word-forbidden"),
            (4, "bracket"),
            (5, "variable-url"),
            (11, "variables-touch"),
            (24, "variable-out-of-place"),
            (24, "variables-touch"),
            (35, "address-literal"),
            (47, "personal-number"),
            (59, "brace"),
        ]
    );
}

#[test]
fn no_value_is_longer_than_the_longest() {
    for lang in [Lang::Zh, Lang::En] {
        for variable in Variable::ALL {
            assert_eq!(Variable::parse(variable.as_str()), Some(variable));
            let texts = [Some(variable.sample(lang)), variable.stand_in(lang)];
            for text in texts.into_iter().flatten() {
                assert!(super::super::units(text) <= variable.longest(lang), "{variable:?}");
            }
        }
    }
    let number = CaseNumber::new(
        CaseNumber::parse("330106013014-20261123-0007-4").unwrap().centre(),
        date(2026, 11, 23),
        u32::MAX,
    );
    assert_eq!(number.as_str().len(), Variable::CaseNumber.longest(Lang::Zh));
}

#[test]
fn a_set_has_each_kind_once() {
    let version = || TemplateVersion::parse("t-1").unwrap();
    let pairs: Vec<_> = MessageKind::ALL
        .into_iter()
        .map(|kind| {
            let (zh, en) = (
                format!("{}办件咨询{{hotline}}退订回T", kind.as_str().replace('_', "")),
                "Hello {hotline}, T",
            );
            let read = |lang, text: &str| Template::parse(kind, lang, text).unwrap();
            TemplatePair::new(read(Lang::Zh, &zh), read(Lang::En, en)).unwrap()
        })
        .rev()
        .collect();
    let set = TemplateSet::new(version(), pairs.clone()).unwrap();
    for kind in MessageKind::ALL {
        assert_eq!(set.get(kind, Lang::Zh).kind(), kind);
        assert_eq!(set.get(kind, Lang::En).lang(), Lang::En);
    }
    let preview = set.preview(&sender());
    assert_eq!(preview.len(), 2 * MessageKind::ALL.len());
    assert!(preview.iter().all(|row| row.most_parts >= row.sample.parts));

    let [first, rest @ ..] = pairs.as_slice() else { panic!("there are kinds") };
    assert_eq!(TemplateSet::new(version(), rest.to_vec()), None);
    assert_eq!(TemplateSet::new(version(), [first, first].into_iter().chain(rest).cloned().collect()), None);
    let (zh, en) = (first.in_lang(Lang::Zh), first.in_lang(Lang::En));
    assert_eq!(TemplatePair::new(en.clone(), zh.clone()), None);
}
