//! Numbers that a reseller hands to a client, and takes back.

use tandem_domain::{Resale, Timestamp};
use tandem_engine::{ClientConnect, ClientDisconnect};
use tandem_gateway::{Fault, Reader};

use super::{account, own_did, require};

/// `connectDID`.
pub fn connect(args: &Reader<'_>) -> Result<ClientConnect, Fault> {
    require(args)?;
    let did = own_did(args, "did")?;
    let client = account(args, "account")?.ok_or(Fault::Missing { param: "account" })?;
    let price = |name| args.money(name).map(Option::unwrap_or_default);
    let terms =
        Resale { monthly: price("monthly")?, setup: price("setup")?, minute: price("minute")? };
    Ok(ClientConnect {
        did,
        client,
        terms,
        next_billing: day(args, "next_billing")?,
        waive_setup: args.flag("dont_charge_setup")?.unwrap_or(false),
        waive_month: args.flag("dont_charge_monthly")?.unwrap_or(false),
    })
}

/// `unconnectDID`.
pub fn unconnect(args: &Reader<'_>) -> Result<ClientDisconnect, Fault> {
    require(args)?;
    Ok(ClientDisconnect { did: own_did(args, "did")? })
}

/// The beginning of a day, if one is named. Billing goes by days of UTC, here as in what is shown. Zeros are no
/// day: so the provider prints one that there is not.
fn day(args: &Reader<'_>, name: &'static str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = args.text(name).filter(|text| !matches!(*text, "0" | "0000-00-00")) else {
        return Ok(None);
    };
    let date = text.parse::<jiff::civil::Date>();
    let begins = date.ok().and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    match begins {
        Some(begins) => Ok(Some(Timestamp(begins.timestamp().as_microsecond()))),
        None => Err(Fault::invalid(name, "must be a day such as 2014-03-30")),
    }
}
