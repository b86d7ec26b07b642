//! A table as a file: CSV that Excel reads as Chinese, or a workbook.

use actix_web::{HttpResponse, http::header};
use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::table::{Cell, Table};
use crate::actions::Error;

/// Without it Excel takes the bytes for the machine's own code page.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// With one of these at its beginning, a cell of a CSV file is taken for a formula.
const OF_FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// As CSV.
///
/// # Errors
/// A fault of the writer.
pub fn csv(table: &Table) -> Result<HttpResponse, Error> {
    let bytes = csv_bytes(table).map_err(|error| Error::Fault(Box::new(error)))?;
    Ok(attached("text/csv; charset=utf-8", table.name, "csv").body(bytes))
}

/// As a workbook, made at an instant.
///
/// # Errors
/// A fault of the writer.
pub fn xlsx(table: &Table, now: Timestamp) -> Result<HttpResponse, Error> {
    let bytes = xlsx_bytes(table, now).map_err(|error| Error::Fault(Box::new(error)))?;
    Ok(attached(SHEET, table.name, "xlsx").body(bytes))
}

fn attached(media: &str, name: &str, ending: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type(media).insert_header((header::CACHE_CONTROL, "no-store")).insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"zerotrip-{name}.{ending}\""),
    ));
    response
}

fn csv_bytes(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&table.header)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(written))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if text.starts_with(OF_FORMULAS) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Number(n, decimals) => format!("{n:.decimals$}"),
    }
}

/// A cell of words is written as words: no spreadsheet takes it for a formula.
fn xlsx_bytes(table: &Table, now: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let (bold, decimals) = (Format::new().set_bold(), [0, 1, 2].map(decimals));
    let sheet = book.add_worksheet();
    sheet.set_name(table.name)?.set_freeze_panes(1, 0)?;
    for (column, title) in (0_u16..).zip(&table.header) {
        sheet.write_string_with_format(0, column, *title, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(row, column, text)?,
                Cell::Count(n) => sheet.write_number(row, column, precise(*n))?,
                Cell::Number(n, places) => match decimals.get(*places) {
                    Some(format) => sheet.write_number_with_format(row, column, *n, format)?,
                    None => sheet.write_number(row, column, *n)?,
                },
            };
        }
    }
    book.save_to_buffer()
}

fn decimals(places: usize) -> Format {
    let format = Format::new();
    if places == 0 { format } else { format.set_num_format(format!("0.{}", "0".repeat(places))) }
}

/// A spreadsheet's numbers have 53 bits, and no count comes near them.
fn precise(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_like_a_formula_are_words() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(written(&Cell::Text(formula.into())), format!("'{formula}"));
        }
        assert_eq!(written(&Cell::Text("骆家庄".into())), "骆家庄");
        assert_eq!(written(&Cell::Number(0.5, 2)), "0.50");
        assert_eq!(written(&Cell::Empty), "");
    }

    #[test]
    fn a_csv_begins_with_the_mark_that_excel_wants() {
        let row = vec![Cell::Text("甲,乙".into()), Cell::Count(3)];
        let table = Table { name: "service", header: vec!["名称", "数"], rows: vec![row] };
        let text = String::from_utf8(csv_bytes(&table).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}名称,数\n\"甲,乙\",3\n");
    }
}
