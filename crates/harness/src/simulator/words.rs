//! Deeds in the engine's words, and its answers in plain ones.

use std::collections::BTreeMap;

use futures_util::future::{BoxFuture, FutureExt};
use tandem_domain::{
    AccountId, AccountProfile, AccountRef, AccountStatus, Actor, CredentialId, Criteria, Currency,
    Destination, FillPolicy, HookId, LineOutcome, Money, NumberSettings, NumberState, ObjectId,
    ObjectKind, Offer, OrderId, PlanRule, Price, RatePlan, Reason, Refusal, RuleMatch, Scope,
    Selection, SlotKind, SlotUse, Timestamp,
};
use tandem_engine::{
    AccountMoveIn, AccountOpen, AccountSet, Alias, Arriving, Ask, AttemptExpire, CartAdd,
    CartRemove, ClientRenew, ClientsDue, Command, CredentialIssue, CredentialRevoke, Departure,
    Engine, FundsPost, JobEnd, JobTake, KeptPrice, Lease, MovedIn, Newcomer, NumberDepart,
    NumberMoveIn, NumberRelease, NumberReshelve, NumberStock, NumberSweep, ObjectPut, OperatorOpen,
    OrderPlace, OrderPlaced, OrderSettle, PlanPut, Service, SlotBuy, SlotPurchase, SupplierAnswer,
    SupplyCall, SupplyWanted,
};
use tandem_mirror::Terms;
use tandem_numbering::Did;

mod clients;

use super::deed::{Asker, Coming, Deed, Order, Pick, Ring, Says, Who};
use crate::shelf;

/// The dialect whose names are the aliases of the simulation.
pub const SCHEME: &str = "voipms";

/// What the engine answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// In the words of the oracle.
    pub text: String,
    /// As a dialect would get it, for comparison with a repetition.
    pub whole: String,
    /// The numbers that an order bought.
    pub chosen: Vec<u64>,
}

impl Reply {
    /// The word of a refusal.
    pub fn refusal(&self) -> Option<&str> {
        self.text.strip_prefix("refused ")
    }
}

/// Which ids the engine gave to what the oracle counts.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    pub accounts: Vec<AccountId>,
    pub names: Vec<String>,
    pub roots: Vec<Who>,
    pub epochs: Vec<i64>,
    /// By the number that names them.
    pub hooks: BTreeMap<u64, HookId>,
    /// With the customer who pays.
    pub orders: Vec<(OrderId, AccountId)>,
}

/// The offers of the simulation, as the oracle counts them.
pub fn offers() -> Vec<Offer> {
    vec![
        shelf::miami(),
        shelf::local("NY", "ALBANY"),
        shelf::supplied(),
        shelf::ported_in(),
        shelf::toll_free(),
        shelf::local("FL", "HOMESTEAD"),
    ]
}

