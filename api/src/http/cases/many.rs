//! One act on many cases.

use actix_web::{post, web};
use domain::{
    case::Outcome,
    ids::{CaseId, WriteId},
    text::Reason,
};
use mobile_contract::{
    limits,
    problem::{Problem, faults as code},
    v1,
};
use serde::Serialize;

use crate::{
    actions::{
        Error,
        idempotent::Written,
        review_case::Review,
        review_many::{self, One},
    },
    app::App,
    http::{
        cases::show,
        convert::Reading,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// Do one act to many cases. Each is a write of its own: the answer says which were done and which not.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::CaseActs, responses(
    (status = 200, description = "What became of each", body = v1::CaseActsDone),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/acts")]
pub async fn act_on_cases(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    body: Body<v1::CaseActs>,
) -> Reply<web::Json<v1::CaseActsDone>> {
    let (review, cases) = read(&app, &body.value, &body.said.to).map_err(|error| Refused::of(error, lang))?;
    let mut answer = v1::CaseActsDone { done: Vec::new(), refused: Vec::new() };
    for (id, outcome) in review_many::run(&app, signed.0, &review, cases).await {
        match outcome {
            Ok(done) => answer.done.push(show::ack(done)),
            // Without a sign-in nothing is done to any of them.
            Err(error @ Error::SessionEnded) => return Err(Refused::of(error, lang)),
            Err(error) => answer
                .refused
                .push(v1::CaseActRefused { case_id: id.uuid(), problem: Refused::of(error, lang).problem() }),
        }
    }
    Ok(web::Json(answer))
}

/// What a write for one of them is known again by: sent again in other company it is the same write.
#[derive(Serialize)]
struct Said<'body> {
    act: v1::ManyAct,
    opinion: Option<&'body str>,
    case: &'body v1::CaseActed,
}

fn read(app: &App, body: &v1::CaseActs, to: &str) -> Result<(Review, Vec<One>), Error> {
    let mut reading = Reading::begin(app);
    let opinion = reading.maybe("$.opinion", body.opinion.as_ref(), Reason::parse);
    if body.cases.is_empty() {
        reading.faults.note("$.cases", code::TOO_FEW);
    }
    if body.cases.len() > limits::CASES_AN_ACT {
        reading.faults.note("$.cases", code::TOO_MANY);
    }
    let mut cases = Vec::with_capacity(body.cases.len().min(limits::CASES_AN_ACT));
    for (n, case) in body.cases.iter().enumerate().take(limits::CASES_AN_ACT) {
        if cases.iter().any(|earlier: &One| earlier.id.uuid() == case.case_id) {
            reading.faults.note(format!("$.cases[{n}].case_id"), code::DUPLICATE);
        }
        let said = Said { act: body.act, opinion: body.opinion.as_deref(), case };
        let words = serde_json::to_vec(&said).map_err(|error| Error::Fault(Box::new(error)))?;
        cases.push(One {
            id: CaseId::from_uuid(case.case_id),
            written: Written { id: WriteId::from_uuid(case.write_id), to: to.to_owned(), body: words.into() },
            base_version: case.base_version,
        });
    }
    let review = match body.act {
        v1::ManyAct::Accept => {
            if body.opinion.is_some() {
                reading.faults.note("$.opinion", code::NOT_APPLICABLE);
            }
            Review::Accept
        }
        v1::ManyAct::Grant => Review::Conclude { outcome: Outcome::Granted, opinion },
        v1::ManyAct::Approve => Review::Decide { outcome: Outcome::Granted, opinion },
        v1::ManyAct::Forward => Review::Forward { note: opinion },
    };
    Ok(reading.faults.or(Some((review, cases)))?)
}
