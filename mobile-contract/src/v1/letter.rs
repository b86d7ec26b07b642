//! Letters of a case (文书): sealed PDF/A files, and the acts on them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// `GET /v1/cases/{id}/letters`: the letters that the asker may open, in the order in which they were called for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterList {
    /// The letters.
    pub letters: Vec<Letter>,
}

/// One letter. `GET /v1/cases/{id}/letters/{letter_id}` gives it as a PDF; one that is waiting is printed by that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: LetterKind,
    /// Its number among the letters of its kind in this case, from 1 on.
    pub ordinal: u32,
    /// Its day (`YYYY-MM-DD`, Asia/Shanghai): that of the act it tells of.
    #[schema(format = Date)]
    pub date: String,
    /// How far it has come.
    pub state: LetterState,
    /// When it was printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub printed_at: Option<String>,
    /// Length of the sealed file, once printed; the opened one is a little shorter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Why it does not print, as a code: `document-character` for a character that no font has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// How often it was printed once more.
    pub reprints: u32,
}

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// 收件回执
    Receipt,
    /// 授权委托书
    Mandate,
    /// 补正告知书
    Correction,
    /// 不予受理决定书
    Refusal,
    /// 受理通知书
    Acceptance,
    /// 准予、不予许可决定书
    Decision,
    /// 办理结果单
    Result,
    /// 老年人优待证
    SeniorCard,
}

/// How far a letter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// Not printed yet.
    Waiting,
    /// It does not print: see `failure`. Opening it tries again.
    Failed,
    /// Printed.
    Printed,
}

/// `POST /v1/cases/{id}/letters/{letter_id}/reprint`: it is printed on paper once more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReprintLetter {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// What a further print comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterReprinted {
    /// How often it was printed once more, this time included.
    pub reprints: u32,
    /// Whether the write had been done before.
    pub replayed: bool,
}

hidden!(ReprintLetter);
