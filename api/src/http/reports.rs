//! Reports: figures from events, never typed in.

use actix_web::{get, web};
use domain::{fault::Faults, figures::Ratio, wording::NamePair};
use mobile_contract::{
    problem::{Problem, faults as code},
    v1,
};

use crate::{
    actions::{
        Error,
        report_bulletin::{self, Basis, Bulletin, CountedBy, Figure, Period},
    },
    app::App,
    http::{
        day,
        extract::{Lang, Signed},
        problem::{Refused, Reply},
    },
};

/// The bulletin: the pilot's published figures, each with what it was counted from, over a period of days.
#[utoipa::path(tag = "reports", security(("access_token" = [])), params(v1::BulletinQuery), responses(
    (status = 200, description = "The figures", body = v1::Bulletin),
    (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json")
))]
#[get("/v1/reports/bulletin")]
pub async fn get_bulletin(
    app: web::Data<App>,
    signed: Signed,
    lang: Lang,
    query: web::Query<v1::BulletinQuery>,
) -> Reply<web::Json<v1::Bulletin>> {
    let period = period(&query).map_err(|error| Refused::of(error, lang))?;
    let bulletin = report_bulletin::run(&app, signed.0, period).await;
    Ok(web::Json(view(period, bulletin.map_err(|error| Refused::of(error, lang))?)))
}

fn period(query: &v1::BulletinQuery) -> Result<Period, Error> {
    let mut faults = Faults::default();
    let from = query.from.as_ref().and_then(|text| day::read(&mut faults, "?from", text));
    let to = query.to.as_ref().and_then(|text| day::read(&mut faults, "?to", text));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        faults.note("?to", code::PERIOD);
    }
    Ok(faults.or(Some(Period { from, to }))?)
}

fn view(period: Period, bulletin: Bulletin) -> v1::Bulletin {
    v1::Bulletin {
        catalogue_version: bulletin.catalogue.as_str().to_owned(),
        from: period.from.map(|day| day.to_string()),
        to: period.to.map(|day| day.to_string()),
        figures: bulletin.figures.into_iter().map(figure).collect(),
    }
}

fn figure(figure: Figure) -> v1::Figure {
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
        title: both(figure.title),
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
        note: figure.note.map(both),
    }
}

fn one_decimal(ratio: Ratio) -> Option<f64> {
    let tenths = u32::try_from(ratio.permille()?).ok()?;
    Some(f64::from(tenths) / 10.0)
}

fn both(words: NamePair) -> v1::Bilingual {
    v1::Bilingual { zh: words.zh, en: words.en }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(from: Option<&str>, to: Option<&str>) -> Result<Period, Vec<(String, &'static str)>> {
        let query = v1::BulletinQuery { from: from.map(str::to_owned), to: to.map(str::to_owned) };
        period(&query).map_err(|error| match error {
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
        let shown = figure(Figure {
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
