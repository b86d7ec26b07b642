//! The report of the service on its way in and out.

use domain::{
    clock::shanghai,
    fault::Faults,
    figures::{Basis, Kind, Part, Span, SpanRefusal},
    ids::{CommunityId, UserId},
    wording::Lang,
};
use mobile_contract::{problem::faults as code, v1};
use serde::Deserialize;

use super::{
    known, read_centre, read_day, read_format, read_id, read_item,
    table::{Cell, Table},
};
use crate::{
    actions::{
        Error,
        report_service::{Asked, By, Figure, Group, ServiceReport, Shown},
    },
    app::App,
    http::convert::both,
};

/// A [`v1::ServiceQuery`] as it came, so that every fault in it can be named.
#[derive(Deserialize)]
pub struct AskedOfService {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// By what it is cut.
    pub by: Option<String>,
    /// One centre.
    pub centre: Option<String>,
    /// One community.
    pub community: Option<String>,
    /// One item.
    pub item: Option<String>,
    /// One worker.
    pub worker: Option<String>,
    /// As what it comes.
    pub format: Option<String>,
}

/// Reads the query of the report.
pub fn whole(app: &App, query: &AskedOfService) -> Result<(Asked, Option<By>, v1::ReportFormat), Error> {
    let mut faults = Faults::default();
    let by = query.by.as_ref().and_then(|word| known(&mut faults, "?by", word)).map(by_of);
    let format = read_format(&mut faults, query.format.as_ref());
    let asked = read(app, query, &mut faults);
    Ok((faults.or(asked)?, by, format))
}

/// Reads what is reported on.
pub fn read(app: &App, query: &AskedOfService, faults: &mut Faults) -> Option<Asked> {
    let from = read_day(faults, "?from", query.from.as_ref());
    let to = read_day(faults, "?to", query.to.as_ref());
    let centre = read_centre(faults, query.centre.as_ref());
    let community = read_id(faults, "?community", query.community.as_ref()).map(CommunityId::from_uuid);
    let item = read_item(faults, query.item.as_ref());
    let worker = read_id(faults, "?worker", query.worker.as_ref()).map(UserId::from_uuid);
    let to = to.unwrap_or_else(|| shanghai(app.clock.now()).date());
    let span = from.map_or_else(|| Ok(Span::year_to(to)), |from| Span::new(from, to));
    let span = faults.keep("?to", span, |refusal| match refusal {
        SpanRefusal::Backwards => code::PERIOD,
        SpanRefusal::TooLong => code::OUT_OF_RANGE,
    })?;
    Some(Asked { span, centre, community, item, worker })
}

const fn by_of(by: v1::ServiceBy) -> By {
    match by {
        v1::ServiceBy::Centre => By::Centre,
        v1::ServiceBy::Community => By::Community,
        v1::ServiceBy::Item => By::Item,
        v1::ServiceBy::Worker => By::Worker,
        v1::ServiceBy::Week => By::Week,
        v1::ServiceBy::Month => By::Month,
    }
}

const fn by_view(by: By) -> v1::ServiceBy {
    match by {
        By::Centre => v1::ServiceBy::Centre,
        By::Community => v1::ServiceBy::Community,
        By::Item => v1::ServiceBy::Item,
        By::Worker => v1::ServiceBy::Worker,
        By::Week => v1::ServiceBy::Week,
        By::Month => v1::ServiceBy::Month,
    }
}

/// The report on the wire.
pub fn view(report: ServiceReport, by: Option<By>) -> v1::ServiceReport {
    v1::ServiceReport {
        from: report.asked.span.from().to_string(),
        to: report.asked.span.to().to_string(),
        by: by.map(by_view),
        total: group(report.total),
        groups: report.groups.into_iter().map(group).collect(),
    }
}

fn group(group: Group) -> v1::ServiceGroup {
    let asked = group.asked;
    v1::ServiceGroup {
        key: group.key,
        title: both(&group.title),
        figures: group.figures.into_iter().map(|one| figure(one, &asked)).collect(),
    }
}

fn figure(Figure { measure, shown, catalogues }: Figure, asked: &Asked) -> v1::ServiceFigure {
    let words = |(zh, en): (&str, &str)| v1::Bilingual { zh: zh.into(), en: en.into() };
    let blank = v1::ServiceFigure {
        key: measure.key.into(),
        title: words((measure.zh, measure.en)),
        unit: match measure.kind {
            Kind::Count => v1::FigureUnit::Cases,
            Kind::Share => v1::FigureUnit::Percent,
            Kind::PerCase => v1::FigureUnit::PerCase,
            Kind::MedianHours => v1::FigureUnit::Hours,
            Kind::MedianDays => v1::FigureUnit::WorkingDays,
        },
        counted_by: match measure.basis {
            Basis::Receipt => v1::CountedBy::Receipt,
            Basis::Conclusion => v1::CountedBy::Conclusion,
        },
        numerator: None,
        denominator: None,
        percent: None,
        percent_exact: None,
        value: None,
        withheld: None,
        catalogue_versions: catalogues,
        cases: None,
        base: None,
        note: measure.note.map(words),
    };
    let (ratio, median_tenths, cases) = match shown {
        Shown::NotForYou => return v1::ServiceFigure { withheld: Some(v1::Withheld::NotForYou), ..blank },
        Shown::TooFew => return v1::ServiceFigure { withheld: Some(v1::Withheld::TooFew), ..blank },
        Shown::Number { ratio, median_tenths, cases } => (ratio, median_tenths, cases),
    };
    let is_share = measure.kind == Kind::Share;
    let listed = |part: Part, count: u64| v1::FigureCases { count, url: list(measure.key, part, asked) };
    v1::ServiceFigure {
        numerator: Some(ratio.numerator),
        denominator: ratio.denominator,
        percent: ratio.percent().filter(|_| is_share),
        percent_exact: ratio.permille().filter(|_| is_share).and_then(|tenths| over(tenths, 10.0)),
        value: match measure.kind {
            Kind::PerCase => ratio.percent().and_then(|hundredths| over(hundredths, 100.0)),
            _ => median_tenths.and_then(|tenths| over(tenths, 10.0)),
        },
        cases: cases.map(|(counted, _)| listed(Part::Counted, counted)),
        base: cases.filter(|_| measure.kind != Kind::Count).map(|(_, base)| listed(Part::Base, base)),
        ..blank
    }
}

