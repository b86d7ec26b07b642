//! What stands on every letter: who writes, about which case, to whom; and the slip of a visit, which is little else.

use std::sync::Arc;

use documents::{Centre, Cover, Document, Law, Occasion, Person, Remedies, Slip};
use domain::{
    catalogue::Item,
    clock::shanghai,
    ids::{CentreId, UnitId},
    mandate::Mandate,
    resident::Profile,
    wording::{Lang, NamePair},
};
use jiff::{Timestamp, civil::Date};
use store::{CaseFile, CaseRow, ReadTx, StoreError};

use super::Writing;
use crate::{
    actions::{Error, read_case},
    app::Site,
    vault::ResidentKey,
};

/// A site's words that stand in its letters.
#[derive(Debug, Clone)]
pub struct Words {
    /// Where the window is.
    pub address: Option<String>,
    /// The body of administrative review (复议机关).
    pub review_body: String,
    /// The court.
    pub court: String,
}

/// The legal type of an item that stands under the licensing law.
const LICENCE: &str = "licence";

/// What the letters of a case are about, opened once for all that one act calls for.
pub(super) struct About<'act> {
    /// The case after the act.
    pub row: &'act CaseRow,
    /// Its item.
    pub item: Arc<Item>,
    /// Who applied, as registered.
    pub profile: Profile,
    /// What the resident's words are sealed with.
    pub key: ResidentKey,
    /// Who writes.
    pub centre: Centre,
    /// Where to look it up.
    pub look_up: String,
    /// The mandate with the names in it, where a letter names them.
    pub mandate: Option<Mandate>,
}

/// The centre as it signs.
fn centre(tx: &mut ReadTx<'_>, site: &Site, id: CentreId) -> Result<Centre, Error> {
    let unit = tx.unit(UnitId::from_uuid(id.uuid()))?;
    let unit = unit.ok_or_else(|| Error::Fault(Box::new(StoreError::Corrupt("units"))))?;
    Ok(Centre { name: unit.name, landline: site.hotline.clone(), address: site.letters.address.clone() })
}

/// Where anybody can look a case up, with its number and the query code.
fn look_up(site: &Site) -> String {
    format!("{}/status", site.public_url)
}

/// The day of an instant.
pub(super) fn day(at: Timestamp) -> Date {
    shanghai(at).date()
}

impl Writing {
    /// What letters about a case need; with the names in its mandate, where `file` is at hand.
    pub(super) fn about<'act>(
        &self,
        tx: &mut ReadTx<'_>,
        row: &'act CaseRow,
        file: Option<&CaseFile>,
    ) -> Result<About<'act>, Error> {
        let case = &row.case;
        let resident = read_case::resident_of(tx, case)?;
        let key = self.vault.resident_key(case.centre, resident.id, &resident.data_key)?;
        let mandate = match file {
            Some(file) => {
                let names = tx.mandate_names(case.centre, case.id)?;
                Some(self.vault.open_names(&key, case.id, &file.mandate, &names)?)
            }
            None => None,
        };
        Ok(About {
            row,
            item: self.catalogues.item_of(tx, case)?,
            profile: self.vault.open_profile(case.centre, resident.id, &key, &resident.profile)?,
            key,
            centre: centre(tx, &self.site, case.centre)?,
            look_up: look_up(&self.site),
            mandate,
        })
    }

    /// The cover of a letter of today's. The ID number is masked: what travels on paper lies about in kitchens.
    pub(super) fn cover(&self, about: &About<'_>) -> Cover {
        let (case, item) = (&about.row.case, &about.item);
        Cover {
            centre: about.centre.clone(),
            case: case.stage.receipt().map(|receipt| receipt.number.clone()),
            number: None,
            date: day(self.now),
            look_up: Some(about.look_up.clone()),
            applicant: person(&about.profile),
            item: item.name.clone(),
            law: if item.legal_type == LICENCE { Law::Licence } else { Law::Other },
            practice: case.practice,
        }
    }

    pub(super) fn remedies(&self) -> Remedies {
        let Words { review_body, court, .. } = self.site.letters.clone();
        Remedies { review_body, court }
    }
}

fn person(profile: &Profile) -> Person {
    Person { name: profile.name.clone(), id_number: Some(profile.id_number.masked()) }
}

/// What a visit's slip is about.
#[derive(Clone)]
pub struct SlipFacts {
    /// On what occasion.
    pub occasion: Occasion,
    /// In which language.
    pub lang: Lang,
    /// The case that came of it, the first one when there are several.
    pub case: Option<(domain::case_number::CaseNumber, Option<Date>)>,
    /// What it was about, all of it.
    pub items: NamePair,
    /// What to have ready next time.
    pub message: Option<String>,
    /// The worker who came.
    pub worker: Option<domain::text::PersonName>,
    /// Whether it is for training.
    pub practice: bool,
}

/// The slip of a visit.
///
/// # Errors
/// A fault of the store.
pub fn slip(
    tx: &mut ReadTx<'_>,
    site: &Site,
    centre_id: CentreId,
    profile: &Profile,
    date: Date,
    facts: SlipFacts,
) -> Result<Document, Error> {
    let (case, done_by) = facts.case.map_or((None, None), |(number, by)| (Some(number), by));
    Ok(Document::Slip(Slip {
        cover: Cover {
            centre: centre(tx, site, centre_id)?,
            case,
            number: None,
            date,
            look_up: Some(look_up(site)),
            applicant: person(profile),
            item: facts.items,
            law: Law::Other,
            practice: facts.practice,
        },
        occasion: facts.occasion,
        lang: facts.lang,
        worker: facts.worker,
        query_code: None,
        done_by,
        message: facts.message,
    }))
}
