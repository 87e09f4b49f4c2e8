//! How an HTTP call becomes an operation, and what answers it.

use http::StatusCode;
use serde_json::Value;
use tandem_gateway::{Answer, Call, Gate, respond};

use crate::operations::{Does, ENTRIES, Entry};
use crate::sandbox::Sandbox;
use crate::words::Problem;
use crate::{SCHEME, reply, request};

/// Where everything is.
pub(crate) const ROOT: &str = "/v1/";

/// Answers a call.
pub(crate) async fn serve(sandbox: Option<&dyn Sandbox>, gate: &Gate, call: Call) -> Answer {
    match act(sandbox, gate, &call).await {
        Ok(value) => respond(StatusCode::OK, "application/json", value.to_string()),
        Err(problem) => respond(problem.status, "application/problem+json", problem.body_text()),
    }
}

async fn act(sandbox: Option<&dyn Sandbox>, gate: &Gate, call: &Call) -> Result<Value, Problem> {
    let sandbox = sandbox.ok_or_else(Problem::nowhere)?;
    let entry = find(call)?;
    let key = bearer(call).ok_or_else(Problem::no_key)?;
    gate.by_key(SCHEME, key, call.address).await.map_err(Problem::auth)?;
    match entry.does {
        Does::ShowClock => Ok(reply::clock(sandbox.now())),
        Does::MoveClock => {
            let members = request::members(entry, &call.body)?;
            let until = request::until(&members, sandbox.now())?;
            let passed = sandbox.pass(until).await;
            passed
                .map(|passed| reply::passed(&passed))
                .map_err(|refusal| Problem::refusal(&refusal))
        }
        Does::ListFaults => Ok(reply::faults(&sandbox.faults(), &sandbox.kinds())),
        Does::SetFault => {
            let members = request::members(entry, &call.body)?;
            match request::fault(&members, &sandbox.kinds(), sandbox.now())? {
                request::Wanted::Set(spell) => sandbox.set_fault(&spell),
                request::Wanted::Clear(kind) => sandbox.clear_fault(kind.as_deref()),
            }
            Ok(reply::faults(&sandbox.faults(), &sandbox.kinds()))
        }
    }
}

fn find(call: &Call) -> Result<&'static Entry, Problem> {
    let path = call.path.strip_suffix('/').unwrap_or(&call.path);
    let mut here = ENTRIES.iter().filter(|entry| entry.path == path).peekable();
    if here.peek().is_none() {
        return Err(Problem::nowhere());
    }
    here.find(|entry| entry.method == call.method).ok_or_else(Problem::method)
}

/// The key of `Authorization: Bearer KEY` (RFC 6750).
fn bearer(call: &Call) -> Option<&str> {
    let (scheme, key) = call.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim()).filter(|key| !key.is_empty())
}
