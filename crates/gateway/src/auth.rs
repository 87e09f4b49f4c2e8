//! Who is calling.

use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use futures_channel::oneshot;
use tandem_domain::{Actor, Timestamp};
use tandem_engine::{Ask, CredentialLock, Engine, LOCKOUT_SECONDS};
use tandem_mirror::Credential;

use crate::rate::{RateLimit, Rates};
use crate::secret::{self, PASSWORD_BYTES_MAX, Remembrance};

/// How many wrong secrets may be tried in a minute for one name from one address before that address
/// is locked out of it. Then the right one is refused too, also one that was known before: whoever guesses
/// must not be told by the answer that this guess was it. They are counted here; that there were too many
/// is written to the database, where every node finds it.
const GUESSES_PER_MINUTE: u32 = 10;
/// How many passwords may wait for the slow check.
const CHECKS_WAITING_MAX: usize = 1024;
/// What the password for a name that nobody has is checked against, so that the time it takes does
/// not tell that nobody has it. It is nobody's.
const NOBODYS_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
    sKMglQ+WPN18kDcsuKKebw$w285XWKlYs9TPytsz03Ejy4bviPJ2TF8KyfqeaU0gr0";

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

impl AuthFault {
    /// The reason in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Address => "address",
            Self::Expired => "expired",
            Self::Guessing => "guessing",
            Self::TooOften => "too_often",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A name and an address, as guesses are counted by: a keyed hash of what names are, so that it
/// takes as much room for a long one as for a short one.
type Guesser = ([u8; 32], Option<IpAddr>);

/// A password that waits for the slow check.
struct Check {
    guesser: Guesser,
    /// The credential of that name, if there is one.
    found: Option<Arc<Credential>>,
    password: String,
    now: Timestamp,
    reply: oneshot::Sender<Verdict>,
}

/// What came of a check.
struct Verdict {
    found: Result<Arc<Credential>, AuthFault>,
    /// Whether this wrong secret was one too many.
    is_last: bool,
}

impl Verdict {
    const fn of(found: Result<Arc<Credential>, AuthFault>) -> Self {
        Self { found, is_last: false }
    }
}

/// Says whether passwords are right.
struct Examiner {
    remembrance: Remembrance,
    guesses: Rates<Guesser>,
}

impl Examiner {
    /// The slow check, unless it was made while this one waited. Wrong passwords alone are counted.
    fn examine(&self, check: &Check) -> Verdict {
        if self.guesses.is_spent(&check.guesser, check.now) {
            return Verdict::of(Err(AuthFault::Guessing));
        }
        if let Some(known) = check.found.as_ref().filter(|found| self.knows(found, &check.password))
        {
            return Verdict::of(Ok(Arc::clone(known)));
        }
        let stored = check.found.as_ref().map(|found| &*found.secret);
        // A credential without a secret has no password.
        let stored = stored.filter(|stored| !stored.is_empty());
        let right = secret::verify_password(&check.password, stored.unwrap_or(NOBODYS_PASSWORD));
        match &check.found {
            Some(found) if right && stored.is_some() => {
                // Another check may have been quicker; then it remembered the same.
                let _ = found.verified.set(self.remembrance.of(&check.password));
                Verdict::of(Ok(Arc::clone(found)))
            }
            _ => {
                let is_last = self.guesses.take_last(&check.guesser, check.now, LOCKOUT_SECONDS);
                Verdict { found: Err(AuthFault::Unknown), is_last }
            }
        }
    }

