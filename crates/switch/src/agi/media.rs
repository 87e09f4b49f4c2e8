//! Playing, listening, recording, and letting callers wait.

use tandem_domain::ConferenceMember;
use tandem_domain::route::{Conference, Keys, Menu, Queue, Sound, Step, When};
use tandem_wire::agi::Command;

use super::caller::Pressed;
use super::ride::{Came, Ride};
use super::{Exchange, Gone, Line};
use crate::asterisk::keys_max;

/// The folder, within Asterisk's sounds, of recordings by their names in plans.
const FOLDER: &str = "tandem";
/// What is said, of Asterisk's own recordings, where the operator has put none of his.
const NO_SERVICE: &str = "ss-noservice";
const ASK_PIN: &str = "conf-getpin";
const WRONG_PIN: &str = "conf-invalidpin";
const SILENCE: &str = "silence/1";
/// The context of the dialplan that takes messages.
const MESSAGES: &str = "tandem-message";
/// The variable of the dialplan that says where we are asked over HTTP.
const HTTP: &str = "TANDEM_HTTP";
/// How long a caller may take for a PIN, and to press a key that is to be told back, in seconds.
const PIN_SECONDS: u32 = 10;
const KEY_SECONDS: u32 = 10;
/// The most keys that are told back in one call.
const KEYS_TOLD_MAX: usize = 100;

