//! Whether every login speaks for an account that is there, and nobody speaks for one that is not.

use std::collections::BTreeSet;

use tandem_domain::{AccountId, AccountKind};
use tandem_store::{StoreError, Tx, account, credential, login, registration, tenure};

use super::objects::Objects;
use super::{Findings, PAGE};
use crate::REGISTRATIONS_MAX;

/// Looks at all logins, and at the accounts that were closed.
pub(super) fn examine(
    tx: &mut dyn Tx,
    closed: &BTreeSet<AccountId>,
    objects: &mut Objects,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let page = login::page(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        after = last.id;
        for (login, agrees) in page.into_iter().filter(|(login, _)| !login.name.is_empty()) {
            objects.hear_login(&login);
            let name = &login.name;
            let found = account::get(tx, login.account)?;
            let is_sub = found.is_some_and(|account| {
                account.kind == AccountKind::Sub
                    && account.root == login.customer
                    && !account.profile.closed
            });
            if !is_sub {
                findings.add(1, format!("login {name} speaks for no account of its customer"));
            }
            if !agrees {
                findings
                    .add(1, format!("login {name} has another address or extension than it says"));
            }
        }
    }
    for id in closed {
        let Some(account) = account::get(tx, *id)? else { continue };
        if !credential::of_account(tx, *id)?.is_empty() || account.balance.0 != 0 {
            findings
                .add(1, format!("account {id} is closed and can be logged in to, or has money"));
        }
        if !tenure::of_payer(tx, account.root, Some(*id), 0, 1)?.is_empty() {
            findings.add(1, format!("account {id} is closed and has numbers"));
        }
    }
    registrations(tx, closed, findings)
}

/// Nobody is logged in as an account that was closed, nor from more places than are known of one.
fn registrations(
    tx: &mut dyn Tx,
    closed: &BTreeSet<AccountId>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut after = AccountId(i64::MIN);
    loop {
        let page = registration::tally(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        for (id, places) in page {
            if closed.contains(&id) {
                findings.add(1, format!("account {id} is closed and logged in"));
            }
            if places > REGISTRATIONS_MAX {
                findings.add(1, format!("account {id} is logged in from {places} places"));
            }
        }
    }
}
