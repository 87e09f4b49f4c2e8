//! Numbers come along with the customers who have them in another system.
//!
//! Nothing is charged: what was paid there is paid. The number is in service at the prices and in
//! the month it was in there, rings where it rang, and is charged for the first time when its next
//! month begins. A month that should have begun long ago is hardly one that nobody charged; more likely
//! the other system did not keep that date. Such a number is charged from its next month on, unless
//! the operator wants what is overdue. Whoever has a number here already keeps it. Emits
//! `numbers_moved`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, AccountKind, EventBody, NumberMove, NumberState, OrderId, PlanId, Price,
    Refusal, Role, Scope, TenureId, Timestamp, month_after,
};
use tandem_numbering::{Did, VirtualNumber};
use tandem_store::number::Number;
use tandem_store::tenure::{ResaleTerm, Tenure};
use tandem_store::{Lane, cart, number, posting, tenure};

use super::arriving::{Arriving, KeptResale, Service};
use super::moving::{self, Carried, MovedIn, Stop, field};
use super::number_messaging_set::require_login;
use crate::{Command, Cx, Halt, Mode};

/// Lets numbers move in with their owners, each whole or not at all. The operator's command, bounded
/// so that orders need not wait for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberMoveIn {
    /// The numbers.
    pub numbers: Vec<Arriving>,
    /// Whether months are charged that were over before the number moved in.
    #[serde(default)]
    pub charge_arrears: bool,
}

impl Command for NumberMoveIn {
    const NAME: &'static str = "number.move_in";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = MovedIn;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<MovedIn, Halt> {
        cx.require_operator()?;
        moving::bounded(self.numbers.len())?;
        let owners = self.owners(cx)?;
        // In ascending order, as whoever locks several customers does.
        let mut payers: Vec<AccountId> =
            owners.iter().filter_map(|owner| Some(owner.as_ref()?.root)).collect();
        payers.sort_unstable();
        payers.dedup();
        for payer in payers {
            cx.lock(payer)?;
        }
        let numbers: Vec<Did> = self.numbers.iter().map(|arriving| arriving.did).collect();
        cx.lock_in_order(&numbers)?;
        let mut moved = MovedIn::default();
        let mut moves = BTreeMap::new();
        for (place, (arriving, owner)) in self.numbers.iter().zip(owners).enumerate() {
            let first = arriving.first_month(cx.now, self.charge_arrears);
            let row = match owner {
                Some(owner) => arriving.move_in(cx, &owner, self.charge_arrears, &mut moves),
                None => {
                    let name = arriving.owner.name(cx.actor);
                    Err(Stop::Row("owner", Refusal::AccountUnknown { name }))
                }
            };
            if matches!(row, Ok(true)) && first != arriving.next_billing {
                moved.carried.push(Carried { place, next_billing: first });
            }
            moved.note(place, row)?;
        }
        for (payer, moves) in moves {
            let why = "moved in from another system".to_owned();
            cx.emit(payer, EventBody::NumbersMoved { moves, why })?;
        }
        Ok(moved)
    }
}

impl NumberMoveIn {
    /// Who has each number, where that is anybody who can have one.
    fn owners(&self, cx: &mut Cx<'_>) -> Result<Vec<Option<Account>>, Halt> {
        let mut owners: Vec<Option<Account>> = Vec::with_capacity(self.numbers.len());
        for (place, arriving) in self.numbers.iter().enumerate() {
            // A customer's numbers mostly come one after the other.
            let before = place.checked_sub(1).map(|before| &self.numbers[before].owner);
            let owner = if before == Some(&arriving.owner) {
                owners[place - 1].clone()
            } else {
                match cx.any_account(&arriving.owner) {
                    Ok(account) => Some(account),
                    Err(Halt::Refused(_)) => None,
                    Err(halt) => return Err(halt),
                }
            };
            owners.push(owner.filter(|account| account.kind != AccountKind::Operator));
        }
        Ok(owners)
    }
}

impl Arriving {
    /// When its next month begins: as was said, unless that month is over and nobody wants it charged.
    fn first_month(&self, now: Timestamp, charge_arrears: bool) -> Timestamp {
        unless_over(self.next_billing, self.anchor(), now, charge_arrears)
    }

