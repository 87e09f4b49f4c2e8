//! Orders: which number, or how many of what, and how they are set up.

use tandem_domain::{Billing, FillPolicy, NumberSettings, Selection};
use tandem_engine::{OrderPlace, OrderVirtual};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{Did, NumberKind};

use super::{PER_MINUTE, account, is_rehearsal, require, resale, settings};

/// `orderDID`.
pub fn order(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    require(args)?;
    let did = domestic(args, NumberKind::Geographic, "a US or Canadian local number")?;
    placed(args, Selection::Numbers(vec![did]), plan(args)?)
}

/// `orderTollFree`. Toll-free numbers are charged by the minute.
pub fn order_toll_free(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    require(args)?;
    let did = domestic(args, NumberKind::TollFree, "a US or Canadian toll-free number")?;
    placed(args, Selection::Numbers(vec![did]), PER_MINUTE)
}

/// `orderDIDVirtual`. Like toll-free numbers, they are charged by the minute.
pub fn order_virtual(args: &Reader<'_>) -> Result<OrderVirtual, Fault> {
    // No digits but zeros are digits too.
    let digits = args.required("digits")?;
    let is_line = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let line = if is_line { digits.parse().ok() } else { None };
    let line = line.ok_or_else(|| Fault::invalid("digits", "must be exactly three digits"))?;
    require(args)?;
    let OrderPlace { plan, owner, settings, rehearsal, .. } =
        placed(args, Selection::Numbers(Vec::new()), PER_MINUTE)?;
    Ok(OrderVirtual { line, plan, owner, settings, rehearsal })
}

/// An order with the settings that every order has.
pub fn placed(args: &Reader<'_>, selection: Selection, plan: &str) -> Result<OrderPlace, Fault> {
    Ok(OrderPlace {
        selection,
        fill: FillPolicy::AllOrNothing,
        settings: NumberSettings { resale: resale(args)?, ..settings(args)? },
        plan: Some(plan.to_owned()),
        owner: account(args, "account")?,
        slots: None,
        rehearsal: is_rehearsal(args)?,
    })
}

/// A number of the North American plan. Those of another kind are ordered through other functions.
pub fn domestic(args: &Reader<'_>, kind: NumberKind, what: &str) -> Result<Did, Fault> {
    let did = args.did("did")?;
    if did.nanp().is_some() && args.rules().kind(did) == Some(kind) {
        Ok(did)
    } else {
        Err(Fault::invalid("did", format!("is not {what}")))
    }
}

/// The rate plan that `billing_type` means.
pub fn plan(args: &Reader<'_>) -> Result<&'static str, Fault> {
    Ok(billing(args)?.plan())
}

/// How `billing_type` says that a number is charged.
pub fn billing(args: &Reader<'_>) -> Result<Billing, Fault> {
    match args.required("billing_type")? {
        "1" => Ok(Billing::PerMinute),
        "2" => Ok(Billing::Flat),
        _ => Err(Fault::invalid("billing_type", "must be 1 (per minute) or 2 (flat)")),
    }
}
