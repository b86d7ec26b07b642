//! What a site's messages are made of: its templates, its sender, and the hours in which they go. Read once, at the
//! start; a fault in any of it stops the start.

use domain::{
    message::{
        Hotline, LookupAddress, MOST_UNITS, MessageKind, Missing, Sender, SenderRefusal, SendingHours,
        Signature, TemplateSet, Values, units,
    },
    wording::Lang,
};

use super::templates::{self, TemplatesError};

/// Templates, sender and hours.
pub struct Wording {
    templates: TemplateSet,
    sender: Sender,
    public_url: String,
    /// When residents get messages.
    pub hours: SendingHours,
}

/// Why a site cannot write to its residents.
#[derive(Debug, thiserror::Error)]
pub enum WordingFault {
    /// The templates: every fault, by line.
    #[error("{0}")]
    Templates(#[from] TemplatesError),
    /// Signature, hotline or public address, by its code.
    #[error("[site] {0}")]
    Sender(#[from] SenderRefusal),
}

impl Wording {
    /// Reads the templates' text and the site's words.
    ///
    /// # Errors
    /// [`WordingFault`].
    pub fn read(
        templates: &str,
        signature: &str,
        hotline: &str,
        public_url: &str,
    ) -> Result<Self, WordingFault> {
        let sender = Sender {
            signature: Signature::parse(signature)?,
            hotline: Hotline::parse(hotline)?,
            lookup: LookupAddress::parse(&format!("{public_url}/status"))?,
        };
        let templates = templates::load(templates)?;
        Ok(Self { templates, sender, public_url: public_url.to_owned(), hours: SendingHours::default() })
    }

    /// The version of the templates.
    #[must_use]
    pub fn version(&self) -> &str {
        self.templates.version().as_str()
    }

    /// Signature and text. `token` is that of a link, for a channel that carries one: it is no part of a template, and
    /// left out where the text would become too long.
    ///
    /// # Errors
    /// [`Missing`]: the template needs a value that is not there.
    pub fn compose(
        &self,
        kind: MessageKind,
        lang: Lang,
        values: &Values<'_>,
        token: Option<&str>,
    ) -> Result<String, Missing> {
        let rendered = self.templates.get(kind, lang).render(&self.sender, values)?;
        let signed = self.sender.signature.before(&rendered.text);
        let url = &self.public_url;
        let link = token.map(|token| match lang {
            Lang::Zh => format!(" 直接查看 {url}/s/{token}"),
            Lang::En => format!(" Or open {url}/s/{token}"),
        });
        let link = link.filter(|link| rendered.units.saturating_add(units(link)) <= MOST_UNITS);
        Ok(link.map_or_else(|| signed.clone(), |link| format!("{signed}{link}")))
    }
}
