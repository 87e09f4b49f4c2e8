//! The recordings of customers, for switches that play them: `GET /switch/sound/ACCOUNT/recording-7567`.
//!
//! The address has no ending. What a sound is, its content type says, and switches that keep what they fetched ask again
//! after a minute.

use http::header::{CACHE_CONTROL, ETAG};
use http::{HeaderValue, StatusCode};
use tandem_domain::route::Sound;
use tandem_domain::{AccountId, Actor, AudioFormat, ObjectId, Refusal};
use tandem_engine::{Ask, RecordingPlay};
use tandem_gateway::{Answer, Gate, respond};

use crate::door::plain;

/// Where sounds are.
pub(crate) const SOUNDS: &str = "/switch/sound/";

/// For how long a switch may play what it fetched before.
const KEPT: HeaderValue = HeaderValue::from_static("max-age=60");

/// Where a recording of an account is.
pub(crate) fn path(account: AccountId, sound: Sound) -> String {
    format!("{SOUNDS}{account}/{}", sound.word())
}

/// Answers with the sound that is named by an account and a word of plans.
pub(crate) async fn serve(gate: &Gate, asked: &str) -> Answer {
    let Some((customer, id)) = read(asked) else { return none() };
    let play = RecordingPlay { id, customer: Some(customer) };
    match gate.engine().execute(Ask::new(Actor::operator(), play)).await {
        Ok(sound) => match sound.file() {
            Some(file) => {
                let mut answer = respond(StatusCode::OK, content_type(sound.format), file);
                let headers = answer.headers_mut();
                headers.insert(CACHE_CONTROL, KEPT);
                if let Ok(digest) = HeaderValue::from_str(&format!("\"{}\"", sound.digest)) {
                    headers.insert(ETAG, digest);
                }
                answer
            }
            None => none(),
        },
        Err(Refusal::Unavailable) => {
            plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => none(),
    }
}

fn none() -> Answer {
    plain(StatusCode::NOT_FOUND, "there is no such sound here\n")
}

/// An account and a recording.
fn read(asked: &str) -> Option<(AccountId, ObjectId)> {
    let (account, word) = asked.split_once('/')?;
    let id = word.strip_prefix("recording-")?.parse().ok()?;
    Some((AccountId(account.parse().ok()?), ObjectId(id)))
}

/// What Asterisk and FreeSWITCH know such a sound by.
const fn content_type(format: AudioFormat) -> &'static str {
    match format {
        AudioFormat::WavLinear | AudioFormat::WavMuLaw | AudioFormat::WavGsm => "audio/wav",
        AudioFormat::Mp3 => "audio/mpeg",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_is_read_as_it_is_named() {
        let (account, recording) = (AccountId(1001), ObjectId(7567));
        let path = path(account, Sound::Recording(recording));
        assert_eq!(path, "/switch/sound/1001/recording-7567");
        let asked = path.strip_prefix(SOUNDS).expect("a sound");
        assert_eq!(read(asked), Some((account, recording)));
        for wrong in ["", "1001", "1001/7567", "1001/recording-", "x/recording-1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
