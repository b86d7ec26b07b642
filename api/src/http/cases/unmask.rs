//! What was declared with a case, in full and with a reason.

use actix_web::{HttpResponse, http::header, post, web};
use domain::{
    ids::CaseId,
    mandate::{Guardian, GuardianGround, GuardianRelation, SignatureKind, Witness},
    text::Reason,
};
use mobile_contract::{problem::Problem, v1};
use uuid::Uuid;

use crate::{
    actions::unmask_case::{self as unmasking, UnmaskedCase},
    app::App,
    http::{
        convert::Reading,
        extract::{Body, Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// Show what was declared with a case in full, with a reason.
#[utoipa::path(tag = "cases", security(("access_token" = [])), request_body = v1::UnmaskCase, responses(
    (status = 200, description = "What was declared", body = v1::UnmaskedCase),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[post("/v1/cases/{id}/unmask")]
pub async fn unmask_case(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    id: web::Path<Uuid>,
    body: Body<v1::UnmaskCase>,
) -> Reply {
    let mut reading = Reading::begin(&app);
    let reason = reading.text("$.reason", &body.value.reason, Reason::parse);
    let reason = reading.faults.or(reason).map_err(|faults| Refused::of(faults.into(), lang))?;
    let shown = unmasking::run(&app, signed.0, CaseId::from_uuid(*id), reason).await;
    let shown = view(shown.map_err(|error| Refused::of(error, lang))?);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}

fn view(shown: UnmaskedCase) -> v1::UnmaskedCase {
    let UnmaskedCase { form, note, notes, mandate } = shown;
    let seen =
        |witness: Witness| v1::SeenBy { name: witness.name.as_str().to_owned(), id_last4: witness.id_last4 };
    v1::UnmaskedCase {
        form,
        note: note.map(|note| note.as_str().to_owned()),
        materials: notes
            .iter()
            .map(|(code, note)| (code.as_str().to_owned(), note.as_str().to_owned()))
            .collect(),
        agent_name: mandate.agent.as_str().to_owned(),
        signature: match mandate.kind {
            SignatureKind::Signature => v1::SignatureKind::Signature,
            SignatureKind::Thumbprint => v1::SignatureKind::Thumbprint,
            SignatureKind::OralAssent => v1::SignatureKind::OralAssent,
        },
        witnesses: mandate.witness.into_iter().chain(mandate.second_witness).map(seen).collect(),
        guardian: mandate.guardian.as_ref().map(signed_by),
    }
}

fn signed_by(guardian: &Guardian) -> v1::SignedBy {
    v1::SignedBy {
        name: guardian.name.as_str().to_owned(),
        relation: match guardian.relation {
            GuardianRelation::Spouse => v1::GuardianRelation::Spouse,
            GuardianRelation::Parent => v1::GuardianRelation::Parent,
            GuardianRelation::Child => v1::GuardianRelation::Child,
            GuardianRelation::Grandparent => v1::GuardianRelation::Grandparent,
            GuardianRelation::Sibling => v1::GuardianRelation::Sibling,
            GuardianRelation::OtherKin => v1::GuardianRelation::OtherKin,
            GuardianRelation::Organisation => v1::GuardianRelation::Organisation,
        },
        ground: match guardian.ground {
            GuardianGround::Minor => v1::GuardianGround::Minor,
            GuardianGround::NoCapacity => v1::GuardianGround::NoCapacity,
        },
    }
}
