//! `tandem import plans`: rate plans, a row for each of their rules.
//!
//! The rows of a plan follow one another, in the order in which its rules are tried, and say the same of
//! what a plan has once. A plan of which a row cannot be used is left out as a whole, and one that is in
//! force already is left alone. Nothing is put in force before the last row was read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tandem_domain::{
    AccountId, AccountRef, Actor, CallTerms, Currency, Fees, MessagePrice, Money, OutwardPrice,
    PlanRule, Price, RatePlan, RuleMatch, is_plan_code, priced_twice,
};
use tandem_engine::{AccountFind, Ask, Engine, PlanPage, PlanPut};
use tandem_numbering::{Npa, NumberKind};
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::Moved;
use super::report::RowFault;
use super::sheet::{Line, Sheet};
use crate::failure::Failure;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 22] = [
    "code",
    "account",
    "name",
    "currency",
    "slot",
    "message_sent",
    "message_received",
    "steps",
    "origins",
    "outward",
    "channels",
    "port_in",
    "carrier_lookup",
    "cnam_lookup",
    "kind",
    "country",
    "state",
    "area_code",
    "rate_center",
    "setup",
    "monthly",
    "minute",
];

/// What a plan has once. A row that says none of it agrees with whatever the first one says.
const ONCE: [&str; 12] = [
    "name",
    "currency",
    "slot",
    "message_sent",
    "message_received",
    "steps",
    "origins",
    "outward",
    "channels",
    "port_in",
    "carrier_lookup",
    "cnam_lookup",
];

/// One row: of which plan it is, and a plan with at most one rule, or what is wrong with it.
struct Part {
    code: String,
    account: Option<AccountRef>,
    plan: Result<RatePlan, RowFault>,
    /// Which of [`ONCE`] it says.
    says: Vec<&'static str>,
}

impl Part {
    fn is_of(&self, other: &Self) -> bool {
        self.code == other.code && self.account == other.account
    }

    /// What another row of the plan says otherwise.
    fn contradicts(&self, more: &Self) -> Option<RowFault> {
        let (Ok(whole), Ok(plan)) = (&self.plan, &more.plan) else { return None };
        let differ = [
            whole.name != plan.name,
            whole.currency != plan.currency,
            whole.slot != plan.slot,
            whole.message.sent != plan.message.sent,
            whole.message.received != plan.message.received,
            whole.call.steps != plan.call.steps,
            whole.call.origins != plan.call.origins,
            whole.call.outward != plan.call.outward,
            whole.call.channels != plan.call.channels,
            whole.fees.port_in != plan.fees.port_in,
            whole.fees.carrier_lookup != plan.fees.carrier_lookup,
            whole.fees.cnam_lookup != plan.fees.cnam_lookup,
        ];
        let other = ONCE.into_iter().zip(differ);
        let mut other = other.filter(|(column, differs)| *differs && more.says.contains(column));
        let (column, _) = other.next()?;
        let why = format!("is not what the first row of plan {} says", self.code);
        Some(RowFault::new(column, why))
    }
}

/// A plan whose rows are being read.
struct UnderWay {
    line: u64,
    part: Part,
    is_good: bool,
    /// How many of its rows could be used.
    good_rows: u64,
}

