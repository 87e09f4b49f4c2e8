//! How an HTTP call becomes a call of a function, and how its end becomes an answer.

use http::{Method, StatusCode};
use tandem_gateway::{
    Answer, AuthFault, Call, Fault, Found, Gate, NEITHER, Spec, Stop, respond, yes_or_no,
};
use tandem_wire::php::encode;
use tandem_wire::soap::{self, Blame, Version};
use tandem_wire::{Args, WireFault, body};

use crate::SCHEME;
use crate::operations::{self, FUNCTIONS, LNP};
use crate::reply::{self, Reply};
use crate::words::{self, Word};
use crate::wsdl;

/// Where functions are called in the query string or in `multipart/form-data`.
pub const REST: &str = "/api/v1/rest.php";
/// Where they are called by SOAP.
pub const SOAP: &str = "/api/v1/server.php";
/// Where SOAP clients learn how.
pub const WSDL: &str = "/api/v1/server.wsdl";

/// The parameter that asks for a dry run.
const TEST: &str = "test";

const XML: &str = "text/xml; charset=utf-8";

/// Answers a call.
pub async fn serve(gate: &Gate, call: Call) -> Answer {
    let is_post = call.method == Method::POST;
    match call.path.as_str() {
        WSDL => describe(&call),
        // PHP's own handler of SOAP shows its description so.
        SOAP if !is_post && call.query.as_deref() == Some("wsdl") => describe(&call),
        SOAP => serve_soap(gate, &call).await,
        // A body that is no multipart form goes to the SOAP handler here too, which seldom has a
        // use for it.
        _ if is_post && !call.body.is_empty() && !is_multipart(&call) => {
            serve_soap(gate, &call).await
        }
        _ => serve_rest(gate, &call).await,
    }
}

/// Answers a call whose body is too long to be read: only files are so long.
pub fn too_large(path: &str) -> Answer {
    let word = Word::of("exceeds_file_size");
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    if path == SOAP {
        let version = Version::default();
        let fault = soap::fault(version, Blame::Caller, &word.message, None);
        return respond(status, version.content_type(), fault);
    }
    respond(status, "application/json", encode(&Reply::Word(word).into_value()))
}

fn describe(call: &Call) -> Answer {
    let document = wsdl::describe(&format!("{}{SOAP}", call.origin()));
    respond(StatusCode::OK, XML, document)
}

async fn serve_rest(gate: &Gate, call: &Call) -> Answer {
    let reply = match arguments(call) {
        Ok(args) => rest_reply(gate, call, &args).await.unwrap_or_else(Reply::Word),
        Err(fault) => Reply::Word(words::of_wire(&fault)),
    };
    respond(StatusCode::OK, "application/json", encode(&reply.into_value()))
}

async fn rest_reply(gate: &Gate, call: &Call, args: &Args) -> Result<Reply, Word> {
    let name = given(args, "method").ok_or_else(|| Word::of("missing_method"))?;
    reply_to(gate, call, name, args).await
}

/// The same functions by SOAP. What a function says, also that something is wrong, is an answer;
/// a fault is for what is no call, and for functions that there are not.
async fn serve_soap(gate: &Gate, call: &Call) -> Answer {
    let failed = |version: Version, fault: String| {
        respond(StatusCode::INTERNAL_SERVER_ERROR, version.content_type(), fault)
    };
    let asked = match soap::read(&call.body) {
        Ok(asked) => asked,
        Err(fault) => {
            let why = Some(fault.to_string());
            let version = Version::default();
            let fault = soap::fault(version, Blame::Caller, "Bad Request", why.as_deref());
            return failed(version, fault);
        }
    };
    let version = asked.version;
    let Some(name) = FUNCTIONS.find(&asked.operation).map(|found| found.name()) else {
        let what = format!("Procedure '{}' not present", asked.operation);
        return failed(version, soap::fault(version, Blame::Server, &what, None));
    };
    let reply = reply_to(gate, call, name, &asked.args).await.unwrap_or_else(Reply::Word);
    let answer = soap::answer(version, wsdl::SERVICE, name, &reply.into_value());
    respond(StatusCode::OK, version.content_type(), answer)
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

/// An argument that is there and not empty.
fn given<'a>(args: &'a Args, name: &str) -> Option<&'a str> {
    args.get_nocase(name).map(str::trim).filter(|value| !value.is_empty())
}

/// Whether something that changes is to be tried only. Orders and cancellations are documented to have a
/// `test` and see to it themselves; it is a dry run of whatever else changes anything, too, so that nobody
/// changes what he meant to try.
fn is_tried(spec: &Spec, args: &Args) -> Result<bool, Word> {
    let only_looks = ["get", "search"].iter().any(|word| spec.name.starts_with(word));
    let has_its_own = spec.params.iter().any(|param| param.name == TEST);
    if only_looks || has_its_own {
        return Ok(false);
    }
    let Some(word) = given(args, TEST) else { return Ok(false) };
    yes_or_no(word).ok_or_else(|| words::of_stop(spec, &Stop::Fault(Fault::invalid(TEST, NEITHER))))
}

/// What became of a call of a function, in the envelope of that.
fn said(spec: &Spec, came: Result<Reply, Stop>) -> Reply {
    let reply = came.unwrap_or_else(|stop| Reply::Word(words::of_stop(spec, &stop)));
    if spec.section == LNP { reply.nested() } else { reply }
}

/// What a function answers, however it was called.
async fn reply_to(gate: &Gate, call: &Call, name: &str, args: &Args) -> Result<Reply, Word> {
    let (Some(username), Some(password)) =
        (given(args, "api_username"), args.get_nocase("api_password"))
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
        Some(Found::Works(entry)) if is_tried(entry.spec, args)? => {
            let tried = entry.answer(&gate.trying(), call, actor, args).await;
            Ok(said(entry.spec, tried.map(|_| reply::finished(true))))
        }
        Some(Found::Works(entry)) => {
            Ok(said(entry.spec, entry.answer(gate, call, actor, args).await))
        }
        Some(Found::NotSupported(name)) => {
            let why = format!("{name} is not supported yet");
            Err(Word::saying("method_maintenance", why))
        }
        None => Err(Word::of("invalid_method")),
    }
}
