//! The demo's staff, signed in: each account once, on a device of its own.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mobile_contract::v1::{DeviceInfo, GrantView, Role};
use uuid::Uuid;

use super::{
    demo::{Account, Demo},
    run::Worker,
};
use crate::{api::Api, dice::Dice, session::Session, trouble::Trouble};

/// Those of one centre who take part.
pub struct Staff {
    /// Call and file.
    pub workers: Vec<Arc<Worker>>,
    /// Conclude and accept.
    pub windows: Vec<Arc<Session>>,
    /// Reads the report.
    pub manager: Session,
}

impl Staff {
    /// Signs in the first manager, and the workers and window staff of the same centre.
    pub async fn sign_in(api: &Arc<Api>, demo: &Demo, seed: u64) -> Result<Self, Trouble> {
        let of = |role| demo.accounts.iter().filter(move |account| account.role == role);
        let lacks = |what: &str| Trouble::new("demo-file", format!("the demo has no {what}"));
        let manager = of(Role::Manager).next().ok_or_else(|| lacks("manager"))?;
        let manager = open(api, manager, seed).await?;
        let centre = grant(&manager, Role::Manager).and_then(|grant| grant.centre_id);
        let centre = centre.ok_or_else(|| lacks("manager of a centre"))?;
        let (mut workers, mut windows) = (Vec::new(), Vec::new());
        for account in of(Role::Worker) {
            let session = open(api, account, seed).await?;
            let granted = grant(&session, Role::Worker).filter(|grant| grant.centre_id == Some(centre));
            if let Some(community) = granted.and_then(|grant| grant.community_id) {
                workers.push(Arc::new(Worker { session, community }));
            }
        }
        for account in of(Role::Window) {
            let session = open(api, account, seed).await?;
            if grant(&session, Role::Window).is_some_and(|grant| grant.centre_id == Some(centre)) {
                windows.push(Arc::new(session));
            }
        }
        if workers.is_empty() {
            return Err(lacks("worker of a community of the manager's centre"));
        }
        if windows.is_empty() {
            return Err(lacks("window account of the manager's centre"));
        }
        Ok(Self { workers, windows, manager })
    }
}

fn grant(session: &Session, role: Role) -> Option<&GrantView> {
    session.user.grants.iter().find(|grant| grant.role == role)
}

async fn open(api: &Arc<Api>, account: &Account, seed: u64) -> Result<Session, Trouble> {
    let device = DeviceInfo { id: device_id(seed, &account.username), name: "pilot load tool".to_owned() };
    Session::open(Arc::clone(api), &account.username, &account.password, device).await
}

/// The same device each time.
fn device_id(seed: u64, username: &str) -> Uuid {
    let made = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 48);
    Dice::of(seed, &format!("device of {username}"), 0).uuid(made)
}
