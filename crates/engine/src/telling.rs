//! Which events customers are told of, and in which words.
//!
//! The words are a promise: a kind keeps its name and its members, and gains members at most.
//! `docs/webhooks.md` describes each; a test compares it with this file.

use serde_json::{Value, json};
use tandem_domain::{Currency, EventBody, NumberMove, PortField, PortedNumber};

use crate::HOOK_NUMBERS_MAX;

/// The kinds of events that webhooks are told, as they are told, with what they mean.
pub const TOLD_KINDS: &[(&str, &str)] = &[
    ("order.placed", "an order was carried out"),
    ("order.settled", "the last supplier answered for an order"),
    ("backorder.placed", "numbers are waited for"),
    ("backorder.filled", "numbers that were waited for came"),
    ("backorder.short", "there was a number for a back-order, and it could not be had"),
    ("backorder.cancelled", "a back-order waits no more"),
    ("numbers.released", "numbers were given back"),
    ("numbers.restored", "numbers that were given back are their former owner's again"),
    ("numbers.renewed", "the next month of numbers was charged"),
    ("numbers.unpaid", "the balance does not cover the next month of numbers"),
    ("numbers.moved", "numbers moved on by themselves or by the operator's hand"),
    ("numbers.handed_over", "numbers went to another account of the same customer"),
    ("clients.renewed", "a reseller's clients were charged for another month"),
    ("login.set", "a login was made, or may do other things"),
    ("account.closed", "a sub-account was closed"),
    ("number.set", "a number is set up in another way, or charged by another plan"),
    ("account.changed", "the account was changed, suspended or opened again"),
    ("credit.set", "the balance may go further below nothing, or less far"),
    ("credential.issued", "a credential was issued"),
    ("credential.locked", "too many wrong secrets came from one address"),
    ("credentials.revoked", "credentials were revoked"),
    ("funds.posted", "the operator moved money"),
    ("object.set", "a routing object was made or changed"),
    ("object.removed", "a routing object was removed"),
    ("slots.bought", "slots were bought apart from an order"),
    ("messaging.set", "it was set what is done with the text messages of a number"),
    ("message.sent", "a number sent a text message, or was to pass one on and could not"),
    ("message.received", "a number received a text message"),
    ("message.removed", "a text message was removed from the list"),
    ("messages.moved_in", "text messages came along from another system"),
    ("voice_message.left", "somebody left a message in a mailbox"),
    ("voice_message.set", "a voice message was moved, or said to be urgent or heard"),
    ("voice_message.mailed", "a voice message was sent by letter, as its owner asked"),
    ("voice_messages.removed", "voice messages of a mailbox were removed"),
    ("call.recorded", "a switch reported a call of a number that is over"),
    ("calls.guarded", "calls are kept out for want of money, or by a limit"),
    ("port.set", "a request to bring numbers here from another carrier was made or moved on"),
    ("port_out.set", "another carrier asked for a number, or what it asked for ended"),
    ("lookup.made", "something was known of a number that was looked up, and charged for"),
    ("hook.set", "a webhook was made or changed"),
    ("hook.removed", "a webhook was removed"),
    ("hook.test", "somebody wants to see whether this webhook can be reached"),
];

/// What is told of one event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Telling {
    /// The kind, one of [`TOLD_KINDS`].
    pub(crate) kind: &'static str,
    /// What stands under `data`.
    pub(crate) data: Value,
}