    /// Whether the password was found right before.
    fn knows(&self, found: &Credential, password: &str) -> bool {
        let known = found.verified.get();
        known.is_some_and(|known| secret::same(known, &self.remembrance.of(password)))
    }
}

/// Recognises callers. Slow checks are made by threads of their own, one for each core, so that a
/// flood of wrong passwords delays nobody but those who log in.
pub(crate) struct Doorman {
    examiner: Arc<Examiner>,
    checks: mpsc::SyncSender<Check>,
}

impl Doorman {
    pub(crate) fn new() -> Result<Self, String> {
        let limit = RateLimit { per_minute: GUESSES_PER_MINUTE };
        let (remembrance, guesses) = (Remembrance::new()?, Rates::new(limit));
        let examiner = Arc::new(Examiner { remembrance, guesses });
        let (checks, waiting) = mpsc::sync_channel::<Check>(CHECKS_WAITING_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            let (examiner, waiting) = (Arc::clone(&examiner), Arc::clone(&waiting));
            let next = move || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
            let work = move || {
                while let Some(check) = next() {
                    let verdict = examiner.examine(&check);
                    // Whoever asked may have gone.
                    let _ = check.reply.send(verdict);
                }
            };
            let thread = std::thread::Builder::new().name("password-check".to_owned());
            thread.spawn(work).map_err(|error| error.to_string())?;
        }
        Ok(Self { examiner, checks })
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
        let found = engine.mirrors().access.find(scheme, &handle).ok_or(AuthFault::Unknown)?;
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
        if password.len() > PASSWORD_BYTES_MAX {
            return Err(AuthFault::Unknown);
        }
        refresh(engine).await?;
        let found = engine.mirrors().access.find(scheme, name);
        let now = engine.now();
        let guesser = (self.examiner.remembrance.of(&format!("{scheme}\n{name}")), address);
        // Asked first: to somebody who is locked out no password is right.
        if is_locked_out(engine, found.as_deref(), address)
            || self.examiner.guesses.is_spent(&guesser, now)
        {
            return Err(AuthFault::Guessing);
        }
        let known = found.as_ref().filter(|found| self.examiner.knows(found, password));
        let found = match known {
            Some(known) => Arc::clone(known),
            None => {
                let (reply, answer) = oneshot::channel();
                let check = Check {
                    guesser,
                    found: found.clone(),
                    password: password.to_owned(),
                    now,
                    reply,
                };
                self.checks.try_send(check).map_err(|_| AuthFault::Unavailable)?;
                let verdict = answer.await.map_err(|_| AuthFault::Unavailable)?;
                if verdict.is_last {
                    lock_out(engine, found.as_deref(), address).await;
                }
                verdict.found?
            }
        };
        admit(found, address, engine.now())
    }
}

fn is_locked_out(engine: &Engine, found: Option<&Credential>, address: Option<IpAddr>) -> bool {
    let lockouts = &engine.mirrors().lockouts;
    found.zip(address).is_some_and(|(found, from)| lockouts.has(found.id, from, engine.now()))
}

/// Writes down that an address is locked out. Of a name that nobody has, only this node knows.
async fn lock_out(engine: &Engine, found: Option<&Credential>, address: Option<IpAddr>) {
    let Some((found, address)) = found.zip(address) else { return };
    let address = address.to_canonical();
    let lock = CredentialLock { account: found.account, credential: found.id, address };
    if let Err(refusal) = engine.execute(Ask::new(Actor::operator(), lock)).await {
        tracing::warn!(%refusal, "a lock-out is known to this node alone");
    }
}

async fn refresh(engine: &Engine) -> Result<(), AuthFault> {
    engine.refresh_access().await.map_err(|_| AuthFault::Unavailable)
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

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_domain::{AccountId, CredentialId};
    use tandem_mirror::Terms;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn credential(password: &str) -> Arc<Credential> {
        Arc::new(Credential {
            id: CredentialId(1),
            account: AccountId(1),
            root: AccountId(1),
            auth_epoch: 1,
            secret: secret::hash_password(password).expect("hashing works"),
            terms: Terms::default(),
            verified: std::sync::OnceLock::new(),
        })
    }

    fn examiner() -> Examiner {
        let limit = RateLimit { per_minute: 2 };
        let remembrance = Remembrance::new().expect("random bytes");
        Examiner { remembrance, guesses: Rates::new(limit) }
    }

    fn ask(
        examiner: &Examiner,
        name: u8,
        found: Option<&Arc<Credential>>,
        password: &str,
    ) -> Result<(), AuthFault> {
        let (reply, _) = oneshot::channel();
        let (guesser, password) = (([name; 32], None), password.to_owned());
        let check = Check { guesser, found: found.cloned(), password, now: NOW, reply };
        examiner.examine(&check).found.map(|_| ())
    }

    #[test]
    fn only_wrong_passwords_are_counted() {
        let (examiner, found) = (examiner(), credential("right"));
        for _ in 0..5 {
            assert_eq!(ask(&examiner, 1, Some(&found), "right"), Ok(()));
        }
        for _ in 0..2 {
            assert_eq!(ask(&examiner, 1, Some(&found), "wrong"), Err(AuthFault::Unknown));
        }
        assert_eq!(ask(&examiner, 1, Some(&found), "wrong"), Err(AuthFault::Guessing));
        let refused = Err(AuthFault::Guessing);
        assert_eq!(ask(&examiner, 1, Some(&found), "right"), refused, "also if it is known");
        let unknown = credential("right");
        assert_eq!(ask(&examiner, 1, Some(&unknown), "right"), Err(AuthFault::Guessing));
        assert_eq!(ask(&examiner, 2, Some(&unknown), "right"), Ok(()), "from elsewhere");
    }

    #[test]
    fn a_name_that_nobody_has_is_refused_like_any_other() {
        let examiner = examiner();
        for _ in 0..2 {
            assert_eq!(ask(&examiner, 1, None, "guess"), Err(AuthFault::Unknown));
        }
        assert_eq!(ask(&examiner, 1, None, "guess"), Err(AuthFault::Guessing));
    }

    #[test]
    fn nobodys_password_takes_as_long_to_check_as_anybodys() {
        let somebodys = secret::hash_password("x").expect("hashing works");
        let cost = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(cost(NOBODYS_PASSWORD), cost(&somebodys));
        assert_eq!(NOBODYS_PASSWORD.len(), somebodys.len());
        assert!(!secret::verify_password("x", NOBODYS_PASSWORD));
    }
}
