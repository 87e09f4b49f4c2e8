//! Waiting for numbers of a rate centre.

use tandem_domain::{BackorderId, Criteria};
use tandem_engine::{BackorderList, BackorderPlace, ORDER_NUMBERS_MAX};
use tandem_gateway::{Fault, Reader};

use super::order::plan;
use super::shelf::{Home, rate_centre, region_of, within};
use super::{is_rehearsal, require, settings, unless_zero};

/// `backOrderDIDUSA`, `backOrderDIDCAN`.
pub fn backorder(args: &Reader<'_>, home: Home) -> Result<BackorderPlace, Fault> {
    require(args)?;
    let quantity = args.integer("quantity", 1, i64::from(ORDER_NUMBERS_MAX))?;
    let fits = Criteria { rate_centre: rate_centre(args)?, ..within(region_of(args, home)?, home) };
    Ok(BackorderPlace {
        tiers: vec![fits],
        quantity: quantity.and_then(|quantity| u32::try_from(quantity).ok()).unwrap_or(1),
        whole: false,
        plan: Some(plan(args)?.to_owned()),
        owner: None,
        settings: settings(args)?,
        slots: None,
        rehearsal: is_rehearsal(args)?,
    })
}

/// `getBackOrders`.
pub fn backorders(args: &Reader<'_>) -> Result<BackorderList, Fault> {
    let id = match unless_zero(args, "id") {
        Some(_) => args.integer("id", 1, i64::MAX)?.map(BackorderId),
        None => None,
    };
    Ok(BackorderList { backorder: id, ..BackorderList::open() })
}
