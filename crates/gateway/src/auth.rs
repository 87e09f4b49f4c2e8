//! Who is calling.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc;

use futures_channel::oneshot;
use tandem_domain::{Actor, Timestamp};
use tandem_engine::Engine;
use tandem_mirror::Credential;

use crate::rate::{RateLimit, Rates};
use crate::secret::{self, Remembrance};

/// How many wrong secrets may be tried for one name in a minute before the right one is refused
/// too.
const GUESSES_PER_MINUTE: u32 = 10;
/// How many passwords may wait for the slow check.
const CHECKS_WAITING_MAX: usize = 64;

/// Why a caller was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFault {
    /// No such name, or the wrong secret: which of the two is not told.
    Unknown,
    /// The credential is not good from where the call came.
    Address,
    /// The credential has run out.
    Expired,
    /// Too many wrong secrets in a short time.
    Guessing,
    /// The account calls more often than it may.
    TooOften,
    /// Nobody can say at this moment.
    Unavailable,
}

/// A password that waits for the slow check.
struct Check {
    password: String,
    stored: String,
    reply: oneshot::Sender<bool>,
}

/// Recognises callers. Slow checks are made by one thread of their own, so that a flood of wrong
/// passwords delays nobody but those who log in.
pub(crate) struct Doorman {
    remembrance: Remembrance,
    checks: mpsc::SyncSender<Check>,
    guesses: Rates<(String, String)>,
}

impl Doorman {
    pub(crate) fn new() -> Result<Self, String> {
        let (checks, waiting) = mpsc::sync_channel::<Check>(CHECKS_WAITING_MAX);
        let check = move || {
            for check in waiting {
                // Whoever asked may have gone.
                let _ = check
                    .reply
                    .send(secret::verify_password(&check.password, &check.stored));
            }
        };
        std::thread::Builder::new()
            .name("password-check".to_owned())
            .spawn(check)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            remembrance: Remembrance::new()?,
            checks,
            guesses: Rates::new(RateLimit {
                per_minute: GUESSES_PER_MINUTE,
            }),
        })
    }

    /// A caller by a key.
    pub(crate) async fn by_key(
        &self,
        engine: &Engine,
        scheme: &str,
        key: &str,
        address: Option<IpAddr>,
    ) -> Result<(Actor, Arc<Credential>), AuthFault> {
        refresh(engine).await?;
        let handle = secret::handle_of_key(key);
        let found = engine
            .mirrors()
            .access
            .find(scheme, &handle)
            .ok_or(AuthFault::Unknown)?;
        if !found.secret.is_empty() {
            return Err(AuthFault::Unknown);
        }
        admit(found, address, engine.now())
    }

    /// A caller by a name and a password.
    pub(crate) async fn by_password(
        &self,
        engine: &Engine,
        scheme: &str,
        name: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<(Actor, Arc<Credential>), AuthFault> {
        refresh(engine).await?;
        let found = engine
            .mirrors()
            .access
            .find(scheme, name)
            .ok_or(AuthFault::Unknown)?;
        let remembered = self.remembrance.of(password);
        let known = found
            .verified
            .get()
            .is_some_and(|known| secret::same(known, &remembered));
        if !known {
            let caller = (scheme.to_owned(), name.to_owned());
            if !self.guesses.allow(&caller, engine.now()) {
                return Err(AuthFault::Guessing);
            }
            let (reply, answer) = oneshot::channel();
            let check = Check {
                password: password.to_owned(),
                stored: found.secret.clone(),
                reply,
            };
            self.checks
                .try_send(check)
                .map_err(|_| AuthFault::Unavailable)?;
            if !answer.await.map_err(|_| AuthFault::Unavailable)? {
                return Err(AuthFault::Unknown);
            }
            // Another call may have been quicker; then it remembered the same.
            let _ = found.verified.set(remembered);
        }
        admit(found, address, engine.now())
    }
}

async fn refresh(engine: &Engine) -> Result<(), AuthFault> {
    engine
        .refresh_access()
        .await
        .map_err(|_| AuthFault::Unavailable)
}

fn admit(
    found: Arc<Credential>,
    address: Option<IpAddr>,
    now: Timestamp,
) -> Result<(Actor, Arc<Credential>), AuthFault> {
    if !found.is_current(now) {
        return Err(AuthFault::Expired);
    }
    if !found.allows_address(address) {
        return Err(AuthFault::Address);
    }
    Ok((found.actor(address), found))
}
