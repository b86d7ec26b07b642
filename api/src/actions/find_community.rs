//! Finds the centre that a community belongs to.

use domain::{
    fault::Fault,
    ids::{CentreId, CommunityId, UnitId},
    unit::UnitKind,
};
use store::ReadTx;

use crate::actions::Error;

/// The organisation has five levels; a chain that is longer is none.
const LEVELS: usize = 5;

/// The centre above a community that `$.community_id` names.
///
/// # Errors
/// [`Error::Invalid`] when there is no such community, or no centre above it.
pub fn centre_of(tx: &mut ReadTx<'_>, community: CommunityId) -> Result<CentreId, Error> {
    let mut unit = tx.unit(UnitId::from_uuid(community.uuid()))?;
    if unit.as_ref().is_none_or(|unit| unit.kind != UnitKind::Community) {
        return Err(unknown());
    }
    for _level in 0..LEVELS {
        match unit {
            Some(found) if found.kind == UnitKind::Centre => return Ok(CentreId::from_uuid(found.id.uuid())),
            Some(found) => {
                unit = match found.parent {
                    Some(parent) => tx.unit(parent)?,
                    None => None,
                };
            }
            None => break,
        }
    }
    Err(unknown())
}

fn unknown() -> Error {
    Error::Invalid(vec![Fault { path: "$.community_id".into(), code: "community-unknown" }])
}
