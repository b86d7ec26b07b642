//! The catalogue of items (事项) and their guides (办事指南): one version of it, complete and consistent.
//!
//! Which materials an item asks for is decided here alone. A proof that was abolished cannot be asked for: it is no
//! [`Material`] at all, only an entry of [`Item::no_longer_asked`].

mod difference;
mod succession;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    mandate::ConsentKind,
    text::{CatalogueVersion, DepartmentCode, ItemCode, MaterialCode},
    wording::NamePair,
};

pub use difference::{
    Difference, FieldDifference, ItemChange, ItemDifference, MaterialChange, MaterialDifference,
};
pub use succession::{Edition, LATE_ARRIVAL, Succession};

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The paper itself leaves the home, against a custody receipt.
    Original,
    /// Photographed at home against the original (与原件一致).
    Copy,
    /// Fetched from a shared library, asked for only when that fails.
    Share(Library),
    /// Made by the system and signed on site.
    Form,
}

impl Source {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Share(_) => "share",
            Self::Form => "form",
        }
    }
}

/// The base libraries of data sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// 人口
    Population,
    /// 法人
    LegalPerson,
    /// 电子证照
    Certificates,
    /// 社会信息
    Social,
}

impl Library {
    /// All libraries.
    pub const ALL: [Self; 4] = [Self::Population, Self::LegalPerson, Self::Certificates, Self::Social];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::LegalPerson => "legal_person",
            Self::Certificates => "e_certificate",
            Self::Social => "social",
        }
    }

    /// The library with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|library| library.as_str() == text)
    }
}

/// One material (材料) an item asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Code, unique within the item.
    pub code: MaterialCode,
    /// Name.
    pub name: NamePair,
    /// Where it comes from.
    pub source: Source,
    /// Only in the case that its name gives.
    pub conditional: bool,
    /// May follow later (容缺).
    pub deferrable: bool,
    /// The consent that a photo of it needs, beside the general one.
    pub consent: Option<ConsentKind>,
}

/// Who concludes an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedAt {
    /// The centre, on the spot, under delegation.
    Centre,
    /// The department's back office.
    Department,
}

impl DecidedAt {
    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Department => "department",
        }
    }
}

/// A card that a centre's window makes itself (制卡).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// 老年人优待证
    Senior,
}

impl Card {
    /// All cards.
    pub const ALL: [Self; 1] = [Self::Senior];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Senior => "senior",
        }
    }
}

/// The guide of an item on its six elements; the materials stand in [`Item::materials`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// 适用范围
    pub scope: NamePair,
    /// 受理机构
    pub accepting_authority: String,
    /// 决定机构
    pub deciding_authority: String,
    /// Promised time in working days; 0 = the same working day.
    pub promised_days: u16,
    /// Legal ceiling in working days.
    pub statutory_days: u16,
    /// Fee in yuan.
    pub fee_cny: u32,
    /// 收费依据及标准
    pub fee_basis: String,
    /// 设定依据, the law that the item rests on. Every item that a new version adds or changes names it.
    pub legal_basis: Option<String>,
}

/// A proof that may no longer be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Key within the catalogue.
    pub key: String,
    /// Name.
    pub name: NamePair,
    /// Key of the department that issued it.
    pub issuer: String,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Code.
    pub code: ItemCode,
    /// Name.
    pub name: NamePair,
    /// No longer handled: nothing new is filed for it, and what was received is finished.
    pub closed: bool,
    /// Owning department.
    pub department: DepartmentCode,
    /// licence, benefit, confirmation or public_service.
    pub legal_type: String,
    /// Handled at the centre only since the pilot.
    pub newly_delegated: bool,
    /// 即办件, concluded the same working day.
    pub immediate: bool,
    /// Was it immediate before the pilot.
    pub immediate_before: bool,
    /// The ID card is the one thing to show.
    pub id_only: bool,
    /// The guide.
    pub guide: Guide,
    /// Who concludes it.
    pub decided_at: DecidedAt,
    /// full or collect.
    pub home_mode: String,
    /// none, liveness, assessment or household_survey.
    pub presence: String,
    /// What comes out: kind and name.
    pub result: (String, String),
    /// The card that the window makes of it, on its own printer.
    pub card: Option<Card>,
    /// Ways the result may go.
    pub delivery: Vec<String>,
    /// Care groups served at home.
    pub served_at_home: Vec<String>,
    /// Remark for staff.
    pub note: Option<String>,
    /// What may be asked for.
    pub materials: Vec<Material>,
    /// Keys of the proofs struck from the list, by the material code they once had.
    pub no_longer_asked: BTreeMap<MaterialCode, String>,
    /// Cases of this item in the pilot's volume.
    pub demo_volume: u32,
}

impl Item {
    /// The material with this code.
    #[must_use]
    pub fn material(&self, code: &MaterialCode) -> Option<&Material> {
        self.materials.iter().find(|material| material.code == *code)
    }

    /// Whether this code names a proof that was abolished for the item.
    #[must_use]
    pub fn is_abolished(&self, code: &MaterialCode) -> bool {
        self.no_longer_asked.contains_key(code)
    }