    /// The day of the month on which it is charged.
    fn anchor(&self) -> i8 {
        self.anchor_day.unwrap_or_else(|| self.next_billing.day_of_month()).clamp(1, 31)
    }

    /// Whether it moved in, or was its owner's already. Nothing is written before all of it is
    /// judged.
    fn move_in(
        &self,
        cx: &mut Cx<'_>,
        owner: &Account,
        charge_arrears: bool,
        moves: &mut BTreeMap<AccountId, Vec<NumberMove>>,
    ) -> Result<bool, Stop> {
        let (did, payer) = (self.did, owner.root);
        let unknown = || Stop::Row("number", Refusal::NumberUnknown { did });
        let stored = match VirtualNumber::of(did) {
            // It is on no shelf: whoever has it brings it along.
            Some(made) if cx.holder_number(payer)?.map(u64::from) == Some(made.holder()) => {
                cx.virtual_number(made)?
            }
            Some(_) => return Err(unknown()),
            None => number::lock(cx.tx, did)?.ok_or_else(unknown)?,
        };
        if let Some(held) = tenure::current(cx.tx, did)?
            && held.owner == owner.id
        {
            return Ok(false);
        }
        let is_kept_back = match VirtualNumber::of(did) {
            Some(_) => matches!(stored.state, NumberState::Blocked | NumberState::Released),
            None => stored.state == NumberState::Reserved,
        };
        if !is_kept_back && !stored.is_for_sale(owner.id, cx.now) {
            return Err(Stop::Row("number", cx.not_for_sale(&stored, owner.id)));
        }
        if self.resale.is_some() && (owner.id == payer || self.settings.resale.is_none()) {
            // There is nobody to charge, or nothing to charge.
            return Err(Stop::Row("resale_next", Refusal::AmountInvalid));
        }
        if self.settings.resale.is_some_and(|terms| !terms.is_sound()) {
            return Err(Stop::Row("resale_monthly", Refusal::AmountInvalid));
        }
        let (plan, price) = self.terms(cx, &stored, payer)?;
        let default = cx.account(payer)?.profile.default_routing;
        let settings = cx.resolve_settings(payer, &self.settings, &default);
        let settings = settings.map_err(at_fault)?;
        field("sms", cx.require_messaging(&stored, &settings.messaging))?;
        let login = &settings.messaging.login;
        if !login.is_empty() {
            field("sms_login", require_login(cx, payer, login))?;
        }
        if let Some(kind) = self.slot
            && !cx.use_slot(payer, kind, false)?
        {
            return Err(Stop::Row("slot", Refusal::SlotsShort { slot: kind }));
        }
        if stored.owner == Some(owner.id) {
            // It lay in its owner's cart, which has nothing left to buy of it.
            cart::delete(cx.tx, owner.id, did)?;
        }
        let moves = moves.entry(payer).or_default();
        self.take(cx, &stored, owner.id, moves)?;
        // A month that was paid for here before, in a tenure of the past, is not charged again.
        let first_month = self.first_month(cx.now, charge_arrears);
        let paid_to = posting::paid_to(cx.tx, did, payer, first_month)?;
        let next_billing = paid_to.unwrap_or(first_month);
        let resale = match self.resale {
            Some(kept) => Some(kept.term(cx, (did, owner.id), charge_arrears)?),
            None => None,
        };
        let id = TenureId(cx.id());
        let begun = Tenure {
            id,
            did,
            owner: owner.id,
            payer,
            order: OrderId::moved_in(id),
            plan,
            price,
            began: self.began.unwrap_or_else(|| cx.now.min(self.next_billing)),
            next_billing,
            anchor_day: i64::from(self.anchor()),
            slot: self.slot,
            slot_fee: self.slot_fee,
            settings,
            version: 1,
            due: next_billing,
            deadline: None,
            owed_to: None,
            resale,
        };
        cx.begin_tenure(&begun)?;
        if begun.began < cx.now {
            cx.keep_arrival(payer, did)?;
        }
        Ok(true)
    }

