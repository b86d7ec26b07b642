//! Renewing the gateway's secrets: early enough, one at a time, and by one replica for all.
//!
//! Inside a process a mutex lets one task do it; across replicas the keeper's lock does. The work runs in a task of its
//! own: a look-up that is dropped half-way must not leave the gateway with secrets that nobody kept.

use std::{sync::Arc, time::Duration};

use domain::{clock::Clock, lookup::Denial};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{
    answer::{Answer, text_of},
    interface::{BodyForm, Settings},
    secrets::{KeeperFault, Kept, Lease, Pair, Secret, SecretsKeeper},
    signing::Signature,
    wire::{Trouble, Wire},
};

/// A request secret is renewed this long after it was obtained, three minutes before its end.
const RENEW_AFTER: SignedDuration = SignedDuration::from_mins(12);
const RENEW_BEFORE_END: SignedDuration = SignedDuration::from_mins(3);
/// Whatever end the gateway names, a fresh pair is used for this long: its clock may be off.
const USED_AT_LEAST: SignedDuration = SignedDuration::from_mins(1);
/// Ends as the gateway grants them, for an answer that does not name them.
const REFRESH_LASTS: SignedDuration = SignedDuration::from_hours(48);
const REQUEST_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// After a renewal that failed nobody tries again for this long.
const BACK_OFF: SignedDuration = SignedDuration::from_secs(10);
/// How often to look whether another replica has finished.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The one place that renews.
pub(super) struct Renewal {
    wire: Arc<Wire>,
    clock: Arc<dyn Clock>,
    keeper: Arc<dyn SecretsKeeper>,
    app_key: String,
    app_secret: Secret,
    by_key: String,
    by_secret: String,
    /// Name of the pair and of its lock.
    name: String,
    holder: Uuid,
    timeout: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    failed: Option<(Timestamp, Trouble)>,
}

impl From<KeeperFault> for Trouble {
    fn from(_fault: KeeperFault) -> Self {
        tracing::warn!("the keeper of the gateway's secrets is out of reach");
        Self::unreachable()
    }
}

impl Renewal {
    pub(super) fn new(
        settings: &Settings,
        wire: Arc<Wire>,
        clock: Arc<dyn Clock>,
        keeper: Arc<dyn SecretsKeeper>,
        holder: Uuid,
    ) -> Self {
        Self {
            wire,
            clock,
            keeper,
            app_key: settings.app_key.clone(),
            app_secret: settings.app_secret.clone(),
            by_key: settings.by_key_path.clone(),
            by_secret: settings.by_secret_path.clone(),
            name: format!("province/{}", settings.app_key),
            holder,
            timeout: Duration::from_millis(settings.timeout_ms),
            state: Arc::default(),
        }
    }

    /// A pair to sign with; renewed when it is due, or when the one with revision `refused` was not taken.
    pub(super) async fn pair(self: &Arc<Self>, refused: Option<u64>) -> Result<Kept, Trouble> {
        let mut state = Arc::clone(&self.state).lock_owned().await;
        if let Some(kept) = state.kept.as_ref().filter(|kept| self.serves(kept, refused)) {
            return Ok(kept.clone());
        }
        if let Some((at, trouble)) = state.failed
            && self.clock.now() < later(at, BACK_OFF)
        {
            return Err(trouble);
        }
        let this = Arc::clone(self);
        let renewing = tokio::spawn(async move {
            let outcome = this.obtain(refused).await;
            match &outcome {
                Ok(kept) => *state = State { kept: Some(kept.clone()), failed: None },
                Err(trouble) => state.failed = Some((this.clock.now(), *trouble)),
            }
            outcome
        });
        renewing.await.unwrap_or(Err(Trouble::unreachable()))
    }

    fn serves(&self, kept: &Kept, refused: Option<u64>) -> bool {
        let Pair { obtained_at, request_until, .. } = kept.pair;
        let by_its_end = earlier(request_until, RENEW_BEFORE_END).max(later(obtained_at, USED_AT_LEAST));
        let due = later(obtained_at, RENEW_AFTER).min(by_its_end);
        refused.is_none_or(|refused| kept.revision > refused) && self.clock.now() < due
    }

