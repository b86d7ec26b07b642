//! What follows a conclusion: the result is issued and served, originals come back, and every change of hands is
//! written down. Every act is answered with a [`crate::v1::CaseAck`].
//!
//! Acts at a door name no version of the case: they happened, whatever the phone knew. Who holds a thing decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{hidden::hidden, v1::MediaType};

/// `POST /v1/cases/{id}/issue`: 出件. What goes by `electronic` is delivered with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssueCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// How it goes; one of the ways that the guide names.
    pub way: DeliveryWay,
    /// 证照编号 or 文书编号, where it was made out elsewhere. Left out, the server gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 64)]
    pub number: Option<String>,
}

/// How a result goes to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryWay {
    /// A worker brings it home.
    Home,
    /// By post.
    Post,
    /// The resident fetches it at the window.
    Window,
    /// A record, told by message; nothing is carried.
    Electronic,
}

/// Which things of a case: at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Things {
    /// The result.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub result: bool,
    /// Originals, by the code of their material; may be left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 40)]
    pub originals: Vec<String>,
}

/// A signature or thumb-print as a sealed file of the signed-in person's uploads. It may land before or after; the
/// acknowledgement names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignatureFile {
    /// UUIDv7 made by the phone.
    pub file_id: Uuid,
    /// SHA-256 of the sealed bytes, lower-case hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Length of the sealed bytes.
    #[schema(minimum = 1, maximum = 20971520)]
    pub size: u64,
    /// What the file is once it is opened.
    pub media_type: MediaType,
}

/// Who has a thing next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Taker {
    /// The centre.
    Centre,
    /// A worker.
    Worker,
    /// The post.
    Post,
}

/// `POST /v1/cases/{id}/hand-over`: who has things hands them on. To the post and against the taker's signature they pass
/// at once, otherwise when the taker says so (`take-over`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandOver {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What.
    pub things: Things,
    /// To whom.
    pub to: Taker,
    /// To which worker; with `worker`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<Uuid>,
    /// Who carries the parcel, and its number with them; with `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 4, max_length = 80)]
    pub tracking: Option<String>,
    /// The taker's signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureFile>,
    /// When, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// `POST /v1/cases/{id}/take-over`: who was to have things says to have them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakeOver {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What.
    pub things: Things,
    /// When, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
}

/// `POST /v1/cases/{id}/reassign`: the manager looks for what an absent worker carries. It is missing until somebody says
/// to have it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReassignCustody {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What.
    pub things: Things,
    /// Who is to have it: another worker; left out, the centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<Uuid>,
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub reason: String,
}

/// `POST /v1/cases/{id}/deliver`: 送达. By the worker who carries it, at the door; by the window, at the counter or as the
/// carrier says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliverCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What.
    pub things: Things,
    /// Who took it.
    pub receiver: ThingReceiver,
    /// Their name; required unless it was the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 30)]
    pub receiver_name: Option<String>,
    /// Their signature; required unless it went by post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureFile>,
    /// When, by the phone's clock. Kept as evidence; served is by the server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
    /// Where, when it was neither at home nor at the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub place: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// Who took a thing for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThingReceiver {
    /// The resident.
    Resident,
    /// 监护人
    Guardian,
    /// A relative; after a death, an heir.
    Relative,
    /// 社区工作者, who looks in.
    CommunityWorker,
}

/// `POST /v1/cases/{id}/attempt`: the result could not be handed over. By the worker who carries it; by the window, when
/// the post has brought it back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteAttempt {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// Why.
    pub reason: AttemptReason,
    /// When, by the phone's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device_at: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// Why a result could not be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptReason {
    /// Nobody opened.
    NotAtHome,
    /// They live elsewhere.
    Moved,
    /// They would not take it.
    Refused,
    /// There is no such address.
    AddressWrong,
    /// They have died.
    Died,
}

/// `POST /v1/cases/{id}/originals`: the worker takes originals from a home against a slip that the resident signs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakeOriginals {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// What is taken.
    #[schema(min_items = 1, max_items = 40)]
    pub originals: Vec<TakenOriginal>,
    /// The day by which they are back, in Asia/Shanghai, as the slip says.
    #[schema(format = Date)]
    pub back_by: String,
    /// The resident's signature on the slip.
    pub signature: SignatureFile,
    /// When, by the phone's clock.
    #[schema(format = DateTime)]
    pub device_at: String,
    /// In words, such as the number of the sealed bag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500)]
    pub note: Option<String>,
}

/// One original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenOriginal {
    /// Code of the material.
    pub material: String,
    /// Sheets or pieces.
    #[schema(minimum = 1, maximum = 999)]
    pub count: u16,
}

/// `POST /v1/cases/{id}/close`: the manager closes a delivered case of which something stays open for good.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloseCase {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on.
    pub base_version: i32,
    /// Why.
    #[schema(min_length = 2, max_length = 500)]
    pub note: String,
}

hidden!(IssueCase, HandOver, TakeOver, ReassignCustody, DeliverCase, NoteAttempt, TakeOriginals, CloseCase);
