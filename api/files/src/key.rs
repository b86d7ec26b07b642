//! The name of an object: a uuid and nothing else, so that no name tells anything and none is ever reused.

use object_store::path::Path;
use std::fmt;
use uuid::Uuid;

/// The folder all segments lie under.
pub(crate) const SEGMENTS: &str = "seg";

/// The folder of the small objects a readiness probe writes.
pub(crate) const PROBES: &str = "probe";

/// Names one immutable object. The uuid must be fresh: a key is written once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(Uuid);

impl ObjectKey {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// `seg/ab/<uuid>`. The shard is the uuid's last byte: random in version 4 and 7 alike, while the first bytes of
    /// version 7 are the time and would fill one folder after the other.
    pub(crate) fn path(self) -> Path {
        let [.., shard] = *self.0.as_bytes();
        Path::from(format!("{SEGMENTS}/{shard:02x}/{}", self.0))
    }

    /// The key that lies at `path`, or nothing if no key of ours does.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        let key = Self(Uuid::try_parse(path.filename()?).ok()?);
        (key.path() == *path).then_some(key)
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectKey({})", self.0)
    }
}

/// One landed piece of a file. A file is its segments in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    pub key: ObjectKey,
    /// Length in bytes.
    pub size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_again_at_its_own_path_only() {
        let key = ObjectKey(Uuid::parse_str("0193a5e2-7c40-7b11-9d2e-3f5a6b7c8dab").unwrap());
        assert_eq!(key.path().as_ref(), "seg/ab/0193a5e2-7c40-7b11-9d2e-3f5a6b7c8dab");
        assert_eq!(ObjectKey::at(&key.path()), Some(key));
        for foreign in [
            "seg/aa/0193a5e2-7c40-7b11-9d2e-3f5a6b7c8dab",
            "seg/ab/0193a5e27c407b119d2e3f5a6b7c8dab",
            "old/seg/ab/0193a5e2-7c40-7b11-9d2e-3f5a6b7c8dab",
            "seg/ab/lost+found",
            "",
        ] {
            assert_eq!(ObjectKey::at(&Path::from(foreign)), None, "{foreign}");
        }
    }
}
