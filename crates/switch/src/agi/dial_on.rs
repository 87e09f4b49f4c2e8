//! Dialling on: PINs, dial tones, and calling back.

use tandem_domain::route::Address;
use tandem_engine::{DialOn, Dialled};
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
        let number = self.operator.exchange.rules().read(&pressed.keys).ok();
        let was_called = match number {
            Some(number) => self.call_out(number, RING_SECONDS, shown).await?,
            None => false,
        };
        if !was_called {
            self.run("Playback", CANNOT_CALL).await?;
        }
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
        // The plan says whom to call, so the rules have let it through; it says neither whether it is ours nor whether
        // there is money for it.
        self.call_out(number, answer_seconds, shown).await.map(|_| ())
    }

    /// Gives whoever answered a callback a dial tone.
    pub(super) async fn give_tone(mut self, digit_seconds: u32, shown: &str) -> Result<(), Gone> {
        self.dial_on(digit_seconds, shown).await?;
        self.run("Hangup", "16").await
    }

    /// Calls a number in the name of the one whose number was called, if it may be; says whether it was.
    async fn call_out(&mut self, number: Did, seconds: u32, shown: &str) -> Result<bool, Gone> {
        let exchange = &self.operator.exchange;
        let dial = DialOn::new(self.plan.to, number, self.name);
        let (on_net, most, held) = match exchange.dial_on(dial).await {
            Some(Dialled::Ours) => (true, self.plan.max_seconds, None),
            Some(Dialled::Outside { max_seconds, held }) => {
                (false, max_seconds.min(self.plan.max_seconds), held)
            }
            Some(Dialled::Not(_) | Dialled::Guarded(_)) | None => return Ok(false),
        };
        let to = Address::Number { number, on_net };
        let channels = channel(&to, &self.operator.site).join("&");
        self.set("CALLERID(num)", shown).await?;
        let came = self.ring(&channels, seconds, "", most).await?;
        if let (Came::Out(_), Some(held)) = (came, held) {
            exchange.hang_up(&held);
        }
        Ok(!channels.is_empty())
    }
}
