//! 办理结果单: what came out, how it came to the resident, and through whose hands.

use jiff::civil::{Date, DateTime};
use serde_json::json;

use crate::{document::Sheet, parts::Cover, templates::Template, words};

/// How the result goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handover {
    /// A worker brings it home.
    Worker,
    /// By post.
    Post,
    /// Fetched at the window.
    Window,
}

/// One change of hands.
#[derive(Clone)]
pub struct CustodyLine {
    /// When, on the clocks of Shanghai.
    pub at: DateTime,
    /// What was handed over.
    pub what: String,
    /// From whom, or where.
    pub from: String,
    /// To whom.
    pub to: String,
}

/// The result sheet.
pub struct ResultSheet {
    /// Cover.
    pub cover: Cover,
    /// Day of conclusion.
    pub concluded_on: Date,
    /// What came out, such as 老年人优待证.
    pub result: String,
    /// Its number.
    pub result_number: Option<String>,
    /// How it goes to the resident.
    pub handover: Handover,
    /// Originals taken from the home that come back with it.
    pub originals: Vec<String>,
    /// Changes of hands so far, oldest first.
    pub custody: Vec<CustodyLine>,
}

const fn handover(handover: Handover) -> &'static str {
    match handover {
        Handover::Worker => "社工送达",
        Handover::Post => "邮寄送达",
        Handover::Window => "窗口领取",
    }
}

impl ResultSheet {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let line = |line: &CustodyLine| json!({ "at": words::minute(line.at), "what": line.what, "from": line.from, "to": line.to });
        let data = json!({
            "concluded_on": words::day(self.concluded_on),
            "result": self.result,
            "result_number": self.result_number,
            "handover": handover(self.handover),
            "originals": self.originals,
            "custody": self.custody.iter().map(line).collect::<Vec<_>>(),
        });
        Sheet::of(Template::Result, &self.cover, data)
    }
}
