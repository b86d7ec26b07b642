//! Which version of the catalogue a filing is judged by, when the phone showed one and another is in force.
//!
//! Where both ask for the same materials, nothing is different for the resident: the version in force it is. Where they
//! do not, a case that was signed before the change is taken as it was signed for as long as a phone may well have been
//! without a line: the resident made their application at home, and is not to be asked again because a line was dead.
//! A case that the server has had since before the change goes on as it was filed. Whatever else comes is told what
//! differs, and the phone keeps it and mends it. What was received stays under the version of its receipt.

use std::sync::Arc;

use domain::{
    case::{Case, Stage},
    catalogue::{Catalogue, Item, ItemDifference},
    fault::Refusal,
    text::{CatalogueVersion, ItemCode},
};
use jiff::Timestamp;
use store::ReadTx;

use crate::actions::{
    Error,
    error::ItemChanged,
    keep_catalogues::{self, Catalogues},
};

/// A filing, as far as the catalogue goes.
pub struct Filing<'f> {
    /// The version that the phone showed.
    pub shown: &'f CatalogueVersion,
    /// The item.
    pub item: &'f ItemCode,
    /// When the resident had signed and the worker was done, by the phone's clock.
    pub signed_at: Timestamp,
    /// The case as it is here, when it is.
    pub earlier: Option<&'f Case>,
}

/// The version that it is judged by, with its item.
///
/// # Errors
/// [`Refusal::CatalogueVersionUnknown`], [`Refusal::ItemUnknown`], [`Refusal::ItemClosed`], [`Error::ItemChanged`].
pub fn judge(
    tx: &mut ReadTx<'_>,
    catalogues: &Catalogues,
    filing: &Filing<'_>,
    now: Timestamp,
) -> Result<(Arc<Catalogue>, Arc<Item>), Error> {
    let succession = keep_catalogues::succession(tx)?;
    if !succession.has_begun(filing.shown, now) {
        return Err(Refusal::CatalogueVersionUnknown.into());
    }
    let shown = catalogues.begun(tx, filing.shown)?;
    let as_shown = shown.item(filing.item).ok_or(Refusal::ItemUnknown)?;
    let current = catalogues.begun(tx, &succession.at(now).version)?;
    let own = filing.earlier.map(|case| catalogues.begun(tx, &case.catalogue)).transpose()?;
    let is_received = filing.earlier.is_some_and(|case| !matches!(case.stage, Stage::Receiving));

    let fits = |item: Option<&Arc<Item>>| item.filter(|item| item.asks_the_same(as_shown)).map(Arc::clone);
    let judged = |catalogue: &Arc<Catalogue>, item| Some((Arc::clone(catalogue), item?));
    let by_current = judged(&current, fits(current.open_item(filing.item))).filter(|_| !is_received);
    let by_shown = || {
        let in_time = !is_received && succession.still_takes(filing.shown, filing.signed_at, now);
        judged(&shown, shown.open_item(filing.item).map(Arc::clone)).filter(|_| in_time)
    };
    let by_own = || own.as_ref().and_then(|own| judged(own, fits(own.item(filing.item))));
    if let Some(judged) = by_current.or_else(by_shown).or_else(by_own) {
        return Ok(judged);
    }

    let binding = own.filter(|_| is_received).unwrap_or(current);
    let wanted = binding.item(filing.item).filter(|item| is_received || !item.closed);
    let wanted = wanted.ok_or(Refusal::ItemClosed)?;
    let item = ItemDifference::between(Some(as_shown), Some(wanted)).ok_or(Refusal::Conflict)?;
    let (from, to) = (shown.version.clone(), binding.version.clone());
    Err(Error::ItemChanged(Box::new(ItemChanged { from, to, item })))
}
