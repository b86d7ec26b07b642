//! The items of the file and their materials: shape, words, references and codes given twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    catalogue::{Card, DecidedAt, Guide, Item, Library, Material, Source},
    mandate::ConsentKind,
    resident::CareGroup,
    text::{DepartmentCode, ItemCode, MaterialCode},
    wording::NamePair,
};

use super::{checks, fault::Reason, reader::Fields};

/// A catalogue longer than this is a slip of some tool.
pub(super) const MOST_ITEMS: usize = 1000;
/// Most cases of one item; with [`MOST_ITEMS`] of them the volume still adds up within 32 bits.
const MOST_CASES: u32 = 1_000_000;
const MOST_DAYS: u32 = 1000;
const MOST_FEE: u32 = 1_000_000;

const LEGAL_TYPES: [&str; 4] = ["licence", "benefit", "confirmation", "public_service"];
const HOME_MODES: [&str; 2] = ["full", "collect"];
const PRESENCES: [&str; 4] = ["none", "liveness", "assessment", "household_survey"];
const PAUSES: [&str; 3] = ["public_notice", "means_check", "assessment"];
const DELIVERIES: [&str; 4] = ["sms", "home", "window", "post"];
const CARD: &str = "card";
const RESULTS: [&str; 8] = ["record", "approval", "certificate", CARD, "booklet", "goods", "payment", "none"];
const SOURCES: [&str; 5] = ["original", "copy", "share", "form", "abolished"];
const DECISIONS: [DecidedAt; 2] = [DecidedAt::Centre, DecidedAt::Department];
/// Consents that a photo of a paper can need.
const PHOTO_CONSENTS: [ConsentKind; 3] =
    [ConsentKind::IdPhoto, ConsentKind::BankAccount, ConsentKind::Health];

/// What an item may name.
struct Names<'t> {
    departments: BTreeSet<&'t str>,
    proofs: BTreeSet<&'t str>,
}

/// The items, each with its place.
pub(super) fn items(root: &mut Fields<'_, '_>) -> Vec<(Arc<Item>, usize)> {
    let names = Names { departments: root.names("department"), proofs: root.names("proof") };
    let mut codes = BTreeSet::new();
    let mut count = 0_usize;
    root.each_of("item", |mut fields| {
        count += 1;
        if count == MOST_ITEMS + 1 {
            fields.note_table(Reason::ItemsTooMany { most: MOST_ITEMS });
        }
        let code = fields.code("code", ItemCode::parse);
        if let Some(code) = code.as_ref().filter(|code| !codes.insert(ItemCode::clone(code))) {
            fields.note("code", Reason::ItemTwice { code: code.to_string() });
        }
        let item = item(code, &names, &mut fields);
        if let Some(item) = &item {
            checks::item(item, &mut fields);
        }
        let at = fields.place();
        fields.end();
        Some((Arc::new(item?), at))
    })
}

// Every key is read before the first one that is missing ends the item, so that each is heard.
fn item(code: Option<ItemCode>, names: &Names<'_>, fields: &mut Fields<'_, '_>) -> Option<Item> {
    let name = fields.pair("name_zh", "name_en");
    let closed = fields.flag_if_any("closed");
    let department = fields.code("department", DepartmentCode::parse);
    if let Some(code) = department.as_ref().filter(|code| !names.departments.contains(code.as_str())) {
        fields.note("department", Reason::DepartmentUnknown { code: code.to_string() });
    }
    let legal_type = fields.word("legal_type", &LEGAL_TYPES);
    let [newly_delegated, immediate, immediate_before, id_only] =
        ["newly_delegated", "immediate", "immediate_before", "id_only"].map(|key| fields.flag(key));
    let guide = guide(fields);
    let decided_at = fields.word("decided_at", &DECISIONS.map(DecidedAt::as_str));
    fields.words("clock_pauses", &PAUSES);
    let home_mode = fields.word("home_mode", &HOME_MODES);
    let presence = fields.word("presence", &PRESENCES);
    let result = fields.word("result", &RESULTS);
    let result_name = fields.line("result_zh");
    let card = card(result, fields);
    let delivery = fields.words("delivery", &DELIVERIES);
    if delivery.as_ref().is_some_and(Vec::is_empty) {
        fields.note("delivery", Reason::Empty { key: "delivery" });
    }
    let served_at_home = fields.words("served_at_home", &CareGroup::ALL.map(CareGroup::as_str));
    let note = fields.optional_line("note");
    let demo_volume = fields.number("demo_volume", 0..=MOST_CASES);
    let (materials, no_longer_asked) = materials(names, id_only == Some(true), fields);
    Some(Item {
        code: code?,
        name: name?,
        closed: closed?,
        department: department?,
        legal_type: legal_type?.to_owned(),
        newly_delegated: newly_delegated?,
        immediate: immediate?,
        immediate_before: immediate_before?,
        id_only: id_only?,
        guide: guide?,
        decided_at: DECISIONS.into_iter().find(|place| Some(place.as_str()) == decided_at)?,
        home_mode: home_mode?.to_owned(),
        presence: presence?.to_owned(),
        result: (result?.to_owned(), result_name?),
        card: card?,
        delivery: delivery?,
        served_at_home: served_at_home?,
        note,
        materials,
        no_longer_asked,
        demo_volume: demo_volume?,
    })
}

