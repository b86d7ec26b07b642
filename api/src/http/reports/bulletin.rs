//! The bulletin on its way in and out.

use domain::{fault::Faults, figures::Ratio, wording::Lang};
use mobile_contract::{problem::faults as code, v1};

use super::{
    AskedOfBulletin, read_day, read_format,
    service::{counted_by, said},
    table::{Cell, Table},
};
use crate::{
    actions::{
        Error,
        report_bulletin::{Basis, Bulletin, CountedBy, Figure, Period},
    },
    http::convert::both,
};

/// Reads the query of the bulletin.
pub fn read(query: &AskedOfBulletin) -> Result<(Period, v1::ReportFormat), Error> {
    let mut faults = Faults::default();
    let from = read_day(&mut faults, "?from", query.from.as_ref());
    let to = read_day(&mut faults, "?to", query.to.as_ref());
    let format = read_format(&mut faults, query.format.as_ref());
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        faults.note("?to", code::PERIOD);
    }
    Ok(faults.or(Some((Period { from, to }, format)))?)
}

/// The bulletin on the wire.
pub fn view(period: Period, bulletin: &Bulletin) -> v1::Bulletin {
    v1::Bulletin {
        catalogue_version: bulletin.catalogue.as_str().to_owned(),
        from: period.from.map(|day| day.to_string()),
        to: period.to.map(|day| day.to_string()),
        figures: bulletin.figures.iter().map(figure).collect(),
    }
}

fn figure(figure: &Figure) -> v1::Figure {
    let (basis, counted_by) = match figure.basis {
        Basis::Events(CountedBy::Receipt) => (v1::FigureBasis::Events, Some(v1::CountedBy::Receipt)),
        Basis::Events(CountedBy::Conclusion) => (v1::FigureBasis::Events, Some(v1::CountedBy::Conclusion)),
        Basis::Events(CountedBy::Delivery) => (v1::FigureBasis::Events, Some(v1::CountedBy::Delivery)),
        Basis::Catalogue => (v1::FigureBasis::Catalogue, None),
        Basis::Units => (v1::FigureBasis::Units, None),
        Basis::Stated => (v1::FigureBasis::Stated, None),
    };
    v1::Figure {
        key: figure.key.to_owned(),
        title: both(&figure.title),
        numerator: figure.ratio.numerator,
        denominator: figure.ratio.denominator,
        percent: figure.ratio.percent(),
        percent_exact: one_decimal(figure.ratio),
        before: figure.before.map(|before| v1::FigureBefore {
            numerator: before.numerator,
            denominator: before.denominator,
            percent: before.percent(),
            percent_exact: one_decimal(before),
        }),
        basis,
        counted_by,
        note: figure.note.as_ref().map(both),
    }
}

fn one_decimal(ratio: Ratio) -> Option<f64> {
    let tenths = u32::try_from(ratio.permille()?).ok()?;
    Some(f64::from(tenths) / 10.0)
}

/// The bulletin as rows: one a figure.
pub fn table(bulletin: &v1::Bulletin, lang: Lang) -> Table {
    let header = match lang {
        Lang::Zh => [
            "指标代码",
            "指标",
            "分子",
            "分母",
            "百分比",
            "试点前分子",
            "试点前分母",
            "试点前百分比",
            "来源",
            "统计口径",
            "事项目录版本",
            "说明",
        ],
        Lang::En => [
            "Figure key",
            "Figure",
            "Numerator",
            "Denominator",
            "Percent",
            "Numerator before",
            "Denominator before",
            "Percent before",
            "Basis",
            "Counted by",
            "Catalogue version",
            "Note",
        ],
    };
    let rows = bulletin.figures.iter().map(|figure| {
        let before = figure.before.as_ref();
        vec![
            figure.key.as_str().into(),
            said(&figure.title, lang).into(),
            figure.numerator.into(),
            figure.denominator.into(),
            Cell::number(figure.percent_exact, 1),
            before.map(|before| before.numerator).into(),
            before.and_then(|before| before.denominator).into(),
            Cell::number(before.and_then(|before| before.percent_exact), 1),
            basis(figure.basis, lang).into(),
            figure.counted_by.map(|by| counted_by(by, lang)).into(),
            bulletin.catalogue_version.as_str().into(),
            figure.note.as_ref().map(|note| said(note, lang)).into(),
        ]
    });
    Table { name: "bulletin", header: header.to_vec(), rows: rows.collect() }
}

const fn basis(basis: v1::FigureBasis, lang: Lang) -> &'static str {
    use v1::FigureBasis as B;
    match (lang, basis) {
        (Lang::Zh, B::Events) => "办件记录",
        (Lang::Zh, B::Catalogue) => "事项目录",
        (Lang::Zh, B::Stated) => "中心填报",
        (Lang::Zh, B::Units) => "机构",
        (Lang::En, B::Events) => "events of cases",
        (Lang::En, B::Catalogue) => "the catalogue",
        (Lang::En, B::Stated) => "stated by the centre",
        (Lang::En, B::Units) => "units",
    }
}

#[cfg(test)]
mod tests {
    use domain::wording::NamePair;

    use super::*;

    fn asked(from: Option<&str>, to: Option<&str>) -> Result<Period, Vec<(String, &'static str)>> {
        let (from, to) = (from.map(str::to_owned), to.map(str::to_owned));
        let read = read(&AskedOfBulletin { from, to, format: None }).map(|(period, _format)| period);
        read.map_err(|error| match error {
            Error::Invalid(faults) => faults.into_iter().map(|fault| (fault.path, fault.code)).collect(),
            _ => Vec::new(),
        })
    }

    #[test]
    fn a_period_may_be_open_and_may_not_end_before_it_begins() {
        assert_eq!(asked(None, None), Ok(Period::default()));
        assert!(asked(Some("2018-01-01"), Some("2018-01-01")).is_ok());
        assert_eq!(asked(Some("2018-01-02"), Some("2018-01-01")), Err(vec![("?to".into(), "period")]));
        let both = vec![("?from".into(), "date"), ("?to".into(), "date")];
        assert_eq!(asked(Some("January"), Some("2018-13-01")), Err(both));
    }

    #[test]
    fn a_share_is_printed_whole_and_with_one_decimal() {
        let shown = figure(&Figure {
            key: "immediate_rate",
            title: NamePair { zh: "即办事项比例".into(), en: "Immediate items".into() },
            ratio: Ratio::share(12, 25),
            before: Some(Ratio::share(3, 11)),
            basis: Basis::Events(CountedBy::Receipt),
            note: None,
        });
        assert_eq!((shown.percent, shown.percent_exact), (Some(48), Some(48.0)));
        let before = shown.before.unwrap();
        assert_eq!((before.percent, before.percent_exact), (Some(27), Some(27.3)));
        assert_eq!(shown.counted_by, Some(v1::CountedBy::Receipt));
    }
}
