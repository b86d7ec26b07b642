//! `[letters]`: fonts, templates, and the words that a site's letters cannot do without.

use std::path::PathBuf;

use serde::Deserialize;

/// `[letters]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letters {
    /// Folder of the Noto CJK fonts; where Debian puts them when left out.
    pub fonts: PathBuf,
    /// Folder of own templates, assets and further fonts.
    pub templates: Option<PathBuf>,
    /// Where the window is.
    pub address: Option<String>,
    /// The body of administrative review (复议机关), as refusals name it.
    pub review_body: String,
    /// The court, as refusals name it.
    pub court: String,
}

impl Default for Letters {
    fn default() -> Self {
        // LAWYER: a refusal is to name both; these words only say that there are some.
        Self {
            fonts: documents::DEBIAN_FONTS.into(),
            templates: None,
            address: None,
            review_body: "有管辖权的行政复议机关".to_owned(),
            court: "有管辖权的人民法院".to_owned(),
        }
    }
}
