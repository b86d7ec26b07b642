//! Uploads by tus 1.0, the ways phones do them: in one request, in pieces, and cut off and taken up again.

use std::{io, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{
    Body, Client, RequestBuilder, Response, Url,
    header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
};
use sha2::{Digest, Sha256};

use crate::{dice::Dice, session::Session, trouble::Trouble};

const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const OCTETS: &str = "application/offset+octet-stream";
/// Requests that may be lost or overtaken in one upload before it is given up.
const MOST_SETBACKS: u32 = 8;
/// Gives the bytes of a cut request time to reach the server before the line goes.
const BEFORE_THE_CUT: Duration = Duration::from_millis(20);
/// How long the line is gone.
const CUT_OFF: Duration = Duration::from_millis(100);

/// A sealed file.
#[derive(Clone)]
pub struct SealedFile {
    /// The sealed bytes.
    pub bytes: Bytes,
    /// Their SHA-256, lower-case hex.
    pub sha256: String,
}

impl SealedFile {
    /// Takes sealed bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Self { bytes: Bytes::from(bytes), sha256 }
    }

    fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn part(&self, from: u64, to: u64) -> Bytes {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(self.bytes.len());
        self.bytes.slice(place(from.min(to))..place(to))
    }
}

/// How an upload is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With the request that creates it.
    AtOnce,
    /// Created empty, then so many pieces.
    Pieces(u64),
    /// Created empty, cut off in the middle, asked how it stands, taken up again.
    CutAndResumed,
}

impl Way {
    /// Mostly at once; one in five in pieces, one in twenty cut off.
    pub fn draw(dice: &mut Dice) -> Self {
        match dice.below(20) {
            0 => Self::CutAndResumed,
            1..=4 => Self::Pieces(if dice.percent(50) { 2 } else { 3 }),
            _ => Self::AtOnce,
        }
    }
}

/// What is to be told of a finished upload.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sent {
    /// Bytes of a cut request that left this side.
    pub cut_after: Option<u64>,
    /// Bytes of it that the server had kept.
    pub kept: u64,
}

/// Sends a file until the server has answered for all of it.
pub async fn send(session: &Session, file: &SealedFile, way: Way) -> Result<Sent, Trouble> {
    let mut sent = Sent::default();
    let first = if way == Way::AtOnce { file.bytes.clone() } else { Bytes::new() };
    let (upload, mut offset) = create(session, file, first).await?;
    let piece = match way {
        Way::Pieces(pieces) => file.len().div_ceil(pieces.max(1)),
        Way::AtOnce | Way::CutAndResumed => file.len(),
    };
    if way == Way::CutAndResumed {
        let cut_after = file.len() / 2;
        cut(session, file, &upload, cut_after).await?;
        tokio::time::sleep(CUT_OFF).await;
        offset = ask(session, &upload).await?;
        sent = Sent { cut_after: Some(cut_after), kept: offset };
    }
    let mut setbacks = 0;
    while offset < file.len() {
        let part = file.part(offset, offset.saturating_add(piece).min(file.len()));
        offset = match append(session, &upload, offset, part).await {
            Ok(after) if after > offset => after,
            Ok(_) => {
                return Err(Trouble::new(
                    "upload-stalled",
                    format!("PATCH {}: stays at {offset}", upload.path()),
                ));
            }
            // The answer was lost, or a cut request came to its end only now: the server says where it stands.
            Err(trouble) if trouble.code == "upload-offset-mismatch" && setbacks < MOST_SETBACKS => {
                setbacks += 1;
                session.api().count_retry(&trouble.code);
                let stands = ask(session, &upload).await?;
                sent.kept = stands;
                stands
            }
            Err(trouble) if trouble.code == "upload-complete" => file.len(),
            Err(trouble) => return Err(trouble),
        };
    }
    Ok(sent)
}

async fn create(session: &Session, file: &SealedFile, first: Bytes) -> Result<(Url, u64), Trouble> {
    let doing = "POST /v1/uploads";
    let url = session.api().url("/v1/uploads")?;
    let metadata = format!("sha256 {}", STANDARD.encode(&file.sha256));
    let response = session.api().exchange(Some(session), doing, |http| {
        let request = tus(http.post(url.clone()))
            .header("upload-length", file.len())
            .header("upload-metadata", &metadata);
        if first.is_empty() { request } else { request.header(CONTENT_TYPE, OCTETS).body(first.clone()) }
    });
    let response = response.await?;
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| Trouble::new("answer", format!("{doing}: no Location")))?;
    let upload = session.api().url(location)?;
    let offset = if first.is_empty() { 0 } else { offset(doing, &response)? };
    Ok((upload, offset))
}

async fn append(session: &Session, upload: &Url, at: u64, part: Bytes) -> Result<u64, Trouble> {
    let doing = format!("PATCH {}", upload.path());
    let response =
        session.api().exchange(Some(session), &doing, |http| patch(http, upload, at).body(part.clone()));
    offset(&doing, &response.await?)
}

/// Promises all that is left, sends a part of it and drops the line.
async fn cut(session: &Session, file: &SealedFile, upload: &Url, after: u64) -> Result<(), Trouble> {
    let part = stream::iter([Ok(file.part(0, after))]);
    let end = stream::once(async {
        tokio::time::sleep(BEFORE_THE_CUT).await;
        Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    let request = patch(session.api().http(), upload, 0)
        .header(CONTENT_LENGTH, file.len())
        .bearer_auth(session.token().await?)
        .body(Body::wrap_stream(part.chain(end)));
    match request.send().await {
        Err(_cut) => Ok(()),
        Ok(response) => {
            let doing = format!("PATCH {} cut off after {after} bytes", upload.path());
            Err(Trouble::refused(&doing, response).await)
        }
    }
}

/// Where an upload stands.
async fn ask(session: &Session, upload: &Url) -> Result<u64, Trouble> {
    let doing = format!("HEAD {}", upload.path());
    let response = session.api().exchange(Some(session), &doing, |http| tus(http.head(upload.clone())));
    offset(&doing, &response.await?)
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header(RESUMABLE, "1.0.0")
}

fn patch(http: &Client, upload: &Url, at: u64) -> RequestBuilder {
    tus(http.patch(upload.clone())).header(OFFSET, at).header(CONTENT_TYPE, OCTETS)
}

fn offset(doing: &str, response: &Response) -> Result<u64, Trouble> {
    let header = response.headers().get(OFFSET).and_then(|value| value.to_str().ok());
    header
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Trouble::new("answer", format!("{doing}: no Upload-Offset")))
}
