//! `tandem import accounts`: customers and their sub-accounts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tandem_domain::{
    AccountId, AccountProfile, AccountRef, AccountStatus, Currency, DEFAULT_PLAN, SlotKind,
    is_email,
};
use tandem_engine::{AccountMoveIn, Engine, Newcomer};
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::{Moved, move_in};
use super::plans;
use super::repeats::Repeats;
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;
use crate::naming;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 17] = [
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
    "postal_code",
    "zone",
    "plan",
    "default_routing",
    "aliases",
    "slots",
];

/// Reads a file of accounts and lets them move in.
pub async fn accounts(path: &Path, engine: &Engine) -> Result<Moved, Failure> {
    let plans = Arc::<Mutex<Mentioned>>::default();
    let (mut known, mentioned) = (Repeats::default(), Arc::clone(&plans));
    let understand = move |row: &Row| {
        let newcomer = read(row)?;
        check(&mut known, row, &newcomer)?;
        let plan = Some(&newcomer.profile.plan).filter(|plan| !plan.is_empty());
        if let (Some(plan), Ok(mut mentioned)) = (plan, mentioned.lock()) {
            mentioned.entry(plan.clone()).or_insert(row.line());
        }
        Ok(newcomer)
    };
    let sheet = Sheet::open(path, &COLUMNS, &["name"], understand)?;
    let mut moved = move_in(sheet, engine, |accounts| AccountMoveIn { accounts }).await?;
    moved.unknown_plans =
        std::mem::take(&mut *plans.lock().unwrap_or_else(PoisonError::into_inner));
    for code in plans::codes(engine).await? {
        moved.unknown_plans.remove(&code);
    }
    Ok(moved)
}

/// The plans that rows name, each with the first line that does.
type Mentioned = BTreeMap<String, u64>;

/// Whether a row contradicts none before it, by any name of its account.
fn check(known: &mut Repeats<String>, row: &Row, newcomer: &Newcomer) -> Result<(), RowFault> {
    let id = newcomer.id.map(|id| ("id", id.to_string()));
    let aliases = newcomer.aliases.iter();
    let aliases = aliases.map(|alias| ("aliases", format!("{}:{}", alias.scheme, alias.name)));
    for (column, name) in id.into_iter().chain(aliases) {
        known.check(row, column, name.clone(), &name)?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Newcomer, RowFault> {
    let cells = Cells(row);
    let name = cells.required("name").map(|_| cells.text("name"))?;
    let parent = cells.account("parent")?;
    let id = cells.whole("id")?.map(AccountId);
    let aliases = cells.several("aliases", naming::alias)?;
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
        Currency::in_circulation(code).ok_or("must be a currency of ISO 4217, such as USD")
    })?;
    let email = cells.read("email", |text| match is_email(text) {
        true => Ok(text.to_owned()),
        false => Err("must be an address that letters reach, such as alice@example.com"),
    })?;
    Ok(Newcomer {
        id,
        profile: AccountProfile {
            name,
            plan: plan(&cells, parent.as_ref()),
            default_routing: cells.destination("default_routing")?.unwrap_or_default(),
            closed: false,
            client_limit: cells.money("client_limit")?,
            calls: tandem_domain::CallLimits::default(),
            held_max: cells.read("held_max", |text| {
                let count = text.parse().ok().filter(|count: &u32| *count > 0);
                count.ok_or("must be a number of numbers, such as 5000")
            })?,
            email: email.unwrap_or_default(),
            messages_a_day: cells.whole("messages_a_day")?,
            postal_code: cells.text("postal_code"),
            zone: cells.text("zone"),
        },
        parent,
        status,
        currency,
        balance: cells.money("balance")?.unwrap_or_default(),
        credit_limit: cells.money("credit_limit")?.unwrap_or_default(),
        aliases,
        slots: cells.several("slots", read_slots)?,
    })
}

/// The plan of its orders when they name none. A sub-account has its customer's.
fn plan(cells: &Cells<'_>, parent: Option<&AccountRef>) -> String {
    let otherwise = if parent.is_some() { "" } else { DEFAULT_PLAN };
    cells.get("plan").unwrap_or(otherwise).to_owned()
}

/// Reads `local:1000`.
fn read_slots(text: &str) -> Result<(SlotKind, u32), &'static str> {
    let read = text.split_once(':').and_then(|(word, quantity)| {
        Some((SlotKind::from_word(word.trim())?, quantity.trim().parse().ok()?))
    });
    read.ok_or("must be like local:1000, of local, toll_free, canadian_local or true_800")
}
