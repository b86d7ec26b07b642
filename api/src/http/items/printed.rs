//! The catalogue as it is served: written out once, with a tag that changes with it.
//!
//! What may not be asked for has no way into `materials`: it is no material of the catalogue to begin with.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use bytes::Bytes;
use domain::{
    catalogue::{Catalogue, DecidedAt, Item, Library, Material, Source},
    mandate::ConsentKind,
    text::CatalogueVersion,
};
use mobile_contract::v1;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::http::convert::both;

/// The pages of the catalogue that was last asked for; written when the first is asked for.
#[derive(Default)]
pub struct Guides(RwLock<Option<(CatalogueVersion, Arc<Printed>)>>);

impl Guides {
    /// The pages.
    pub fn printed(&self, catalogue: &Catalogue) -> Arc<Printed> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((version, printed)) = &*kept
            && *version == catalogue.version
        {
            return Arc::clone(printed);
        }
        drop(kept);
        let printed = Arc::new(Printed::of(catalogue));
        let kept = (catalogue.version.clone(), Arc::clone(&printed));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        printed
    }
}

/// The pages of one catalogue.
pub struct Printed {
    /// All items.
    pub catalogue: Page,
    /// Each item by its code.
    pub items: BTreeMap<String, Page>,
}

/// One page.
pub struct Page {
    /// Its bytes.
    pub json: Bytes,
    /// Its strong entity tag.
    pub tag: String,
}

impl Printed {
    fn of(catalogue: &Catalogue) -> Self {
        let view = view(catalogue);
        let version = &view.catalogue_version;
        let each = catalogue.items.iter().map(|item| item_view(catalogue, item));
        let items = each.map(|item| (item.code.clone(), Page::of(version, &item))).collect();
        Self { catalogue: Page::of(version, &view), items }
    }
}

impl Page {
    fn of(version: &str, view: &impl Serialize) -> Self {
        let json = serde_json::to_vec(view).unwrap_or_default();
        let digest = hex::encode(Sha256::digest(&json));
        let short = digest.get(..16).unwrap_or(&digest);
        Self { tag: format!("{version}-{short}"), json: json.into() }
    }
}

fn view(catalogue: &Catalogue) -> v1::Catalogue {
    v1::Catalogue {
        catalogue_version: catalogue.version.as_str().to_owned(),
        status: catalogue.status.clone(),
        items: catalogue.open_items().map(|item| item_view(catalogue, item)).collect(),
    }
}

fn item_view(catalogue: &Catalogue, item: &Item) -> v1::ItemView {
    let department = catalogue.departments.get(&item.department);
    v1::ItemView {
        code: item.code.as_str().to_owned(),
        name: both(&item.name),
        closed: item.closed,
        department: v1::DepartmentView {
            code: item.department.as_str().to_owned(),
            name: department.map_or_else(
                || v1::Bilingual { zh: item.department.to_string(), en: item.department.to_string() },
                |department| both(&department.name),
            ),
        },
        legal_type: item.legal_type.clone(),
        immediate: item.immediate,
        newly_delegated: item.newly_delegated,
        id_only: item.id_only,
        guide: guide(item),
        no_longer_asked: no_longer_asked(catalogue, item),
        decided_at: match item.decided_at {
            DecidedAt::Centre => v1::DecidedAt::Centre,
            DecidedAt::Department => v1::DecidedAt::Department,
        },
        home_mode: item.home_mode.clone(),
        presence: item.presence.clone(),
        result: v1::ItemResult { kind: item.result.0.clone(), name: item.result.1.clone() },
        delivery: item.delivery.clone(),
        served_at_home: item.served_at_home.clone(),
        note: item.note.clone(),
    }
}

fn guide(item: &Item) -> v1::Guide {
    let guide = &item.guide;
    v1::Guide {
        scope: both(&guide.scope),
        accepting_authority: guide.accepting_authority.clone(),
        deciding_authority: guide.deciding_authority.clone(),
        materials: item.materials.iter().map(material).collect(),
        time_limit: v1::TimeLimit {
            promised_working_days: guide.promised_days.into(),
            statutory_working_days: guide.statutory_days.into(),
        },
        fee: v1::Fee { cny: guide.fee_cny, basis: guide.fee_basis.clone() },
        legal_basis: guide.legal_basis.clone(),
    }
}

