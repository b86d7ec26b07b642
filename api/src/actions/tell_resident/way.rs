//! Which way somebody is told: the next of the contact circle who may be, or a call.

use domain::{
    message::{Audience, MessageKind, Next, Objection, Purpose, Reach, Route, Why, route},
    phone::Phone,
    resident::Profile,
};
use store::{ReadTx, StoreError, StoredResident};

use crate::{actions::Error, vault::Vault};

/// Who gets a message.
pub struct Recipient {
    /// Their place in the contact circle; the resident's is 0.
    pub place: usize,
    /// Keyed digest of the number.
    pub number: Vec<u8>,
    /// The number.
    pub phone: Phone,
    /// Whether others read it too.
    pub audience: Audience,
}

/// A way.
pub enum Way {
    /// A message.
    Message(Recipient),
    /// Somebody calls.
    Call,
    /// Nothing.
    Silence,
}

/// The way to tell of something. `failed` are the places of the circle that were tried in vain.
///
/// # Errors
/// A fault of the store.
pub fn find(
    tx: &mut ReadTx<'_>,
    vault: &Vault,
    resident: &StoredResident,
    profile: &Profile,
    kind: MessageKind,
    failed: &[usize],
) -> Result<Way, Error> {
    let alive = !tx.has_died(resident.centre, resident.id)?;
    let circle = profile.circle().map_err(|_refusal| StoreError::Corrupt("residents"))?;
    let mut failed = failed.to_vec();
    loop {
        let (place, phone) = match circle.next_contact(alive, &failed) {
            Next::Tell { place, phone, .. } => (place, phone),
            Next::CallTask if kind.is_needed() => return Ok(Way::Call),
            Next::CallTask | Next::Stop => return Ok(Way::Silence),
        };
        // To rate is the resident's own affair.
        if place > 0 && kind.purpose() == Purpose::RatingRequest {
            return Ok(Way::Silence);
        }
        let number = vault.phone_index(phone);
        let mut reach = Reach { alive, ..reach(tx, resident, &number)? };
        if place > 0 {
            reach.number = reach.number.map(|_audience| Audience::Own);
        }
        match route(kind, &reach) {
            Route::Message(audience) => {
                return Ok(Way::Message(Recipient { place, number, phone: phone.clone(), audience }));
            }
            Route::CallTask(Why::NoNumber) | Route::Silence(Why::NoNumber) => failed.push(place),
            Route::CallTask(_) => return Ok(Way::Call),
            Route::Silence(_) => return Ok(Way::Silence),
        }
    }
}

/// What is known against messages to a resident under a number, and whether others have it too.
///
/// # Errors
/// A fault of the store.
pub fn reach(tx: &mut ReadTx<'_>, resident: &StoredResident, number: &[u8]) -> Result<Reach, Error> {
    let sharing = tx.residents_at(resident.centre, number)?;
    let others = sharing.iter().any(|other| other.id != resident.id);
    let audience = if others { Audience::Shared } else { Audience::Own };
    let plain =
        Reach { alive: !tx.has_died(resident.centre, resident.id)?, number: Some(audience), ..Reach::PLAIN };
    let objections = tx.objections(resident.centre, resident.id, number)?;
    let after = |reach: Reach, (purpose, objection): (Purpose, Objection)| reach.after(purpose, objection);
    Ok(objections.into_iter().fold(plain, after))
}
