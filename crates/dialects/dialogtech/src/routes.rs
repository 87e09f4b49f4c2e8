//! How an HTTP call becomes an action, and what answers it.

use http::StatusCode;
use tandem_domain::Actor;
use tandem_gateway::{Answer, Call, Found, Gate, respond};
use tandem_wire::{Args, body};

use crate::operations::ACTIONS;
use crate::words::{self, KeyForm};
use crate::{API_KEY_SCHEME, SCHEME, reply};

/// Where all actions are.
pub(crate) const API: &str = "/ibp_api.php";
/// The older interface that makes calls.
pub(crate) const CLICK: &str = "/click_to_xyz.php";
const TEXT: &str = "text/plain; charset=UTF-8";

/// Answers a call. HTTP 200 always.
pub(crate) async fn serve(gate: &Gate, call: Call) -> Answer {
    let read = body::read_args(call.content_type(), call.query.as_deref(), &call.body);
    if call.path == CLICK {
        let named = read.is_ok_and(|args| text(&args, "app").is_some());
        let answer = if named { words::CLICK } else { words::CLICK_NO_APP };
        return respond(StatusCode::OK, TEXT, answer);
    }
    let is_text = |args: &Args| {
        text(args, "format").is_some_and(|format| format.eq_ignore_ascii_case("text"))
    };
    let lines = if read.as_ref().is_ok_and(is_text) { TEXT } else { "text/csv; charset=UTF-8" };
    let end = match read {
        Ok(args) => act(gate, &call, &args).await,
        Err(fault) => Err(format!("Invalid request: {fault}")),
    };
    let body = end.unwrap_or_else(|why| reply::failed(&why));
    // Lists may be asked for as lines; everything else begins with a declaration or a tag.
    let kind = if body.starts_with('<') { "text/xml; charset=UTF-8" } else { lines };
    respond(StatusCode::OK, kind, body)
}

/// Carries an action out; an error is a text for the caller. The action is looked at before the
/// keys, because some of the provider's actions are called without any.
async fn act(gate: &Gate, call: &Call, args: &Args) -> Result<String, String> {
    let entry = match ACTIONS.find(text(args, "action").unwrap_or_default()) {
        Some(Found::Works(entry)) => entry,
        Some(Found::NotSupported(name)) => return Err(words::unsupported(name)),
        None => return Err(words::UNKNOWN_ACTION.to_owned()),
    };
    let actor = recognise(gate, call, args).await?;
    entry.answer(gate, call, actor, args).await.map_err(|stop| words::stop(&stop))
}

/// The caller, by a pair of keys or, if there is no part of a pair, by a single key.
async fn recognise(gate: &Gate, call: &Call, args: &Args) -> Result<Actor, String> {
    let pair = (text(args, "access_key"), text(args, "secret_access_key"));
    let (admitted, form) = match (pair, text(args, "api_key")) {
        ((Some(name), Some(secret)), _) => {
            (gate.by_password(SCHEME, name, secret, call.address).await, KeyForm::Pair)
        }
        ((None, None), Some(key)) => {
            (gate.by_key(API_KEY_SCHEME, key, call.address).await, KeyForm::Single)
        }
        ((None, _), _) => return Err(words::missing("access_key")),
        ((Some(_), None), _) => return Err(words::missing("secret_access_key")),
    };
    admitted.map(|(actor, _)| actor).map_err(|fault| words::auth(fault, form).to_owned())
}

/// An argument, unless it is empty.
fn text<'a>(args: &'a Args, name: &str) -> Option<&'a str> {
    args.get_nocase(name).map(str::trim).filter(|value| !value.is_empty())
}
