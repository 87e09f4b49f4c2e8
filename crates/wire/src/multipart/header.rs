//! The headers of a multipart body and of its parts (RFC 2045 §5.1, RFC 2183, RFC 7578 §4).

use super::{BOUNDARY_BYTES_MAX, FilePart, HEADER_BYTES_MAX};
use crate::{NAME_BYTES_MAX, Problem, WireFault, bounded, percent};

/// The most parameters of one header.
const PARAMETERS_COUNT_MAX: usize = 16;

/// What the headers of one part say.
#[derive(Debug)]
pub(super) struct PartHeaders {
    /// The name of the form's field.
    pub name: String,
    /// The name of the file, for a part that is one.
    pub filename: Option<String>,
    /// The content type, if there is one.
    pub content_type: Option<String>,
}

impl PartHeaders {
    /// Reads the lines of a header block, of which there must be a `Content-Disposition`.
    pub fn read(block: &[u8]) -> Result<Self, WireFault> {
        let block = str::from_utf8(block).map_err(|_| WireFault::whole(Problem::NotUtf8))?;
        let mut disposition = None;
        let mut content_type = None;
        for line in block.split("\r\n") {
            let (name, value) = read_line(line)?;
            if name.eq_ignore_ascii_case("content-disposition") {
                if disposition.replace(Header::read(value)?).is_some() {
                    return Err(WireFault::malformed("a part has two Content-Disposition headers"));
                }
            } else if name.eq_ignore_ascii_case("content-type") {
                content_type = Some(value.to_owned());
            } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
                check_transfer_encoding(value)?;
            }
        }
        let disposition = disposition
            .filter(|header| header.value.eq_ignore_ascii_case("form-data"))
            .ok_or_else(|| {
                WireFault::malformed("every part needs a header Content-Disposition: form-data")
            })?;
        let name =
            disposition.parameter("name").filter(|name| !name.is_empty()).ok_or_else(|| {
                WireFault::malformed("a part needs a name in its Content-Disposition header")
            })?;
        label(name, name)?;
        let filename = match (disposition.parameter("filename"), disposition.parameter("filename*"))
        {
            (Some(plain), _) => Some(plain.to_owned()),
            (None, Some(extended)) => Some(read_extended(name, extended)?),
            (None, None) => None,
        };
        for text in filename.iter().chain(&content_type) {
            label(name, text)?;
        }
        Ok(Self { name: name.to_owned(), filename, content_type })
    }
}

/// Writes the header block of a part, each line with its end.
pub(super) fn print(name: &str, file: Option<&FilePart>) -> Result<String, WireFault> {
    let mut out = format!("Content-Disposition: form-data; name={}", quoted(name, name)?);
    if let Some(file) = file {
        out.push_str("; filename=");
        out.push_str(&quoted(name, &file.filename)?);
        if let Some(content_type) = &file.content_type {
            out.push_str("\r\nContent-Type: ");
            out.push_str(label(name, content_type)?);
        }
    }
    out.push_str("\r\n");
    Ok(out)
}

/// The boundary that a `Content-Type: multipart/form-data` header announces.
pub(super) fn boundary(content_type: &str) -> Result<String, WireFault> {
    bounded(content_type.as_bytes(), HEADER_BYTES_MAX)?;
    let header = Header::read(content_type)?;
    if !header.value.eq_ignore_ascii_case("multipart/form-data") {
        return Err(WireFault::malformed("expected a Content-Type of multipart/form-data"));
    }
    header
        .parameter("boundary")
        .filter(|boundary| is_boundary(boundary))
        .map(str::to_owned)
        .ok_or_else(bad_boundary)
}

/// Whether RFC 2046 §5.1.1 allows this boundary.
pub(super) fn is_boundary(text: &str) -> bool {
    (1..=BOUNDARY_BYTES_MAX).contains(&text.len())
        && !text.ends_with(' ')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte))
}

pub(super) fn bad_boundary() -> WireFault {
    WireFault::malformed(format!(
        "a multipart Content-Type needs a boundary of 1 to {BOUNDARY_BYTES_MAX} characters out of \
         letters, digits and '()+_,-./:=? with no space at its end"
    ))
}

