//! Submissions made ready before they are timed: cases with mandate, consents and a manifest of three files.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::clock::{Chance as _, Clock as _};
use jiff::SignedDuration;
use mobile_contract::v1::{
    CaseResident, Consent, ConsentKind, Cover, FilePurpose, Mandate, ManifestFile, MaterialCover, MediaType,
    Power, PutCase, Signature, SignatureKind,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zerotrip::chance::{SystemChance, SystemClock};

use super::{Outcome, drive::Errand, line::Request, photos::Pictures, site::Site};

/// The item that all cases are of: an ID card's two sides and a signature.
pub const ITEM: &str = "LJZ-MZ-01";
const MATERIAL: &str = "id-card";
/// Files of a case.
pub const FILES: usize = 3;
/// Size that a manifest says of a file that never comes.
const CLAIMED_BYTES: u64 = 300_000;

/// A sealed file.
struct Sealed {
    bytes: Bytes,
    sha256: String,
}

/// Cases whose files stay on the phone: the data alone is filed.
pub fn without_photos(site: &Site, count: usize) -> Outcome<Vec<Errand>> {
    let tokens = site.tokens()?;
    let case = |number: usize| {
        let claimed = [(); FILES].map(|()| {
            let mut digest = [0; 32];
            SystemChance.fill(&mut digest);
            (hex::encode(digest), CLAIMED_BYTES)
        });
        Ok(Errand(vec![put(site, &tokens, number, claimed)?]))
    };
    (0..count).map(case).collect()
}

/// Cases with their photos, uploaded first, each in one request.
pub fn with_photos(site: &Site, pictures: &Pictures, count: usize) -> Outcome<Vec<Errand>> {
    let tokens = site.tokens()?;
    let case = |number: usize| {
        let sealed = [(); FILES].map(|()| seal(site, &pictures.photo()));
        let token = &tokens[number % tokens.len()];
        let mut requests: Vec<_> = sealed
            .iter()
            .map(|file| {
                let metadata = format!("sha256 {}", BASE64_STANDARD.encode(&file.sha256));
                Request::create(token, file.bytes.len(), &metadata, vec![file.bytes.clone()])
            })
            .collect();
        let claimed = sealed.map(|file| (file.sha256, u64::try_from(file.bytes.len()).unwrap_or(u64::MAX)));
        requests.push(put(site, &tokens, number, claimed)?);
        Ok(Errand(requests))
    };
    (0..count).map(case).collect()
}

fn seal(site: &Site, plain: &[u8]) -> Sealed {
    let bytes = files::seal(&site.recipient, plain);
    Sealed { sha256: hex::encode(Sha256::digest(&bytes)), bytes: bytes.into() }
}

fn put(site: &Site, tokens: &[String], number: usize, files: [(String, u64); FILES]) -> Outcome<Request> {
    let body = body(site, number, files);
    let path = format!("/v1/cases/{}", fresh());
    Ok(Request::put_json(&path, &tokens[number % tokens.len()], serde_json::to_vec(&body)?))
}

/// A case of the next worker in turn.
fn body(site: &Site, number: usize, files: [(String, u64); FILES]) -> PutCase {
    let worker = &site.workers[number % site.workers.len()];
    let call = &worker.calls[number / site.workers.len() % worker.calls.len()];
    let at = (SystemClock.now() - SignedDuration::from_mins(2)).to_string();
    let [front, back, signature] = files;
    let manifest = vec![
        claim(front, FilePurpose::Material),
        claim(back, FilePurpose::Material),
        claim(signature, FilePurpose::Signature),
    ];
    let signed = manifest[FILES - 1].file_id;
    let consent = |kind| Consent {
        kind,
        text_version: "2026-1".into(),
        given: true,
        given_at: at.clone(),
        file_id: None,
    };
    PutCase {
        write_id: fresh(),
        base_version: 0,
        visit_id: call.visit,
        resident: CaseResident { id: call.resident, identity: None },
        item: ITEM.into(),
        catalogue_version: site.catalogue.clone(),
        collected_at: at.clone(),
        form: [("living_alone".to_owned(), "true".to_owned())].into(),
        note: None,
        mandate: Mandate {
            agent_name: "陈晓".into(),
            powers: vec![Power::File, Power::Supplement, Power::Collect],
            signed_at: at.clone(),
            term_days: 30,
            signature: Signature { kind: SignatureKind::Signature, file_id: signed },
            witness: None,
            second_witness: None,
            guardian: None,
        },
        consents: [ConsentKind::PersonalInformation, ConsentKind::IdPhoto, ConsentKind::Location]
            .map(consent)
            .into(),
        materials: vec![MaterialCover { material: MATERIAL.into(), cover: Cover::File, note: None }],
        manifest,
    }
}

fn claim((sha256, size): (String, u64), purpose: FilePurpose) -> ManifestFile {
    ManifestFile {
        file_id: fresh(),
        sha256,
        size,
        media_type: MediaType::Jpeg,
        purpose,
        material: (purpose == FilePurpose::Material).then(|| MATERIAL.to_owned()),
    }
}

fn fresh() -> Uuid {
    SystemChance.uuid_v7(SystemClock.now())
}
