//! Deeds in the engine's words, and its answers in plain ones.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use futures_util::future::BoxFuture;
use tandem_domain::{
    AccountId, AccountProfile, AccountRef, AccountStatus, Actor, BackorderId, CallTerms,
    CredentialId, Criteria, Currency, Destination, Fees, FillPolicy, Guard, HookId, LineOutcome,
    MessagePrice, Money, NumberSettings, NumberState, ObjectId, ObjectKind, Offer, OrderId,
    OutwardPrice, PlanRule, PortId, PostingId, Price, RatePlan, Reason, Refusal, RuleMatch, Scope,
    Selection, SlotKind, SlotUse, Steps, VoiceMessageId,
};
use tandem_engine::{
    AccountCredit, AccountMoveIn, AccountOpen, AccountSet, Alias, AsOf, AttemptExpire,
    BackorderCancel, BackorderFill, BackorderPlace, CallGuard, CartAdd, CartHold, CartRemove,
    CartTouch, ClientRenew, ClientsDue, CredentialIssue, CredentialLock, CredentialRevoke,
    Departure, Engine, FundsPost, FundsRefund, JobEnd, JobTake, Keep, Lease, MonthPutOff, Newcomer,
    NumberDepart, NumberMoveIn, NumberRelease, NumberReserve, NumberReshelve, NumberRestore,
    NumberStock, NumberSweep, ObjectPut, ObjectRemove, OperatorOpen, OrderPlace, OrderSettle,
    OrderVirtual, PlanPut, RENEWAL_JOB, RenewalRun, Renewed, RolledBack, RouteRollBack, SlotGrant,
    SlotPurchase, SupplierAnswer, SupplyCall, SupplyWanted, WhoseMonth,
};
use tandem_mirror::Terms;

mod book;
mod calls;
mod circles;
mod clients;
mod logins;
mod moving;
mod objects;
mod papers;
mod ports;
mod record;
mod registered;
mod setting;
mod texts;
mod voices;

pub use registered::{contact, switch};
pub use voices::folder;

use super::deed::{self, Asker, Deed, Order, Pick, Says, Who};
use super::model::{A_DAY, minutes, steps};
use super::reply::{Reply, Sender};
use crate::shelf;

/// From where secrets are guessed at.
pub const GUESSER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
/// The dialect whose names are the aliases of the simulation.
pub const SCHEME: &str = "voipms";

