//! Any bytes as a request of DialogTech, and what its answers must be like.

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use tandem_gateway::{Answer, Spec};
use tandem_wire::xml;

use super::{Chance, arguments, escaped, parts, post};

const PATH: &str = "/ibp_api.php";
/// What stands between an answer's declaration and its root: the provider's DTD.
const DTD_ENDS: &str = "]>";
/// The statuses of what is answered with a sound; of everything else it is 200.
const STATUSES: [u16; 6] = [200, 400, 401, 404, 429, 503];

/// A call of one of the actions, in the query, as a form, or as a form of parts.
pub fn request(actions: &[Spec], chance: &mut Chance<'_>) -> Option<Request<Bytes>> {
    let place = usize::from(chance.next()) * actions.len() / 256;
    let spec = actions.get(place)?;
    let mut args = arguments(spec, chance);
    // Whoever guesses at a name that there is locks it out; nobody has this one.
    let who = if chance.next().is_multiple_of(16) { "nobody" } else { "foo" };
    for (name, value) in [("action", spec.name), ("access_key", who), ("secret_access_key", "bar")]
    {
        args.push((name.to_owned(), value.to_owned()));
    }
    match chance.next() % 3 {
        0 => Request::get(format!("{PATH}?&{}", escaped(&args))).body(Bytes::new()).ok(),
        1 => post(PATH, "application/x-www-form-urlencoded", escaped(&args)),
        _ => post(PATH, "multipart/form-data; boundary=x", parts(&args, chance)),
    }
}

/// What is wrong with an answer, if anything is: it says whether the call succeeded, or is a list or a sound.
pub fn fault(answer: &Answer) -> Option<String> {
    let (status, body) = (answer.status().as_u16(), answer.body());
    if !STATUSES.contains(&status) {
        return Some(format!("status {status}"));
    }
    let kind = answer.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes)?;
    if !kind.starts_with(b"text/") {
        return (!kind.starts_with(b"audio/") || status != 200).then(|| "no sound".to_owned());
    }
    if !kind.starts_with(b"text/xml") {
        return body.is_empty().then(|| "an empty answer".to_owned());
    }
    let text = String::from_utf8_lossy(body);
    let plain = text.split_once(DTD_ENDS).map_or(&*text, |(_, plain)| plain);
    let root = match xml::read(plain.trim_start().as_bytes()) {
        Ok(root) => root,
        Err(why) => return Some(format!("no document: {why}: {text}")),
    };
    let is_sound = match root.local_name() {
        "data" => status == 200,
        "response" => {
            let result = root.child("result").map(|result| result.text_trimmed().to_owned());
            let failed = result.as_deref() == Some("failed");
            root.child("result_description").is_some() && (failed || status == 200)
        }
        _ => false,
    };
    (!is_sound).then(|| format!("it does not say how it ended: {text}"))
}

/// Whether an answer says that nothing was done.
pub fn is_refusal(answer: &Answer) -> bool {
    String::from_utf8_lossy(answer.body()).contains("<result>failed</result>")
}
