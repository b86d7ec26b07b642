//! The figures of the service itself, counted from what is kept of each case, as a whole and in groups.
//!
//! What residents said of one worker's work is shown to the manager alone, and only where several said something.

mod groups;
mod scope;
mod tally;

use domain::{
    actor::Credential,
    figures::{Measure, Part, Ratio, Span, Sum},
    ids::{CentreId, CommunityId, UserId},
    text::{CatalogueVersion, ItemCode},
    wording::NamePair,
};
use store::{FactsScope, StoreError};

use crate::{actions::Error, app::App};

pub use groups::By;
pub use scope::listable;

use groups::Cells;
use scope::Scope;
use tally::Tally;

/// Fewer ratings than this of one worker are shown to nobody: they would tell of residents, and of nothing else.
pub const RATINGS_LEAST: u64 = 5;

/// What is reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The days.
    pub span: Span,
    /// One centre of those that the actor may see the report of.
    pub centre: Option<CentreId>,
    /// One community.
    pub community: Option<CommunityId>,
    /// One item.
    pub item: Option<ItemCode>,
    /// One worker.
    pub worker: Option<UserId>,
}

/// The report.
pub struct ServiceReport {
    /// What was asked for.
    pub asked: Asked,
    /// All of it.
    pub total: Group,
    /// Its parts.
    pub groups: Vec<Group>,
}

/// The figures of one part of what is reported on.
pub struct Group {
    /// What it is: an id, a code, or the first day.
    pub key: String,
    /// What it is called.
    pub title: NamePair,
    /// What would be asked for to have this part alone.
    pub asked: Asked,
    /// The figures, in the order they are printed.
    pub figures: Vec<Figure>,
}

/// One figure.
pub struct Figure {
    /// What it is.
    pub measure: &'static Measure,
    /// What it came to.
    pub shown: Shown,
    /// The versions of the catalogue under which its cases were handled.
    pub catalogues: Vec<String>,
}

/// What a figure came to.
pub enum Shown {
    /// In numbers.
    Number {
        /// Numerator and denominator.
        ratio: Ratio,
        /// For a median: in tenths of an hour or a day.
        median_tenths: Option<u64>,
        /// Cases counted, and all of those they were counted of; none where the actor may not list them.
        cases: Option<(u64, u64)>,
    },
    /// Not at all: ratings of one worker are for the manager.
    NotForYou,
    /// Not at all: there are too few ratings.
    TooFew,
}

/// Reports on the centres that the actor may see this report of, or on the whole site.
///
/// # Errors
/// [`Error::Forbidden`] when that is none, [`Error::NotFound`] for a centre that is none of them.
pub async fn run(
    app: &App,
    credential: Credential,
    asked: Asked,
    by: Option<By>,
) -> Result<ServiceReport, Error> {
    let now = app.clock.now();
    let (wanted, catalogues) = (asked.clone(), app.catalogues.clone());
    let (scope, cells, units, workers, versions) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let scope = Scope::of(&actor, wanted.centre)?;
            let facts = FactsScope {
                span: wanted.span,
                centres: scope.centres.clone(),
                community: wanted.community,
                item: wanted.item.clone(),
                worker: wanted.worker,
            };
            let mut cells = Cells::new(wanted.span, by);
            tx.each_facts(&facts, cells.grouping(), |row| cells.take(row))?;
            let units = tx.units()?;
            let workers = if by == Some(By::Worker) { tx.users()? } else { Vec::new() };
            let mut versions = Vec::new();
            for version in cells.catalogues().into_iter().filter(|_| by == Some(By::Item)) {
                let corrupt = |_code| StoreError::Corrupt("case_facts");
                versions.push(catalogues.begun(tx, &CatalogueVersion::parse(version).map_err(corrupt)?)?);
            }
            Ok::<_, Error>((scope, cells, units, workers, versions))
        })
        .await?;
    let name = groups::names(app, by, &units, &workers, &versions)?;
    let parts = cells.parts();
    let mut total = Tally::default();
    for (_key, tally) in &parts {
        total.merge(tally);
    }
    let show = |tally: Tally, asked: &Asked, one_worker: bool| figures(&scope, tally, asked, one_worker);
    let whole = Group {
        key: "total".into(),
        title: NamePair { zh: "合计".into(), en: "Total".into() },
        figures: show(total, &asked, asked.worker.is_some()),
        asked: asked.clone(),
    };
    let mut groups = Vec::new();
    if by.is_some() {
        for (key, tally) in parts {
            let part = key.narrow(&asked);
            let one_worker = part.worker.is_some();
            let figures = show(tally, &part, one_worker);
            groups.push(Group { title: name(&key), key: key.text(), asked: part, figures });
        }
    }
    groups::sort(&mut groups, by, &units);
    Ok(ServiceReport { asked, total: whole, groups })
}

fn figures(scope: &Scope, tally: Tally, asked: &Asked, one_worker: bool) -> Vec<Figure> {
    let ratings = tally.ratings();
    let lists = scope.lists(asked.centre);
    let figure = |(measure, sum, catalogues): (&'static Measure, Sum, Vec<String>)| {
        let of_one = measure.of_ratings && one_worker;
        let shown = if of_one && !scope.sees_ratings_of_workers {
            Shown::NotForYou
        } else if of_one && ratings < RATINGS_LEAST {
            Shown::TooFew
        } else {
            let cases = (sum.cases(Part::Counted), sum.cases(Part::Base));
            Shown::Number {
                ratio: sum.ratio(measure.kind),
                cases: Some(cases).filter(|_| lists && !of_one),
                median_tenths: sum.median_tenths(measure.kind),
            }
        };
        Figure { measure, shown, catalogues }
    };
    tally.into_sums().map(figure).collect()
}
