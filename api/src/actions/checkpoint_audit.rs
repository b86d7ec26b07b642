//! Signs how far each centre's audit chain has come, and copies the signature off the database, so that a cut tail
//! shows: `zerotrip audit verify` takes such a file.

use domain::ids::CentreId;
use sealing::Checkpoint;

use crate::{actions::Error, app::App, checkpoints};

/// Signs the tips of all chains that have grown; how many there were.
///
/// # Errors
/// Faults of the store, or of the folder that the copies go to.
pub async fn run(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    let tips = app
        .store
        .read(|tx| {
            let mut tips = Vec::new();
            for centre in tx.audited_centres()? {
                if let Some((seq, hash)) = tx.audit_tip(centre)?
                    && tx.last_checkpoint(centre)? < Some(seq)
                {
                    tips.push((centre, seq, hash));
                }
            }
            Ok::<_, Error>(tips)
        })
        .await?;
    let mut signed = 0;
    for (centre, seq, hash) in tips {
        let hash = <[u8; 32]>::try_from(hash.as_slice()).map_err(|error| Error::Fault(Box::new(error)))?;
        let line = app
            .vault
            .ring
            .sign_checkpoint(Checkpoint { centre: centre.uuid(), seq, hash, at: now })
            .to_line();
        if let Some(folder) = &app.site.checkpoint_folder {
            let (folder, line) = (folder.clone(), line.clone());
            tokio::task::spawn_blocking(move || checkpoints::append(&folder, centre, &line))
                .await?
                .map_err(|error| Error::Fault(Box::new(error)))?;
        }
        keep(app, centre, seq, line).await?;
        signed += 1;
    }
    Ok(signed)
}

async fn keep(app: &App, centre: CentreId, seq: i64, line: String) -> Result<(), Error> {
    let kept = app.store.write(move |tx| Ok::<_, Error>(tx.insert_checkpoint(centre, seq, &line)?)).await;
    match kept {
        // Another replica has signed the same number.
        Err(Error::Duplicate) => Ok(()),
        other => other,
    }
}
