//! What the upload doors take from a request: that it speaks our tus, what it begins, where it goes on.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, ResponseError, body::BoxBody, dev::Payload, http::StatusCode,
};
use domain::{
    digest::{DigestRefusal, Sha256Digest},
    fault::{Fault, Faults},
};
use mobile_contract::{
    limits,
    problem::{self, Problem, ProblemCode, faults as code},
    v1,
};

use crate::{
    actions::{create_upload::CreateUpload, land_body::Checksum},
    http::{
        extract::Lang,
        problem::{Refused, refuse},
        uploads::headers::{
            Reader, UPLOAD_LENGTH, UPLOAD_OFFSET, carries_bytes, content_length, has_body, speaks_our_version,
        },
    },
};

/// A request in our version of tus.
pub struct Tus;

impl FromRequest for Tus {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let ours = speaks_our_version(request.headers());
        ready(if ours { Ok(Self) } else { Err(refuse(request, ProblemCode::UploadUnsupportedVersion)) })
    }
}

/// What a request says of its body.
#[derive(Clone, Copy)]
pub struct Framing {
    /// How long it is.
    pub announced: Option<u64>,
    /// What it must come to.
    pub checksum: Option<Checksum>,
}

/// A request that begins an upload.
pub struct Creation {
    /// The upload.
    pub command: CreateUpload,
    /// The body with its first bytes, if there is one.
    pub body: Option<Framing>,
}

impl FromRequest for Creation {
    type Error = Malformed;
    type Future = Ready<Result<Self, Malformed>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(creation(request))
    }
}

fn creation(request: &HttpRequest) -> Result<Creation, Malformed> {
    let headers = request.headers();
    let has_body = has_body(headers);
    if has_body && !carries_bytes(headers) {
        return Err(Malformed::new(request, ProblemCode::UnsupportedMediaType, Vec::new()));
    }
    let mut reader = Reader::new(headers);
    let length = reader.length();
    let metadata = reader.metadata();
    let checksum = reader.checksum();
    let command = CreateUpload { length, declared: metadata.declared, metadata: metadata.text };
    let body = has_body.then(|| Framing { announced: content_length(headers), checksum });
    let read = reader.done(Some(Creation { command, body }));
    read.map_err(|(problem, faults)| Malformed::new(request, problem, faults))
}

/// A request that goes on with an upload.
pub struct Append {
    /// Where.
    pub offset: u64,
    /// The total length, when it says it.
    pub length: Option<u64>,
    /// Its body.
    pub body: Framing,
}

impl FromRequest for Append {
    type Error = Malformed;
    type Future = Ready<Result<Self, Malformed>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(append(request))
    }
}

pub fn append(request: &HttpRequest) -> Result<Append, Malformed> {
    let headers = request.headers();
    if !carries_bytes(headers) {
        return Err(Malformed::new(request, ProblemCode::UnsupportedMediaType, Vec::new()));
    }
    let mut reader = Reader::new(headers);
    let offset = reader.number(UPLOAD_OFFSET);
    let length = reader.maybe_number(UPLOAD_LENGTH);
    let body = Framing { announced: content_length(headers), checksum: reader.checksum() };
    let read = reader.done(offset.map(|offset| Append { offset, length, body }));
    read.map_err(|(problem, faults)| Malformed::new(request, problem, faults))
}

/// The digests that are asked about, each once, in the order asked.
///
/// # Errors
/// Every one that is no digest, or that there are too many.
pub fn digests(asked: &v1::HaveUploads) -> Result<Vec<Sha256Digest>, Vec<Fault>> {
    let mut faults = Faults::default();
    if asked.digests.len() > limits::DIGESTS_A_QUESTION {
        faults.note("$.digests", code::TOO_MANY);
        return Err(faults.into_vec());
    }
    let mut seen = std::collections::HashSet::new();
    let mut digests = Vec::with_capacity(asked.digests.len());
    for (n, text) in asked.digests.iter().enumerate() {
        let digest = faults.keep(&format!("$.digests[{n}]"), Sha256Digest::parse(text), DigestRefusal::code);
        digests.extend(digest.filter(|digest| seen.insert(*digest)));
    }
    faults.or(Some(digests)).map_err(Faults::into_vec)
}

/// A refusal that names the headers at fault.
#[derive(Debug)]
pub struct Malformed {
    code: ProblemCode,
    faults: Vec<Fault>,
    lang: Lang,
}

impl Malformed {
    fn new(request: &HttpRequest, code: ProblemCode, faults: Vec<Fault>) -> Self {
        Self { code, faults, lang: Lang::of(request) }
    }

    fn refused(&self) -> Refused {
        Refused::new(self.code, self.lang)
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl ResponseError for Malformed {
    fn status_code(&self) -> StatusCode {
        self.refused().status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut body = Problem::new(self.code, self.status_code().as_u16(), self.lang.0);
        body.faults = self
            .faults
            .iter()
            .map(|fault| problem::Fault::new(&fault.path, fault.code, self.lang.0))
            .collect();
        let response = self.refused().error_response();
        match serde_json::to_string(&body) {
            Ok(text) => response.set_body(BoxBody::new(text)),
            Err(_error) => response,
        }
    }
}
