//! Identifiers. An id says what it names: a [`CaseId`] cannot be handed over where a [`VisitId`] is asked for.
//!
//! All are UUIDs; those made by a phone are version 7, so that neighbours in time are neighbours in an index.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Takes a UUID as this kind of id.
            #[must_use]
            pub const fn from_uuid(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for the edges of the house.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }

            /// The sixteen bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One application of one resident for one item (办件).
    CaseId
    /// One call at a resident's home (上门).
    VisitId
    /// That somebody asks for a visit (上门预约).
    VisitRequestId
    /// A resident (居民) in a centre's register.
    ResidentId
    /// A person who signs in: worker, window, approver, manager, auditor, admin.
    UserId
    /// A phone or a counter PC that signs in.
    DeviceId
    /// One sign-in and all the refresh tokens that follow from it.
    SessionId
    /// A node of the organisation: district, street, centre, community, estate.
    UnitId
    /// A convenience centre. Every busy row carries it. The same UUID as its unit.
    CentreId
    /// A community (社区) served by a centre. The same UUID as its unit.
    CommunityId
    /// A tus upload.
    UploadId
    /// One immutable object of an upload.
    SegmentId
    /// One sealed file that a case's manifest claims.
    FileId
    /// A message to a resident.
    MessageId
    /// A resident's request that their data be erased.
    ErasureId
    /// A letter of a case, on paper (文书).
    LetterId
    /// A piece of work to be done after the commit.
    JobId
    /// Something that a person is asked to do.
    TaskId
    /// One write of a phone, whatever it writes.
    WriteId
    /// A write of a phone that was not applied.
    NotAppliedId
    /// A version of the catalogue that is being written.
    DraftId
    /// Something that changes hands: a result, an original.
    CustodyId
    /// One change of hands, or one that failed.
    HandoverId
    /// One question asked of a register (数据共享查询).
    LookUpId
}

impl CentreId {
    /// The chain and head row of what belongs to no centre: sign-ins of site staff, keys, catalogues.
    pub const SITE: Self = Self::from_uuid(uuid::Uuid::nil());
}
