//! From parameters to commands.

pub(crate) mod dial;

use tandem_domain::{AccountRef, Criteria, FillPolicy, Messaging, NumberSettings, Selection};
use tandem_engine::{
    AccountClose, ClientOpen, MessageSend, MessagingChange, NumberHandOver, NumberList,
    NumberRelease, ORDER_NUMBERS_MAX, OrderPlace,
};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{NumberKind, country, region};

use crate::area::{self, Area};
use crate::{SCHEME, words};

/// The longest AREA_ID, in characters.
pub(crate) const AREA_ID_CHARS_MAX: usize = 64;
/// The longest code of a rate plan, in characters.
pub(crate) const PLAN_CHARS_MAX: usize = 64;
/// The longest account number, in characters.
pub(crate) const ACCOUNT_CHARS_MAX: usize = 64;
/// The longest TITLE, in characters.
pub(crate) const TITLE_CHARS_MAX: usize = 255;
/// The longest text that a list is filtered by, in characters.
pub(crate) const FILTER_CHARS_MAX: usize = 1024;

/// The longest text message, in characters: as many as the parts that one may have can hold.
pub(crate) const MESSAGE_CHARS_MAX: usize = 1530;

/// The rate plan of an order that names none: Service Unlimited.
const PLAN_DEFAULT: &str = "SU";

/// `DID.ORDER`: the area, and the order of nothing in particular from it.
pub(crate) fn order(args: &Reader<'_>) -> Result<(Area, OrderPlace), Fault> {
    args.check_required()?;
    let kind = did_type("DID_TYPE", args.required("DID_TYPE")?)?;
    let area = Area::parse(args.required("AREA_ID")?)
        .ok_or_else(|| Fault::invalid("AREA_ID", "names no area"))?;
    if area.kind() != kind {
        return Err(Fault::invalid("DID_TYPE", "is not the type of the numbers in that area"));
    }
    let plan = args.short_text("RATE_PLAN_ID", PLAN_CHARS_MAX)?;
    let plan = if plan.is_empty() { PLAN_DEFAULT.to_owned() } else { plan };
    let quantity = args.integer("QUANTITY", 1, i64::from(ORDER_NUMBERS_MAX))?.unwrap_or(1);
    let quantity = u32::try_from(quantity).unwrap_or(ORDER_NUMBERS_MAX);
    let owner = account(args)?;
    let title = args.short_text("TITLE", TITLE_CHARS_MAX)?;
    let order = OrderPlace {
        selection: Selection::Criteria { tiers: Vec::new(), quantity },
        fill: FillPolicy::AllOrNothing,
        plan: Some(plan),
        owner,
        settings: NumberSettings {
            note: title,
            // DID.UPDATE says where messages go that arrive; sending them asks for nothing.
            messaging: Messaging { enabled: true, ..Messaging::default() },
            ..NumberSettings::default()
        },
        slots: None,
        rehearsal: is_test(args)?,
    };
    Ok((area, order))
}

/// What a list of the catalogue is about.
pub(crate) fn kind(args: &Reader<'_>) -> Result<Criteria, Fault> {
    let kind = did_type("DID_TYPE", args.required("DID_TYPE")?)?;
    Ok(Criteria { kind: Some(kind), ..Criteria::default() })
}

/// `ANVEO.STATES.LIST`: the country.
pub(crate) fn country(args: &Reader<'_>) -> Result<Criteria, Fault> {
    args.check_required()?;
    let country = Some(iso(args.required("COUNTRY_ID")?)?.to_owned());
    Ok(Criteria { country, ..kind(args)? })
}

/// `ANVEO.AREAS.LIST`: the state, or the country where it has none.
pub(crate) fn country_or_state(args: &Reader<'_>) -> Result<Criteria, Fault> {
    let kind = kind(args)?;
    let country = args.text("COUNTRY_ID").map(iso).transpose()?;
    let state = args.text("STATE_ID").map(|id| {
        let letters = area::letters_of(id);
        let found = letters.and_then(|letters| region::find(country, &letters));
        found.ok_or_else(|| Fault::invalid("STATE_ID", "names no state of a country"))
    });
    let state = state.transpose()?;
    let country = state.map(|state| state.country).or(country);
    let country = country.ok_or(Fault::Missing { param: "COUNTRY_ID" })?;
    Ok(Criteria {
        country: Some(country.to_owned()),
        region: state.map(|state| state.code.to_owned()),
        ..kind
    })
}

fn iso(id: &str) -> Result<&'static str, Fault> {
    let country = area::letters_of(id).and_then(|letters| country::by_iso(&letters));
    let country = country.ok_or_else(|| Fault::invalid("COUNTRY_ID", "names no country"))?;
    Ok(country.iso)
}

