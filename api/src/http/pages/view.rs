//! What the templates are filled with: words and ready texts, nothing that a template would have to decide.

use askama::Template;
use domain::{case_number::CaseNumber, clock::shanghai, wording::Lang};
use jiff::Timestamp;

use super::{
    acts,
    rate::{self, Door, RateForm},
    words::{self, Words},
};
use crate::{
    actions::{
        demo_messages::OpenedMessage,
        open_status::{RatingState, Status},
    },
    app::Site,
};

/// The style of every page; its digest stands in the policy that lets a browser use it.
pub const STYLE: &str = include_str!("../../../templates/resident/style.css");

/// What every page has around it.
pub struct Frame<'a> {
    w: &'static Words,
    style: &'static str,
    site: &'a str,
    hotline: &'a str,
    /// The hotline as a telephone dials it.
    dial: String,
}

impl<'a> Frame<'a> {
    /// The frame of a site's pages in one language.
    #[must_use]
    pub fn of(site: &'a Site, lang: Lang) -> Self {
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        Self {
            w: words::words(lang),
            style: STYLE,
            site: &site.sms_signature,
            hotline: &site.hotline,
            dial: site.hotline.chars().filter(dialled).collect(),
        }
    }
}

/// An instant for people and for machines.
struct When {
    text: String,
    iso: String,
}

impl When {
    fn of(at: Timestamp, lang: Lang) -> Self {
        Self { text: words::instant(at, lang), iso: format!("{:.0}+08:00", shanghai(at)) }
    }
}

struct StepLine {
    text: &'static str,
    when: When,
}

/// A case.
#[derive(Template)]
#[template(path = "resident/status.html")]
pub struct StatusPage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    item: &'a str,
    centre: Option<&'a str>,
    /// The case number, cut where a line may break.
    number: Vec<&'a str>,
    stage: &'static str,
    meaning: &'static str,
    next: String,
    steps: Vec<StepLine>,
    rate: Option<RateForm<'a>>,
    /// The title above the rating that was given, what stands before it, and it.
    rated: Option<(&'static str, &'static str, &'static str)>,
    as_of: When,
}

impl<'a> StatusPage<'a> {
    /// The page of a case.
    #[must_use]
    pub fn of(site: &'a Site, lang: Lang, status: &'a Status, door: Door<'a>) -> Self {
        let (rate, rated) = match status.rating {
            RatingState::Closed => (None, None),
            RatingState::Open => (Some(RateForm::of(door, lang)), None),
            RatingState::Given(rating) => {
                let w = rate::words(lang);
                (None, Some((w.title, w.given, rating.in_lang(lang))))
            }
        };
        let (stage, meaning) = words::stage(&status.stage, lang);
        let number = status.stage.receipt().map(|receipt| CaseNumber::as_str(&receipt.number));
        Self {
            frame: Frame::of(site, lang),
            name: &status.name,
            item: status.item.in_lang(lang),
            centre: status.centre.as_ref().map(|centre| centre.in_lang(lang)),
            number: number.map(|number| number.split_inclusive('-').collect()).unwrap_or_default(),
            stage,
            meaning,
            next: words::next(&status.stage, (status.immediate, status.promised_days), status.way, lang),
            steps: status
                .steps
                .iter()
                .map(|step| StepLine { text: acts::event(step.kind, lang), when: When::of(step.at, lang) })
                .collect(),
            rate,
            rated,
            as_of: When::of(status.as_of, lang),
        }
    }
}

/// The form that looks a case up.
#[derive(Template)]
#[template(path = "resident/look_up.html")]
pub struct LookUpPage<'a> {
    frame: Frame<'a>,
    failed: bool,
}

impl<'a> LookUpPage<'a> {
    /// The form; `failed` when what was entered led nowhere.
    #[must_use]
    pub fn of(site: &'a Site, lang: Lang, failed: bool) -> Self {
        Self { frame: Frame::of(site, lang), failed }
    }
}

/// A page that only says what is the matter.
#[derive(Template)]
#[template(path = "resident/notice.html")]
pub struct NoticePage<'a> {
    frame: Frame<'a>,
    title: &'static str,
    text: &'static str,
    /// Whether the look-up form would help.
    way_on: bool,
}

impl<'a> NoticePage<'a> {
    /// For a link that is not good.
    #[must_use]
    pub fn dead_link(site: &'a Site, lang: Lang) -> Self {
        let words = words::words(lang);
        Self { frame: Frame::of(site, lang), title: words.dead_title, text: words.dead, way_on: true }
    }

    /// For whatever else is to be said.
    #[must_use]
    pub fn saying(site: &'a Site, lang: Lang, title: &'static str, text: &'static str) -> Self {
        Self { frame: Frame::of(site, lang), title, text, way_on: false }
    }

    /// For when the server cannot answer.
    #[must_use]
    pub fn sorry(site: &'a Site, lang: Lang) -> Self {
        let words = words::words(lang);
        Self { frame: Frame::of(site, lang), title: words.sorry_title, text: words.sorry, way_on: false }
    }
}

struct MessageLine<'a> {
    kind: &'static str,
    state: &'static str,
    to: &'a str,
    when: When,
    /// Before the link, the link's address and how it is written, after it.
    before: &'a str,
    link: Option<(&'a str, &'a str)>,
    after: &'a str,
}

/// The messages of a demo.
#[derive(Template)]
#[template(path = "resident/messages.html")]
pub struct MessagesPage<'a> {
    frame: Frame<'a>,
    messages: Vec<MessageLine<'a>>,
}

impl<'a> MessagesPage<'a> {
    /// The page of a demo's messages.
    #[must_use]
    pub fn of(site: &'a Site, lang: Lang, messages: &'a [OpenedMessage]) -> Self {
        let line = |message: &'a OpenedMessage| {
            let (kind, state) = acts::message(message.kind, message.state, lang);
            let (before, link, after) = link_in(&message.text, &site.public_url);
            let when = When::of(message.queued_at, lang);
            MessageLine { kind, state, to: &message.recipient, when, before, link, after }
        };
        Self { frame: Frame::of(site, lang), messages: messages.iter().map(line).collect() }
    }
}

/// Finds the link to a status page in a text: what stands before it, its path and whole address, what stands after.
fn link_in<'a>(text: &'a str, public_url: &str) -> (&'a str, Option<(&'a str, &'a str)>, &'a str) {
    let found = text.find(&format!("{public_url}/s/")).and_then(|at| {
        let (before, from) = text.split_at_checked(at)?;
        let path = from.get(public_url.len()..)?;
        let rest = path.strip_prefix("/s/")?;
        let token = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let end = public_url.len().checked_add("/s/".len())?.checked_add(token)?;
        let (whole, after) = from.split_at_checked(end)?;
        Some((before, Some((whole.get(public_url.len()..)?, whole)), after))
    });
    found.unwrap_or((text, None, ""))
}
