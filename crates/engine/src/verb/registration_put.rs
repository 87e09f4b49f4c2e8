//! Switches report who has logged in, and who has gone. Tells no event: equipment says each few minutes that it
//! is still there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, Flaw, ObjectId, ObjectKind, Registration, Scope, Timestamp};
use tandem_store::{Lane, account, object, registration};

use super::LOGINS;
use crate::{
    Command, Cx, Halt, Mode, REGISTRATION_KEPT_SECONDS, REGISTRATIONS_MAX,
    REGISTRATIONS_REPORTED_MAX,
};

/// Keeps what is reported. The same may come again, and later than what came after it: what a switch said
/// last holds. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationPut {
    /// What switches say.
    pub reports: Vec<Registration>,
}

/// What became of reports: each was taken, or cannot be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationsHeard {
    /// How many were taken.
    pub kept: usize,
    /// The others.
    pub refused: Vec<RefusedReport>,
}

/// A report that no repetition will make good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedReport {
    /// Its place among the reports of the command, from 0.
    pub place: usize,
    /// The field at fault.
    pub field: String,
    /// What is wrong, to be read behind the field's name.
    pub why: String,
}

impl Command for RegistrationPut {
    const NAME: &'static str = "registration.put";
    const OF_SWITCH: bool = true;
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = RegistrationsHeard;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        // Whose they are is not known yet. What is said of one login comes in its order.
        let login = self.reports.first().map(|said| said.login.as_str()).unwrap_or_default();
        login.bytes().fold(0, |sum, byte| sum * 31 % 1_000_003 + i64::from(byte))
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<RegistrationsHeard, Halt> {
        cx.require_operator()?;
        let reports = self.reports.len();
        if reports > REGISTRATIONS_REPORTED_MAX {
            let max = u32::try_from(REGISTRATIONS_REPORTED_MAX).unwrap_or(u32::MAX);
            return Err(tandem_domain::Refusal::TooMany { wanted: reports as u64, max }.into());
        }
        let accounts = self.lock_accounts(cx)?;
        let mut heard = RegistrationsHeard::default();
        for (place, said) in self.reports.iter().enumerate() {
            match hear(cx, &accounts, said)? {
                Ok(()) => heard.kept += 1,
                Err(Flaw { field, why }) => {
                    heard.refused.push(RefusedReport { place, field: field.to_owned(), why });
                }
            }
        }
        Ok(heard)
    }
}

impl RegistrationPut {
    /// The accounts that the logins speak for, locked, so that none is closed meanwhile.
    fn lock_accounts(&self, cx: &mut Cx<'_>) -> Result<BTreeMap<&str, AccountId>, Halt> {
        let logins: BTreeSet<&str> = self.reports.iter().map(|said| said.login.as_str()).collect();
        let mut accounts = BTreeMap::new();
        for login in logins {
            if let Some(id) = account::by_alias(cx.tx, LOGINS, login)? {
                accounts.insert(login, id);
            }
        }
        for id in accounts.values().copied().collect::<BTreeSet<AccountId>>() {
            cx.lock(id)?;
        }
        let mut open = BTreeMap::new();
        for (login, id) in accounts {
            if !cx.account(id)?.profile.closed {
                open.insert(login, id);
            }
        }
        Ok(open)
    }
}

fn hear(
    cx: &mut Cx<'_>,
    accounts: &BTreeMap<&str, AccountId>,
    said: &Registration,
) -> Result<Result<(), Flaw>, Halt> {
    if let Err(flaw) = said.check(cx.now) {
        return Ok(Err(flaw));
    }
    let Some(account) = accounts.get(said.login.as_str()).copied() else {
        return Ok(Err(Flaw::new("user", "is no login")));
    };
    if let Some(pop) = said.pop
        && !is_pop(cx, pop)?
    {
        return Ok(Err(Flaw::new("pop", "is no point of presence")));
    }
    if said.contact == Registration::ALL_CONTACTS {
        registration::put_gone(cx.tx, account, &said.switch, said.at)?;
    } else {
        registration::put(cx.tx, account, said)?;
    }
    forget(cx, account)?;
    Ok(Ok(()))
}

fn is_pop(cx: &mut Cx<'_>, pop: ObjectId) -> Result<bool, Halt> {
    Ok(object::version(cx.tx, AccountId::OPERATOR, ObjectKind::Pop, pop)?.is_some())
}

/// Forgets what has long gone, and what is too much: whatever would go first goes.
fn forget(cx: &mut Cx<'_>, account: AccountId) -> Result<(), Halt> {
    let long_ago = Timestamp(cx.now.0 - REGISTRATION_KEPT_SECONDS * 1_000_000);
    let known = registration::of_account(cx.tx, account, REGISTRATIONS_MAX + 1)?;
    for (place, standing) in (0_i64..).zip(&known) {
        if place >= REGISTRATIONS_MAX || standing.until < long_ago {
            registration::delete(cx.tx, account, standing)?;
        }
    }
    Ok(())
}
