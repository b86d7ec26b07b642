//! Clears away what nobody claims: uploads that have run out, objects that no upload knows, leftovers of broken puts.

use domain::ids::SegmentId;
use files::ObjectKey;
use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::{actions::Error, app::App};

/// An object may be older than its row by the length of a request; a day is far longer.
const ORPHAN_AGE: SignedDuration = SignedDuration::from_hours(24);
/// Uploads cleared in one run.
const AT_ONCE: i64 = 200;

/// Clears uploads that have run out and that no manifest names; how many went.
///
/// # Errors
/// Faults of store and files.
pub async fn expired(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let expired = app.store.read(move |tx| Ok::<_, Error>(tx.expired_uploads(now, AT_ONCE)?)).await?;
    let uploads = expired.len();
    for id in expired {
        // Rows first: an object without a row can be swept again, a row without an object is a loss.
        let segments = app
            .store
            .write(move |tx| {
                // A manifest may have named it since it was listed, or be about to.
                let Some(upload) = tx.upload(id)? else { return Ok(Vec::new()) };
                tx.wait_for_centres(&[upload.centre])?;
                if tx.upload_is_claimed(id)? {
                    return Ok(Vec::new());
                }
                let segments = tx.segments_of(id)?;
                tx.delete_upload(id)?;
                Ok::<_, Error>(segments)
            })
            .await?;
        for segment in segments {
            app.files.delete(ObjectKey::from_uuid(segment.id.uuid())).await?;
        }
    }
    Ok(uploads)
}

/// Clears objects that no upload knows, and leftovers of puts that were cut short; how many objects went.
///
/// # Errors
/// Faults of store and files.
pub async fn orphans(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let cutoff = now.checked_sub(ORPHAN_AGE).unwrap_or(Timestamp::MIN);
    app.files.sweep_temporary(cutoff).await?;
    let mut pages = app.files.list_older_than(cutoff).chunks(500);
    let mut gone = 0;
    while let Some(page) = pages.next().await {
        let mut ids = Vec::with_capacity(page.len());
        for listed in page {
            ids.push(SegmentId::from_uuid(listed?.key.uuid()));
        }
        let orphans = app.store.read(move |tx| Ok::<_, Error>(tx.unknown_objects(&ids)?)).await?;
        for orphan in orphans {
            app.files.delete(ObjectKey::from_uuid(orphan.uuid())).await?;
            gone += 1;
        }
    }
    Ok(gone)
}