/// What an account's webhooks are told of an event of its own; `None` where that is nobody's
/// business but ours. Amounts are in the currency of the account.
pub(crate) fn telling(body: &EventBody, currency: Currency) -> Option<Telling> {
    let currency = currency.as_str();
    let (kind, data) = match body {
        EventBody::OrderPlaced { order, owner, charged, moves } => {
            let (charged, owner) = (charged.to_string(), owner.to_string());
            let order = order.to_string();
            let head = json!({
                "order": order, "owner": owner, "charged": charged, "currency": currency
            });
            ("order.placed", with_numbers(head, moves))
        }
        EventBody::OrderSettled { order, returned, moves } => {
            let (order, returned) = (order.to_string(), returned.to_string());
            let head = json!({ "order": order, "returned": returned, "currency": currency });
            ("order.settled", with_numbers(head, moves))
        }
        EventBody::BackorderPlaced { backorder, owner, waiting, whole, .. } => {
            let (backorder, owner) = (backorder.to_string(), owner.to_string());
            let data = json!({
                "backorder": backorder, "owner": owner, "waiting": waiting, "whole": whole
            });
            ("backorder.placed", data)
        }
        EventBody::BackorderFilled { backorder, order, waiting, fell_back, .. } => {
            let (backorder, order) = (backorder.to_string(), order.to_string());
            let data = json!({
                "backorder": backorder, "order": order, "waiting": waiting, "fell_back": fell_back
            });
            ("backorder.filled", data)
        }
        EventBody::BackorderShort { backorder, why, .. } => {
            let data = json!({ "backorder": backorder.to_string(), "why": why.to_string() });
            ("backorder.short", data)
        }
        EventBody::BackorderCancelled { backorder, given_up, .. } => {
            let data = json!({ "backorder": backorder.to_string(), "given_up": given_up });
            ("backorder.cancelled", data)
        }
        EventBody::NumbersReleased { moves } => ("numbers.released", with_numbers(json!({}), moves)),
        EventBody::NumbersRestored { moves, charged, fell_back } => {
            let charged = charged.to_string();
            let head =
                json!({ "charged": charged, "currency": currency, "fell_back": fell_back });
            ("numbers.restored", with_numbers(head, moves))
        }
        EventBody::NumbersRenewed { months, charged } => {
            let listed = months.iter().take(HOOK_NUMBERS_MAX).map(|charged| {
                let (from, to) = (charged.month.from.to_string(), charged.month.to.to_string());
                json!({ "number": charged.did.to_string(), "from": from, "to": to })
            });
            let listed: Vec<Value> = listed.collect();
            let charged = charged.to_string();
            let data = json!({
                "charged": charged, "currency": currency, "count": months.len(), "numbers": listed
            });
            ("numbers.renewed", data)
        }
        EventBody::NumbersUnpaid { numbers, until } => {
            let listed = numbers.iter().take(HOOK_NUMBERS_MAX).map(ToString::to_string);
            let listed: Vec<String> = listed.collect();
            let until = until.to_string();
            ("numbers.unpaid", json!({ "until": until, "count": numbers.len(), "numbers": listed }))
        }
        EventBody::NumbersMoved { moves, why } => {
            ("numbers.moved", with_numbers(json!({ "why": why }), moves))
        }
        EventBody::NumbersHandedOver { owner, moves } => {
            let owner = owner.to_string();
            ("numbers.handed_over", with_numbers(json!({ "owner": owner }), moves))
        }
        EventBody::ClientsRenewed { numbers, charged } => {
            let listed = numbers.iter().take(HOOK_NUMBERS_MAX).map(ToString::to_string);
            let listed: Vec<String> = listed.collect();
            let charged = charged.to_string();
            let data = json!({
                "charged": charged, "currency": currency, "count": numbers.len(), "numbers": listed
            });
            ("clients.renewed", data)
        }
        EventBody::LoginSet { account, login, version } => {
            let account = account.to_string();
            ("login.set", json!({ "account": account, "login": login, "version": version }))
        }
        EventBody::AccountClosed { account } => {
            ("account.closed", json!({ "account": account.to_string() }))
        }
        EventBody::NumberSet { did, plan, charged, .. } => {
            let (number, charged) = (did.to_string(), charged.to_string());
            let mut data = json!({ "number": number, "charged": charged, "currency": currency });
            if let Some(plan) = plan {
                data["plan"] = plan.to_string().into();
            }
            ("number.set", data)
        }
        EventBody::AccountChanged { status } => ("account.changed", json!({ "status": status })),
        EventBody::CreditSet { limit } => {
            ("credit.set", json!({ "limit": limit.to_string(), "currency": currency }))
        }
        EventBody::CredentialIssued { credential, scheme } => {
            let credential = credential.to_string();
            ("credential.issued", json!({ "credential": credential, "dialect": scheme }))
        }
        EventBody::CredentialLocked { credential, until } => {
            let (credential, until) = (credential.to_string(), until.to_string());
            ("credential.locked", json!({ "credential": credential, "until": until }))
        }
        EventBody::CredentialsRevoked { .. } => ("credentials.revoked", json!({})),
        EventBody::FundsPosted { posting, change, reason } => {
            let (posting, change) = (posting.to_string(), change.to_string());
            let data = json!({
                "posting": posting, "change": change, "currency": currency, "reason": reason
            });
            ("funds.posted", data)
        }
        EventBody::ObjectSet { object, version, .. } => {
            ("object.set", json!({ "object": object, "version": version }))
        }
        EventBody::ObjectRemoved { object, version } => {
            ("object.removed", json!({ "object": object, "version": version }))
        }
        EventBody::SlotsBought { slot, quantity, charged } => {
            let charged = charged.to_string();
            let data = json!({
                "slot": slot, "quantity": quantity, "charged": charged, "currency": currency
            });
            ("slots.bought", data)
        }
        EventBody::MessagingSet { did, enabled } => {
            ("messaging.set", json!({ "number": did.to_string(), "enabled": enabled }))
        }
        EventBody::MessageSent { message, did, segments, charged, failed } => {
            let (message, did) = (message.to_string(), did.to_string());
            let charged = charged.to_string();
            let data = json!({
                "message": message, "number": did, "segments": segments, "charged": charged,
                "currency": currency, "failed": failed
            });
            ("message.sent", data)
        }
        EventBody::MessageReceived { message, did, segments, charged, stops } => {
            let (message, did) = (message.to_string(), did.to_string());
            let charged = charged.to_string();
            let data = json!({
                "message": message, "number": did, "segments": segments, "charged": charged,
                "currency": currency, "stops": stops
            });
            ("message.received", data)
        }
        EventBody::MessageRemoved { message } => {
            ("message.removed", json!({ "message": message.to_string() }))
        }
        EventBody::MessagesMovedIn { count } => ("messages.moved_in", json!({ "count": count })),
        EventBody::VoiceMessageLeft { message, mailbox, did, seconds } => {
            let (message, mailbox) = (message.to_string(), mailbox.to_string());
            let data = json!({
                "message": message, "mailbox": mailbox, "number": did.to_string(), "seconds": seconds
            });
            ("voice_message.left", data)
        }
        EventBody::VoiceMessageSet { message, folder, urgent, listened } => {
            let data = json!({
                "message": message.to_string(), "folder": folder.word(), "urgent": urgent,
                "listened": listened
            });
            ("voice_message.set", data)
        }
        EventBody::VoiceMessageMailed { message } => {
            ("voice_message.mailed", json!({ "message": message.to_string() }))
        }
        EventBody::VoiceMessagesRemoved { mailbox, messages } => {
            let messages: Vec<_> = messages.iter().map(ToString::to_string).collect();
            let data = json!({ "mailbox": mailbox.to_string(), "messages": messages });
            ("voice_messages.removed", data)
        }
        EventBody::CallRecorded { call, name, did, seconds, charged, direction } => {
            let (call, did, charged) = (call.to_string(), did.to_string(), charged.to_string());
            let data = json!({
                "call": call, "name": name, "number": did, "seconds": seconds,
                "charged": charged, "currency": currency, "direction": direction.word()
            });
            ("call.recorded", data)
        }
        EventBody::CallsGuarded { did, guard } => {
            let (did, why) = (did.to_string(), guard.to_string());
            ("calls.guarded", json!({ "number": did, "rule": guard.word(), "why": why }))
        }
        EventBody::PortSet { port, state, numbers, .. } => {
            let number = |number: &PortedNumber| {
                json!({
                    "number": number.did.to_string(),
                    "state": number.step.word(),
                    "field": number.field.map(PortField::word),
                    "foc": number.foc.map(|foc| foc.to_string())
                })
            };
            let listed: Vec<Value> = numbers.iter().map(number).collect();
            let port = port.to_string();
            ("port.set", json!({ "port": port, "state": state.word(), "numbers": listed }))
        }
        EventBody::PortOutSet { port_out, did, state, field, foc, .. } => {
            let data = json!({
                "port_out": port_out.to_string(),
                "number": did.to_string(),
                "state": state.word(),
                "field": field.map(PortField::word),
                "foc": foc.map(|foc| foc.to_string())
            });
            ("port_out.set", data)
        }
        EventBody::LookedUp { did, charged } => {
            let (number, charged) = (did.to_string(), charged.to_string());
            let data = json!({ "number": number, "charged": charged, "currency": currency });
            ("lookup.made", data)
        }
        EventBody::HookSet { hook, enabled } => {
            ("hook.set", json!({ "hook": hook.to_string(), "enabled": enabled }))
        }
        EventBody::HookRemoved { hook } => ("hook.removed", json!({ "hook": hook.to_string() })),
        EventBody::HookTested { hook } => ("hook.test", json!({ "hook": hook.to_string() })),
        // The customer's own doing a moment ago, and undone by itself …
        EventBody::NumbersHeld { .. }
        | EventBody::HoldsEnded { .. }
        // … the operator's own …
        | EventBody::NumbersStocked { .. }
        | EventBody::PlanSet { .. }
        // … and before there can be a hook.
        | EventBody::AccountOpened { .. } => return None,
    };
    Some(Telling { kind, data })
}

