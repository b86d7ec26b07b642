//! What the loaders of data files share: a text read once, every fault noted with its line, all of them told at once.
//!
//! It knows TOML and lines; what a file holds, and why that is refused, is each loader's own: its reasons are handed in
//! as a type. It reads no files: who has a text hands it in.

mod fields;

use std::fmt;

use toml::de::DeTable;

pub use fields::Fields;

/// Why a kind of file is refused. Its words are its `Display`.
pub trait FileReason: fmt::Display + Sized {
    /// What the file is, in the words that begin a refusal.
    const FILE: &'static str;

    /// The stable code.
    fn code(&self) -> &'static str;
    /// It is no TOML.
    fn syntax(message: String) -> Self;
    /// A key that is not there.
    fn missing(key: &'static str) -> Self;
    /// A key that nobody asked for.
    fn unknown(key: String) -> Self;
    /// A value of another type.
    fn wrong_type(key: String, wanted: &'static str) -> Self;
    /// A text that the domain does not take.
    fn malformed(key: &'static str, code: &'static str) -> Self;
}

/// Everything found wrong with a file, by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError<R> {
    /// The faults; never empty.
    pub faults: Vec<FileFault<R>>,
}

impl<R: FileReason> fmt::Display for FileError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} refused", R::FILE)?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl<R: FileReason + fmt::Debug> std::error::Error for FileError<R> {}

/// One fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault<R> {
    /// Line, from 1. For a key that is missing, the line on which its table begins.
    pub line: usize,
    /// What is wrong there.
    pub reason: R,
}

impl<R: FileReason> fmt::Display for FileFault<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.reason.code(), self.reason)
    }
}

/// The faults found so far in one text.
pub struct Faults<R> {
    line_ends: Vec<usize>,
    found: Vec<FileFault<R>>,
}

impl<R> Faults<R> {
    /// Notes a fault at a byte of the text.
    pub fn note(&mut self, at: usize, reason: R) {
        let line = self.line_ends.partition_point(|end| *end < at) + 1;
        self.found.push(FileFault { line, reason });
    }

    /// Whether nothing was found wrong so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// Reads a text with `document`, which notes what it finds wrong and goes on.
///
/// # Errors
/// Every fault found, by line. A text that is no TOML is not looked into further.
pub fn read<T, R: FileReason>(
    text: &str,
    document: impl FnOnce(&DeTable<'_>, &mut Faults<R>) -> Option<T>,
) -> Result<T, FileError<R>> {
    let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut faults = Faults { line_ends, found: Vec::new() };
    let (root, broken) = DeTable::parse_recoverable(text);
    for error in &broken {
        let at = error.span().map_or(0, |span| span.start);
        faults.note(at, R::syntax(error.message().to_owned()));
    }
    let read = if broken.is_empty() { document(root.get_ref(), &mut faults) } else { None };
    match read {
        Some(read) if faults.is_empty() => Ok(read),
        _ => {
            faults.found.sort_by_key(|fault| fault.line);
            Err(FileError { faults: faults.found })
        }
    }
}
