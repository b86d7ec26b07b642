//! Uploads by tus 1.0: resumable, from any stock client. The bytes are sealed before they are sent.
//!
//! A body streams from the connection into the store of files; the limit of JSON bodies is not asked. The work goes on
//! when the connection breaks, so that what had arrived by then is kept.

mod headers;
mod requests;

use std::future::Future;

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    delete, get,
    guard::GuardContext,
    head,
    http::{Method, header},
    middleware::DefaultHeaders,
    options, patch, post, web,
};
use bytes::Bytes;
use domain::ids::UploadId;
use futures_util::{Stream, StreamExt as _};
use jiff::Timestamp;
use mobile_contract::{
    limits,
    problem::{Problem, ProblemCode},
    v1,
};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::{
    actions::{
        Error, append_upload, create_upload, have_uploads,
        land_body::{Body, Cut},
        read_upload, terminate_upload,
    },
    app::App,
    http::{
        extract::{Body as JsonBody, Lang, Sender, Signed},
        problem::{Refused, Reply, refuse},
        uploads::{
            headers as tus,
            requests::{Append, Creation, Framing, Tus},
        },
    },
};

/// What every answer to tus says, a refusal too.
fn spoken() -> DefaultHeaders {
    DefaultHeaders::new().add((tus::TUS_RESUMABLE, tus::VERSION)).add((tus::TUS_VERSION, tus::VERSION))
}

/// `/v1/uploads/have` is no upload: what it does not know is unknown, not somebody's.
fn names_an_upload(context: &GuardContext<'_>) -> bool {
    !context.head().uri.path().ends_with("/have")
}

/// What of tus is spoken here.
#[utoipa::path(tag = "uploads", responses(
    (status = 204, description = "In the headers", headers(
        ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64), ("Tus-Checksum-Algorithm" = String)
    ))
))]
#[options("/v1/uploads", wrap = "spoken()")]
pub async fn upload_options() -> HttpResponse {
    abilities()
}

/// What of tus is spoken here.
#[utoipa::path(tag = "uploads", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "In the headers", headers(
        ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64), ("Tus-Checksum-Algorithm" = String)
    ))
))]
#[options("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn one_upload_options() -> HttpResponse {
    abilities()
}

fn abilities() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((tus::TUS_EXTENSION, tus::EXTENSIONS))
        .insert_header((tus::TUS_MAX_SIZE, limits::SEALED_FILE_BYTES))
        .insert_header((tus::TUS_CHECKSUM_ALGORITHM, tus::ALGORITHMS))
        .finish()
}

/// Begin an upload, with its first bytes or without.
///
/// The metadata key `sha256` (64 hex digits) announces the digest of the whole: other bytes are then refused.
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), params(
    ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ("Upload-Length" = Option<u64>, Header, description = "Bytes in all; this or Upload-Defer-Length"),
    ("Upload-Defer-Length" = Option<u8>, Header, description = "1: the length comes later"),
    ("Upload-Metadata" = Option<String>, Header, description = "Pairs of key and base64 value; at most 4 KiB"),
    ("Upload-Checksum" = Option<String>, Header, description = "Of the body: sha1 or sha256, and base64")
), request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 201, description = "Begun", headers(
        ("Location" = String), ("Upload-Offset" = u64), ("Upload-Expires" = String)
    )),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/uploads", wrap = "spoken()")]
pub async fn begin_upload(
    app: web::Data<App>,
    _tus: Tus,
    sender: Sender,
    lang: Lang,
    creation: Creation,
    payload: web::Payload,
) -> Reply {
    let app = app.into_inner();
    let Creation { command, body } = creation;
    let carries = body.is_some();
    let body = body.map(|framing| body_of(framing, payload));
    let made = to_the_end(async move { create_upload::run(&app, sender.0, command, body).await }).await;
    let made = made.map_err(|error| Refused::of(error, lang))?;
    let made = made.ok_or_else(|| Refused::new(ProblemCode::RequestTimeout, lang))?;
    let mut answer = HttpResponse::Created();
    answer
        .insert_header((header::LOCATION, format!("/v1/uploads/{}", made.id)))
        .insert_header(expires(made.expires_at));
    if carries {
        answer.insert_header((tus::UPLOAD_OFFSET, made.offset));
    }
    Ok(answer.finish())
}