/// Which ids the engine gave to what the oracle counts.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    pub accounts: Vec<AccountId>,
    pub names: Vec<String>,
    pub roots: Vec<Who>,
    pub epochs: Vec<i64>,
    /// The numbers by which logins are shown.
    pub logins: Vec<i64>,
    /// By their handles.
    pub credentials: BTreeMap<String, CredentialId>,
    /// By the number that names them.
    pub hooks: BTreeMap<u64, HookId>,
    /// With the customer who pays.
    pub orders: Vec<(OrderId, AccountId)>,
    /// With the customer who pays.
    pub backorders: Vec<(BackorderId, AccountId)>,
    /// Port requests, with the customer who pays.
    pub ports: Vec<(PortId, AccountId)>,
    /// With the customer who was charged.
    pub charges: Vec<(AccountId, PostingId)>,
    /// By the number that names them.
    pub voices: BTreeMap<u64, VoiceMessageId>,
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
    let sender = Sender::new(engine, actor, key);
    match deed {
        Deed::OperatorOpen => sender.send(OperatorOpen, nothing),
        Deed::AccountMoveIn { parent, name, units, open, slots } => {
            let newcomer = Newcomer {
                id: None,
                parent: parent.map(|parent| AccountRef::Id(ids.accounts[parent])),
                profile: profile(name, shelf::STANDARD),
                status: if *open { AccountStatus::Open } else { AccountStatus::Suspended },
                currency: None,
                credit_limit: Money::ZERO,
                balance: Money(*units),
                aliases: vec![Alias { scheme: SCHEME.to_owned(), name: name.clone() }],
                slots: vec![(SlotKind::Local, *slots)],
            };
            sender.send(AccountMoveIn { accounts: vec![newcomer] }, moving::text)
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
        Deed::AttemptExpire => sender.send(AttemptExpire, |done| done.attempts.to_string()),
        Deed::BackorderPlace(order) => sender.send(wait(ids, order), |placed| {
            let (quantity, price) = (placed.quantity, placed.price);
            format!("waits={quantity} at={}+{}", price.setup.0, price.monthly.0)
        }),
        Deed::BackorderCancel { backorder, .. } => {
            sender.send(BackorderCancel { backorder: ids.backorders[*backorder].0 }, u32::to_string)
        }
        Deed::BackorderFill { backorder } => {
            let (backorder, customer) = ids.backorders[*backorder];
            sender.send_turn(BackorderFill { backorder, customer: customer.0 })
        }
        Deed::CartAdd { numbers, .. } => {
            let numbers = numbers.iter().copied().map(shelf::did).collect();
            sender.send(CartAdd { numbers }, nothing)
        }
        Deed::CartRemove { number, .. } => {
            sender.send(CartRemove { did: shelf::did(*number) }, nothing)
        }
        Deed::Client { does, .. } => clients::send(sender, ids, does),
        Deed::Login { by, does } => logins::send(sender, ids, *by, does),
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
        Deed::CredentialLock { who, handle } => {
            let credential = ids.credentials.get(handle).copied().unwrap_or(CredentialId(0));
            let lock = CredentialLock { account: ids.accounts[*who], credential, address: GUESSER };
            sender.send(lock, bool::to_string)
        }
        Deed::CredentialRevoke { who } => {
            let (account, credential) = (ids.accounts[*who], None);
            sender.send(CredentialRevoke { account, credential }, u64::to_string)
        }
        Deed::FundsPost { who, units, adjustment } => {
            let reason = if *adjustment { Reason::Adjustment } else { Reason::TopUp };
            let (account, note) = (ids.accounts[*who], String::new());
            let post = FundsPost { account, amount: Money(*units), reason, note };
            sender.send(post, |posted| format!("balance={}", posted.balance.0))
        }
        Deed::AccountCredit { who, units } => {
            let credit = AccountCredit { account: ids.accounts[*who], limit: Money(*units) };
            sender.send(credit, nothing)
        }
        Deed::FundsRefund { charge, units } => {
            let (account, charge) = ids.charges[*charge];
            let (amount, note) = (units.map(Money), String::new());
            let refund = FundsRefund { account, charge, amount, note };
            sender.send(refund, |posted| format!("balance={}", posted.balance.0))
        }
        Deed::NumberRestore { number, .. } => sender
            .send(NumberRestore { did: shelf::did(*number) }, |restored| {
                format!("charged={} next={}", restored.charged.0, restored.next_billing.0)
            }),
        Deed::Registered { reports } => registered::send(sender, reports),
        Deed::MonthPutOff { who, number, client } => {
            let whose = if *client { WhoseMonth::Client } else { WhoseMonth::Customer };
            let (payer, did) = (ids.accounts[*who], shelf::did(*number));
            sender.send(MonthPutOff { payer, did, whose }, bool::to_string)
        }
        Deed::RenewalRun { who, only, holder } => {
            let (payer, only) = (ids.accounts[*who], only.map(shelf::did));
            sender.send(RenewalRun { payer, only, holder: *holder }, renewed_text)
        }
        Deed::JobEnd { job, holder } => {
            sender.send(JobEnd { lease: lease(*job, *holder) }, bool::to_string)
        }
        Deed::JobTake { job, holder, seconds } => {
            let take = JobTake { lease: lease(*job, *holder), seconds: *seconds };
            sender.send(take, |until| until.map_or("not".to_owned(), |until| until.0.to_string()))
        }
        Deed::NumberDepart { number, completed, asked } => {
            let departure = if *completed { Departure::Completed } else { Departure::Withdrawn };
            let (did, asked) = (shelf::did(*number), *asked);
            sender.send(NumberDepart { did, departure, asked }, nothing)
        }
        Deed::NumberMoveIn { numbers, arrears } => {
            let numbers = numbers.iter().map(|coming| moving::arriving(ids, coming)).collect();
            let charge_arrears = *arrears;
            sender.send(NumberMoveIn { numbers, charge_arrears }, moving::text)
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
                (NumberState::Released, Some(until)) => {
                    format!("released until={} charged={}", until.0, released.charged.0)
                }
                other => format!("{other:?}"),
            })
        }
        Deed::NumberSet { number, set, .. } => setting::send(sender, *number, set),
        Deed::CartTouch { numbers, .. } => {
            let numbers = numbers.iter().copied().map(shelf::did).collect();
            sender.send(CartTouch { numbers }, |touched| {
                let until = |hold: &CartHold| hold.kept_until.map_or(0, |until| until.0);
                let words =
                    touched.iter().map(|hold| format!("{}:{}", hold.did.digits(), until(hold)));
                words.collect::<Vec<_>>().join(",")
            })
        }
        Deed::NumberReserve { number, keep } => {
            let keep = match keep {
                deed::Keep::Back => Keep::Reserved,
                deed::Keep::ForSale => Keep::ForSale,
                deed::Keep::Off => Keep::Blocked,
            };
            sender.send(NumberReserve { did: shelf::did(*number), keep }, nothing)
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
                doc: serde_json::json!({ "number": objects::number(name).digits() }),
            };
            sender.send(put, |put| put.id.to_string())
        }
        Deed::ObjectSet { id, name, members, .. } => {
            sender.send_object(objects::set(*id, name, members.as_deref()))
        }
        Deed::ObjectRemove { group, id, .. } => {
            let kind = if *group { ObjectKind::RingGroup } else { ObjectKind::Forwarding };
            sender.send(ObjectRemove::one(kind, ObjectId(*id)), nothing)
        }
        Deed::OrderPlace(order) => match order.pick {
            Pick::Own(line) => {
                let OrderPlace { plan, owner, settings, rehearsal, .. } = place(ids, order);
                sender.send_virtual(OrderVirtual { line, plan, owner, settings, rehearsal })
            }
            _ => sender.send_order(place(ids, order)),
        },
        Deed::RouteRollBack { to, rehearsal, .. } => {
            let back = RouteRollBack { to: AsOf::Version(*to), dry_run: *rehearsal };
            let text = |done: &RolledBack| {
                format!("changed={} left={}", done.changed.len(), done.left.len())
            };
            sender.send(back, text)
        }
        Deed::OrderSettle { order, number, says } => {
            let (order, customer) = ids.orders[*order];
            let answer = match says {
                Says::Sold => SupplierAnswer::Sold,
                Says::Refused => SupplierAnswer::Refused("no".to_owned()),
                Says::Declined => SupplierAnswer::Declined("not today".to_owned()),
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
            let minute = minutes(*slot).minute;
            let price =
                Price { setup: Money(*setup), monthly: Money(*monthly), minute: Money(minute) };
            let (first, next) = steps(*slot);
            let step = |seconds| u32::try_from(seconds).unwrap_or(0);
            let steps = Steps { first: step(first), next: step(next) };
            let plan = RatePlan {
                code: code.clone(),
                name: code.clone(),
                currency: Currency::USD,
                rules: vec![PlanRule { numbers, price }],
                slot: Money(*slot),
                message: MessagePrice { sent: Money(*slot % 7), received: Money(*slot % 5) },
                call: CallTerms { steps, outward: outward(*slot), ..CallTerms::default() },
                fees: Fees {
                    port_in: Money(*slot % 11),
                    carrier_lookup: Money(*slot % 3),
                    cnam_lookup: Money(*slot % 4),
                },
            };
            let account = only.map(|who| ids.accounts[who]);
            sender.send(PlanPut { account, plan }, nothing)
        }
        Deed::SlotGrant { who, quantity } => {
            let (account, slot) = (ids.accounts[*who], SlotKind::Local);
            sender.send(SlotGrant { account, slot, quantity: *quantity }, nothing)
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
        Deed::CallOver(said) => calls::send(sender, said),
        Deed::CallKept { who, number } => {
            let (account, did) = (ids.accounts[*who], shelf::did(*number));
            sender.send(CallGuard { account, did, guard: Guard::NoFunds }, nothing)
        }
        Deed::Tell(tell) => tell.send(sender, ids),
        Deed::Book { does, .. } => book::send(sender, ids, does),
        Deed::Circle { does, .. } => circles::send(sender, ids, does),
        Deed::Look { does, .. } => ports::look(sender, does),
        Deed::Port { does, .. } => ports::send(sender, ids, does),
        Deed::Paper { does, .. } => papers::send(sender, ids, does),
        Deed::Record { does, .. } => record::send(sender, ids, does),
        Deed::Text { does, .. } => texts::send(sender, ids, does),
        Deed::Voice { does, .. } => voices::send(sender, ids, does),
    }
}

