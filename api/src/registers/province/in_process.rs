use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use uuid::Uuid;

use super::secrets::{Keeping, Kept, Lease, Pair, SecretsKeeper};

/// Keeps pairs in memory: for tests of one process.
#[derive(Debug, Default)]
pub struct InProcess(Mutex<HashMap<String, Slot>>);

#[derive(Debug, Default)]
struct Slot {
    kept: Option<Kept>,
    held: Option<(Uuid, Timestamp)>,
}

impl InProcess {
    fn with<T: Send + 'static>(&self, name: &str, act: impl FnOnce(&mut Slot) -> T) -> Keeping<'static, T> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let done = act(slots.entry(name.to_owned()).or_default());
        Box::pin(std::future::ready(Ok(done)))
    }
}

impl Slot {
    fn give_back(&mut self, holder: Uuid) {
        self.held = self.held.filter(|(held_by, _)| *held_by != holder);
    }
}

impl SecretsKeeper for InProcess {
    fn load<'asked>(&'asked self, name: &'asked str) -> Keeping<'asked, Option<Kept>> {
        self.with(name, |slot| slot.kept.clone())
    }

    fn lock<'asked>(&'asked self, name: &'asked str, lease: Lease) -> Keeping<'asked, bool> {
        self.with(name, |slot| {
            let free = slot.held.is_none_or(|(holder, until)| holder == lease.holder || until <= lease.now);
            if free {
                slot.held = Some((lease.holder, lease.until));
            }
            free
        })
    }

    fn replace<'asked>(
        &'asked self,
        name: &'asked str,
        holder: Uuid,
        seen: Option<u64>,
        pair: Pair,
    ) -> Keeping<'asked, Option<Kept>> {
        self.with(name, |slot| {
            if slot.kept.as_ref().map(|kept| kept.revision) != seen {
                return None;
            }
            slot.give_back(holder);
            let kept = Kept { revision: seen.map_or(1, |seen| seen.saturating_add(1)), pair };
            slot.kept = Some(kept.clone());
            Some(kept)
        })
    }

    fn unlock<'asked>(&'asked self, name: &'asked str, holder: Uuid) -> Keeping<'asked, ()> {
        self.with(name, |slot| slot.give_back(holder))
    }
}
