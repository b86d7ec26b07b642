//! `zerotrip user` and `zerotrip unit`: the people and the organisation of a site. They work beside a running server.

use std::{io::BufRead as _, path::PathBuf};

use clap::{Args, Subcommand};
use domain::{
    actor::{Grant, Role},
    ids::{CentreId, CommunityId, UnitId},
    text::{DepartmentCode, PersonName, Username},
    unit::{Unit as OneUnit, UnitKind},
    wording::NamePair,
};
use store::Tenancy;
use uuid::Uuid;

use super::{Outcome, complain, say};
use crate::actions::add_user;

#[derive(Subcommand)]
pub enum User {
    /// Add a person; the password is read from standard input.
    Add(AddUser),
    /// Turn an account off: its sign-ins end at once.
    Disable {
        /// Name to sign in with.
        username: String,
    },
    /// Everybody who can sign in.
    List,
}

#[derive(Args)]
pub struct AddUser {
    /// Name to sign in with.
    #[arg(long)]
    username: String,
    /// The person's own name.
    #[arg(long)]
    name: String,
    /// worker, window, approver, manager, auditor or admin.
    #[arg(long)]
    role: String,
    /// The centre the role holds in; the whole site when left out.
    #[arg(long)]
    centre: Option<Uuid>,
    /// The community a worker is narrowed to.
    #[arg(long)]
    community: Option<Uuid>,
    /// The department an approver is narrowed to.
    #[arg(long)]
    department: Option<String>,
}

#[derive(Subcommand)]
pub enum Unit {
    /// Add a unit; prints its id.
    Add(AddUnit),
    /// All units.
    List,
}

#[derive(Args)]
pub struct AddUnit {
    /// district, street, centre, community or estate.
    #[arg(long)]
    kind: String,
    /// Division code; 12 digits for a centre.
    #[arg(long)]
    code: String,
    /// Name in Chinese.
    #[arg(long)]
    name_zh: String,
    /// Name in English.
    #[arg(long)]
    name_en: String,
    /// The unit above.
    #[arg(long)]
    parent: Option<Uuid>,
}

pub async fn user(config: Option<PathBuf>, user: User) -> Outcome {
    let (_settings, app) = super::app(config, Tenancy::Command).await?;
    match user {
        User::Add(add) => {
            let grant = Grant {
                role: Role::parse(&add.role)
                    .ok_or("--role: worker, window, approver, manager, auditor or admin")?,
                centre: add.centre.map(CentreId::from_uuid),
                community: add.community.map(CommunityId::from_uuid),
                department: add.department.as_deref().map(DepartmentCode::parse).transpose()?,
            };
            let username = Username::parse(&add.username)?;
            let name = PersonName::parse(&add.name)?;
            complain("password (one line on standard input):");
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password)?;
            let password = domain::text::Password::parse(password.trim_end_matches(['\r', '\n']), &username)?;
            let id = add_user::run(&app, username, &name, password, vec![grant]).await?;
            say(&id.to_string());
        }
        User::Disable { username } => {
            let found = app.store.read(move |tx| tx.user_by_name(&username)).await?;
            add_user::set_disabled(&app, found.ok_or("there is no such user")?.id, true).await?;
        }
        User::List => {
            for user in app.store.read(|tx| tx.users()).await? {
                let id = user.id;
                let grants = app.store.read(move |tx| tx.grants_of(id)).await?;
                let roles: Vec<_> = grants.iter().map(|grant| grant.role.as_str()).collect();
                let state = if user.disabled_at.is_some() { "off" } else { "on" };
                say(&format!("{id}  {:<24} {state:<4} {}", user.username, roles.join(",")));
            }
        }
    }
    Ok(())
}

pub async fn unit(config: Option<PathBuf>, unit: Unit) -> Outcome {
    let (_settings, app) = super::app(config, Tenancy::Command).await?;
    match unit {
        Unit::Add(add) => {
            let unit = OneUnit {
                id: UnitId::from_uuid(app.fresh()),
                kind: UnitKind::parse(&add.kind)
                    .ok_or("--kind: district, street, centre, community or estate")?,
                parent: add.parent.map(UnitId::from_uuid),
                code: add.code,
                name: NamePair { zh: add.name_zh, en: add.name_en },
            };
            if unit.kind == UnitKind::Centre {
                domain::case_number::CentreCode::parse(&unit.code)?;
            }
            let id = unit.id;
            app.store.write(move |tx| tx.insert_unit(&unit)).await?;
            say(&id.to_string());
        }
        Unit::List => {
            for unit in app.store.read(|tx| tx.units()).await? {
                say(&format!(
                    "{}  {:<10} {:<14} {} {}",
                    unit.id,
                    unit.kind.as_str(),
                    unit.code,
                    unit.name.zh,
                    unit.name.en
                ));
            }
        }
    }
    Ok(())
}
