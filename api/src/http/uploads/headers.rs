//! The headers of tus 1.0: read, with every fault of a request at once, and written.
//!
//! A fault's path is the header's name. Upload-Metadata may name a file, and with it a person: it is checked, never
//! quoted.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use domain::{digest::Sha256Digest, fault::Faults};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use mobile_contract::problem::{ProblemCode, faults as code};

use actix_web::http::header::{self, HeaderMap};

use crate::actions::land_body::Checksum;

/// The version that is spoken.
pub const VERSION: &str = "1.0.0";
/// The extensions that are spoken.
pub const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination";
/// The algorithms of Upload-Checksum.
pub const ALGORITHMS: &str = "sha1,sha256";

pub const TUS_RESUMABLE: &str = "Tus-Resumable";
pub const TUS_VERSION: &str = "Tus-Version";
pub const TUS_EXTENSION: &str = "Tus-Extension";
pub const TUS_MAX_SIZE: &str = "Tus-Max-Size";
pub const TUS_CHECKSUM_ALGORITHM: &str = "Tus-Checksum-Algorithm";
pub const UPLOAD_OFFSET: &str = "Upload-Offset";
pub const UPLOAD_LENGTH: &str = "Upload-Length";
pub const UPLOAD_DEFER_LENGTH: &str = "Upload-Defer-Length";
pub const UPLOAD_METADATA: &str = "Upload-Metadata";
pub const UPLOAD_EXPIRES: &str = "Upload-Expires";
pub const METHOD_OVERRIDE: &str = "X-HTTP-Method-Override";
const UPLOAD_CHECKSUM: &str = "Upload-Checksum";

/// The type of a body that carries an upload's bytes.
pub const BYTES: &str = "application/offset+octet-stream";

/// Longest Upload-Metadata, in bytes.
const METADATA_BYTES: usize = 4096;

/// Padding is asked for by the standard and left out by some clients.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads the headers of one request and gathers what is wrong with them.
pub struct Reader<'r> {
    headers: &'r HeaderMap,
    faults: Faults,
}

/// What Upload-Metadata says.
#[derive(Default)]
pub struct Metadata {
    /// As sent.
    pub text: Option<String>,
    /// The digest under the key `sha256`.
    pub declared: Option<Sha256Digest>,
}

impl<'r> Reader<'r> {
    pub fn new(headers: &'r HeaderMap) -> Self {
        Self { headers, faults: Faults::default() }
    }

    /// The value, unless it was right and everything else was too.
    ///
    /// # Errors
    /// The problem, and every fault.
    pub fn done<T>(self, value: Option<T>) -> Result<T, (ProblemCode, Vec<domain::fault::Fault>)> {
        self.faults.or(value).map_err(|faults| {
            let faults = faults.into_vec();
            let only = |header: &str| faults.iter().all(|fault| fault.path == header);
            let problem = if only(UPLOAD_METADATA) {
                ProblemCode::UploadMetadata
            } else if only(UPLOAD_CHECKSUM) && faults.iter().all(|fault| fault.code == UNSUPPORTED) {
                ProblemCode::UploadChecksumUnsupported
            } else {
                ProblemCode::UploadHeader
            };
            (problem, faults)
        })
    }

    /// A number that has to be there.
    pub fn number(&mut self, name: &'static str) -> Option<u64> {
        if !self.headers.contains_key(name) {
            self.faults.note(name, code::REQUIRED);
        }
        self.maybe_number(name)
    }

    /// A number that may be left out.
    pub fn maybe_number(&mut self, name: &'static str) -> Option<u64> {
        let number = self.headers.get(name).map(|value| digits(value.as_bytes()));
        if number == Some(None) {
            self.faults.note(name, code::FORMAT);
        }
        number.flatten()
    }

    /// Upload-Length, or nothing when Upload-Defer-Length says that it comes later. One of them has to be there.
    pub fn length(&mut self) -> Option<u64> {
        let Some(deferred) = self.headers.get(UPLOAD_DEFER_LENGTH) else { return self.number(UPLOAD_LENGTH) };
        if deferred.as_bytes() != b"1" {
            self.faults.note(UPLOAD_DEFER_LENGTH, code::UNKNOWN_WORD);
        }
        if self.headers.contains_key(UPLOAD_LENGTH) {
            self.faults.note(UPLOAD_LENGTH, code::DUPLICATE);
        }
        None
    }

