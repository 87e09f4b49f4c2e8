//! What every figure starts from: customers with more money than they can spend, and a shelf that
//! nobody can empty within a run.

use std::ops::RangeInclusive;

use anyhow::{Context, anyhow, ensure};
use futures_util::{StreamExt, TryStreamExt};
use tandem_domain::{
    AccountId, AccountProfile, Actor, Capabilities, Cleansed, Currency, Destination, MessagePrice,
    Money, ObjectId, ObjectKind, Offer, Origin, PlanRule, Price, RatePlan, Reason, RuleMatch,
    Scope, SlotKind,
};
use tandem_engine::{
    AccountOpen, Ask, Command, CredentialIssue, Engine, FundsPost, NumberStock, ObjectPut, PlanPut,
    STOCK_NUMBERS_MAX, SlotGrant, StockRow,
};
use tandem_mirror::Terms;
use tandem_numbering::{Did, NumberKind};

/// How many customers order.
pub const CUSTOMERS: u64 = 1000;
/// The area codes on the shelf: all of the US and one after the other, so that pgbench, which knows
/// no lists, can choose among them too.
pub const AREA_CODES: RangeInclusive<u64> = 712..=719;
/// How many numbers each has, from the first line of exchange 300 on.
pub const NUMBERS_EACH: u64 = 25_000;
/// What one number costs, once and each month. Neither is nothing, so that an order posts both.
pub const SETUP: &str = "0.50";
/// See [`SETUP`].
pub const MONTHLY: &str = "1.00";
/// The point of presence that orders name.
pub const POP: i64 = 5;
/// The plan that orders name, and every customer has.
pub const PLAN: &str = "PERMINUTE";
/// The plan whose prices VoIP.ms lists of numbers show beside those of [`PLAN`].
const FLAT: &str = "FLAT";
/// What each customer has to spend.
pub const BALANCE: &str = "10000000.00";
/// The password of every customer.
pub const PASSWORD: &str = "bench";
/// What is stored of it: Argon2id, as cheap as it can be made. What a log-in costs is not what is
/// measured here, and it is paid once for each customer.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$dGFuZGVtLWJlbmNo$dkNnhDufqYllkwb1AsIyqU0mTPN3lKUFxq7dD4ZCK2o";
/// How many numbers each customer may have, where a dialect counts slots.
const SLOTS: u32 = 1_000_000;
/// How many commands are on their way at once.
const COMMANDS_AT_ONCE: usize = 64;

/// How many area codes there are.
pub fn codes() -> u64 {
    AREA_CODES.end() - AREA_CODES.start() + 1
}

/// How many numbers there are.
pub fn numbers() -> u64 {
    codes() * NUMBERS_EACH
}

/// The first number of an area code.
pub fn first_of(code: u64) -> u64 {
    10_000_000_000 + code * 10_000_000 + 3_000_000
}

/// A number by its place on the shelf; neighbours are in different area codes.
pub fn number(place: u64) -> u64 {
    first_of(AREA_CODES.start() + place % codes()) + place / codes()
}

/// How many routing objects each customer has, where they are made.
pub const OBJECTS_EACH: u64 = 100;

/// The id of one of a customer's objects.
pub fn object(customer: u64, place: u64) -> u64 {
    1_000_000 + customer * OBJECTS_EACH + place
}

/// Where one of anybody's objects forwards calls to.
pub fn callee(place: u64) -> u64 {
    13_055_550_000 + place
}

/// What a customer logs in with.
pub fn login(customer: u64) -> String {
    format!("bench{customer}")
}

/// Fills an empty database.
pub async fn fill(engine: &Engine) -> anyhow::Result<()> {
    customers(engine).await?;
    let stock = |row| operate(engine, NumberStock { rows: vec![row] });
    let stocked = futures_util::stream::iter(rows()?).map(stock).buffered(COMMANDS_AT_ONCE);
    let added = stocked.try_fold(0, async |sum, report| Ok(sum + report.added)).await?;
    ensure!(added == numbers(), "{added} numbers were stocked, not {}", numbers());
    Ok(())
}