/// A header's value with its parameters: `form-data; name="a"; filename="b.pdf"`.
struct Header<'a> {
    value: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl<'a> Header<'a> {
    fn read(text: &'a str) -> Result<Self, WireFault> {
        let (value, mut rest) = text.split_once(';').unwrap_or((text, ""));
        let mut header = Self { value: value.trim(), parameters: Vec::new() };
        while !rest.trim().is_empty() {
            let (name, after) = rest.split_once('=').ok_or_else(bad_parameter)?;
            let (name, after) = (name.trim(), after.trim_start());
            if header.parameter(name).is_some() || header.parameters.len() == PARAMETERS_COUNT_MAX {
                return Err(bad_parameter());
            }
            let (value, after) = match after.strip_prefix('"') {
                Some(open) => read_quoted(open)?,
                None => {
                    let (token, after) = after.split_once(';').unwrap_or((after, ""));
                    (token.trim_end().to_owned(), after)
                }
            };
            header.parameters.push((name, value));
            rest = after;
        }
        Ok(header)
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn bad_parameter() -> WireFault {
    WireFault::malformed(format!(
        "header parameters must read name=\"value\", separated by semicolons, each name once, at \
         most {PARAMETERS_COUNT_MAX}"
    ))
}

/// The text up to the closing quote, and what follows the semicolon after it.
///
/// A backslash escapes a quote or a backslash and otherwise stands for itself, because browsers
/// have sent bare Windows paths.
fn read_quoted(text: &str) -> Result<(String, &str), WireFault> {
    let mut value = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next().ok_or_else(bad_parameter)? {
            '"' => break,
            '\\' if characters.as_str().starts_with(['"', '\\']) => value.extend(characters.next()),
            character => value.push(character),
        }
    }
    match characters.as_str().trim_start() {
        "" => Ok((value, "")),
        rest => Ok((value, rest.strip_prefix(';').ok_or_else(bad_parameter)?)),
    }
}

/// `text` as [`read_quoted`] reads it; `field` is to blame if it cannot be written.
fn quoted(field: &str, text: &str) -> Result<String, WireFault> {
    let escaped = label(field, text)?.replace('\\', "\\\\").replace('"', "\\\"");
    Ok(format!("\"{escaped}\""))
}

/// `text`, which must be short enough for a name and fit on a line. The same rule holds for reading
/// and for writing.
fn label<'a>(field: &str, text: &'a str) -> Result<&'a str, WireFault> {
    if text.len() > NAME_BYTES_MAX {
        return Err(WireFault::field(field, Problem::TooLarge { limit: NAME_BYTES_MAX }));
    }
    if text.chars().any(is_control) {
        let what = "a control character in a name".into();
        return Err(WireFault::field(field, Problem::Forbidden { what }));
    }
    Ok(text)
}

/// Control characters have no place in a header, but for the tab.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Name and value of one header line.
fn read_line(line: &str) -> Result<(&str, &str), WireFault> {
    let (name, value) = line
        .split_once(':')
        .filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()))
        .ok_or_else(|| WireFault::malformed("a part's header lines must read Name: value"))?;
    if value.contains(is_control) {
        return Err(WireFault::forbidden("a control character in a part's header"));
    }
    Ok((name, value.trim()))
}

/// RFC 7578 §4.7: form data travels as it is.
fn check_transfer_encoding(value: &str) -> Result<(), WireFault> {
    if ["7bit", "8bit", "binary"].iter().any(|plain| value.eq_ignore_ascii_case(plain)) {
        return Ok(());
    }
    Err(WireFault::forbidden("a Content-Transfer-Encoding other than 7bit, 8bit or binary"))
}

/// The extended form of a file name, `UTF-8''na%C3%AFve.pdf` (RFC 5987). RFC 7578 §4.2 forbids it
/// here, but Python's urllib3 sent it for years.
fn read_extended(field: &str, text: &str) -> Result<String, WireFault> {
    let encoded = match text.splitn(3, '\'').collect::<Vec<_>>()[..] {
        [charset, _, encoded] if charset.eq_ignore_ascii_case("utf-8") => encoded,
        _ => {
            let why = "an extended filename must begin with UTF-8''".into();
            return Err(WireFault::field(field, Problem::Malformed { why }));
        }
    };
    String::from_utf8(percent::decode(encoded.as_bytes()).into_owned())
        .map_err(|_| WireFault::field(field, Problem::NotUtf8))
}
