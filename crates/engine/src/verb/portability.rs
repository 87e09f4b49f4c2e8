//! Whether numbers of other carriers can come here, and what they are once they have.
//!
//! Three things say it: the rules of numbering, what is here already, and from where the operator's carriers bring
//! numbers ([`PortCoverage`]). Where these say nothing of an area code, it is enough that the operator has numbers
//! there.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{
    Capabilities, Cleansed, NumberState, Offer, Origin, PortCoverage, PortObstacle, Prefix,
};
use tandem_numbering::{Did, Nanp, NumberKind, area};
use tandem_store::number::Number;
use tandem_store::{number, port};

use crate::{Cx, Halt, PORT_BLOCKS_MAX};

/// What numbers are that would come here, or why each cannot.
pub(super) type Portables = BTreeMap<Did, Result<Offer, PortObstacle>>;

/// What was asked for a number, and is good for the next.
#[derive(Default)]
struct Near {
    /// The first numbers that are here with the same first digits.
    here: BTreeMap<Prefix, Vec<Number>>,
    /// What is said of the blocks of an exchange.
    blocks: BTreeMap<Prefix, Vec<port::Covered>>,
    /// Whether anything is said of an area code.
    spoken: BTreeMap<Prefix, bool>,
}

/// What the operator's carriers say of a number.
enum Said {
    /// Nothing of its area code.
    Nothing,
    /// That it cannot come: it is in no block of its area code that can.
    No,
    /// That it can.
    Yes(PortCoverage),
}

impl Cx<'_> {
    /// What numbers are that come here from another carrier, or why they cannot. A number can if it may
    /// exist, is a local or toll-free number of North America, is neither here nor on its way, and the
    /// operator's carriers bring numbers from there; where nobody said from where they do, the operator must have
    /// numbers in its area code. Where it lies and what it carries is told by these and by the numbers
    /// next to it, its rate centre only by those of its exchange. There are no more of them than one
    /// request may have.
    pub(super) fn portable(&mut self, numbers: &BTreeSet<Did>) -> Result<Portables, Halt> {
        let sorted: Vec<Did> = numbers.iter().copied().collect();
        let mut known = number::known(self.tx, &sorted)?.into_iter().peekable();
        let mut near = Near::default();
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
        near: &mut Near,
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
        let said = match self.coverage(did, nanp, near)? {
            Said::No => return Ok(Err(PortObstacle::Area)),
            Said::Nothing => PortCoverage::default(),
            Said::Yes(said) => said,
        };
        let beside = match self.beside(did, nanp, near)? {
            Some(beside) => beside,
            // Who brings local numbers from where we have none must say where that is.
            None if said.portable && (kind == NumberKind::TollFree || !said.region.is_empty()) => {
                nowhere(kind, nanp)
            }
            None => return Ok(Err(PortObstacle::Area)),
        };
        let (origin, cleansed) = (Origin::PortedIn, Cleansed::None);
        let offer = Offer { kind, origin, cleansed, supplier: None, plans: Vec::new(), ..beside };
        Ok(Ok(placed(offer, &said)))
    }

    /// What is said of blocks: of the number's own area code at all, and of the narrowest that holds it.
    fn coverage(&mut self, did: Did, nanp: Nanp, near: &mut Near) -> Result<Said, Halt> {
        let area = Prefix::npa(nanp.npa);
        let is_spoken_of = match near.spoken.entry(area) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                let any = port::coverage(self.tx, bounds(area), 1)?;
                *place.insert(!any.is_empty())
            }
        };
        if !is_spoken_of {
            return Ok(Said::Nothing);
        }
        let exchange = Prefix::exchange(nanp.npa, nanp.nxx);
        let blocks = match near.blocks.entry(exchange) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(port::coverage(self.tx, bounds(exchange), PORT_BLOCKS_MAX)?)
            }
        };
        let holding = blocks.iter().filter(|(first, last, _)| (*first..=*last).contains(&did));
        let narrowest = holding.min_by_key(|(first, last, _)| last.digits() - first.digits());
        Ok(match narrowest {
            Some((_, _, said)) if said.portable => Said::Yes(said.clone()),
            _ => Said::No,
        })
    }

    /// What the operator's numbers next to it are: those of its exchange, or of its area code, and then nothing is
    /// known of the place.
    fn beside(&mut self, did: Did, nanp: Nanp, near: &mut Near) -> Result<Option<Offer>, Halt> {
        let exchange = Prefix::exchange(nanp.npa, nanp.nxx);
        if let Some(beside) = self.neighbour(exchange, did, near)? {
            return Ok(Some(beside));
        }
        let beside = self.neighbour(Prefix::npa(nanp.npa), did, near)?;
        Ok(beside.map(|beside| Offer {
            rate_centre: String::new(),
            locality: String::new(),
            postal_code: String::new(),
            point: None,
            ..beside
        }))
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
        near: &mut Near,
    ) -> Result<Option<Offer>, Halt> {
        let (first, last) = prefix.range();
        let page = match near.here.entry(prefix) {
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
}

/// The first and the last number with these digits.
fn bounds(prefix: Prefix) -> (i64, i64) {
    let (first, last) = prefix.range();
    let digits = |digits| i64::try_from(digits).unwrap_or(i64::MAX);
    (digits(first), digits(last))
}

/// A number of which nothing is known but its digits. Whether it can carry a fax or messages, somebody has to say.
fn nowhere(kind: NumberKind, nanp: Nanp) -> Offer {
    Offer {
        country: area::of(nanp.npa).map_or("US", |area| area.country).to_owned(),
        kind,
        region: String::new(),
        rate_centre: String::new(),
        locality: String::new(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities: Capabilities { voice: true, sms: false, mms: false, fax: false },
        cleansed: Cleansed::None,
        origin: Origin::PortedIn,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

/// What a number is where somebody said more of it than its neighbours do.
fn placed(offer: Offer, said: &PortCoverage) -> Offer {
    let or = |said: &String, known: String| if said.is_empty() { known } else { said.clone() };
    let is_elsewhere = !said.rate_centre.is_empty() && said.rate_centre != offer.rate_centre;
    let (point, postal_code) = match is_elsewhere {
        true => (None, String::new()),
        false => (offer.point, offer.postal_code.clone()),
    };
    let locality = if is_elsewhere { String::new() } else { offer.locality.clone() };
    let able = offer.capabilities;
    Offer {
        region: or(&said.region, offer.region),
        rate_centre: or(&said.rate_centre, offer.rate_centre),
        locality: or(&said.city, locality),
        lata: or(&said.lata, offer.lata),
        postal_code,
        point,
        capabilities: Capabilities {
            sms: said.sms.unwrap_or(able.sms),
            mms: said.mms.unwrap_or(able.mms),
            ..able
        },
        ..offer
    }
}