/// Reads a file of plans and puts them in force.
pub async fn plans(path: &Path, engine: &Engine) -> Result<Moved, Failure> {
    let mut sheet = Sheet::open(path, &COLUMNS, &["code"], read)?;
    let in_force = in_force(engine).await?;
    let mut putting = Putting { engine, in_force, read: Vec::new(), moved: Moved::default() };
    let mut under_way: Option<UnderWay> = None;
    // A row of which not even the plan can be told may have been of the plan before or behind it.
    let mut is_doubtful = false;
    while let Some(parcel) = sheet.next().await {
        for Line { number: line, row } in parcel {
            putting.moved.rows += 1;
            let part = match row {
                Ok(part) => part,
                Err(why) => {
                    putting.moved.faults.add(sheet.bar(), line, &why);
                    is_doubtful = true;
                    continue;
                }
            };
            if let Err(why) = &part.plan {
                putting.moved.faults.add(sheet.bar(), line, why);
            }
            let was_doubtful = std::mem::take(&mut is_doubtful);
            match &mut under_way {
                Some(known) if known.part.is_of(&part) => {
                    let contradiction = known.part.contradicts(&part);
                    if let Some(why) = &contradiction {
                        putting.moved.faults.add(sheet.bar(), line, why);
                    }
                    let is_usable = part.plan.is_ok() && contradiction.is_none();
                    known.is_good &= is_usable && !was_doubtful;
                    known.good_rows += u64::from(is_usable);
                    if let (Ok(whole), Ok(more)) = (&mut known.part.plan, part.plan) {
                        whole.rules.extend(more.rules);
                    }
                }
                known => {
                    let is_good = part.plan.is_ok() && !was_doubtful;
                    let good_rows = u64::from(part.plan.is_ok());
                    let before = known.replace(UnderWay { line, part, is_good, good_rows });
                    if let Some(before) = before {
                        let is_good = before.is_good && !was_doubtful;
                        putting.note(&sheet, UnderWay { is_good, ..before });
                    }
                }
            }
        }
    }
    if let Some(last) = under_way {
        let is_good = last.is_good && !is_doubtful;
        putting.note(&sheet, UnderWay { is_good, ..last });
    }
    for whole in std::mem::take(&mut putting.read) {
        putting.put(&sheet, whole).await?;
    }
    sheet.bar().finish_and_clear();
    Ok(putting.moved)
}

type InForce = BTreeMap<(String, Option<AccountId>), RatePlan>;

/// Every plan in force. An operator has as many as people can tell apart.
async fn in_force(engine: &Engine) -> Result<InForce, Failure> {
    let mut known = InForce::new();
    let mut after = (String::new(), None);
    loop {
        let page = PlanPage { after: after.0, account: after.1 };
        let page = engine.execute(Ask::new(Actor::operator(), page)).await?;
        let Some((account, last)) = page.last() else { return Ok(known) };
        after = (last.code.clone(), *account);
        known.extend(page.into_iter().map(|(account, plan)| ((plan.code.clone(), account), plan)));
    }
}

/// The codes of the plans in force.
pub(super) async fn codes(engine: &Engine) -> Result<BTreeSet<String>, Failure> {
    Ok(in_force(engine).await?.into_keys().map(|(code, _)| code).collect())
}

/// Plans on their way.
struct Putting<'e> {
    engine: &'e Engine,
    in_force: InForce,
    /// Those that were read.
    read: Vec<UnderWay>,
    moved: Moved,
}

impl Putting<'_> {
    /// Keeps a plan until all are read. One whose rows stand apart is two halves of a plan, and neither is it.
    fn note(&mut self, sheet: &Sheet<Part>, whole: UnderWay) {
        match self.read.iter_mut().find(|known| known.part.is_of(&whole.part)) {
            Some(known) => {
                known.is_good = false;
                let (code, first) = (&whole.part.code, known.line);
                let why = format!("the rows of plan {code} must follow the one in line {first}");
                self.moved.faults.add_several(sheet.bar(), whole.line, &why, whole.good_rows);
            }
            None => self.read.push(whole),
        }
    }

    async fn put(&mut self, sheet: &Sheet<Part>, whole: UnderWay) -> Result<(), Failure> {
        let UnderWay { line, part, is_good, good_rows } = whole;
        let Some(plan) = part.plan.ok().filter(|_| is_good) else {
            let why = format!("plan {} is left out, for one of its rows", part.code);
            self.moved.faults.add_several(sheet.bar(), line, &why, good_rows);
            return Ok(());
        };
        let engine = self.engine;
        let account = match part.account {
            None => None,
            Some(named) => {
                let find = AccountFind { named };
                match engine.execute(Ask::new(Actor::operator(), find)).await {
                    Ok(account) => Some(account.id),
                    Err(why) => {
                        let why = RowFault::refused("account", &why);
                        self.moved.faults.add_several(sheet.bar(), line, &why, good_rows);
                        return Ok(());
                    }
                }
            }
        };
        if self.in_force.get(&(plan.code.clone(), account)) == Some(&plan) {
            self.moved.already += 1;
            return Ok(());
        }
        engine.execute(Ask::new(Actor::operator(), PlanPut { account, plan })).await?;
        self.moved.done += 1;
        Ok(())
    }
}

