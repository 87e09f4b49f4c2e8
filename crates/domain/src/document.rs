//! Documents that people read: what they are, by their content.

use serde::{Deserialize, Serialize};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFormat {
    /// PDF.
    Pdf,
    /// Microsoft Word, as it was until 2003 (OLE compound file).
    Doc,
    /// Microsoft Word, as it is (ECMA-376, in a ZIP file).
    Docx,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Windows bitmap.
    Bmp,
    /// TIFF, as faxes come.
    Tiff,
}

impl DocumentFormat {
    /// What a document may be, for people.
    pub const WORDS: &'static str = "a PDF, Word, JPEG, PNG, BMP or TIFF file";

    /// What the first bytes of a file say that it is.
    pub fn of(file: &[u8]) -> Option<Self> {
        const MARKS: [(&[u8], DocumentFormat); 7] = [
            (b"%PDF-", DocumentFormat::Pdf),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentFormat::Doc),
            (b"\xff\xd8\xff", DocumentFormat::Jpeg),
            (b"\x89PNG\r\n\x1a\n", DocumentFormat::Png),
            (b"II*\0", DocumentFormat::Tiff),
            (b"MM\0*", DocumentFormat::Tiff),
            (b"PK\x03\x04", DocumentFormat::Docx),
        ];
        if let Some((_, format)) = MARKS.iter().find(|(mark, _)| file.starts_with(mark)) {
            // Any ZIP file begins so; only Word's names this among its parts.
            let is_word = || file.windows(5).any(|name| name == b"word/");
            return (*format != Self::Docx || is_word()).then_some(*format);
        }
        // Two letters are not much to go by: a bitmap says behind them how long it is.
        let length = file.get(2..6).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
        let is_bitmap = file.starts_with(b"BM")
            && length.is_some_and(|length| {
                usize::try_from(length).is_ok_and(|length| length == file.len())
            });
        is_bitmap.then_some(Self::Bmp)
    }

    /// Its media type (RFC 2046).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        assert_eq!(DocumentFormat::of(b"%PDF-1.4"), Some(DocumentFormat::Pdf));
        assert_eq!(DocumentFormat::of(b"\xff\xd8\xff\xe0"), Some(DocumentFormat::Jpeg));
        assert_eq!(DocumentFormat::of(b"PK\x03\x04..word/document"), Some(DocumentFormat::Docx));
        assert_eq!(DocumentFormat::of(b"PK\x03\x04..xl/workbook"), None);
        assert_eq!(DocumentFormat::of(b"BM\x08\0\0\0\0\0"), Some(DocumentFormat::Bmp));
        for other in [&b"BMW is a car"[..], b"<html>", b"", b"MZ"] {
            assert_eq!(DocumentFormat::of(other), None);
        }
    }
}
