//! What the parameters of each function mean.

use tandem_domain::{
    AccountRef, Criteria, Destination, FillPolicy, Money, NumberSettings, Resale, Selection,
};
use tandem_engine::{
    AccountList, LIST_NUMBERS_MAX, NumberList, NumberRelease, NumberSearch, OrderPlace,
};
use tandem_gateway::{Fault, Kind, Reader};
use tandem_numbering::{Did, NumberKind, area, region};

use crate::SCHEME;

/// The rate plan behind `billing_type` 1.
pub const PER_MINUTE: &str = "PERMINUTE";
/// The rate plan behind `billing_type` 2.
pub const FLAT: &str = "FLAT";

/// The longest time a number may ring before the call fails over, in seconds. The provider states
/// this bound for sub-accounts and none for numbers.
pub const DIAL_SECONDS_MAX: i64 = 60;
/// The longest prefix of a caller ID, in characters: "less than 20".
pub const PREFIX_CHARS_MAX: usize = 19;
/// The longest note, in characters: "less than 50".
pub const NOTE_CHARS_MAX: usize = 49;
/// The longest name of a sub-account or client, in characters.
pub const ACCOUNT_CHARS_MAX: usize = 64;
/// The longest name of a rate centre, in characters.
pub const RATE_CENTRE_CHARS_MAX: usize = 64;
/// The highest number of a mailbox: ten digits.
pub const MAILBOX_MAX: i64 = 9_999_999_999;
/// The highest id of a point of presence.
pub const POP_MAX: i64 = 999_999;
/// How many numbers for sale one list shows: as many as a list may.
const STOCK_ROWS_MAX: usize = LIST_NUMBERS_MAX;

/// Makes sure that everything required is there. As in PHP, `0` is nothing, but for flags, where it
/// says no.
fn require(args: &Reader<'_>) -> Result<(), Fault> {
    let is_missing = |name, kind| match kind {
        Kind::Flag => args.text(name).is_none(),
        _ => unless_zero(args, name).is_none(),
    };
    let required = args.spec().params.iter().filter(|param| param.required);
    match required
        .into_iter()
        .find(|param| is_missing(param.name, param.kind))
    {
        Some(param) => Err(Fault::Missing { param: param.name }),
        None => Ok(()),
    }
}

/// A parameter whose `0` means none: an id, a name, a destination.
fn unless_zero<'a>(args: &Reader<'a>, name: &'static str) -> Option<&'a str> {
    args.text(name).filter(|text| *text != "0")
}

/// `orderDID`.
pub fn order(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    require(args)?;
    Ok(OrderPlace {
        selection: Selection::Numbers(vec![local_number(args)?]),
        fill: FillPolicy::AllOrNothing,
        settings: settings(args)?,
        plan: Some(plan(args)?.to_owned()),
        owner: account(args, "account")?,
        slots: None,
        rehearsal: is_rehearsal(args)?,
    })
}

/// Toll-free and foreign numbers are ordered through other functions.
fn local_number(args: &Reader<'_>) -> Result<Did, Fault> {
    let did = args.did("did")?;
    let is_local = did.nanp().is_some() && args.rules().kind(did) == Some(NumberKind::Geographic);
    if is_local {
        Ok(did)
    } else {
        Err(Fault::invalid(
            "did",
            "is not a US or Canadian local number",
        ))
    }
}

fn settings(args: &Reader<'_>) -> Result<NumberSettings, Fault> {
    let settings = NumberSettings {
        routing: destination(args, "routing")?,
        failover_busy: destination(args, "failover_busy")?.unwrap_or_default(),
        failover_unreachable: destination(args, "failover_unreachable")?.unwrap_or_default(),
        failover_no_answer: destination(args, "failover_noanswer")?.unwrap_or_default(),
        voicemail: id(args, "voicemail", MAILBOX_MAX)?,
        pop: id(args, "pop", POP_MAX)?,
        ..NumberSettings::default()
    };
    let dial_seconds = args.integer("dialtime", 1, DIAL_SECONDS_MAX)?;
    Ok(NumberSettings {
        dial_seconds: dial_seconds
            .and_then(|seconds| u32::try_from(seconds).ok())
            .unwrap_or(settings.dial_seconds),
        cnam: args.flag("cnam")?.unwrap_or(settings.cnam),
        caller_id_prefix: args.short_text("callerid_prefix", PREFIX_CHARS_MAX)?,
        note: args.short_text("note", NOTE_CHARS_MAX)?,
        resale: resale(args)?,
        ..settings
    })
}

