use domain::{
    case::{Acceptance, AcceptedBy, Ending, EventKind, Held, Outcome, Receipt, Service, Stage, Way},
    identity::Areas,
    message::{MessageKind, MessageState},
    rating::Rating,
    wording::{Lang, NamePair},
};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::actions::{
    demo_messages::OpenedMessage,
    open_status::{RatingState, Status, Step},
};

/// What a page may weigh: it comes in one round trip, with the headers before it.
const MOST_BYTES: usize = 14 * 1024;
const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

fn site() -> Site {
    Site {
        public_url: "https://zerotrip.example".into(),
        sms_signature: "骆家庄便民服务中心".into(),
        hotline: "0571-8500 0000".into(),
        letters: crate::actions::print_letter::Words {
            address: None,
            review_body: String::new(),
            court: String::new(),
        },
        hours: domain::deadlines::BusinessHours::default(),
        rating: domain::rating::RatingRules::default(),
        answer_days: crate::config::usual_answer_days(),
        areas: Areas::Real,
        demo: true,
        checkpoint_folder: None,
    }
}

fn at(minute: i64) -> Timestamp {
    "2026-11-23T01:05:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn receipt() -> Receipt {
    let centre = domain::case_number::CentreCode::parse("999999013014").unwrap();
    let number = CaseNumber::new(&centre, jiff::civil::date(2026, 11, 23), 7);
    Receipt { number, at: at(3) }
}

fn stages() -> Vec<(Stage, EventKind)> {
    let held = || Held { receipt: receipt(), acceptance: Acceptance { at: at(60), by: AcceptedBy::Window } };
    let served = |outcome, service| Stage::Concluded { held: held(), at: at(90), outcome, service };
    let concluded = |outcome| served(outcome, Service::Due);
    let ended = |how| Stage::Ended { receipt: Some(receipt()), acceptance: None, at: at(90), how };
    vec![
        (Stage::Receiving, EventKind::Filed),
        (Stage::Received(receipt()), EventKind::Received),
        (Stage::CorrectionRequested(receipt()), EventKind::CorrectionRequested),
        (Stage::NotAccepted(receipt()), EventKind::NotAccepted),
        (Stage::Accepted(held()), EventKind::Accepted),
        (Stage::InReview(held()), EventKind::SentForReview),
        (Stage::Suspended { held: held(), since: at(70) }, EventKind::Suspended),
        (concluded(Outcome::Granted), EventKind::Granted),
        (concluded(Outcome::Refused), EventKind::Refused),
        (served(Outcome::Granted, Service::Issued { at: at(91) }), EventKind::Issued),
        (
            served(Outcome::Refused, Service::Delivered { issued_at: at(91), at: at(92) }),
            EventKind::Delivered,
        ),
        (
            served(Outcome::Granted, Service::Closed { issued_at: at(91), delivered_at: at(92), at: at(93) }),
            EventKind::Collected,
        ),
        (ended(Ending::Withdrawn), EventKind::Withdrawn),
        (ended(Ending::Terminated), EventKind::Terminated),
        (ended(Ending::Void), EventKind::Voided),
    ]
}

fn status(stage: Stage, last: EventKind) -> Status {
    let kinds =
        [EventKind::Filed, EventKind::Received, EventKind::CorrectionRequested, EventKind::Refiled, last];
    Status {
        name: "王*".into(),
        item: NamePair { zh: "老年人优待证申领".into(), en: "Senior citizen card".into() },
        centre: Some(NamePair {
            zh: "样例便民服务中心".into(),
            en: "Sample Convenience Service Centre".into(),
        }),
        stage,
        way: Some(Way::Window),
        immediate: false,
        promised_days: 15,
        rating: RatingState::Closed,
        steps: kinds.into_iter().zip(1..).map(|(kind, minute)| Step { kind, at: at(minute * 20) }).collect(),
        as_of: at(200),
    }
}

fn messages() -> Vec<OpenedMessage> {
    let text = "【骆家庄便民服务中心】王*您好,您委托代办的办件999999013014-20261123-0007-K已收件。\
                查进度:https://zerotrip.example/status 查询码K7MX2P\
                或打开https://zerotrip.example/s/0123456789abcdef0123456789abcdef。咨询0571-8500 0000";
    let state = [MessageState::Accepted, MessageState::Queued, MessageState::Failed];
    let message = |state| OpenedMessage {
        recipient: "138****1234".into(),
        text: text.into(),
        kind: MessageKind::Receipt,
        state,
        queued_at: at(5),
    };
    state.into_iter().map(message).collect()
}

