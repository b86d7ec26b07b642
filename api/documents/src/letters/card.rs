//! 老年人优待证 as a card of 85.6 × 54 mm, front and back, and as an A4 sheet to cut out.

use domain::{case_number::CaseNumber, identity::Sex};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Centre, Person},
    picture::Picture,
    templates::Template,
    words,
};

/// The two bands of age the card is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeBand {
    /// 60 to 69.
    From60,
    /// 70 and over.
    From70,
}

/// On what it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardFormat {
    /// Two pages of 85.6 × 54 mm (ISO/IEC 7810 ID-1): a card printer.
    Card,
    /// One A4 page with crop marks, front and back side by side: any printer, scissors and a laminator.
    Sheet,
}

/// The senior citizens' concession card.
pub struct SeniorCard {
    /// Who made it.
    pub centre: Centre,
    /// The case it came out of.
    pub case: CaseNumber,
    /// Address of the look-up page.
    pub look_up: Option<String>,
    /// Whose it is; the ID number masked or whole.
    pub holder: Person,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub born_on: Date,
    /// Number of the card.
    pub number: String,
    /// Band of age.
    pub band: AgeBand,
    /// The issuing authority.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Photo, 5 wide by 7 high at best; without it the space stays empty.
    pub photo: Option<Picture>,
    /// On what it is printed.
    pub format: CardFormat,
    /// Of a case filed for training: marked as void across the page.
    pub practice: bool,
}

impl SeniorCard {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let data = json!({
            "centre": self.centre.data(),
            "case": self.case.as_str(),
            "look_up": self.look_up,
            "holder": self.holder.data(),
            "sex": words::sex(self.sex),
            "born_on": words::day(self.born_on),
            "number": self.number,
            "from70": self.band == AgeBand::From70,
            "issuer": self.issuer,
            "date": words::day(self.issued_on),
            "practice": self.practice,
            "photo": self.photo.is_some(),
            "sheet": self.format == CardFormat::Sheet,
        });
        Sheet {
            template: Template::Card,
            data,
            date: self.issued_on,
            look_up: self.look_up.as_deref(),
            pictures: self.photo.iter().map(|photo| ("photo", photo)).collect(),
            pages: Some(match self.format {
                CardFormat::Card => 2,
                CardFormat::Sheet => 1,
            }),
        }
    }
}
