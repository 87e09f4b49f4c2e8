//! What the demo's recordings sound like: tones, so that each can be told by ear.

/// The recordings that the document names by example: the id, the name and how high it sounds, in hertz.
pub(super) const RECORDINGS: [(i64, &str, u32); 3] =
    [(7567, "IVR Recording", 440), (7696, "Bienvenue", 660), (19183, "Old greeting", 330)];

/// How many samples a second has: telephone quality.
const RATE: u32 = 8000;
/// How long a tone sounds, in samples: a quarter of a second.
const SAMPLES: u32 = RATE / 4;
/// How far a sample is from silence at most: a quarter of what is possible.
const LOUDNESS: i32 = 8192;

/// A tone as a WAV file: one channel, 16 bits, a triangular wave.
pub(super) fn tone(hertz: u32) -> Vec<u8> {
    let bytes = SAMPLES * 2;
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    // The size of what follows, PCM, one channel.
    file.extend([16, 0, 0, 0, 1, 0, 1, 0]);
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    // The bytes of a sample, its bits.
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend((0..SAMPLES).flat_map(|sample| height(sample * hertz % RATE).to_le_bytes()));
    file
}

/// Where a triangular wave is in the course of its period, of which there are as many parts as a second has
/// samples.
fn height(part: u32) -> i16 {
    let (period, part) = (RATE.cast_signed(), part.cast_signed());
    let rise = 4 * LOUDNESS * part / period;
    let height = if rise <= 2 * LOUDNESS { rise - LOUDNESS } else { 3 * LOUDNESS - rise };
    i16::try_from(height).unwrap_or(i16::MAX)
}

#[cfg(test)]
mod tests {
    use tandem_domain::AudioFormat;

    use super::*;

    #[test]
    fn a_tone_is_a_sound_that_comes_and_goes() {
        let file = tone(440);
        assert_eq!(AudioFormat::of(&file), Ok(AudioFormat::WavLinear));
        let samples = file[44..].chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
        let samples: Vec<i16> = samples.collect();
        let crossings = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
        // A quarter of a second of 440 hertz.
        assert!((109..=110).contains(&crossings), "{crossings}");
        assert!(samples.iter().all(|sample| i32::from(*sample).abs() <= LOUDNESS));
    }
}
