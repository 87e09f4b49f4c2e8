//! What a sound file must be like for a switch to play it. Only its headers are looked at.

use serde::{Deserialize, Serialize};

/// How a sound is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudioFormat {
    /// Linear samples in a WAV file.
    WavLinear,
    /// G.711 µ-law in a WAV file.
    WavMuLaw,
    /// GSM 06.10 in a WAV file, as Microsoft packs it.
    WavGsm,
    /// MPEG audio, layer III.
    Mp3,
}

/// The numbers of encodings in WAV files (RFC 2361).
const WAV_LINEAR: u16 = 0x0001;
const WAV_MU_LAW: u16 = 0x0007;
const WAV_GSM: u16 = 0x0031;
/// The bytes of a chunk's header: its name and its size.
const CHUNK_HEADER: usize = 8;
/// The bytes of a `fmt ` chunk that every encoding has.
const FORMAT_BYTES: usize = 16;
/// The most channels.
const CHANNELS_MAX: u16 = 2;
/// The bytes of an ID3v2 header.
const ID3_HEADER: usize = 10;

impl AudioFormat {
    /// Each with its word.
    const WORDS: [(Self, &'static str); 4] = [
        (Self::WavLinear, "wav_linear"),
        (Self::WavMuLaw, "wav_mu_law"),
        (Self::WavGsm, "wav_gsm"),
        (Self::Mp3, "mp3"),
    ];

    /// The word under which it is stored.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(format, _)| *format == self).map_or("", |(_, word)| word)
    }

    /// The format of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(format, _)| format)
    }

    /// The ending of a file's name, and what its content is called in mail and on the web (RFC 2361, RFC 3003).
    pub const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::WavLinear | Self::WavMuLaw | Self::WavGsm => ("wav", "audio/x-wav"),
            Self::Mp3 => ("mp3", "audio/mpeg"),
        }
    }

    /// How long a WAV file is, in whole seconds, a begun one counting; `None` of any other, and of one that does
    /// not say.
    pub fn wav_seconds(file: &[u8]) -> Option<u32> {
        let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
        let mut bytes_per_second = None;
        loop {
            let (name, inside, behind) = chunk(rest)?;
            if name == b"fmt " {
                let rate = inside.get(8..12)?.try_into().ok()?;
                bytes_per_second = Some(u32::from_le_bytes(rate)).filter(|rate| *rate > 0);
            }
            if name == b"data" {
                let bytes = u32::try_from(inside.len()).ok()?;
                return bytes_per_second.map(|rate| bytes.div_ceil(rate));
            }
            rest = behind;
        }
    }

    /// How a file is encoded; or what is wrong with it, to be read behind its name.
    pub fn of(file: &[u8]) -> Result<Self, &'static str> {
        if let Some(chunks) = file.strip_prefix(b"RIFF") {
            return wav(chunks);
        }
        if is_mp3(without_tag(file)) {
            return Ok(Self::Mp3);
        }
        Err("must be a WAV file (PCM, mu-law or GSM) or an MP3")
    }

    /// The kind of file that it is in, in the words of MIME.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::WavLinear | Self::WavMuLaw | Self::WavGsm => "audio/wav",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// How many samples a second of a WAV file has; `None` of any other.
    pub fn wav_rate(file: &[u8]) -> Option<u32> {
        let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
        loop {
            let (name, inside, behind) = chunk(rest)?;
            if name == b"fmt " {
                return Some(u32::from_le_bytes(inside.get(4..8)?.try_into().ok()?));
            }
            rest = behind;
        }
    }
}

fn wav(riff: &[u8]) -> Result<AudioFormat, &'static str> {
    let mut rest = riff
        .get(4..)
        .and_then(|rest| rest.strip_prefix(b"WAVE"))
        .ok_or("is a RIFF file without sound")?;
    let mut format = None;
    while let Some((name, chunk, behind)) = chunk(rest) {
        match name {
            b"fmt " => format = Some(encoding(chunk)?),
            b"data" if chunk.is_empty() => return Err("has no sound in it"),
            b"data" => return format.ok_or("does not say how it is encoded"),
            _ => {}
        }
        rest = behind;
    }
    Err("ends before its sound does")
}

/// The next chunk of a RIFF file: its name, what is in it, and what stands behind it. Chunks begin at even
/// places.
fn chunk(file: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (name, size) = file.get(..CHUNK_HEADER)?.split_at(4);
    let size = usize::try_from(u32::from_le_bytes(size.try_into().ok()?)).ok()?;
    let end = CHUNK_HEADER.checked_add(size)?;
    let inside = file.get(CHUNK_HEADER..end)?;
    let behind = file.get(end + size % 2..).unwrap_or_default();
    Some((name, inside, behind))
}