/// Every page there is, by name, in one language.
fn every_page(lang: Lang) -> Vec<(String, String)> {
    let site = site();
    let mut pages: Vec<_> = stages()
        .into_iter()
        .map(|(stage, last)| {
            let status = status(stage, last);
            let html = StatusPage::of(&site, lang, &status, Door::Link("0123abcd")).render().unwrap();
            (format!("status-{}", status.stage.as_str()), html)
        })
        .collect();
    let mut add = |name: &str, html: askama::Result<String>| pages.push((name.to_owned(), html.unwrap()));
    let concluded = |rating| {
        let (stage, last) = stages().into_iter().find(|(_, last)| *last == EventKind::Granted).unwrap();
        Status { rating, ..status(stage, last) }
    };
    let (open, given) = (concluded(RatingState::Open), concluded(RatingState::Given(Rating::Good)));
    add("rate-by-link", StatusPage::of(&site, lang, &open, Door::Link("0123abcd")).render());
    add("rate-by-code", StatusPage::of(&site, lang, &open, Door::Code("330106", "K7MX2P")).render());
    add("rated", StatusPage::of(&site, lang, &given, Door::Link("0123abcd")).render());
    add("look-up", LookUpPage::of(&site, lang, false).render());
    add("look-up-failed", LookUpPage::of(&site, lang, true).render());
    add("dead-link", NoticePage::dead_link(&site, lang).render());
    add("sorry", NoticePage::sorry(&site, lang).render());
    add("messages", MessagesPage::of(&site, lang, &messages()).render());
    add("messages-none", MessagesPage::of(&site, lang, &[]).render());
    pages
}

#[test]
fn every_page_is_small_whole_and_without_script() {
    for lang in LANGS {
        for (name, html) in every_page(lang) {
            assert!(html.len() <= MOST_BYTES, "{name}: {} bytes", html.len());
            assert!(html.contains(&format!("<style>{STYLE}</style>")), "{name}: the policy names this style");
            for banned in ["<script", " style=", " src=", "<img", "@import", "url("] {
                assert!(!html.contains(banned), "{name}: {banned}");
            }
            assert!(
                html.contains("0571-8500 0000") && html.contains("tel:057185000000"),
                "{name}: the hotline"
            );
        }
    }
}

#[test]
fn every_page_warns_of_fraud_in_its_language() {
    for (lang, warning) in
        [(Lang::Zh, "不会索要验证码、密码或转账"), (Lang::En, "never asks for verification codes")]
    {
        assert!(every_page(lang).iter().all(|(_, html)| html.contains(warning)));
    }
}

#[test]
fn every_page_speaks_one_language_and_offers_the_other() {
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    // A name, and the site's own words, are in the language they are in.
    let given = ["王*", "骆家庄便民服务中心", "中文"];
    for (name, html) in every_page(Lang::En).into_iter().filter(|(name, _)| name != "messages") {
        let body = given.iter().fold(html.replace(STYLE, ""), |html, text| html.replace(text, ""));
        assert!(!body.contains(han), "{name}: {body}");
        assert!(html.contains("<html lang=\"en\">") && html.contains("?lang=zh-CN"), "{name}");
    }
    for (name, html) in every_page(Lang::Zh) {
        assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("?lang=en"), "{name}");
    }
}

#[test]
fn a_status_page_shows_number_item_masked_name_and_shanghai_time() {
    let (stage, last) = (Stage::Received(receipt()), EventKind::Received);
    let html = StatusPage::of(&site(), Lang::Zh, &status(stage.clone(), last), Door::Link("0123abcd"))
        .render()
        .unwrap();
    let unbroken = html.replace("<wbr>", "");
    let number = receipt().number;
    for shown in
        ["王*", number.as_str(), "老年人优待证申领", "2026年11月23日 09:25", "已收件", "5 个工作日内"]
    {
        assert!(unbroken.contains(shown), "{shown}: {html}");
    }
    assert!(html.contains("datetime=\"2026-11-23T09:25:00+08:00\""), "{html}");
    let html =
        StatusPage::of(&site(), Lang::En, &status(stage, last), Door::Link("0123abcd")).render().unwrap();
    assert!(html.contains("23 November 2026, 09:25"), "{html}");
}

#[test]
fn what_people_typed_or_are_called_is_text_and_never_markup() {
    let mut status = status(Stage::Receiving, EventKind::Filed);
    status.name = "<b>*".into();
    let html = StatusPage::of(&site(), Lang::Zh, &status, Door::Link("0123abcd")).render().unwrap();
    assert!(!html.contains("<b>*"));
}

#[test]
fn a_message_s_link_opens_here() {
    let html = MessagesPage::of(&site(), Lang::Zh, &messages()).render().unwrap();
    let link = "<a href=\"/s/0123456789abcdef0123456789abcdef\">\
                https://zerotrip.example/s/0123456789abcdef0123456789abcdef</a>。咨询";
    assert!(html.contains(link), "{html}");
}

#[test]
fn a_link_that_swallowed_the_words_behind_it_is_good() {
    assert_eq!(bare("0123abc。咨询0571-8500 0000"), "0123abc");
    assert_eq!(bare("0123abc"), "0123abc");
    assert_eq!(bare("。"), "");
}

#[test]
fn a_page_is_nobody_else_s() {
    let lang = crate::http::extract::Lang(problem::Lang::Zh);
    let response = dead_link(&site(), lang);
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(response.status().as_u16(), 404);
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("x-robots-tag"), "noindex, nofollow");
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    for part in ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}
