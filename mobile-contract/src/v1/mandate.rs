//! What the resident signs at the table: the mandate (授权委托书) and the consents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hidden::hidden;

/// The resident's authorisation of the worker for one case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mandate {
    /// Who acts for the resident.
    #[schema(min_length = 2, max_length = 30)]
    pub agent_name: String,
    /// What for; a case is filed only under one that names `file`.
    #[schema(min_items = 1)]
    pub powers: Vec<Power>,
    /// When it was signed, by the phone's clock.
    #[schema(format = DateTime)]
    pub signed_at: String,
    /// For how many days from the signing.
    #[schema(minimum = 1, maximum = 90)]
    pub term_days: u16,
    /// How it was signed.
    pub signature: Signature,
    /// Who saw the thumb-print or heard the assent; required with one, and never the worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
    /// Another one who heard the assent; required with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_witness: Option<Witness>,
    /// Who signs, and consents, for a resident that cannot. Required below 18 years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Guardian>,
}

/// Who signs for a resident that cannot bind themself (Civil Code art. 19 to 23, 27, 28).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Guardian {
    /// Name.
    #[schema(min_length = 2, max_length = 30)]
    pub name: String,
    /// What they are to the resident.
    pub relation: GuardianRelation,
    /// Why they sign: `minor` for a resident below 18 years and for no other.
    pub ground: GuardianGround,
    /// The manifest's file with purpose `guardianship`: a paper that proves it, or their signed commitment that it is so.
    pub proof_file_id: Uuid,
}

/// What a guardian is to the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardianRelation {
    /// 配偶
    Spouse,
    /// 父母
    Parent,
    /// 子女
    Child,
    /// 祖父母、外祖父母
    Grandparent,
    /// 兄姐
    Sibling,
    /// 其他近亲属
    OtherKin,
    /// 居民委员会、民政部门: when there is nobody else.
    Organisation,
}

/// Why a guardian signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardianGround {
    /// 未成年
    Minor,
    /// 无民事行为能力或者限制民事行为能力的成年人
    NoCapacity,
}

/// What the agent may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// File the case.
    File,
    /// Hand in what is missing.
    Supplement,
    /// Take the result to the resident.
    Collect,
    /// Withdraw the case.
    Withdraw,
}

/// A signature that is a file of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    /// How.
    pub kind: SignatureKind,
    /// The manifest's file with purpose `signature`.
    pub file_id: Uuid,
}

/// How a resident signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// By hand.
    Signature,
    /// 按指印; needs a witness.
    Thumbprint,
    /// 口头同意 of one who cannot use their hands; needs two witnesses. The file is a photo of the written record that they
    /// signed.
    OralAssent,
}

/// One who saw the thumb-print or heard the assent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Witness {
    /// Name.
    #[schema(min_length = 2, max_length = 30)]
    pub name: String,
    /// Last four characters of the ID number.
    #[schema(pattern = "^[0-9]{3}[0-9X]$")]
    pub id_last4: String,
    /// The manifest's file with purpose `witness`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<Uuid>,
}

/// What the resident said to one kind of handling. No is an answer too and is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Consent {
    /// The kind.
    pub kind: ConsentKind,
    /// Version of the text that was read aloud.
    #[schema(min_length = 1, max_length = 64)]
    pub text_version: String,
    /// Yes or no.
    pub given: bool,
    /// When, by the phone's clock.
    #[schema(format = DateTime)]
    pub given_at: String,
    /// The manifest's file with purpose `consent`, when it was signed on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<Uuid>,
}

/// What a consent is for: one a kind, never one for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// The visit, and handling personal information at all.
    PersonalInformation,
    /// A photo of an ID card.
    IdPhoto,
    /// Medical papers.
    Health,
    /// A bank account.
    BankAccount,
    /// The place of the visit.
    Location,
    /// Service of documents by electronic means.
    ElectronicService,
    /// Anything about a child under fourteen; the guardian gives it.
    Child,
}

hidden!(Mandate, Witness, Guardian);
