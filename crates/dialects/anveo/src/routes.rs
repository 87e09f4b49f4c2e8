//! How an HTTP call becomes an action, and what answers it.

use http::StatusCode;
use tandem_gateway::{Answer, AuthFault, Call, Found, Gate, respond, secret};
use tandem_wire::Args;

use crate::envelope::{self, Envelope};
use crate::operations::{ACTIONS, TEXT_ACTIONS};
use crate::{Anveo, Area, SCHEME, area, reply, words};

/// The text gateway, which understands the XML interface too.
pub(crate) const V1: &str = "/api/v1.asp";
/// The query form.
pub(crate) const V2: &str = "/api/v2.asp";
/// The XML form, signed.
pub(crate) const V3: &str = "/api/v3.asp";
/// An older address of the XML form.
pub(crate) const APICALL: &str = "/apicall.asp";

/// Answers a call. HTTP 200 always: clients drop the body of anything else.
pub(crate) async fn serve(anveo: &Anveo, gate: &Gate, call: Call) -> Answer {
    if envelope::is_document(&call.body) {
        return match Envelope::of_document(&call.body) {
            Ok(envelope) => xml(act(anveo, gate, &call, envelope).await),
            Err(why) => xml(Err(words::malformed(&why))),
        };
    }
    let args = match envelope::form(&call) {
        Ok(args) => args,
        Err(fault) => return xml(Err(words::malformed(&fault.to_string()))),
    };
    // A USERKEY is a word of the XML interface; the text gateway says apikey.
    if call.path == V1 && args.get_nocase("userkey").is_none() {
        return text(gate, &call, &args).await;
    }
    xml(act(anveo, gate, &call, Envelope::of_form(&args)).await)
}

/// Carries an action out; an error is a text for the caller.
async fn act(
    anveo: &Anveo,
    gate: &Gate,
    call: &Call,
    envelope: Envelope,
) -> Result<String, String> {
    let Envelope { user_key, action, mut params } = envelope;
    let (actor, credential) = gate
        .by_key(SCHEME, &user_key, call.address)
        .await
        .map_err(|fault| words::auth(fault).to_owned())?;
    let required = anveo.signature_required && call.path == V3;
    let expected = credential.terms.signature.as_deref();
    if !is_signed(params.get_nocase("SIGNATURE"), expected, required) {
        return Err(words::SIGNATURE.to_owned());
    }
    let entry = match ACTIONS.find(&action) {
        Some(Found::Works(entry)) => entry,
        Some(Found::NotSupported(name)) => return Err(words::unsupported(name)),
        None => return Err(words::UNKNOWN_ACTION.to_owned()),
    };
    anveo.translate_area(&mut params);
    entry.answer(gate, call, actor, &params).await.map_err(|stop| words::stop(&stop))
}

/// Whether the signature is the account's, or is not there and need not be. One that cannot be
/// checked, because the account has none, is wrong.
fn is_signed(given: Option<&str>, expected: Option<&str>, required: bool) -> bool {
    match given.map(str::trim).filter(|given| !given.is_empty()) {
        None => !required,
        Some(given) => expected.is_some_and(|expected| {
            let lower = |signature: &str| signature.to_ascii_lowercase();
            secret::same(lower(given).as_bytes(), lower(expected).as_bytes())
        }),
    }
}

impl Anveo {
    /// Puts our own AREA_ID in the place of another name of the same area.
    fn translate_area(&self, params: &mut Args) {
        let named = params.get_nocase("AREA_ID").map(area::without_dots);
        let area: Option<&Area> = named.and_then(|id| self.areas.get(id));
        if let Some(id) = area.map(Area::to_string) {
            // In its place, not beside it: nothing may be given twice.
            let mut plain = Args::default();
            plain.push("AREA_ID", id);
            params.merge(plain);
        }
    }
}

/// The text gateway: `result=error^error=…`.
async fn text(gate: &Gate, call: &Call, args: &Args) -> Answer {
    let key = args.get_nocase("apikey").unwrap_or_default().trim();
    let action = args.get_nocase("action").unwrap_or_default().trim();
    let end = match gate.by_key(SCHEME, key, call.address).await {
        Err(AuthFault::Unknown) => Err(words::TEXT_KEY.to_owned()),
        Err(fault) => Err(words::auth(fault).to_owned()),
        Ok((actor, _)) => match TEXT_ACTIONS.find(action) {
            Some(Found::Works(entry)) => {
                entry.answer(gate, call, actor, args).await.map_err(|stop| words::stop(&stop))
            }
            Some(Found::NotSupported(name)) => Err(words::unsupported(name)),
            None => Err(words::UNKNOWN_ACTION.to_owned()),
        },
    };
    let line = end.unwrap_or_else(|error| format!("result=error^error={error}"));
    respond(StatusCode::OK, "text/html; charset=utf-8", line)
}

fn xml(end: Result<String, String>) -> Answer {
    let body = end.unwrap_or_else(|error| reply::failed(&error));
    respond(StatusCode::OK, "text/xml; charset=utf-8", body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_numbering::Npa;

    #[test]
    fn signatures() {
        for (given, expected, required, good) in [
            (None, None, false, true),
            (None, Some("ab12"), false, true),
            (None, Some("ab12"), true, false),
            (Some(" "), Some("ab12"), true, false),
            (Some("AB12"), Some("ab12"), true, true),
            (Some("ab12"), Some("ab12"), false, true),
            (Some("ab13"), Some("ab12"), false, false),
            (Some("ab12"), None, false, false),
        ] {
            assert_eq!(is_signed(given, expected, required), good, "{given:?} {expected:?}");
        }
    }

    #[test]
    fn an_area_goes_by_its_other_name_with_dots_and_without() {
        let npa = Npa::new(212).expect("an area code");
        let area = Area::geographic("US", "NY", npa).expect("an area");
        let anveo = Anveo::new(vec![("123.123.".to_owned(), area)], false);
        for id in ["123.123", "123.123.", " 123.123.. "] {
            let mut params: Args = [("area_id", id)].into_iter().collect();
            anveo.translate_area(&mut params);
            assert_eq!(params.get_nocase("AREA_ID"), Some("1.2119.1425.212.0.0.0.0.0"), "{id}");
        }
        let mut params: Args = [("AREA_ID", "123")].into_iter().collect();
        anveo.translate_area(&mut params);
        assert_eq!(params.get_nocase("AREA_ID"), Some("123"));
    }
}
