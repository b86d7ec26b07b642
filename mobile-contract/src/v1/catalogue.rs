//! The catalogue as the site keeps it: drafts, and versions with the day that each is in force from. What phones and
//! residents read of it is [`crate::v1::Catalogue`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// `PUT /v1/catalogue-drafts/{id}`: write a draft, or replace it as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutCatalogueDraft {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version it was made on; 0 for a draft that the server does not have.
    pub base_version: i32,
    /// The catalogue's file, TOML, with a version that comes after the last one's. A fault in line 12 of it is at the
    /// path `$.text:12`.
    #[schema(max_length = 262144)]
    pub text: String,
}

/// Answer to a write to a draft, and to a recall, which makes a draft of a version again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueDraftAck {
    /// The draft.
    pub id: Uuid,
    /// Its version from here on.
    pub version: i32,
    /// The version of the catalogue that it is to be published as.
    pub catalogue_version: String,
    /// The write had been done before and was not done again.
    pub replayed: bool,
}

/// A draft: `GET /v1/catalogue-drafts/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueDraftView {
    /// Its id.
    pub id: Uuid,
    /// Counts the writes.
    pub version: i32,
    /// The version of the catalogue that it is to be published as.
    pub catalogue_version: String,
    /// When it was last written.
    #[schema(format = DateTime)]
    pub written_at: String,
    /// By whom.
    pub written_by: Uuid,
    /// Its file; left out in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// `GET /v1/catalogue-drafts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueDraftList {
    /// The drafts, in the order of their ids.
    pub drafts: Vec<CatalogueDraftView>,
}

/// `POST /v1/catalogue-drafts/{id}/discard`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DiscardCatalogueDraft {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version of the draft that is discarded.
    pub base_version: i32,
}

/// `POST /v1/catalogue-drafts/{id}/publish`: in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishCatalogue {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
    /// The version of the draft that is published.
    pub base_version: i32,
    /// The first day, in Asia/Shanghai; it must be to come, and after the first day of every other version.
    #[schema(format = Date)]
    pub day: String,
}

/// Answer to a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CataloguePublished {
    /// The version of the catalogue.
    pub catalogue_version: String,
    /// When it takes force: 00:00 in Asia/Shanghai.
    #[schema(format = DateTime)]
    pub in_force_at: String,
    /// The write had been done before and was not done again.
    pub replayed: bool,
}

/// `POST /v1/catalogues/{version}/recall`: take a version back before it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecallCatalogue {
    /// UUIDv7 of this write.
    pub write_id: Uuid,
}

/// `GET /v1/catalogues`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueVersions {
    /// Every published version, the first one first.
    pub versions: Vec<CatalogueVersionView>,
}

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueVersionView {
    /// The version.
    pub catalogue_version: String,
    /// Where it stands.
    pub state: CatalogueState,
    /// When it took or takes force.
    #[schema(format = DateTime)]
    pub in_force_at: String,
    /// When it was published.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// By whom; left out of the one that the site began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<Uuid>,
}

/// Where a published version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueState {
    /// Another one followed it.
    Past,
    /// It is the one in force.
    InForce,
    /// Its day has not come.
    Coming,
}

/// The file of a published version: `GET /v1/catalogues/{version}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueFile {
    /// The version.
    pub catalogue_version: String,
    /// Its file, TOML, as it was published.
    pub text: String,
}
