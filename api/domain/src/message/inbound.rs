//! What residents write back. Only what is clear is taken for more than words: all else a person reads.

use crate::{case_number::CaseNumber, query_code::QueryCode, rating::Rating, text::typed::half_width};

/// What a text that came in says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inbound {
    /// T, TD, R, 退订, 拒收: no more requests for a rating.
    OptOut,
    /// A level, or its words.
    Rating(Rating),
    /// A case number and a query code: how does it stand?
    Status {
        /// The case.
        number: CaseNumber,
        /// The code, still to be checked.
        code: QueryCode,
    },
    /// 不是我, 打错: the number is taken off the person.
    WrongNumber,
    /// A person reads it.
    ForPerson,
}

/// Longest text, in characters, that is taken for a refusal since it holds the word.
const SHORT: usize = 8;

impl Inbound {
    /// Reads a text, in either case, in full-width characters, with spaces and marks around and within.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let half: String = text.chars().map(half_width).map(|c| c.to_ascii_uppercase()).collect();
        let bare: String = half.chars().filter(|c| is_said(*c)).collect();
        if is_opt_out(&bare) {
            Self::OptOut
        } else if let Some(rating) = rating(&half, &bare) {
            Self::Rating(rating)
        } else if is_wrong_number(&bare) {
            Self::WrongNumber
        } else if let Some((number, code)) = status(&half) {
            Self::Status { number, code }
        } else {
            Self::ForPerson
        }
    }
}

/// Letters and digits, without marks, spaces and what cannot be seen.
fn is_said(c: char) -> bool {
    c.is_alphanumeric()
}

/// The bare word; or a short text that holds it and does not turn it round (不退订). To take one too many costs a
/// rating, to miss one breaks the rule that a refusal is heeded at once.
fn is_opt_out(bare: &str) -> bool {
    const WORDS: [&str; 4] = ["退订", "退訂", "退定", "拒收"];
    const TURNED: [&str; 9] = ["不", "不要", "不想", "没", "没有", "未", "别", "勿", "取消"];
    let asked = ["回复", "回復", "回"].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let says = |word: &str| {
        let said = bare.split_once(word);
        said.is_some_and(|(before, _)| !TURNED.iter().any(|turned| before.ends_with(turned)))
    };
    matches!(asked, "T" | "TD" | "R")
        || (bare.chars().count() <= SHORT && WORDS.iter().any(|word| says(word)))
}

/// One figure with nothing but its unit, or the very words of a level.
fn rating(half: &str, bare: &str) -> Option<Rating> {
    // A sign or a point makes another number of it: -1, 4.5.
    let first = half.trim_start().chars().next()?;
    if matches!(first, '-' | '+' | '−' | '－') {
        return None;
    }
    let figure = ["分", "星", "颗星"].iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare);
    let mut figures = figure.chars();
    match (figures.next(), figures.next()) {
        (Some(figure), None) => level(figure),
        _ => Rating::ALL.into_iter().find(|rating| rating.zh() == bare),
    }
}

fn level(figure: char) -> Option<Rating> {
    let level = match figure {
        '1' | '一' | '壹' | '①' => 1,
        '2' | '二' | '贰' | '两' | '②' => 2,
        '3' | '三' | '叁' | '③' => 3,
        '4' | '四' | '肆' | '④' => 4,
        '5' | '五' | '伍' | '⑤' => 5,
        _ => return None,
    };
    Rating::new(level)
}

/// The whole text, apart from how people begin and end: "不是我" is one, "不是我不想办" is none.
fn is_wrong_number(bare: &str) -> bool {
    const BEFORE: [&str; 10] = ["你们", "您们", "你", "您", "这个", "这", "号码", "电话", "短信", "我"];
    const AFTER: [&str; 9] = ["了", "啦", "啊", "呀", "的", "吧", "哦", "电话", "号码"];
    const SAID: [&str; 11] = [
        "不是我",
        "不是本人",
        "非本人",
        "打错",
        "发错",
        "错号",
        "搞错",
        "找错人",
        "发错人",
        "WRONGNUMBER",
        "NOTME",
    ];
    let mut text = bare;
    while let Some(rest) = AFTER.iter().find_map(|word| text.strip_suffix(word)) {
        text = rest;
    }
    loop {
        if SAID.contains(&text) {
            return true;
        }
        let Some(rest) = BEFORE.iter().find_map(|word| text.strip_prefix(word)) else { return false };
        text = rest;
    }
}

