//! What a running Zerotrip is made of. Built once, handed round by reference; there is no global state.

use std::sync::Arc;

use domain::{
    clock::{Chance, Clock},
    deadlines::BusinessHours,
    identity::Areas,
    ids::CentreId,
    rating::RatingRules,
};
use files::{Files, Opener};
use jiff::SignedDuration;
use store::Store;
use tokio::sync::{Notify, Semaphore};

use crate::{
    actions::{keep_catalogues::Catalogues, keep_deadlines::Calendars, print_letter::Words},
    consents::ConsentTexts,
    metrics::Metrics,
    press::Press,
    registers::Registers,
    retention::Retention,
    sms::{Gateway, Wording},
    tokens::Tokens,
    vault::Vault,
};

/// The composition.
pub struct App {
    /// The database.
    pub store: Store,
    /// The object store.
    pub files: Files,
    /// Sealed fields, blind indexes, signatures.
    pub vault: Vault,
    /// Opens sealed files.
    pub opener: Arc<Opener>,
    /// What phones seal to.
    pub recipient: Recipient,
    /// Access tokens.
    pub tokens: Tokens,
    /// The versions of the catalogue that were read before.
    pub catalogues: Catalogues,
    /// The working-day calendars that were read before.
    pub calendars: Calendars,
    /// What residents say yes or no to.
    pub consents: ConsentTexts,
    /// How long each kind of data is kept.
    pub retention: Arc<Retention>,
    /// Where look-ups are asked.
    pub registers: Registers,
    /// How long a look-up's answer holds, and how often one is tried again.
    pub lookups: LookUps,
    /// Where messages go.
    pub gateway: Arc<dyn Gateway>,
    /// What messages say, and when they go.
    pub wording: Arc<Wording>,
    /// Where letters are printed.
    pub press: Arc<dyn Press>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// The site's own words and switches.
    pub site: Site,
    /// Counters for operators.
    pub metrics: Metrics,
    /// Rings when a job has been queued.
    pub bell: Arc<Notify>,
    /// Passwords being hashed at once: each takes a core and 19 MiB.
    pub hashing: Arc<Semaphore>,
    /// Files being opened at once: each is held in memory whole.
    pub opening: Arc<Semaphore>,
}

/// The recipient that phones seal to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// `age1…`
    pub text: String,
    /// Id of its key in the ring.
    pub key_id: String,
}

/// The site's own words and switches.
#[derive(Debug, Clone)]
pub struct Site {
    /// Address under which residents reach it, without a slash at the end.
    pub public_url: String,
    /// 签名, the filed signature of its messages.
    pub sms_signature: String,
    /// The centre's landline, printed in every message and on every page.
    pub hotline: String,
    /// What stands in its letters.
    pub letters: Words,
    /// When the centre closes.
    pub hours: BusinessHours,
    /// Until when a case may be rated, and by when somebody calls after a bad rating.
    pub rating: RatingRules,
    /// Working days within which a resident who asks for erasure is answered.
    pub answer_days: std::num::NonZeroU16,
    /// Whether ID numbers of the never assigned area 999999 are taken.
    pub areas: Areas,
    /// Whether this is a demo, with its page of messages.
    pub demo: bool,
    /// Folder that signed audit checkpoints are copied to, away from the database.
    pub checkpoint_folder: Option<std::path::PathBuf>,
}

/// How long a look-up's answer holds, and how often one is tried again.
#[derive(Debug, Clone, Copy)]
pub struct LookUps {
    /// An answer older than this is asked for again before acceptance.
    pub proof: SignedDuration,
    /// The longest wait between two tries for what nobody could tell.
    pub retry_at_most: SignedDuration,
}

impl App {
    /// A fresh id.
    pub fn fresh(&self) -> uuid::Uuid {
        self.chance.uuid_v7(self.clock.now())
    }

    /// A job for after the commit.
    pub fn job(&self, kind: crate::jobs::Kind, centre: CentreId, subject: uuid::Uuid) -> store::NewJob {
        store::NewJob {
            id: domain::ids::JobId::from_uuid(self.fresh()),
            kind: kind.as_str(),
            centre,
            subject,
            run_at: self.clock.now(),
        }
    }
}
