//! Filling a template for one case.

use std::{convert::Infallible, fmt};

use jiff::civil::Date;

use crate::{case_number::CaseNumber, query_code::QueryCode, text::PersonName, wording::Lang};

use super::{
    super::{
        parts::{parts, units},
        sender::{PublicName, Sender},
    },
    Piece, Template, Variable,
};

/// Whose telephone it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Known as this one person's.
    Own,
    /// Known for several people: whoever reads it is not told whose case it is, nor what it is about. The text goes
    /// without even the masked name and without the item.
    Shared,
}

/// What fills the variables. Only what the kind's template asks for is looked at.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// Whose telephone it goes to.
    pub audience: Audience,
    /// The resident's name; shown masked.
    pub name: Option<&'a PersonName>,
    /// The case.
    pub case_number: Option<&'a CaseNumber>,
    /// The item, if its name may be told.
    pub item: Option<&'a PublicName>,
    /// The query code.
    pub query_code: Option<&'a QueryCode>,
    /// By when.
    pub due: Option<Date>,
    /// Who decides on it instead.
    pub right_body: Option<&'a PublicName>,
    /// Materials that are missing.
    pub materials: Option<u8>,
}

impl Values<'_> {
    /// Nothing yet.
    #[must_use]
    pub const fn to(audience: Audience) -> Self {
        Self {
            audience,
            name: None,
            case_number: None,
            item: None,
            query_code: None,
            due: None,
            right_body: None,
            materials: None,
        }
    }

    fn of(&self, variable: Variable, lang: Lang, sender: &Sender) -> Result<String, Missing> {
        let own = |text: Option<String>| text.filter(|_| self.audience == Audience::Own);
        let value = match variable {
            Variable::NameMasked => own(self.name.map(PersonName::masked)),
            Variable::ItemPublicName => own(self.item.map(ToString::to_string)),
            Variable::CaseNumber => self.case_number.map(ToString::to_string),
            Variable::Hotline => Some(sender.hotline.as_str().to_owned()),
            Variable::LookupAddress => Some(sender.lookup.as_str().to_owned()),
            Variable::QueryCode => self.query_code.map(|code| code.as_str().to_owned()),
            Variable::DueDate => self.due.map(|due| day(due, lang)),
            Variable::RightBody => self.right_body.map(ToString::to_string),
            Variable::MaterialsCount => self.materials.map(|count| count.to_string()),
        };
        value.or_else(|| variable.stand_in(lang).map(str::to_owned)).ok_or(Missing { variable })
    }
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values(..)")
    }
}

/// A value that the template cannot do without is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("message-value-missing: {}", .variable.as_str())]
pub struct Missing {
    /// Which.
    pub variable: Variable,
}

impl Missing {
    /// The stable code.
    pub const CODE: &str = "message-value-missing";
}

/// A text ready to go. Debug shows its size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The words without the signature, which the platform sets before them.
    pub text: String,
    /// Units of UTF-16, signature and brackets included.
    pub units: usize,
    /// Parts it is sent in.
    pub parts: usize,
}

impl Rendered {
    fn new(text: String, sender: &Sender) -> Self {
        let signed = sender.signature.before(&text);
        Self { units: units(&signed), parts: parts(&signed), text }
    }
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rendered")
            .field("units", &self.units)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

impl Template {
    /// The text for one case.
    ///
    /// # Errors
    /// [`Missing`]: case number, query code or count that the template asks for is not there.
    pub fn render(&self, sender: &Sender, values: &Values<'_>) -> Result<Rendered, Missing> {
        let text = self.fill(|variable| values.of(variable, self.lang, sender))?;
        Ok(Rendered::new(text, sender))
    }

    /// What a platform gets with the number of its approved template: names and values in the order in which they
    /// stand, without what is fixed for the site.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn parameters(
        &self,
        sender: &Sender,
        values: &Values<'_>,
    ) -> Result<Vec<(Variable, String)>, Missing> {
        let open = self.variables().filter(|variable| !variable.is_fixed());
        open.map(|variable| Ok((variable, values.of(variable, self.lang, sender)?))).collect()
    }

    /// The text to hand in for a platform's approval: what is fixed for the site filled in, the others as `slot` writes
    /// them, by their number from 1 or by name (`{1}`, `${case_number}`).
    #[must_use]
    pub fn for_approval(&self, sender: &Sender, slot: impl Fn(usize, Variable) -> String) -> String {
        let mut no = 0;
        let fixed = Values::to(Audience::Shared);
        let filled = self.fill(|variable| {
            if variable.is_fixed() {
                return Ok::<_, Infallible>(fixed.of(variable, self.lang, sender).unwrap_or_default());
            }
            no += 1;
            Ok(slot(no, variable))
        });
        match filled {
            Ok(text) => text,
        }
    }

    /// The text with made-up values, and the centre's own.
    #[must_use]
    pub fn sample(&self, sender: &Sender) -> Rendered {
        Rendered::new(self.for_approval(sender, |_, variable| variable.sample(self.lang).to_owned()), sender)
    }

    /// Parts it takes at the longest values, with this centre's words. Counted with values of small characters but for
    /// the name, whose first may be a rare one.
    #[must_use]
    pub fn most_parts(&self, sender: &Sender) -> usize {
        let longest = |_, variable: Variable| match variable {
            Variable::NameMasked => {
                let stand_in = variable.stand_in(self.lang).unwrap_or_default();
                let rare = "\u{20BB7}*";
                if units(rare) > units(stand_in) { rare.to_owned() } else { stand_in.to_owned() }
            }
            _ => "字".repeat(variable.longest(self.lang)),
        };
        parts(&sender.signature.before(&self.for_approval(sender, longest)))
    }

    fn fill<E>(&self, mut value: impl FnMut(Variable) -> Result<String, E>) -> Result<String, E> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Slot(variable) => text.push_str(&value(*variable)?),
            }
        }
        Ok(text)
    }
}

/// A day in words; with its year, as a term may end in another one.
fn day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.strftime("%-d %B %Y").to_string(),
    }
}
