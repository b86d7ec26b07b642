//! A register out of a file that the centre imports: for the demo, and for small centres whose departments hand over
//! lists. Read once; people are held by keyed digests of number and name, never by these in the clear.
//!
//! It knows no files and no keys: text and digest are handed in. The format stands at [`EmbeddedRegister::import`].

mod fault;
mod file;
mod line;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::{
    catalogue::Library,
    identity::Areas,
    lookup::{Facts, Field, Finding, Question},
    text::{ItemCode, MaterialCode, RegisterName},
};
use jiff::civil::Date;

pub use fault::{ImportError, ImportFault};

use super::{Looking, Register};

/// How long to leave a library alone that the file marks as out of reach.
const RETRY: Duration = Duration::from_secs(15 * 60);

/// A keyed digest of some bytes. The bytes say by themselves what they are of.
pub type Digest = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// A register in memory.
pub struct EmbeddedRegister {
    digest: Digest,
    source: RegisterName,
    unavailable: Vec<Library>,
    /// Whether it holds everybody, so that who is not in it is not there.
    complete: bool,
    people: HashMap<Vec<u8>, Person>,
}

/// One person; the digest of the number leads here.
struct Person {
    /// Digest of number and name.
    name: Vec<u8>,
    records: Vec<Record>,
}

/// What a library tells for one material.
struct Record {
    library: Library,
    material: MaterialCode,
    /// Only for this item; for any when left out.
    item: Option<ItemCode>,
    as_of: Date,
    facts: Facts,
}

impl EmbeddedRegister {
    /// Reads a file of JSON lines in UTF-8; empty lines are passed over.
    ///
    /// The first line says whose register it is, the day it was true, which libraries play dead, and whether it holds
    /// everybody (yes when left out): a list that does not cannot tell that somebody is not there.
    ///
    /// ```json
    /// {"source": "社区登记册", "as_of": "2026-11-20", "unavailable": ["legal_person"], "complete": true}
    /// ```
    ///
    /// Every other line is what one library (`population`, `legal_person`, `e_certificate`, `social`) tells about one
    /// person for one material of the catalogue, for all items or for one. `as_of` is the first line's when left out.
    ///
    /// ```json
    /// {"id_number": "999999194807150023", "name": "王秀英", "library": "social", "material": "contrib",
    ///  "item": "LJZ-SB-01", "as_of": "2026-10-31", "facts": {"insured": true, "insured_months": 132}}
    /// ```
    ///
    /// Facts are those of [`domain::lookup::FactKey`]: true, false or null for yes, no and unknown; a number, a day as
    /// `2026-10-31`, or a text, as the key asks. (The second example is one line in a file.)
    ///
    /// # Errors
    /// Every fault, by line; none of them repeats what stood there.
    pub fn import(text: &str, today: Date, areas: Areas, digest: Digest) -> Result<Self, ImportError> {
        file::read(text, today, areas, digest)
    }

    /// How many people it knows.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people.len()
    }

    fn find(&self, question: &Question) -> Finding {
        if self.unavailable.contains(&question.library) {
            return Finding::Unavailable { retry_after: RETRY };
        }
        let (number, name) = keys(&self.digest, &question.subject);
        let absent =
            || if self.complete { Finding::NotFound } else { Finding::Unavailable { retry_after: RETRY } };
        let Some(person) = self.people.get(&number) else { return absent() };
        if person.name != name {
            return Finding::Mismatch { field: Field::Name };
        }
        let fitting = |item: Option<&ItemCode>| {
            person.records.iter().find(|record| {
                record.library == question.library
                    && record.material == question.material
                    && record.item.as_ref() == item
            })
        };
        match fitting(Some(&question.item)).or_else(|| fitting(None)) {
            Some(record) if record.facts.tell_anything() => Finding::Found {
                facts: record.facts.clone(),
                source: self.source.clone(),
                as_of: record.as_of,
            },
            _ => absent(),
        }
    }
}

/// What a person is held under: digests of the number, and of number and name together, so that namesakes differ.
fn keys(digest: &Digest, subject: &domain::lookup::Subject) -> (Vec<u8>, Vec<u8>) {
    let (number, name) = (subject.id_number.as_str(), subject.name.as_str());
    (
        digest(format!("register/id-number\0{number}").as_bytes()),
        digest(format!("register/name\0{number}\0{name}").as_bytes()),
    )
}

impl Register for EmbeddedRegister {
    fn look_up<'asked>(&'asked self, question: &'asked Question) -> Looking<'asked> {
        Box::pin(std::future::ready(self.find(question)))
    }
}