/// `DID.LIST`. What the engine does not filter by is left to [`reply`](crate::reply).
pub(crate) fn list(args: &Reader<'_>) -> Result<NumberList, Fault> {
    let did = match args.text("FILTER.E164") {
        Some(text) => Some(args.as_did("FILTER.E164", text)?),
        None => None,
    };
    if let Some(word) = args.text("FILTER.DID_TYPE") {
        did_type("FILTER.DID_TYPE", word)?;
    }
    Ok(NumberList { owner: account(args)?, did, scheme: SCHEME.to_owned() })
}

/// What becomes of text messages by `DID.UPDATE`: whatever is not said is switched off.
pub(crate) fn messaging(args: &Reader<'_>) -> Result<MessagingChange, Fault> {
    let email = args.short_text("SMS_EMAIL", FILTER_CHARS_MAX)?;
    let page = words::page_kept(&args.short_text("SMS_URL", FILTER_CHARS_MAX)?);
    let phone = match args.text("SMS_PHONE") {
        Some(text) => Some(args.as_did("SMS_PHONE", text)?),
        None => None,
    };
    let wanted = !email.is_empty() || !page.is_empty() || phone.is_some();
    Ok(MessagingChange {
        enabled: wanted.then_some(true),
        email_enabled: Some(!email.is_empty()),
        email: Some(email),
        forward_enabled: Some(phone.is_some()),
        forward: Some(phone),
        callback_enabled: Some(!page.is_empty()),
        callback: Some(page),
        ..MessagingChange::default()
    })
}

/// `DID.CANCEL`. This provider alone asks for the account: who forgets that a number is a
/// sub-account's does not lose it by mistake.
pub(crate) fn cancel(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
    args.check_required()?;
    let did = args.did("E164")?;
    let owner = Some(account(args)?.unwrap_or(AccountRef::Caller));
    Ok(NumberRelease { owner, rehearsal: is_test(args)?, ..NumberRelease::of(did) })
}

/// `DID.MOVE`, which asks for the account as `DID.CANCEL` does.
pub(crate) fn hand_over(args: &Reader<'_>) -> Result<NumberHandOver, Fault> {
    args.check_required()?;
    let did = args.did("E164")?;
    let from = Some(account(args)?.unwrap_or(AccountRef::Caller));
    let to = named(args, "TO_ACCOUNT_NUMBER")?;
    Ok(NumberHandOver { did, from, to: to.ok_or(Fault::Missing { param: "TO_ACCOUNT_NUMBER" })? })
}

/// `SUBACCOUNT.CREATE`.
pub(crate) fn open_account(args: &Reader<'_>) -> Result<ClientOpen, Fault> {
    args.required("TITLE")?;
    Ok(ClientOpen {
        name: args.short_text("TITLE", TITLE_CHARS_MAX)?,
        email: args.short_text("EMAIL", TITLE_CHARS_MAX)?,
        scheme: SCHEME.to_owned(),
        alias: None,
    })
}

/// `SUBACCOUNT.DELETE`.
pub(crate) fn close_account(args: &Reader<'_>) -> Result<AccountClose, Fault> {
    let account = account(args)?;
    Ok(AccountClose { account: account.ok_or(Fault::Missing { param: "ACCOUNT_NUMBER" })? })
}

/// `sms` of the text gateway.
pub(crate) fn message(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    args.check_required()?;
    let text = args.required("message")?.to_owned();
    if text.chars().count() > MESSAGE_CHARS_MAX {
        let why = format!("is longer than {MESSAGE_CHARS_MAX} characters");
        return Err(Fault::invalid("message", why));
    }
    Ok(MessageSend::text(args.did("from")?, args.did("destination")?, text))
}

fn account(args: &Reader<'_>) -> Result<Option<AccountRef>, Fault> {
    named(args, "ACCOUNT_NUMBER")
}

fn named(args: &Reader<'_>, param: &'static str) -> Result<Option<AccountRef>, Fault> {
    let name = args.short_text(param, ACCOUNT_CHARS_MAX)?;
    let named = (!name.is_empty()).then_some(name);
    Ok(named.map(|name| AccountRef::Alias { scheme: SCHEME.to_owned(), name }))
}

pub(crate) fn is_test(args: &Reader<'_>) -> Result<bool, Fault> {
    Ok(args.flag("TEST")?.unwrap_or(false))
}

fn did_type(param: &'static str, word: &str) -> Result<NumberKind, Fault> {
    let known = words::DID_TYPES.iter().find(|(_, known)| known.eq_ignore_ascii_case(word));
    known
        .map(|(kind, _)| *kind)
        .ok_or_else(|| Fault::invalid(param, "must be GEOGRAPHIC, NATIONAL, TOLLFREE or MOBILE"))
}