fn material(material: &Material) -> v1::MaterialView {
    let (source, library) = match material.source {
        Source::Original => (v1::MaterialSource::Original, None),
        Source::Copy => (v1::MaterialSource::Copy, None),
        Source::Share(library) => (v1::MaterialSource::Share, Some(library_view(library))),
        Source::Form => (v1::MaterialSource::Form, None),
    };
    v1::MaterialView {
        code: material.code.as_str().to_owned(),
        name: both(&material.name),
        source,
        conditional: material.conditional,
        deferrable: material.deferrable,
        library,
        consent: material.consent.map(consent),
    }
}

const fn library_view(library: Library) -> v1::Library {
    match library {
        Library::Population => v1::Library::Population,
        Library::LegalPerson => v1::Library::LegalPerson,
        Library::Certificates => v1::Library::ECertificate,
        Library::Social => v1::Library::Social,
    }
}

const fn consent(kind: ConsentKind) -> v1::ConsentKind {
    match kind {
        ConsentKind::PersonalInformation => v1::ConsentKind::PersonalInformation,
        ConsentKind::IdPhoto => v1::ConsentKind::IdPhoto,
        ConsentKind::Health => v1::ConsentKind::Health,
        ConsentKind::BankAccount => v1::ConsentKind::BankAccount,
        ConsentKind::Location => v1::ConsentKind::Location,
        ConsentKind::ElectronicService => v1::ConsentKind::ElectronicService,
        ConsentKind::Child => v1::ConsentKind::Child,
    }
}

fn no_longer_asked(catalogue: &Catalogue, item: &Item) -> Vec<v1::AbolishedProof> {
    let proofs = item.no_longer_asked.values().filter_map(|key| catalogue.proofs.get(key));
    proofs
        .filter_map(|proof| {
            let issuer = catalogue.issuers.get(&proof.issuer)?;
            Some(v1::AbolishedProof { name: both(&proof.name), issuer: both(issuer) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap()
    }

    #[test]
    fn every_item_has_its_page_and_the_pilots_volume_stays_inside() {
        let printed = Printed::of(&catalogue());
        assert_eq!(printed.items.len(), 25);
        let text = std::str::from_utf8(&printed.catalogue.json).unwrap();
        assert!(!text.contains("volume") && !text.contains("abolished"));
        let served: v1::Catalogue = serde_json::from_str(text).unwrap();
        assert_eq!(served, view(&catalogue()));
    }

    #[test]
    fn abolished_proofs_are_named_with_their_issuers_and_are_no_materials() {
        let catalogue = catalogue();
        let view = view(&catalogue);
        let struck = view.items.iter().filter(|item| !item.no_longer_asked.is_empty()).count();
        assert_eq!(struck, 18);
        for (item, shown) in catalogue.items.iter().zip(&view.items) {
            assert_eq!(shown.no_longer_asked.len(), item.no_longer_asked.len(), "{}", item.code);
            let codes: Vec<_> = shown.guide.materials.iter().map(|material| material.code.as_str()).collect();
            assert!(item.no_longer_asked.keys().all(|code| !codes.contains(&code.as_str())), "{}", item.code);
        }
    }

    #[test]
    fn the_tag_changes_with_the_page_and_with_nothing_else() {
        let first = Printed::of(&catalogue());
        assert_eq!(first.catalogue.tag, Printed::of(&catalogue()).catalogue.tag);
        let mut changed = catalogue();
        Arc::make_mut(changed.items.first_mut().unwrap()).guide.fee_cny += 1;
        let second = Printed::of(&changed);
        assert_ne!(first.catalogue.tag, second.catalogue.tag);
        let moved =
            first.items.iter().filter(|(code, page)| second.items.get(*code).unwrap().tag != page.tag);
        assert_eq!(moved.count(), 1);
    }
}
