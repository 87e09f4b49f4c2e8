//! What the parameters of each function mean. What several of them share is read here.

mod abroad;
mod backorder;
mod calls;
mod choice;
mod client;
mod e911;
mod general;
mod lnp;
mod login;
mod message;
mod number;
mod order;
mod resale;
mod shelf;
mod voice;

pub use abroad::*;
pub use backorder::*;
pub use calls::*;
pub(crate) use choice::{Wording, one_of, word_of};
pub use client::*;
pub use e911::*;
pub use general::*;
pub use lnp::*;
pub use login::*;
pub use message::*;
pub use number::*;
pub use order::*;
pub use resale::*;
pub use shelf::*;
pub use voice::*;

use tandem_domain::{AccountRef, Billing, Destination, Money, NumberSettings, ObjectId, Resale};
use tandem_engine::{NumberList, NumberRelease, PopList};
use tandem_gateway::{Fault, Kind, Reader};
use tandem_numbering::{Did, VirtualNumber};

use crate::SCHEME;

/// The rate plan behind `billing_type` 1.
pub const PER_MINUTE: &str = Billing::PerMinute.plan();
/// The rate plan behind `billing_type` 2.
pub const FLAT: &str = Billing::Flat.plan();

/// The longest time a number may ring before the call fails over, in seconds. The provider states
/// this bound for sub-accounts and none for numbers.
pub const DIAL_SECONDS_MAX: i64 = 60;
/// The longest prefix of a caller ID, in characters: "less than 20".
pub const PREFIX_CHARS_MAX: usize = 19;
/// The longest note, in characters: "less than 50".
pub const NOTE_CHARS_MAX: usize = 49;
/// The longest name of a sub-account or client, in characters.
pub const ACCOUNT_CHARS_MAX: usize = 64;
/// The parameter that is what somebody writes to somebody.
const MESSAGE: &str = "message";
/// The parameter that says how many.
const QUANTITY: &str = "quantity";
/// The longest name of a rate centre, in characters.
pub const RATE_CENTRE_CHARS_MAX: usize = 64;
/// The highest number of a mailbox: that of its account with up to ten digits behind it.
pub const MAILBOX_MAX: i64 = 999_999_999_999_999;
/// The highest id of what the operator's catalogues list.
pub const ID_MAX: i64 = u32::MAX as i64;
/// The highest id of a point of presence.
pub const POP_MAX: i64 = 999_999;

/// Makes sure that everything required is there. As in PHP, `0` is nothing, but for flags, where it
/// says no, for prices, and where none must be said as such.
pub(crate) fn require(args: &Reader<'_>) -> Result<(), Fault> {
    let is_missing = |name, kind| match kind {
        Kind::Flag | Kind::Money | Kind::Object => args.text(name).is_none(),
        // "0" is an answer to a text like any other, and to the question how many it is too few.
        _ if name == MESSAGE || name == QUANTITY => args.text(name).is_none(),
        _ => unless_zero(args, name).is_none(),
    };
    let required = args.spec().params.iter().filter(|param| param.required);
    match required.into_iter().find(|param| is_missing(param.name, param.kind)) {
        Some(param) => Err(Fault::Missing { param: param.name }),
        None => Ok(()),
    }
}

/// A parameter whose `0` means none: an id, a name, a destination.
pub(crate) fn unless_zero<'a>(args: &Reader<'a>, name: &'static str) -> Option<&'a str> {
    args.text(name).filter(|text| *text != "0")
}

/// How a number is set up.
fn settings(args: &Reader<'_>) -> Result<NumberSettings, Fault> {
    let settings = NumberSettings {
        routing: destination(args, "routing")?,
        failover_busy: destination(args, "failover_busy")?.unwrap_or_default(),
        failover_unreachable: destination(args, "failover_unreachable")?.unwrap_or_default(),
        failover_no_answer: destination(args, "failover_noanswer")?.unwrap_or_default(),
        voicemail: id(args, "voicemail", 0, MAILBOX_MAX)?,
        pop: id(args, "pop", 1, POP_MAX)?,
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
        ..settings
    })
}