fn destination(args: &Reader<'_>, name: &'static str) -> Result<Option<Destination>, Fault> {
    let Some(text) = unless_zero(args, name) else {
        return Ok(None);
    };
    Destination::parse(text)
        .map(Some)
        .map_err(|fault| Fault::invalid(name, fault))
}

/// The id of an object; empty for none. Leading zeros are dropped, as the provider drops them.
fn id(args: &Reader<'_>, name: &'static str, most: i64) -> Result<String, Fault> {
    let found = args.integer(name, 0, most)?.filter(|id| *id > 0);
    Ok(found.map(|id| id.to_string()).unwrap_or_default())
}

/// What a reseller asks of its client, if anything is said about it.
fn resale(args: &Reader<'_>) -> Result<Option<Resale>, Fault> {
    let (monthly, setup, minute) = (
        args.money("monthly")?,
        args.money("setup")?,
        args.money("minute")?,
    );
    if monthly.is_none() && setup.is_none() && minute.is_none() {
        return Ok(None);
    }
    Ok(Some(Resale {
        monthly: monthly.unwrap_or(Money::ZERO),
        setup: setup.unwrap_or(Money::ZERO),
        minute: minute.unwrap_or(Money::ZERO),
    }))
}

fn plan(args: &Reader<'_>) -> Result<&'static str, Fault> {
    match args.required("billing_type")? {
        "1" => Ok(PER_MINUTE),
        "2" => Ok(FLAT),
        _ => Err(Fault::invalid(
            "billing_type",
            "must be 1 (per minute) or 2 (flat)",
        )),
    }
}

/// The login of a sub-account or the id of a client.
fn account(args: &Reader<'_>, name: &'static str) -> Result<Option<AccountRef>, Fault> {
    if unless_zero(args, name).is_none() {
        return Ok(None);
    }
    let login = args.short_text(name, ACCOUNT_CHARS_MAX)?;
    Ok(Some(AccountRef::Alias {
        scheme: SCHEME.to_owned(),
        name: login,
    }))
}

/// Whether everything is to be checked and nothing done.
pub fn is_rehearsal(args: &Reader<'_>) -> Result<bool, Fault> {
    Ok(args.flag("test")?.unwrap_or(false))
}

/// `getDIDsUSA`.
pub fn stock_usa(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    stock(args, "state", "US", "FL")
}

/// `getDIDsCAN`.
pub fn stock_canada(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    stock(args, "province", "CA", "ON")
}

fn stock(
    args: &Reader<'_>,
    region: &'static str,
    post: &str,
    example: &str,
) -> Result<NumberSearch, Fault> {
    require(args)?;
    let known = region::find(Some(post), args.required(region)?);
    let none = || Fault::invalid(region, format!("is not the code of one, such as {example}"));
    let known = known.ok_or_else(none)?;
    let centre = args.short_text("ratecenter", RATE_CENTRE_CHARS_MAX)?;
    let fits = Criteria {
        country: Some(country_of(known).to_owned()),
        kind: Some(NumberKind::Geographic),
        region: Some(known.code.to_owned()),
        rate_centre: (!matches!(centre.as_str(), "" | "0")).then_some(centre),
        ..Criteria::default()
    };
    Ok(NumberSearch {
        tiers: vec![fits],
        quantity: STOCK_ROWS_MAX,
        plans: vec![PER_MINUTE.to_owned(), FLAT.to_owned()],
        shuffled: false,
    })
}

/// The country whose numbers a region has. That of Puerto Rico is not the United States, whose
/// post serves it.
fn country_of(region: &region::Region) -> &'static str {
    let areas = area::in_region(region.code);
    areas
        .first()
        .and_then(|npa| area::of(*npa))
        .map_or(region.country, |area| area.country)
}

/// `getDIDsInfo`.
pub fn own(args: &Reader<'_>) -> Result<NumberList, Fault> {
    let did = unless_zero(args, "did")
        .map(|text| args.as_did("did", text))
        .transpose()?;
    Ok(NumberList {
        owner: account(args, "client")?,
        did,
        scheme: SCHEME.to_owned(),
    })
}

/// `cancelDID`.
pub fn cancel(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
    require(args)?;
    Ok(NumberRelease {
        did: args.did("did")?,
        comment: args.text("cancelcomment").unwrap_or_default().to_owned(),
        port_out: args.flag("portout")?.unwrap_or(false),
        rehearsal: is_rehearsal(args)?,
    })
}

/// `getBalance`.
pub fn balance(args: &Reader<'_>) -> Result<AccountList, Fault> {
    if args.flag("advanced")?.unwrap_or(false) {
        return Err(Fault::invalid(
            "advanced",
            "call statistics are not supported yet",
        ));
    }
    Ok(AccountList { customer: None })
}
