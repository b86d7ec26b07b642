//! The cases behind a figure of the service: the very ones that it counted, by the same rule, page by page.

use domain::{
    actor::Credential,
    figures::{Measure, Part},
    ids::CaseId,
};
use jiff::Timestamp;
use store::FactsScope;

use crate::{
    actions::{
        Error,
        read_case::{self, ListedCase},
        report_service::{Asked, listable},
    },
    app::App,
};

/// Which figure, and which of its cases.
#[derive(Debug, Clone, Copy)]
pub struct Behind {
    /// The figure.
    pub measure: &'static Measure,
    /// Those that were counted, or all that they were counted of.
    pub part: Part,
}

/// Where the next page begins: after the receipt and id of the last case shown.
pub type Place = (Timestamp, CaseId);

/// A page of the cases behind a figure.
pub struct CountedPage {
    /// Earliest receipt first.
    pub rows: Vec<ListedCase>,
    /// Where the next page begins.
    pub next: Option<Place>,
}

/// A page of the cases behind a figure, of the centres that the actor may see both the report and the cases of.
///
/// # Errors
/// [`Error::Forbidden`] when there are no such centres, [`Error::NotFound`] for a centre that is none of them.
pub async fn page(
    app: &App,
    credential: Credential,
    behind: Behind,
    asked: Asked,
    after: Option<Place>,
    limit: u16,
) -> Result<CountedPage, Error> {
    let now = app.clock.now();
    let (found, next) = app
        .store
        .read(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let centres = listable(&actor, asked.centre)?;
            let scope = FactsScope {
                span: asked.span,
                centres: Some(centres),
                community: asked.community,
                item: asked.item.clone(),
                worker: asked.worker,
            };
            let counted = |counted: &_| behind.measure.has(behind.part, counted, asked.span);
            let (facts, more) = tx.facts_page(&scope, after, usize::from(limit), counted)?;
            let last = facts.last().map(|facts| (facts.counted.received_at, facts.case));
            let mut found = Vec::with_capacity(facts.len());
            for facts in facts {
                let Some(row) = tx.case(&[facts.centre], facts.case)? else { continue };
                let resident = read_case::resident_of(tx, &row.case)?;
                let deadlines = tx.deadlines_of(facts.centre, facts.case)?;
                found.push((row, resident, deadlines));
            }
            Ok::<_, Error>((found, last.filter(|_| more)))
        })
        .await?;
    let show = |(row, resident, deadlines)| read_case::listed(app, row, &resident, deadlines);
    Ok(CountedPage { rows: found.into_iter().map(show).collect::<Result<_, _>>()?, next })
}
