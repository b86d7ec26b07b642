//! The slip of a visit: large type, for the resident's kitchen. It is printed anew each time and kept nowhere; that it was
//! printed is an audit row.

use documents::Occasion;
use domain::{
    actor::Credential,
    audit::Entry,
    case_number::CaseNumber,
    catalogue::Catalogue,
    clock::shanghai,
    ids::VisitId,
    policy::{self, act},
    resident::Profile,
    text::PersonName,
    visit::{Visit, VisitOutcome, VisitStage},
    wording::{Lang, NamePair},
};
use jiff::civil::Date;
use store::{ReadTx, StoreError, StoredResident};

use crate::{
    actions::{
        Error,
        keep_catalogues::Catalogues,
        print_letter::{SlipFacts, slip},
        tell_resident::last_day,
    },
    app::App,
    press::PressFault,
};

/// What was read for a slip.
struct Found {
    visit: Visit,
    resident: StoredResident,
    worker: Option<Vec<u8>>,
    numbered: Option<(CaseNumber, Option<Date>)>,
    items: NamePair,
    message: Option<String>,
    practice: bool,
}

/// Prints the slip of a visit.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] by the policy, [`domain::fault::Refusal::LetterNotPrinted`] when it does
/// not print.
pub async fn run(app: &App, credential: Credential, id: VisitId, lang: Lang) -> Result<Vec<u8>, Error> {
    let now = app.clock.now();
    let catalogues = app.catalogues.clone();
    let found = app
        .store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let visit = tx.visit(&actor.centres(), id)?.ok_or(Error::NotFound)?.visit;
            let permit = policy::may::<act::PrintSlip>(&actor, &visit.resource())?;
            let corrupt = || Error::Fault(Box::new(StoreError::Corrupt("visits")));
            let resident = tx.resident(visit.centre, visit.resident)?.ok_or_else(corrupt)?;
            let worker = tx.user(visit.worker)?.map(|user| user.name);
            let mut found = Found {
                visit,
                resident,
                worker,
                numbered: None,
                items: NamePair { zh: String::new(), en: String::new() },
                message: None,
                practice: false,
            };
            found.read_cases(tx, &catalogues)?;
            found.message = message(&*catalogues.in_force(tx, now)?, &found.visit, lang);
            tx.in_centre(found.visit.centre, now, |_tx| {
                let entry = Entry::by(&actor, permit.role(), "print-slip", "visit", id.uuid());
                Ok::<_, Error>(((), entry))
            })?;
            Ok::<_, Error>(found)
        })
        .await?;
    let manuscript = found.put_down(app, lang).await?;
    match app.press.print(manuscript).await {
        Ok(printed) => Ok(printed.pdf),
        Err(PressFault::Letter(_fault)) => Err(domain::fault::Refusal::LetterNotPrinted.into()),
        Err(fault) => Err(Error::Unavailable(Some(Box::new(fault)))),
    }
}

impl Found {
    /// The cases that came of the visit: what they are about, and the number of the first that has one.
    fn read_cases(&mut self, tx: &mut ReadTx<'_>, catalogues: &Catalogues) -> Result<(), Error> {
        let centre = self.visit.centre;
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for id in tx.cases_of_visit(&self.visit)? {
            let Some(row) = tx.case(&[centre], id)? else { continue };
            let item = catalogues.item_of(tx, &row.case)?;
            zh.push(item.name.zh.clone());
            en.push(item.name.en.clone());
            self.practice |= row.case.practice;
            if let Some(receipt) = row.case.stage.receipt().filter(|_| self.numbered.is_none()) {
                let dues = tx.deadlines_of(centre, id)?.map(|stored| stored.dues);
                let done_by = dues.and_then(|dues| dues.promised_at).filter(|_| row.case.stage.is_open());
                self.numbered = Some((receipt.number.clone(), done_by.map(last_day)));
            }
        }
        self.items = NamePair { zh: zh.join("、"), en: en.join(", ") };
        Ok(())
    }

    fn occasion(&self) -> Occasion {
        match &self.visit.stage {
            VisitStage::Finished { outcome: VisitOutcome::NotAtHome, .. } => Occasion::NotAtHome,
            _ if self.items.zh.is_empty() => Occasion::Called,
            _ => Occasion::InHand,
        }
    }

    fn profile(&self, app: &App) -> Result<Profile, Error> {
        let resident = &self.resident;
        let key = app.vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
        Ok(app.vault.open_profile(resident.centre, resident.id, &key, &resident.profile)?)
    }

    async fn put_down(self, app: &App, lang: Lang) -> Result<documents::Manuscript, Error> {
        let (profile, today, site) = (self.profile(app)?, shanghai(app.clock.now()).date(), app.site.clone());
        let name =
            |sealed: &Vec<u8>| app.vault.open_site("users", "name", self.visit.worker.as_bytes(), sealed);
        let worker = self.worker.as_ref().map(name).transpose()?;
        let centre = self.visit.centre;
        let facts = SlipFacts {
            occasion: self.occasion(),
            lang,
            message: self.message,
            worker: worker.and_then(|name| PersonName::parse(&name).ok()),
            case: self.numbered,
            items: self.items,
            practice: self.practice,
        };
        let document = app.store.read(move |tx| slip(tx, &site, centre, &profile, today, facts.clone()));
        Ok(document.await?.put_down())
    }
}

/// What to have ready for the next visit.
fn message(catalogue: &Catalogue, visit: &Visit, lang: Lang) -> Option<String> {
    let VisitStage::Finished { next_time, .. } = &visit.stage else { return None };
    let names = next_time.iter().filter_map(|left| {
        let item = catalogue.item(&left.item)?;
        let material = left.material.as_ref().and_then(|code| item.material(code));
        let name = material.map_or(&item.name, |material| &material.name);
        Some(match lang {
            Lang::Zh => name.zh.as_str(),
            Lang::En => name.en.as_str(),
        })
    });
    let names: Vec<_> = names.collect();
    match (names.is_empty(), lang) {
        (true, _) => None,
        (false, Lang::Zh) => Some(format!("下次上门请准备好：{}。", names.join("、"))),
        (false, Lang::En) => {
            Some(format!("Please have this ready for the next visit: {}.", names.join(", ")))
        }
    }
}