    /// Upload-Checksum: an algorithm and the digest in base64.
    pub fn checksum(&mut self) -> Option<Checksum> {
        let value = self.headers.get(UPLOAD_CHECKSUM)?;
        let words = value.to_str().ok().and_then(|text| text.trim().split_once(' '));
        let digest = words.and_then(|(_, digest)| BASE64.decode(digest.trim()).ok());
        let (Some((algorithm, _)), Some(digest)) = (words, digest) else {
            self.faults.note(UPLOAD_CHECKSUM, code::FORMAT);
            return None;
        };
        let checksum = match algorithm {
            "sha1" => <[u8; 20]>::try_from(digest).ok().map(Checksum::Sha1),
            "sha256" => <[u8; 32]>::try_from(digest).ok().map(Checksum::Sha256),
            _ => {
                self.faults.note(UPLOAD_CHECKSUM, UNSUPPORTED);
                return None;
            }
        };
        if checksum.is_none() {
            self.faults.note(UPLOAD_CHECKSUM, code::FORMAT);
        }
        checksum
    }

    /// Upload-Metadata: pairs of a key and a value in base64. An empty one says nothing.
    pub fn metadata(&mut self) -> Metadata {
        let Some(value) = self.headers.get(UPLOAD_METADATA) else { return Metadata::default() };
        if value.len() > METADATA_BYTES {
            self.faults.note(UPLOAD_METADATA, code::TOO_LONG);
            return Metadata::default();
        }
        let Ok(text) = value.to_str() else {
            self.faults.note(UPLOAD_METADATA, code::FORMAT);
            return Metadata::default();
        };
        if text.trim().is_empty() {
            return Metadata::default();
        }
        match declared(text) {
            Ok(declared) => Metadata { text: Some(text.to_owned()), declared },
            Err(fault) => {
                self.faults.note(UPLOAD_METADATA, fault);
                Metadata::default()
            }
        }
    }
}

/// The code of a fault that is also a problem.
const UNSUPPORTED: &str = ProblemCode::UploadChecksumUnsupported.as_str();

/// Checks the pairs; the digest among them, or the code of what is wrong.
fn declared(text: &str) -> Result<Option<Sha256Digest>, &'static str> {
    let mut keys = Vec::new();
    let mut declared = None;
    for pair in text.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        if key.is_empty() {
            return Err(code::FORMAT);
        }
        if keys.contains(&key) {
            return Err(code::DUPLICATE);
        }
        keys.push(key);
        let value = BASE64.decode(value.trim()).map_err(|_base64| code::FORMAT)?;
        if key == "sha256" {
            let hex = String::from_utf8(value).map_err(|_utf8| code::SHA256)?;
            declared = Some(Sha256Digest::parse(&hex).map_err(|_shape| code::SHA256)?);
        }
    }
    Ok(declared)
}

/// Digits and nothing else. A number too large to count to is as good as the largest.
fn digits(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let add = |number: u64, digit: &u8| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    Some(bytes.iter().fold(0, add))
}

/// How many bytes a request's body is said to have.
pub fn content_length(headers: &HeaderMap) -> Option<u64> {
    digits(headers.get(header::CONTENT_LENGTH)?.as_bytes())
}