/// Puts a deed in the engine's words and sends it.
pub fn send(
    engine: &Engine,
    ids: &Ids,
    deed: &Deed,
    key: Option<u32>,
) -> BoxFuture<'static, Reply> {
    let actor = ids.actor(deed.asker());
    let sender = Sender { engine: engine.clone(), actor, key: key.map(|key| format!("key-{key}")) };
    match deed {
        Deed::OperatorOpen => sender.send(OperatorOpen, nothing),
        Deed::AccountMoveIn { parent, name, units, open, slots } => {
            let newcomer = Newcomer {
                id: None,
                parent: parent.map(|parent| AccountRef::Id(ids.accounts[parent])),
                profile: profile(name, shelf::STANDARD),
                status: if *open { AccountStatus::Open } else { AccountStatus::Suspended },
                currency: None,
                balance: Money(*units),
                aliases: vec![Alias { scheme: SCHEME.to_owned(), name: name.clone() }],
                slots: vec![(SlotKind::Local, *slots)],
            };
            sender.send(AccountMoveIn { accounts: vec![newcomer] }, moved_text)
        }
        Deed::AccountOpen { parent, name } => sender.send(
            AccountOpen {
                parent: parent.map(|parent| ids.accounts[parent]),
                profile: profile(name, shelf::STANDARD),
                currency: Currency::USD,
                aliases: vec![Alias { scheme: SCHEME.to_owned(), name: name.clone() }],
            },
            nothing,
        ),
        Deed::AccountSet { who, open, plan } => sender.send(
            AccountSet {
                account: ids.accounts[*who],
                profile: profile(&ids.names[*who], plan),
                status: if *open { AccountStatus::Open } else { AccountStatus::Suspended },
            },
            nothing,
        ),
        Deed::AttemptExpire => sender.send(AttemptExpire, u64::to_string),
        Deed::CartAdd { numbers, .. } => {
            let numbers = numbers.iter().copied().map(shelf::did).collect();
            sender.send(CartAdd { numbers }, nothing)
        }
        Deed::CartRemove { number, .. } => {
            sender.send(CartRemove { did: shelf::did(*number) }, nothing)
        }
        Deed::Client { does, .. } => clients::send(sender, ids, does),
        Deed::ClientRenew { reseller, numbers } => {
            let numbers = numbers.iter().copied().map(shelf::did).collect();
            let due = ClientsDue { reseller: ids.accounts[*reseller], numbers };
            sender.send(ClientRenew { due }, |renewed| format!("months={}", renewed.months))
        }
        Deed::CredentialIssue { who, handle } => sender.send(
            CredentialIssue {
                account: ids.accounts[*who],
                scheme: SCHEME.to_owned(),
                handle: handle.clone(),
                secret: String::new(),
                terms: Terms::default(),
            },
            nothing,
        ),
        Deed::CredentialRevoke { who } => {
            sender.send(CredentialRevoke { account: ids.accounts[*who] }, u64::to_string)
        }
        Deed::FundsPost { who, units, adjustment } => {
            let reason = if *adjustment { Reason::Adjustment } else { Reason::TopUp };
            let (account, note) = (ids.accounts[*who], String::new());
            let post = FundsPost { account, amount: Money(*units), reason, note };
            sender.send(post, |posted| format!("balance={}", posted.balance.0))
        }
        Deed::JobEnd { job, holder } => {
            sender.send(JobEnd { lease: lease(*job, *holder) }, bool::to_string)
        }
        Deed::JobTake { job, holder, seconds } => {
            let take = JobTake { lease: lease(*job, *holder), seconds: *seconds };
            sender.send(take, |until| until.map_or("not".to_owned(), |until| until.0.to_string()))
        }
        Deed::NumberDepart { number, completed } => {
            let departure = if *completed { Departure::Completed } else { Departure::Withdrawn };
            sender.send(NumberDepart { did: shelf::did(*number), departure }, nothing)
        }
        Deed::NumberMoveIn { numbers } => {
            let numbers = numbers.iter().map(|coming| arriving(ids, coming)).collect();
            sender.send(NumberMoveIn { numbers }, moved_text)
        }
        Deed::NumberReshelve { withdrawn, returned } => {
            let dids = |numbers: &[u64]| numbers.iter().copied().map(shelf::did).collect();
            let (withdrawn, returned) = (dids(withdrawn), dids(returned));
            let supplier = shelf::SUPPLIER.to_owned();
            sender.send(NumberReshelve { supplier, withdrawn, returned }, |done| {
                let in_use = done.in_use.len();
                format!("withdrawn={} returned={} in_use={in_use}", done.withdrawn, done.returned)
            })
        }
        Deed::NumberRelease { number, owner, port_out, rehearsal, .. } => {
            let (port_out, rehearsal) = (*port_out, *rehearsal);
            let release = NumberRelease::of(shelf::did(*number));
            let owner = owner.map(|who| ids.by_name(who));
            sender.send(NumberRelease { owner, port_out, rehearsal, ..release }, |released| match (
                released.state,
                released.restorable_until,
            ) {
                (NumberState::PortingOut, None) => "porting_out".to_owned(),
                (NumberState::Released, Some(until)) => format!("released until={}", until.0),
                other => format!("{other:?}"),
            })
        }
        Deed::NumberStock { first, count, offer, reserved } => {
            let row = shelf::block(*first, *count, offers().swap_remove(*offer));
            let rows = vec![if *reserved { row.reserved() } else { row }];
            sender.send(NumberStock { rows }, |report| {
                let (added, updated, unchanged) = (report.added, report.updated, report.unchanged);
                let in_use = report.in_use.len();
                format!("added={added} updated={updated} unchanged={unchanged} in_use={in_use}")
            })
        }
        Deed::NumberSweep => sender.send(NumberSweep, |swept| format!("moved={}", swept.moved)),
        Deed::ObjectPut { who, id, name } => {
            let put = ObjectPut {
                account: ids.accounts[*who],
                kind: ObjectKind::Forwarding,
                id: id.map(ObjectId),
                name: name.clone(),
                doc: serde_json::Value::Null,
            };
            sender.send(put, ObjectId::to_string)
        }
        Deed::OrderPlace(order) => sender.send_order(place(ids, order)),
        Deed::OrderSettle { order, number, says } => {
            let (order, customer) = ids.orders[*order];
            let answer = match says {
                Says::Sold => SupplierAnswer::Sold,
                Says::Refused => SupplierAnswer::Refused("no".to_owned()),
                Says::Unclear => SupplierAnswer::Unclear("?".to_owned()),
            };
            let did = shelf::did(*number);
            sender.send(OrderSettle { order, customer: customer.0, did, answer }, nothing)
        }
        Deed::PlanPut { code, only, setup, monthly, slot } => {
            let numbers = match code.as_str() {
                "SU" => RuleMatch { region: Some("FL".to_owned()), ..RuleMatch::default() },
                _ => RuleMatch::default(),
            };
            let price =
                Price { setup: Money(*setup), monthly: Money(*monthly), minute: Money::ZERO };
            let plan = RatePlan {
                code: code.clone(),
                name: code.clone(),
                currency: Currency::USD,
                rules: vec![PlanRule { numbers, price }],
                slot: Money(*slot),
            };
            let account = only.map(|who| ids.accounts[who]);
            sender.send(PlanPut { account, plan }, nothing)
        }
        Deed::SlotBuy { who, quantity } => {
            let (account, slot) = (ids.accounts[*who], SlotKind::Local);
            sender.send(SlotBuy { account, slot, quantity: *quantity }, nothing)
        }
        Deed::SlotPurchase { quantity, .. } => {
            let purchase = SlotPurchase { slot: SlotKind::Local, quantity: *quantity };
            sender.send(purchase, |bought| format!("charged={}", bought.charged.0))
        }
        Deed::SupplyCall { order, number } => {
            let (order, customer) = ids.orders[*order];
            let (did, supplier) = (shelf::did(*number), shelf::SUPPLIER.to_owned());
            let wanted = SupplyWanted { order, customer: customer.0, did, supplier };
            sender.send(SupplyCall { wanted }, nothing)
        }
        Deed::Tell(tell) => tell.send(sender, ids),
    }
}

