//! Arguments, whichever way a request carries them.

use crate::multipart::Multipart;
use crate::{Args, WireFault, form, json, multipart, without_mark};

/// The arguments of query string and body together; the body wins. As [`read`], without the files.
pub fn read_args(
    content_type: Option<&str>,
    query: Option<&str>,
    body: &[u8],
) -> Result<Args, WireFault> {
    read(content_type, query, body).map(|form| form.args)
}

/// The arguments of query string and body together, and the files of the body.
///
/// The body is read as its content type says: `multipart/form-data`, `application/json` or
/// `application/x-www-form-urlencoded`. An empty body says nothing, whatever its content type. A
/// body of another type, or of none, is read as a form if it looks like one, that is if it holds a
/// `=` and does not begin with `<`; otherwise it carries no arguments. Where both have an argument
/// of one name, the body's replaces the query's, as [`Args::merge`] describes.
pub fn read(
    content_type: Option<&str>,
    query: Option<&str>,
    body: &[u8],
) -> Result<Multipart, WireFault> {
    let mut args = form::parse(query.unwrap_or_default().as_bytes())?;
    let form = read_body(content_type.unwrap_or_default(), body)?;
    args.merge(form.args);
    Ok(Multipart { args, files: form.files })
}

fn read_body(content_type: &str, body: &[u8]) -> Result<Multipart, WireFault> {
    if body.is_empty() {
        return Ok(Multipart::default());
    }
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let args = match media_type.to_ascii_lowercase().as_str() {
        "multipart/form-data" => return multipart::parse(content_type, body),
        "application/json" => json::args(body)?,
        "application/x-www-form-urlencoded" => form::parse(body)?,
        _ if looks_like_form(body) => form::parse(body)?,
        _ => Args::default(),
    };
    Ok(Multipart { args, files: Vec::new() })
}

fn looks_like_form(body: &[u8]) -> bool {
    let text = without_mark(body).trim_ascii_start();
    !text.starts_with(b"<") && memchr::memchr(b'=', text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(pairs: &[(&str, &str)]) -> Args {
        pairs.iter().copied().collect()
    }

    #[test]
    fn each_content_type_is_read_as_itself() {
        let multipart = "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--";
        for (content_type, body) in [
            (Some("application/x-www-form-urlencoded"), "a=1"),
            (Some("APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8"), "a=1"),
            (Some("application/json;charset=utf-8"), r#"{"a":1}"#),
            (Some("multipart/form-data; boundary=X"), multipart),
            (None, "a=1"),
            (Some("text/plain"), "&a=1"),
            (Some("application/xml"), "a=1"),
        ] {
            let read = read_args(content_type, None, body.as_bytes());
            assert_eq!(read, Ok(args(&[("a", "1")])), "{content_type:?}");
        }
    }

    #[test]
    fn bodies_that_are_no_arguments_say_nothing() {
        for (content_type, body) in [
            (Some("application/xml"), ""),
            (Some("multipart/form-data"), ""),
            (Some("application/json"), ""),
            (Some("application/xml"), "<?xml version=\"1.0\"?><a/>"),
            (None, "\u{FEFF} <a b=\"1\"/>"),
            (None, "hello"),
        ] {
            let read = read_args(content_type, Some("q=1"), body.as_bytes());
            assert_eq!(read, Ok(args(&[("q", "1")])), "{content_type:?} {body}");
        }
    }

    #[test]
    fn the_body_wins() {
        let read = read_args(None, Some("content_type=json&method=a"), b"method=b&did=1");
        assert_eq!(read, Ok(args(&[("content_type", "json"), ("method", "b"), ("did", "1")])));
    }

    #[test]
    fn a_fault_in_either_is_a_fault() {
        assert!(read_args(None, Some("a=%FF"), b"").is_err());
        assert!(read_args(Some("application/json"), None, b"[]").is_err());
        assert!(read_args(Some("multipart/form-data"), None, b"a=1").is_err());
    }
}