/// Whether a request has a body.
pub fn has_body(headers: &HeaderMap) -> bool {
    content_length(headers).is_some_and(|length| length > 0)
        || headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether a request's body is an upload's bytes.
pub fn carries_bytes(headers: &HeaderMap) -> bool {
    let declared =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(BYTES)
}

/// Whether a request speaks our version of tus.
pub fn speaks_our_version(headers: &HeaderMap) -> bool {
    headers.get(TUS_RESUMABLE).is_some_and(|version| version.as_bytes() == VERSION.as_bytes())
}

/// An instant as Upload-Expires wants it.
pub fn date(at: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    type Named = Vec<(String, &'static str)>;

    fn read<T>(pairs: &[(&str, &str)], read: impl FnOnce(&mut Reader<'_>) -> T) -> Result<T, Named> {
        let headers = headers(pairs);
        let mut reader = Reader::new(&headers);
        let value = read(&mut reader);
        reader
            .done(Some(value))
            .map_err(|(_, faults)| faults.into_iter().map(|fault| (fault.path, fault.code)).collect())
    }

    fn fault<T>(name: &str, code: &'static str) -> Result<T, Named> {
        Err(vec![(name.to_owned(), code)])
    }

    #[test]
    fn a_number_is_digits_and_nothing_else() {
        let offset = |value: &str| read(&[("upload-offset", value)], |reader| reader.number(UPLOAD_OFFSET));
        assert_eq!(offset("0"), Ok(Some(0)));
        assert_eq!(offset("20971520"), Ok(Some(20_971_520)));
        assert_eq!(offset("99999999999999999999999"), Ok(Some(u64::MAX)));
        for bad in ["", "-1", "+1", "1.0", "0x10", "1 2", "九"] {
            assert_eq!(offset(bad), fault("Upload-Offset", "format"), "{bad}");
        }
        assert_eq!(read(&[], |reader| reader.number(UPLOAD_OFFSET)), fault("Upload-Offset", "required"));
        assert_eq!(read(&[], |reader| reader.maybe_number(UPLOAD_LENGTH)), Ok(None));
    }

    #[test]
    fn a_length_is_said_or_put_off() {
        let length = |pairs: &[(&str, &str)]| read(pairs, |reader| reader.length());
        assert_eq!(length(&[("upload-length", "7")]), Ok(Some(7)));
        assert_eq!(length(&[("upload-defer-length", "1")]), Ok(None));
        assert_eq!(length(&[]), fault("Upload-Length", "required"));
        assert_eq!(length(&[("upload-defer-length", "2")]), fault("Upload-Defer-Length", "unknown-word"));
        let both = [("upload-defer-length", "1"), ("upload-length", "7")];
        assert_eq!(length(&both), fault("Upload-Length", "duplicate"));
    }

    #[test]
    fn a_checksum_has_a_known_algorithm_and_its_length() {
        let checksum = |value: &str| read(&[("upload-checksum", value)], |reader| reader.checksum());
        assert_eq!(
            checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
            Ok(Some(Checksum::Sha1([
                0x2a, 0xae, 0x6c, 0x35, 0xc9, 0x4f, 0xcf, 0xb4, 0x15, 0xdb, 0xe9, 0x5f, 0x40, 0x8b, 0x9c,
                0xe9, 0x1e, 0xe8, 0x46, 0xed
            ],)))
        );
        assert_eq!(
            checksum(&format!("sha256 {}", BASE64.encode([7; 32]))),
            Ok(Some(Checksum::Sha256([7; 32])))
        );
        assert_eq!(
            checksum("md5 1B2M2Y8AsgTpgAmY7PhCfg=="),
            fault("Upload-Checksum", "upload-checksum-unsupported")
        );
        for bad in ["", "sha1", "sha1 ", "sha1 !!", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="] {
            assert_eq!(checksum(bad), fault("Upload-Checksum", "format"), "{bad}");
        }
    }

    fn metadata(value: &str) -> Result<(Option<String>, Option<Sha256Digest>), Named> {
        read(&[("upload-metadata", value)], |reader| reader.metadata())
            .map(|metadata| (metadata.text, metadata.declared))
    }

    #[test]
    fn metadata_is_kept_as_sent() {
        for plain in
            ["filename bm9ub3MudHh0", "a,b", "a ,b YWJj", "a YWI, b YWJj", "é".len().to_string().as_str()]
        {
            assert_eq!(metadata(plain), Ok((Some(plain.to_owned()), None)), "{plain}");
        }
        assert_eq!(metadata(""), Ok((None, None)));
        assert_eq!(metadata("  "), Ok((None, None)));
        assert_eq!(read(&[], |reader| reader.metadata()).map(|metadata| metadata.text), Ok(None));
    }

    #[test]
    fn metadata_may_announce_the_digest() {
        let digest = Sha256Digest::parse(ABC).unwrap();
        let text = format!("filename YQ==,sha256 {}", BASE64.encode(ABC));
        assert_eq!(metadata(&text), Ok((Some(text.clone()), Some(digest))));
        for bad in ["sha256", "sha256 YWJj", &format!("sha256 {}", BASE64.encode([0xff; 64]))] {
            assert_eq!(metadata(bad), fault("Upload-Metadata", "sha256"), "{bad}");
        }
    }

    #[test]
    fn metadata_that_makes_no_sense_is_refused() {
        for bad in [",", "a YQ==,", "a !!", "a YQ== YQ==", "a Y"] {
            assert_eq!(metadata(bad), fault("Upload-Metadata", "format"), "{bad}");
        }
        assert_eq!(metadata("a YQ==,a Yg=="), fault("Upload-Metadata", "duplicate"));
        assert_eq!(metadata(&format!("a {}", "YWJj".repeat(1024))), fault("Upload-Metadata", "too-long"));
    }

    #[test]
    fn the_problem_says_which_kind_of_header() {
        let problem = |pairs: &[(&str, &str)]| {
            let headers = headers(pairs);
            let mut reader = Reader::new(&headers);
            let _read = (reader.length(), reader.metadata(), reader.checksum());
            reader.done(Some(())).map_err(|(problem, faults)| (problem, faults.len()))
        };
        let (bad_metadata, bad_checksum) = (("upload-metadata", ","), ("upload-checksum", "crc32 AAAA"));
        let length = ("upload-length", "7");
        assert_eq!(problem(&[length, bad_metadata]), Err((ProblemCode::UploadMetadata, 1)));
        assert_eq!(problem(&[length, bad_checksum]), Err((ProblemCode::UploadChecksumUnsupported, 1)));
        assert_eq!(problem(&[bad_metadata, bad_checksum]), Err((ProblemCode::UploadHeader, 3)));
        assert_eq!(problem(&[length]), Ok(()));
    }

    #[test]
    fn a_date_is_as_http_writes_it() {
        assert_eq!(date("2026-11-23T04:05:06.789Z".parse().unwrap()), "Mon, 23 Nov 2026 04:05:06 GMT");
    }
}
