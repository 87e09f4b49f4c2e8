//! A document as it is sent and kept: a letter of authorisation, a bill, a fax.

use std::error::Error;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tandem_domain::{DocumentFormat, KeptFile, hex};

use crate::DOCUMENT_BYTES_MAX;
use crate::file_text::{TextFault, decode};

/// A file that people can read. It is looked at by whoever sends a command, so that those who write to the
/// database need not wait for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFile {
    #[serde(flatten)]
    kept: KeptFile,
    data: String,
}

/// Why a file is not kept as a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFault {
    /// It is too large.
    Long,
    /// It was not sent as a file.
    Form,
    /// It is nothing that people read.
    Kind,
}

impl Error for DocumentFault {}

impl fmt::Display for DocumentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Long => write!(f, "must be at most {DOCUMENT_BYTES_MAX} bytes each"),
            Self::Form => f.write_str("must be a file in Base64"),
            Self::Kind => write!(f, "must be {}", DocumentFormat::WORDS),
        }
    }
}

impl DocumentFile {
    /// Reads a file in Base64. What it is, its content says, not its name.
    pub fn read(text: &str) -> Result<Self, DocumentFault> {
        match decode(text, DOCUMENT_BYTES_MAX) {
            Ok(file) => Self::of(&file),
            Err(TextFault::Long) => Err(DocumentFault::Long),
            Err(TextFault::Form) => Err(DocumentFault::Form),
        }
    }

    /// A file as it stands.
    pub fn of(file: &[u8]) -> Result<Self, DocumentFault> {
        let bytes = u32::try_from(file.len()).unwrap_or(u32::MAX);
        if file.len() > DOCUMENT_BYTES_MAX {
            return Err(DocumentFault::Long);
        }
        let format = DocumentFormat::of(file).ok_or(DocumentFault::Kind)?;
        let (digest, data) = (hex(Sha256::digest(file)), STANDARD.encode(file));
        Ok(Self { kept: KeptFile { digest, format, bytes }, data })
    }

    /// By what an object has it.
    pub const fn kept(&self) -> &KeptFile {
        &self.kept
    }

    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.kept.digest
    }

    /// What it is.
    pub const fn format(&self) -> DocumentFormat {
        self.kept.format
    }

    /// How many bytes it has.
    pub const fn bytes(&self) -> u32 {
        self.kept.bytes
    }

    /// The file in Base64, with padding and without breaks.
    pub fn data(&self) -> &str {
        &self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_its_content_says() {
        let file = DocumentFile::of(b"%PDF-1.7\n").expect("a PDF");
        assert_eq!(file.format(), DocumentFormat::Pdf);
        assert_eq!(DocumentFile::read(file.data()), Ok(file));
        let faults = [
            ("", DocumentFault::Form),
            ("!", DocumentFault::Form),
            ("aGVsbG8=", DocumentFault::Kind),
        ];
        for (text, fault) in faults {
            assert_eq!(DocumentFile::read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_document_has_its_bounds() {
        let mut long = b"%PDF-".to_vec();
        long.resize(DOCUMENT_BYTES_MAX, 0);
        assert!(DocumentFile::of(&long).is_ok());
        long.push(0);
        assert_eq!(DocumentFile::of(&long), Err(DocumentFault::Long));
    }
}
