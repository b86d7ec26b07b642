//! A document put down as text: what it says stays what was so on its day, however late it is printed and whatever has
//! changed since. Templates keep the right to look different by then.

use std::fmt;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{document::Sheet, picture::Picture, templates::Template};

/// Where a picture goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The principal's signature or thumb-print.
    Signature,
    /// The first witness's signature.
    Witness,
    /// The second one's.
    SecondWitness,
    /// The holder's photo on a card.
    Photo,
}

/// A document put down as text. Personal: `Debug` shows which it is and no more.
pub struct Manuscript {
    template: Template,
    data: Value,
    date: Date,
    look_up: Option<String>,
    pages: Option<usize>,
    pictures: Vec<(&'static str, Picture)>,
}

impl Place {
    /// All places.
    pub const ALL: [Self; 4] = [Self::Signature, Self::Witness, Self::SecondWitness, Self::Photo];

    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Witness => "witness",
            Self::SecondWitness => "second_witness",
            Self::Photo => "photo",
        }
    }

    /// The place with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.as_str() == text)
    }

    /// Where the data say whether there is a picture.
    const fn pointer(self) -> &'static str {
        match self {
            Self::Signature => "/signature",
            Self::Witness => "/witnesses/0/signature",
            Self::SecondWitness => "/witnesses/1/signature",
            Self::Photo => "/photo",
        }
    }
}

impl Manuscript {
    pub(crate) fn of(sheet: Sheet<'_>) -> Self {
        let mut manuscript = Self {
            template: sheet.template,
            data: sheet.data,
            date: sheet.date,
            look_up: sheet.look_up.map(str::to_owned),
            pages: sheet.pages,
            pictures: Vec::new(),
        };
        for place in Place::ALL {
            manuscript.say(place, false);
        }
        manuscript
    }

    /// As text, without pictures.
    #[must_use]
    pub fn to_text(&self) -> String {
        let whole = json!({
            "template": self.template.name(),
            "date": self.date.to_string(),
            "look_up": self.look_up,
            "pages": self.pages,
            "data": self.data,
        });
        whole.to_string()
    }

    /// Reads such a text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut whole: Value = serde_json::from_str(text).ok()?;
        let pages = match whole.get("pages")? {
            Value::Null => None,
            pages => Some(usize::try_from(pages.as_u64()?).ok()?),
        };
        Some(Self {
            template: Template::parse(whole.get("template")?.as_str()?)?,
            date: whole.get("date")?.as_str()?.parse().ok()?,
            look_up: whole.get("look_up")?.as_str().map(str::to_owned),
            pages,
            data: whole.get_mut("data")?.take(),
            pictures: Vec::new(),
        })
    }

    /// Puts a picture in its place.
    pub fn show(&mut self, place: Place, picture: Picture) {
        if self.say(place, true) {
            self.pictures.push((place.as_str(), picture));
        }
    }

    fn say(&mut self, place: Place, there: bool) -> bool {
        let said = self.data.pointer_mut(place.pointer()).filter(|said| said.is_boolean());
        said.map(|said| *said = Value::Bool(there)).is_some()
    }

    pub(crate) const fn template(&self) -> Template {
        self.template
    }

    pub(crate) fn sheet(&self) -> Sheet<'_> {
        Sheet {
            template: self.template,
            data: self.data.clone(),
            date: self.date,
            look_up: self.look_up.as_deref(),
            pictures: self.pictures.iter().map(|(path, picture)| (*path, picture)).collect(),
            pages: self.pages,
        }
    }
}

impl fmt::Debug for Manuscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Manuscript({}, ..)", self.template.name())
    }
}
