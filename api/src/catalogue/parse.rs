//! The file as a whole: its head, departments, proofs, process and items.

use std::collections::BTreeMap;

use domain::{
    catalogue::{Catalogue, Department, Proof, Stated},
    text::{CatalogueVersion, DepartmentCode, ItemCode, TextRefusal},
    wording::NamePair,
};
use toml::de::DeTable;

use super::{
    checks,
    expect::Expected,
    fault::Reason,
    item,
    reader::{Faults, Fields},
    succession,
};

/// The head of the file.
struct Meta {
    version: Option<CatalogueVersion>,
    version_at: usize,
    status: Option<String>,
    source_document: Option<String>,
    birth_registration: Option<(ItemCode, usize)>,
    expected: Option<Expected>,
}

pub(super) fn document(
    root: &DeTable<'_>,
    last: Option<&Catalogue>,
    faults: &mut Faults,
) -> Option<Catalogue> {
    let mut root = Fields::new(root, 0, faults);
    let meta = root.table("meta").map(meta);
    let stated = root.table("stated").and_then(stated);
    let process = root.table("process").and_then(process);
    let departments = departments(&mut root);
    let issuers = issuers(&mut root);
    let proofs = proofs(&mut root);
    let (items, places): (Vec<_>, Vec<_>) = item::items(&mut root).into_iter().unzip();
    let items_at = root.at("item");
    root.end();

    let meta = meta?;
    let (birth_registration, birth_at) = meta.birth_registration?;
    let (steps_before, steps_after) = process?;
    let catalogue = Catalogue {
        version: meta.version?,
        status: meta.status?,
        source_document: meta.source_document?,
        birth_registration,
        items,
        departments,
        proofs,
        issuers,
        steps_before,
        steps_after,
        stated: stated?,
    };
    // An item that could not be read is missing here: its own fault is the one to name.
    if faults.is_empty() {
        checks::birth_registration(&catalogue, birth_at, faults);
    }
    if let Some(last) = last.filter(|_| faults.is_empty()) {
        let places = succession::Places { version: meta.version_at, items: items_at, each: &places };
        succession::check(&catalogue, last, &places, faults);
    }
    if faults.is_empty() {
        meta.expected?.compare(&catalogue, faults);
    }
    Some(catalogue)
}

/// Keys that say whose catalogue it is, for people. The centre's own name and codes are those of its unit.
const FOR_PEOPLE: [&str; 5] =
    ["centre_zh", "centre_en", "division_district", "division_street", "division_community"];

fn meta(mut fields: Fields<'_, '_>) -> Meta {
    for key in FOR_PEOPLE {
        fields.line(key);
    }
    fields.word("limit_unit", &["working_day"]);
    let birth_at = fields.at("birth_registration");
    let version_at = fields.at("version");
    let meta = Meta {
        version_at,
        version: fields.code("version", CatalogueVersion::parse),
        status: fields.line("status"),
        source_document: fields.line("source_document"),
        birth_registration: fields.code("birth_registration", ItemCode::parse).map(|code| (code, birth_at)),
        expected: fields.table("expect").and_then(Expected::read),
    };
    fields.end();
    meta
}

fn stated(mut fields: Fields<'_, '_>) -> Option<Stated> {
    let [windows_merged, estates, residents, floating_population, birth_materials_before] =
        ["windows_merged", "estates", "residents", "floating_population", "birth_materials_before"]
            .map(|key| fields.number(key, 0..=u32::MAX));
    fields.end();
    Some(Stated {
        windows_merged: windows_merged?,
        estates: estates?,
        residents: residents?,
        floating_population: floating_population?,
        birth_materials_before: birth_materials_before?,
    })
}

fn process(mut fields: Fields<'_, '_>) -> Option<(Vec<String>, Vec<String>)> {
    let (before, after) = (fields.lines("before"), fields.lines("after"));
    fields.end();
    Some((before?, after?))
}

fn departments(root: &mut Fields<'_, '_>) -> BTreeMap<DepartmentCode, Department> {
    let departments = root.each_named("department", |code, mut fields| {
        let name = fields.pair("name_zh", "name_en");
        let line = fields.line("line_zh");
        let code = match DepartmentCode::parse(code).map_err(TextRefusal::code) {
            Ok(code) => Some(code),
            Err(code) => {
                fields.note_table(Reason::Malformed { key: "department", code });
                None
            }
        };
        fields.end();
        Some(Department { code: code?, name: name?, line: line? })
    });
    departments
        .into_iter()
        .flat_map(|(read, _)| read)
        .map(|department| (department.code.clone(), department))
        .collect()
}

fn issuers(root: &mut Fields<'_, '_>) -> BTreeMap<String, NamePair> {
    let issuers = root.each_named("proof_issuer", |key, mut fields| {
        let name = fields.pair("name_zh", "name_en");
        fields.end();
        Some((key.to_owned(), name?))
    });
    issuers.into_iter().flat_map(|(read, _)| read).collect()
}

fn proofs(root: &mut Fields<'_, '_>) -> BTreeMap<String, Proof> {
    let issuers = root.names("proof_issuer");
    let proofs = root.each_named("proof", |key, mut fields| {
        let name = fields.pair("name_zh", "name_en");
        let issuer = fields.line("issuer");
        if let Some(key) = issuer.as_ref().filter(|key| !issuers.contains(key.as_str())) {
            fields.note("issuer", Reason::IssuerUnknown { key: key.clone() });
        }
        fields.end();
        Some(Proof { key: key.to_owned(), name: name?, issuer: issuer? })
    });
    proofs.into_iter().flat_map(|(read, _)| read).map(|proof| (proof.key.clone(), proof)).collect()
}
