//! The only place that knows status codes: what an action may come to, as a problem on the wire.
//!
//! A fault of ours is logged here, once, with its whole chain; the caller hears that it happened and nothing of it.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use domain::fault::{Fault, Refusal};
use mobile_contract::{
    problem::{self, Problem, ProblemCode},
    v1::CatalogueDifference,
};

use crate::{
    actions::{Error, error::UploadRefusal},
    http::{catalogues, extract::Lang},
    tokens::TokenRefusal,
};

/// A refusal on its way out.
#[derive(Debug)]
pub struct Refused {
    code: ProblemCode,
    faults: Vec<Fault>,
    difference: Option<Box<CatalogueDifference>>,
    retry_after: Option<u32>,
    not_applied: Option<uuid::Uuid>,
    lang: problem::Lang,
}

/// What a door returns.
pub type Reply<T = HttpResponse> = Result<T, Refused>;

impl Refused {
    /// A refusal by code alone.
    #[must_use]
    pub const fn new(code: ProblemCode, lang: Lang) -> Self {
        Self {
            code,
            faults: Vec::new(),
            difference: None,
            retry_after: None,
            not_applied: None,
            lang: lang.0,
        }
    }

    /// A refusal with everything that is wrong with what was handed in.
    #[must_use]
    pub fn faults(faults: Vec<Fault>, lang: Lang) -> Self {
        Self { faults, ..Self::new(ProblemCode::InvalidBody, lang) }
    }

    /// What an action came to.
    #[must_use]
    pub fn of(error: Error, lang: Lang) -> Self {
        if let Error::NotApplied { because, id } = error {
            return Self { not_applied: Some(id.uuid()), ..Self::of(*because, lang) };
        }
        let mut refused = Self::new(code(&error), lang);
        match error {
            Error::Invalid(faults) => refused.faults = faults,
            Error::ItemChanged(changed) => refused.difference = Some(Box::new(catalogues::changed(*changed))),
            Error::LockedOut(seconds) | Error::TooMany(seconds) => refused.retry_after = Some(seconds),
            Error::Busy => refused.retry_after = Some(1),
            Error::Unavailable(source) => {
                refused.retry_after = Some(5);
                let source = source.as_ref().map(|source| chain(source.as_ref()));
                tracing::warn!(source, "something this server needs is out of reach");
            }
            Error::Full => tracing::error!("no room for files or rows"),
            Error::Fault(source) => tracing::error!(source = chain(source.as_ref()), "a fault"),
            _ => {}
        }
        refused
    }

    /// As the body that says so.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let mut body = Problem::new(self.code, status_number(self.code), self.lang);
        body.faults =
            self.faults.iter().map(|fault| problem::Fault::new(&fault.path, fault.code, self.lang)).collect();
        body.difference = self.difference.as_deref().cloned();
        body.retry_after = self.retry_after;
        body.not_applied = self.not_applied;
        body
    }
}

/// An error and what is behind it, in one line. None of our errors prints personal data.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        line.push_str(": ");
        line.push_str(&source.to_string());
        next = source.source();
    }
    line
}

fn code(error: &Error) -> ProblemCode {
    match error {
        Error::Invalid(faults) if is_of_the_query(faults) => ProblemCode::InvalidQuery,
        Error::Invalid(_) => ProblemCode::InvalidBody,
        Error::Refused(refusal) => refusal_code(*refusal),
        Error::NotApplied { because, .. } => code(because),
        Error::NotFound => ProblemCode::NotFound,
        Error::Forbidden => ProblemCode::Forbidden,
        Error::NotSignedIn(TokenRefusal::Expired) => ProblemCode::TokenExpired,
        Error::NotSignedIn(TokenRefusal::Forged) => ProblemCode::NotAuthenticated,
        Error::NotSignedIn(TokenRefusal::SendsOnly) => ProblemCode::SendOnly,
        Error::SessionEnded => ProblemCode::SessionEnded,
        Error::DeviceRevoked => ProblemCode::DeviceRevoked,
        Error::SignInRefused => ProblemCode::SignInRefused,
        Error::LockedOut(_) => ProblemCode::LockedOut,
        Error::TooMany(_) => ProblemCode::TooManyRequests,
        Error::ItemChanged(_) => ProblemCode::ItemChanged,
        Error::Rating(_) => ProblemCode::StageRefused,
        Error::Upload(refusal) => upload_code(*refusal),
        Error::SealNotOpened => ProblemCode::SealNotOpened,
        Error::TooLarge => ProblemCode::BodyTooLarge,
        Error::Full => ProblemCode::StorageFull,
        Error::Unavailable(_) => ProblemCode::Unavailable,
        Error::Busy => ProblemCode::Busy,
        Error::Duplicate => ProblemCode::Conflict,
        Error::Fault(_) => ProblemCode::Internal,
    }
}

fn is_of_the_query(faults: &[Fault]) -> bool {
    !faults.is_empty() && faults.iter().all(|fault| fault.path.starts_with('?'))
}

