//! The server's own checklist of a case: what the item asks for, what covers it, what is outstanding.
//!
//! A case is received only when [`Checklist::is_complete`]: every material covered, every shared one asked for, every
//! claimed file verified, the mandate standing, every needed consent given. The phone computes the same list; this one decides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    catalogue::{Item, Material, Source},
    correction::MANDATE,
    evidence::{Evidence, EvidenceState, Purpose},
    fault::Faults,
    ids::FileId,
    lookup::{Sharing, Standing, shared},
    mandate::{Consent, ConsentKind, Mandate, Power},
    text::MaterialCode,
};

/// How the worker says a material is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// By one or more files of the manifest.
    File,
    /// Original seen at the table and its number copied; no photo (the paper path).
    OriginalSeen,
    /// The paper itself was taken against a receipt.
    OriginalTaken,
    /// It follows later (容缺).
    Deferred,
    /// The case it is asked for is not this one.
    NotApplicable,
}

impl Cover {
    /// All covers.
    pub const ALL: [Self; 5] =
        [Self::File, Self::OriginalSeen, Self::OriginalTaken, Self::Deferred, Self::NotApplicable];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::OriginalSeen => "original_seen",
            Self::OriginalTaken => "original_taken",
            Self::Deferred => "deferred",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The cover with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cover| cover.as_str() == text)
    }

    const fn fits(self, material: &Material) -> bool {
        match self {
            Self::File => true,
            Self::OriginalSeen => matches!(material.source, Source::Copy),
            Self::OriginalTaken => matches!(material.source, Source::Original),
            Self::Deferred => material.deferrable,
            Self::NotApplicable => material.conditional,
        }
    }
}

/// How a material stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialState {
    /// By verified files.
    CoveredByFile,
    /// Original seen, number copied.
    OriginalSeen,
    /// Original taken.
    OriginalTaken,
    /// Follows later.
    Deferred,
    /// Not asked for in this case.
    NotApplicable,
    /// Spared by a look-up that found it.
    CoveredByLookUp,
    /// A look-up will fetch it; covered until then.
    AwaitingLookUp,
    /// Not covered.
    Missing,
}

impl MaterialState {
    /// The printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CoveredByFile => "covered_by_file",
            Self::OriginalSeen => "original_seen",
            Self::OriginalTaken => "original_taken",
            Self::Deferred => "deferred",
            Self::NotApplicable => "not_applicable",
            Self::CoveredByLookUp => "covered_by_look_up",
            Self::AwaitingLookUp => "awaiting_look_up",
            Self::Missing => "missing",
        }
    }
}

/// Something that still stands between a case and its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outstanding {
    /// A material is not covered: why not, as a fault code.
    Material(MaterialCode, &'static str),
    /// A material follows, and nobody has signed that it does.
    Commitment(MaterialCode),
    /// A claimed file is not here, not yet opened, or rejected with a code.
    File(FileId, String),
    /// The mandate has run out, or lacks the power to file.
    Mandate(&'static str),
    /// A consent is not given.
    Consent(ConsentKind),
}

/// What a checklist is reckoned from, besides the item.
#[derive(Clone, Copy)]
pub struct Dossier<'case> {
    /// How the worker says each material is covered.
    pub covers: &'case BTreeMap<MaterialCode, Cover>,
    /// The files it claims.
    pub evidence: &'case [Evidence],
    /// The mandate.
    pub mandate: &'case Mandate,
    /// The consents.
    pub consents: &'case [Consent],
    /// What was looked up.
    pub sharing: &'case Sharing,
}

/// The checklist of one case at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Every material the item asks for, and how it stands.
    pub materials: Vec<(MaterialCode, MaterialState)>,
    /// What is outstanding.
    pub outstanding: Vec<Outstanding>,
    /// Shared materials without a file that are to be looked up before the receipt.
    pub unasked: Vec<MaterialCode>,
    /// Shared materials with a file that nobody was asked about: asked after the receipt.
    pub ask_later: Vec<MaterialCode>,
    /// Shared materials that nobody could vouch for so far: the case goes on, and they are verified later.
    pub verify_later: Vec<MaterialCode>,
}

