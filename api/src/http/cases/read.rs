//! A case from the wire: the contract's raw body as a command that is valid by itself and fits its item, or every
//! fault at once.

use std::collections::BTreeMap;

use domain::{
    checklist::{self, Cover},
    evidence::{Claim, MediaType, Purpose},
    fault::Faults,
    ids::{CaseId, FileId, ResidentId, VisitId},
    text::{CatalogueVersion, ItemCode, MaterialCode, Note, Reason},
};
use mobile_contract::{limits, problem::faults as code, v1};

use crate::{
    actions::{Error, file_case::FileCase, keep_catalogues},
    app::App,
    http::{
        cases::read_mandate::{consents, mandate},
        convert::Reading,
    },
};

/// Reads a `PUT /v1/cases/{id}`.
pub async fn file_case(app: &App, id: CaseId, body: &v1::PutCase) -> Result<FileCase, Error> {
    let mut reading = Reading::begin(app);
    let item = reading.text("$.item", &body.item, ItemCode::parse);
    let catalogue = reading.text("$.catalogue_version", &body.catalogue_version, CatalogueVersion::parse);
    let collected_at = reading.time("$.collected_at", &body.collected_at);
    let identity =
        body.resident.identity.as_ref().map(|identity| reading.profile("$.resident.identity", identity));
    let note = reading.maybe("$.note", body.note.as_ref(), Note::parse);
    let form = form(&mut reading.faults, &body.form);
    let (manifest, files) = manifest(&mut reading, &body.manifest);
    let covers = covers(&mut reading, &body.materials);
    let notes = notes(&mut reading, &body.materials);
    let mandate = mandate(&mut reading, body);
    let consents = consents(app, &mut reading, body);
    let shown = match &catalogue {
        Some(version) => keep_catalogues::shown(app, version).await?,
        None => None,
    };
    if let Some(item) = shown.as_ref().zip(item.as_ref()).and_then(|(catalogue, item)| catalogue.item(item)) {
        checklist::check_against_item(item, &covers, &files, &mut reading.faults);
    }
    let command = (|| {
        Some(FileCase {
            id,
            base_version: body.base_version,
            visit: VisitId::from_uuid(body.visit_id),
            resident: ResidentId::from_uuid(body.resident.id),
            identity: match identity {
                Some(profile) => Some(profile?),
                None => None,
            },
            practice: false,
            item: item?,
            catalogue: catalogue?,
            collected_at: collected_at?,
            form,
            note,
            mandate: mandate?,
            consents,
            covers: covers.into_iter().flatten().collect(),
            notes,
            manifest,
        })
    })();
    Ok(reading.faults.or(command)?)
}

fn form(faults: &mut Faults, form: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    if form.len() > limits::FORM_ENTRIES {
        faults.note("$.form", code::TOO_MANY);
    }
    for (field, value) in form.iter().take(limits::FORM_ENTRIES) {
        if field.is_empty() || field.chars().count() > limits::FORM_FIELD_MOST_CHARS {
            faults.note("$.form", code::FORM_FIELD);
        } else if value.chars().count() > limits::FORM_VALUE_MOST_CHARS || value.chars().any(is_control) {
            faults.note(format!("$.form.{field}"), code::FORM_VALUE);
        }
    }
    form.clone()
}

fn is_control(c: char) -> bool {
    c.is_control() && c != '\n'
}

/// A file of the manifest, whatever else is wrong with it: its id and the material that it is to show.
pub type Named = (FileId, Option<MaterialCode>);

pub fn manifest(reading: &mut Reading, files: &[v1::ManifestFile]) -> (Vec<Claim>, Vec<Named>) {
    if files.len() > limits::FILES_A_CASE {
        reading.faults.note("$.manifest", code::TOO_MANY);
    }
    let mut claims = Vec::with_capacity(files.len().min(limits::FILES_A_CASE));
    let mut named = Vec::with_capacity(claims.capacity());
    for (n, file) in files.iter().enumerate().take(limits::FILES_A_CASE) {
        let path = format!("$.manifest[{n}]");
        let sha256 = reading.sealed(&path, &file.sha256, file.size);
        let material =
            reading.maybe(&format!("{path}.material"), file.material.as_ref(), MaterialCode::parse);
        let shown = material.clone().filter(|_| file.purpose == v1::FilePurpose::Material);
        named.push((FileId::from_uuid(file.file_id), shown));
        let purpose = match (file.purpose, material) {
            (v1::FilePurpose::Material, Some(material)) => Some(Purpose::Material(material)),
            (v1::FilePurpose::Material, None) => {
                if file.material.is_none() {
                    reading.faults.note(format!("{path}.material"), code::REQUIRED);
                }
                None
            }
            (v1::FilePurpose::Signature, _) => Some(Purpose::Signature),
            (v1::FilePurpose::Witness, _) => Some(Purpose::Witness),
            (v1::FilePurpose::Consent, _) => Some(Purpose::Consent),
            (v1::FilePurpose::Commitment, _) => Some(Purpose::Commitment),
            (v1::FilePurpose::Guardianship, _) => Some(Purpose::Guardianship),
            (v1::FilePurpose::Handover, _) => {
                reading.faults.note(format!("{path}.purpose"), code::FILE_PURPOSE);
                None
            }
        };
        if let (Some(sha256), Some(purpose)) = (sha256, purpose) {
            claims.push(Claim {
                file: FileId::from_uuid(file.file_id),
                sha256,
                size: file.size,
                media: media(file.media_type),
                purpose,
            });
        }
    }
    (claims, named)
}

pub const fn media(media: v1::MediaType) -> MediaType {
    match media {
        v1::MediaType::Jpeg => MediaType::Jpeg,
        v1::MediaType::Png => MediaType::Png,
        v1::MediaType::Pdf => MediaType::Pdf,
    }
}

/// The covers, each in its place; none where the material's code could not be read.
pub fn covers(reading: &mut Reading, materials: &[v1::MaterialCover]) -> Vec<Option<(MaterialCode, Cover)>> {
    if materials.len() > limits::MATERIALS_A_CASE {
        reading.faults.note("$.materials", code::TOO_MANY);
    }
    let read = |(n, cover): (usize, &v1::MaterialCover)| {
        let path = format!("$.materials[{n}].material");
        let material = reading.text(&path, &cover.material, MaterialCode::parse);
        material.map(|material| (material, self::cover(cover.cover)))
    };
    materials.iter().enumerate().take(limits::MATERIALS_A_CASE).map(read).collect()
}

/// What was said of materials in words, such as the number copied from a paper.
pub fn notes(reading: &mut Reading, materials: &[v1::MaterialCover]) -> BTreeMap<MaterialCode, Reason> {
    let mut notes = BTreeMap::new();
    for (n, cover) in materials.iter().enumerate().take(limits::MATERIALS_A_CASE) {
        let note = reading.maybe(&format!("$.materials[{n}].note"), cover.note.as_ref(), Reason::parse);
        if let (Some(note), Ok(material)) = (note, MaterialCode::parse(&cover.material)) {
            notes.insert(material, note);
        }
    }
    notes
}

const fn cover(cover: v1::Cover) -> Cover {
    match cover {
        v1::Cover::File => Cover::File,
        v1::Cover::OriginalSeen => Cover::OriginalSeen,
        v1::Cover::OriginalTaken => Cover::OriginalTaken,
        v1::Cover::Deferred => Cover::Deferred,
        v1::Cover::NotApplicable => Cover::NotApplicable,
    }
}
