//! What can go wrong with a store, in the four ways a caller can act on.

use object_store::client::{HttpError, HttpErrorKind};
use std::error::Error;
use std::io;

type Source = Box<dyn Error + Send + Sync + 'static>;

/// Why the store did not do as asked. Neither the text nor the sources hold more than object keys and addresses.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// No object has this key.
    #[error("the object is not in the store")]
    NotFound,
    /// The disk, the quota or the bucket is full. Nothing was kept.
    #[error("the store is full")]
    Full(#[source] Source),
    /// The store does not answer or asks to come back later; the same call may succeed then.
    #[error("the store does not answer")]
    Unavailable(#[source] Source),
    /// The address or the settings are no store.
    #[error("the object store is not configured: {0}")]
    Settings(&'static str),
    /// Anything else: a damaged disk, missing rights, an object that is not what its record says.
    #[error("the store failed")]
    Fault(#[source] Source),
}

/// An object holds fewer bytes than its record says.
#[derive(Debug, thiserror::Error)]
#[error("an object is shorter than its record")]
pub(crate) struct Short;

impl FilesError {
    pub(crate) fn fault(source: impl Into<Source>) -> Self {
        Self::Fault(source.into())
    }
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return Self::NotFound;
        }
        classify(error)
    }
}

impl From<io::Error> for FilesError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => classify(error),
        }
    }
}

/// The store wraps the cause several levels deep, so the whole chain is read.
fn classify(error: impl Error + Send + Sync + 'static) -> FilesError {
    let mut link: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(cause) = link {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            match io.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    return FilesError::Full(error.into());
                }
                io::ErrorKind::TimedOut => return FilesError::Unavailable(error.into()),
                _ => {}
            }
        }
        if let Some(http) = cause.downcast_ref::<HttpError>() {
            return match http.kind() {
                HttpErrorKind::Connect
                | HttpErrorKind::Request
                | HttpErrorKind::Timeout
                | HttpErrorKind::Interrupted => FilesError::Unavailable(error.into()),
                _ => FilesError::Fault(error.into()),
            };
        }
        match answered(&cause.to_string()) {
            Some(Answer::Full) => return FilesError::Full(error.into()),
            Some(Answer::Later) => return FilesError::Unavailable(error.into()),
            None => {}
        }
        link = cause.source();
    }
    FilesError::Fault(error.into())
}

enum Answer {
    Full,
    Later,
}

/// The type that carries an S3 answer has no public name, so its text is read. The tests against canned answers
/// fail should a newer version word it otherwise.
fn answered(text: &str) -> Option<Answer> {
    const STATUS: &str = "Server returned non-2xx status code: ";
    const FULL: [&str; 3] = ["QuotaExceeded", "InsufficientStorage", "StorageFull"];
    let answer = text.strip_prefix(STATUS)?;
    if answer.starts_with("507") || FULL.iter().any(|code| answer.contains(code)) {
        return Some(Answer::Full);
    }
    (answer.starts_with('5') || answer.starts_with("429") || answer.starts_with("408"))
        .then_some(Answer::Later)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::{self, Settings};
    use crate::{Files, ObjectKey};
    use bytes::Bytes;
    use object_store::RetryConfig;
    use reqwest::Url;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use uuid::Uuid;

    /// As deep as the store wraps it: its own error around a private one around the system's.
    fn from_disk(kind: io::ErrorKind) -> FilesError {
        #[derive(Debug, thiserror::Error)]
        #[error("unable to copy data to file")]
        struct Private(#[source] io::Error);
        let source = Box::new(Private(io::Error::from(kind)));
        object_store::Error::Generic { store: "LocalFileSystem", source }.into()
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        assert!(matches!(from_disk(io::ErrorKind::StorageFull), FilesError::Full(_)));
        assert!(matches!(from_disk(io::ErrorKind::QuotaExceeded), FilesError::Full(_)));
        assert!(matches!(from_disk(io::ErrorKind::PermissionDenied), FilesError::Fault(_)));
        assert!(matches!(FilesError::from(io::Error::from(io::ErrorKind::StorageFull)), FilesError::Full(_)));
    }

    /// A bucket at a server that gives every request the same answer.
    async fn answering(status: &str, body: &str) -> Files {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let answer =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = vec![0; 64 * 1024];
                let _ = socket.read(&mut request).await;
                let _ = socket.write_all(answer.as_bytes()).await;
                // The sender sees the answer before the line is cut.
                while matches!(socket.read(&mut request).await, Ok(1..)) {}
            }
        });
        bucket(endpoint)
    }

    fn bucket(endpoint: String) -> Files {
        let settings = Settings {
            endpoint: Some(endpoint),
            access_key: "made-up".to_owned(),
            secret_key: "made-up-too".to_owned(),
            allow_http: true,
            ..Settings::default()
        };
        let once = RetryConfig { max_retries: 0, ..RetryConfig::default() };
        let url = Url::parse("s3://evidence/pilot").unwrap();
        Files::at(location::bucket(&url, &settings, once).unwrap())
    }

    async fn put_and_get(files: &Files) -> [FilesError; 2] {
        let key = ObjectKey::from_uuid(Uuid::from_u128(7));
        [
            files.put(key, vec![Bytes::from_static(b"sealed")]).await.unwrap_err(),
            files.get(key).await.unwrap_err(),
        ]
    }

    #[tokio::test]
    async fn answers_of_a_bucket_are_told_apart() {
        for (status, body) in [
            ("507 Insufficient Storage", ""),
            ("403 Forbidden", "<Error><Code>QuotaExceeded</Code></Error>"),
            ("500 Internal Server Error", "<Error><Code>XMinioStorageFull</Code></Error>"),
        ] {
            for error in put_and_get(&answering(status, body).await).await {
                assert!(matches!(error, FilesError::Full(_)), "{status}: {error:?}");
            }
        }
        for status in ["500 Internal Server Error", "503 Slow Down", "429 Too Many Requests"] {
            for error in put_and_get(&answering(status, "").await).await {
                assert!(matches!(error, FilesError::Unavailable(_)), "{status}: {error:?}");
            }
        }
        for status in ["403 Forbidden", "401 Unauthorized", "400 Bad Request"] {
            for error in put_and_get(&answering(status, "").await).await {
                assert!(matches!(error, FilesError::Fault(_)), "{status}: {error:?}");
            }
        }
        for error in put_and_get(&answering("404 Not Found", "").await).await {
            assert!(matches!(error, FilesError::NotFound), "{error:?}");
        }
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_unavailable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        for error in put_and_get(&bucket(endpoint)).await {
            assert!(matches!(error, FilesError::Unavailable(_)), "{error:?}");
        }
    }
}