/// How far an upload has come.
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), params(
    ("Tus-Resumable" = String, Header, description = "1.0.0")
), responses(
    (status = 200, description = "In the headers", headers(
        ("Upload-Offset" = u64), ("Upload-Length" = u64), ("Upload-Defer-Length" = u8), ("Upload-Metadata" = String),
        ("Upload-Expires" = String)
    )),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[head("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn head_upload(
    app: web::Data<App>,
    _tus: Tus,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply {
    let standing = read_upload::standing(&app, sender.0, UploadId::from_uuid(*id)).await;
    let standing = standing.map_err(|error| Refused::of(error, lang))?;
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((tus::UPLOAD_OFFSET, standing.offset))
        .insert_header(expires(standing.expires_at));
    match standing.length {
        Some(length) => answer.insert_header((tus::UPLOAD_LENGTH, length)),
        None => answer.insert_header((tus::UPLOAD_DEFER_LENGTH, "1")),
    };
    if let Some(metadata) = standing.metadata {
        answer.insert_header((tus::UPLOAD_METADATA, metadata));
    }
    Ok(answer.finish())
}

/// Go on with an upload.
///
/// A body that breaks off keeps what had arrived, unless it came with a checksum. The answer to the last byte is given
/// when all of them are durable.
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), params(
    ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ("Upload-Offset" = u64, Header, description = "Where the upload stands"),
    ("Upload-Length" = Option<u64>, Header, description = "Bytes in all, if that was not said before"),
    ("Upload-Checksum" = Option<String>, Header, description = "Of the body: sha1 or sha256, and base64")
), request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 204, description = "Durable", headers(("Upload-Offset" = u64), ("Upload-Expires" = String))),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[patch("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn patch_upload(
    app: web::Data<App>,
    _tus: Tus,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    append: Append,
    payload: web::Payload,
) -> Reply {
    go_on(app, sender, lang, *id, append, payload).await
}

/// Go on with an upload or end it, for clients whose network knows no `PATCH` or `DELETE`.
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), params(
    ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ("X-HTTP-Method-Override" = String, Header, description = "PATCH or DELETE")
), request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 204, description = "As for the method"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn override_upload(
    app: web::Data<App>,
    _tus: Tus,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
    request: HttpRequest,
    payload: web::Payload,
) -> actix_web::Result<HttpResponse> {
    let meant = request.headers().get(tus::METHOD_OVERRIDE).map(|value| Method::from_bytes(value.as_bytes()));
    match meant {
        Some(Ok(Method::PATCH)) => {
            let append = requests::append(&request)?;
            Ok(go_on(app, sender, lang, *id, append, payload).await?)
        }
        Some(Ok(Method::DELETE)) => Ok(end(&app, sender, lang, *id).await?),
        _ => Err(refuse(&request, ProblemCode::MethodNotAllowed).into()),
    }
}

async fn go_on(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    id: Uuid,
    append: Append,
    payload: web::Payload,
) -> Reply {
    let app = app.into_inner();
    let Append { offset, length, body } = append;
    let command = append_upload::AppendUpload { id: UploadId::from_uuid(id), offset, length };
    let body = body_of(body, payload);
    let appended = to_the_end(async move { append_upload::run(&app, sender.0, command, body).await }).await;
    let appended = appended.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent()
        .insert_header((tus::UPLOAD_OFFSET, appended.offset))
        .insert_header(expires(appended.expires_at))
        .finish())
}

/// End an upload. Not while a manifest names it.
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), params(
    ("Tus-Resumable" = String, Header, description = "1.0.0")
), responses(
    (status = 204, description = "Gone"),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[delete("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn delete_upload(
    app: web::Data<App>,
    _tus: Tus,
    sender: Sender,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply {
    end(&app, sender, lang, *id).await
}

async fn end(app: &App, sender: Sender, lang: Lang, id: Uuid) -> Reply {
    let ended = terminate_upload::run(app, sender.0, UploadId::from_uuid(id)).await;
    ended.map_err(|error| Refused::of(error, lang))?;
    Ok(HttpResponse::NoContent().finish())
}

/// The sealed bytes of a whole upload, for its sender.
#[utoipa::path(tag = "uploads", security(("access_token" = [])), responses(
    (status = 200, description = "As sent", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/uploads/{id}", guard = "names_an_upload", wrap = "spoken()")]
pub async fn get_upload(app: web::Data<App>, signed: Signed, lang: Lang, id: web::Path<Uuid>) -> Reply {
    let bytes = read_upload::bytes(&app, signed.0, UploadId::from_uuid(*id)).await;
    let bytes = bytes.map_err(|error| Refused::of(error, lang))?;
    let (size, stream) = bytes.ok_or_else(|| Refused::new(ProblemCode::UploadIncomplete, lang))?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(SizedStream::new(size, stream)))
}

/// Which of these files has the caller already sent, whole?
#[utoipa::path(tag = "uploads", security(("access_token" = []), ("send_token" = [])), request_body = v1::HaveUploads, responses(
    (status = 200, description = "Those that are here", body = v1::UploadsHeld),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/uploads/have")]
pub async fn held_uploads(
    app: web::Data<App>,
    sender: Sender,
    lang: Lang,
    body: JsonBody<v1::HaveUploads>,
) -> Reply<web::Json<v1::UploadsHeld>> {
    let digests = requests::digests(&body.value).map_err(|faults| Refused::faults(faults, lang))?;
    let here =
        have_uploads::run(&app, sender.0, digests.clone()).await.map_err(|error| Refused::of(error, lang))?;
    let mut held = v1::UploadsHeld { present: Vec::new(), absent: Vec::new() };
    for digest in digests {
        match here.get(&digest) {
            Some(size) => held.present.push(v1::HeldUpload { sha256: digest.hex(), size: *size }),
            None => held.absent.push(digest.hex()),
        }
    }
    Ok(web::Json(held))
}

/// Runs on when the caller hangs up.
async fn to_the_end<T: 'static>(work: impl Future<Output = Result<T, Error>> + 'static) -> Result<T, Error> {
    actix_web::rt::spawn(work.in_current_span()).await?
}

fn body_of(framing: Framing, payload: web::Payload) -> Body<impl Stream<Item = Result<Bytes, Cut>> + Unpin> {
    let chunks = payload.map(|chunk| chunk.map_err(|_broken| Cut));
    Body { chunks, announced: framing.announced, checksum: framing.checksum }
}

fn expires(at: Timestamp) -> (&'static str, String) {
    (tus::UPLOAD_EXPIRES, tus::date(at))
}

#[cfg(test)]
mod tests {
    use mobile_contract::limits;

    use crate::actions::own_upload;

    #[test]
    fn the_limits_are_the_published_ones() {
        assert_eq!(own_upload::LARGEST, limits::SEALED_FILE_BYTES);
        assert_eq!(u32::from(domain::retention::Kept::Uploads.at_least()), limits::UPLOAD_EXPIRY_DAYS);
    }
}