impl Ids {
    fn by_name(&self, who: Who) -> AccountRef {
        AccountRef::Alias { scheme: SCHEME.to_owned(), name: self.names[who].clone() }
    }

    pub fn actor(&self, by: Asker) -> Actor {
        if by.who == 0 {
            return Actor::operator();
        }
        Actor {
            account: self.accounts[by.who],
            root: self.accounts[self.roots[by.who]],
            credential: Some(CredentialId(1)),
            scopes: vec![Scope::Read, Scope::Write],
            address: None,
            auth_epoch: self.epochs[by.who] - i64::from(by.stale),
        }
    }
}

fn place(ids: &Ids, order: &Order) -> OrderPlace {
    let selection = match &order.pick {
        Pick::These(numbers) => {
            Selection::Numbers(numbers.iter().copied().map(shelf::did).collect())
        }
        Pick::Cart => Selection::Cart,
        Pick::Any(regions, quantity) => {
            let tiers: Vec<Criteria> = regions.iter().map(|region| shelf::region(region)).collect();
            Selection::Criteria { tiers, quantity: *quantity }
        }
    };
    let routing = routing(&order.ring);
    let owner = order.owner.map(|who| ids.by_name(who));
    let resale = order.resale.map(clients::terms);
    OrderPlace {
        selection,
        fill: if order.partial { FillPolicy::Partial } else { FillPolicy::AllOrNothing },
        plan: order.plan.clone(),
        owner,
        settings: NumberSettings { routing, resale, ..NumberSettings::default() },
        slots: order.slots.map(|buy| SlotUse { kind: SlotKind::Local, buy }),
        rehearsal: order.rehearsal,
    }
}

