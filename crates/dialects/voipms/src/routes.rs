//! How an HTTP call becomes a call of a function, and how its end becomes an answer.

use http::{Method, StatusCode};
use tandem_gateway::{Answer, AuthFault, Call, Found, Gate, respond};
use tandem_wire::{Args, WireFault, body};

use crate::SCHEME;
use crate::operations::{self, FUNCTIONS};
use crate::reply::{self, Reply};
use crate::words::{self, Word};

/// What the provider's SOAP handler says to a body that is not XML.
const SOAP_FAULT: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n",
    r#"<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">"#,
    "<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode>",
    "<faultstring>Bad Request</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body>",
    "</SOAP-ENV:Envelope>\n",
);

/// Answers a call.
pub async fn serve(gate: &Gate, call: Call) -> Answer {
    let is_post = call.method == Method::POST;
    if is_post && !call.body.is_empty() && !is_multipart(&call) {
        let (status, kind) = (StatusCode::INTERNAL_SERVER_ERROR, "text/xml; charset=utf-8");
        return respond(status, kind, SOAP_FAULT);
    }
    let reply = match arguments(&call) {
        Ok(args) => reply_to(gate, &call, &args).await.unwrap_or_else(Reply::Word),
        Err(fault) => Reply::Word(words::of_wire(&fault)),
    };
    respond(StatusCode::OK, "application/json", reply.encode())
}

fn is_multipart(call: &Call) -> bool {
    let kind = call.content_type().and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// The body of a GET says nothing, as in PHP.
fn arguments(call: &Call) -> Result<Args, WireFault> {
    let body = if call.method == Method::POST { &call.body[..] } else { &[] };
    body::read_args(call.content_type(), call.query.as_deref(), body)
}

async fn reply_to(gate: &Gate, call: &Call, args: &Args) -> Result<Reply, Word> {
    let given = |name| args.get_nocase(name).map(str::trim).filter(|value| !value.is_empty());
    let name = given("method").ok_or_else(|| Word::of("missing_method"))?;
    let (Some(username), Some(password)) = (given("api_username"), args.get_nocase("api_password"))
    else {
        return Err(Word::of("missing_credentials"));
    };
    if password.is_empty() {
        return Err(Word::of("missing_credentials"));
    }
    let admitted = gate.by_password(SCHEME, username, password, call.address).await;
    let actor = match admitted {
        Ok((actor, _)) => actor,
        // The one function that works from any address: it tells which one to have enabled. That
        // the password is right was seen before the address was.
        Err(AuthFault::Address) if operations::asks_for_address(name) => {
            return Ok(reply::caller(call.address));
        }
        Err(fault) => return Err(words::of_auth(fault)),
    };
    match FUNCTIONS.find(name) {
        Some(Found::Works(entry)) => {
            let shown = entry.answer(gate, call, actor, args).await;
            shown.map_err(|stop| words::of_stop(entry.spec, &stop))
        }
        Some(Found::NotSupported(name)) => {
            let why = format!("{name} is not supported yet");
            Err(Word::saying("method_maintenance", why))
        }
        None => Err(Word::of("invalid_method")),
    }
}
