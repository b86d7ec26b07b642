//! Where residents are served.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::Bilingual;

/// `GET /v1/centres`: the site's centres in the order of their codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CentreList {
    /// The landline that people may ring, as it stands in every message.
    pub hotline: String,
    /// The centres.
    pub centres: Vec<CentreView>,
}

/// A centre (便民服务中心).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CentreView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: Bilingual,
    /// The communities (社区) that it serves, in the order of their codes.
    pub communities: Vec<CommunityView>,
}

/// A community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommunityView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: Bilingual,
}
