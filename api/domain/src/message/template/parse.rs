//! Reading a template: cut into words and slots, then held against each rule.

use crate::{phone::Phone, text::typed::half_width, wording::Lang};

use super::{
    super::{MessageKind, parts::units, sender::Signature},
    MOST_UNITS, Piece, Template, TemplateFault, TemplateReason as Reason, Variable, forbidden,
};

/// A piece as cut, with its place in characters from 0.
struct Cut {
    at: usize,
    piece: Bit,
}

enum Bit {
    Words(String),
    /// The name in braces, and the variable of that name.
    Slot(String, Option<Variable>),
}

struct Check {
    kind: MessageKind,
    lang: Lang,
    faults: Vec<TemplateFault>,
}

pub(super) fn template(kind: MessageKind, lang: Lang, raw: &str) -> Result<Template, Vec<TemplateFault>> {
    let mut check = Check { kind, lang, faults: Vec::new() };
    let cuts = check.cut(raw.trim());
    check.slots(&cuts);
    check.neighbours(&cuts);
    for cut in &cuts {
        if let Bit::Words(words) = &cut.piece {
            check.words(cut.at, words);
        }
    }
    check.ends(raw.trim());
    check.whole(&cuts);
    check.faults.sort_by_key(|fault| fault.at);
    if !check.faults.is_empty() {
        return Err(check.faults);
    }
    let pieces = cuts.into_iter().filter_map(|cut| match cut.piece {
        Bit::Words(words) => Some(Piece::Words(words)),
        Bit::Slot(_, variable) => variable.map(Piece::Slot),
    });
    Ok(Template { kind, lang, pieces: pieces.collect() })
}

impl Check {
    /// Notes a fault at a place in characters from 0.
    fn note(&mut self, at: usize, reason: Reason) {
        self.faults.push(TemplateFault { at: at.saturating_add(1), reason });
    }

    fn cut(&mut self, text: &str) -> Vec<Cut> {
        let mut cuts = Vec::new();
        let mut words = (0, String::new());
        let mut open: Option<(usize, String)> = None;
        for (at, c) in text.chars().enumerate() {
            match (c, open.take()) {
                ('{', before) => {
                    if let Some((brace, name)) = before {
                        self.note(brace, Reason::Brace);
                        words.1.push_str(&name);
                    }
                    open = Some((at, String::new()));
                }
                ('}', Some((brace, name))) => {
                    if !words.1.is_empty() {
                        cuts.push(Cut { at: words.0, piece: Bit::Words(std::mem::take(&mut words.1)) });
                    }
                    let variable = Variable::parse(&name);
                    cuts.push(Cut { at: brace, piece: Bit::Slot(name, variable) });
                    words.0 = at.saturating_add(1);
                }
                ('}', None) => self.note(at, Reason::Brace),
                (c, Some((brace, mut name))) => {
                    name.push(c);
                    open = Some((brace, name));
                }
                (c, None) => words.1.push(c),
            }
        }
        if let Some((brace, name)) = open {
            self.note(brace, Reason::Brace);
            words.1.push_str(&name);
        }
        if !words.1.is_empty() {
            cuts.push(Cut { at: words.0, piece: Bit::Words(words.1) });
        }
        cuts
    }

    fn slots(&mut self, cuts: &[Cut]) {
        let mut seen = Vec::new();
        for cut in cuts {
            let Bit::Slot(name, variable) = &cut.piece else { continue };
            let Some(variable) = *variable else {
                let name = name.clone();
                let reason = if is_of_an_address(&name) {
                    Reason::VariableUrl { name }
                } else {
                    Reason::VariableUnknown { name }
                };
                self.note(cut.at, reason);
                continue;
            };
            let name = variable.as_str();
            if !variable.is_known_to(self.kind) {
                self.note(cut.at, Reason::VariableOutOfPlace { name, kind: self.kind.as_str() });
            }
            if seen.contains(&variable) {
                self.note(cut.at, Reason::VariableTwice { name });
            }
            seen.push(variable);
        }
    }

    /// Slots side by side, and what the address runs into. On a telephone whatever follows an address without a space
    /// becomes part of it, Chinese included.
    fn neighbours(&mut self, cuts: &[Cut]) {
        let is_address = |piece: &Bit| matches!(piece, Bit::Slot(_, Some(Variable::LookupAddress)));
        for pair in cuts.windows(2) {
            let [left, right] = pair else { continue };
            match (&left.piece, &right.piece) {
                (left, _) if is_address(left) => {
                    let parted = matches!(&right.piece, Bit::Words(words) if words.starts_with(' '));
                    if !parted {
                        self.note(right.at, Reason::AddressRunsOn);
                    }
                }
                (left, address) if is_address(address) => {
                    let parted = matches!(left, Bit::Words(words)
                        if !words.ends_with(|c: char| c.is_ascii_alphanumeric() || "-._/".contains(c)));
                    if !parted {
                        self.note(right.at, Reason::AddressRunsOn);
                    }
                }
                (Bit::Slot(..), Bit::Slot(..)) => self.note(right.at, Reason::VariablesTouch),
                _ => {}
            }
        }
        for three in cuts.windows(3) {
            let [first, between, second] = three else { continue };
            let parted = is_address(&first.piece)
                || is_address(&second.piece)
                || !matches!(&between.piece, Bit::Words(words) if words.trim().is_empty());
            if !parted {
                self.note(second.at, Reason::VariablesTouch);
            }
        }
    }

