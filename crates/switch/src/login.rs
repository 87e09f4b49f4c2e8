//! What switches check passwords by, and whom they do not let in from where they are.

use http::StatusCode;
use tandem_domain::{LoginPlace, ObjectId, Transport};
use tandem_gateway::{Answer, Gate, respond};
use tandem_wire::Args;

use crate::door::{plain, unknown, xml};
use crate::freeswitch;

/// The context of FreeSWITCH's dialplan that calls of customers begin in: none that we answer for.
const CUSTOMERS: &str = "customers";
/// What FreeSWITCH is about when it asks for somebody who logs in, or places a call.
const LOGS_IN: &str = "sip_auth";

/// What Kamailio checks a password by, and what a login may. 403: not from there.
pub(crate) async fn kamailio(gate: &Gate, args: &Args) -> Answer {
    if let Some(answer) = unknown(args, &["user", "realm", "address", "pop", "transport"]) {
        return answer;
    }
    let text = |name: &str| args.get(name).unwrap_or_default();
    let place = place(text("address"), text("pop"), text("transport"));
    match gate.engine().sip_login(text("user"), text("realm"), place).await {
        Ok(Some(login)) => {
            if let Some(bar) = login.bar {
                return plain(StatusCode::FORBIDDEN, format!("{bar}\n"));
            }
            let caller_id = login.caller_id.map(|number| number.to_string());
            let document = serde_json::json!({
                "user": login.name,
                "ha1": login.digest.expose(),
                "expires": login.expiry_seconds,
                "caller_id": caller_id.unwrap_or_default(),
                "international": login.international,
            });
            respond(StatusCode::OK, "application/json", document.to_string())
        }
        Ok(None) => plain(StatusCode::NOT_FOUND, "there is no such login in this realm\n"),
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// The same for FreeSWITCH, whose realms are its domains. It asks for a login also to find out how to
/// call it: then nothing is said by which one that is barred could log in. How a request was carried it does
/// not say.
pub(crate) async fn freeswitch(gate: &Gate, args: &Args) -> Answer {
    let text = |name: &str| args.get(name).unwrap_or_default();
    let (user, domain) = (text("user"), text("domain"));
    let place = place(text("ip"), text("pop"), "");
    match gate.engine().sip_login(user, domain, place).await {
        Ok(Some(login)) if login.bar.is_some() && text("action") == LOGS_IN => {
            xml(freeswitch::NOT_FOUND)
        }
        Ok(Some(login)) => {
            let number = login.caller_id.map(|number| number.to_string()).unwrap_or_default();
            xml(freeswitch::directory(&freeswitch::Login {
                name: &login.name,
                domain,
                digest: login.bar.is_none().then_some(login.digest.expose()),
                caller_number: &number,
                context: CUSTOMERS,
                international: login.international,
            }))
        }
        Ok(None) => xml(freeswitch::NOT_FOUND),
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

fn place(address: &str, pop: &str, transport: &str) -> LoginPlace {
    LoginPlace {
        address: address.parse().ok(),
        pop: pop.parse().ok().map(ObjectId),
        transport: Transport::from_word(transport),
    }
}
