//! The centres of the site and the communities that each serves. Nobody's secret: no sign-in is asked for.

use domain::unit::{Unit, UnitKind};

use crate::{actions::Error, app::App};

/// Each centre with its communities, both in the order of their codes.
///
/// # Errors
/// A fault of the store.
pub async fn run(app: &App) -> Result<Vec<(Unit, Vec<Unit>)>, Error> {
    let units = app.store.read(|tx| Ok::<_, Error>(tx.units()?)).await?;
    let of_kind = |kind: UnitKind| units.iter().filter(move |unit| unit.kind == kind);
    let served = |centre: &Unit| {
        of_kind(UnitKind::Community).filter(|unit| unit.parent == Some(centre.id)).cloned().collect()
    };
    Ok(of_kind(UnitKind::Centre).map(|centre| (centre.clone(), served(centre))).collect())
}
