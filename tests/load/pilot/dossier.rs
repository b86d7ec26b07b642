//! What a worker brings together at the table for one case: photos, the signature, the mandate, the consents.

use jiff::{SignedDuration, Timestamp};
use mobile_contract::v1::{
    CaseResident, Consent, ConsentKind, Cover, FilePurpose, ItemView, Mandate, ManifestFile, MaterialCover,
    MaterialSource, MaterialView, MediaType, Power, PutCase, Signature, SignatureKind, Witness,
};
use uuid::Uuid;

use super::run::Run;
use crate::{dice::Dice, photo, trouble::Trouble, tus::SealedFile};

/// Version of the texts that were read aloud.
const TEXT_VERSION: &str = "2026-1";

/// Whose case it is, and who files it.
pub struct Parties {
    /// The visit it comes of.
    pub visit: Uuid,
    /// The resident.
    pub resident: Uuid,
    /// Name of the worker.
    pub agent: String,
}

/// One case, ready to be sent.
pub struct Dossier {
    /// The phone's id of the case.
    pub case: Uuid,
    /// What is put.
    pub body: PutCase,
    /// The sealed files of its manifest, in its order.
    pub files: Vec<SealedFile>,
    /// How many of them are photos.
    pub photos: u64,
}

/// Takes the photos, seals them and fills in the rest. Keeps a core busy: not for a thread that others wait for.
pub fn prepare(run: &Run, parties: &Parties, item: &ItemView, dice: &mut Dice) -> Result<Dossier, Trouble> {
    let now = Timestamp::now();
    let minutes_ago = |minutes: i64| (now - SignedDuration::from_mins(minutes)).to_string();
    let mut papers = Papers { run, manifest: Vec::new(), files: Vec::new() };
    let mut materials = Vec::new();
    let mut agreed = vec![ConsentKind::PersonalInformation, ConsentKind::IdPhoto];
    for material in &item.guide.materials {
        let Some(cover) = cover(material) else { continue };
        if cover == Cover::File {
            papers.add(&run.album.photo(dice), FilePurpose::Material, Some(&material.code));
            agreed.extend(material.consent.filter(|kind| !agreed.contains(kind)));
        }
        materials.push(MaterialCover { material: material.code.clone(), cover, note: None });
    }
    let photos = u64::try_from(papers.files.len()).unwrap_or(u64::MAX);
    let signature = photo::signature(dice).map_err(|error| Trouble::new("signature", error.to_string()))?;
    let signed = papers.add(&signature, FilePurpose::Signature, None);
    let body = PutCase {
        write_id: run.ids.next(),
        base_version: 0,
        visit_id: parties.visit,
        resident: CaseResident { id: parties.resident, identity: None },
        item: item.code.clone(),
        catalogue_version: run.catalogue_version.clone(),
        collected_at: minutes_ago(1),
        form: [("living_alone".to_owned(), dice.percent(40).to_string())].into(),
        note: dice.percent(10).then(|| "请尽快办理".to_owned()),
        mandate: mandate(&parties.agent, signed, minutes_ago(2), dice.percent(8)),
        consents: consents(&agreed, &minutes_ago(3)),
        materials,
        manifest: papers.manifest,
    };
    Ok(Dossier { case: run.ids.next(), body, files: papers.files, photos })
}

/// How a material is covered at the table; nothing for what is looked up.
const fn cover(material: &MaterialView) -> Option<Cover> {
    match material.source {
        MaterialSource::Share => None,
        _ if material.conditional => Some(Cover::NotApplicable),
        MaterialSource::Original => Some(Cover::OriginalTaken),
        MaterialSource::Copy | MaterialSource::Form => Some(Cover::File),
    }
}

fn mandate(agent: &str, signed: Uuid, signed_at: String, by_thumb: bool) -> Mandate {
    let witness = Witness { name: "骆见证".to_owned(), id_last4: "001X".to_owned(), file_id: None };
    Mandate {
        agent_name: agent.to_owned(),
        powers: vec![Power::File, Power::Supplement, Power::Collect],
        signed_at,
        term_days: 30,
        signature: Signature {
            kind: if by_thumb { SignatureKind::Thumbprint } else { SignatureKind::Signature },
            file_id: signed,
        },
        witness: by_thumb.then_some(witness),
        second_witness: None,
        guardian: None,
    }
}

/// Yes to what is needed, no to the place of the visit: no is an answer too.
fn consents(agreed: &[ConsentKind], at: &str) -> Vec<Consent> {
    let answers = agreed.iter().map(|kind| (*kind, true)).chain([(ConsentKind::Location, false)]);
    let consent = |(kind, given)| Consent {
        kind,
        text_version: TEXT_VERSION.to_owned(),
        given,
        given_at: at.to_owned(),
        file_id: None,
    };
    answers.map(consent).collect()
}

struct Papers<'run> {
    run: &'run Run,
    manifest: Vec<ManifestFile>,
    files: Vec<SealedFile>,
}

impl Papers<'_> {
    fn add(&mut self, plain: &[u8], purpose: FilePurpose, material: Option<&String>) -> Uuid {
        let sealed = SealedFile::new(files::seal(&self.run.recipient, plain));
        let file_id = self.run.ids.next();
        self.manifest.push(ManifestFile {
            file_id,
            sha256: sealed.sha256.clone(),
            size: u64::try_from(sealed.bytes.len()).unwrap_or(u64::MAX),
            media_type: MediaType::Jpeg,
            purpose,
            material: material.cloned(),
        });
        self.files.push(sealed);
        file_id
    }
}
