//! How an HTTP call becomes an action, and what answers it.

use std::sync::Arc;

use http::StatusCode;
use tandem_domain::{Actor, Refusal};
use tandem_gateway::{Answer, AuthFault, Call, Entry, Found, Gate, Stop, respond};
use tandem_mirror::Credential;
use tandem_wire::{Args, body};

use crate::operations::{ACTIONS, CLICKS, SOUNDS, Sounded};
use crate::words::{self, KeyForm};
use crate::{API_KEY_SCHEME, SCHEME, reply};

/// Where all actions are.
pub(crate) const API: &str = "/ibp_api.php";
/// The older interface that makes calls.
pub(crate) const CLICK: &str = "/click_to_xyz.php";
/// The action of those who have no key yet.
pub(crate) const LOGIN: &str = "general.login";
/// What joins a name and its secret to a single key.
const JOINT: char = ':';
const XML: &str = "text/xml; charset=UTF-8";
const TEXT: &str = "text/plain; charset=UTF-8";

/// Answers a call. HTTP 200 always, but where a sound is asked for.
pub(crate) async fn serve(gate: &Gate, call: Call) -> Answer {
    let read = body::read_args(call.content_type(), call.query.as_deref(), &call.body);
    if call.path == CLICK {
        let end = match read {
            Ok(args) => click(gate, &call, &args).await,
            Err(fault) => Err(format!("Invalid request: {fault}")),
        };
        return respond(StatusCode::OK, TEXT, end.unwrap_or_else(|why| why));
    }
    if let Ok(args) = &read
        && let Some(Found::Works(entry)) = SOUNDS.find(text(args, "action").unwrap_or_default())
    {
        return sound(gate, &call, args, entry).await;
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
    let kind = if body.starts_with('<') { XML } else { lines };
    respond(StatusCode::OK, kind, body)
}

/// Carries an action out; an error is a text for the caller. The action is looked at before the
/// keys, because some of the provider's actions are called without any.
async fn act(gate: &Gate, call: &Call, args: &Args) -> Result<String, String> {
    let entry = match ACTIONS.find(text(args, "action").unwrap_or_default()) {
        Some(Found::Works(entry)) => entry,
        Some(Found::NotSupported(name)) => {
            return Err(words::unsupported(name, ACTIONS.lacks(name).unwrap_or_default()));
        }
        None => return Err(words::UNKNOWN_ACTION.to_owned()),
    };
    let actor = if entry.spec.name == LOGIN {
        match log_in(gate, call, args).await {
            Ok(actor) => actor,
            Err(why) => return Ok(why),
        }
    } else {
        recognise(gate, call, args).await.map_err(|stranger| stranger.why)?
    };
    entry.answer(gate, call, actor, args).await.map_err(|stop| words::stop(&stop))
}

/// Answers a call of the older interface, in plain text. Its `key` is a single key.
async fn click(gate: &Gate, call: &Call, args: &Args) -> Result<String, String> {
    if text(args, "app").is_none() {
        return Err(words::CLICK_NO_APP.to_owned());
    }
    let key = text(args, "key").ok_or_else(|| words::CLICK_NO_KEY.to_owned())?;
    let admitted = by_single(gate, call, key).await;
    let (actor, _) =
        admitted.map_err(|fault| words::auth(fault, KeyForm::Single).replace("api_key", "key"))?;
    match CLICKS.find(CLICK) {
        Some(Found::Works(entry)) => {
            entry.answer(gate, call, actor, args).await.map_err(|stop| words::stop(&stop))
        }
        Some(Found::NotSupported(_)) | None => Err(words::UNKNOWN_ACTION.to_owned()),
    }
}

/// Whoever has a single key: one that was issued, or a pair that was joined.
async fn by_single(
    gate: &Gate,
    call: &Call,
    key: &str,
) -> Result<(Actor, Arc<Credential>), AuthFault> {
    match key.split_once(JOINT) {
        Some((name, secret)) => gate.by_password(SCHEME, name, secret, call.address).await,
        None => gate.by_key(API_KEY_SCHEME, key, call.address).await,
    }
}

/// Answers a call for a sound. Here alone the provider speaks in HTTP statuses.
async fn sound(gate: &Gate, call: &Call, args: &Args, entry: &Entry<Sounded>) -> Answer {
    let failed = |status, why: &str| respond(status, XML, reply::failed(why));
    let actor = match recognise(gate, call, args).await {
        Ok(actor) => actor,
        Err(stranger) => return failed(stranger.status, &stranger.why),
    };
    let said = entry.answer(gate, call, actor, args).await;
    match said.and_then(|sound| Ok(sound?)) {
        Ok(sound) => respond(StatusCode::OK, sound.media_type, sound.bytes),
        Err(Stop::Refusal(Refusal::ObjectUnknown { .. } | Refusal::MessageUnknown)) => {
            failed(StatusCode::NOT_FOUND, words::NO_SOUND)
        }
        Err(stop) => failed(StatusCode::BAD_REQUEST, &words::stop(&stop)),
    }
}

/// Somebody who was not let in.
struct Stranger {
    status: StatusCode,
    why: String,
}

impl Stranger {
    const fn saying(status: StatusCode, why: String) -> Self {
        Self { status, why }
    }

    fn of(fault: AuthFault, form: KeyForm) -> Self {
        let status = match fault {
            AuthFault::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            AuthFault::TooOften | AuthFault::Guessing => StatusCode::TOO_MANY_REQUESTS,
            AuthFault::Unknown | AuthFault::Address | AuthFault::Expired => {
                StatusCode::UNAUTHORIZED
            }
        };
        Self::saying(status, words::auth(fault, form).to_owned())
    }
}

/// Whoever logs in; or what is said to whoever may not, in the place of a key.
async fn log_in(gate: &Gate, call: &Call, args: &Args) -> Result<Actor, String> {
    let missing = |name| Err(reply::failed(&words::missing(name)));
    let Some(name) = text(args, "username") else { return missing("username") };
    let Some(secret) = text(args, "password") else { return missing("password") };
    let admitted = gate.by_password(SCHEME, name, secret, call.address).await;
    let invalid = |fault| match fault {
        AuthFault::Unknown => reply::login(words::NO_ACCOUNT),
        other => reply::failed(words::auth(other, KeyForm::Pair)),
    };
    admitted.map(|(actor, _)| actor).map_err(invalid)
}

/// The caller, by a pair of keys or, if there is no part of a pair, by a single key: one that was issued, or
/// the pair itself as `general.login` joins it.
async fn recognise(gate: &Gate, call: &Call, args: &Args) -> Result<Actor, Stranger> {
    let missing = |name| Stranger::saying(StatusCode::UNAUTHORIZED, words::missing(name));
    let pair = (text(args, "access_key"), text(args, "secret_access_key"));
    let (admitted, form) = match (pair, text(args, "api_key")) {
        ((Some(name), Some(secret)), _) => {
            (gate.by_password(SCHEME, name, secret, call.address).await, KeyForm::Pair)
        }
        ((None, None), Some(key)) => (by_single(gate, call, key).await, KeyForm::Single),
        ((None, _), _) => return Err(missing("access_key")),
        ((Some(_), None), _) => return Err(missing("secret_access_key")),
    };
    admitted.map(|(actor, _)| actor).map_err(|fault| Stranger::of(fault, form))
}

/// An argument, unless it is empty.
fn text<'a>(args: &'a Args, name: &str) -> Option<&'a str> {
    args.get_nocase(name).map(str::trim).filter(|value| !value.is_empty())
}
