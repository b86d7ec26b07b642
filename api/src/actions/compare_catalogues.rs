//! What differs between a draft or a version of the catalogue and another version.

use domain::{
    actor::Credential,
    catalogue::{Catalogue, Difference},
    fault::Faults,
    ids::DraftId,
    policy::act,
    text::CatalogueVersion,
};
use store::ReadTx;

use crate::{
    actions::{Error, draft_catalogue, keep_catalogues},
    app::App,
    catalogue,
};

/// What is compared.
#[derive(Debug, Clone)]
pub enum Compared {
    /// A draft.
    Draft(DraftId),
    /// A published version.
    Version(CatalogueVersion),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The version compared with.
    pub from: CatalogueVersion,
    /// The version compared.
    pub to: CatalogueVersion,
    /// What the second makes of the first.
    pub difference: Difference,
}

/// Compares with a version, or with the one in force.
///
/// # Errors
/// [`Error::Invalid`] for a version that nobody published; [`Error::NotFound`] when there is no such draft or version,
/// or for whoever may not know of it.
pub async fn run(
    app: &App,
    credential: Credential,
    compared: Compared,
    from: Option<CatalogueVersion>,
) -> Result<Comparison, Error> {
    let (catalogues, now) = (app.catalogues.clone(), app.clock.now());
    let found = app.store.read(move |tx| {
        let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
        draft_catalogue::permit::<act::ReadCatalogue>(&actor)?;
        let to = read(tx, &compared)?;
        let difference = |from: &Catalogue| Comparison {
            from: from.version.clone(),
            to: to.version.clone(),
            difference: Difference::between(from, &to),
        };
        let Some(from) = &from else { return Ok(difference(&*catalogues.in_force(tx, now)?)) };
        let from = keep_catalogues::read(tx, from)?;
        let mut faults = Faults::default();
        if from.is_none() {
            faults.note("?from", "catalogue-version-unknown");
        }
        Ok::<_, Error>(difference(&faults.or(from)?))
    });
    found.await
}

fn read(tx: &mut ReadTx<'_>, compared: &Compared) -> Result<Catalogue, Error> {
    let found = match compared {
        Compared::Version(version) => keep_catalogues::read(tx, version)?,
        Compared::Draft(id) => {
            let draft = tx.catalogue_draft(*id)?;
            let read = draft.map(|draft| catalogue::parse(&draft.body));
            read.transpose().map_err(|error| Error::Fault(Box::new(error)))?
        }
    };
    found.ok_or(Error::NotFound)
}
