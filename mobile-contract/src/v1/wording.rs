//! Words in both languages of the house.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Lang;

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bilingual {
    /// zh-CN
    pub zh: String,
    /// English
    pub en: String,
}

impl Bilingual {
    /// The text in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
