//! The printer: a document in, PDF/A-2a out. The same document gives the same bytes, whoever else prints meanwhile.

use std::{collections::HashMap, path::Path};

use jiff::civil::Date;
use serde_json::Value;
use typst::{
    Library, LibraryExt, WorldExt,
    diag::{SourceDiagnostic, Warned},
    foundations::{Bytes, Datetime, Smart},
    syntax::FileId,
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    document::{Document, Sheet},
    fault::{OpenFault, PrintFault},
    fonts::Fonts,
    manuscript::Manuscript,
    qr,
    samples::samples,
    templates::Templates,
    world::{DATA, Desk, QR, file_id},
};

/// How many compilations an intermediate result that nobody asks for is kept. Without an end, each letter would leave
/// 0.6 MB behind.
const KEEP: usize = 10;

/// What a template panics with when a text does not fit its place; see `within` in `lib.typ`.
const NO_SPACE: &str = "document-space";

/// Shanghai's clocks are this far ahead of UTC.
const SHANGHAI_MINUTES: i32 = 8 * 60;

/// Fonts and templates, ready to print.
pub struct Printer {
    library: LazyHash<Library>,
    fonts: Fonts,
    templates: Templates,
}

/// What stopped a document, with typst's own words, which may quote the document.
enum Stop {
    Fault(PrintFault),
    Template { place: String, message: String },
}