pub(crate) fn destination(
    args: &Reader<'_>,
    name: &'static str,
) -> Result<Option<Destination>, Fault> {
    let Some(text) = unless_zero(args, name) else {
        return Ok(None);
    };
    Destination::parse(text).map(Some).map_err(|fault| Fault::invalid(name, fault))
}

/// A number of the caller's own: any usual spelling, and of a virtual number what lists show.
pub(crate) fn own_did(args: &Reader<'_>, name: &'static str) -> Result<Did, Fault> {
    as_did(args, name, args.required(name)?)
}

/// A text that must be such a number.
pub(crate) fn as_did(args: &Reader<'_>, name: &'static str, text: &str) -> Result<Did, Fault> {
    match VirtualNumber::read(text) {
        Some(made) => Ok(made.did()),
        None => args.as_did(name, text),
    }
}

/// The id of an object; empty for none, which 0 means where it is allowed, and 000 does not. Leading zeros are
/// dropped, as the provider drops them.
fn id(args: &Reader<'_>, name: &'static str, least: i64, most: i64) -> Result<String, Fault> {
    let found = match unless_zero(args, name) {
        Some(_) => args.integer(name, least.max(1), most)?,
        None => args.integer(name, least, most)?.filter(|id| *id > 0),
    };
    Ok(found.map(|id| id.to_string()).unwrap_or_default())
}

/// What a reseller asks of its client, if it names one or says anything about it. Fees that are not said are
/// nothing.
fn resale(args: &Reader<'_>) -> Result<Option<Resale>, Fault> {
    let (monthly, setup, minute) =
        (args.money("monthly")?, args.money("setup")?, args.money("minute")?);
    let is_connected = unless_zero(args, "account").is_some();
    if !is_connected && monthly.is_none() && setup.is_none() && minute.is_none() {
        return Ok(None);
    }
    Ok(Some(Resale {
        monthly: monthly.unwrap_or(Money::ZERO),
        setup: setup.unwrap_or(Money::ZERO),
        minute: minute.unwrap_or(Money::ZERO),
    }))
}

/// The login of a sub-account or the id of a client.
fn account(args: &Reader<'_>, name: &'static str) -> Result<Option<AccountRef>, Fault> {
    if unless_zero(args, name).is_none() {
        return Ok(None);
    }
    let login = args.short_text(name, ACCOUNT_CHARS_MAX)?;
    Ok(Some(AccountRef::Alias { scheme: SCHEME.to_owned(), name: login }))
}

/// The account that a function is about.
pub(crate) fn account_of(args: &Reader<'_>) -> Result<AccountRef, Fault> {
    account(args, "account")?.ok_or(Fault::Missing { param: "account" })
}

/// Whether everything is to be checked and nothing done.
pub(crate) fn is_rehearsal(args: &Reader<'_>) -> Result<bool, Fault> {
    Ok(args.flag("test")?.unwrap_or(false))
}

/// `getDIDsInfo`.
pub fn own(args: &Reader<'_>) -> Result<NumberList, Fault> {
    let did = unless_zero(args, "did").map(|text| as_did(args, "did", text)).transpose()?;
    Ok(NumberList { owner: account(args, "client")?, did, scheme: SCHEME.to_owned() })
}

/// `cancelDID`.
pub fn cancel(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
    require(args)?;
    Ok(NumberRelease {
        comment: args.text("cancelcomment").unwrap_or_default().to_owned(),
        port_out: args.flag("portout")?.unwrap_or(false),
        rehearsal: is_rehearsal(args)?,
        ..NumberRelease::of(own_did(args, "did")?)
    })
}

/// `getServersInfo`.
pub fn servers(args: &Reader<'_>) -> Result<PopList, Fault> {
    let pop = match unless_zero(args, "server_pop") {
        Some(_) => args.integer("server_pop", 1, POP_MAX)?.map(ObjectId),
        None => None,
    };
    Ok(PopList { pop })
}

