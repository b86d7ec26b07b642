//! The demo's accounts: users of every role, with passwords drawn for this demo alone.

use domain::{
    actor::{Grant, Role},
    clock::Chance,
    ids::{CentreId, CommunityId},
    text::{DepartmentCode, Password, PersonName, Username},
};
use serde::{Deserialize, Serialize};

use super::{DemoCentre, DemoUser};
use crate::{
    actions::{Error, add_user, hash_password},
    app::App,
};

/// What `demo.json` says of an account.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// The role's name.
    pub role: String,
    /// Name to sign in with.
    pub username: String,
    /// Drawn at the demo's first start.
    pub password: String,
    /// The unit it works in.
    pub unit: String,
    /// Secret of the second factor, for roles that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<String>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("role", &self.role)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// A password that meets the rules.
pub struct DrawnPassword(pub String);

impl DrawnPassword {
    /// Draws sixteen characters: small letters and digits in groups, with a capital and a hyphen for the rules' sake.
    pub fn draw(chance: &dyn Chance) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
        let mut random = [0_u8; 16];
        chance.fill(&mut random);
        let letters = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
        let text: String = letters.map(|letter| char::from(*letter)).collect();
        let (first, second) = text.split_at(8);
        Self(format!("Z7{first}-{second}"))
    }
}

/// Who works at the centre: sign-in name, name, role, community (by place) or department.
const WORKERS: [(&str, &str); 6] = [
    ("worker1", "陈晓"),
    ("worker2", "林芳"),
    ("worker3", "周敏"),
    ("worker4", "吴婷"),
    ("worker5", "郑洁"),
    ("worker6", "许静"),
];
const STAFF: [(&str, &str, Role, Option<&str>); 10] = [
    ("window1", "沈立", Role::Window, None),
    ("window2", "韩梅", Role::Window, None),
    ("window3", "杨帆", Role::Window, None),
    ("approver-ca", "冯涛", Role::Approver, Some("CA")),
    ("approver-dpf", "蒋薇", Role::Approver, Some("DPF")),
    ("approver-hrss", "秦岭", Role::Approver, Some("HRSS")),
    ("approver-hfpc", "尤佳", Role::Approver, Some("HFPC")),
    ("manager", "何平", Role::Manager, None),
    ("auditor", "孔正", Role::Auditor, None),
    ("admin", "曹安", Role::Admin, None),
];

/// Opens the accounts.
pub(super) async fn open(app: &App, centre: &DemoCentre) -> Result<Vec<DemoUser>, Error> {
    let mut users = Vec::new();
    for ((username, name), (community, unit)) in WORKERS.into_iter().zip(&centre.communities) {
        let grant = grant(centre, Role::Worker, Some(*community), None)?;
        users.push(one(app, username, name, grant, unit).await?);
    }
    for (username, name, role, department) in STAFF {
        let grant = grant(centre, role, None, department)?;
        users.push(one(app, username, name, grant, &centre.name).await?);
    }
    Ok(users)
}

fn grant(
    centre: &DemoCentre,
    role: Role,
    community: Option<CommunityId>,
    department: Option<&str>,
) -> Result<Grant, Error> {
    let department = department.map(DepartmentCode::parse).transpose();
    let department = department.map_err(|error| Error::Fault(Box::new(error)))?;
    Ok(Grant { role, centre: Some(centre.id), community, department })
}

async fn one(app: &App, username: &str, name: &str, grant: Grant, unit: &str) -> Result<DemoUser, Error> {
    let fault = |error| Error::Fault(Box::new(error));
    let drawn = DrawnPassword::draw(&*app.chance).0;
    let role = grant.role;
    let username = Username::parse(username).map_err(fault)?;
    let password = Password::parse(&drawn, &username).map_err(|error| Error::Fault(Box::new(error)))?;
    let name = PersonName::parse(name).map_err(fault)?;
    let account = Account {
        role: role.as_str().to_owned(),
        username: username.as_str().to_owned(),
        password: drawn,
        unit: unit.to_owned(),
        totp_secret: None,
    };
    let id = add_user::run(app, username, &name, password, vec![grant]).await?;
    Ok(DemoUser { id, account })
}

/// Draws every password anew.
pub(super) async fn redraw(app: &App) -> Result<Vec<Account>, Error> {
    let (users, units) = app.store.read(|tx| Ok::<_, Error>((tx.users()?, tx.units()?))).await?;
    let mut accounts = Vec::with_capacity(users.len());
    for user in users {
        let id = user.id;
        let grants = app.store.read(move |tx| Ok::<_, Error>(tx.grants_of(id)?)).await?;
        let Some(grant) = grants.first() else { continue };
        let unit = grant.community.map(CommunityId::uuid).or(grant.centre.map(CentreId::uuid));
        let unit = units.iter().find(|known| Some(known.id.uuid()) == unit).map(|unit| unit.name.zh.clone());
        let drawn = DrawnPassword::draw(&*app.chance).0;
        let username = Username::parse(&user.username).map_err(|error| Error::Fault(Box::new(error)))?;
        let password = Password::parse(&drawn, &username).map_err(|error| Error::Fault(Box::new(error)))?;
        let (hash, now) = (hash_password::hash(app, password).await?, app.clock.now());
        app.store.write(move |tx| Ok::<_, Error>(tx.set_password(id, &hash, now)?)).await?;
        accounts.push(Account {
            role: grant.role.as_str().to_owned(),
            username: user.username,
            password: drawn,
            unit: unit.unwrap_or_default(),
            totp_secret: None,
        });
    }
    Ok(accounts)
}
