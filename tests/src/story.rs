//! The usual course of things, so that a story tells only what is its own: a resident, a visit, photos, a case.

use bytes::Bytes;
use files::Recipient;
use jpeg_encoder::{ColorType, Encoder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Person, TestApp, person};

/// A made-up resident: an ID number of area 999999.
pub fn identity(name: &str, id_number: &str) -> Value {
    json!({
        "name": name,
        "id_number": id_number,
        "phone": "13900001234",
        "address": "阳光新村3幢2单元502室",
        "care_groups": ["elderly"],
        "note": "怕狗,请先打电话",
    })
}

/// Mrs Wang, born in 1948.
pub const WANG: &str = "999999194807150023";

/// An item of the federation of the disabled (DPF), decided by it: 20 working days by law, no shared data.
pub const OF_A_DEPARTMENT: &str = "LJZ-CL-03";

/// A sealed file as a phone holds it.
#[derive(Clone)]
pub struct Sealed {
    /// The phone's id for it.
    pub file_id: Uuid,
    /// The sealed bytes.
    pub bytes: Bytes,
    /// SHA-256 of the sealed bytes, in hex.
    pub sha256: String,
    /// What it is.
    pub media_type: &'static str,
}

/// A small real JPEG; another seed gives another picture.
pub fn jpeg(seed: u8) -> Vec<u8> {
    let pixels: Vec<u8> = (0..96_u32 * 64 * 3).map(|n| (n.wrapping_mul(31) >> 3) as u8 ^ seed).collect();
    let mut out = Vec::new();
    Encoder::new(&mut out, 80).encode(&pixels, 96, 64, ColorType::Rgb).unwrap();
    out
}

impl TestApp {
    /// Seals bytes to the application, as a phone does.
    pub fn seal(&self, plain: &[u8], media_type: &'static str) -> Sealed {
        let recipient = Recipient::parse(&self.app.recipient.text).unwrap();
        self.as_sealed(files::seal(&recipient, plain), media_type)
    }

    /// Takes bytes for a sealed file.
    pub fn as_sealed(&self, bytes: Vec<u8>, media_type: &'static str) -> Sealed {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Sealed { file_id: self.fresh(), bytes: bytes.into(), sha256, media_type }
    }

    /// A sealed photo.
    pub fn photo(&self, seed: u8) -> Sealed {
        self.seal(&jpeg(seed), "image/jpeg")
    }

    /// Puts a resident into the register; the id.
    pub async fn resident(&self, person: &Person, community: Uuid, name: &str, id_number: &str) -> Uuid {
        let id = self.fresh();
        let body = json!({
            "write_id": self.fresh(),
            "community_id": community,
            "identity": identity(name, id_number),
        });
        person.put(&format!("/v1/residents/{id}"), &body).await.ok();
        id
    }

    /// A visit of a worker to a resident, underway; the id.
    pub async fn visit(&self, worker: &Person, resident: Uuid) -> Uuid {
        let id = self.fresh();
        let plan = json!({
            "write_id": self.fresh(),
            "base_version": 0,
            "community_id": self.centre.community.uuid(),
            "resident_id": resident,
            "planned_for": self.now().to_string(),
            "items": ["LJZ-MZ-01"],
        });
        worker.put(&format!("/v1/visits/{id}"), &plan).await.ok();
        let start = json!({"write_id": self.fresh(), "base_version": 1, "device_at": self.now().to_string()});
        worker.post(&format!("/v1/visits/{id}/start"), &start).await.ok();
        id
    }

    /// A case for the senior card: an ID photo and a signature.
    pub fn senior_card(&self, visit: Uuid, resident: Uuid, photo: &Sealed, signature: &Sealed) -> Value {
        let materials = json!([{"material": "id-card", "cover": "file"}]);
        let manifest =
            json!([claim(photo, "material", Some("id-card")), claim(signature, "signature", None)]);
        self.case_of("LJZ-MZ-01", (visit, resident), signature.file_id, &materials, &manifest)
    }

    /// A case of an item as a phone files it: what every item asks for, and what is handed in for this one.
    pub fn case_of(
        &self,
        item: &str,
        (visit, resident): (Uuid, Uuid),
        signature: Uuid,
        materials: &Value,
        manifest: &Value,
    ) -> Value {
        let at = self.now().to_string();
        json!({
            "write_id": self.fresh(),
            "base_version": 0,
            "visit_id": visit,
            "resident": {"id": resident},
            "item": item,
            "catalogue_version": "2018-01-illustrative-1",
            "collected_at": at,
            "form": {},
            "mandate": {
                "agent_name": "陈晓",
                "powers": ["file", "supplement", "collect"],
                "signed_at": at,
                "term_days": 30,
                "signature": {"kind": "signature", "file_id": signature},
            },
            "consents": [
                {"kind": "personal_information", "text_version": "2026-1", "given": true, "given_at": at},
                {"kind": "id_photo", "text_version": "2026-1", "given": true, "given_at": at},
            ],
            "materials": materials,
            "manifest": manifest,
        })
    }

    /// A case that a department decides ([`OF_A_DEPARTMENT`]): an ID photo, a form and a signature.
    pub fn assistive_device(
        &self,
        visit: Uuid,
        resident: Uuid,
        card: &Sealed,
        form: &Sealed,
        signature: &Sealed,
    ) -> Value {
        let mut body = self.senior_card(visit, resident, card, signature);
        body["item"] = json!(OF_A_DEPARTMENT);
        body["materials"] = json!([
            {"material": "id-card", "cover": "file"},
            {"material": "dpf-cert-copy", "cover": "original_seen"},
            {"material": "form", "cover": "file"},
        ]);
        body["manifest"] = json!([
            claim(card, "material", Some("id-card")),
            claim(form, "material", Some("form")),
            claim(signature, "signature", None),
        ]);
        body
    }

    /// A case of Mrs Wang's, received: her card, her photo, her signature. The case's id.
    pub async fn received_case(&self, worker: &Person) -> Uuid {
        let resident = self.resident(worker, self.centre.community.uuid(), "王秀英", WANG).await;
        let visit = self.visit(worker, resident).await;
        let (photo, signature) = (self.photo(1), self.photo(2));
        let case = self.fresh();
        let body = self.senior_card(visit, resident, &photo, &signature);
        worker.put(&format!("/v1/cases/{case}"), &body).await.ok();
        for file in [&photo, &signature] {
            worker.upload(file).await.ok();
        }
        self.run_jobs().await;
        case
    }
}

/// One line of a manifest.
pub fn claim(file: &Sealed, purpose: &str, material: Option<&str>) -> Value {
    let mut claim = json!({
        "file_id": file.file_id,
        "sha256": file.sha256,
        "size": file.bytes.len(),
        "media_type": file.media_type,
        "purpose": purpose,
    });
    if let Some(material) = material {
        claim["material"] = json!(material);
    }
    claim
}

impl Person {
    /// Uploads a sealed file in one request.
    pub async fn upload(&self, file: &Sealed) -> person::Answer {
        let request = self
            .request(reqwest::Method::POST, "/v1/uploads")
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", file.bytes.len())
            .header("Content-Type", "application/offset+octet-stream")
            .body(file.bytes.clone());
        person::answer(request).await
    }
}
