//! Uploads alone, made ready before they are timed. No two files are alike.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::clock::Chance as _;
use sha2::{Digest as _, Sha256};
use zerotrip::chance::SystemChance;

use super::{Outcome, drive::Errand, line::Request, site::Site};

/// Bytes at a file's beginning that no other file has.
const OWN: usize = 16;
const MIB: usize = 1 << 20;

/// How a file is sent.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// All of it in the request that begins it.
    AtOnce,
    /// One request to begin it and one with all of it, as tus-js-client does.
    BeginThenAll,
    /// One request to begin it, then a MiB at a time.
    BeginThenMebibytes,
}

impl Way {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "POST with all of it",
            Self::BeginThenAll => "POST, then one PATCH",
            Self::BeginThenMebibytes => "POST, then PATCHes of 1 MiB",
        }
    }
}

/// So many files of so many bytes.
pub fn files(site: &Site, way: Way, count: usize, bytes: usize) -> Outcome<Vec<Errand>> {
    let tokens = site.tokens()?;
    let mut rest = vec![0; bytes - OWN];
    SystemChance.fill(&mut rest);
    let rest = Bytes::from(rest);
    let file = |number: usize| {
        let mut own = [0; OWN];
        SystemChance.fill(&mut own);
        let own = Bytes::copy_from_slice(&own);
        let digest = Sha256::new().chain_update(&own).chain_update(&rest).finalize();
        let metadata = format!("sha256 {}", BASE64_STANDARD.encode(hex::encode(digest)));
        send(way, &tokens[number % tokens.len()], &metadata, [&own, &rest])
    };
    Ok((0..count).map(file).collect())
}

fn send(way: Way, token: &str, metadata: &str, [own, rest]: [&Bytes; 2]) -> Errand {
    let length = own.len() + rest.len();
    let begin = |body| Request::create(token, length, metadata, body);
    let all = vec![own.clone(), rest.clone()];
    let requests = match way {
        Way::AtOnce => vec![begin(all)],
        Way::BeginThenAll => vec![begin(Vec::new()), Request::append(token, 0, all)],
        Way::BeginThenMebibytes => {
            let mut requests = vec![begin(Vec::new())];
            for offset in (0..length).step_by(MIB) {
                let end = length.min(offset + MIB) - OWN;
                let body = match offset {
                    0 => vec![own.clone(), rest.slice(..end)],
                    _ => vec![rest.slice(offset - OWN..end)],
                };
                requests.push(Request::append(token, offset, body));
            }
            requests
        }
    };
    Errand(requests)
}