impl<E: Exchange, L: Line> Ride<'_, E, L> {
    /// Plays a sound to a caller.
    pub(super) async fn play(&mut self, sound: Sound) -> Result<(), Gone> {
        self.answer().await?;
        if self.play_ours(sound).await? {
            return Ok(());
        }
        self.run("Playback", &file(sound)).await?;
        let is_ours = matches!(sound, Sound::NotInService | Sound::Disconnected);
        if is_ours && self.get("PLAYBACKSTATUS").await? == "FAILED" {
            self.run("Playback", NO_SERVICE).await?;
        }
        Ok(())
    }

    /// Plays a recording as Tandem has it, from where the dialplan says that it is asked; says whether that went
    /// well.
    async fn play_ours(&mut self, sound: Sound) -> Result<bool, Gone> {
        let Some(address) = self.address(sound).await? else { return Ok(false) };
        self.run("Playback", &address).await?;
        Ok(self.get("PLAYBACKSTATUS").await? == "SUCCESS")
    }

    /// Where Asterisk fetches a recording, with the credential by which it asks for anything else; `None` if the
    /// dialplan does not say where we are, and for what is no recording.
    async fn address(&mut self, sound: Sound) -> Result<Option<String>, Gone> {
        let (Sound::Recording(_), Some(account)) = (sound, self.plan.account) else {
            return Ok(None);
        };
        let base = self.get(HTTP).await?;
        Ok((!base.is_empty()).then(|| format!("{base}{}", crate::sound::path(account, sound))))
    }

    /// Sets the language of what Asterisk says.
    pub(super) async fn speak(&mut self, language: &str) -> Result<(), Gone> {
        self.set("CHANNEL(language)", language).await
    }

    /// Takes a message for a mailbox. The dialplan does it, as it does when nobody leads it, and brings the
    /// message here once the caller has gone.
    pub(super) async fn take_message(
        &mut self,
        mailbox: &str,
        greeting: Option<Sound>,
        brief: bool,
    ) -> Result<Came, Gone> {
        self.answer().await?;
        let account = self.plan.account.map(|account| account.to_string()).unwrap_or_default();
        let greeting = greeting.map(Sound::word).unwrap_or_default();
        for (name, value) in [
            ("ACCOUNT", account.as_str()),
            ("MAILBOX", mailbox),
            ("GREETING", &greeting),
            ("BRIEF", if brief { "1" } else { "0" }),
        ] {
            self.set(name, value).await?;
        }
        self.line.tell(Command::Goto { context: MESSAGES, extension: "s", priority: 1 }).await?;
        Ok(Came::Elsewhere)
    }

    /// Plays a menu, and hears what the caller chooses.
    pub(super) async fn offer(&mut self, step: &Step, menu: &Menu) -> Result<Came, Gone> {
        self.speak(&menu.language).await?;
        let most = u32::try_from(keys_max(step)).unwrap_or(1).max(1);
        let ours = match menu.sound {
            Some(sound) => self.address(sound).await?,
            None => None,
        };
        let other = menu.sound.map_or_else(|| SILENCE.to_owned(), file);
        let sounds = [ours, Some(other)];
        let sounds: Vec<&str> = sounds.iter().flatten().map(String::as_str).collect();
        let pressed = self.listen_to_any(&sounds, menu.wait_seconds, most).await?;
        Ok(choice(step, &pressed))
    }

    /// Lets the caller wait in a queue.
    pub(super) async fn let_wait(&mut self, queue: &Queue) -> Result<Came, Gone> {
        let settings = &queue.settings;
        self.answer().await?;
        self.speak(settings.language.code()).await?;
        if let Some(sound) = settings.join_announcement {
            self.play(Sound::Recording(sound)).await?;
        }
        self.operator.queues.keep(queue, &self.operator.site);
        let seconds = settings.wait_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
        self.run("Queue", &format!("{},,,,{seconds}", queue.id)).await?;
        Ok(match self.get("QUEUESTATUS").await?.as_str() {
            "TIMEOUT" => Came::Out(When::TimedOut),
            "FULL" => Came::Out(When::Full),
            "JOINEMPTY" => Came::Out(When::JoinEmpty),
            "LEAVEEMPTY" => Came::Out(When::LeaveEmpty),
            "JOINUNAVAIL" => Came::Out(When::JoinUnavailable),
            "LEAVEUNAVAIL" => Came::Out(When::LeaveUnavailable),
            _ => Came::Over,
        })
    }

    /// Lets the caller into a conference.
    pub(super) async fn meet(&mut self, conference: &Conference) -> Result<Came, Gone> {
        self.answer().await?;
        self.speak(conference.settings.language.code()).await?;
        let mut guest = conference.guests.iter().find(|guest| guest.pin.is_empty());
        if conference.asks_for_pin() {
            let longest = conference.guests.iter().map(|guest| guest.pin.len()).max();
            let most = longest.and_then(|most| u32::try_from(most).ok()).unwrap_or(1);
            let pressed = self.listen(ASK_PIN, PIN_SECONDS, most).await?;
            guest = conference.guests.iter().find(|guest| guest.pin == pressed.keys);
            if guest.is_none() {
                self.run("Playback", WRONG_PIN).await?;
                return Ok(Came::Out(When::Finished));
            }
        }
        let most = conference.settings.guests.to_string();
        self.set("CONFBRIDGE(bridge,max_members)", &most).await?;
        if let Some(guest) = guest {
            self.seat(guest).await?;
        }
        self.run("ConfBridge", &conference.room()).await?;
        Ok(Came::Out(When::Finished))
    }

    /// What somebody may do in the conference that he is about to come into.
    async fn seat(&mut self, guest: &ConferenceMember) -> Result<(), Gone> {
        for (name, is) in [
            ("CONFBRIDGE(user,admin)", guest.is_admin),
            ("CONFBRIDGE(user,startmuted)", guest.starts_muted),
            ("CONFBRIDGE(user,quiet)", guest.is_quiet),
        ] {
            self.set(name, if is { "yes" } else { "no" }).await?;
        }
        if let Some(music) = guest.music {
            self.set("CONFBRIDGE(user,music_on_hold_when_empty)", "yes").await?;
            self.set("CONFBRIDGE(user,music_on_hold_class)", music.word()).await?;
        }
        Ok(())
    }

    /// Tells the caller which keys he presses, until he presses none.
    pub(super) async fn tell_keys_back(&mut self) -> Result<Came, Gone> {
        for _ in 0..KEYS_TOLD_MAX {
            let pressed = self.listen(SILENCE, KEY_SECONDS, 1).await?;
            if pressed.is_late {
                break;
            }
            // A hash ends what is listened for, so that it is not among the keys.
            let key = if pressed.keys.is_empty() { "#" } else { &pressed.keys };
            self.run("SayPhonetic", key).await?;
        }
        Ok(Came::Out(When::Finished))
    }
}

/// A recording's file.
fn file(sound: Sound) -> String {
    format!("{FOLDER}/{}", sound.word())
}

/// Which choice of a menu the caller made. Asterisk takes a hash for the end of what is pressed, so it is
/// put back where a choice has one.
fn choice(step: &Step, pressed: &Pressed) -> Came {
    let is_offered = |text: &str| {
        let when = Keys::new(text).map(When::Keys)?;
        step.exits.iter().any(|exit| exit.when == when).then_some(Came::Out(when))
    };
    let hashed = (!pressed.is_late).then(|| format!("{}#", pressed.keys));
    let made = hashed.as_deref().and_then(is_offered).or_else(|| is_offered(&pressed.keys));
    match made {
        Some(made) => made,
        None if pressed.keys.is_empty() => Came::Out(When::TimedOut),
        None => Came::ToNothing,
    }
}
