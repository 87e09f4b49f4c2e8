//! A document as it is sent and kept: a letter of authorisation, a bill.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tandem_domain::{DocumentFormat, PortField, Refusal, hex};

use crate::DOCUMENT_BYTES_MAX;
use crate::file_text::{TextFault, decode};

/// A file that people can read. It is looked at by whoever sends a command, so that those who write to the
/// database need not wait for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFile {
    digest: String,
    format: DocumentFormat,
    bytes: u32,
    data: String,
}

impl DocumentFile {
    /// Reads a file in Base64. What it is, its content says, not its name.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        match decode(text, DOCUMENT_BYTES_MAX) {
            Ok(file) => Self::of(&file),
            Err(TextFault::Long) => Err(too_large()),
            Err(TextFault::Form) => Err(flaw("must be a file in Base64".to_owned())),
        }
    }

    /// A file as it stands.
    pub fn of(file: &[u8]) -> Result<Self, Refusal> {
        let bytes = u32::try_from(file.len()).unwrap_or(u32::MAX);
        if file.len() > DOCUMENT_BYTES_MAX {
            return Err(too_large());
        }
        let unreadable = || flaw(format!("must be {}", DocumentFormat::WORDS));
        let format = DocumentFormat::of(file).ok_or_else(unreadable)?;
        let (digest, data) = (hex(Sha256::digest(file)), STANDARD.encode(file));
        Ok(Self { digest, format, bytes, data })
    }

    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What it is.
    pub const fn format(&self) -> DocumentFormat {
        self.format
    }

    /// How many bytes it has.
    pub const fn bytes(&self) -> u32 {
        self.bytes
    }

    /// The file in Base64, with padding and without breaks.
    pub fn data(&self) -> &str {
        &self.data
    }
}

fn too_large() -> Refusal {
    flaw(format!("must be at most {DOCUMENT_BYTES_MAX} bytes each"))
}

fn flaw(why: String) -> Refusal {
    Refusal::PortInvalid { field: PortField::Documents, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_its_content_says() {
        let file = DocumentFile::of(b"%PDF-1.7\n").expect("a PDF");
        assert_eq!(file.format(), DocumentFormat::Pdf);
        assert_eq!(DocumentFile::read(file.data()).as_ref(), Ok(&file));
        for text in ["", "!", "aGVsbG8="] {
            assert!(matches!(DocumentFile::read(text), Err(Refusal::PortInvalid { .. })), "{text}");
        }
    }

    #[test]
    fn a_document_has_its_bounds() {
        let mut long = b"%PDF-".to_vec();
        long.resize(DOCUMENT_BYTES_MAX, 0);
        assert!(DocumentFile::of(&long).is_ok());
        long.push(0);
        assert!(DocumentFile::of(&long).is_err());
    }
}