const fn refusal_code(refusal: Refusal) -> ProblemCode {
    match refusal {
        Refusal::VersionConflict => ProblemCode::VersionConflict,
        Refusal::StageRefused => ProblemCode::StageRefused,
        Refusal::FourEyes => ProblemCode::FourEyes,
        Refusal::NotDecidedAtCentre => ProblemCode::NotDecidedAtCentre,
        Refusal::NotDecidedByDepartment => ProblemCode::NotDecidedByDepartment,
        Refusal::CalendarVersionTaken => ProblemCode::CalendarVersionTaken,
        Refusal::CorrectedOnce => ProblemCode::CorrectedOnce,
        Refusal::MandateEnded => ProblemCode::MandateEnded,
        Refusal::NotADuplicate => ProblemCode::NotADuplicate,
        Refusal::CatalogueDayTaken => ProblemCode::CatalogueDayTaken,
        Refusal::CatalogueNotRecallable => ProblemCode::CatalogueNotRecallable,
        Refusal::ItemClosed => ProblemCode::ItemClosed,
        Refusal::ItemUnknown => ProblemCode::ItemUnknown,
        Refusal::CatalogueVersionUnknown => ProblemCode::CatalogueVersionUnknown,
        Refusal::VisitOfAnotherResident => ProblemCode::VisitOfAnotherResident,
        Refusal::ConsentMissing => ProblemCode::ConsentMissing,
        Refusal::LookUpMismatch => ProblemCode::LookUpMismatch,
        Refusal::LookUpNotFound => ProblemCode::LookUpNotFound,
        Refusal::LetterNotPrinted => ProblemCode::LetterNotPrinted,
        Refusal::ResidentDead => ProblemCode::ResidentDead,
        Refusal::Erased => ProblemCode::Erased,
        Refusal::ErasureCaseOpen => ProblemCode::ErasureCaseOpen,
        Refusal::ErasureRetained => ProblemCode::ErasureRetained,
        Refusal::WriteIdReused => ProblemCode::WriteIdReused,
        Refusal::NotInHand => ProblemCode::NotInHand,
        Refusal::Reassigned => ProblemCode::Reassigned,
        Refusal::ResultNumberTaken => ProblemCode::ResultNumberTaken,
        Refusal::ResyncRequired => ProblemCode::ResyncRequired,
        Refusal::Conflict => ProblemCode::Conflict,
    }
}

const fn upload_code(refusal: UploadRefusal) -> ProblemCode {
    match refusal {
        UploadRefusal::Offset => ProblemCode::UploadOffsetMismatch,
        UploadRefusal::Length => ProblemCode::UploadLengthExceeded,
        UploadRefusal::TooLarge => ProblemCode::UploadTooLarge,
        UploadRefusal::Expired => ProblemCode::UploadExpired,
        UploadRefusal::Checksum => ProblemCode::UploadChecksumMismatch,
        UploadRefusal::Digest => ProblemCode::UploadDigestMismatch,
        UploadRefusal::Complete => ProblemCode::UploadComplete,
        UploadRefusal::Claimed => ProblemCode::Conflict,
    }
}

/// The status that goes with a code.
fn status(code: ProblemCode) -> StatusCode {
    StatusCode::from_u16(status_number(code)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

const fn status_number(code: ProblemCode) -> u16 {
    use ProblemCode as P;
    match code {
        P::MalformedJson
        | P::SealNotOpened
        | P::InvalidQuery
        | P::UploadMetadata
        | P::UploadHeader
        | P::UploadChecksumUnsupported => 400,
        P::NotAuthenticated | P::TokenExpired | P::SignInRefused | P::SessionEnded => 401,
        P::Forbidden | P::SendOnly | P::DeviceRevoked | P::FourEyes => 403,
        P::NotFound => 404,
        P::MethodNotAllowed => 405,
        P::RequestTimeout => 408,
        P::Conflict
        | P::VersionConflict
        | P::WriteIdReused
        | P::StageRefused
        | P::Reassigned
        | P::NotDecidedAtCentre
        | P::NotDecidedByDepartment
        | P::CalendarVersionTaken
        | P::CatalogueDayTaken
        | P::CatalogueNotRecallable
        | P::ItemClosed
        | P::ItemChanged
        | P::NotADuplicate
        | P::MandateEnded
        | P::CorrectedOnce
        | P::ConsentMissing
        | P::LookUpMismatch
        | P::LookUpNotFound
        | P::NotInHand
        | P::ResultNumberTaken
        | P::CaseNotComplete
        | P::FileNotReady
        | P::CatalogueVersionUnknown
        | P::ResidentMismatch
        | P::ResidentDead
        | P::ErasureCaseOpen
        | P::ErasureRetained
        | P::LetterNotPrinted
        | P::VisitOfAnotherResident
        | P::VisitNotStarted
        | P::UploadOffsetMismatch
        | P::UploadComplete
        | P::UploadIncomplete => 409,
        P::UploadExpired | P::Erased | P::ResyncRequired => 410,
        P::UploadUnsupportedVersion => 412,
        P::BodyTooLarge | P::UploadTooLarge | P::UploadLengthExceeded => 413,
        P::UnsupportedMediaType => 415,
        P::InvalidBody
        | P::ItemUnknown
        | P::CommunityUnknown
        | P::ResidentUnknown
        | P::WorkerUnknown
        | P::VisitUnknown
        | P::UploadDigestMismatch => 422,
        P::UploadBusy => 423,
        P::LockedOut | P::TooManyRequests => 429,
        P::UploadChecksumMismatch => 460,
        P::Internal => 500,
        P::Busy | P::Unavailable => 503,
        P::StorageFull => 507,
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        status(self.code)
    }

    fn error_response(&self) -> HttpResponse {
        let body = self.problem();
        let mut response = HttpResponse::build(status(self.code));
        response
            .content_type(problem::MEDIA_TYPE)
            .insert_header((header::CONTENT_LANGUAGE, self.lang.tag()))
            .insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        match serde_json::to_string(&body) {
            Ok(text) => response.body(text),
            Err(_error) => response.finish(),
        }
    }
}

/// A refusal in the language of the request.
#[must_use]
pub fn refuse(request: &HttpRequest, code: ProblemCode) -> Refused {
    Refused::new(code, Lang::of(request))
}
