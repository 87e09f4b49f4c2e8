//! `multipart/form-data` (RFC 7578, on the grammar of RFC 2046 §5.1).

mod header;
mod split;

use memchr::memmem;

use crate::{Args, BODY_BYTES_MAX, Problem, VALUE_BYTES_MAX, WireFault, bounded};
use header::{PartHeaders, boundary, is_boundary};
use split::Parts;

/// The longest multipart body, in bytes.
pub const MULTIPART_BYTES_MAX: usize = BODY_BYTES_MAX;

/// The most files in one body (PHP's own `max_file_uploads`).
pub const FILES_COUNT_MAX: usize = 20;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = VALUE_BYTES_MAX;

/// The longest header block of one part, in bytes.
pub const HEADER_BYTES_MAX: usize = 4096;

/// The longest boundary, in bytes (RFC 2046 §5.1.1).
pub const BOUNDARY_BYTES_MAX: usize = 70;

/// The fields and the files of one body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Multipart {
    /// The parts without a file name.
    pub args: Args,
    /// The parts with one, in order of arrival.
    pub files: Vec<FilePart>,
}

/// A part that carries a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilePart {
    /// The name of the form's field.
    pub field: String,
    /// The name of the file as the sender gave it, of at most [`NAME_BYTES_MAX`](crate::NAME_BYTES_MAX)
    /// bytes: a label, never a path to write to. Empty when a browser's file field was left empty.
    pub filename: String,
    /// The part's own content type, if it names one.
    pub content_type: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Reads a body whose `Content-Type` header is `content_type`.
///
/// A part with a file name is a file; any other is an argument, in UTF-8 whatever the part says of
/// itself. Lines end in CRLF. What stands before the first boundary and after the last is passed
/// over; a body without its last boundary was cut off, and is refused. So is a part without a
/// name, and one in a transfer encoding, which RFC 7578 §4.7 abolished. The limits of [`Args`]
/// hold.
pub fn parse(content_type: &str, body: &[u8]) -> Result<Multipart, WireFault> {
    bounded(body, MULTIPART_BYTES_MAX)?;
    let boundary = boundary(content_type)?;
    let mut form = Multipart::default();
    for part in Parts::new(body, &boundary)? {
        form.admit(part?)?;
    }
    Ok(form)
}

impl Multipart {
    /// Adds one part: header block, empty line, content.
    fn admit(&mut self, part: &[u8]) -> Result<(), WireFault> {
        let (block, content) = split::headers(part)?;
        let PartHeaders { name, filename, content_type } = PartHeaders::read(block)?;
        let Some(filename) = filename else {
            let text =
                str::from_utf8(content).map_err(|_| WireFault::field(&name, Problem::NotUtf8))?;
            return self.args.admit(name, text.to_owned());
        };
        if content.len() > FILE_BYTES_MAX {
            return Err(WireFault::field(&name, Problem::TooLarge { limit: FILE_BYTES_MAX }));
        }
        if self.files.len() == FILES_COUNT_MAX {
            let problem = Problem::TooMany { what: "files", limit: FILES_COUNT_MAX };
            return Err(WireFault::whole(problem));
        }
        self.files.push(FilePart { field: name, filename, content_type, bytes: content.to_vec() });
        Ok(())
    }

