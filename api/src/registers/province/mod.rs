//! The province's gateway: signed questions over HTTP, in its own ways of signing, renewing and answering. Those ways
//! stay in here; nothing outside knows that there is MD5 or a code 96.
//!
//! The person asked about goes out in a POST's body and nowhere else: no address, log or error holds anything of it.
//! The network is the government's extranet and the interfaces are lent one by one, so all names are settings.

mod answer;
#[cfg(test)]
mod in_process;
mod interface;
mod renewal;
mod secrets;
mod signing;
#[cfg(test)]
mod stub;
#[cfg(test)]
mod tests;
mod wire;

use std::{sync::Arc, time::Duration};

use domain::{
    clock::{Clock, shanghai},
    lookup::{Denial, Finding, Question},
};
use jiff::SignedDuration;
use uuid::Uuid;

pub use interface::{BodyForm, FactField, Interface, Settings, SignedIn};
pub use secrets::{KeeperFault, Keeping, Kept, Lease, Pair, Secret, SecretsKeeper};

use super::{Looking, Register};
use answer::Answer;
use interface::fitting;
use renewal::Renewal;
use signing::Signature;
use wire::{Trouble, Wire};

/// A pair younger than this that is refused is not renewed: it is not its age. Else a wrong setting would have every
/// look-up spoil the secrets of all others.
const FRESH: SignedDuration = SignedDuration::from_secs(10);

/// Why there is no way to the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProvinceFault {
    /// The address.
    #[error("registers: url is no address of the form https://host")]
    Url,
    /// The address is without TLS.
    #[error("registers: url is without TLS; allow_http = true where the network itself is closed")]
    WithoutTls,
    /// The key.
    #[error("registers: app_key is empty or holds something else than ASCII letters, digits, '-' and '_'")]
    AppKey,
    /// The time-out.
    #[error("registers: timeout_ms is not between 100 and 60000")]
    Timeout,
    /// A path of the two steps.
    #[error("registers: by_key_path and by_secret_path begin with /")]
    Path,
    /// Two interfaces answer for the same.
    #[error("registers: two interfaces answer for the same material of a library")]
    InterfaceTwice,
    /// TLS.
    #[error("registers: no HTTP client comes of the settings")]
    Client,
}

/// The gateway.
pub struct Province {
    wire: Arc<Wire>,
    renewal: Arc<Renewal>,
    clock: Arc<dyn Clock>,
    app_key: String,
    interfaces: Vec<Interface>,
}

impl Province {
    /// Opens a way to the gateway; nothing is asked of it yet. Replicas share `keeper`, and each has a `holder` of its
    /// own, drawn by chance.
    ///
    /// # Errors
    /// [`ProvinceFault`].
    pub fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        keeper: Arc<dyn SecretsKeeper>,
        holder: Uuid,
    ) -> Result<Self, ProvinceFault> {
        check(&settings)?;
        let timeout = Duration::from_millis(settings.timeout_ms);
        let wire = Arc::new(Wire::open(&settings.url, settings.allow_http, timeout)?);
        let renewal = Renewal::new(&settings, Arc::clone(&wire), Arc::clone(&clock), keeper, holder);
        let Settings { app_key, interfaces, .. } = settings;
        Ok(Self { wire, renewal: Arc::new(renewal), clock, app_key, interfaces })
    }

    async fn find(&self, question: &Question) -> Finding {
        let Some(interface) = fitting(&self.interfaces, question) else {
            return Finding::Denied { code: Denial::NoInterface };
        };
        match self.ask(interface, question).await {
            Ok(finding) => finding,
            Err(Trouble::Unreachable { retry_after }) => Finding::Unavailable { retry_after },
            Err(Trouble::SecretRefused) => Finding::Denied { code: Denial::NotAuthorised },
            Err(Trouble::Refused(code)) => Finding::Denied { code },
        }
    }

    /// Asks, and once more when the secret had ended before its time.
    async fn ask(&self, interface: &Interface, question: &Question) -> Result<Finding, Trouble> {
        let kept = self.renewal.pair(None).await?;
        match self.ask_with(&kept, interface, question).await {
            Err(Trouble::SecretRefused) if !self.is_fresh(&kept) => {
                let kept = self.renewal.pair(Some(kept.revision)).await?;
                self.ask_with(&kept, interface, question).await
            }
            outcome => outcome,
        }
    }

    fn is_fresh(&self, kept: &Kept) -> bool {
        self.clock.now().duration_since(kept.pair.obtained_at) < FRESH
    }

    async fn ask_with(
        &self,
        kept: &Kept,
        interface: &Interface,
        question: &Question,
    ) -> Result<Finding, Trouble> {
        let signature = Signature::make(&self.app_key, &kept.pair.request, &*self.clock);
        let signed = signature.fields(&self.app_key);
        let mut parameters = parameters(interface, question);
        let headers = match interface.signed_in {
            SignedIn::Headers => signed.to_vec(),
            SignedIn::Body => {
                parameters.extend(signed);
                Vec::new()
            }
        };
        let bytes = self.wire.post(&interface.path, &headers, interface.body, &parameters).await?;
        let Some(answer) = Answer::read(&bytes) else {
            tracing::warn!(library = question.library.as_str(), "the gateway's answer makes no sense");
            return Err(Trouble::unreachable());
        };
        self.weigh(&answer, interface, question)
    }

    /// What an answer means.
    fn weigh(&self, answer: &Answer, interface: &Interface, question: &Question) -> Result<Finding, Trouble> {
        let differs = answer.differs(interface, &question.subject);
        match answer.code.as_str() {
            "00" => Ok(match differs {
                Some(field) => Finding::Mismatch { field },
                None => self.found(answer, interface),
            }),
            "96" => Ok(match differs.or_else(|| answer.blames(interface)) {
                Some(field) => Finding::Mismatch { field },
                None => Finding::NotFound,
            }),
            "97" => Err(refused(answer, question, Trouble::Refused(Denial::ParameterMissing))),
            "98" => Err(refused(answer, question, Trouble::Refused(Denial::ParameterType))),
            "99" => Err(refused(answer, question, Trouble::unreachable())),
            // The gateway has no one code for a secret that ended: clients renew at whatever is none of the above.
            _ => Err(refused(answer, question, Trouble::SecretRefused)),
        }
    }

    fn found(&self, answer: &Answer, interface: &Interface) -> Finding {
        let facts = answer.facts(interface);
        if !facts.tell_anything() {
            if !answer.records.is_empty() {
                tracing::warn!(path = interface.path, "an answer has none of the facts that are set for it");
            }
            return Finding::NotFound;
        }
        let as_of = answer.as_of(interface, shanghai(self.clock.now()).date());
        Finding::Found { facts, source: interface.source.clone(), as_of }
    }
}

