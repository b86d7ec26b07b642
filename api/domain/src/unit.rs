//! The organisation: district, street, centre, community, estate.

use crate::{ids::UnitId, wording::NamePair};

/// What kind of unit a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// 区
    District,
    /// 街道
    Street,
    /// 便民服务中心
    Centre,
    /// 社区
    Community,
    /// 小区
    Estate,
}

impl UnitKind {
    /// All kinds, from the top down.
    pub const ALL: [Self; 5] = [Self::District, Self::Street, Self::Centre, Self::Community, Self::Estate];

    /// The stored and printed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Street => "street",
            Self::Centre => "centre",
            Self::Community => "community",
            Self::Estate => "estate",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One node of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id; for a centre or a community the same UUID as the [`crate::ids::CentreId`] or [`crate::ids::CommunityId`].
    pub id: UnitId,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// Division code of GB/T 2260 and its extensions (6, 9 or 12 digits); for a centre that of its own community.
    pub code: String,
    /// Its name.
    pub name: NamePair,
}
