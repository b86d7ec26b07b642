//! Puts an [`App`] together from its settings: the same for the server, the commands and the tests.

use std::sync::Arc;

use domain::{
    clock::{Chance, Clock, shanghai},
    deadlines::BusinessHours,
    identity::Areas,
    rating::RatingRules,
};
use files::{BadKey, Files, FilesError, Identity, Opener};
use jiff::SignedDuration;
use sealing::Ring;
use store::{Store, StoreError, Tenancy};
use tokio::sync::{Notify, Semaphore};

use crate::{
    actions::{
        Error,
        keep_catalogues::{self, BeginFault, Catalogues},
        keep_deadlines::{self, Calendars},
        keep_secrets::InDatabase,
        print_letter::Words,
    },
    app::{App, LookUps, Recipient, Site},
    config::{self, ConfigFault, Settings},
    consents::{ConsentTexts, ConsentsError},
    metrics::Metrics,
    press::{Press, Typesetter},
    registers::{
        EmbeddedRegister, Province, Register, Registers, embedded::ImportError, province::ProvinceFault,
    },
    retention::{Retention, RetentionError},
    sms::{Gateway, Wording, WordingFault},
    tokens::Tokens,
    vault::Vault,
};

/// The mark of a demo's database.
pub const DEMO_MARK: &str = "demo";

/// What an app is put together from.
pub struct Parts {
    /// The site's settings.
    pub settings: Settings,
    /// The key ring.
    pub ring: Ring,
    /// The catalogue's text to begin with.
    pub catalogue: String,
    /// The text of the message templates to work with.
    pub messages: String,
    /// How long each kind of data is kept.
    pub retention: String,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// Where messages go.
    pub gateway: Arc<dyn Gateway>,
    /// Where look-ups are asked, in place of what the settings name.
    pub register: Option<Arc<dyn Register>>,
    /// Where letters are printed, in place of the fonts that the settings name.
    pub press: Option<Arc<dyn Press>>,
    /// Whether this is the server.
    pub tenancy: Tenancy,
    /// Whether this is a demo: a demo's database is for demos only, and no other database is for a demo.
    pub demo: bool,
}

