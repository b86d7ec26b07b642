//! `zerotrip rescue`: what a phone could not send, taken in from the file that it wrote. It works beside a running
//! server. The same file may be given twice: what was done is not done again.

mod archive;
mod sender;

use std::{fmt, path::PathBuf, sync::Arc};

use clap::Args;
use domain::ids::{DeviceId, UserId, WriteId};
use store::Tenancy;

use self::{
    archive::{Archive, ListedFile, ListedWrite},
    sender::Sender,
};
use super::{Outcome, complain, demo, say};
use crate::{
    actions::rescue_phone::{self, Counts, Rescue, Whose},
    app::App,
    http::Server,
};

#[derive(Args)]
pub struct RescueFile {
    /// The file, as the phone wrote it (tar).
    file: PathBuf,
    /// Whose phone it is: the name to sign in with.
    #[arg(long)]
    user: String,
    /// The folder of a demo, in place of a site's settings.
    #[arg(long, value_name = "DIR")]
    demo: Option<PathBuf>,
}

/// What came of one thing in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Done now.
    Applied,
    /// Done before.
    Before,
    /// Not done, for this code.
    NotApplied(String),
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied => f.write_str("applied"),
            Self::Before => f.write_str("already there"),
            Self::NotApplied(code) => write!(f, "NOT APPLIED {code}"),
        }
    }
}

pub async fn run(config: Option<PathBuf>, rescue: RescueFile) -> Outcome {
    let mut archive = Archive::open(&rescue.file)?;
    let app = match &rescue.demo {
        Some(folder) => demo::beside(folder).await?,
        None => super::app(config, Tenancy::Command).await?.1,
    };
    let account = rescue_phone::account(&app, rescue.user).await?.ok_or("there is no such user")?;
    let whose = Whose {
        worker: UserId::from_uuid(archive.list.worker_id),
        device: DeviceId::from_uuid(archive.list.device_id),
    };
    if account != whose.worker {
        return Err("this is another user's file: nothing was taken in".into());
    }
    if archive.is_cut {
        complain("zerotrip: the file ends in the middle: what is left of it is taken in");
    }
    let app = Arc::new(app);
    let rescue = rescue_phone::begin(&app, whose).await?;
    let taken = take_in(&app, &rescue, &mut archive).await;
    // Whatever came of it, nobody is left signed in.
    let counts = taken.as_ref().copied().unwrap_or_default();
    rescue_phone::end(&app, &rescue, counts).await?;
    let Counts { applied, before, not_applied } = taken?;
    say(&format!("applied {applied}, already there {before}, not applied {not_applied}"));
    if not_applied > 0 {
        return Err(format!("{not_applied} of {} were not applied", applied + before + not_applied).into());
    }
    Ok(())
}

/// Through the doors of the server itself, opened on this machine alone for as long as it takes.
async fn take_in(
    app: &Arc<App>,
    rescue: &Rescue,
    archive: &mut Archive,
) -> Result<Counts, Box<dyn std::error::Error>> {
    let server = Server::bind(Arc::clone(app), ([127, 0, 0, 1], 0).into(), 1)?;
    let (handle, address) = (server.handle(), server.address);
    let serving = tokio::spawn(server.run());
    let sent = send_all(app, rescue, archive, Sender::new(address, &rescue.token)?).await;
    handle.stop(true).await;
    serving.await??;
    sent
}

async fn send_all(
    app: &App,
    rescue: &Rescue,
    archive: &mut Archive,
    mut sender: Sender,
) -> Result<Counts, Box<dyn std::error::Error>> {
    let mut counts = Counts::default();
    let mut count = |what: &str, came: &Came| {
        let counted = match came {
            Came::Applied => &mut counts.applied,
            Came::Before => &mut counts.before,
            Came::NotApplied(_) => &mut counts.not_applied,
        };
        *counted = counted.saturating_add(1);
        say(&format!("{what}: {came}"));
    };
    // Data first, as from the phone: a case is safe before its photos are.
    for write in archive.list.writes.clone() {
        let came = one_write(app, rescue, archive, &mut sender, &write).await?;
        count(&format!("{} {} {}", write.act, write.path, write.write_id), &came);
    }
    for file in archive.list.files.clone() {
        let came = one_file(archive, &sender, &file).await?;
        count(&format!("photo {}", file.file_id), &came);
    }
    Ok(counts)
}

async fn one_write(
    app: &App,
    rescue: &Rescue,
    archive: &mut Archive,
    sender: &mut Sender,
    write: &ListedWrite,
) -> Result<Came, Box<dyn std::error::Error>> {
    let Some(body) = archive.body_of(write) else { return Ok(Came::NotApplied("damaged".to_owned())) };
    let before = rescue_phone::is_done(app, rescue, WriteId::from_uuid(write.write_id)).await?;
    let came = sender.write(write, body).await?;
    Ok(if before && came == Came::Applied { Came::Before } else { came })
}

async fn one_file(
    archive: &mut Archive,
    sender: &Sender,
    file: &ListedFile,
) -> Result<Came, Box<dyn std::error::Error>> {
    if sender.has(&file.sha256).await? {
        return Ok(Came::Before);
    }
    match archive.photo(file) {
        Some(bytes) => sender.upload(file, bytes).await,
        None => Ok(Came::NotApplied("damaged".to_owned())),
    }
}