impl Checklist {
    /// Reckons the list.
    #[must_use]
    pub fn of(item: &Item, dossier: Dossier<'_>, now: Timestamp) -> Self {
        let Dossier { covers, evidence, mandate, consents, sharing } = dossier;
        let materials: Vec<_> = item
            .materials
            .iter()
            .map(|material| (material.code.clone(), state(material, covers, evidence, sharing)))
            .collect();
        let mut outstanding = Vec::new();
        for (code, state) in &materials {
            if *state == MaterialState::Missing {
                let standing = item.material(code).and_then(|material| sharing.standing(material));
                outstanding.push(Outstanding::Material(code.clone(), why_missing(standing)));
            }
        }
        let promised = evidence.iter().any(|file| file.claim.purpose == Purpose::Commitment);
        let deferred = materials.iter().filter(|(_, state)| *state == MaterialState::Deferred);
        outstanding
            .extend(deferred.filter(|_| !promised).map(|(code, _)| Outstanding::Commitment(code.clone())));
        // A signature under a change of hands is no part of what is applied with.
        for file in evidence.iter().filter(|file| file.claim.purpose != Purpose::Handover) {
            match &file.state {
                EvidenceState::Verified => {}
                EvidenceState::Claimed => {
                    outstanding.push(Outstanding::File(file.claim.file, "file-not-here".into()));
                }
                EvidenceState::Arrived => {
                    outstanding.push(Outstanding::File(file.claim.file, "file-not-verified".into()));
                }
                EvidenceState::Rejected(code) => {
                    outstanding.push(Outstanding::File(file.claim.file, code.clone()));
                }
            }
        }
        if !mandate.gives(Power::File, now) {
            outstanding.push(Outstanding::Mandate("mandate-not-standing"));
        }
        for kind in needed_consents(item, evidence) {
            if !consents.iter().any(|consent| consent.kind == kind && consent.given) {
                outstanding.push(Outstanding::Consent(kind));
            }
        }
        let claimed = |code: &MaterialCode| is_claimed(evidence, code);
        let (mut unasked, mut ask_later, mut verify_later) = (Vec::new(), Vec::new(), Vec::new());
        for material in shared(item) {
            match sharing.standing(material) {
                Some(Standing::Unasked) if !claimed(&material.code) => unasked.push(material.code.clone()),
                Some(Standing::Unasked) => ask_later.push(material.code.clone()),
                Some(Standing::Unknown) => verify_later.push(material.code.clone()),
                _ => {}
            }
        }
        verify_later.extend(ask_later.iter().cloned());
        Self { materials, outstanding, unasked, ask_later, verify_later }
    }

    /// Whether nothing stands between the case and its receipt.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.outstanding.is_empty() && self.unasked.is_empty()
    }

    /// Materials covered, of all.
    #[must_use]
    pub fn covered(&self) -> (usize, usize) {
        let covered = self.materials.iter().filter(|(_, state)| *state != MaterialState::Missing).count();
        (covered, self.materials.len())
    }
}

fn shows<'case>(
    evidence: &'case [Evidence],
    code: &'case MaterialCode,
) -> impl Iterator<Item = &'case Evidence> {
    evidence.iter().filter(move |file| file.claim.purpose.material() == Some(code))
}

/// Whether a file was handed in for this material, whatever has become of it.
#[must_use]
pub fn is_claimed(evidence: &[Evidence], code: &MaterialCode) -> bool {
    shows(evidence, code).next().is_some()
}

/// Whether a verified file shows this material.
#[must_use]
pub fn is_photographed(evidence: &[Evidence], code: &MaterialCode) -> bool {
    shows(evidence, code).any(|file| file.state == EvidenceState::Verified)
}

const fn why_missing(standing: Option<Standing>) -> &'static str {
    match standing {
        Some(Standing::NotFound) => "material-not-found",
        Some(Standing::Mismatch(_)) => "material-mismatch",
        _ => "material-missing",
    }
}

fn state(
    material: &Material,
    covers: &BTreeMap<MaterialCode, Cover>,
    evidence: &[Evidence],
    sharing: &Sharing,
) -> MaterialState {
    if is_photographed(evidence, &material.code) {
        return MaterialState::CoveredByFile;
    }
    if let Some(standing) = sharing.standing(material) {
        return match standing {
            Standing::Found(_) => MaterialState::CoveredByLookUp,
            Standing::Unasked | Standing::Unknown => MaterialState::AwaitingLookUp,
            Standing::NotFound | Standing::Mismatch(_) => MaterialState::Missing,
        };
    }
    match covers.get(&material.code).copied().filter(|cover| cover.fits(material)) {
        Some(Cover::OriginalSeen) => MaterialState::OriginalSeen,
        Some(Cover::OriginalTaken) => MaterialState::OriginalTaken,
        Some(Cover::Deferred) => MaterialState::Deferred,
        Some(Cover::NotApplicable) => MaterialState::NotApplicable,
        Some(Cover::File) | None => MaterialState::Missing,
    }
}

