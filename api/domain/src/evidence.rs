//! Evidence: one sealed file that a case's manifest claims, and how far it has come.

use crate::{digest::Sha256Digest, ids::FileId, text::MaterialCode};

/// What a file is once it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// image/jpeg
    Jpeg,
    /// image/png
    Png,
    /// application/pdf
    Pdf,
}

impl MediaType {
    /// All kinds that are taken.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// The media type's registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.as_str() == text)
    }
}

/// What a file is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// It shows a material of the item.
    Material(MaterialCode),
    /// The resident's signature or thumb-print under the mandate.
    Signature,
    /// The witness's signature.
    Witness,
    /// A signed consent.
    Consent,
    /// The resident's signed word that a material follows (容缺承诺书).
    Commitment,
    /// What proves who is the resident's guardian, or the guardian's signed commitment.
    Guardianship,
    /// The signature under something that changed hands.
    Handover,
}

impl Purpose {
    /// The stored and printed name, without the material.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Material(_) => "material",
            Self::Signature => "signature",
            Self::Witness => "witness",
            Self::Consent => "consent",
            Self::Commitment => "commitment",
            Self::Guardianship => "guardianship",
            Self::Handover => "handover",
        }
    }

    /// The material it shows.
    #[must_use]
    pub const fn material(&self) -> Option<&MaterialCode> {
        match self {
            Self::Material(code) => Some(code),
            _ => None,
        }
    }
}

/// What a manifest claims about one file. Digest and size are of the sealed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Made by the phone; the acknowledgement names it.
    pub file: FileId,
    /// SHA-256 of the sealed bytes.
    pub sha256: Sha256Digest,
    /// Length of the sealed bytes.
    pub size: u64,
    /// What the opened file is.
    pub media: MediaType,
    /// What it is for.
    pub purpose: Purpose,
}

/// How far a claimed file has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceState {
    /// Named by the manifest; no such bytes here yet.
    Claimed,
    /// The bytes are here; nobody has opened them yet.
    Arrived,
    /// Opened to the last authenticated chunk, and it is what the manifest says.
    Verified,
    /// Opened, and it is not: with the reason's code.
    Rejected(String),
}

impl EvidenceState {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Arrived => "arrived",
            Self::Verified => "verified",
            Self::Rejected(_) => "rejected",
        }
    }
}

/// A claimed file and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What is claimed.
    pub claim: Claim,
    /// How far it has come.
    pub state: EvidenceState,
}
