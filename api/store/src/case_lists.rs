//! What lists of cases have in common: which stages are over, and pages in the order of ids.

use domain::ids::{CaseId, CentreId};

use crate::types::G;

/// Stages of cases that come to no other decision any more. Of one that is issued, something is on its way.
pub const OVER: [&str; 8] =
    ["approved", "refused", "delivered", "closed", "not_accepted", "withdrawn", "terminated", "void"];

/// The id that a page begins after.
pub fn past(after: Option<CaseId>) -> G {
    G(after.map_or(uuid::Uuid::nil(), CaseId::uuid))
}

/// The cases of a page, each with its centre.
pub fn page(rows: Vec<(G, G)>) -> Vec<(CentreId, CaseId)> {
    rows.into_iter()
        .map(|(centre, case)| (CentreId::from_uuid(centre.0), CaseId::from_uuid(case.0)))
        .collect()
}
