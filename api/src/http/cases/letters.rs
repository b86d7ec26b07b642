//! The letters of a case (文书) on their way to the wire.

use actix_web::{HttpResponse, get, http::header, post, web};
use domain::{
    clock::shanghai,
    ids::{CaseId, LetterId},
    letter,
    text::Reason,
};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::{Error, read_letter},
    app::App,
    http::{
        convert::{Reading, written},
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// The letters of a case that the caller may open.
#[utoipa::path(tag = "letters", security(("access_token" = [])), responses(
    (status = 200, description = "In the order in which they were called for", body = v1::LetterList),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/cases/{id}/letters")]
pub async fn list_letters(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
) -> Reply<web::Json<v1::LetterList>> {
    let letters = read_letter::list(&app, signed.0, CaseId::from_uuid(*id)).await;
    Ok(web::Json(list(&letters.map_err(|error| Refused::of(error, lang))?)))
}

/// One letter as a PDF, opened for this eye only. The look is recorded. One that is waiting is printed now.
#[utoipa::path(tag = "letters", security(("access_token" = [])), responses(
    (status = 200, description = "The letter", content_type = "application/pdf", body = Vec<u8>),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/cases/{id}/letters/{letter_id}")]
pub async fn get_letter(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    path: web::Path<(Uuid, Uuid)>,
) -> Reply {
    let (case, id) = *path;
    let opened = read_letter::one(&app, signed.0, CaseId::from_uuid(case), LetterId::from_uuid(id)).await;
    Ok(pdf(opened.map_err(|error| Refused::of(error, lang))?))
}

/// Note that a letter is printed on paper once more, and why.
#[utoipa::path(tag = "letters", security(("access_token" = [])), request_body = v1::ReprintLetter, responses(
    (status = 200, description = "Noted", body = v1::LetterReprinted),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/letters/{letter_id}/reprint")]
pub async fn reprint_letter(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<v1::ReprintLetter>,
) -> Reply<web::Json<v1::LetterReprinted>> {
    let (case, id) = (CaseId::from_uuid(path.0), LetterId::from_uuid(path.1));
    let reason = reason(&app, &body.value).map_err(|error| Refused::of(error, lang))?;
    let write = written(body.value.write_id, body.said);
    let answer = read_letter::reprint(&app, signed.0, write, case, id, reason).await;
    let answer = answer.map_err(|error| Refused::of(error, lang))?;
    Ok(web::Json(v1::LetterReprinted { reprints: answer.outcome.reprints, replayed: answer.replayed }))
}

fn reason(app: &App, body: &v1::ReprintLetter) -> Result<Reason, Error> {
    let mut reading = Reading::begin(app);
    let reason = reading.text("$.reason", &body.reason, Reason::parse);
    Ok(reading.faults.or(reason)?)
}

/// A PDF for whoever asked, and for nobody after. Its name tells nothing.
pub fn pdf(bytes: impl Into<web::Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"letter.pdf\""))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(bytes.into())
}

fn list(letters: &[letter::Letter]) -> v1::LetterList {
    let ordinal = |n: usize, kind| {
        let before = letters.iter().take(n).filter(|letter| letter.kind == kind).count();
        u32::try_from(before.saturating_add(1)).unwrap_or(u32::MAX)
    };
    let one = |(n, letter): (usize, &letter::Letter)| view(letter, ordinal(n, letter.kind));
    v1::LetterList { letters: letters.iter().enumerate().map(one).collect() }
}

fn view(letter: &letter::Letter, ordinal: u32) -> v1::Letter {
    let (state, paper, failure) = match &letter.state {
        letter::LetterState::Waiting => (v1::LetterState::Waiting, None, None),
        letter::LetterState::Failed(code) => (v1::LetterState::Failed, None, Some(code.clone())),
        letter::LetterState::Printed(paper) => (v1::LetterState::Printed, Some(paper), None),
    };
    v1::Letter {
        id: letter.id.uuid(),
        kind: match letter.kind {
            letter::LetterKind::Receipt => v1::LetterKind::Receipt,
            letter::LetterKind::Mandate => v1::LetterKind::Mandate,
            letter::LetterKind::Correction => v1::LetterKind::Correction,
            letter::LetterKind::Refusal => v1::LetterKind::Refusal,
            letter::LetterKind::Acceptance => v1::LetterKind::Acceptance,
            letter::LetterKind::Decision => v1::LetterKind::Decision,
            letter::LetterKind::Result => v1::LetterKind::Result,
            letter::LetterKind::SeniorCard => v1::LetterKind::SeniorCard,
        },
        ordinal,
        date: shanghai(letter.called_at).date().to_string(),
        state,
        printed_at: paper.map(|paper| paper.printed_at.to_string()),
        size: paper.map(|paper| paper.size),
        failure,
        reprints: letter.reprints,
    }
}
