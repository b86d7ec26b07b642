//! The reports as files: what is read back is what the report says.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use harness::{Person, TestApp, TestDatabase, both};
use reqwest::Method;
use serde_json::Value;

use super::{Week, report};

async fn file(who: &Person, path: &str, language: &str) -> harness::person::Answer {
    let answer =
        harness::person::answer(who.request(Method::GET, path).header("Accept-Language", language)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// Header and rows of a CSV file.
fn of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("Excel needs the mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Header and rows of a workbook's first sheet, numbers as CSV writes them.
fn of_xlsx(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn parsed(cell: &str) -> Option<f64> {
    (!cell.is_empty()).then(|| cell.parse().unwrap())
}

fn in_sheet(cell: &Data) -> Option<f64> {
    match cell {
        Data::Empty => None,
        Data::Float(n) => Some(*n),
        Data::Int(n) => Some(*n as f64),
        other => panic!("{other:?} is no number"),
    }
}

/// The cells of a figure in words, and those in numbers.
fn expected(group: &Value, figure: &Value, lang: &str) -> (Vec<String>, Vec<Option<f64>>) {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let words = vec![
        word(&group["key"]),
        word(&group["title"][lang]),
        word(&figure["key"]),
        word(&figure["title"][lang]),
        word(&figure["catalogue_versions"][0]),
        word(&figure["cases"]["url"]),
        word(&figure["note"][lang]),
    ];
    let numbers = ["numerator", "denominator", "percent_exact", "value"];
    (words, numbers.iter().map(|name| number(&figure[*name])).collect())
}

both! {
    async fn the_service_report_is_read_back_from_its_files(db: TestDatabase) {
        let Week { app, .. } = Week::of(TestApp::start(db).await).await;
        let manager = app.manager().await;
        let json = report(&manager, "?by=worker").await;
        for (language, lang, first) in [("zh-CN", "zh", "分组代码"), ("en", "en", "Group key")] {
            let path = |format: &str| format!("/v1/reports/service?by=worker&format={format}");
            let (csv, xlsx) = (file(&manager, &path("csv"), language).await, file(&manager, &path("xlsx"), language).await);
            assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
            assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"zerotrip-service.csv\"");
            assert_eq!(xlsx.headers["content-disposition"], "attachment; filename=\"zerotrip-service.xlsx\"");
            let (rows, sheet) = (of_csv(&csv.bytes), of_xlsx(&xlsx.bytes));
            assert_eq!(rows[0][0], first);
            assert_eq!(rows[0].iter().map(String::as_str).collect::<Vec<_>>(),
                sheet[0].iter().map(|cell| cell.to_string()).collect::<Vec<_>>());
            let groups = std::iter::once(&json["total"]).chain(json["groups"].as_array().unwrap());
            let figures: Vec<_> = groups
                .flat_map(|group| group["figures"].as_array().unwrap().iter().map(move |figure| (group, figure)))
                .collect();
            assert_eq!((rows.len(), sheet.len()), (figures.len() + 1, figures.len() + 1));
            for ((group, figure), (row, cells)) in figures.iter().zip(rows[1..].iter().zip(&sheet[1..])) {
                let (words, numbers) = expected(group, figure, lang);
                let picked: Vec<_> = [0, 1, 2, 3, 10, 12, 13].map(|n| row[n].clone()).to_vec();
                assert_eq!(picked, words);
                assert_eq!([0, 1, 2, 3, 10, 12, 13].map(|n| cells[n].to_string()).to_vec(), words);
                assert_eq!(row[4..8].iter().map(|cell| parsed(cell)).collect::<Vec<_>>(), numbers);
                assert_eq!(cells[4..8].iter().map(in_sheet).collect::<Vec<_>>(), numbers);
            }
        }
    }

    async fn the_bulletin_is_read_back_from_its_files(db: TestDatabase) {
        let app = TestApp::start(db).await;
        let manager = app.manager().await;
        let json = manager.get("/v1/reports/bulletin").await.ok();
        let figures = json["figures"].as_array().unwrap();
        let csv = file(&manager, "/v1/reports/bulletin?format=csv", "zh-CN").await;
        let xlsx = file(&manager, "/v1/reports/bulletin?format=xlsx", "zh-CN").await;
        assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"zerotrip-bulletin.csv\"");
        let (rows, sheet) = (of_csv(&csv.bytes), of_xlsx(&xlsx.bytes));
        assert_eq!((rows.len(), sheet.len()), (figures.len() + 1, figures.len() + 1));
        assert_eq!((rows[0][1].as_str(), sheet[0][1].to_string().as_str()), ("指标", "指标"));
        for (figure, (row, cells)) in figures.iter().zip(rows[1..].iter().zip(&sheet[1..])) {
            assert_eq!((&row[0], &row[1]), (&cells[0].to_string(), &cells[1].to_string()));
            assert_eq!(row[1], figure["title"]["zh"].as_str().unwrap());
            let before = &figure["before"];
            let numbers = [
                number(&figure["numerator"]), number(&figure["denominator"]), number(&figure["percent_exact"]),
                number(&before["numerator"]), number(&before["denominator"]), number(&before["percent_exact"]),
            ];
            assert_eq!(row[2..8].iter().map(|cell| parsed(cell)).collect::<Vec<_>>(), numbers);
            assert_eq!(cells[2..8].iter().map(in_sheet).collect::<Vec<_>>(), numbers);
        }
    }
}
