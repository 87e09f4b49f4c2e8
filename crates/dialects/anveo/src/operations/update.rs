//! `DID.UPDATE`: every DID that passes the filters is set up in another way.

use tandem_domain::{Actor, SettingsChange};
use tandem_engine::{
    MessagingChange, NUMBERS_SET_MAX, NumberMessagingSet, NumberSet, NumberSetAll, OwnNumber,
    TelephoneList,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::{DID_TYPES, DIDS, FILTER_TEXT};
use crate::{forward, reply, request};

/// Carried out by [`update`].
pub(super) static UPDATE: Spec = Spec {
    name: "DID.UPDATE",
    section: DIDS,
    about: "says where calls and text messages of the DIDs that pass the filters go",
    params: &[
        Param::optional(
            "ACCOUNT_NUMBER",
            Kind::Text(request::ACCOUNT_CHARS_MAX),
            "only those of this sub-account",
        ),
        Param::optional("FILTER.E164", Kind::Number, "only this DID"),
        Param::optional("FILTER.DID_TYPE", DID_TYPES, "only this sort"),
        Param::optional("FILTER.TITLE", Kind::Text(request::TITLE_CHARS_MAX), "only this label"),
        Param::optional("FILTER.SMS_EMAIL", FILTER_TEXT, "only these"),
        Param::optional("FILTER.SMS_URL", FILTER_TEXT, "only these"),
        Param::optional("FILTER.CALL_FORWARD_TYPE", FILTER_TEXT, "only these"),
        Param::optional("FILTER.CALL_FORWARD_TO", FILTER_TEXT, "only these"),
        Param::optional(
            "SMS_EMAIL",
            FILTER_TEXT,
            "where text messages go by mail; nowhere when absent",
        ),
        Param::optional("SMS_URL", FILTER_TEXT, "the page they are handed to; none when absent"),
        Param::optional(
            "SMS_PHONE",
            Kind::Number,
            "the number they are passed on to; none when absent",
        ),
        Param::optional(forward::TYPE, Kind::Choice(forward::TYPES), "how calls are forwarded"),
        Param::optional(forward::TO, Kind::Text(forward::TO_CHARS_MAX), "where to"),
        CHANNELS_LIMIT,
        CHANNELS_ONDEMAND,
    ],
};

/// Of a plan and of an account there are; one number's are not counted by themselves.
const CHANNELS: &str = "limits of how many calls one number has at a time";
const CHANNELS_LIMIT: Param =
    Param::optional("CHANNELS_LIMIT", Kind::Integer(0, 0), "not supported yet").lacking(CHANNELS);
const CHANNELS_ONDEMAND: Param =
    Param::optional("CHANNELS_ONDEMAND", Kind::Integer(0, 0), "not supported yet")
        .lacking(CHANNELS);

/// All of the DIDs that pass are set up, or none.
pub(super) fn update<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        let Wish { change, messaging } = wish(args)?;
        let wanted = request::list(args)?;
        let numbers = gate.execute(actor.clone(), wanted.clone(), None).await?;
        let telephones = gate.execute(actor.clone(), TelephoneList, None).await?;
        let meant = reply::passing(&numbers, args, &telephones);
        if meant.len() > NUMBERS_SET_MAX {
            let why =
                format!("lets more than {NUMBERS_SET_MAX} DIDs pass, the most of one request");
            return Err(Fault::invalid("FILTER", why).into());
        }
        let talkers = meant.iter().filter(|number| changes(number, &messaging));
        let messages = talkers.map(|number| NumberMessagingSet {
            did: number.did,
            change: messaging.clone(),
            allowed: gate.private_networks().to_vec(),
        });
        let callers = meant.iter().filter(|_| change != SettingsChange::default());
        let calls =
            callers.map(|number| NumberSet { did: number.did, change: change.clone(), plan: None });
        let all = NumberSetAll { messages: messages.collect(), calls: calls.collect() };
        gate.execute(actor.clone(), all, key).await?;
        let now = gate.execute(actor.clone(), wanted, None).await?;
        let telephones = gate.execute(actor, TelephoneList, None).await?;
        let dids: Vec<_> = meant.iter().map(|number| number.did).collect();
        Ok(reply::updated(&now, &dids, &telephones))
    })
}

/// What is to change.
struct Wish {
    change: SettingsChange,
    messaging: MessagingChange,
}

fn wish(args: &Reader<'_>) -> Result<Wish, Fault> {
    for param in [CHANNELS_LIMIT.name, CHANNELS_ONDEMAND.name] {
        if args.text(param).is_some() {
            return Err(Fault::invalid(param, "is not supported yet"));
        }
    }
    let filters = UPDATE.params.iter().filter(|param| param.name.starts_with("FILTER."));
    if !filters.into_iter().any(|param| args.text(param.name).is_some()) {
        // A slip of the pen would set up everything that the account has.
        return Err(Fault::Missing { param: "FILTER" });
    }
    Ok(Wish { change: forward::read(args)?, messaging: request::messaging(args)? })
}

/// Whether a DID's messages are not dealt with so already: most requests are about calls, and say nothing of
/// messages.
fn changes(number: &OwnNumber, wanted: &MessagingChange) -> bool {
    let known = &number.settings.messaging;
    let is_off = known.letters_to().is_none()
        && known.calls_back().is_none()
        && known.forwards_to().is_none();
    !is_off || wanted.enabled.is_some()
}
