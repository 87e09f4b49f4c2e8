//! Messages that callers left in mailboxes, as switches bring them: `POST /switch/voicemail`.
//!
//! The sound is the body of the request, as `audio/…`, or the field `file` of a form, in Base64; what is known of the call
//! stands in the address, or in the form. The same message may come as often as the switch likes, and is kept once.
//!
//! The answer says what the switch is to do: 200, it is kept, or was already; 400 or 422, never send this again; 503, send
//! it again.

use http::{Method, StatusCode};
use serde_json::json;
use tandem_domain::{Actor, AudioFormat, ObjectId, Refusal, VoiceMessage};
use tandem_engine::{Ask, AudioFile, VoiceMessagePut, call_name};
use tandem_gateway::{Answer, Call, Gate};
use tandem_wire::{Args, body, form};

use crate::admission::Peer;
use crate::ask::{caller, number};
use crate::report::fields::{Fields, Unread};
use crate::report::say;

/// Takes a message.
pub(crate) async fn take(gate: &Gate, ahead: i64, peer: Peer, call: &Call) -> Answer {
    if call.method != Method::POST {
        let error = json!({ "error": "messages are posted" });
        return say(StatusCode::METHOD_NOT_ALLOWED, &error);
    }
    let put = match read(gate, ahead, &peer, call) {
        Ok(put) => put,
        Err(why) => return refused(&peer, &why, StatusCode::BAD_REQUEST),
    };
    match gate.engine().execute(Ask::new(Actor::operator(), put)).await {
        Ok(kept) => say(StatusCode::OK, &json!({ "id": kept.id.to_string(), "kept": kept.num })),
        Err(Refusal::Unavailable) => {
            let error = json!({ "error": "the database does not answer; send it again" });
            say(StatusCode::SERVICE_UNAVAILABLE, &error)
        }
        Err(refusal) => {
            let why = match refusal {
                Refusal::KeyReused => "another message of this call is here already".to_owned(),
                other => other.to_string(),
            };
            refused(&peer, &why, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// A message that will never be taken. Somebody spoke it: the operator is told.
fn refused(peer: &Peer, why: &str, status: StatusCode) -> Answer {
    tracing::warn!(switch = peer.name(), why, "a switch brought a voice message that is not kept");
    say(status, &json!({ "error": why }))
}

fn read(gate: &Gate, ahead: i64, peer: &Peer, call: &Call) -> Result<VoiceMessagePut, String> {
    let query = call.query.as_deref().unwrap_or_default();
    let is_sound = call.content_type().is_some_and(|kind| kind.starts_with("audio/"));
    let args = if is_sound {
        form::parse_any_text(query.as_bytes())
    } else {
        body::read_args(call.content_type(), call.query.as_deref(), &call.body)
    };
    let args = args.map_err(|fault| fault.to_string())?;
    let file = match args.get("file") {
        Some(text) => AudioFile::read(text),
        None => AudioFile::of(&call.body),
    };
    let file = file.map_err(|refusal| refusal.to_string())?;
    let seconds = match args.get("seconds") {
        Some(text) => text.parse().map_err(|_| "seconds must be a whole number".to_owned())?,
        None => AudioFormat::wav_seconds(&call.body).unwrap_or(0),
    };
    let left =
        left(gate, ahead, peer, &args).map_err(|Unread { field, why }| format!("{field} {why}"))?;
    Ok(VoiceMessagePut { left, file, seconds })
}

fn left(gate: &Gate, ahead: i64, peer: &Peer, args: &Args) -> Result<VoiceMessage, Unread> {
    let said = args.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let said = serde_json::Value::Object(said);
    let fields =
        Fields::of(&said, ahead).ok_or(Unread { field: "message", why: "must be a form" })?;
    let to = fields.needed("to", &["to"])?;
    let mailbox = fields.needed("mailbox", &["mailbox"])?.parse();
    let switch = match peer {
        Peer::Named(name) => name.clone(),
        // Two switches without names may count their calls alike.
        Peer::Nearby(address) => {
            fields.text(&["switch"]).map_or_else(|| format!("switch@{address}"), Into::into)
        }
    };
    Ok(VoiceMessage {
        switch,
        call: call_name(&fields.needed("call", &["call"])?).into_owned(),
        did: number(gate.rules(), &to).ok_or(Unread { field: "to", why: "must be a number" })?,
        mailbox: ObjectId(
            mailbox.map_err(|_| Unread { field: "mailbox", why: "must be a whole number" })?,
        ),
        from: caller(&fields.words(&["from"])).to_owned(),
        name: fields.words(&["name"]),
        at: fields.instant("at", &["at"])?.unwrap_or(gate.now()),
    })
}
