//! Hands a resident everything that is held on them (个人信息保护法 art. 45): one document of parts, each a list of entries in
//! plain words. The audit row is committed before anything is opened.
//!
//! What belongs to somebody else stays out: names and numbers of the contact circle, of witnesses and of a guardian, and
//! the number of a message that went to another telephone. Nor is it told what a register said, which is not kept. Files
//! are listed with their digests and fetched one by one where files are opened anyway: each look is logged there, and
//! nothing opened is gathered in one place.

mod of_cases;
mod of_person;

use std::collections::BTreeMap;

use domain::{
    actor::Credential,
    audit::Entry,
    ids::ResidentId,
    policy::{self, act},
    resident::Profile,
    text::Reason,
};
use jiff::Timestamp;
use store::{CaseFile, ReadTx, StoredResident};

use crate::{
    actions::{Error, read_resident},
    app::App,
    vault::{ResidentKey, Vault, VaultError},
};

/// One thing that is held, in words: what and what it says.
pub type Facts = BTreeMap<String, String>;

/// Everything of one noun.
pub struct Part {
    /// The noun.
    pub kind: &'static str,
    /// What it is called, in Chinese and English.
    pub title: (&'static str, &'static str),
    /// What is held of it.
    pub entries: Vec<Facts>,
}

/// Everything that is held on a resident.
pub struct Export {
    /// Of whom.
    pub id: ResidentId,
    /// As of when.
    pub at: Timestamp,
    /// A part a noun, those without entries too.
    pub parts: Vec<Part>,
}

type Noun = (&'static str, (&'static str, &'static str), fn(&mut Held<'_, '_>) -> Result<Vec<Facts>, Error>);

/// Every noun that anything of a person is held under. A new one is a line here.
const NOUNS: &[Noun] = &[
    ("profile", ("个人信息", "Particulars"), of_person::profile),
    ("contacts", ("联系人（不含他人信息）", "Contacts, without what is theirs"), of_person::contacts),
    ("death", ("去世登记", "Note of death"), of_person::death),
    ("visits", ("上门记录", "Visits"), of_person::visits),
    ("visit_requests", ("上门预约", "Requests for a visit"), of_person::visit_requests),
    ("home_place", ("住处大致位置", "Where they live, roughly"), of_person::home_place),
    ("cases", ("办件", "Cases"), of_cases::cases),
    ("mandates", ("授权委托", "Mandates"), of_cases::mandates),
    ("consents", ("同意记录", "Consents"), of_cases::consents),
    ("events", ("办理过程", "What happened to cases"), of_cases::events),
    ("notices", ("补正告知", "Correction notices"), of_cases::notices),
    ("lookups", ("数据共享查询", "Look-ups that were asked"), of_cases::lookups),
    ("files", ("材料文件", "Files"), of_cases::files),
    ("messages", ("短信", "Messages"), of_cases::messages),
    ("objections", ("不接收短信的登记", "Objections to messages"), of_person::objections),
    ("letters", ("文书", "Letters"), of_cases::letters),
    ("results", ("办理结果", "Results"), of_cases::results),
    ("handovers", ("交接与送达", "Through whose hands things went"), of_cases::handovers),
    ("ratings", ("评价", "Ratings"), of_cases::ratings),
    ("not_applied", ("未能办成的提交", "Writes that were not applied"), of_person::not_applied),
    ("erasure_requests", ("删除请求", "Requests for erasure"), of_person::erasure_requests),
    ("looks", ("查看与处理记录", "Who looked, and why"), of_person::looks),
];

/// What the nouns are read from.
struct Held<'a, 'db> {
    tx: &'a mut ReadTx<'db>,
    vault: &'a Vault,
    resident: StoredResident,
    key: ResidentKey,
    profile: Profile,
    /// Oldest first.
    cases: Vec<CaseFile>,
}

/// Exports a resident.
///
/// # Errors
/// [`Error::NotFound`], the policy's, or [`domain::fault::Refusal::Erased`].
pub async fn run(app: &App, credential: Credential, id: ResidentId, reason: Reason) -> Result<Export, Error> {
    let (now, vault) = (app.clock.now(), app.vault.clone());
    let resident = app
        .store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let resident = read_resident::find(tx, &actor, id)?;
            let permit = policy::may::<act::ExportResident>(&actor, &read_resident::resource(&resident))?;
            let key = vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
            tx.in_centre(resident.centre, now, |_tx| {
                let secret = vault.seal_reason(&key, resident.id.uuid(), &reason);
                let entry =
                    Entry::by(&actor, permit.role(), "export-resident", "resident", resident.id.uuid());
                Ok::<_, Error>(((), entry.with_secret(secret)))
            })?;
            Ok::<_, Error>(resident)
        })
        .await?;
    let vault = app.vault.clone();
    let parts = app.store.read(move |tx| gather(tx, &vault, resident)).await?;
    Ok(Export { id, at: now, parts })
}

fn gather(tx: &mut ReadTx<'_>, vault: &Vault, resident: StoredResident) -> Result<Vec<Part>, Error> {
    let key = vault.resident_key(resident.centre, resident.id, &resident.data_key)?;
    let profile = read_resident::open(vault, &resident)?;
    let mut cases = Vec::new();
    for case in tx.cases_of_resident(resident.centre, resident.id)? {
        cases.extend(tx.case_file(&[resident.centre], case)?);
    }
    let mut held = Held { tx, vault, resident, key, profile, cases };
    let part = |(kind, title, read): &Noun| Ok(Part { kind, title: *title, entries: read(&mut held)? });
    NOUNS.iter().map(part).collect()
}

impl Held<'_, '_> {
    /// What was sealed, opened; nothing where it has been let go.
    fn open(&self, table: &str, column: &str, row: &[u8], sealed: &[u8]) -> Result<Option<String>, Error> {
        kept(self.vault.open(&self.key, table, column, row, sealed))
    }
}

/// What is still there.
fn kept<T>(opened: Result<T, VaultError>) -> Result<Option<T>, Error> {
    match opened {
        Ok(value) => Ok(Some(value)),
        Err(VaultError::Erased) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// Facts, without those that have no value.
fn facts<const N: usize>(facts: [(&str, Option<String>); N]) -> Facts {
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// A value that is there.
#[expect(clippy::needless_pass_by_value, reason = "most are small values made for this line")]
fn said(value: impl ToString) -> Option<String> {
    Some(value.to_string())
}
