//! What is set for the gateway: its address, our key, and what each interface wants and tells. The names of parameters
//! and fields come from the interface's own document, which the province hands out with the right to use it.

use std::collections::BTreeMap;

use domain::{
    catalogue::Library,
    lookup::{FactKey, FactKind, Question},
    text::{MaterialCode, RegisterName, TextRefusal},
};
use serde::Deserialize;

use super::secrets::Secret;

/// `[registers]` with `mode = "province"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `https://host` of the gateway.
    pub url: String,
    /// Whether the address may be without TLS.
    #[serde(default)]
    pub allow_http: bool,
    /// Name of our application.
    pub app_key: String,
    /// Its secret.
    pub app_secret: Secret,
    /// How long one request may take, in milliseconds.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u64,
    /// Path of the first step: secrets for the application's own secret.
    #[serde(default = "by_key")]
    pub by_key_path: String,
    /// Path of the second step: new secrets for a refresh secret.
    #[serde(default = "by_secret")]
    pub by_secret_path: String,
    /// What may be asked.
    pub interfaces: Vec<Interface>,
}

const fn five_seconds() -> u64 {
    5_000
}

fn by_key() -> String {
    "/gateway/app/refreshTokenByKey.htm".into()
}

fn by_secret() -> String {
    "/gateway/app/refreshTokenBySec.htm".into()
}

/// How parameters are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyForm {
    /// `application/x-www-form-urlencoded`
    #[default]
    Form,
    /// `application/json`, one object of texts.
    Json,
}

/// Where key, signature and time go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignedIn {
    /// Among the parameters.
    #[default]
    Body,
    /// Into headers.
    Headers,
}

/// One interface of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub struct Interface {
    /// The library it belongs to.
    pub library: Library,
    /// The materials it answers for; all of the library when empty.
    pub materials: Vec<MaterialCode>,
    /// Its path.
    pub path: String,
    /// Whose word it is, for people.
    pub source: RegisterName,
    /// How parameters are written.
    pub body: BodyForm,
    /// Where the signature goes.
    pub signed_in: SignedIn,
    /// Names of the parameters: ID number, name, and who asks and why.
    pub id_number: String,
    /// See [`Self::id_number`].
    pub name: String,
    /// Left out where the interface has none.
    pub additional: Option<String>,
    /// Parameters that never change, such as the code of a kind of certificate.
    pub fixed: BTreeMap<String, String>,
    /// Fields of the answer that repeat whom it is about; held against the question.
    pub id_number_field: Option<String>,
    /// See [`Self::id_number_field`].
    pub name_field: Option<String>,
    /// Field with the day of the answer; the day of asking when left out.
    pub as_of_field: Option<String>,
    /// What is taken out of the answer, and nothing else.
    pub facts: BTreeMap<FactKey, FactField>,
}

/// Where a fact stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactField {
    /// Name of the field.
    pub field: String,
    /// Values that mean yes; `*` is any other value that is not empty.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Values that mean no; `*` as above.
    #[serde(default)]
    pub no: Vec<String>,
}

/// An interface as it is written in the settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    library: String,
    #[serde(default)]
    materials: Vec<String>,
    path: String,
    source: String,
    #[serde(default)]
    body: BodyForm,
    #[serde(default)]
    signed_in: SignedIn,
    id_number: String,
    name: String,
    additional: Option<String>,
    #[serde(default)]
    fixed: BTreeMap<String, String>,
    id_number_field: Option<String>,
    name_field: Option<String>,
    as_of_field: Option<String>,
    facts: BTreeMap<String, FactField>,
}

/// What is wrong with an interface as it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Slip {
    #[error("there is no library {0}: population, legal_person, e_certificate, social")]
    Library(String),
    #[error("{0} is malformed: {1}")]
    Text(String, &'static str),
    #[error("path {0} does not begin with /")]
    Path(String),
    #[error("an interface that tells no facts spares nothing")]
    NoFacts,
    #[error("there is no fact {0}")]
    Fact(String),
    #[error("the fact {0} is a yes or no: it wants values for yes or for no")]
    NoValues(&'static str),
    #[error("the fact {0} is no yes or no: it has no values for them")]
    Values(&'static str),
}

impl TryFrom<Written> for Interface {
    type Error = Slip;

    fn try_from(written: Written) -> Result<Self, Slip> {
        let text = |refusal: TextRefusal, raw: &str| Slip::Text(raw.to_owned(), refusal.code());
        if !written.path.starts_with('/') {
            return Err(Slip::Path(written.path));
        }
        if written.facts.is_empty() {
            return Err(Slip::NoFacts);
        }
        let fact = |(name, field): (String, FactField)| {
            let key = FactKey::parse(&name).ok_or(Slip::Fact(name))?;
            match (key.kind() == FactKind::Answer, field.yes.is_empty() && field.no.is_empty()) {
                (true, true) => Err(Slip::NoValues(key.as_str())),
                (false, false) => Err(Slip::Values(key.as_str())),
                _ => Ok((key, field)),
            }
        };
        Ok(Self {
            library: Library::parse(&written.library).ok_or(Slip::Library(written.library))?,
            materials: written
                .materials
                .iter()
                .map(|raw| MaterialCode::parse(raw).map_err(|refusal| text(refusal, raw)))
                .collect::<Result<_, _>>()?,
            path: written.path,
            source: RegisterName::parse(&written.source).map_err(|refusal| text(refusal, &written.source))?,
            body: written.body,
            signed_in: written.signed_in,
            id_number: written.id_number,
            name: written.name,
            additional: written.additional,
            fixed: written.fixed,
            id_number_field: written.id_number_field,
            name_field: written.name_field,
            as_of_field: written.as_of_field,
            facts: written.facts.into_iter().map(fact).collect::<Result<_, _>>()?,
        })
    }
}

/// The interface that answers a question: one that names the material before one for the whole library.
pub(super) fn fitting<'set>(interfaces: &'set [Interface], question: &Question) -> Option<&'set Interface> {
    let of_library = || interfaces.iter().filter(|interface| interface.library == question.library);
    of_library()
        .find(|interface| interface.materials.contains(&question.material))
        .or_else(|| of_library().find(|interface| interface.materials.is_empty()))
}