fn lease(job: u8, holder: i64) -> Lease {
    Lease { job: format!("job{job}"), holder }
}

fn routing(ring: &Ring) -> Option<Destination> {
    let forwarding = |record: String| Some(Destination::object(ObjectKind::Forwarding, record));
    match ring {
        Ring::Default => None,
        Ring::Id(id) => forwarding(id.to_string()),
        Ring::Name(name) => forwarding(name.clone()),
    }
}

/// When the next month of a number that comes along is charged.
const NEXT_BILLING: Timestamp = Timestamp(1_900_000_000_000_000);

fn arriving(ids: &Ids, coming: &Coming) -> Arriving {
    Arriving {
        did: shelf::did(coming.number),
        owner: ids.by_name(coming.owner),
        service: Service::Active,
        plan: coming.plan.clone(),
        price: KeptPrice { monthly: coming.monthly.map(Money), ..KeptPrice::default() },
        began: None,
        next_billing: NEXT_BILLING,
        anchor_day: None,
        slot: coming.slot.then_some(SlotKind::Local),
        slot_fee: None,
        settings: NumberSettings { routing: routing(&coming.ring), ..NumberSettings::default() },
        resale: None,
    }
}

fn moved_text(moved: &MovedIn) -> String {
    let refused: Vec<String> = moved
        .refused
        .iter()
        .map(|misfit| format!("{}:{}:{}", misfit.place, misfit.field, word(&misfit.why)))
        .collect();
    format!("done={} already={} refused={}", moved.done, moved.already, refused.join(","))
}

fn profile(name: &str, plan: &str) -> AccountProfile {
    AccountProfile {
        name: name.to_owned(),
        plan: plan.to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        email: String::new(),
    }
}

/// A refusal by its name.
pub fn word(refusal: &Refusal) -> String {
    let value = serde_json::to_value(refusal).unwrap_or_default();
    value["refusal"].as_str().unwrap_or("?").to_owned()
}

/// What became of a line of an order.
pub fn line_word(outcome: &LineOutcome) -> String {
    match outcome {
        LineOutcome::Bought(_) => "bought".to_owned(),
        LineOutcome::Ordering(_) => "ordering".to_owned(),
        LineOutcome::Refused(refusal) => word(refusal),
    }
}

pub fn nothing<T>(_: &T) -> String {
    String::new()
}

fn placed_text(placed: &OrderPlaced) -> String {
    let lines: Vec<String> = placed
        .lines
        .iter()
        .map(|line| format!("{}:{}", line.did.digits(), line_word(&line.outcome)))
        .collect();
    format!("serial={} charged={} lines={}", placed.serial, placed.charged.0, lines.join(","))
}

/// Whoever sends a deed.
pub struct Sender {
    pub(super) engine: Engine,
    actor: Actor,
    key: Option<String>,
}

impl Sender {
    pub fn send<C: Command>(
        self,
        command: C,
        text: fn(&C::Outcome) -> String,
    ) -> BoxFuture<'static, Reply> {
        self.ask(command, text, |_| Vec::new())
    }

    fn send_order(self, place: OrderPlace) -> BoxFuture<'static, Reply> {
        self.ask(place, placed_text, |placed| placed.filled().map(Did::digits).collect())
    }

    fn ask<C: Command>(
        self,
        command: C,
        text: fn(&C::Outcome) -> String,
        chosen: fn(&C::Outcome) -> Vec<u64>,
    ) -> BoxFuture<'static, Reply> {
        async move {
            let ask = Ask { actor: self.actor, command, key: self.key };
            match self.engine.execute(ask).await {
                Ok(outcome) => Reply {
                    text: format!("ok {}", text(&outcome)).trim_end().to_owned(),
                    whole: serde_json::to_string(&outcome).unwrap_or_default(),
                    chosen: chosen(&outcome),
                },
                Err(refusal) => Reply {
                    text: format!("refused {}", word(&refusal)),
                    whole: refusal.to_string(),
                    chosen: Vec::new(),
                },
            }
        }
        .boxed()
    }
}
