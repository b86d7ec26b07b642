//! The versions of the catalogue: which is in force, and what each one says.
//!
//! Which one is in force is asked of the database in the transaction that needs to know, by the time handed in, so that
//! every replica changes over in the same moment and none needs telling. What a version says never changes once it has
//! been in force, and so it is read once.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    case::Case,
    catalogue::{Catalogue, Edition, Item, Succession},
    text::CatalogueVersion,
};
use jiff::Timestamp;
use store::{PublishedCatalogue, ReadTx, StoreError, WriteTx};
use tokio::sync::watch;

use crate::{
    actions::Error,
    app::App,
    catalogue::{self, CatalogueError},
};

/// Versions that were read before. Only such as have been in force: one that was recalled may come again with another
/// text.
#[derive(Clone)]
pub struct Catalogues(watch::Sender<BTreeMap<CatalogueVersion, Arc<Catalogue>>>);

impl Default for Catalogues {
    fn default() -> Self {
        Self(watch::Sender::new(BTreeMap::new()))
    }
}

impl Catalogues {
    /// The version in force at an instant.
    ///
    /// # Errors
    /// A fault of the store: a database without a catalogue cannot be.
    pub fn in_force(&self, tx: &mut ReadTx<'_>, at: Timestamp) -> Result<Arc<Catalogue>, Error> {
        let succession = succession(tx)?;
        self.begun(tx, &succession.at(at).version)
    }

    /// A version that is or was in force.
    ///
    /// # Errors
    /// A fault of the store: such a version cannot be gone.
    pub fn begun(&self, tx: &mut ReadTx<'_>, version: &CatalogueVersion) -> Result<Arc<Catalogue>, Error> {
        if let Some(known) = self.known(version) {
            return Ok(known);
        }
        let read = Arc::new(read(tx, version)?.ok_or_else(corrupt)?);
        self.0.send_modify(|known| {
            known.insert(version.clone(), Arc::clone(&read));
        });
        Ok(read)
    }

    /// The item of a case, in the version of the catalogue that the case is handled under.
    ///
    /// # Errors
    /// A fault of the store: a case of an unknown item cannot be.
    pub fn item_of(&self, tx: &mut ReadTx<'_>, case: &Case) -> Result<Arc<Item>, Error> {
        let catalogue = self.begun(tx, &case.catalogue)?;
        let unknown = || Error::Fault(Box::new(StoreError::Corrupt("cases")));
        catalogue.item(&case.item).cloned().ok_or_else(unknown)
    }

    fn known(&self, version: &CatalogueVersion) -> Option<Arc<Catalogue>> {
        self.0.borrow().get(version).map(Arc::clone)
    }
}

/// What a database without the catalogue that it must have comes to.
pub fn corrupt() -> Error {
    Error::Fault(Box::new(StoreError::Corrupt("catalogues")))
}

/// The versions in their order.
///
/// # Errors
/// A fault of the store: a database without a catalogue cannot be.
pub fn succession(tx: &mut ReadTx<'_>) -> Result<Succession, Error> {
    tx.succession()?.ok_or_else(corrupt)
}

/// Any published version, in force or yet to be.
///
/// # Errors
/// A fault of the store.
pub fn read(tx: &mut ReadTx<'_>, version: &CatalogueVersion) -> Result<Option<Catalogue>, Error> {
    let Some(text) = tx.catalogue(version)? else { return Ok(None) };
    Ok(Some(catalogue::parse(&text).map_err(|error| Error::Fault(Box::new(error)))?))
}

/// The version in force now.
///
/// # Errors
/// A fault of the store.
pub async fn current(app: &App) -> Result<Arc<Catalogue>, Error> {
    let (catalogues, now) = (app.catalogues.clone(), app.clock.now());
    app.store.read(move |tx| catalogues.in_force(tx, now)).await
}

/// A version that a phone names; nothing when it never was in force here.
///
/// # Errors
/// A fault of the store.
pub async fn shown(app: &App, version: &CatalogueVersion) -> Result<Option<Arc<Catalogue>>, Error> {
    if let Some(known) = app.catalogues.known(version) {
        return Ok(Some(known));
    }
    let (catalogues, now, version) = (app.catalogues.clone(), app.clock.now(), version.clone());
    let found = app.store.read(move |tx| {
        let has_begun = succession(tx)?.has_begun(&version, now);
        has_begun.then(|| catalogues.begun(tx, &version)).transpose()
    });
    found.await
}

/// Why a site does not begin with a catalogue.
#[derive(Debug, thiserror::Error)]
pub enum BeginFault {
    /// The text is none.
    #[error("{0}")]
    Text(#[from] CatalogueError),
    /// The text says something else than what was published under the same version.
    #[error("version {0} is stored with another text; a changed catalogue needs a version of its own")]
    Changed(CatalogueVersion),
    /// A fault of the store.
    #[error("{0}")]
    Store(#[from] Error),
}

/// Gives a database that has no catalogue the site's. One that has some works under those: what comes later is
/// published.
///
/// # Errors
/// [`BeginFault`].
pub async fn begin(store: &store::Store, text: &str, now: Timestamp) -> Result<(), BeginFault> {
    let first = catalogue::parse(text)?;
    let (version, body) = (first.version.clone(), text.to_owned());
    let named = version.clone();
    let (stored, begun) = store.write(move |tx| begin_with(tx, &named, &body, now)).await?;
    match stored {
        Some(stored) if stored != first => Err(BeginFault::Changed(version)),
        None if !begun => {
            let version = version.as_str();
            tracing::warn!(
                version,
                "the site's catalogue is none that was published here: it is not worked under"
            );
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What is stored under the version, and whether it was the database's first.
fn begin_with(
    tx: &mut WriteTx<'_>,
    version: &CatalogueVersion,
    body: &str,
    now: Timestamp,
) -> Result<(Option<Catalogue>, bool), Error> {
    let begins = tx.succession()?.is_none();
    if begins {
        let edition = Edition { version: version.clone(), since: now };
        tx.insert_catalogue(&PublishedCatalogue { edition, published_at: now, published_by: None }, body)?;
    }
    Ok((read(tx, version)?, begins))
}
