//! Dialling on: PINs, dial tones, and calling back.

use tandem_domain::route::Address;
use tandem_engine::Dialled;
use tandem_numbering::Did;

use super::ride::{Came, Ride};
use super::{Exchange, Gone, Line};
use crate::asterisk::dial::channel;

/// How often a caller may try a PIN.
const PIN_TRIES: usize = 3;
/// The most digits that are dialled, with the prefix of a country.
const DIGITS_MAX: u32 = 18;
/// How long whoever is called by dialling on rings, in seconds.
const RING_SECONDS: u32 = 60;
/// How long a caller may take for a PIN, in seconds.
const PIN_SECONDS: u32 = 10;

// Asterisk's own recordings, of its package of core sounds.
const ASK_PIN: &str = "agent-pass";
const WRONG_PIN: &str = "auth-incorrect";
const ASK_NUMBER: &str = "vm-enter-num-to-call";
const CANNOT_CALL: &str = "ss-noservice";

impl<E: Exchange, L: Line> Ride<'_, E, L> {
    /// Whether the caller knows a PIN.
    pub(super) async fn knows(&mut self, pin: &str) -> Result<bool, Gone> {
        let length = u32::try_from(pin.len()).unwrap_or(DIGITS_MAX);
        for _ in 0..PIN_TRIES {
            let pressed = self.listen(ASK_PIN, PIN_SECONDS, length).await?;
            if !pin.is_empty() && pressed.keys == pin {
                return Ok(true);
            }
            self.run("Playback", WRONG_PIN).await?;
        }
        Ok(false)
    }

    /// Lets the caller dial a number, and calls it in the name of the one whose number was called.
    pub(super) async fn dial_on(&mut self, digit_seconds: u32, shown: &str) -> Result<Came, Gone> {
        let pressed = self.listen(ASK_NUMBER, digit_seconds, DIGITS_MAX).await?;
        let exchange = &self.operator.exchange;
        let number = exchange.rules().read(&pressed.keys).ok();
        let dialled = match (number, self.plan.account) {
            (Some(number), Some(account)) => exchange.may_dial(account, number).await,
            _ => None,
        };
        let channels = match (number, dialled) {
            (Some(number), Some(Dialled::Ours)) => self.channels(number, true),
            (Some(number), Some(Dialled::Outside)) => self.channels(number, false),
            (_, Some(Dialled::Not(_)) | None) | (None, _) => String::new(),
        };
        if channels.is_empty() {
            self.run("Playback", CANNOT_CALL).await?;
            return Ok(Came::Over);
        }
        self.set("CALLERID(num)", shown).await?;
        self.ring(&channels, RING_SECONDS, "").await?;
        Ok(Came::Over)
    }

    /// Waits, and calls whom a callback calls.
    pub(super) async fn call_back(
        mut self,
        number: Did,
        delay_seconds: u32,
        answer_seconds: u32,
        shown: &str,
    ) -> Result<(), Gone> {
        self.run("Wait", &delay_seconds.to_string()).await?;
        // The plan says whom to call, so the rules have let it through; it says not whether it is ours.
        let account = self.plan.account;
        let dialled = match account {
            Some(account) => self.operator.exchange.may_dial(account, number).await,
            None => None,
        };
        let channels = match dialled {
            Some(Dialled::Ours) => self.channels(number, true),
            Some(Dialled::Outside) => self.channels(number, false),
            Some(Dialled::Not(_)) | None => return Ok(()),
        };
        self.set("CALLERID(num)", shown).await?;
        self.ring(&channels, answer_seconds, "").await.map(|_| ())
    }

    /// Gives whoever answered a callback a dial tone.
    pub(super) async fn give_tone(mut self, digit_seconds: u32, shown: &str) -> Result<(), Gone> {
        self.dial_on(digit_seconds, shown).await?;
        self.run("Hangup", "16").await
    }

    fn channels(&self, number: Did, on_net: bool) -> String {
        channel(&Address::Number { number, on_net }, &self.operator.site).join("&")
    }
}