fn over(n: u64, by: f64) -> Option<f64> {
    u32::try_from(n).ok().map(|n| f64::from(n) / by)
}

/// Where the cases behind a figure are listed.
fn list(key: &str, part: Part, asked: &Asked) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("figure", key);
    if part == Part::Base {
        query.append_pair("part", "base");
    }
    query.append_pair("from", &asked.span.from().to_string());
    query.append_pair("to", &asked.span.to().to_string());
    let narrowed = [
        ("centre", asked.centre.map(|id| id.to_string())),
        ("community", asked.community.map(|id| id.to_string())),
        ("item", asked.item.as_ref().map(|code| code.as_str().to_owned())),
        ("worker", asked.worker.map(|id| id.to_string())),
    ];
    for (name, value) in narrowed {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    format!("/v1/cases?{}", query.finish())
}

/// The report as rows: one a figure, the total first.
pub fn table(report: &v1::ServiceReport, lang: Lang) -> Table {
    let header = match lang {
        Lang::Zh => [
            "分组代码",
            "分组",
            "指标代码",
            "指标",
            "分子",
            "分母",
            "百分比",
            "数值",
            "单位",
            "统计口径",
            "事项目录版本",
            "未显示原因",
            "办件清单",
            "说明",
        ],
        Lang::En => [
            "Group key",
            "Group",
            "Figure key",
            "Figure",
            "Numerator",
            "Denominator",
            "Percent",
            "Value",
            "Unit",
            "Counted by",
            "Catalogue versions",
            "Withheld",
            "Cases",
            "Note",
        ],
    };
    let groups = std::iter::once(&report.total).chain(&report.groups);
    let rows = groups.flat_map(|group| group.figures.iter().map(|figure| row(group, figure, lang)));
    Table { name: "service", header: header.to_vec(), rows: rows.collect() }
}

fn row(group: &v1::ServiceGroup, figure: &v1::ServiceFigure, lang: Lang) -> Vec<Cell> {
    let places = if figure.unit == v1::FigureUnit::PerCase { 2 } else { 1 };
    vec![
        group.key.as_str().into(),
        said(&group.title, lang).into(),
        figure.key.as_str().into(),
        said(&figure.title, lang).into(),
        figure.numerator.into(),
        figure.denominator.into(),
        Cell::number(figure.percent_exact, 1),
        Cell::number(figure.value, places),
        unit(figure.unit, lang).into(),
        counted_by(figure.counted_by, lang).into(),
        figure.catalogue_versions.join(" ").as_str().into(),
        figure.withheld.map(|why| withheld(why, lang)).into(),
        figure.cases.as_ref().map(|cases| cases.url.as_str()).into(),
        figure.note.as_ref().map(|note| said(note, lang)).into(),
    ]
}

/// Words in one language.
pub fn said(words: &v1::Bilingual, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &words.zh,
        Lang::En => &words.en,
    }
}

const fn unit(unit: v1::FigureUnit, lang: Lang) -> &'static str {
    use v1::FigureUnit as U;
    match (lang, unit) {
        (Lang::Zh, U::Cases) => "件",
        (Lang::Zh, U::Percent) => "%",
        (Lang::Zh, U::PerCase) => "每件",
        (Lang::Zh, U::Hours) => "小时",
        (Lang::Zh, U::WorkingDays) => "工作日",
        (Lang::En, U::Cases) => "cases",
        (Lang::En, U::Percent) => "%",
        (Lang::En, U::PerCase) => "per case",
        (Lang::En, U::Hours) => "hours",
        (Lang::En, U::WorkingDays) => "working days",
    }
}

/// What puts a case into the period, in words.
pub const fn counted_by(basis: v1::CountedBy, lang: Lang) -> &'static str {
    match (lang, basis) {
        (Lang::Zh, v1::CountedBy::Receipt) => "收件日",
        (Lang::Zh, v1::CountedBy::Conclusion) => "办结日",
        (Lang::Zh, v1::CountedBy::Delivery) => "送达日",
        (Lang::En, v1::CountedBy::Receipt) => "receipt",
        (Lang::En, v1::CountedBy::Conclusion) => "conclusion",
        (Lang::En, v1::CountedBy::Delivery) => "delivery",
    }
}

const fn withheld(why: v1::Withheld, lang: Lang) -> &'static str {
    match (lang, why) {
        (Lang::Zh, v1::Withheld::NotForYou) => "个人评价仅中心主任可见",
        (Lang::Zh, v1::Withheld::TooFew) => "评价不足 5 件",
        (Lang::En, v1::Withheld::NotForYou) => "ratings of one worker are for the manager",
        (Lang::En, v1::Withheld::TooFew) => "fewer than 5 ratings",
    }
}
