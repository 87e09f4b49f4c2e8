//! Back-orders while they are placed, filled and ended: what the commands share.

use tandem_domain::{
    AccountId, BackorderId, BackorderState, Criteria, EventBody, Money, Named, NumberSettings,
    ObjectUser, OrderId, PlanId, Price, RatePlan, Refusal, Role, SlotUse,
};
use tandem_numbering::{area, locality, region};
use tandem_store::backorder::{self, Backorder, Wish};

use crate::{BACKORDER_TIERS_MAX, BACKORDERS_OPEN_MAX, Cx, Halt, ORDER_NUMBERS_MAX};

/// A wish on its way into the queue.
pub(super) struct Placing<'p> {
    pub(super) customer: AccountId,
    pub(super) owner: AccountId,
    /// The order that could not be filled.
    pub(super) order: Option<OrderId>,
    pub(super) plan_id: PlanId,
    pub(super) plan: &'p RatePlan,
    pub(super) tiers: &'p [Criteria],
    pub(super) quantity: u32,
    pub(super) whole: bool,
    /// With names resolved.
    pub(super) settings: &'p NumberSettings,
    pub(super) slots: Option<SlotUse>,
}

impl Placing<'_> {
    /// The most that one number can cost: the price is fixed now, by the version of the plan.
    fn quote(&self) -> Result<Price, Refusal> {
        let total = |price: &Price| i128::from(price.setup.0) + i128::from(price.monthly.0);
        let quotes = self.tiers.iter().filter_map(|tier| self.plan.quote(tier));
        quotes
            .max_by_key(total)
            .ok_or_else(|| Refusal::PlanNotOffered { code: self.plan.code.clone() })
    }
}

