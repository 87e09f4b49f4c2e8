//! `tandem import accounts`: customers and their sub-accounts.

use std::path::Path;

use tandem_domain::{AccountId, AccountProfile, AccountStatus, Currency, SlotKind};
use tandem_engine::{AccountMoveIn, Engine, Newcomer};
use tandem_wire::csv::Row;

use super::cells::{Cells, read_alias};
use super::moving::{Moved, move_in};
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 15] = [
    "id",
    "parent",
    "name",
    "email",
    "status",
    "currency",
    "balance",
    "credit_limit",
    "client_limit",
    "held_max",
    "messages_a_day",
    "plan",
    "default_routing",
    "aliases",
    "slots",
];

/// Reads a file of accounts and lets them move in; without an engine, only reads.
pub async fn accounts(path: &Path, engine: Option<&Engine>) -> Result<Moved, Failure> {
    let sheet = Sheet::open(path, &COLUMNS, &["name"], read)?;
    move_in(sheet, engine, |accounts| AccountMoveIn { accounts }).await
}

fn read(row: &Row) -> Result<Newcomer, RowFault> {
    let cells = Cells(row);
    let id = cells.whole("id")?.map(AccountId);
    let aliases = cells.several("aliases", read_alias)?;
    if id.is_none() && aliases.is_empty() {
        let why = "must name the account, such as voipms:100001, unless the column id does";
        return Err(RowFault::new("aliases", why));
    }
    let status = match cells.get("status") {
        None | Some("open") => AccountStatus::Open,
        Some("suspended") => AccountStatus::Suspended,
        Some(_) => return Err(RowFault::new("status", "must be open or suspended")),
    };
    let currency = cells.read("currency", |code| {
        Currency::parse(code).ok_or("must be a three-letter code such as USD")
    })?;
    Ok(Newcomer {
        id,
        parent: cells.account("parent")?,
        profile: AccountProfile {
            name: cells.text("name"),
            plan: cells.get("plan").unwrap_or_default().to_owned(),
            default_routing: cells.destination("default_routing")?.unwrap_or_default(),
            closed: false,
            client_limit: cells.money("client_limit")?,
            held_max: cells.read("held_max", |text| {
                let count = text.parse().ok().filter(|count: &u32| *count > 0);
                count.ok_or("must be a number of numbers, such as 5000")
            })?,
            email: cells.text("email"),
            messages_a_day: cells.whole("messages_a_day")?,
        },
        status,
        currency,
        balance: cells.money("balance")?.unwrap_or_default(),
        credit_limit: cells.money("credit_limit")?.unwrap_or_default(),
        aliases,
        slots: cells.several("slots", read_slots)?,
    })
}

/// Reads `local:1000`.
fn read_slots(text: &str) -> Result<(SlotKind, u32), &'static str> {
    let read = text.split_once(':').and_then(|(word, quantity)| {
        Some((SlotKind::from_word(word.trim())?, quantity.trim().parse().ok()?))
    });
    read.ok_or("must be like local:1000, of local, toll_free, canadian_local or true_800")
}
