//! Drafts, versions and differences as the wire shows them.

use domain::{
    catalogue::{FieldDifference, ItemChange, ItemDifference, MaterialChange, MaterialDifference},
    ids::UserId,
};
use mobile_contract::v1;
use store::CatalogueDraft;

use crate::{
    actions::{
        compare_catalogues::Comparison,
        draft_catalogue::DraftOutcome,
        error::ItemChanged,
        idempotent::Answer,
        publish_catalogue::{PublishOutcome, Version, VersionState},
    },
    http::convert::both,
};

/// A draft without its file.
pub fn draft(draft: &CatalogueDraft) -> v1::CatalogueDraftView {
    v1::CatalogueDraftView {
        id: draft.id.uuid(),
        version: draft.version,
        catalogue_version: draft.catalogue.as_str().to_owned(),
        written_at: draft.written_at.to_string(),
        written_by: draft.written_by.uuid(),
        text: None,
    }
}

pub fn ack(answer: Answer<DraftOutcome>) -> v1::CatalogueDraftAck {
    v1::CatalogueDraftAck {
        id: answer.outcome.id,
        version: answer.outcome.version,
        catalogue_version: answer.outcome.catalogue,
        replayed: answer.replayed,
    }
}

pub fn published(answer: Answer<PublishOutcome>) -> v1::CataloguePublished {
    v1::CataloguePublished {
        catalogue_version: answer.outcome.catalogue,
        in_force_at: answer.outcome.in_force_at,
        replayed: answer.replayed,
    }
}

pub fn version(version: &Version) -> v1::CatalogueVersionView {
    let published = &version.published;
    v1::CatalogueVersionView {
        catalogue_version: published.edition.version.as_str().to_owned(),
        state: match version.state {
            VersionState::Past => v1::CatalogueState::Past,
            VersionState::InForce => v1::CatalogueState::InForce,
            VersionState::Coming => v1::CatalogueState::Coming,
        },
        in_force_at: published.edition.since.to_string(),
        published_at: published.published_at.to_string(),
        published_by: published.published_by.map(UserId::uuid),
    }
}

pub fn comparison(comparison: Comparison) -> v1::CatalogueDifference {
    v1::CatalogueDifference {
        from: comparison.from.as_str().to_owned(),
        to: comparison.to.as_str().to_owned(),
        items: comparison.difference.items.into_iter().map(item).collect(),
    }
}

/// What a phone is told of an item that has changed under its hands.
pub fn changed(changed: ItemChanged) -> v1::CatalogueDifference {
    v1::CatalogueDifference {
        from: changed.from.as_str().to_owned(),
        to: changed.to.as_str().to_owned(),
        items: vec![item(changed.item)],
    }
}

fn item(item: ItemDifference) -> v1::ItemDifference {
    let change = match item.change {
        ItemChange::Added => "added",
        ItemChange::Removed => "removed",
        ItemChange::Closed => "closed",
        ItemChange::Reopened => "reopened",
        ItemChange::Changed => "changed",
    };
    v1::ItemDifference {
        item: item.item.as_str().to_owned(),
        name: both(&item.name),
        change: change.to_owned(),
        fields: item.fields.into_iter().map(field).collect(),
        materials: item.materials.into_iter().map(material).collect(),
    }
}

fn material(material: MaterialDifference) -> v1::MaterialDifference {
    let change = match material.change {
        MaterialChange::Added => "added",
        MaterialChange::Dropped => "dropped",
        MaterialChange::Abolished => "abolished",
        MaterialChange::Changed => "changed",
    };
    v1::MaterialDifference {
        material: material.material.as_str().to_owned(),
        name: material.name.as_ref().map(both),
        change: change.to_owned(),
        fields: material.fields.into_iter().map(field).collect(),
    }
}

fn field(field: FieldDifference) -> v1::FieldDifference {
    v1::FieldDifference { field: field.field.to_owned(), before: field.before, after: field.after }
}
