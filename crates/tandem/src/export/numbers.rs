//! `tandem export numbers`: every number and what it is. Consecutive numbers that are the same are
//! one row.

use std::io::Write;

use tandem_domain::{Cleansed, NumberState, Origin, ReleaseTo, Timestamp};
use tandem_engine::{AGEING_DAYS, Engine, NumberPage, NumberWhole, RESTORE_DAYS};
use tandem_numbering::{Did, Point, VirtualNumber};

use super::look;
use super::sheet::{Sheet, flag};
use crate::failure::Failure;
use crate::import::NUMBER_COLUMNS;

/// A row ends where an exchange of ten thousand numbers does.
const EXCHANGE_NUMBERS: u64 = 10_000;

/// Writes every number.
pub async fn numbers(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &NUMBER_COLUMNS)?;
    let mut block: Option<Block> = None;
    let mut after = None;
    loop {
        let page = look(engine, NumberPage { after }).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.did);
        // Virtual numbers are no stock: they come along with those who have them.
        for number in page.into_iter().filter(|number| VirtualNumber::of(number.did).is_none()) {
            let standing = standing(&number);
            match &mut block {
                Some(block) if block.goes_on(&number, standing) => block.last = number.did,
                known => {
                    let next = Block { last: number.did, standing, first: number };
                    if let Some(done) = known.replace(next) {
                        done.write(&mut sheet)?;
                    }
                }
            }
        }
    }
    if let Some(last) = block {
        last.write(&mut sheet)?;
    }
    sheet.finish()
}

/// Consecutive numbers that are the same.
struct Block {
    first: NumberWhole,
    last: Did,
    standing: (&'static str, Option<Timestamp>),
}

impl Block {
    fn goes_on(&self, next: &NumberWhole, standing: (&'static str, Option<Timestamp>)) -> bool {
        self.last.digits() + 1 == next.did.digits()
            && !next.did.digits().is_multiple_of(EXCHANGE_NUMBERS)
            && self.standing == standing
            && self.first.offer == next.offer
    }

    fn write(&self, sheet: &mut Sheet<'_>) -> Result<(), Failure> {
        let (first, offer) = (self.first.did, &self.first.offer);
        let (status, until) = self.standing;
        let to = if self.last == first { String::new() } else { self.last.e164() };
        let degrees = |degrees: Option<f64>| degrees.map(|of| of.to_string()).unwrap_or_default();
        let abroad = offer.abroad.as_ref();
        let channels = abroad.map(|abroad| abroad.channels).filter(|channels| *channels > 0);
        let cleansed = match offer.cleansed {
            Cleansed::None => "none",
            Cleansed::Carrier => "carrier",
            Cleansed::House => "house",
        };
        let origin = match offer.origin {
            Origin::Own => "own",
            Origin::Supplier => "supplier",
            Origin::PortedIn => "ported_in",
        };
        sheet.row([
            ("number", first.e164()),
            ("to", to),
            ("country", offer.country.clone()),
            ("kind", offer.kind.to_string()),
            ("state", offer.region.clone()),
            ("rate_center", offer.rate_centre.clone()),
            ("locality", offer.locality.clone()),
            ("postal_code", offer.postal_code.clone()),
            ("lata", offer.lata.clone()),
            ("latitude", degrees(offer.point.map(Point::lat))),
            ("longitude", degrees(offer.point.map(Point::lon))),
            ("sms", flag(offer.capabilities.sms)),
            ("mms", flag(offer.capabilities.mms)),
            ("voice", flag(offer.capabilities.voice)),
            ("fax", flag(offer.capabilities.fax)),
            ("cleansed", cleansed.to_owned()),
            ("origin", origin.to_owned()),
            ("supplier", offer.supplier.clone().unwrap_or_default()),
            ("rate_plan", offer.plans.join(";")),
            ("area_code", abroad.map(|abroad| abroad.area_code.clone()).unwrap_or_default()),
            ("channels", channels.map(|count| count.to_string()).unwrap_or_default()),
            ("location", offer.location().map(|id| id.to_string()).unwrap_or_default()),
            ("status", status.to_owned()),
            ("until", until.map(Timestamp::exact).unwrap_or_default()),
        ])
    }
}

/// Where the number begins in a system that it is moved to. What somebody has is kept back there
/// until its owner moves in; what somebody could still restore here rests there.
fn standing(number: &NumberWhole) -> (&'static str, Option<Timestamp>) {
    match number.state {
        NumberState::Available | NumberState::Held => ("", None),
        NumberState::Reserved
        | NumberState::Ordering
        | NumberState::Active
        | NumberState::Suspended
        | NumberState::PortingIn
        | NumberState::PortingOut => ("reserved", None),
        NumberState::Released => match ReleaseTo::of(number.offer.origin, number.offer.kind) {
            ReleaseTo::Ageing => {
                let rest = AGEING_DAYS - RESTORE_DAYS;
                ("ageing", number.until.map(|until| until.plus_days(rest)))
            }
            ReleaseTo::Gone(_) => ("blocked", None),
        },
        NumberState::Ageing => ("ageing", number.until),
        NumberState::PortedOut => ("ported_out", None),
        NumberState::Blocked => ("blocked", None),
    }
}
