//! Where the store is: a folder of this machine or an S3 bucket, opened by its address.

use crate::FilesError;
use crate::key::{PROBES, SEGMENTS};
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use reqwest::Url;
use std::fmt;
use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A phone waits for its answer: better a 503 and a retry of its own than minutes of silence.
const RETRY_TIMEOUT: Duration = Duration::from_secs(20);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Only the owner reads the folder: sealed or not, it is nobody else's business.
const OWNER_ONLY: u32 = 0o700;

/// How to reach an S3 store. A folder needs none of it.
#[derive(Clone)]
pub struct Settings {
    /// Address of the service, `https://s3.example.cn`; none means Amazon's own for the region.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    /// The bucket stands in the path and not in the host name: what most self-hosted stores want.
    pub path_style: bool,
    /// Allows an endpoint without TLS.
    pub allow_http: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key: String::new(),
            secret_key: String::new(),
            path_style: true,
            allow_http: false,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("path_style", &self.path_style)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

/// An opened store, and its folder if it is one.
pub(crate) struct Place {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) folder: Option<PathBuf>,
}

/// Opens `file:///absolute/folder` or `s3://bucket[/prefix]`.
pub(crate) fn open(url: &str, settings: &Settings) -> Result<Place, FilesError> {
    let Ok(parsed) = Url::parse(url) else { return Err(FilesError::Settings("the address is no URL")) };
    match parsed.scheme() {
        // The parser would take `file:objects` for a folder of the root.
        "file" if url.starts_with("file:///") => match parsed.to_file_path() {
            Ok(path) => folder(&path),
            Err(()) => Err(FilesError::Settings("the address names no folder")),
        },
        "file" => Err(FilesError::Settings("file: wants an absolute folder, file:///folder")),
        "s3" => bucket(&parsed, settings, retries()),
        _ => Err(FilesError::Settings("the address begins with neither file: nor s3:")),
    }
}

/// Opens a folder, made if absent.
pub(crate) fn folder(root: &Path) -> Result<Place, FilesError> {
    if !root.is_absolute() {
        return Err(FilesError::Settings("the folder of the store is not absolute"));
    }
    prepare(root)?;
    let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
    Ok(Place { store: Arc::new(store), folder: Some(root.to_owned()) })
}

/// Makes every folder a put may need, durably, before the first put. A put that finds its folder there syncs only
/// the folder itself: were two puts to race for a new one, the loser could answer "durable" before the winner has
/// synced the folder's own entry.
fn prepare(root: &Path) -> io::Result<()> {
    let made_under = root.ancestors().find(|dir| dir.exists()).unwrap_or(root).to_owned();
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(root)?;
    let segments = root.join(SEGMENTS);
    make(&segments)?;
    make(&root.join(PROBES))?;
    for shard in 0..=u8::MAX {
        make(&segments.join(format!("{shard:02x}")))?;
    }
    sync(&segments)?;
    sync(root)?;
    if made_under != root {
        for dir in root.ancestors().skip(1) {
            sync(dir)?;
            if dir == made_under {
                break;
            }
        }
    }
    Ok(())
}

fn make(dir: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(OWNER_ONLY).create(dir) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

fn retries() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 6, retry_timeout: RETRY_TIMEOUT }
}

/// Opens a bucket. Nothing is asked of it that a small S3 store lacks: no conditional put, no tags, no bulk delete.
pub(crate) fn bucket(url: &Url, settings: &Settings, retries: RetryConfig) -> Result<Place, FilesError> {
    let Some(bucket) = url.host_str().filter(|host| !host.is_empty()) else {
        return Err(FilesError::Settings("s3: wants a bucket, s3://bucket[/prefix]"));
    };
    if settings.access_key.is_empty() || settings.secret_key.is_empty() {
        return Err(FilesError::Settings("s3: wants an access key and a secret key"));
    }
    // TLS needs a provider for the whole process; an error says that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = ClientOptions::new()
        .with_timeout(REQUEST_TIMEOUT)
        .with_connect_timeout(CONNECT_TIMEOUT)
        .with_allow_http(settings.allow_http);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.access_key)
        .with_secret_access_key(&settings.secret_key)
        .with_virtual_hosted_style_request(!settings.path_style)
        .with_conditional_put(S3ConditionalPut::Disabled)
        .with_disable_tagging(true)
        .with_disable_bulk_delete(true)
        .with_client_options(client)
        .with_retry(retries);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    let store = builder.build()?;
    let prefix = ObjectPath::from_url_path(url.path()).map_err(FilesError::fault)?;
    let store: Arc<dyn ObjectStore> = match prefix.parts().next() {
        Some(_) => Arc::new(PrefixStore::new(store, prefix)),
        None => Arc::new(store),
    };
    Ok(Place { store, folder: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    fn refused(url: &str, settings: &Settings) -> bool {
        matches!(Files::open(url, settings), Err(FilesError::Settings(_)))
    }

    #[test]
    fn a_folder_is_made_with_all_its_shards_and_found_again() {
        let dir = TempDir::new().unwrap();
        let root = dir.path().join("deep/对象 #1");
        for _ in 0..2 {
            Files::open_folder(&root).unwrap();
            assert_eq!(fs::read_dir(root.join(SEGMENTS)).unwrap().count(), 256);
            assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, OWNER_ONLY);
        }
        let url = Url::from_file_path(&root).unwrap();
        Files::open(url.as_str(), &Settings::default()).unwrap();
        assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_store_is_refused() {
        let settings = Settings::default();
        for url in
            ["", "objects", "/var/objects", "file:objects", "file://objects", "http://a/b", "s3:", "s3:///a"]
        {
            assert!(refused(url, &settings), "{url}");
        }
        assert!(matches!(Files::open_folder(Path::new("objects")), Err(FilesError::Settings(_))));
        assert!(refused("s3://evidence", &settings), "no keys");
    }

    #[test]
    fn secrets_do_not_show() {
        let settings = Settings {
            access_key: "AKIAMADEUP".to_owned(),
            secret_key: "made-up".to_owned(),
            ..Settings::default()
        };
        let shown = format!("{settings:?}");
        assert!(!shown.contains("AKIAMADEUP") && !shown.contains("made-up"), "{shown}");
        let files = Files::open("s3://evidence/pilot", &settings).unwrap();
        let shown = format!("{files:?}");
        assert!(!shown.contains("AKIAMADEUP") && !shown.contains("made-up"), "{shown}");
    }
}