/// Puts the numbers that moved behind what is told: how many, and as many of them as one message
/// lists.
fn with_numbers(mut data: Value, moves: &[NumberMove]) -> Value {
    let numbers = moves
        .iter()
        .take(HOOK_NUMBERS_MAX)
        .map(|step| json!({ "number": step.did.to_string(), "state": step.to.word() }));
    data["count"] = moves.len().into();
    data["numbers"] = numbers.collect();
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page and this file name the same kinds, in the same words.
    #[test]
    fn the_page_describes_every_kind() {
        let page = include_str!("../../../docs/webhooks.md");
        let rows = page.lines().filter_map(|line| {
            let (kind, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
            let (about, _) = rest.split_once(" |")?;
            kind.contains('.').then_some((kind, about))
        });
        assert_eq!(rows.collect::<Vec<_>>(), TOLD_KINDS);
    }

    /// Each kind that is told is in the list.
    #[test]
    fn what_is_told_is_listed() {
        let source = include_str!("telling.rs");
        let (_, rule) = source.split_once("fn telling(").expect("the rule");
        let (rule, _) = rule.split_once("Some(Telling { kind, data })").expect("its end");
        let told: Vec<&str> = rule.split('"').filter(|word| is_kind(word)).collect();
        let listed: Vec<&str> = TOLD_KINDS.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(told, listed);
    }

    fn is_kind(word: &str) -> bool {
        let letter = |c: char| c.is_ascii_lowercase() || c == '_';
        word.split_once('.').is_some_and(|(noun, verb)| {
            !noun.is_empty() && !verb.is_empty() && (noun.to_owned() + verb).chars().all(letter)
        })
    }
}
