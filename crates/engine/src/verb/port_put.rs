//! Numbers are to come from another carrier: a request is written, corrected, and sent off.
//!
//! A draft can be written and changed by anybody for any number. Once it is sent off, its numbers are on
//! their way here and nobody else can ask for them; the balance must cover what the coming of all numbers costs
//! that are on their way, which is charged when they come ([`crate::PortAnswer`]). One of which nothing is heard
//! for long lapses ([`crate::PortTend`]). A request that was rejected is corrected and sent off
//! again: it keeps its numbers, and those that came or were given up stay as they are. Emits `port_set`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountRef, Money, NumberMove, NumberSettings, Offer, PortField, PortHolder, PortId, PortState,
    PortStep, Refusal,
};
use tandem_numbering::{Did, NumberKind};
use tandem_store::port::{self, Numbered, Port};
use tandem_store::{Lane, StoreError};

use super::porting::{PortPaper, told};
use super::terms::Terms;
use crate::{Command, Cx, Halt, Mode, PORT_NUMBERS_MAX, PORTS_OPEN_MAX};

/// Writes a request, or changes one that is a draft or was rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortPut {
    /// The request that is changed; `None`: a new one.
    pub port: Option<PortId>,
    /// The numbers; none: those that it has.
    pub numbers: Vec<Did>,
    /// Whose numbers they are where they come from.
    pub holder: PortHolder,
    /// How they are set up when they come. Of one that was sent off this does not change
    /// ([`crate::PortRoute`]).
    pub settings: NumberSettings,
    /// The code of the rate plan; `None`: the customer's own.
    pub plan: Option<String>,
    /// Who is to have them; `None`: the account that asks.
    pub owner: Option<AccountRef>,
    /// Whether it is sent off.
    pub submit: bool,
    /// Files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PortPaper>,
    /// Do everything, keep nothing.
    #[serde(default)]
    pub rehearsal: bool,
}

/// A request that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortWritten {
    /// The request.
    pub port: PortId,
    /// How it stands.
    pub state: PortState,
    /// What will be charged for those of its numbers for which nobody was asked before, when they come.
    pub price: Money,
}

impl Command for PortPut {
    const NAME: &'static str = "port.put";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = PortWritten;

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortWritten, Halt> {
        let terms = cx.terms(self.owner.as_ref(), self.plan.as_ref(), &self.settings)?;
        let check = if self.submit { PortHolder::check } else { PortHolder::check_lengths };
        check(&self.holder).map_err(|(field, why)| Refusal::PortInvalid { field, why })?;
        let (mut stored, mut numbers) = match self.port {
            None => self.begin(cx, &terms)?,
            Some(id) => self.change(cx, id, &terms)?,
        };
        for paper in &self.papers {
            cx.keep_paper(&stored, paper)?;
        }
        let offers = offers(cx, &numbers)?;
        let prices = prices(&terms, &offers)?;
        let sum = |sum: Money, price: &Money| sum.plus(*price);
        let price = prices.values().try_fold(Money::ZERO, sum).ok_or(Refusal::AmountInvalid)?;
        if !self.submit {
            let changed = numbers.iter().map(told).collect();
            let (port, state) = (stored.id, cx.settle_port(stored, &numbers, changed, Vec::new())?);
            return Ok(PortWritten { port, state, price });
        }
        let balance = cx.account(terms.customer)?.spendable();
        let promised = port::promised(cx.tx, terms.customer)?;
        let needed = promised.plus(price).ok_or(Refusal::AmountInvalid)?;
        if needed > balance && needed > Money::ZERO {
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        let port = stored.id;
        // A correction is the customer's word, and what counts is the other carrier's.
        stored.heard = stored.heard.or(Some(cx.now));
        let mut changed = Vec::new();
        let mut moves: Vec<NumberMove> = Vec::new();
        for number in &mut numbers {
            match number.step {
                PortStep::Draft => {
                    let offer = offers.get(&number.did).ok_or(StoreError::Shape("port.did"))?;
                    moves.push(cx.expect_number(number.did, offer, stored.owner)?);
                    number.price = prices.get(&number.did).copied().unwrap_or(Money::ZERO);
                    cx.keep_expected(stored.account, number)?;
                }
                PortStep::Rejected => {}
                _ => continue,
            }
            (number.step, number.field, number.foc) = (PortStep::Waiting, None, None);
            port::number_set(cx.tx, number)?;
            changed.push(told(number));
        }
        cx.note_port(port, "Submitted.")?;
        let state = cx.settle_port(stored, &numbers, changed, moves)?;
        Ok(PortWritten { port, state, price })
    }
}

impl PortPut {
    fn begin(&self, cx: &mut Cx<'_>, terms: &Terms) -> Result<(Port, Vec<Numbered>), Halt> {
        let open = port::open_count(cx.tx, terms.customer, terms.owner)?.0;
        if open >= i64::from(PORTS_OPEN_MAX) {
            let wanted = u64::try_from(open).unwrap_or_default() + 1;
            return Err(Refusal::TooMany { wanted, max: PORTS_OPEN_MAX }.into());
        }
        let stored = Port {
            id: PortId(cx.id()),
            account: terms.customer,
            owner: terms.owner,
            state: PortState::Draft,
            plan: terms.plan_id,
            made: cx.now,
            changed: cx.now,
            version: 0,
            holder: self.holder.clone(),
            heard: None,
            forgotten: None,
        };
        port::insert(cx.tx, &stored)?;
        let numbers = draft(cx, stored.id, self.numbers.clone(), terms)?;
        Ok((stored, numbers))
    }

