//! Keeps the secrets that the province's gateway lends in the database, sealed by the ring: replicas share them, and one
//! renews them for all.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{KeptSecrets, Store};
use uuid::Uuid;

use crate::{
    actions::Error,
    registers::province::{KeeperFault, Keeping, Kept, Lease, Pair, Secret, SecretsKeeper},
    vault::Vault,
};

/// The keeper.
pub struct InDatabase {
    store: Store,
    vault: Vault,
}

#[derive(Serialize, Deserialize)]
struct PairText {
    refresh: String,
    request: String,
    /// End of the one, end of the other, when they were asked for: microseconds since 1970.
    at: [i64; 3],
}

fn fault(error: &Error) -> KeeperFault {
    tracing::warn!(error = ?error, "the gateway's secrets cannot be kept");
    KeeperFault
}

impl InDatabase {
    /// Over the site's database.
    #[must_use]
    pub const fn new(store: Store, vault: Vault) -> Self {
        Self { store, vault }
    }

    fn seal(&self, name: &str, pair: &Pair) -> Result<Vec<u8>, KeeperFault> {
        let text = PairText {
            refresh: pair.refresh.expose().to_owned(),
            request: pair.request.expose().to_owned(),
            at: [pair.refresh_until, pair.request_until, pair.obtained_at].map(Timestamp::as_microsecond),
        };
        let plain = serde_json::to_string(&text).map_err(|_error| KeeperFault)?;
        Ok(self.vault.seal_site("gateway_secrets", "pair", name.as_bytes(), &plain))
    }

    /// Secrets that no longer open count as none: the first step of the gateway brings new ones.
    fn open(&self, name: &str, kept: &KeptSecrets) -> Option<Kept> {
        let plain = self.vault.open_site("gateway_secrets", "pair", name.as_bytes(), &kept.sealed).ok()?;
        let text: PairText = serde_json::from_str(&plain).ok()?;
        let [refresh_until, request_until, obtained_at] = text.at;
        let at = |micros| Timestamp::from_microsecond(micros).ok();
        let pair = Pair {
            refresh: Secret::new(text.refresh),
            refresh_until: at(refresh_until)?,
            request: Secret::new(text.request),
            request_until: at(request_until)?,
            obtained_at: at(obtained_at)?,
        };
        Some(Kept { revision: kept.revision, pair })
    }
}

impl SecretsKeeper for InDatabase {
    fn load<'asked>(&'asked self, name: &'asked str) -> Keeping<'asked, Option<Kept>> {
        Box::pin(async move {
            let wanted = name.to_owned();
            let kept = self.store.read(move |tx| Ok::<_, Error>(tx.gateway_secrets(&wanted)?)).await;
            Ok(kept.map_err(|error| fault(&error))?.and_then(|kept| self.open(name, &kept)))
        })
    }

    fn lock<'asked>(&'asked self, name: &'asked str, lease: Lease) -> Keeping<'asked, bool> {
        let name = name.to_owned();
        Box::pin(async move {
            let Lease { holder, now, until } = lease;
            let taken = self
                .store
                .write(move |tx| Ok::<_, Error>(tx.lock_gateway_secrets(&name, holder, now, until)?));
            taken.await.map_err(|error| fault(&error))
        })
    }

    fn replace<'asked>(
        &'asked self,
        name: &'asked str,
        holder: Uuid,
        seen: Option<u64>,
        pair: Pair,
    ) -> Keeping<'asked, Option<Kept>> {
        Box::pin(async move {
            let sealed = self.seal(name, &pair)?;
            let wanted = name.to_owned();
            let there = self.store.read(move |tx| Ok::<_, Error>(tx.gateway_secrets(&wanted)?)).await;
            let shut = there.map_err(|error| fault(&error))?.filter(|kept| self.open(name, kept).is_none());
            // Who saw none takes the place of secrets that no longer open.
            let seen = seen.or(shut.map(|kept| kept.revision)).unwrap_or(0);
            let name = name.to_owned();
            let replaced = self
                .store
                .write(move |tx| Ok::<_, Error>(tx.replace_gateway_secrets(&name, holder, seen, &sealed)?));
            Ok(replaced.await.map_err(|error| fault(&error))?.map(|revision| Kept { revision, pair }))
        })
    }

    fn unlock<'asked>(&'asked self, name: &'asked str, holder: Uuid) -> Keeping<'asked, ()> {
        let name = name.to_owned();
        Box::pin(async move {
            let freed = self.store.write(move |tx| Ok::<_, Error>(tx.unlock_gateway_secrets(&name, holder)?));
            freed.await.map_err(|error| fault(&error))
        })
    }
}