impl Ids {
    /// A customer by its name, and a sub-account, whose name may be another's once it is closed, by its id.
    fn by_name(&self, who: Who) -> AccountRef {
        if self.roots[who] != who {
            return AccountRef::Id(self.accounts[who]);
        }
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
        // A virtual number is no choice among others.
        Pick::Cart | Pick::Own(_) => Selection::Cart,
        Pick::Any(regions, quantity) => {
            let tiers: Vec<Criteria> = regions.iter().map(|region| shelf::region(region)).collect();
            Selection::Criteria { tiers, quantity: *quantity }
        }
    };
    let routing = moving::routing(&order.ring);
    let owner = order.owner.map(|who| ids.by_name(who));
    let resale = order.resale.map(clients::terms);
    OrderPlace {
        selection,
        fill: match (order.partial, order.waits) {
            (false, false) => FillPolicy::AllOrNothing,
            (true, false) => FillPolicy::Partial,
            (false, true) => FillPolicy::AllOrWait,
            (true, true) => FillPolicy::PartialAndWait,
        },
        plan: order.plan.clone(),
        owner,
        settings: NumberSettings { routing, resale, ..NumberSettings::default() },
        slots: order.slots.map(|buy| SlotUse { kind: SlotKind::Local, buy }),
        rehearsal: order.rehearsal,
    }
}

