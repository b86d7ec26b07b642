//! What a list of cases is asked for: those of a stage or item, or those behind a figure.

use domain::{
    fault::Faults,
    figures::{Measure, Part},
    ids::CaseId,
    text::{ItemCode, TextRefusal},
};
use jiff::Timestamp;
use mobile_contract::{problem::faults as code, v1};
use serde::Deserialize;
use store::{CaseFilter, PageKey};

use crate::{
    actions::{
        Error,
        list_counted::{Behind, Place},
        report_service,
    },
    app::App,
    http::{
        convert::limit,
        reports::{AskedOfService, known, read_service},
    },
};

/// A [`v1::CasesQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct Asked {
    stage: Option<String>,
    item: Option<String>,
    figure: Option<String>,
    part: Option<String>,
    from: Option<String>,
    to: Option<String>,
    centre: Option<String>,
    community: Option<String>,
    worker: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// What is listed.
pub enum List {
    /// Cases at hand, latest write first.
    Current(CaseFilter, Option<PageKey>),
    /// Cases behind a figure, earliest receipt first.
    Counted(Behind, report_service::Asked, Option<Place>),
}

/// Reads the query of `GET /v1/cases`.
pub fn read(app: &App, query: &Asked) -> Result<(List, u16), Error> {
    let mut faults = Faults::default();
    let list = match &query.figure {
        Some(figure) => counted(app, query, figure, &mut faults),
        None => current(query, &mut faults),
    };
    let limit = limit(&mut faults, query.limit.as_ref());
    Ok(faults.or(list.zip(limit))?)
}

fn current(query: &Asked, faults: &mut Faults) -> Option<List> {
    let item =
        query.item.as_ref().and_then(|item| faults.keep("?item", ItemCode::parse(item), TextRefusal::code));
    let after = query.cursor.as_ref();
    let after = after.and_then(|text| faults.keep("?cursor", text.parse::<i64>(), |_error| code::CURSOR));
    let stage = query.stage.as_ref().and_then(|word| {
        let known = super::show::is_stage(word);
        if !known {
            faults.note("?stage", code::UNKNOWN_WORD);
        }
        known.then(|| word.clone())
    });
    let of_figures = [
        ("?part", &query.part),
        ("?from", &query.from),
        ("?to", &query.to),
        ("?centre", &query.centre),
        ("?community", &query.community),
        ("?worker", &query.worker),
    ];
    for (path, _value) in of_figures.into_iter().filter(|(_, value)| value.is_some()) {
        faults.note(path, code::NOT_APPLICABLE);
    }
    Some(List::Current(CaseFilter { item, stage, ..CaseFilter::default() }, after.map(PageKey)))
}

fn counted(app: &App, query: &Asked, figure: &str, faults: &mut Faults) -> Option<List> {
    let measure = faults.keep("?figure", Measure::find(figure).ok_or(()), |()| code::UNKNOWN_WORD);
    if query.stage.is_some() {
        faults.note("?stage", code::NOT_APPLICABLE);
    }
    // Who said what of one worker's work is not to be found out from a list.
    if query.worker.is_some() && measure.is_some_and(|measure| measure.of_ratings) {
        faults.note("?worker", code::NOT_APPLICABLE);
    }
    let part = match query.part.as_ref() {
        None => Some(v1::FigurePart::Cases),
        Some(word) => known(faults, "?part", word),
    };
    let part = part.map(|part| match part {
        v1::FigurePart::Cases => Part::Counted,
        v1::FigurePart::Base => Part::Base,
    });
    let after = match &query.cursor {
        None => None,
        Some(text) => Some(faults.keep("?cursor", read_place(text).ok_or(()), |()| code::CURSOR)?),
    };
    let asked = AskedOfService {
        from: query.from.clone(),
        to: query.to.clone(),
        by: None,
        centre: query.centre.clone(),
        community: query.community.clone(),
        item: query.item.clone(),
        worker: query.worker.clone(),
        format: None,
    };
    let asked = read_service(app, &asked, faults)?;
    Some(List::Counted(Behind { measure: measure?, part: part? }, asked, after))
}

/// A place in a list of cases behind a figure, for the next page's cursor.
pub fn place(place: Place) -> String {
    let (at, case) = place;
    format!("{}.{case}", at.as_microsecond())
}

fn read_place(text: &str) -> Option<Place> {
    let (at, case) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, case.parse::<CaseId>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_no_other_text_is_one() {
        let (at, case) =
            ("2026-11-23T00:30:00Z".parse().unwrap(), CaseId::from_uuid(uuid::Uuid::from_u128(7)));
        assert_eq!(read_place(&place((at, case))), Some((at, case)));
        for wrong in ["", "7", "7.", ".7", "x.00000000-0000-0000-0000-000000000007", "9223372036854775807.7"]
        {
            assert_eq!(read_place(wrong), None, "{wrong}");
        }
    }
}