impl Printer {
    /// Reads the fonts of a folder ([`crate::DEBIAN_FONTS`]) and the templates, those of `overrides` in place of the
    /// built-in ones. With own templates every kind of document is printed once with made-up people, so that a
    /// mistake shows at the start.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub fn open(fonts: &Path, overrides: Option<&Path>) -> Result<Self, OpenFault> {
        let (templates, further) = Templates::read(overrides)?;
        let fonts = Fonts::read(fonts, &further)?;
        let printer = Self { library: LazyHash::new(Library::builder().build()), fonts, templates };
        if overrides.is_some() {
            printer.try_out()?;
        }
        Ok(printer)
    }

    /// Sets a document as PDF/A-2a.
    ///
    /// # Errors
    /// [`PrintFault`]; a warning of typst is a fault too.
    pub fn print(&self, document: &Document) -> Result<Vec<u8>, PrintFault> {
        told(self.set(&document.sheet()))
    }

    /// Sets what was put down earlier.
    ///
    /// # Errors
    /// [`PrintFault`]; a warning of typst is a fault too.
    pub fn print_manuscript(&self, manuscript: &Manuscript) -> Result<Vec<u8>, PrintFault> {
        told(self.set(&manuscript.sheet()))
    }

    /// The edition of the template that a manuscript is set with.
    #[must_use]
    pub fn edition(&self, manuscript: &Manuscript) -> String {
        self.templates.edition(manuscript.template())
    }

    fn try_out(&self) -> Result<(), OpenFault> {
        for sample in samples() {
            let document = sample.kind();
            self.set(&sample.sheet()).map_err(|stop| match stop {
                Stop::Fault(fault) => {
                    OpenFault::Template { document, place: String::new(), message: fault.to_string() }
                }
                Stop::Template { place, message } => OpenFault::Template { document, place, message },
            })?;
        }
        Ok(())
    }

    fn set(&self, sheet: &Sheet<'_>) -> Result<Vec<u8>, Stop> {
        if let Some(character) = self.missing(&sheet.data) {
            return Err(Stop::Fault(PrintFault::Character { character }));
        }
        let desk = self.desk(sheet)?;
        let set = whole(sheet).and_then(|()| set_on(&desk, sheet));
        comemo::evict(KEEP);
        set
    }

    /// The first character of the data that no font has.
    fn missing(&self, data: &Value) -> Option<char> {
        match data {
            Value::String(text) => self.fonts.missing(text),
            Value::Array(values) => values.iter().find_map(|value| self.missing(value)),
            Value::Object(fields) => fields.values().find_map(|value| self.missing(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    fn desk(&self, sheet: &Sheet<'_>) -> Result<Desk<'_>, Stop> {
        // A byte order mark, as pasted texts hold it, shows nothing and makes PDF/A refuse the document.
        let data = sheet.data.to_string().replace('\u{FEFF}', "");
        let mut files = vec![(DATA, Bytes::from_string(data))];
        if let Some(address) = sheet.look_up {
            files.push((QR, Bytes::from_string(qr::drawing(address).map_err(Stop::Fault)?)));
        }
        files.extend(sheet.pictures.iter().map(|(path, picture)| (*path, picture.bytes())));
        let files: HashMap<FileId, Bytes> =
            files.into_iter().filter_map(|(path, bytes)| Some((file_id(path)?, bytes))).collect();
        let main = Templates::id(sheet.template).ok_or_else(|| nowhere("no such template"))?;
        Ok(Desk { library: &self.library, fonts: &self.fonts, templates: &self.templates, main, files })
    }
}

/// What may be told of a stop: typst's words may quote the contents.
fn told(set: Result<Vec<u8>, Stop>) -> Result<Vec<u8>, PrintFault> {
    set.map_err(|stop| match stop {
        Stop::Fault(fault) => fault,
        Stop::Template { place, .. } => PrintFault::Template { place },
    })
}

/// A broken picture is a fault of its own, not one of the template that shows it.
fn whole(sheet: &Sheet<'_>) -> Result<(), Stop> {
    match sheet.pictures.iter().find(|(_path, picture)| !picture.is_whole()) {
        Some((path, _picture)) => Err(Stop::Fault(PrintFault::Picture { picture: path })),
        None => Ok(()),
    }
}

fn set_on(desk: &Desk<'_>, sheet: &Sheet<'_>) -> Result<Vec<u8>, Stop> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(desk);
    let paged = output.map_err(|errors| stop(desk, &errors))?;
    if !warnings.is_empty() {
        return Err(stop(desk, &warnings));
    }
    if sheet.pages.is_some_and(|pages| pages != paged.pages().len()) {
        return Err(Stop::Fault(PrintFault::Space));
    }
    typst_pdf::pdf(&paged, &options(sheet)?).map_err(|errors| stop(desk, &errors))
}

fn options(sheet: &Sheet<'_>) -> Result<PdfOptions, Stop> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a])
        .map_err(|refusal| nowhere(&format!("PDF/A-2a: {}", refusal.message())))?;
    // Kind, day and case: the number of a case is no personal datum.
    let case = sheet.data.get("case").and_then(Value::as_str).unwrap_or_default();
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{:?} {} {case}", sheet.template, sheet.date)),
        creator: Smart::Custom(Some("Zerotrip".to_owned())),
        timestamp: midnight(sheet.date),
        standards,
        ..PdfOptions::default()
    })
}

/// When a document was made: at the beginning of its day.
fn midnight(date: Date) -> Option<Timestamp> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let at = Datetime::from_ymd_hms(i32::from(date.year()), month, day, 0, 0, 0)?;
    Timestamp::new_local(at, SHANGHAI_MINUTES)
}

/// The first of what typst complains of.
fn stop(desk: &Desk<'_>, diagnostics: &[SourceDiagnostic]) -> Stop {
    let Some(first) = diagnostics.first() else { return nowhere("no reason given") };
    if first.message.contains(NO_SPACE) {
        return Stop::Fault(PrintFault::Space);
    }
    let place = first.span.id().map(|id| {
        let file = id.vpath().get_with_slash().trim_start_matches('/').to_owned();
        let line = desk.range(first.span).and_then(|range| {
            let source = desk.templates.source(id)?;
            source.lines().byte_to_line(range.start)
        });
        line.map_or_else(|| file.clone(), |line| format!("{file}:{}", line + 1))
    });
    Stop::Template { place: place.unwrap_or_default(), message: first.message.to_string() }
}

fn nowhere(message: &str) -> Stop {
    Stop::Template { place: String::new(), message: message.to_owned() }
}