#[cfg(test)]
mod tests {
    use tandem_domain::{FillPolicy, Selection};
    use tandem_gateway::Operation;
    use tandem_numbering::{Npa, Rules};
    use tandem_wire::form;

    use super::*;
    use crate::operations::{CancelDid, GetDidsInfo, GetDidsUsa, OrderDid};

    const ORDER: &str =
        "did=555-222-3333&routing=fwd:1026&pop=05&dialtime=60&cnam=0&billing_type=2";

    fn read<O: Operation>(query: &str) -> Result<O::Command, Fault> {
        let args = form::parse(query.as_bytes()).expect("a query string");
        let rules = Rules::new().with_fictional(Npa::new(555));
        O::read(&Reader::new(&args, O::SPEC, &rules))
    }

    fn alias(name: &str) -> AccountRef {
        AccountRef::Alias { scheme: SCHEME.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn an_order_is_for_one_number_all_or_nothing() {
        let order = read::<OrderDid>(ORDER).expect("an order");
        let did = Did::new(15_552_223_333).expect("a number");
        assert_eq!(order.selection, Selection::Numbers(vec![did]));
        assert_eq!(order.fill, FillPolicy::AllOrNothing);
        assert_eq!(order.plan.as_deref(), Some(FLAT));
        assert_eq!((order.owner, order.rehearsal), (None, false));
        let settings = order.settings;
        assert_eq!(settings.routing, Destination::parse("fwd:1026").ok());
        assert_eq!(settings.failover_busy, Destination::None);
        assert_eq!((settings.pop.as_str(), settings.voicemail.as_str()), ("5", ""));
        assert_eq!((settings.dial_seconds, settings.cnam, settings.resale), (60, false, None));
    }

    #[test]
    fn zero_is_nothing_where_an_id_or_a_name_stands() {
        let zeros = "&voicemail=0&failover_busy=0&account=0&note=0&callerid_prefix=0";
        let order = read::<OrderDid>(&format!("{ORDER}{zeros}")).expect("an order");
        assert_eq!(order.owner, None);
        assert_eq!(order.settings.voicemail, "");
        assert_eq!(order.settings.failover_busy, Destination::None);
        assert_eq!((&*order.settings.note, &*order.settings.caller_id_prefix), ("0", "0"));
        let list = read::<GetDidsInfo>("client=0&did=0").expect("a list");
        assert_eq!((list.owner, list.did), (None, None));
        assert_eq!(read::<CancelDid>("did=0").err(), Some(Fault::Missing { param: "did" }));
    }

    #[test]
    fn one_fee_of_a_reseller_makes_the_others_nothing() {
        let fees = "&account=100001_VoIP&minute=0.03";
        let order = read::<OrderDid>(&format!("{ORDER}{fees}")).expect("an order");
        assert_eq!(order.owner, Some(alias("100001_VoIP")));
        let minute = Resale { minute: Money::cents(3), ..Resale::default() };
        assert_eq!(order.settings.resale, Some(minute));
    }

    #[test]
    fn a_shelf_is_searched_in_the_country_of_its_numbers() {
        for (query, country, region) in
            [("state=fl", "US", "FL"), ("state=PR", "PR", "PR"), ("state=CA", "US", "CA")]
        {
            let search = read::<GetDidsUsa>(query).expect("a search");
            let fits = &search.tiers[0];
            assert_eq!(fits.country.as_deref(), Some(country));
            assert_eq!((fits.region.as_deref(), fits.rate_centre.as_deref()), (Some(region), None));
        }
    }

    #[test]
    fn the_comment_has_two_names() {
        for query in ["did=5552223333&cancelcomment=over", "did=5552223333&comment=over"] {
            assert_eq!(read::<CancelDid>(query).expect("a cancellation").comment, "over");
        }
    }
}