/// The card that the window makes, of an item of which a card comes out.
fn card(result: Option<&str>, fields: &mut Fields<'_, '_>) -> Option<Option<Card>> {
    if !fields.has("card") {
        return Some(None);
    }
    let word = fields.word("card", &Card::ALL.map(Card::as_str))?;
    if result.is_some_and(|result| result != CARD) {
        fields.note("card", Reason::CardOfNoCard);
        return None;
    }
    Card::ALL.into_iter().find(|card| card.as_str() == word).map(Some)
}

fn guide(fields: &mut Fields<'_, '_>) -> Option<Guide> {
    let scope = fields.pair("scope_zh", "scope_en");
    let accepting_authority = fields.line("accepting_authority_zh");
    let deciding_authority = fields.line("deciding_authority_zh");
    let promised_days = fields.number("limit_days", 0..=MOST_DAYS);
    let statutory_days = fields.number("statutory_days", 0..=MOST_DAYS);
    let fee_cny = fields.number("fee_cny", 0..=MOST_FEE);
    let fee_basis = fields.line("fee_basis_zh");
    let legal_basis = fields.optional_line("legal_basis_zh");
    Some(Guide {
        scope: scope?,
        accepting_authority: accepting_authority?,
        deciding_authority: deciding_authority?,
        promised_days: u16::try_from(promised_days?).ok()?,
        statutory_days: u16::try_from(statutory_days?).ok()?,
        fee_cny: fee_cny?,
        fee_basis: fee_basis?,
        legal_basis,
    })
}

/// One line of the list of materials.
enum Line {
    Asked(Material),
    Abolished(MaterialCode, String),
}

/// What may be asked for, and the proofs struck from it.
fn materials(
    names: &Names<'_>,
    id_only: bool,
    fields: &mut Fields<'_, '_>,
) -> (Vec<Material>, BTreeMap<MaterialCode, String>) {
    let mut codes = BTreeSet::new();
    let mut lines = 0_usize;
    let read = fields.each_of("materials", |mut fields| {
        lines += 1;
        let code = fields.code("code", MaterialCode::parse);
        if let Some(code) = code.as_ref().filter(|code| !codes.insert(MaterialCode::clone(code))) {
            fields.note("code", Reason::MaterialTwice { code: code.to_string() });
        }
        match fields.word("source", &SOURCES)? {
            "abolished" => abolished(code, names, fields),
            from => asked(code, from, fields),
        }
    });
    let whole = read.len() == lines;
    let (mut materials, mut struck) = (Vec::new(), BTreeMap::new());
    for line in read {
        match line {
            Line::Asked(material) => materials.push(material),
            Line::Abolished(code, proof) => drop(struck.insert(code, proof)),
        }
    }
    // Only a list without faulty lines can be counted.
    if whole && fields.has("materials") {
        checks::materials(&materials, id_only, fields);
    }
    (materials, struck)
}

fn abolished(code: Option<MaterialCode>, names: &Names<'_>, mut fields: Fields<'_, '_>) -> Option<Line> {
    let proof = fields.line("proof");
    if let Some(key) = proof.as_ref().filter(|key| !names.proofs.contains(key.as_str())) {
        fields.note("proof", Reason::ProofUnknown { key: key.clone() });
    }
    fields.end_with(|key| Reason::AbolishedCarriesMore { key });
    Some(Line::Abolished(code?, proof?))
}

fn asked(code: Option<MaterialCode>, from: &'static str, mut fields: Fields<'_, '_>) -> Option<Line> {
    let name: Option<NamePair> = fields.pair("name_zh", "name_en");
    let conditional = fields.flag_if_any("cond");
    let deferrable = fields.flag_if_any("deferrable");
    let source = source(from, &mut fields);
    let consent = match (fields.has("consent"), from) {
        (false, _) => None,
        (true, "original" | "copy") => {
            fields.word("consent", &PHOTO_CONSENTS.map(ConsentKind::as_str)).and_then(ConsentKind::parse)
        }
        (true, _) => out_of_place("consent", from, &mut fields),
    };
    fields.end();
    let (conditional, deferrable) = (conditional?, deferrable?);
    Some(Line::Asked(Material {
        code: code?,
        name: name?,
        source: source?,
        conditional,
        deferrable,
        consent,
    }))
}

fn source(from: &'static str, fields: &mut Fields<'_, '_>) -> Option<Source> {
    if from != "share" && fields.has("lib") {
        return out_of_place("lib", from, fields);
    }
    match from {
        "original" => Some(Source::Original),
        "copy" => Some(Source::Copy),
        "form" => Some(Source::Form),
        _ => {
            fields.word("lib", &Library::ALL.map(Library::as_str)).and_then(Library::parse).map(Source::Share)
        }
    }
}

/// Notes a key that is known but does not go with the source; it counts as read.
fn out_of_place<T>(key: &'static str, from: &'static str, fields: &mut Fields<'_, '_>) -> Option<T> {
    fields.ask(key);
    fields.note(key, Reason::KeyOutOfPlace { key, from });
    None
}