/// What was to follow later (容缺).
#[must_use]
pub fn deferred(covers: &BTreeMap<MaterialCode, Cover>) -> Vec<MaterialCode> {
    let follows = covers.iter().filter(|(_, cover)| **cover == Cover::Deferred);
    follows.map(|(code, _)| code.clone()).collect()
}

/// The consents that this case cannot do without.
#[must_use]
pub fn needed_consents(item: &Item, evidence: &[Evidence]) -> BTreeSet<ConsentKind> {
    let mut needed = BTreeSet::from([ConsentKind::PersonalInformation]);
    let photographed = evidence.iter().filter_map(|file| file.claim.purpose.material());
    needed
        .extend(photographed.filter_map(|code| item.material(code)).filter_map(|material| material.consent));
    needed
}

/// What can be said of covers and manifest at once, before anything is stored.
///
/// `covers[i]` and `files[i]` stand in the place that they had in what was handed in; there is none where a code could
/// not be read. A file is named by its id and the material that it is to show.
pub fn check_against_item(
    item: &Item,
    covers: &[Option<(MaterialCode, Cover)>],
    files: &[(FileId, Option<MaterialCode>)],
    faults: &mut Faults,
) {
    let mut seen = BTreeSet::new();
    for (n, cover) in covers.iter().enumerate() {
        let Some((code, cover)) = cover else { continue };
        let path = format!("$.materials[{n}]");
        if let Some(material) = requested(item, code, &format!("{path}.material"), faults)
            && !cover.fits(material)
        {
            faults.note(format!("{path}.cover"), "cover-not-allowed");
        }
        if !seen.insert(code) {
            faults.note(format!("{path}.material"), "material-twice");
        }
    }
    let mut named = BTreeSet::new();
    for (n, (file, code)) in files.iter().enumerate() {
        let path = format!("$.manifest[{n}]");
        if !named.insert(*file) {
            faults.note(format!("{path}.file_id"), "file-duplicate");
        }
        if let Some(code) = code {
            requested(item, code, &format!("{path}.material"), faults);
        }
    }
}

/// What comes after the acceptance is what was to follow (容缺), and nothing else. Places are as in
/// [`check_against_item`].
pub fn check_supplement(
    item: &Item,
    before: &BTreeMap<MaterialCode, Cover>,
    covers: &[Option<(MaterialCode, Cover)>],
    files: &[(FileId, Option<MaterialCode>)],
    faults: &mut Faults,
) {
    check_against_item(item, covers, files, faults);
    let follows = |code: &MaterialCode| before.get(code) == Some(&Cover::Deferred);
    for (n, (code, cover)) in covers.iter().enumerate().filter_map(|(n, cover)| Some((n, cover.as_ref()?))) {
        if !follows(code) {
            faults.note(format!("$.materials[{n}].material"), "not-asked-for");
        } else if *cover == Cover::Deferred {
            faults.note(format!("$.materials[{n}].cover"), "cover-not-allowed");
        }
    }
    for (n, (_, code)) in files.iter().enumerate() {
        if !code.as_ref().is_some_and(follows) {
            faults.note(format!("$.manifest[{n}]"), "not-asked-for");
        }
    }
}

/// What a return asks for is something that the item asks for: no abolished proof, by no path.
pub fn check_defects(item: &Item, materials: &[&MaterialCode], faults: &mut Faults) {
    for (n, code) in materials.iter().enumerate().filter(|(_, code)| code.as_str() != MANDATE) {
        requested(item, code, &format!("$.defects[{n}].material"), faults);
    }
}

fn requested<'item>(
    item: &'item Item,
    code: &MaterialCode,
    path: &str,
    faults: &mut Faults,
) -> Option<&'item Material> {
    let material = item.material(code);
    if item.is_abolished(code) {
        faults.note(path, "material-abolished");
    } else if material.is_none() {
        faults.note(path, "material-unknown");
    }
    material
}