    /// Takes what another replica has renewed, or the lock and renews.
    async fn obtain(&self, refused: Option<u64>) -> Result<Kept, Trouble> {
        // As long as a renewal may take: two requests.
        let mut looks = (self.timeout * 2).as_millis() / LOOK_AGAIN.as_millis();
        loop {
            let seen = self.keeper.load(&self.name).await?;
            if let Some(kept) = seen.filter(|kept| self.serves(kept, refused)) {
                return Ok(kept);
            }
            if self.keeper.lock(&self.name, self.lease()).await? {
                return self.renew(refused).await;
            }
            if looks == 0 {
                tracing::warn!("another replica has not finished renewing the gateway's secrets");
                return Err(Trouble::unreachable());
            }
            looks -= 1;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Renews under the lock, and gives it back whatever comes of it.
    async fn renew(&self, refused: Option<u64>) -> Result<Kept, Trouble> {
        let outcome = self.renew_locked(refused).await;
        // Where even that fails the lease ends by itself; a pair that was kept is good all the same.
        let _given_back = self.keeper.unlock(&self.name, self.holder).await;
        outcome
    }

    async fn renew_locked(&self, refused: Option<u64>) -> Result<Kept, Trouble> {
        // Between the look before and the lock another replica may have finished.
        let seen = self.keeper.load(&self.name).await?;
        if let Some(kept) = seen.as_ref().filter(|kept| self.serves(kept, refused)) {
            return Ok(kept.clone());
        }
        let pair = self.ask(seen.as_ref().map(|kept| &kept.pair)).await?;
        let revision = seen.map(|kept| kept.revision);
        match self.keeper.replace(&self.name, self.holder, revision, pair).await? {
            Some(kept) => Ok(kept),
            // The lease ended on the way and another replica came first: theirs is the pair that holds.
            None => self.keeper.load(&self.name).await?.ok_or(Trouble::unreachable()),
        }
    }

    /// The second step where it may go well, else the first.
    async fn ask(&self, seen: Option<&Pair>) -> Result<Pair, Trouble> {
        if let Some(pair) = seen
            && self.clock.now() < earlier(pair.refresh_until, USED_AT_LEAST)
        {
            match self.step(&self.by_secret, &pair.refresh).await {
                // Spoiled or ended: begin anew.
                Ok(None) | Err(Trouble::SecretRefused) => {}
                Ok(Some(pair)) => return Ok(pair),
                Err(trouble) => return Err(trouble),
            }
        }
        match self.step(&self.by_key, &self.app_secret).await {
            Ok(Some(pair)) => Ok(pair),
            Ok(None) | Err(Trouble::SecretRefused) => {
                tracing::error!(
                    "the gateway takes neither our key nor our secret; the clock may be off, too"
                );
                Err(Trouble::Refused(Denial::NotAuthorised))
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// One step; nothing when the gateway says no.
    async fn step(&self, path: &str, secret: &Secret) -> Result<Option<Pair>, Trouble> {
        let obtained_at = self.clock.now();
        let fields = Signature::make(&self.app_key, secret, &*self.clock).fields(&self.app_key);
        let bytes = self.wire.post(path, &[], BodyForm::Form, &fields).await?;
        let Some(answer) = Answer::read(&bytes) else {
            tracing::warn!("the gateway's answer to a renewal makes no sense");
            return Err(Trouble::unreachable());
        };
        match answer.code.as_str() {
            "00" => answer
                .records
                .iter()
                .find_map(|record| pair(record, obtained_at))
                .map(Some)
                .ok_or(Trouble::unreachable()),
            "99" if path == self.by_key => Err(Trouble::unreachable()),
            _ => Ok(None),
        }
    }

    fn lease(&self) -> Lease {
        let now = self.clock.now();
        let until = now.checked_add(self.timeout * 2 + Duration::from_secs(5)).unwrap_or(now);
        Lease { holder: self.holder, now, until }
    }
}

/// The pair that an answer grants.
fn pair(record: &Map<String, Value>, obtained_at: Timestamp) -> Option<Pair> {
    let secret = |name: &str| record.get(name).and_then(text_of).map(Secret::new);
    let end = |name: &str, lasts| {
        let millis = record.get(name).and_then(text_of).and_then(|text| text.parse().ok());
        millis
            .and_then(|millis| Timestamp::from_millisecond(millis).ok())
            .unwrap_or(later(obtained_at, lasts))
    };
    Some(Pair {
        refresh: secret("refreshSecret")?,
        refresh_until: end("refreshSecretEndTime", REFRESH_LASTS),
        request: secret("requestSecret")?,
        request_until: end("requestSecretEndTime", REQUEST_LASTS),
        obtained_at,
    })
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}