/// Logs what the gateway said, in codes: its words may hold a person's.
fn refused(answer: &Answer, question: &Question, trouble: Trouble) -> Trouble {
    let known = |code: &&str| code.len() <= 8 && code.chars().all(|c| c.is_ascii_alphanumeric());
    let echoes_nobody = |id: &&str| !id.contains(question.subject.id_number.as_str());
    tracing::warn!(
        library = question.library.as_str(),
        material = question.material.as_str(),
        code = Some(answer.code.as_str()).filter(known).unwrap_or("?"),
        request = Some(answer.request_id.as_str()).filter(echoes_nobody).unwrap_or("?"),
        "the gateway did not answer a look-up"
    );
    trouble
}

fn parameters<'set>(interface: &'set Interface, question: &Question) -> Vec<(&'set str, String)> {
    let fixed = interface.fixed.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let mut parameters: Vec<_> = fixed.collect();
    parameters.push((&interface.id_number, question.subject.id_number.as_str().to_owned()));
    parameters.push((&interface.name, question.subject.name.as_str().to_owned()));
    if let Some(name) = &interface.additional {
        let why = serde_json::json!({
            "case": question.case.to_string(),
            "item": question.item.as_str(),
            "material": question.material.as_str(),
            "purpose": question.purpose.as_str(),
        });
        parameters.push((name, why.to_string()));
    }
    parameters
}

fn check(settings: &Settings) -> Result<(), ProvinceFault> {
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if settings.app_key.is_empty() || !settings.app_key.chars().all(is_key) {
        return Err(ProvinceFault::AppKey);
    }
    if !(100..=60_000).contains(&settings.timeout_ms) {
        return Err(ProvinceFault::Timeout);
    }
    if ![&settings.by_key_path, &settings.by_secret_path].iter().all(|path| path.starts_with('/')) {
        return Err(ProvinceFault::Path);
    }
    let mut rest = settings.interfaces.iter();
    while let Some(interface) = rest.next() {
        let same = |other: &Interface| {
            let materials = &interface.materials;
            let both_of_all = materials.is_empty() && other.materials.is_empty();
            other.library == interface.library
                && (both_of_all || materials.iter().any(|material| other.materials.contains(material)))
        };
        if rest.clone().any(same) {
            return Err(ProvinceFault::InterfaceTwice);
        }
    }
    Ok(())
}

impl Register for Province {
    fn look_up<'asked>(&'asked self, question: &'asked Question) -> Looking<'asked> {
        Box::pin(self.find(question))
    }
}
