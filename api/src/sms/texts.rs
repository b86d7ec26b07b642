//! The texts of messages, in both languages. Fixed words with slots, as carriers approve them: no illness, no benefit,
//! no item, no full name, no personal number of a worker.

use domain::{case_number::CaseNumber, message::MessageKind, query_code::QueryCode, wording::Lang};

use crate::app::Site;

/// What fills the slots.
pub struct Facts<'a> {
    /// Signature, address, landline.
    pub site: &'a Site,
    /// The resident's name, masked.
    pub name: &'a str,
    /// The case.
    pub number: &'a CaseNumber,
    /// The query code; told with the receipt.
    pub code: &'a QueryCode,
    /// The token of a link, where the channel allows one.
    pub token: Option<&'a str>,
}

/// Signature and text.
#[must_use]
pub fn compose(kind: MessageKind, lang: Lang, facts: &Facts<'_>) -> String {
    let Facts { site, name, number, code, token } = facts;
    let (signature, hotline, url) = (&site.sms_signature, &site.hotline, &site.public_url);
    let code = code.as_str();
    let link = token.map(|token| match lang {
        Lang::Zh => format!("或打开 {url}/s/{token} "),
        Lang::En => format!(" or open {url}/s/{token}"),
    });
    let link = link.unwrap_or_default();
    match (kind, lang) {
        (MessageKind::Receipt, Lang::Zh) => format!(
            "【{signature}】{name}您好,您委托代办的办件{number}已收件。查进度:{url}/status 查询码{code}{link}。咨询{hotline}"
        ),
        (MessageKind::Receipt, Lang::En) => format!(
            "[{signature}] {name}, your case {number} was received. Follow it at {url}/status with code {code}{link}. \
             Questions: {hotline}"
        ),
        (MessageKind::Conclusion, Lang::Zh) => {
            format!(
                "【{signature}】{name}您好,您的办件{number}已办结。查结果:{url}/status 用收件时的查询码{link}。咨询{hotline}"
            )
        }
        (MessageKind::Conclusion, Lang::En) => format!(
            "[{signature}] {name}, your case {number} is concluded. See {url}/status with the code you were sent{link}. \
             Questions: {hotline}"
        ),
        (_, Lang::Zh) => format!(
            "【{signature}】{name}您好,您的办件{number}有新进展。查进度:{url}/status 用收件时的查询码{link}。咨询{hotline}"
        ),
        (_, Lang::En) => format!(
            "[{signature}] {name}, there is news of your case {number}. See {url}/status with the code you were \
             sent{link}. Questions: {hotline}"
        ),
    }
}
