//! How an HTTP call becomes a call of a function, and how its end becomes an answer.

use http::{HeaderValue, Method, StatusCode, header};
use tandem_gateway::{Answer, AuthFault, Call, Gate, Reader, respond};
use tandem_wire::{Args, WireFault, body};

use crate::SCHEME;
use crate::operations::{self, Function};
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
    if !is_post && call.method != Method::GET {
        let mut answer = respond(
            StatusCode::METHOD_NOT_ALLOWED,
            "text/plain; charset=utf-8",
            "call with GET, or with POST and multipart/form-data\n",
        );
        answer
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        return answer;
    }
    if is_post && !call.body.is_empty() && !is_multipart(&call) {
        let (status, kind) = (StatusCode::INTERNAL_SERVER_ERROR, "text/xml; charset=utf-8");
        return respond(status, kind, SOAP_FAULT);
    }
    let reply = match arguments(&call) {
        Ok(args) => reply_to(gate, &call, &args)
            .await
            .unwrap_or_else(Reply::Word),
        Err(fault) => Reply::Word(words::of_wire(&fault)),
    };
    respond(StatusCode::OK, "application/json", reply.encode())
}

fn is_multipart(call: &Call) -> bool {
    let kind = call
        .content_type()
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// The body of a GET says nothing, as in PHP.
fn arguments(call: &Call) -> Result<Args, WireFault> {
    let body = if call.method == Method::POST {
        &call.body[..]
    } else {
        &[]
    };
    body::read_args(call.content_type(), call.query.as_deref(), body)
}

async fn reply_to(gate: &Gate, call: &Call, args: &Args) -> Result<Reply, Word> {
    let given = |name| {
        args.get_nocase(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    };
    let name = given("method").ok_or_else(|| Word::of("missing_method"))?;
    let (Some(username), Some(password)) = (given("api_username"), args.get_nocase("api_password"))
    else {
        return Err(Word::of("missing_credentials"));
    };
    if password.is_empty() {
        return Err(Word::of("missing_credentials"));
    }
    let admitted = gate
        .by_password(SCHEME, username, password, call.address)
        .await;
    if operations::asks_for_address(name) {
        // The one function that works from any address: it tells which one to have enabled. That
        // the password is right was seen before the address was.
        return match admitted {
            Ok(_) | Err(AuthFault::Address) => Ok(reply::caller(call.address)),
            Err(fault) => Err(words::of_auth(fault)),
        };
    }
    let (actor, _) = admitted.map_err(words::of_auth)?;
    match operations::find(name) {
        Some(Function::Works(entry)) => {
            let reader = Reader::new(args, entry.spec, gate.rules(), str::is_empty);
            let key = call.idempotency_key(args.get("idempotency_key"));
            let shown = entry.call(gate, actor, &reader, key).await;
            shown.map_err(|stop| words::of_stop(entry.spec, &stop))
        }
        Some(Function::Unsupported(spec)) => {
            let why = format!("{} is not supported yet", spec.name);
            Err(Word::saying("method_maintenance", why))
        }
        None => Err(Word::of("invalid_method")),
    }
}
