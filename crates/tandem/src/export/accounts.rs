//! `tandem export accounts`: customers and their sub-accounts. Credentials stay: they are kept as
//! hashes, and whoever moves is issued new ones.

use std::io::Write;

use tandem_domain::{AccountId, AccountStatus};
use tandem_engine::{AccountPage, AccountWhole, Engine};

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;
use crate::import::ACCOUNT_COLUMNS;
use crate::import::cells::write_several;

/// Writes every account but the operator's.
pub async fn accounts(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &ACCOUNT_COLUMNS)?;
    let mut after = AccountId::OPERATOR;
    loop {
        let page = look(engine, AccountPage { after }).await?;
        let Some(last) = page.last() else { break };
        after = last.account.id;
        // Those that were closed are history, which stays.
        for whole in page.into_iter().filter(|whole| !whole.account.profile.closed) {
            write(&mut sheet, whole)?;
        }
    }
    sheet.finish()
}

fn write(sheet: &mut Sheet<'_>, whole: AccountWhole) -> Result<(), Failure> {
    let AccountWhole { account, parent, aliases, slots } = whole;
    let status = match account.status {
        AccountStatus::Open => "open",
        AccountStatus::Suspended => "suspended",
    };
    let routing = &account.profile.default_routing;
    let aliases = aliases.into_iter().map(|alias| format!("{}:{}", alias.scheme, alias.name));
    let slots = slots.into_iter().map(|(kind, bought)| format!("{}:{bought}", kind.word()));
    sheet.row([
        ("id", account.id.to_string()),
        ("parent", parent.map(|parent| parent.to_string()).unwrap_or_default()),
        ("name", account.profile.name.clone()),
        ("email", account.profile.email.clone()),
        ("status", status.to_owned()),
        ("currency", account.currency.as_str().to_owned()),
        ("balance", account.balance.to_string()),
        ("credit_limit", account.credit_limit.to_string()),
        ("client_limit", account.profile.client_limit.map(|of| of.to_string()).unwrap_or_default()),
        ("held_max", account.profile.held_max.map(|most| most.to_string()).unwrap_or_default()),
        (
            "messages_a_day",
            account.profile.messages_a_day.map(|most| most.to_string()).unwrap_or_default(),
        ),
        ("postal_code", account.profile.postal_code.clone()),
        ("zone", account.profile.zone.clone()),
        ("plan", account.profile.plan.clone()),
        ("default_routing", if routing.is_none() { String::new() } else { routing.to_string() }),
        ("aliases", write_several(aliases)),
        ("slots", write_several(slots)),
    ])
}