/// Makes the customers, and what they order by; their accounts, by their places.
pub async fn customers(engine: &Engine) -> anyhow::Result<Vec<AccountId>> {
    for code in [PLAN, FLAT] {
        operate(engine, PlanPut { account: None, plan: plan(code)? }).await?;
    }
    let pop = ObjectPut {
        account: AccountId::OPERATOR,
        kind: ObjectKind::Pop,
        id: Some(ObjectId(POP)),
        name: "Bench".to_owned(),
        doc: serde_json::Value::Null,
    };
    operate(engine, pop).await?;
    let open = |customer| open(engine, customer);
    let opened = futures_util::stream::iter(0..CUSTOMERS).map(open);
    opened.buffered(COMMANDS_AT_ONCE).try_collect().await
}

fn money(text: &str) -> anyhow::Result<Money> {
    Money::parse(text).map_err(|_| anyhow!("{text} is no amount"))
}

fn plan(code: &str) -> anyhow::Result<RatePlan> {
    let price = Price { setup: money(SETUP)?, monthly: money(MONTHLY)?, minute: money("0.01")? };
    Ok(RatePlan {
        code: code.to_owned(),
        name: code.to_owned(),
        currency: Currency::USD,
        rules: vec![PlanRule { numbers: RuleMatch::default(), price }],
        slot: Money::ZERO,
        message: MessagePrice::default(),
        call: tandem_domain::CallTerms::default(),
        fees: tandem_domain::Fees::default(),
    })
}

async fn open(engine: &Engine, customer: u64) -> anyhow::Result<AccountId> {
    let login = login(customer);
    let profile = AccountProfile {
        name: login.clone(),
        plan: PLAN.to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: String::new(),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
    };
    let (currency, aliases) = (Currency::USD, Vec::new());
    let opened = operate(engine, AccountOpen { parent: None, profile, currency, aliases }).await?;
    let account = opened.account;
    let (amount, note) = (money(BALANCE)?, String::new());
    operate(engine, FundsPost { account, amount, reason: Reason::TopUp, note }).await?;
    operate(engine, SlotGrant { account, slot: SlotKind::Local, quantity: SLOTS }).await?;
    for scheme in [tandem_voipms::SCHEME, tandem_dialogtech::SCHEME] {
        let issue = CredentialIssue {
            account,
            scheme: scheme.to_owned(),
            handle: login.clone(),
            secret: PASSWORD_HASH.to_owned(),
            terms: Terms { scopes: vec![Scope::Read, Scope::Write], ..Terms::default() },
        };
        operate(engine, issue).await?;
    }
    Ok(account)
}

/// The shelf, in pieces that one command takes.
fn rows() -> anyhow::Result<Vec<StockRow>> {
    let mut rows = Vec::new();
    for code in AREA_CODES {
        let offer = offer(code);
        let end = first_of(code) + NUMBERS_EACH;
        for first in (first_of(code)..end).step_by(STOCK_NUMBERS_MAX) {
            let last = end.min(first + STOCK_NUMBERS_MAX as u64) - 1;
            let did = |digits| Did::new(digits).context("a number of the shelf");
            let (first, last, offer) = (did(first)?, did(last)?, offer.clone());
            rows.push(StockRow::for_sale(first, last, offer));
        }
    }
    Ok(rows)
}

/// What the numbers of an area code are.
pub fn offer(code: u64) -> Offer {
    Offer {
        country: "US".to_owned(),
        kind: NumberKind::Geographic,
        region: "IA".to_owned(),
        rate_centre: format!("BENCH {code}"),
        locality: String::new(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities: Capabilities { voice: true, sms: true, mms: false, fax: true },
        cleansed: Cleansed::House,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

async fn operate<C: Command>(engine: &Engine, command: C) -> anyhow::Result<C::Outcome> {
    let done = engine.execute(Ask::new(Actor::operator(), command)).await;
    done.map_err(|refusal| anyhow!("{}: {refusal}", C::NAME))
}
