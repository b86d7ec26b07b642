//! One act on many cases: each a story of its own, so that one that is refused stops no other.

use domain::{actor::Credential, ids::CaseId};
use futures_util::{StreamExt as _, stream};

use crate::{
    actions::{
        Error,
        idempotent::{Answer, Written},
        read_case::CaseOutcome,
        review_case::{self, Review},
    },
    app::App,
};

/// How many are underway at once: enough to share commits, few enough to leave room for others.
const AT_ONCE: usize = 8;

/// One case of many.
pub struct One {
    /// The case.
    pub id: CaseId,
    /// Its own write.
    pub written: Written,
    /// The version it was made on.
    pub base_version: i32,
}

/// Does the act to each; what became of each, in their order.
pub async fn run(
    app: &App,
    credential: Credential,
    review: &Review,
    cases: Vec<One>,
) -> Vec<(CaseId, Result<Answer<CaseOutcome>, Error>)> {
    let acts = cases.into_iter().map(|one| async move {
        let act = review_case::run(app, credential, one.written, one.id, one.base_version, review.clone());
        (one.id, act.await)
    });
    stream::iter(acts).buffered(AT_ONCE).collect().await
}