impl Cx<'_> {
    /// Puts a wish at the end of the queue. The customer, whose row is locked, must be able to pay
    /// for all of it as things stand; nothing is charged yet. Emits `backorder_placed`.
    pub(super) fn place_backorder(
        &mut self,
        placing: &Placing<'_>,
    ) -> Result<(BackorderId, Price), Halt> {
        let quantity = placing.quantity;
        if !(1..=ORDER_NUMBERS_MAX).contains(&quantity) {
            let wanted = u64::from(quantity);
            return Err(Refusal::TooMany { wanted, max: ORDER_NUMBERS_MAX }.into());
        }
        if placing.tiers.len() > BACKORDER_TIERS_MAX as usize {
            let wanted = placing.tiers.len() as u64;
            return Err(Refusal::TooMany { wanted, max: BACKORDER_TIERS_MAX }.into());
        }
        self.require_rate_centres(placing.tiers)?;
        let price = placing.quote()?;
        let slot = placing.slots.filter(|slots| slots.buy).map(|_| placing.plan.slot);
        let each = price.setup.plus(price.monthly);
        let each = each.and_then(|each| each.plus(slot.unwrap_or_default()));
        let needed = each.and_then(|each| each.0.checked_mul(i64::from(quantity)).map(Money));
        let needed = needed.ok_or(Refusal::AmountInvalid)?;
        let balance = self.account(placing.customer)?.spendable();
        if needed > balance {
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        let open = backorder::open_count(self.tx, placing.customer)?;
        if open >= i64::from(BACKORDERS_OPEN_MAX) {
            let wanted = u64::try_from(open).unwrap_or_default() + 1;
            return Err(Refusal::TooMany { wanted, max: BACKORDERS_OPEN_MAX }.into());
        }
        let stored = Backorder {
            id: BackorderId(self.id()),
            account: placing.customer,
            owner: placing.owner,
            order: placing.order,
            plan: placing.plan_id,
            quantity,
            waiting: quantity,
            filled: 0,
            given_up: 0,
            state: BackorderState::Waiting,
            why: None,
            placed: self.now,
            version: 1,
            wish: Wish {
                tiers: placing.tiers.to_vec(),
                whole: placing.whole,
                settings: placing.settings.clone(),
                slots: placing.slots,
                price,
                fell_back: Vec::new(),
            },
        };
        backorder::insert(self.tx, &stored)?;
        self.keep_awaited(&stored)?;
        self.emit(placing.customer, placed_event(&stored))?;
        Ok((stored.id, price))
    }

    /// Notes that a back-order needs what its settings name: its numbers ring there when they come.
    fn keep_awaited(&mut self, waits: &Backorder) -> Result<(), Halt> {
        let (by, named) = (ObjectUser::Backorder(waits.id), waits.wish.settings.named());
        self.note_uses(waits.account, by, &Named::default(), &named)
    }

    /// A back-order waits no more. The numbers that came for it keep for themselves what they name.
    pub(super) fn let_awaited_go(&mut self, waited: &Backorder) -> Result<(), Halt> {
        let (by, named) = (ObjectUser::Backorder(waited.id), waited.wish.settings.named());
        self.forget_uses(waited.account, by, &named)
    }

    /// Each rate centre that is waited for must be one: that of numbers which are here or were, or a town
    /// that the tables know. Where no state is said, it is one of the area code, or any.
    fn require_rate_centres(&self, tiers: &[Criteria]) -> Result<(), Refusal> {
        for tier in tiers {
            let Some(name) = &tier.rate_centre else { continue };
            let said = tier.region.as_deref();
            let is_known =
                |region: &str| locality::is_known(name, region) || self.had(region, name);
            let codes = tier.prefixes.iter().filter_map(|prefix| area::of(prefix.area_code()));
            let mut regions: Vec<&str> = match said {
                Some(region) => vec![region],
                None => codes.flat_map(|area| area.regions.iter().copied()).collect(),
            };
            if regions.is_empty() {
                regions = region::all().iter().map(|region| region.code).collect();
            }
            if said.is_none() {
                // Stock need not say its state.
                regions.push("");
            }
            if !regions.into_iter().any(is_known) {
                let region = said.unwrap_or_default().to_owned();
                return Err(Refusal::RateCentreUnknown { region, name: name.clone() });
            }
        }
        Ok(())
    }

    /// Whether numbers of a rate centre are here, or were.
    fn had(&self, region: &str, name: &str) -> bool {
        let (region, rate_centre) = (Some(region.to_owned()), Some(name.to_owned()));
        let there = Criteria { region, rate_centre, ..Criteria::default() };
        !self.stock.known(&there).is_empty()
    }

    /// A supplier would not sell a number that had come for a back-order: it waits for another one,
    /// at its old place, unless its owner gave up meanwhile. The customer's row must be locked.
    pub(super) fn resume_backorder(&mut self, order: OrderId) -> Result<(), Halt> {
        let Some(id) = backorder::filled_by(self.tx, order)? else { return Ok(()) };
        let Some(mut stored) = backorder::get(self.tx, id)? else { return Ok(()) };
        stored.filled -= 1;
        stored.version += 1;
        if stored.state == BackorderState::Cancelled {
            stored.given_up += 1;
            return Ok(backorder::update(self.tx, &stored)?);
        }
        let was_filled = stored.waiting == 0;
        stored.waiting += 1;
        (stored.state, stored.why) = (BackorderState::Waiting, None);
        backorder::update(self.tx, &stored)?;
        if was_filled {
            // As long as it waited for nothing, it kept nothing.
            let (settings, fell_back) = self.settings_now(stored.account, &stored.wish.settings)?;
            if settings != stored.wish.settings {
                stored.wish.settings = settings;
                stored.wish.fell_back.extend(fell_back);
                backorder::set_wish(self.tx, id, &stored.wish)?;
            }
            self.keep_awaited(&stored)?;
        }
        self.emit(stored.account, placed_event(&stored))
    }

    /// Settings that were good when they were given, as far as they still are. What has gone since gives way to
    /// the account's default, or to nothing: the number is what was waited for, and where it rings can be
    /// changed at any time. What waits keeps its objects and logins; a point of presence is the operator's.
    pub(super) fn settings_now(
        &mut self,
        customer: AccountId,
        settings: &NumberSettings,
    ) -> Result<(NumberSettings, Vec<Role>), Halt> {
        let default = self.account(customer)?.profile.default_routing;
        let mut settings = settings.clone();
        let mut fell_back = Vec::new();
        loop {
            match self.resolve_settings(customer, &settings, &default) {
                Err(Halt::Refused(Refusal::ObjectUnknown { role, .. })) => {
                    fall_back(&mut settings, role, fell_back.contains(&role));
                    if !fell_back.contains(&role) {
                        fell_back.push(role);
                    }
                }
                Err(halt) => return Err(halt),
                Ok(mut settings) => {
                    let messages = &mut settings.messaging;
                    if !messages.login.is_empty()
                        && self.login(customer, &messages.login)?.is_none()
                    {
                        messages.login.clear();
                        messages.login_enabled = false;
                    }
                    return Ok((settings, fell_back));
                }
            }
        }
    }
}

/// What the queue in memory has to know of a back-order.
fn placed_event(stored: &Backorder) -> EventBody {
    EventBody::BackorderPlaced {
        backorder: stored.id,
        version: stored.version,
        owner: stored.owner,
        waiting: stored.waiting,
        whole: stored.wish.whole,
        tiers: stored.wish.tiers.clone(),
    }
}

/// Takes back what the settings say about one thing. When the account's default is gone too, the
/// number rings nowhere until somebody says where.
fn fall_back(settings: &mut NumberSettings, role: Role, again: bool) {
    use tandem_domain::Destination;
    match role {
        Role::Routing => settings.routing = again.then_some(Destination::None),
        Role::FailoverBusy => settings.failover_busy = Destination::None,
        Role::FailoverUnreachable => settings.failover_unreachable = Destination::None,
        Role::FailoverNoAnswer => settings.failover_no_answer = Destination::None,
        Role::Voicemail => settings.voicemail.clear(),
        Role::Pop => settings.pop.clear(),
        Role::FaxFlow => settings.fax_flow.clear(),
        // These are what is ordered, not how it is set up.
        Role::Location | Role::Carrier | Role::Itself => {}
    }
}
