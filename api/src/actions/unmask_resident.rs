//! Shows fields of a resident in full: an act with a reason. The audit row is committed before anything is shown.

use domain::{
    actor::Credential,
    audit::Entry,
    identity::IdNumber,
    ids::ResidentId,
    phone::Phone,
    policy::{self, act},
    resident::Profile,
    text::{Address, Note, PersonName, Reason},
};

use crate::{
    actions::{Error, read_resident},
    app::App,
};

/// A field that can be unmasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Name.
    Name,
    /// ID number.
    IdNumber,
    /// Mobile number.
    Phone,
    /// Address.
    Address,
    /// What the next worker should know.
    Note,
}

impl Field {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Note => "note",
        }
    }
}

/// What to show, and why.
pub struct UnmaskResident {
    /// Whose.
    pub id: ResidentId,
    /// Why.
    pub reason: Reason,
    /// What, each once.
    pub fields: Vec<Field>,
}

/// The fields asked for, as far as there is a value; nothing else leaves the action.
pub struct UnmaskedResident {
    /// Name.
    pub name: Option<PersonName>,
    /// ID number.
    pub id_number: Option<IdNumber>,
    /// Mobile number.
    pub phone: Option<Phone>,
    /// Address.
    pub address: Option<Address>,
    /// What the next worker should know.
    pub note: Option<Note>,
}

impl UnmaskedResident {
    fn of(profile: Profile, fields: &[Field]) -> Self {
        let asked = |field| fields.contains(&field);
        Self {
            name: asked(Field::Name).then_some(profile.name),
            id_number: asked(Field::IdNumber).then_some(profile.id_number),
            phone: profile.phone.filter(|_| asked(Field::Phone)),
            address: profile.address.filter(|_| asked(Field::Address)),
            note: profile.note.filter(|_| asked(Field::Note)),
        }
    }
}

/// Unmasks fields of a resident.
///
/// # Errors
/// [`Error::NotFound`] when there is none for this actor, [`Error::Forbidden`] when the actor may only see them masked.
pub async fn run(
    app: &App,
    credential: Credential,
    command: UnmaskResident,
) -> Result<UnmaskedResident, Error> {
    let now = app.clock.now();
    let vault = app.vault.clone();
    let UnmaskResident { id, reason, fields } = command;
    let detail = detail(&fields);
    let stored = app
        .store
        .write(move |tx| {
            let actor = tx.actor(&credential, now)?.ok_or(Error::SessionEnded)?;
            let stored = read_resident::find(tx, &actor, id)?;
            let permit = policy::may::<act::UnmaskResident>(&actor, &read_resident::resource(&stored))?;
            let key = vault.resident_key(stored.centre, stored.id, &stored.data_key)?;
            tx.in_centre(stored.centre, now, |_tx| {
                let secret = vault.seal_reason(&key, stored.id.uuid(), &reason);
                let entry = Entry::by(&actor, permit.role(), "unmask-resident", "resident", stored.id.uuid())
                    .with(detail.clone())
                    .with_secret(secret);
                Ok::<_, Error>(((), entry))
            })?;
            Ok::<_, Error>(stored)
        })
        .await?;
    Ok(UnmaskedResident::of(read_resident::open(&app.vault, &stored)?, &fields))
}

fn detail(fields: &[Field]) -> String {
    let names: Vec<_> = fields.iter().map(|field| field.as_str()).collect();
    format!("fields={}", names.join(","))
}

#[cfg(test)]
mod tests {
    use domain::identity::Areas;

    use super::*;

    fn profile() -> Profile {
        let today = jiff::civil::date(2026, 11, 23);
        Profile {
            name: PersonName::parse("王样例").unwrap(),
            id_number: IdNumber::parse("999999194807150023", today, Areas::TestToo).unwrap(),
            phone: Phone::parse("13900000023").ok(),
            address: Address::parse("样例路 1 号").ok(),
            care_groups: Vec::new(),
            note: None,
            relations: Vec::new(),
        }
    }

    #[test]
    fn nothing_but_what_was_asked_for_leaves() {
        let shown = UnmaskedResident::of(profile(), &[Field::Phone, Field::Note]);
        assert!(shown.name.is_none() && shown.id_number.is_none() && shown.address.is_none());
        assert!(shown.phone.is_some());
        assert!(shown.note.is_none(), "there is none");
    }

    #[test]
    fn the_log_names_the_fields_and_never_their_values() {
        assert_eq!(detail(&[Field::Name, Field::IdNumber]), "fields=name,id_number");
    }
}