fn lease(job: u8, holder: i64) -> Lease {
    let job = if job == 0 { RENEWAL_JOB.to_owned() } else { format!("job{job}") };
    Lease { job, holder }
}

fn wait(ids: &Ids, order: &Order) -> BackorderPlace {
    let OrderPlace { selection, plan, owner, settings, slots, rehearsal, .. } = place(ids, order);
    let (tiers, quantity) = match selection {
        Selection::Criteria { tiers, quantity } => (tiers, quantity),
        Selection::Numbers(_) | Selection::Cart => (Vec::new(), 0),
    };
    let whole = !order.partial;
    BackorderPlace { tiers, quantity, whole, plan, owner, settings, slots, rehearsal }
}

/// What the way out costs by the simulation's plans.
fn outward(slot: i64) -> Vec<OutwardPrice> {
    let price =
        |minute| OutwardPrice { prefix: "1".parse().expect("digits"), minute: Money(minute) };
    minutes(slot).outward.map(price).into_iter().collect()
}

fn profile(name: &str, plan: &str) -> AccountProfile {
    AccountProfile {
        name: name.to_owned(),
        plan: plan.to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: String::new(),
        postal_code: String::new(),
        messages_a_day: u32::try_from(A_DAY).ok(),
        zone: String::new(),
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

fn renewed_text(renewed: &Renewed) -> String {
    format!(
        "months={} charged={} unpaid={} suspended={} resumed={} released={} more={}",
        renewed.months,
        renewed.charged.0,
        renewed.unpaid,
        renewed.suspended,
        renewed.resumed,
        renewed.released,
        renewed.more
    )
}
