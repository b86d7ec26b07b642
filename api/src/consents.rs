//! The texts that residents say yes or no to, by kind and version: what was agreed to is found again for as long as a
//! case is kept. Knows the shape of the file; must not know store or wire.

use domain::mandate::ConsentKind;
use serde::Deserialize;

/// The texts of this release.
const SHIPPED: &str = include_str!("../consents/2026.toml");

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// What it asks about.
    pub kind: ConsentKind,
    /// Its version.
    pub version: String,
    /// In Chinese, as it is read aloud.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Why a file of texts is not taken. Texts are the release's own, so this is a fault of the release.
#[derive(Debug, thiserror::Error)]
pub enum ConsentsError {
    /// It is no such file.
    #[error("no file of consent texts: {0}")]
    Shape(#[from] toml::de::Error),
    /// A kind that nobody knows.
    #[error("consent texts: no kind {0}")]
    Kind(String),
    /// A version twice, which could mean two texts.
    #[error("consent texts: {0} {1} is there twice")]
    Twice(&'static str, String),
    /// A kind without a text could not be asked for.
    #[error("consent texts: nothing about {0}")]
    Lacking(&'static str),
}

/// Every text there ever was, in the file's order.
#[derive(Debug, Clone)]
pub struct ConsentTexts(Vec<ConsentText>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    text: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    version: String,
    zh: String,
    en: String,
}

impl ConsentTexts {
    /// The texts of this release.
    ///
    /// # Errors
    /// [`ConsentsError`]; a test reads them too.
    pub fn shipped() -> Result<Self, ConsentsError> {
        Self::read(SHIPPED)
    }

    fn read(text: &str) -> Result<Self, ConsentsError> {
        let file: File = toml::from_str(text)?;
        let mut texts: Vec<ConsentText> = Vec::with_capacity(file.text.len());
        for entry in file.text {
            let kind = ConsentKind::parse(&entry.kind).ok_or(ConsentsError::Kind(entry.kind))?;
            if texts.iter().any(|earlier| earlier.kind == kind && earlier.version == entry.version) {
                return Err(ConsentsError::Twice(kind.as_str(), entry.version));
            }
            let (zh, en) = (entry.zh.trim().to_owned(), entry.en.trim().to_owned());
            texts.push(ConsentText { kind, version: entry.version, zh, en });
        }
        match ConsentKind::ALL.into_iter().find(|kind| texts.iter().all(|text| text.kind != *kind)) {
            Some(kind) => Err(ConsentsError::Lacking(kind.as_str())),
            None => Ok(Self(texts)),
        }
    }

    /// Whether there is such a text. Earlier versions are: a phone may have been away for weeks.
    #[must_use]
    pub fn knows(&self, kind: ConsentKind, version: &str) -> bool {
        self.0.iter().any(|text| text.kind == kind && text.version == version)
    }

    /// The text of each kind that is to be read aloud from now on.
    pub fn current(&self) -> impl Iterator<Item = &ConsentText> {
        ConsentKind::ALL.into_iter().filter_map(|kind| self.0.iter().rev().find(|text| text.kind == kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, version: &str) -> String {
        format!("[[text]]\nkind = \"{kind}\"\nversion = \"{version}\"\nzh = \"问\"\nen = \"ask\"\n")
    }

    fn every_kind() -> String {
        ConsentKind::ALL.map(|kind| entry(kind.as_str(), "1")).concat()
    }

    #[test]
    fn the_shipped_texts_are_there_in_both_languages() {
        let texts = ConsentTexts::shipped().unwrap();
        assert_eq!(texts.current().count(), ConsentKind::ALL.len());
        for text in texts.current() {
            assert!(text.zh.chars().count() > 20 && text.en.len() > 40, "{text:?}");
            assert!(!text.zh.contains('\n') && !text.en.contains("  "), "{text:?}");
            assert!(texts.knows(text.kind, &text.version));
        }
    }

    #[test]
    fn the_last_version_is_read_and_the_first_still_known() {
        let texts = ConsentTexts::read(&(every_kind() + &entry("health", "2"))).unwrap();
        let health = texts.current().find(|text| text.kind == ConsentKind::Health).unwrap();
        assert_eq!(health.version, "2");
        assert!(texts.knows(ConsentKind::Health, "1") && !texts.knows(ConsentKind::IdPhoto, "2"));
    }

    #[test]
    fn a_file_that_could_mislead_is_not_taken() {
        let told = |text: &str| ConsentTexts::read(text).unwrap_err().to_string();
        assert_eq!(told(&(every_kind() + &entry("health", "1"))), "consent texts: health 1 is there twice");
        assert_eq!(told(&entry("health", "1")), "consent texts: nothing about personal_information");
        assert_eq!(told(&entry("hearsay", "1")), "consent texts: no kind hearsay");
    }
}