    /// Writes the body that goes with `Content-Type: multipart/form-data; boundary="…"`, so that
    /// [`parse`] reads the same fields and files back, fields first.
    ///
    /// Refused are a boundary that RFC 2046 does not allow or that occurs in the content, and names
    /// that [`parse`] would refuse.
    pub fn print(&self, boundary: &str) -> Result<Vec<u8>, WireFault> {
        if !is_boundary(boundary) {
            return Err(header::bad_boundary());
        }
        let mut out = Vec::new();
        let mut part = |name: &str, headers: String, content: &[u8]| {
            if memmem::find(content, boundary.as_bytes()).is_some() {
                let what = "the boundary between the parts".into();
                return Err(WireFault::field(name, Problem::Forbidden { what }));
            }
            out.extend_from_slice(format!("--{boundary}\r\n{headers}\r\n").as_bytes());
            out.extend_from_slice(content);
            out.extend_from_slice(b"\r\n");
            Ok(())
        };
        for (name, value) in self.args.iter() {
            part(name, header::print(name, None)?, value.as_bytes())?;
        }
        for file in &self.files {
            part(&file.field, header::print(&file.field, Some(file))?, &file.bytes)?;
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ARGS_COUNT_MAX;

    const TYPE: &str = "multipart/form-data; boundary=XX";

    /// A part of `headers` and `content` behind its boundary.
    fn part(headers: &str, content: &str) -> String {
        format!("--XX\r\n{headers}\r\n\r\n{content}\r\n")
    }

    fn field(name: &str, content: &str) -> String {
        part(&format!("Content-Disposition: form-data; name=\"{name}\""), content)
    }

    fn read(parts: &[String]) -> Result<Multipart, WireFault> {
        parse(TYPE, format!("{}--XX--\r\n", parts.concat()).as_bytes())
    }

    #[test]
    fn fields_and_files_are_kept_apart() {
        let form = read(&[
            field("method", "orderDID"),
            part(
                "content-type: application/pdf\r\nX-Other: y\r\n\
                 CONTENT-DISPOSITION: form-data; name=file; filename=\"C:\\b \\\"q\\\".pdf\"",
                "%PDF\r\n\r\n--X\r\n",
            ),
            field("a[]", ""),
            field("note", "two\r\nlines\r\n--XXY\r\n--XX -- no"),
        ])
        .unwrap();
        let expected: Args =
            [("method", "orderDID"), ("a[]", ""), ("note", "two\r\nlines\r\n--XXY\r\n--XX -- no")]
                .into_iter()
                .collect();
        assert_eq!(form.args, expected);
        assert_eq!(
            form.files,
            [FilePart {
                field: "file".into(),
                filename: "C:\\b \"q\".pdf".into(),
                content_type: Some("application/pdf".into()),
                bytes: b"%PDF\r\n\r\n--X\r\n".into(),
            }]
        );
    }

    #[test]
    fn framing_is_tolerant_where_the_standard_is() {
        let one: Args = [("a", "1")].into_iter().collect();
        let body = format!("preamble\r\n{}--XX-- \t\r\nepilogue --XX", field("a", "1"));
        assert_eq!(parse(TYPE, body.as_bytes()).unwrap().args, one);
        let body = field("a", "1").replace("--XX\r\n", "--XX  \r\n") + "--XX--";
        assert_eq!(parse(TYPE, body.as_bytes()).unwrap().args, one);
        for content_type in [
            "Multipart/Form-Data; charset=utf-8; Boundary=\"XX\"",
            "multipart/form-data;boundary=XX;",
        ] {
            assert_eq!(parse(content_type, body.as_bytes()).unwrap().args, one);
        }
        assert_eq!(parse(TYPE, b"--XX--"), Ok(Multipart::default()));
    }

    #[test]
    fn names_of_files_in_the_extended_form() {
        let form = read(&[part(
            "Content-Disposition: form-data; name=\"f\"; filename*=UTF-8''na%C3%AFve.pdf",
            "x",
        )])
        .unwrap();
        assert_eq!(form.files[0].filename, "naïve.pdf");
    }

    #[test]
    fn what_was_cut_off_is_refused() {
        let whole = format!("{}{}--XX--", field("a", "1"), field("b", "2"));
        for end in 0..whole.len() {
            assert!(parse(TYPE, &whole.as_bytes()[..end]).is_err(), "{}", &whole[..end]);
        }
        assert!(parse(TYPE, whole.as_bytes()).is_ok());
    }

    #[test]
    fn bad_boundaries_are_refused() {
        for content_type in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"a \"",
            "multipart/form-data; boundary=\"X",
            "multipart/form-data; boundary=a{b",
            "multipart/form-data; boundary=XX; boundary=YY",
            &format!("multipart/form-data; boundary={}", "x".repeat(BOUNDARY_BYTES_MAX + 1)),
            "multipart/mixed; boundary=XX",
            "text/plain",
            "",
        ] {
            assert!(parse(content_type, b"--XX--").is_err(), "{content_type}");
        }
    }

    #[test]
    fn bad_parts_are_refused() {
        for headers in [
            "",
            "Content-Type: text/plain",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; name=\"\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\"b",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
            "Content-Disposition: form-data; name=a\r\n folded",
            "Content-Disposition: form-data; name=a\nX: y",
            "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
            "Content-Disposition: form-data; name=f; filename*=a.pdf",
            "Content-Disposition: form-data; name=f; filename*=UTF-8''a%00.pdf",
            "Content-Disposition: form-data; name=f; filename*=UTF-8''a%FF.pdf",
            "no colon",
        ] {
            assert!(read(&[part(headers, "1")]).is_err(), "{headers}");
        }
        let disposition = format!("Content-Disposition: form-data; name=a{}", "; a=b".repeat(99));
        assert!(read(&[part(&disposition, "1")]).is_err());
        let long = format!("X: {}", "y".repeat(HEADER_BYTES_MAX));
        assert!(read(&[part(&long, "1")]).is_err());
        assert!(parse(TYPE, b"--XX\r\nContent-Disposition: form-data; name=a\r\n--XX--").is_err());

        let mut body = field("title", "?").into_bytes();
        let position = body.iter().position(|byte| *byte == b'?').unwrap();
        body[position] = 0xFF;
        body.extend_from_slice(b"--XX--");
        let fault = parse(TYPE, &body).unwrap_err();
        assert_eq!(fault, WireFault::field("title", Problem::NotUtf8));
    }

    #[test]
    fn parts_and_files_are_counted() {
        let fields = vec![field("a", "1"); ARGS_COUNT_MAX + 1];
        assert!(read(&fields[1..]).is_ok());
        assert!(matches!(read(&fields).unwrap_err().problem, Problem::TooMany { .. }));
        let file = part("Content-Disposition: form-data; name=f; filename=f", "x");
        let files = vec![file; FILES_COUNT_MAX + 1];
        assert!(read(&files[1..]).is_ok());
        assert!(matches!(read(&files).unwrap_err().problem, Problem::TooMany { .. }));
        let fault = read(&[part(
            "Content-Disposition: form-data; name=f; filename=f",
            &"x".repeat(FILE_BYTES_MAX + 1),
        )])
        .unwrap_err();
        assert_eq!(fault, WireFault::field("f", Problem::TooLarge { limit: FILE_BYTES_MAX }));
    }

    #[test]
    fn writes_nothing_it_could_not_read() {
        let mut form = Multipart::default();
        form.args.push("a", "1 XX 2");
        assert!(form.print("XX").is_err());
        assert!(form.print("bad{boundary").is_err());
        assert!(form.print("YY").is_ok());
        form.args.push("line\r\nbreak", "1");
        assert!(form.print("YY").is_err());
    }
}