/// A number and a code, in either order, with words of Chinese or a few of English around them.
fn status(half: &str) -> Option<(CaseNumber, QueryCode)> {
    const WORDS: [&str; 7] = ["CASE", "CODE", "NUMBER", "NO", "QUERY", "STATUS", "AND"];
    let typed: String = half
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '*'))
        .filter(|word| !WORDS.contains(word))
        .collect();
    let cut = typed.len().checked_sub(QueryCode::LENGTH)?;
    let pairs = [
        typed.split_at_checked(cut),
        typed.split_at_checked(QueryCode::LENGTH).map(|(code, number)| (number, code)),
    ];
    pairs
        .into_iter()
        .flatten()
        .find_map(|(number, code)| Some((CaseNumber::parse(number).ok()?, QueryCode::parse(code).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_a_no_however_it_is_typed() {
        for no in [
            "T",
            "t",
            "Ｔ",
            "ｔ",
            " t ",
            "TD",
            "td",
            "ＴＤ",
            "t d",
            "Td。",
            "R",
            "r",
            "退订",
            "退 订",
            "退订!",
            "【退订】",
            "拒收",
            "拒收。",
            "回T",
            "回复TD",
            "我要退订",
            "请退订,谢谢",
            "退訂",
            "不要发了,退订",
        ] {
            assert_eq!(Inbound::read(no), Inbound::OptOut, "{no}");
        }
        for other in [
            "不退订",
            "不要退订",
            "不要退订",
            "取消退订",
            "TT",
            "RT",
            "T恤",
            "请不要退订我的医保",
            "上次退订之后为什么还发",
            "",
        ] {
            assert_eq!(Inbound::read(other), Inbound::ForPerson, "{other}");
        }
    }

    #[test]
    fn levels_are_read_in_figures_and_words() {
        for (text, level) in [
            ("1", 1),
            (" 2 ", 2),
            ("３", 3),
            ("4。", 4),
            ("5分", 5),
            ("5星", 5),
            ("一", 1),
            ("二", 2),
            ("三", 3),
            ("四", 4),
            ("五", 5),
            ("五分!", 5),
            ("伍", 5),
            ("④", 4),
            ("非常满意", 5),
            ("满意。", 4),
            ("基本满意", 3),
            ("不满意", 2),
            ("非常不满意", 1),
        ] {
            assert_eq!(Inbound::read(text), Inbound::Rating(Rating::new(level).unwrap()), "{text}");
        }
        for other in
            ["0", "6", "９", "55", "1 2", "15", "十", "4.5", "-1", "+3", "5个人", "很满意", "满意个鬼", "5元"]
        {
            assert_eq!(Inbound::read(other), Inbound::ForPerson, "{other}");
        }
    }

    #[test]
    fn a_number_and_its_code_ask_how_it_stands() {
        let number = CaseNumber::parse("330106013014-20261123-0007-4").unwrap();
        let code = QueryCode::parse("K7MX2P").unwrap();
        for text in [
            "330106013014-20261123-0007-4 K7MX2P",
            "330106013014 20261123 0007 4,k7mx2p",
            "查 330106013014-20261123-0007-4 查询码K7MX2P",
            "K7MX2P 330106013014-20261123-0007-4",
            "３３０１０６０１３０１４－２０２６１１２３－０００７－４　Ｋ７ＭＸ２Ｐ",
            "Case number 330106013014-20261123-0007-4, code K7MX2P.",
            "330106013014—20261123—0007—4 K7M X2P",
        ] {
            let wanted = Inbound::Status { number: number.clone(), code: code.clone() };
            assert_eq!(Inbound::read(text), wanted, "{text}");
        }
        for other in [
            "330106013014-20261123-0007-4",
            "K7MX2P",
            "330106013014-20261123-0007-5 K7MX2P",
            "330106013014-20261123-0007-4 K7MX20",
            "330106013014-20261123-0007-4 K7MX2P 还要等多久? A1",
        ] {
            assert_eq!(Inbound::read(other), Inbound::ForPerson, "{other}");
        }
    }

    #[test]
    fn who_is_not_meant_says_so() {
        for wrong in [
            "不是我",
            "不是我。",
            "这不是我的号码",
            "打错",
            "打错了",
            "你打错了!",
            "你们打错电话了",
            "发错了",
            "非本人",
            "不是本人",
            "wrong number",
            "Not me",
        ] {
            assert_eq!(Inbound::read(wrong), Inbound::WrongNumber, "{wrong}");
        }
        for other in ["不是我不想办", "是我", "打", "字打错了重新填可以吗", "我", "了"] {
            assert_eq!(Inbound::read(other), Inbound::ForPerson, "{other}");
        }
    }

    #[test]
    fn anything_else_is_for_a_person() {
        for text in ["", " ", "谢谢", "什么时候来?", "我妈走了", "救命", "👍", "\u{0}", "138 0000 1234"]
        {
            assert_eq!(Inbound::read(text), Inbound::ForPerson, "{text}");
        }
    }

    #[test]
    fn every_beginning_of_every_text_is_read_without_harm() {
        for text in ["330106013014-20261123-0007-4 K7MX2P", "这不是我的号码了啊", "回复TD退订", "𠮷野👋5分"]
        {
            for (at, _) in text.char_indices() {
                let _ = Inbound::read(&text[..at]);
                let _ = Inbound::read(&text[at..]);
            }
        }
    }
}