/// The prices of the way out, none for the same numbers as another.
fn outward(cells: &Cells<'_>) -> Result<Vec<OutwardPrice>, RowFault> {
    let prices = cells.several("outward", str::parse)?;
    match priced_twice(&prices) {
        Some(prefix) => Err(RowFault::new("outward", format!("prices {prefix} twice"))),
        None => Ok(prices),
    }
}

fn read(row: &Row) -> Result<Part, RowFault> {
    let cells = Cells(row);
    let code = cells.required("code")?.to_owned();
    if !is_plan_code(&code) {
        return Err(RowFault::new("code", "must be of letters, digits and ._-"));
    }
    let plan = plan(&cells, &code);
    let says = ONCE.into_iter().filter(|column| cells.get(column).is_some()).collect();
    Ok(Part { account: cells.account("account")?, code, plan, says })
}

fn plan(cells: &Cells<'_>, code: &str) -> Result<RatePlan, RowFault> {
    let currency = cells.read("currency", |code| {
        Currency::in_circulation(code).ok_or("must be a currency of ISO 4217, such as USD")
    })?;
    let not_negative = |column: &'static str| match cells.money(column)? {
        Some(amount) if amount < Money::ZERO => {
            Err(RowFault::new(column, "must not be less than nothing"))
        }
        amount => Ok(amount),
    };
    let (setup, monthly) = (not_negative("setup")?, not_negative("monthly")?);
    let minute = not_negative("minute")?;
    let rules = if setup.is_none() && monthly.is_none() && minute.is_none() {
        Vec::new()
    } else {
        let price = Price {
            setup: setup.unwrap_or_default(),
            monthly: monthly.unwrap_or_default(),
            minute: minute.unwrap_or_default(),
        };
        vec![PlanRule { numbers: numbers(cells)?, price }]
    };
    let name = match cells.text("name") {
        name if name.is_empty() => code.to_owned(),
        name => name,
    };
    let slot = not_negative("slot")?.unwrap_or_default();
    let message = MessagePrice {
        sent: not_negative("message_sent")?.unwrap_or_default(),
        received: not_negative("message_received")?.unwrap_or_default(),
    };
    let call = CallTerms {
        steps: cells.read("steps", str::parse)?.unwrap_or_default(),
        origins: cells.several("origins", str::parse)?,
        outward: outward(cells)?,
        channels: cells
            .read("channels", |text| text.parse().map_err(|_| "must be a whole number of calls"))?,
    };
    let fees = Fees {
        port_in: not_negative("port_in")?.unwrap_or_default(),
        carrier_lookup: not_negative("carrier_lookup")?.unwrap_or_default(),
        cnam_lookup: not_negative("cnam_lookup")?.unwrap_or_default(),
    };
    Ok(RatePlan {
        code: code.to_owned(),
        name,
        currency: currency.unwrap_or(Currency::USD),
        rules,
        slot,
        message,
        call,
        fees,
    })
}

/// Which numbers the rule of the row prices.
fn numbers(cells: &Cells<'_>) -> Result<RuleMatch, RowFault> {
    let kind = cells.read("kind", |word| {
        NumberKind::parse(word).ok_or("must be geographic, national, toll_free, mobile or virtual")
    })?;
    let npa = cells.read("area_code", |text| {
        text.parse().ok().and_then(Npa::new).ok_or("must be an area code such as 305")
    })?;
    let text = |column| cells.get(column).map(str::to_owned);
    Ok(RuleMatch {
        kind,
        country: text("country"),
        region: text("state"),
        npa,
        rate_centre: text("rate_center"),
    })
}
