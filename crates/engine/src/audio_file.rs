//! A sound as it is sent and served: a file in Base64 (RFC 4648).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tandem_domain::{AudioFormat, ObjectKind, Recording, Refusal, hex};

use crate::AUDIO_BYTES_MAX;
use crate::file_text::{TextFault, decode};

/// A file that a switch can play. It is read and looked at by whoever sends a command, so that those who
/// write to the database need not wait for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioFile {
    digest: String,
    format: AudioFormat,
    bytes: u32,
    data: String,
}

impl AudioFile {
    /// Reads a file in Base64. What it is, its content says, not its name.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        match decode(text, AUDIO_BYTES_MAX) {
            Ok(file) => Self::of(&file),
            Err(TextFault::Long) => Err(too_large()),
            Err(TextFault::Form) => Err(flaw("encoding", "must be Base64")),
        }
    }

    /// A file as it stands.
    pub fn of(file: &[u8]) -> Result<Self, Refusal> {
        let bytes = u32::try_from(file.len()).unwrap_or(u32::MAX);
        if file.len() > AUDIO_BYTES_MAX {
            return Err(too_large());
        }
        let format = AudioFormat::of(file).map_err(|why| flaw("audio", why))?;
        let (digest, data) = (hex(Sha256::digest(file)), STANDARD.encode(file));
        Ok(Self { digest, format, bytes, data })
    }

    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How it is encoded.
    pub const fn format(&self) -> AudioFormat {
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

    /// A recording of it.
    pub fn recording(&self, name: String) -> Recording {
        Recording { name, audio: self.digest.clone(), format: self.format, bytes: self.bytes }
    }
}

fn too_large() -> Refusal {
    flaw("size", format!("must be at most {AUDIO_BYTES_MAX} bytes"))
}

pub(crate) fn flaw(field: &str, why: impl Into<String>) -> Refusal {
    let kind = ObjectKind::Recording;
    Refusal::ObjectInvalid { kind, field: field.to_owned(), why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest MP3 that there is: the header of a frame.
    const FRAME: &[u8] = b"\xff\xfb\x90\x64";

    fn field(refused: Result<AudioFile, Refusal>) -> String {
        match refused {
            Err(Refusal::ObjectInvalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_read_however_it_was_written() {
        let file = AudioFile::of(FRAME).expect("an MP3");
        assert_eq!((file.data(), file.bytes()), ("//uQZA==", 4));
        for text in ["//uQZA==", "//uQZA", "//uQ\r\nZA==\n", "data:audio/mpeg;base64,//uQZA=="] {
            assert_eq!(AudioFile::read(text).as_ref(), Ok(&file), "{text}");
        }
        // A plus that came as a blank.
        assert_eq!(AudioFile::read("//vQ ZA=").is_err(), AudioFile::read("//vQ+ZA=").is_err());
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(field(AudioFile::read("")), "encoding");
        assert_eq!(field(AudioFile::read("a.wav!")), "encoding");
        assert_eq!(field(AudioFile::read("aGVsbG8=")), "audio");
        let mut long = FRAME.to_vec();
        long.resize(AUDIO_BYTES_MAX, 0);
        assert!(AudioFile::of(&long).is_ok());
        long.push(0);
        assert_eq!(field(AudioFile::of(&long)), "size");
        assert_eq!(field(AudioFile::read(&STANDARD.encode(&long))), "size");
        assert_eq!(field(AudioFile::read(&"A".repeat(4 * AUDIO_BYTES_MAX))), "size");
    }
}
