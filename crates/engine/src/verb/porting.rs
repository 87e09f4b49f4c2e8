//! What the commands about numbers that come from other carriers share: whether a number can come, what it
//! is once it has, and the request while it changes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{
    AccountId, Cleansed, EventBody, NumberMove, NumberState, Offer, OfferId, Origin, PortId,
    PortObstacle, PortState, PortedNumber, Prefix, Refusal,
};
use tandem_numbering::{Did, NumberKind};
use tandem_store::number::Number;
use tandem_store::port::{self, Numbered, Port};
use tandem_store::{StoreError, number, offer};

use crate::{Cx, Halt, PORT_NOTE_CHARS_MAX};

/// What numbers are that would come here, or why each cannot.
pub(super) type Portables = BTreeMap<Did, Result<Offer, PortObstacle>>;

/// The first numbers that are here with the same first digits, as far as that was asked.
#[derive(Default)]
struct Neighbours(BTreeMap<Prefix, Vec<Number>>);

impl Cx<'_> {
    /// What numbers are that come here from another carrier, or why they cannot. A number can if it may
    /// exist, is a local or toll-free number of North America, is neither here nor on its way, and the
    /// operator has numbers in its area code. Where it lies and what it carries is told by the numbers
    /// next to it, its rate centre only by those of its exchange. There are no more of them than one
    /// request may have.
    pub(super) fn portable(&mut self, numbers: &BTreeSet<Did>) -> Result<Portables, Halt> {
        let sorted: Vec<Did> = numbers.iter().copied().collect();
        let mut known = number::known(self.tx, &sorted)?.into_iter().peekable();
        let mut near = Neighbours::default();
        let mut found = Portables::new();
        for did in sorted {
            let here = known.next_if(|here| here.did == did);
            found.insert(did, self.portable_one(did, here, &mut near)?);
        }
        Ok(found)
    }

    fn portable_one(
        &mut self,
        did: Did,
        here: Option<Number>,
        near: &mut Neighbours,
    ) -> Result<Result<Offer, PortObstacle>, Halt> {
        let kind = self.rules.check(did).ok().and_then(|()| self.rules.kind(did));
        let kind =
            kind.filter(|kind| matches!(kind, NumberKind::Geographic | NumberKind::TollFree));
        let (Some(kind), Some(nanp)) = (kind, did.nanp()) else {
            return Ok(Err(PortObstacle::Kind));
        };
        if let Some(here) = here {
            if here.state == NumberState::PortingIn {
                return Ok(Err(PortObstacle::UnderWay));
            }
            if !self.is_elsewhere(&here)? {
                return Ok(Err(PortObstacle::Here));
            }
        }
        let beside = match self.neighbour(Prefix::exchange(nanp.npa, nanp.nxx), did, near)? {
            Some(beside) => beside,
            None => match self.neighbour(Prefix::npa(nanp.npa), did, near)? {
                Some(beside) => Offer {
                    rate_centre: String::new(),
                    locality: String::new(),
                    postal_code: String::new(),
                    point: None,
                    ..beside
                },
                None => return Ok(Err(PortObstacle::Area)),
            },
        };
        let (origin, cleansed) = (Origin::PortedIn, Cleansed::None);
        Ok(Ok(Offer { kind, origin, cleansed, supplier: None, plans: Vec::new(), ..beside }))
    }

    /// Whether a number that was here is with another carrier now, as far as we know.
    fn is_elsewhere(&mut self, stored: &Number) -> Result<bool, Halt> {
        Ok(match stored.state {
            NumberState::PortedOut => true,
            NumberState::Blocked => self.offer(stored.offer)?.origin == Origin::PortedIn,
            _ => false,
        })
    }

    /// What another number with these first digits is, if there is any here.
    fn neighbour(
        &mut self,
        prefix: Prefix,
        but: Did,
        near: &mut Neighbours,
    ) -> Result<Option<Offer>, Halt> {
        let (first, last) = prefix.range();
        let page = match near.0.entry(prefix) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let before = i64::try_from(first).unwrap_or(i64::MAX) - 1;
                let mut page = number::page(self.tx, before, 2)?;
                page.retain(|found| found.did.digits() <= last);
                place.insert(page)
            }
        };
        let found = page.iter().find(|found| found.did != but);
        match found.map(|found| found.offer) {
            Some(offer) => Ok(Some((*self.offer(offer)?).clone())),
            None => Ok(None),
        }
    }

    /// Keeps a number for whom it is on its way to. From now on no other request can be for it.
    pub(super) fn expect_number(
        &mut self,
        did: Did,
        what: &Offer,
        owner: AccountId,
    ) -> Result<NumberMove, Halt> {
        let fresh = OfferId(self.id());
        let offer = offer::intern(self.tx, what, fresh)?;
        number::insert_elsewhere(self.tx, did, offer)?;
        let stored = number::lock(self.tx, did)?.ok_or(StoreError::Shape("number.did"))?;
        // Somebody may have asked for it since this command looked.
        if stored.state == NumberState::PortingIn {
            let why = PortObstacle::UnderWay;
            return Err(Refusal::NumberNotPortable { did, why }.into());
        }
        let coming = Number { state: NumberState::PortingIn, owner: Some(owner), offer, ..stored };
        self.advance(&stored, coming)
    }

    /// Locks the customer of a request that the actor may see, and reads it: one of the actor's own family,
    /// or any, if it is the operator.
    pub(super) fn lock_port(&mut self, id: PortId) -> Result<Port, Halt> {
        if self.actor.is_operator() {
            let seen = port::get(self.tx, id)?.ok_or(Refusal::PortUnknown)?;
            self.lock(seen.account)?;
        } else {
            self.lock_customer()?;
        }
        // Read under the lock: only now can it not change under us.
        self.own_port(id)
    }

    /// A request that the actor may see.
    pub(super) fn own_port(&mut self, id: PortId) -> Result<Port, Halt> {
        let actor = self.actor;
        let is_own = |found: &Port| {
            let within = actor.account == actor.root || actor.account == found.owner;
            actor.is_operator() || (found.account == actor.root && within)
        };
        let found = port::get(self.tx, id)?.filter(is_own);
        Ok(found.ok_or(Refusal::PortUnknown)?)
    }

    /// Keeps what was said about a request.
    pub(super) fn note_port(&mut self, id: PortId, text: &str) -> Result<(), Halt> {
        let text: String = text.trim().chars().take(PORT_NOTE_CHARS_MAX).collect();
        if text.is_empty() {
            return Ok(());
        }
        let note = self.id();
        Ok(port::note_insert(self.tx, id, note, self.now, &text)?)
    }

    /// Writes back a request whose numbers stand as they do now. Emits `port_set`.
    pub(super) fn settle_port(
        &mut self,
        mut stored: Port,
        numbers: &[Numbered],
        changed: Vec<PortedNumber>,
        moves: Vec<NumberMove>,
    ) -> Result<PortState, Halt> {
        stored.state = PortState::of(numbers.iter().map(|number| number.step));
        stored.changed = self.now;
        stored.version += 1;
        port::update(self.tx, &stored)?;
        let expected = moves.iter().filter(|step| step.to == NumberState::PortingIn);
        let expected: BTreeSet<OfferId> = expected.map(|step| step.offer).collect();
        let mut offers = Vec::with_capacity(expected.len());
        for id in expected {
            offers.push((id, (*self.offer(id)?).clone()));
        }
        let body = EventBody::PortSet {
            port: stored.id,
            version: stored.version,
            state: stored.state,
            numbers: changed,
            moves,
            offers,
        };
        self.emit(stored.account, body)?;
        Ok(stored.state)
    }
}

/// A number of a request, as an event tells of it.
pub(super) fn told(number: &Numbered) -> PortedNumber {
    let Numbered { did, step, field, foc, .. } = *number;
    PortedNumber { did, step, field, foc }
}

/// Those of a request's numbers that are meant, by their places: all that fit, if none is named.
pub(super) fn meant(
    numbers: &[Numbered],
    named: &[Did],
    fits: impl Fn(&Numbered) -> bool,
) -> Result<Vec<usize>, Refusal> {
    let state = || PortState::of(numbers.iter().map(|number| number.step));
    if named.is_empty() {
        let all = (0..numbers.len()).filter(|place| fits(&numbers[*place]));
        let all: Vec<usize> = all.collect();
        return if all.is_empty() {
            Err(Refusal::PortStanding { state: state() })
        } else {
            Ok(all)
        };
    }
    let mut places = Vec::with_capacity(named.len());
    for did in named {
        let place = numbers.iter().position(|number| number.did == *did);
        let place = place.ok_or(Refusal::PortUnknown)?;
        if !fits(&numbers[place]) {
            return Err(Refusal::PortStanding { state: state() });
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}