    /// Whether both ask for the same materials on the same terms: what was collected for one then does for the other.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        fn terms(item: &Item) -> BTreeMap<&MaterialCode, (Source, bool, bool, Option<ConsentKind>)> {
            let one = |material: &Material| {
                (material.source, material.conditional, material.deferrable, material.consent)
            };
            item.materials.iter().map(|material| (&material.code, one(material))).collect()
        }
        terms(self) == terms(other)
    }
}

/// A department that owns items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Code.
    pub code: DepartmentCode,
    /// Name.
    pub name: NamePair,
    /// Line of work, such as 社保.
    pub line: String,
}

/// Facts of the pilot that no event of the software can show; printed as stated, with their source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// Single-line windows merged into general ones.
    pub windows_merged: u32,
    /// Estates of the whole street.
    pub estates: u32,
    /// Residents of the whole street, nearly.
    pub residents: u32,
    /// Migrants living in the village.
    pub floating_population: u32,
    /// Materials that birth registration asked for before.
    pub birth_materials_before: u32,
}

/// One version of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Version.
    pub version: CatalogueVersion,
    /// Whether it is official.
    pub status: String,
    /// The centre's own words for where its figures come from.
    pub source_document: String,
    /// Code of the item whose materials before and after are reported.
    pub birth_registration: ItemCode,
    /// Items in their printed order, closed ones among them. A case keeps its item, whatever comes after.
    pub items: Vec<Arc<Item>>,
    /// Departments by code.
    pub departments: BTreeMap<DepartmentCode, Department>,
    /// Proofs by key.
    pub proofs: BTreeMap<String, Proof>,
    /// Issuing departments of the proofs by key.
    pub issuers: BTreeMap<String, NamePair>,
    /// Process steps before the pilot.
    pub steps_before: Vec<String>,
    /// Process steps since.
    pub steps_after: Vec<String>,
    /// Facts that are stated, not counted.
    pub stated: Stated,
}

impl Catalogue {
    /// The item with this code.
    #[must_use]
    pub fn item(&self, code: &ItemCode) -> Option<&Arc<Item>> {
        self.items.iter().find(|item| item.code == *code)
    }

    /// The items that are handled.
    pub fn open_items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.iter().filter(|item| !item.closed)
    }

    /// The item with this code, while it is handled.
    #[must_use]
    pub fn open_item(&self, code: &ItemCode) -> Option<&Arc<Item>> {
        self.item(code).filter(|item| !item.closed)
    }

    /// What the bulletin counts, counted from the items that are handled.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let count = |wanted: &dyn Fn(&Item) -> bool| {
            u32::try_from(self.open_items().filter(|item| wanted(item)).count()).unwrap_or(u32::MAX)
        };
        let struck: BTreeSet<&String> =
            self.open_items().flat_map(|item| item.no_longer_asked.values()).collect();
        let issuers: BTreeSet<&String> =
            struck.iter().filter_map(|key| self.proofs.get(*key)).map(|proof| &proof.issuer).collect();
        let birth = self.item(&self.birth_registration);
        Counts {
            items: count(&|_| true),
            newly_delegated: count(&|item| item.newly_delegated),
            existing: count(&|item| !item.newly_delegated),
            immediate_before: count(&|item| item.immediate_before),
            immediate_after: count(&|item| item.immediate),
            id_only: count(&|item| item.id_only),
            abolished_proofs: as_count(struck.len()),
            abolished_items: count(&|item| !item.no_longer_asked.is_empty()),
            abolished_departments: as_count(issuers.len()),
            birth_materials: birth.map_or(0, |item| {
                as_count(
                    item.materials
                        .iter()
                        .filter(|material| matches!(material.source, Source::Copy | Source::Original))
                        .count(),
                )
            }),
            demo_cases: self.open_items().map(|item| item.demo_volume).sum(),
            demo_immediate_cases: self
                .open_items()
                .filter(|item| item.immediate)
                .map(|item| item.demo_volume)
                .sum(),
            steps_removed: as_count(self.steps_before.len().saturating_sub(self.steps_after.len())),
        }
    }
}

fn as_count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Counts over a catalogue, in the words of the bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Items.
    pub items: u32,
    /// Items delegated to the centre by the pilot.
    pub newly_delegated: u32,
    /// Items that were there before.
    pub existing: u32,
    /// Immediate items before.
    pub immediate_before: u32,
    /// Immediate items since.
    pub immediate_after: u32,
    /// Items done with the ID card alone.
    pub id_only: u32,
    /// Kinds of proofs struck.
    pub abolished_proofs: u32,
    /// Items that a proof was struck from.
    pub abolished_items: u32,
    /// Departments that issued the struck proofs.
    pub abolished_departments: u32,
    /// Materials that a resident brings for birth registration.
    pub birth_materials: u32,
    /// Cases of the pilot's volume.
    pub demo_cases: u32,
    /// Of those, cases of immediate items.
    pub demo_immediate_cases: u32,
    /// Process steps cut.
    pub steps_removed: u32,
}
