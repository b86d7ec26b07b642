//! Opens a body that a phone sealed to the server when it was submitted. In memory, like everything that is opened.

use std::sync::Arc;

use bytes::Bytes;
use files::OpenError;

use crate::{actions::Error, app::App};

/// What was sealed: at most so many bytes.
///
/// # Errors
/// [`Error::SealNotOpened`] for what is not sealed, or to another recipient, or damaged; [`Error::TooLarge`].
pub async fn run(app: &App, sealed: Bytes, most: usize) -> Result<Bytes, Error> {
    let opener = Arc::clone(&app.opener);
    let opened = tokio::task::spawn_blocking(move || opener.open(&[sealed], most)).await?;
    match opened {
        Ok(opened) => Ok(opened.into_bytes()),
        Err(OpenError::TooLarge) => Err(Error::TooLarge),
        Err(OpenError::NotAge | OpenError::OtherRecipient | OpenError::Damaged) => Err(Error::SealNotOpened),
    }
}
