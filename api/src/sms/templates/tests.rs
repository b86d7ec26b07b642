use domain::{
    message::{Hotline, Inbound, LookupAddress, MessageKind, PublicName, Sender, Signature, Variable},
    wording::Lang,
};

use super::{SHIPPED, load};
use crate::toml_file::FileReason as _;

fn sender() -> Sender {
    Sender {
        signature: Signature::parse("骆家庄便民服务中心").unwrap(),
        hotline: Hotline::parse("0571-8500 0000").unwrap(),
        lookup: LookupAddress::parse("https://zerotrip.example/status").unwrap(),
    }
}

fn faults(text: &str) -> Vec<(usize, &'static str)> {
    let found = load(text).unwrap_err().faults;
    found.iter().map(|fault| (fault.line, fault.reason.code())).collect()
}

/// The shipped file with the first line that begins with `start`, at or after the one that is `after`, replaced; and the
/// number of that line.
fn with_line(after: &str, start: &str, line: &str) -> (String, usize) {
    let mut lines: Vec<&str> = SHIPPED.lines().collect();
    let from = lines.iter().position(|line| line.starts_with(after)).unwrap();
    let at = from + lines[from..].iter().position(|line| line.starts_with(start)).unwrap();
    lines[at] = line;
    (lines.join("\n"), at + 1)
}

#[test]
fn the_shipped_templates_are_whole_and_short() {
    let set = load(SHIPPED).unwrap();
    assert_eq!(set.version().as_str(), "cn-2026-1");
    let preview = set.preview(&sender());
    assert_eq!(preview.len(), 2 * MessageKind::ALL.len());
    for row in &preview {
        let most = match row.lang {
            Lang::Zh => 3,
            Lang::En => 5,
        };
        assert!(row.sample.parts <= most, "{:?} {:?}: {}", row.kind, row.lang, row.sample.text);
        assert!(row.sample.text.contains("0571-8500 0000"));
        assert!(!row.sample.text.contains(['{', '}', '【']), "{}", row.sample.text);
    }
}

#[test]
fn the_shipped_templates_say_what_is_to_be_done() {
    let set = load(SHIPPED).unwrap();
    let asks = |kind: MessageKind, variable: Variable| {
        [Lang::Zh, Lang::En]
            .iter()
            .all(|lang| set.get(kind, *lang).variables().any(|asked| asked == variable))
    };
    assert!(asks(MessageKind::Receipt, Variable::QueryCode));
    assert!(asks(MessageKind::NotAccepted, Variable::RightBody));
    assert!(asks(MessageKind::CorrectionRequested, Variable::MaterialsCount));
    for kind in MessageKind::ALL {
        assert!(asks(kind, Variable::CaseNumber), "{kind:?}");
        let (zh, en) = (set.get(kind, Lang::Zh), set.get(kind, Lang::En));
        let sorted = |mut variables: Vec<Variable>| {
            variables.sort_unstable();
            variables
        };
        assert_eq!(
            sorted(zh.variables().collect()),
            sorted(en.variables().collect()),
            "{kind:?}: both tell the same"
        );
    }
    // What the request for a rating offers is understood when it comes back.
    let request = set.get(MessageKind::RatingRequest, Lang::Zh).sample(&sender()).text;
    for level in ["1", "2", "3", "4", "5"] {
        assert!(request.contains(level) && matches!(Inbound::read(level), Inbound::Rating(_)));
    }
    assert!(request.contains("退订回T") && Inbound::read("T") == Inbound::OptOut);
}

#[test]
fn each_slip_is_told_with_its_line() {
    let receipt = "[template.receipt]";
    for (after, start, line, code) in [
        ("version", "version", "version = \"a b\"", "malformed"),
        ("version", "version", "version = 1", "wrong-type"),
        (receipt, "zh", "zh = \"您好{names},咨询{hotline}\"", "variable-unknown"),
        (receipt, "zh", "zh = \"您好,办件已收件\"", "hotline-missing"),
        (receipt, "zh", "zh = \"【就近办】您好,咨询{hotline}\"", "bracket"),
        (receipt, "en", "en = 3", "wrong-type"),
        ("[template.rating_request]", "zh", "zh = \"请评价,咨询{hotline}\"", "refusal-missing"),
    ] {
        let (text, at) = with_line(after, start, line);
        let found = faults(&text);
        assert!(!found.is_empty() && found.iter().all(|fault| *fault == (at, code)), "{line}: {found:?}");
    }
    let (text, at) = with_line(receipt, "en", "");
    assert_eq!(faults(&text), [(at - 2, "key-missing")], "the line of the table");
    let (text, at) = with_line(receipt, "en", "fr = \"Bonjour {hotline}\"");
    assert_eq!(faults(&text), [(at - 2, "key-missing"), (at, "key-unknown")]);
    let (text, at) = with_line(receipt, receipt, "[template.reciept]");
    assert!(faults(&text).contains(&(at, "kind-unknown")));
    assert!(load(&text).unwrap_err().to_string().contains("kind-missing: there is no template for receipt"));
}

#[test]
fn faults_of_several_texts_are_told_at_once() {
    let zh = "zh = \"{link}医疗,咨询{hotline}\"";
    let (text, first) = with_line("[template.accepted]", "zh", zh);
    let text = text.replacen("如有困难请致电{hotline}\"", "如有困难请致电13800001234\"", 1);
    let last = text.lines().position(|line| line.contains("13800001234")).unwrap() + 1;
    assert_eq!(
        faults(&text),
        [
            (first, "variable-url"),
            (first, "word-forbidden"),
            (last, "hotline-missing"),
            (last, "personal-number"),
        ]
    );
    let told = load(&text).unwrap_err().to_string();
    assert!(told.contains(&format!("line {first}: word-forbidden: zh, character 7: \"医疗\"")), "{told}");
}

#[test]
fn a_text_that_is_no_file_of_templates_is_refused() {
    assert_eq!(faults(""), [(1, "key-missing"), (1, "key-missing")]);
    assert_eq!(faults("version = \"v\"\ntemplate = 1"), [(2, "wrong-type")]);
    assert_eq!(faults("version = \"v\"\n[template]").len(), MessageKind::ALL.len());
    assert_eq!(faults("version = \"v\"\n[template]\nreceipt = 1").first(), Some(&(2, "kind-missing")));
    assert_eq!(faults("version = \n"), [(1, "syntax")]);
    let missing = load("version = \"v\"\ntemplates = {}").unwrap_err().to_string();
    assert!(missing.contains("key-unknown: templates"), "{missing}");
}

#[test]
fn items_that_tell_of_illness_need_or_family_go_unnamed() {
    let catalogue = crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap();
    let named: Vec<_> = catalogue
        .items
        .iter()
        .filter_map(|item| Some((item.code.as_str(), PublicName::of_item(item, Lang::Zh)?)))
        .map(|(code, name)| format!("{code} {name}"))
        .collect();
    let wanted = [
        "LJZ-SB-01 城乡居民基本养老保险参保登记",
        "LJZ-SB-04 社会保险参保(权益)证明打印",
        "LJZ-SB-06 社会保障卡(市民卡)申领、补换",
        "LJZ-MZ-01 老年人优待证办理",
        "LJZ-GA-01 流动人口居住登记",
        "LJZ-GA-02 浙江省居住证签注",
    ];
    assert_eq!(named, wanted);
}