    fn words(&mut self, at: usize, words: &str) {
        for (place, word) in forbidden::find(words) {
            self.note(at.saturating_add(place), Reason::WordForbidden { word });
        }
        for place in addresses(words) {
            self.note(at.saturating_add(place), Reason::AddressLiteral);
        }
        for place in personal_numbers(words) {
            self.note(at.saturating_add(place), Reason::PersonalNumber);
        }
        for (place, character) in words.chars().enumerate() {
            if matches!(character, '【' | '】') {
                self.note(at.saturating_add(place), Reason::Bracket);
            } else if !is_carried(character) {
                self.note(at.saturating_add(place), Reason::Character { character });
            }
        }
    }

    /// Square brackets at either end are taken for a signature as well.
    fn ends(&mut self, text: &str) {
        let is_bracket = |c: char| matches!(c, '[' | ']' | '［' | '］');
        if text.starts_with(is_bracket) {
            self.note(0, Reason::Bracket);
        }
        let last = text.chars().count().saturating_sub(1);
        if last > 0 && text.ends_with(is_bracket) {
            self.note(last, Reason::Bracket);
        }
    }

    fn whole(&mut self, cuts: &[Cut]) {
        let words = || {
            cuts.iter().filter_map(|cut| match &cut.piece {
                Bit::Words(words) => Some(words),
                Bit::Slot(..) => None,
            })
        };
        let has = |wanted: Variable| {
            cuts.iter().any(|cut| matches!(cut.piece, Bit::Slot(_, Some(variable)) if variable == wanted))
        };
        if !words().any(|words| words.contains(char::is_alphabetic)) {
            self.note(0, Reason::VariablesOnly);
        }
        if !has(Variable::Hotline) {
            self.note(0, Reason::HotlineMissing);
        }
        if self.kind == MessageKind::RatingRequest
            && !words().any(|words| says_how_to_refuse(self.lang, words))
        {
            self.note(0, Reason::RefusalMissing);
        }
        let length = |cut: &Cut| match &cut.piece {
            Bit::Words(words) => units(words),
            Bit::Slot(_, variable) => variable.map_or(0, |variable| variable.longest(self.lang)),
        };
        let units = Signature::MOST + Signature::BRACKETS + cuts.iter().map(length).sum::<usize>();
        if units > MOST_UNITS {
            self.note(0, Reason::TooLong { units });
        }
    }
}

/// Words that [`Inbound`](super::super::Inbound) understands.
fn says_how_to_refuse(lang: Lang, words: &str) -> bool {
    match lang {
        Lang::Zh => words.contains("退订") || words.contains("拒收"),
        Lang::En => words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "T" | "TD" | "R")),
    }
}

fn is_of_an_address(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["url", "uri", "link", "href", "http", "www", "website", "网址", "链接", "://"]
        .iter()
        .any(|part| name.contains(part))
}

/// Letters of the basic plane, digits, and the marks that every platform takes.
fn is_carried(c: char) -> bool {
    let is_letter = c.is_alphabetic() && c.len_utf16() == 1;
    is_letter || c.is_ascii_digit() || " ,.:;!?'\"()-/%&[]，。：；！？、（）“”‘’《》—…·".contains(c)
}

/// Where runs of ASCII begin that a telephone shows as an address.
fn addresses(words: &str) -> Vec<usize> {
    runs(words, |c| c.is_ascii_graphic())
        .into_iter()
        .filter(|(_, run)| is_address(run))
        .map(|(at, _)| at)
        .collect()
}

fn is_address(run: &str) -> bool {
    let dotted = run.split('.').collect::<Vec<_>>();
    let has_domain = dotted.windows(2).any(|pair| {
        matches!(pair, [left, right] if left.ends_with(|c: char| c.is_ascii_alphanumeric())
            && right.starts_with(|c: char| c.is_ascii_alphabetic()))
    });
    run.contains("://") || has_domain
}

/// Where mobile numbers and numbers as long as that of an ID card begin.
fn personal_numbers(words: &str) -> Vec<usize> {
    let half: String = words.chars().map(half_width).collect();
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+');
    let is_personal = |run: &str| {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let local = digits.strip_prefix("86").unwrap_or(&digits);
        digits.len() >= 15 || Phone::parse(&digits).is_ok() || Phone::parse(local).is_ok()
    };
    let found = runs(&half, is_of_number).into_iter().filter(|(_, run)| is_personal(run));
    found.map(|(at, run)| at + run.chars().take_while(|c| !c.is_ascii_digit()).count()).collect()
}

/// Runs of characters of one kind, with their places in characters.
fn runs(text: &str, is_of: impl Fn(char) -> bool) -> Vec<(usize, String)> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    let mut within = false;
    for (at, c) in text.chars().enumerate() {
        let belongs = is_of(c);
        match runs.last_mut().filter(|_| within) {
            Some((_, run)) if belongs => run.push(c),
            _ if belongs => runs.push((at, c.to_string())),
            _ => {}
        }
        within = belongs;
    }
    runs
}
