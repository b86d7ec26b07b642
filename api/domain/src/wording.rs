//! Words in the two languages of the house.

/// The languages that every word a user meets exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// zh-CN
    Zh,
    /// en
    En,
}

/// One name in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePair {
    /// zh-CN
    pub zh: String,
    /// en
    pub en: String,
}

impl NamePair {
    /// The name in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
