//! What lists of cases have in common: which stages are over, pages in the order of ids, and what hangs on the cases of a
//! page, read in one statement a noun.

use std::collections::HashMap;

use domain::ids::{CaseId, CentreId};

use crate::{error::StoreError, types::G};

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

/// Cases as a statement names them.
pub fn ids(cases: &[CaseId]) -> Vec<G> {
    cases.iter().map(|case| G(case.uuid())).collect()
}

/// The rows of several cases, each case's in the order of the rows.
pub fn by_case<Row, T>(
    rows: Vec<Row>,
    case: impl Fn(&Row) -> G,
) -> Result<HashMap<CaseId, Vec<T>>, StoreError>
where
    T: TryFrom<Row, Error = StoreError>,
{
    let mut all = HashMap::<CaseId, Vec<T>>::new();
    for row in rows {
        all.entry(CaseId::from_uuid(case(&row).0)).or_default().push(row.try_into()?);
    }
    Ok(all)
}