/// Why no app came of it.
#[derive(Debug, thiserror::Error)]
pub enum ComposeFault {
    /// The database.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// The object store.
    #[error("objects: {0}")]
    Files(#[from] FilesError),
    /// A key in the ring that seals files.
    #[error("key ring: an evidence key is no age identity")]
    Evidence(#[from] BadKey),
    /// The catalogue.
    #[error("catalogue:\n{0}")]
    Catalogue(#[from] BeginFault),
    /// What residents say yes or no to.
    #[error(transparent)]
    Consents(#[from] ConsentsError),
    /// How long each kind of data is kept.
    #[error(transparent)]
    Retention(#[from] RetentionError),
    /// The message templates, or the site's words that stand in every message.
    #[error("messages:\n{0}")]
    Wording(#[from] WordingFault),
    /// The file of an embedded register cannot be read.
    #[error("{0}")]
    RegisterFile(#[from] ConfigFault),
    /// An embedded register.
    #[error("{0}")]
    Register(#[from] ImportError),
    /// The province's gateway.
    #[error("{0}")]
    Province(#[from] ProvinceFault),
    /// A demo's database under `serve`.
    #[error(
        "this database belongs to a demo: it holds made-up people and printed passwords, and is never served"
    )]
    DemoDatabase,
    /// A real database under `demo`.
    #[error("this database is not a demo's: a demo makes one of its own")]
    NotADemoDatabase,
    /// Anything else.
    #[error("{0}")]
    Action(#[from] Error),
}

impl App {
    /// Opens everything, brings the schema up to date, and loads the catalogue.
    ///
    /// # Errors
    /// [`ComposeFault`].
    pub async fn compose(parts: Parts) -> Result<Self, ComposeFault> {
        let Parts {
            settings,
            ring,
            catalogue,
            messages,
            retention,
            clock,
            chance,
            gateway,
            register,
            press,
            tenancy,
            demo,
        } = parts;
        let public_url = settings.site.public_url.trim_end_matches('/').to_owned();
        let (signature, hotline) = (&settings.site.sms_signature, &settings.site.hotline);
        let wording = Wording::read(&messages, signature, hotline, &public_url)?;
        let store = Store::open(
            &store::Settings {
                url: settings.database.url.clone(),
                pool_size: settings.database.pool_size,
                queue: settings.database.queue,
            },
            tenancy,
        )?;
        let run = store.migrate()?;
        if !run.is_empty() {
            tracing::info!(migrations = run.join(", "), "the schema was brought up to date");
        }
        mark(&store, demo, run.is_empty()).await?;
        let files = Files::open(&settings.objects.url, &s3(&settings))?;
        let (opener, recipient) = evidence_keys(&ring)?;
        let now = clock.now();
        keep_catalogues::begin(&store, &catalogue, now).await?;
        store.write(move |tx| keep_deadlines::begin(tx, now)).await?;
        let site = Site {
            public_url,
            sms_signature: settings.site.sms_signature.clone(),
            hotline: settings.site.hotline.clone(),
            letters: Words {
                address: settings.letters.address.clone(),
                review_body: settings.letters.review_body.clone(),
                court: settings.letters.court.clone(),
            },
            hours: BusinessHours { closes: settings.site.closes },
            answer_days: settings.site.answer_days,
            rating: RatingRules { call_back_days: settings.site.call_back_days, ..RatingRules::default() },
            areas: if settings.site.allow_test_area { Areas::TestToo } else { Areas::Real },
            demo,
            checkpoint_folder: settings.site.checkpoints.clone(),
        };
        let ring = Arc::new(ring);
        let vault = Vault::new(Arc::clone(&ring), Arc::clone(&chance));
        let registers = match register {
            Some(register) => Registers::all(&register),
            None => registers(settings.registers, &store, &vault, &clock, &*chance, site.areas)?,
        };
        Ok(Self {
            store,
            files,
            tokens: Tokens::new(&ring),
            vault,
            registers,
            lookups: LookUps {
                proof: SignedDuration::from_hours(settings.lookups.proof_hours.into()),
                retry_at_most: SignedDuration::from_mins(settings.lookups.retry_at_most_minutes.into()),
            },
            opener: Arc::new(opener),
            recipient,
            catalogues: Catalogues::default(),
            calendars: Calendars::default(),
            consents: ConsentTexts::shipped()?,
            retention: Arc::new(Retention::read(&retention)?),
            gateway,
            press: press.unwrap_or_else(|| {
                Arc::new(Typesetter::new(settings.letters.fonts, settings.letters.templates))
            }),
            wording: Arc::new(wording),
            clock,
            chance,
            site,
            metrics: Metrics::default(),
            bell: Arc::new(Notify::new()),
            hashing: Arc::new(Semaphore::new(2)),
            opening: Arc::new(Semaphore::new(4)),
        })
    }
}

/// The registers that the settings name.
fn registers(
    settings: config::Registers,
    store: &Store,
    vault: &Vault,
    clock: &Arc<dyn Clock>,
    chance: &dyn Chance,
    areas: Areas,
) -> Result<Registers, ComposeFault> {
    let register: Arc<dyn Register> = match settings {
        config::Registers::None {} => return Ok(Registers::default()),
        config::Registers::Embedded { file } => {
            let (text, keyed) = (config::read_register(&file)?, vault.clone());
            let digest = Arc::new(move |bytes: &[u8]| keyed.look_up_digest(bytes));
            let today = shanghai(clock.now()).date();
            let register = EmbeddedRegister::import(&text, today, areas, digest)?;
            tracing::info!(people = register.people(), "an embedded register was read");
            Arc::new(register)
        }
        config::Registers::Province(settings) => {
            let keeper = Arc::new(InDatabase::new(store.clone(), vault.clone()));
            let holder = chance.uuid_v7(clock.now());
            Arc::new(Province::open(*settings, Arc::clone(clock), keeper, holder)?)
        }
    };
    Ok(Registers::all(&register))
}

/// Marks a fresh database as a demo's, or refuses one that is not what it is opened as.
async fn mark(store: &Store, demo: bool, had_a_schema: bool) -> Result<(), ComposeFault> {
    let marked = store.read(|tx| tx.mark(DEMO_MARK)).await?.is_some();
    match (demo, marked) {
        (true, true) | (false, false) => Ok(()),
        (false, true) => Err(ComposeFault::DemoDatabase),
        (true, false) if had_a_schema => Err(ComposeFault::NotADemoDatabase),
        (true, false) => Ok(store.write(|tx| tx.set_mark(DEMO_MARK, "made-up people only")).await?),
    }
}

fn s3(settings: &Settings) -> files::Settings {
    let objects = &settings.objects;
    let usual = files::Settings::default();
    files::Settings {
        endpoint: objects.endpoint.clone(),
        region: objects.region.clone().unwrap_or(usual.region),
        access_key: objects.access_key.clone(),
        secret_key: objects.secret_key.clone(),
        path_style: usual.path_style,
        allow_http: objects.allow_http,
    }
}

fn evidence_keys(ring: &Ring) -> Result<(Opener, Recipient), ComposeFault> {
    let (key_id, current) = ring.evidence_identity();
    let current = Identity::parse(current)?;
    let recipient = Recipient { text: current.recipient().to_string(), key_id: key_id.as_str().to_owned() };
    let old = ring
        .evidence_identities()
        .skip(1)
        .map(|(_, text)| Identity::parse(text))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((Opener::new(current, old), recipient))
}
