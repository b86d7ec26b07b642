//! Letters of a case: called for in the transaction of the act that makes them necessary, printed afterwards.
//!
//! What a letter says is put down with the call, sealed under the resident's key: it stays what was so on that day,
//! whatever the case comes to before it is printed. A job prints what the law wants written; a receipt and a mandate,
//! which every case has and few ask for on paper, are printed when somebody first looks. A letter that does not print
//! holds up no case: a task asks somebody to see to it.

mod contents;
mod cover;
mod print;

use std::sync::Arc;

use documents::Place;
use domain::{
    case::Case,
    clock::Chance,
    correction::Notice,
    ids::{FileId, JobId, LetterId, UploadId},
    letter::{Letter, LetterKind, LetterState},
    text::{Address, Reason},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{CaseFile, CaseRow, CentreTx, NewJob};
use uuid::Uuid;

use crate::{
    actions::{Error, keep_catalogues::Catalogues},
    app::{App, Site},
    jobs::Kind,
    vault::Vault,
};

use cover::About;

pub use contents::Issued;
pub use cover::{SlipFacts, Words, slip};
pub use print::{print, run};

/// What a letter says. Sealed as text.
#[derive(Serialize, Deserialize)]
struct Facts {
    manuscript: String,
    pictures: Vec<Shown>,
}

/// A picture that belongs into a letter, and the upload that holds it.
#[derive(Serialize, Deserialize)]
struct Shown {
    place: String,
    upload: Uuid,
}

impl Shown {
    fn of(file: &CaseFile, place: Place, id: FileId) -> Option<Self> {
        let held = file.evidence.iter().find(|held| held.evidence.claim.file == id)?;
        Some(Self { place: place.as_str().to_owned(), upload: held.upload.map(UploadId::uuid)? })
    }
}

/// What is called for, with what an act knows and the case's row does not.
pub enum Call<'act> {
    /// 收件回执, of a case that has just been received.
    Receipt(&'act CaseFile, &'act domain::checklist::Checklist),
    /// 授权委托书 as it was signed.
    Mandate(&'act CaseFile),
    /// 补正告知书, with its words.
    Correction(&'act Notice),
    /// 不予受理决定书
    Refusal {
        /// Coded reason.
        reason: &'static str,
        /// The body whose power it is.
        right_body: Option<&'act Address>,
        /// In words.
        note: &'act Reason,
    },
    /// 受理通知书, also when the law accepted.
    Acceptance,
    /// 准予、不予许可决定书, with the reasons of a refusal.
    Decision(Option<&'act Reason>),
    /// 办理结果单
    Result(&'act Issued<'act>),
    /// 老年人优待证
    SeniorCard(&'act Issued<'act>),
}

impl Call<'_> {
    /// The case with its mandate, where the letter names who is in it.
    const fn file(&self) -> Option<&CaseFile> {
        match self {
            Self::Receipt(file, _) | Self::Mandate(file) => Some(file),
            _ => None,
        }
    }

    /// What kind of letter it calls for.
    #[must_use]
    pub const fn kind(&self) -> LetterKind {
        match self {
            Self::Receipt(..) => LetterKind::Receipt,
            Self::Mandate(_) => LetterKind::Mandate,
            Self::Correction(_) => LetterKind::Correction,
            Self::Refusal { .. } => LetterKind::Refusal,
            Self::Acceptance => LetterKind::Acceptance,
            Self::Decision(_) => LetterKind::Decision,
            Self::Result(_) => LetterKind::Result,
            Self::SeniorCard(_) => LetterKind::SeniorCard,
        }
    }
}

/// Everything that calling for a letter needs.
pub struct Writing {
    vault: Vault,
    catalogues: Catalogues,
    site: Site,
    chance: Arc<dyn Chance>,
    now: Timestamp,
}

impl Writing {
    /// For one write.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self {
            vault: app.vault.clone(),
            catalogues: app.catalogues.clone(),
            site: app.site.clone(),
            chance: Arc::clone(&app.chance),
            now: app.clock.now(),
        }
    }

    /// Calls for letters about a case as it stands after the move. One write of a case calls for one letter of a kind
    /// at most. A case without a number gets none.
    ///
    /// # Errors
    /// A fault of the store, a seal that does not open, [`Error::Invalid`] for a refusal without reasons.
    pub fn call_for(
        &self,
        tx: &mut CentreTx<'_, '_>,
        row: &CaseRow,
        calls: &[Call<'_>],
    ) -> Result<(), Error> {
        if row.case.stage.receipt().is_none() || calls.is_empty() {
            return Ok(());
        }
        let about = self.about(tx, row, calls.iter().find_map(Call::file))?;
        calls.iter().try_for_each(|call| self.put_down(tx, &about, call))
    }

    fn put_down(&self, tx: &mut CentreTx<'_, '_>, about: &About<'_>, call: &Call<'_>) -> Result<(), Error> {
        let (document, pictures) = self.compose(tx, about, call)?;
        let facts = Facts { manuscript: document.put_down().to_text(), pictures };
        let plain = serde_json::to_string(&facts).map_err(|error| Error::Fault(Box::new(error)))?;
        let letter = self.letter(&about.row.case, call.kind());
        let sealed = self.vault.seal(&about.key, "letters", "facts", letter.id.as_bytes(), &plain);
        tx.insert_letter(&letter, &sealed)?;
        if letter.kind.is_printed_at_once() {
            tx.enqueue(&NewJob {
                id: JobId::from_uuid(self.chance.uuid_v7(self.now)),
                kind: Kind::PrintLetter.as_str(),
                centre: letter.centre,
                subject: letter.id.uuid(),
                run_at: self.now,
            })?;
        }
        Ok(())
    }

    fn letter(&self, case: &Case, kind: LetterKind) -> Letter {
        Letter {
            id: LetterId::from_uuid(self.chance.uuid_v7(self.now)),
            centre: case.centre,
            case: case.id,
            kind,
            no: kind.no(case.version),
            called_at: self.now,
            state: LetterState::Waiting,
            reprints: 0,
        }
    }
}