fn encoding(chunk: &[u8]) -> Result<AudioFormat, &'static str> {
    let fields = chunk.get(..FORMAT_BYTES).ok_or("has a header that is too short")?;
    let short = |at: usize| u16::from_le_bytes([fields[at], fields[at + 1]]);
    let rate = u32::from_le_bytes([fields[4], fields[5], fields[6], fields[7]]);
    if !(1..=CHANNELS_MAX).contains(&short(2)) || rate == 0 {
        return Err("must have one or two channels and a sample rate");
    }
    match (short(0), short(14)) {
        (WAV_LINEAR, 8 | 16) => Ok(AudioFormat::WavLinear),
        (WAV_LINEAR, _) => Err("must have samples of 8 or 16 bits"),
        (WAV_MU_LAW, _) => Ok(AudioFormat::WavMuLaw),
        (WAV_GSM, _) => Ok(AudioFormat::WavGsm),
        _ => Err("must be PCM, mu-law or GSM"),
    }
}

/// What stands behind an ID3v2 tag, whose size is said in four times seven bits.
fn without_tag(file: &[u8]) -> &[u8] {
    let Some(header) = file.get(..ID3_HEADER).filter(|header| header.starts_with(b"ID3")) else {
        return file;
    };
    let size = header[6..].iter().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
    file.get(ID3_HEADER + size..).unwrap_or_default()
}

/// Whether a frame of MPEG audio, layer III, begins there: eleven bits that are set, then a version, a
/// layer, a bit rate and a sample rate that there are.
fn is_mp3(file: &[u8]) -> bool {
    let [0xff, second, third, _, ..] = file else { return false };
    let (version, layer) = (second >> 3 & 0b11, second >> 1 & 0b11);
    let (bit_rate, sample_rate) = (third >> 4, third >> 2 & 0b11);
    second >> 5 == 0b111
        && version != 0b01
        && layer == 0b01
        && !matches!(bit_rate, 0 | 15)
        && sample_rate != 0b11
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever somebody sends, it is judged, and what is too short for its own header is no sound.
        #[test]
        fn any_bytes_are_judged(
            head in prop::sample::select(vec![
                &b""[..], b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0", b"ID3\x04\0\0\x7f\x7f",
                b"\xff\xfb",
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let file = [head, &rest].concat();
            let judged = AudioFormat::of(&file);
            prop_assert!(file.len() >= 4 || judged.is_err());
        }
    }

    fn wav(encoding: u16, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        file.extend(encoding.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(8000_u32.to_le_bytes());
        file.extend(16_000_u32.to_le_bytes());
        file.extend(2_u16.to_le_bytes());
        file.extend(bits.to_le_bytes());
        // A chunk of an odd size is followed by a byte of nothing.
        file.extend(b"LIST\x01\0\0\0x\0data");
        file.extend(u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn what_switches_play_is_known() {
        assert_eq!(AudioFormat::of(&wav(1, 16, b"abcd")), Ok(AudioFormat::WavLinear));
        assert_eq!(AudioFormat::wav_rate(&wav(1, 16, b"abcd")), Some(8000));
        assert_eq!(AudioFormat::wav_rate(&[0xff, 0xfb, 0x90, 0x00]), None);
        assert_eq!(AudioFormat::of(&wav(7, 8, b"abcd")), Ok(AudioFormat::WavMuLaw));
        assert_eq!(AudioFormat::of(&wav(0x31, 0, b"abcd")), Ok(AudioFormat::WavGsm));
        assert_eq!(AudioFormat::of(&[0xff, 0xfb, 0x90, 0x00]), Ok(AudioFormat::Mp3));
        let tagged = b"ID3\x03\0\0\0\0\0\x02xx\xff\xfb\x90\0";
        assert_eq!(AudioFormat::of(tagged), Ok(AudioFormat::Mp3));
    }

    #[test]
    fn a_wav_file_says_how_long_it_is() {
        let seconds = |bytes: usize| AudioFormat::wav_seconds(&wav(1, 16, &vec![0; bytes]));
        assert_eq!([1, 16_000, 16_002].map(seconds), [Some(1), Some(1), Some(2)]);
        assert_eq!(AudioFormat::wav_seconds(&[0xff, 0xfb, 0x90, 0x00]), None);
        for (format, word) in AudioFormat::WORDS {
            assert_eq!((format.word(), AudioFormat::from_word(word)), (word, Some(format)));
        }
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        for wrong in [&b""[..], b"hello", b"RIFF", b"RIFF\0\0\0\0AVI ", b"\xff\xfb\xf0\0", b"ID3"] {
            assert!(AudioFormat::of(wrong).is_err(), "{wrong:?}");
        }
        assert!(AudioFormat::of(&wav(1, 24, b"abcd")).is_err());
        assert!(AudioFormat::of(&wav(85, 0, b"abcd")).is_err());
        assert_eq!(AudioFormat::of(&wav(1, 16, b"")), Err("has no sound in it"));
        let whole = wav(1, 16, b"abcd");
        for end in 0..whole.len() {
            assert!(AudioFormat::of(&whole[..end]).is_err(), "{end}");
        }
    }
}
