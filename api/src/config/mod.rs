//! The settings of a site: a TOML file, then the environment on top (`ZEROTRIP__DATABASE__URL` is `[database] url`).
//! The only room that reads the environment and the files that configure a site.

mod letters;
mod registers;
mod ring;

use std::{
    net::SocketAddr,
    num::NonZeroU16,
    path::{Path, PathBuf},
};

use domain::{deadlines::BusinessHours, rating::RatingRules};
use figment::{
    Figment,
    providers::{Env, Format as _, Toml},
};
use jiff::civil::Time;
use serde::{Deserialize, Deserializer, de::Error as _};

pub use letters::Letters;
pub use registers::{Registers, read_register};
pub use ring::{RingFault, read_ring, write_ring, write_secret};

/// Everything that is set.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[http]`
    #[serde(default)]
    pub http: Http,
    /// `[database]`
    pub database: Database,
    /// `[objects]`
    pub objects: Objects,
    /// `[keys]`
    pub keys: Keys,
    /// `[site]`
    pub site: SiteWords,
    /// `[registers]`
    #[serde(default)]
    pub registers: Registers,
    /// `[lookups]`
    #[serde(default)]
    pub lookups: LookUps,
    /// `[letters]`
    #[serde(default)]
    pub letters: Letters,
}

/// `[http]`: where the server listens. TLS is the proxy's.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address and port.
    pub listen: SocketAddr,
    /// Threads that serve; as many as cores when left out.
    pub workers: Option<usize>,
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), workers: None }
    }
}

/// `[database]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:///path/file.db` or `postgres://…`
    pub url: String,
    /// Connections: readers on SQLite, all of them on PostgreSQL.
    #[serde(default = "pool_size")]
    pub pool_size: u32,
    /// Writes that may wait on SQLite.
    #[serde(default = "queue")]
    pub queue: usize,
}

const fn pool_size() -> u32 {
    16
}

const fn queue() -> usize {
    1024
}

/// `[objects]`
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// `file:///path` or `s3://bucket/prefix`
    pub url: String,
    /// Address of the S3 service.
    pub endpoint: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Access key.
    #[serde(default)]
    pub access_key: String,
    /// Secret key.
    #[serde(default)]
    pub secret_key: String,
    /// Whether the endpoint may be without TLS.
    #[serde(default)]
    pub allow_http: bool,
}

/// `[lookups]`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookUps {
    /// An answer older than this many hours is asked for again before acceptance.
    pub proof_hours: u16,
    /// The longest wait in minutes between two tries for what nobody could tell.
    pub retry_at_most_minutes: u16,
}

impl Default for LookUps {
    fn default() -> Self {
        Self { proof_hours: 24, retry_at_most_minutes: 360 }
    }
}

/// `[keys]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// File of the key ring, in a folder that is not the data's.
    pub ring: PathBuf,
}

/// `[site]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteWords {
    /// Address under which residents reach it.
    pub public_url: String,
    /// 签名 of messages.
    pub sms_signature: String,
    /// The centre's landline.
    pub hotline: String,
    /// When the centre closes on working days; 17:00 when left out.
    #[serde(default = "five_in_the_afternoon", deserialize_with = "time_of_day")]
    pub closes: Time,
    /// Working days within which somebody calls a resident back who rated badly; 5 when left out.
    #[serde(default = "usual_call_back_days")]
    pub call_back_days: NonZeroU16,
    /// Working days within which a resident who asks for erasure is answered; 15 when left out.
    #[serde(default = "usual_answer_days")]
    pub answer_days: NonZeroU16,
    /// Whether ID numbers of the never assigned area 999999 are taken: for training only.
    #[serde(default)]
    pub allow_test_area: bool,
    /// The catalogue that a new database begins with; the shipped illustrative one when left out.
    pub catalogue: Option<PathBuf>,
    /// The message templates to work with; the shipped ones when left out.
    pub messages: Option<PathBuf>,
    /// How long each kind of data is kept; the shipped table when left out.
    pub retention: Option<PathBuf>,
    /// Where signed audit checkpoints are copied to.
    pub checkpoints: Option<PathBuf>,
}

/// Usual close of business.
#[must_use]
pub fn five_in_the_afternoon() -> Time {
    BusinessHours::default().closes
}

/// Usual term of a call back.
#[must_use]
pub fn usual_call_back_days() -> NonZeroU16 {
    RatingRules::default().call_back_days
}

/// Usual term of an answer about one's own data. LAWYER
#[must_use]
pub fn usual_answer_days() -> NonZeroU16 {
    NonZeroU16::new(15).unwrap_or(NonZeroU16::MIN)
}

fn time_of_day<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    Time::strptime("%H:%M", &text).map_err(|_shape| D::Error::custom("a time of day such as \"17:00\""))
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    /// A value is missing, unknown or of the wrong kind.
    #[error("settings: {0}")]
    Read(Box<figment::Error>),
    /// The ring lies where the data lies.
    #[error("settings: [keys] ring must lie outside the folders of [database] and [objects]")]
    RingInsideData,
    /// A file could not be read.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] std::io::Error),
    /// Others may read a file of people's data.
    #[error("{0}: others than its owner may read it; run: chmod 600 {0}")]
    Open(PathBuf),
}

impl Settings {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// [`ConfigFault`].
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigFault> {
        let mut sources = Figment::new();
        if let Some(file) = file {
            if let Err(error) = std::fs::metadata(file) {
                return Err(ConfigFault::File(file.to_owned(), error));
            }
            sources = sources.merge(Toml::file(file));
        }
        let settings: Self = sources
            .merge(Env::prefixed("ZEROTRIP__").split("__"))
            .extract()
            .map_err(|error| ConfigFault::Read(Box::new(error)))?;
        settings.refuse_ring_inside_data()?;
        Ok(settings)
    }

    fn refuse_ring_inside_data(&self) -> Result<(), ConfigFault> {
        let data = [
            self.database.url.strip_prefix("sqlite://").and_then(|file| Path::new(file).parent()),
            self.objects.url.strip_prefix("file://").map(Path::new),
        ];
        let ring = resolved(&self.keys.ring);
        let inside = data.into_iter().flatten().any(|folder| ring.starts_with(resolved(folder)));
        if inside { Err(ConfigFault::RingInsideData) } else { Ok(()) }
    }

    /// The text of the catalogue that a new database begins with, when one is named.
    ///
    /// # Errors
    /// [`ConfigFault::File`].
    pub fn catalogue_text(&self) -> Result<Option<String>, ConfigFault> {
        self.site.catalogue.as_deref().map(text_of).transpose()
    }

    /// The text of the message templates to work with, when they are named.
    ///
    /// # Errors
    /// [`ConfigFault::File`].
    pub fn messages_text(&self) -> Result<Option<String>, ConfigFault> {
        self.site.messages.as_deref().map(text_of).transpose()
    }

    /// The text of the table of retention to work with, when they are named.
    ///
    /// # Errors
    /// [`ConfigFault::File`].
    pub fn retention_text(&self) -> Result<Option<String>, ConfigFault> {
        self.site.retention.as_deref().map(text_of).transpose()
    }
}

fn text_of(file: &Path) -> Result<String, ConfigFault> {
    std::fs::read_to_string(file).map_err(|error| ConfigFault::File(file.to_owned(), error))
}

/// A path without links and dots, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => resolved(parent).join(name),
        (_, Some(name)) => resolved(Path::new(".")).join(name),
        _ => path.to_owned(),
    }
}