    /// The version of the plan it is charged by, and the price.
    fn terms(
        &self,
        cx: &mut Cx<'_>,
        stored: &Number,
        payer: AccountId,
    ) -> Result<(PlanId, Price), Stop> {
        let customer = cx.account(payer)?;
        let code = self.plan.as_ref().unwrap_or(&customer.profile.plan);
        let (id, plan) = field("plan", cx.plan_in_force(code, payer))?;
        if plan.currency != customer.currency {
            return Err(Stop::Row("plan", Refusal::CurrencyMismatch));
        }
        let offer = cx.offer(stored.offer)?;
        let listed = plan.price(self.did, &offer);
        let kept = self.price;
        let unlisted = || Refusal::PlanNotOffered { code: code.clone() };
        let price = Price {
            setup: kept.setup.or(listed.map(|price| price.setup)).unwrap_or_default(),
            monthly: kept
                .monthly
                .or(listed.map(|price| price.monthly))
                .ok_or_else(|| Stop::Row("monthly", unlisted()))?,
            minute: kept
                .minute
                .or(listed.map(|price| price.minute))
                .ok_or_else(|| Stop::Row("minute", unlisted()))?,
        };
        let fees = [
            ("setup", price.setup),
            ("monthly", price.monthly),
            ("minute", price.minute),
            ("slot_fee", self.slot_fee.unwrap_or_default()),
        ];
        match fees.into_iter().find(|(_, fee)| fee.0 < 0) {
            Some((name, _)) => Err(Stop::Row(name, Refusal::AmountInvalid)),
            None => Ok((id, price)),
        }
    }

    /// Puts the number in service, step by step as its life has them.
    fn take(
        &self,
        cx: &mut Cx<'_>,
        stored: &Number,
        owner: AccountId,
        moves: &mut Vec<NumberMove>,
    ) -> Result<(), Halt> {
        let active =
            Number { state: NumberState::Active, owner: Some(owner), until: None, ..*stored };
        let step = cx.advance(stored, active)?;
        moves.push(step);
        let state = match self.service {
            Service::Active => return Ok(()),
            Service::Suspended => NumberState::Suspended,
            Service::PortingOut => NumberState::PortingOut,
        };
        let active = Number { version: step.version, ..active };
        moves.push(cx.advance(&active, Number { state, ..active })?);
        Ok(())
    }
}

impl KeptResale {
    /// How far the client was charged: there, or here if it had the number here before.
    fn term(
        self,
        cx: &mut Cx<'_>,
        (did, client): (Did, AccountId),
        charge_arrears: bool,
    ) -> Result<ResaleTerm, Halt> {
        let next = unless_over(self.next, self.anchor_day, cx.now, charge_arrears);
        Ok(ResaleTerm {
            since: self.since,
            next: posting::paid_to(cx.tx, did, client, next)?.unwrap_or(next),
            anchor_day: i64::from(self.anchor_day.clamp(1, 31)),
        })
    }
}

/// When a month begins; if it is over and nobody wants it charged, the first that begins after now.
fn unless_over(month: Timestamp, anchor: i8, now: Timestamp, charge_arrears: bool) -> Timestamp {
    let mut next = month;
    if !charge_arrears && month_after(month, anchor) <= now {
        while next <= now {
            next = month_after(next, anchor);
        }
    }
    next
}

/// Which column names what its owner does not have.
fn at_fault(halt: Halt) -> Stop {
    let Halt::Refused(Refusal::ObjectUnknown { role, kind, record }) = halt else {
        return Stop::Whole(halt);
    };
    let name = match role {
        Role::Routing => "routing",
        Role::FailoverBusy => "failover_busy",
        Role::FailoverUnreachable => "failover_unreachable",
        Role::FailoverNoAnswer => "failover_no_answer",
        Role::Voicemail => "voicemail",
        Role::Pop => "pop",
        Role::FaxFlow => "fax_flow",
        // No setting of a number names these.
        Role::Location | Role::Carrier | Role::Itself => "number",
    };
    Stop::Row(name, Refusal::ObjectUnknown { role, kind, record })
}
