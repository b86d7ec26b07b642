//! A whole centre with made-up people, for a demonstration on one machine: the pilot's organisation, users of every
//! role, residents of the never assigned area 999999, today's visits, and cases in several stages.
//!
//! Everything is done through the actions, as people would do it; nothing here is reached by a real site.

mod accounts;
mod centre;
mod day;
mod register;
mod residents;

use domain::ids::UserId;

pub use accounts::{Account, DrawnPassword};
pub use centre::DemoCentre;
pub use register::register;

use crate::{actions::Error, app::App};

/// Somebody of the demo who can sign in.
#[derive(Debug, Clone)]
pub struct DemoUser {
    /// Id.
    pub id: UserId,
    /// What goes into `demo.json`.
    pub account: Account,
}

/// The mark of a demo that was made to its end.
const SEEDED: &str = "demo-seeded";

/// Opens the demo: makes it in a fresh database, or finds it again. When the file with the accounts is lost, their
/// passwords are drawn anew.
///
/// # Errors
/// Faults of store and files; [`DemoFault::Unfinished`] when an earlier start was cut short while it made the demo.
pub async fn open(app: &App, known: Option<Vec<Account>>) -> Result<Vec<Account>, DemoFault> {
    let (seeded, begun) =
        app.store.read(|tx| Ok::<_, Error>((tx.mark(SEEDED)?.is_some(), !tx.units()?.is_empty()))).await?;
    match (seeded, begun, known) {
        (true, _, Some(accounts)) => Ok(accounts),
        (true, _, None) => Ok(accounts::redraw(app).await?),
        (false, true, _) => Err(DemoFault::Unfinished),
        (false, false, _) => {
            let accounts = seed(app).await?;
            app.store.write(|tx| Ok::<_, Error>(tx.set_mark(SEEDED, "to its end")?)).await?;
            Ok(accounts)
        }
    }
}

/// Why a demo does not open.
#[derive(Debug, thiserror::Error)]
pub enum DemoFault {
    /// An earlier start was cut short.
    #[error("an earlier start was cut short while it made the demo: delete its folder and start again")]
    Unfinished,
    /// Anything else.
    #[error("{0:?}")]
    Action(#[from] Error),
}

async fn seed(app: &App) -> Result<Vec<Account>, Error> {
    let centre = centre::found(app).await?;
    let users = accounts::open(app, &centre).await?;
    let residents = residents::register(app, &centre, &users).await?;
    day::fill(app, &centre, &users, &residents).await?;
    Ok(users.into_iter().map(|user| user.account).collect())
}
