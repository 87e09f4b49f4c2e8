//! The three readers.

use bytes::Bytes;
use ezk_sip_types::header::typed::{CSeq, CallID, FromTo, Via};
use ezk_sip_types::msg::{Line, MessageLine, PullParser};
use ezk_sip_types::parse::Parse;
use ezk_sip_types::print::AppendCtx;
use ezk_sip_types::{Headers, Name};
use rsipstack::sip::prelude::*;
use tandem_wire::sip::Incoming;

/// What routing and answering a request take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    pub method: String,
    pub user: String,
    pub host: String,
    pub call_id: String,
    pub number: u32,
    pub branch: String,
}

/// As we read it.
pub fn ours(message: &[u8]) -> Result<Core, String> {
    let request = match Incoming::read(message) {
        Ok(Incoming::Request(request)) => request,
        Ok(_) => return Err("no request".to_owned()),
        Err(fault) => return Err(fault.to_string()),
    };
    let head = request.check().map_err(|flaw| flaw.fault.to_string())?;
    Ok(Core {
        method: request.method.to_owned(),
        user: head.uri.user().map(|user| user.into_owned()).unwrap_or_default(),
        host: head.uri.host.to_lowercase(),
        call_id: head.call_id.to_owned(),
        number: head.cseq.number,
        branch: head.via.branch().unwrap_or_default().to_owned(),
    })
}

/// As ezk-sip-types reads it.
pub fn ezk(message: &[u8]) -> Option<Core> {
    let source = Bytes::copy_from_slice(message);
    let mut lines = PullParser::new(&source, 0);
    let first = std::str::from_utf8(lines.next()?.ok()?).ok()?;
    let (rest, first) = MessageLine::parse(&source)(first).ok()?;
    let MessageLine::Request(first) = first else { return None };
    if !rest.trim().is_empty() {
        return None;
    }
    let mut headers = Headers::new();
    for line in lines {
        let line = std::str::from_utf8(line.ok()?).ok()?;
        let (_, Line { name, value }) = Line::parse(&source, line).ok()?;
        headers.insert(name, value);
    }
    let via: Vec<Via> = headers.get_named().ok()?;
    let cseq: CSeq = headers.get_named().ok()?;
    let call_id: CallID = headers.get_named().ok()?;
    let _: FromTo = headers.get(Name::FROM).ok()?;
    let _: FromTo = headers.get(Name::TO).ok()?;
    // The type of the user's part has no public name; what it prints is what was read.
    let uri = first.uri.default_print_ctx().to_string();
    let user = uri.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    let user = user.map(|(_, user)| user.split(':').next().unwrap_or_default().to_owned());
    let user = user.unwrap_or_default();
    let branch = via.first()?.params.get_val("branch").map(ToString::to_string);
    Some(Core {
        method: first.method.to_string(),
        user: unescaped(&user)?,
        host: first.uri.host_port.host.to_string().to_lowercase(),
        call_id: call_id.0.to_string(),
        number: cseq.cseq,
        branch: branch.unwrap_or_default(),
    })
}

/// As rsipstack reads it.
pub fn rsipstack(message: &[u8]) -> Option<Core> {
    let request = rsipstack::sip::Request::try_from(message).ok()?;
    let via = request.via_header().ok()?.typed().ok()?;
    let cseq = request.cseq_header().ok()?.typed().ok()?;
    request.from_header().ok()?.typed().ok()?;
    request.to_header().ok()?.typed().ok()?;
    let uri = &request.uri;
    let user = uri.auth.as_ref().map(|auth| auth.user.clone()).unwrap_or_default();
    Some(Core {
        method: request.method.to_string(),
        user: unescaped(&user)?,
        host: uri.host_with_port.host.to_string().to_lowercase(),
        call_id: request.call_id_header().ok()?.value().trim().to_owned(),
        number: cseq.seq,
        branch: via.branch().map(|branch| branch.value().to_owned()).unwrap_or_default(),
    })
}

/// A user with its escapes undone, as far as it is text then.
fn unescaped(user: &str) -> Option<String> {
    String::from_utf8(tandem_wire::percent::decode(user.as_bytes()).into_owned()).ok()
}