    fn change(
        &self,
        cx: &mut Cx<'_>,
        id: PortId,
        terms: &Terms,
    ) -> Result<(Port, Vec<Numbered>), Halt> {
        let stored = cx.own_port(id)?;
        let changed = Port { holder: self.holder.clone(), ..stored.clone() };
        match stored.state {
            PortState::Draft => {
                let (owner, plan) = (terms.owner, terms.plan_id);
                let changed = Port { owner, plan, heard: None, ..changed };
                let named = match self.numbers.is_empty() {
                    true => {
                        let before = port::numbers(cx.tx, id)?;
                        let drafts = before.iter().filter(|number| number.step == PortStep::Draft);
                        drafts.map(|number| number.did).collect()
                    }
                    false => self.numbers.clone(),
                };
                port::numbers_delete(cx.tx, id)?;
                let numbers = draft(cx, id, named, terms)?;
                Ok((changed, numbers))
            }
            PortState::Rejected => {
                let numbers = port::numbers(cx.tx, id)?;
                let is_of_it = |did: &Did| numbers.iter().any(|number| number.did == *did);
                if !self.numbers.iter().all(is_of_it) {
                    let why = "must be those of the request: give up what does not come, and ask \
                               for others anew";
                    let (field, why) = (PortField::Numbers, why.to_owned());
                    return Err(Refusal::PortInvalid { field, why }.into());
                }
                Ok((changed, numbers))
            }
            state => Err(Refusal::PortStanding { state }.into()),
        }
    }
}

/// The numbers of a draft, each once.
fn draft(
    cx: &mut Cx<'_>,
    port: PortId,
    mut numbers: Vec<Did>,
    terms: &Terms,
) -> Result<Vec<Numbered>, Halt> {
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() || numbers.len() > PORT_NUMBERS_MAX as usize {
        let wanted = numbers.len() as u64;
        return Err(Refusal::TooMany { wanted, max: PORT_NUMBERS_MAX }.into());
    }
    let is_toll_free = |did: &&Did| cx.rules.kind(**did) == Some(NumberKind::TollFree);
    let toll_free = numbers.iter().filter(is_toll_free).count();
    if toll_free > 0 && toll_free < numbers.len() {
        // Those go by another way than these: one request would be two for everybody behind it.
        let why = "must all be toll-free, or none of them".to_owned();
        return Err(Refusal::PortInvalid { field: PortField::Numbers, why }.into());
    }
    let mut drafted = Vec::with_capacity(numbers.len());
    for did in numbers {
        let number = Numbered {
            port,
            did,
            step: PortStep::Draft,
            field: None,
            foc: None,
            order: None,
            settings: terms.settings.clone(),
            price: Money::ZERO,
        };
        port::number_insert(cx.tx, &number)?;
        drafted.push(number);
    }
    Ok(drafted)
}

/// What the numbers are for which nobody was asked yet, if all of them can come.
fn offers(cx: &mut Cx<'_>, numbers: &[Numbered]) -> Result<BTreeMap<Did, Offer>, Halt> {
    let drafts = numbers.iter().filter(|number| number.step == PortStep::Draft);
    let drafts = drafts.map(|number| number.did).collect();
    let mut offers = BTreeMap::new();
    for (did, offer) in cx.portable(&drafts)? {
        offers.insert(did, offer.map_err(|why| Refusal::NumberNotPortable { did, why })?);
    }
    Ok(offers)
}

/// What the coming of each costs: the fee and the first month.
fn prices(terms: &Terms, offers: &BTreeMap<Did, Offer>) -> Result<BTreeMap<Did, Money>, Refusal> {
    let price = |(did, offer): (&Did, &Offer)| {
        let listed = terms.plan.price(*did, offer);
        let listed = listed.ok_or_else(|| Refusal::PlanNotOffered { code: terms.code.clone() })?;
        let price = terms.plan.fees.port_in.plus(listed.monthly);
        Ok((*did, price.ok_or(Refusal::AmountInvalid)?))
    };
    offers.iter().map(price).collect()
}
