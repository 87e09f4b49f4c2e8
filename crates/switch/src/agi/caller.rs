//! What a caller presses.

use tandem_wire::agi::Command;

use super::ride::Ride;
use super::{Done, Exchange, Gone, Line};

/// A sound that is there with every Asterisk and says nothing.
const SILENCE: &str = "silence/1";

/// What a caller pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pressed {
    /// The keys before the hash, or before the time was over.
    pub(super) keys: String,
    /// Whether the time was over.
    pub(super) is_late: bool,
}

impl<E: Exchange, L: Line> Ride<'_, E, L> {
    /// Plays a sound and listens for keys: so many at most, or up to a hash, or until so long nothing is
    /// pressed. If the sound is not there, the caller is listened to all the same.
    pub(super) async fn listen(
        &mut self,
        sound: &str,
        seconds: u32,
        keys_max: u32,
    ) -> Result<Pressed, Gone> {
        self.listen_to_any(&[sound], seconds, keys_max).await
    }

    /// The same with the first of several sounds that is there.
    pub(super) async fn listen_to_any(
        &mut self,
        sounds: &[&str],
        seconds: u32,
        keys_max: u32,
    ) -> Result<Pressed, Gone> {
        self.answer().await?;
        let wait_ms = seconds.max(1).saturating_mul(1000);
        let mut done = Done { result: "-1".to_owned(), note: String::new() };
        for sound in sounds.iter().copied().chain([SILENCE]) {
            done = self.line.tell(Command::Collect { sound, wait_ms, keys_max }).await?;
            if done.result != "-1" {
                break;
            }
        }
        let Done { result, note } = done;
        // Nobody is there who could be listened to.
        if result == "-1" {
            Err(Gone)
        } else {
            Ok(Pressed { is_late: note == "timeout", keys: result })
        }
    }
}
