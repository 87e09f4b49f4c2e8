//! Ringing.

use tandem_domain::route::{Cause, Dial, Right, Shown, Signal, StepId, When};

use super::ride::{Came, Ride};
use super::{Exchange, Gone, Line};
use crate::asterisk::dial::{channel, options, plain};
use crate::loss::Losses;

/// The most bytes of the channels that one `Dial` rings: a command of FastAGI is a line of 2 KiB at most.
const CHANNELS_BYTES_MAX: usize = 1500;

impl<E: Exchange, L: Line> Ride<'_, E, L> {
    /// Rings whom a step names.
    pub(super) async fn dial(&mut self, id: StepId, dial: &Dial) -> Result<Came, Gone> {
        if let Some(sound) = dial.announcement {
            self.play(sound).await?;
        }
        let channels = dial.legs.iter().flat_map(|leg| channel(&leg.to, &self.operator.site));
        let channels = joined(channels);
        if let Some(first) = dial.legs.first() {
            self.show(&first.shown).await?;
        }
        let options = options(id, dial, &mut Losses::default());
        self.ring(&channels, dial.ring_seconds(), &options, self.plan.max_seconds).await
    }

    /// Rings these channels. Whoever answers may speak for so many seconds.
    pub(super) async fn ring(
        &mut self,
        channels: &str,
        seconds: u32,
        options: &str,
        max_seconds: u32,
    ) -> Result<Came, Gone> {
        if channels.is_empty() {
            return Ok(Came::Out(When::Failed(Cause::Unreachable)));
        }
        // Asterisk counts from when the caller was answered, which may have been by a menu.
        let now = self.get("EPOCH").await?;
        self.set("DIALLED", &now).await?;
        let most = u64::from(max_seconds) * 1000;
        self.run("Dial", &format!("{channels},{seconds},{options}L({most})")).await?;
        let status = self.get("DIALSTATUS").await?;
        let code = self.get("HANGUPCAUSE").await?.parse().ok();
        let rang = !self.get("RINGTIME").await?.is_empty();
        let rang = rang || !self.get("PROGRESSTIME").await?.is_empty();
        let failed = failure(&status, code, rang).map(When::Failed);
        Ok(failed.map_or(Came::Over, Came::Out))
    }

    /// Which caller is shown to whoever is rung.
    pub(super) async fn show(&mut self, shown: &Shown) -> Result<(), Gone> {
        self.set("CALLERID(num)", &shown.number).await?;
        self.set("CALLERID(name)", &plain(&shown.name)).await?;
        let withheld = if shown.right == Right::Withheld { "prohib" } else { "allowed" };
        self.set("CALLERID(pres)", withheld).await?;
        if let Some(number) = shown.diversion {
            self.set("REDIRECTING(from-num,i)", &number.to_string()).await?;
        }
        Ok(())
    }
}

/// As many channels as fit, as `Dial` takes them.
fn joined(channels: impl Iterator<Item = String>) -> String {
    let mut all = String::new();
    for channel in channels {
        if all.len() + 1 + channel.len() > CHANNELS_BYTES_MAX {
            break;
        }
        if !all.is_empty() {
            all.push('&');
        }
        all += &channel;
    }
    all
}

/// Why nobody was spoken to, by what `Dial` says, the hangup cause behind it, and whether it rang; `None` if
/// somebody was.
fn failure(status: &str, q850: Option<u8>, rang: bool) -> Option<Cause> {
    let by_code = || Cause::of(Signal::Q850 { code: q850?, rang });
    match status {
        "ANSWER" => None,
        "NOANSWER" => Cause::of(Signal::TimedOut { rang }),
        "BUSY" => Some(by_code().unwrap_or(Cause::Busy)),
        _ => Some(by_code().unwrap_or(Cause::Unreachable)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dial_says_has_its_cause() {
        for (status, q850, rang, cause) in [
            ("ANSWER", Some(16), true, None),
            ("BUSY", Some(17), false, Some(Cause::Busy)),
            ("BUSY", Some(0), true, Some(Cause::Busy)),
            ("NOANSWER", Some(0), true, Some(Cause::NoAnswer)),
            ("NOANSWER", Some(0), false, Some(Cause::Unreachable)),
            ("CHANUNAVAIL", Some(21), true, Some(Cause::Declined)),
            ("CHANUNAVAIL", Some(20), false, Some(Cause::Unreachable)),
            ("CHANUNAVAIL", Some(102), false, Some(Cause::Unreachable)),
            ("CONGESTION", None, false, Some(Cause::Unreachable)),
            ("", None, false, Some(Cause::Unreachable)),
        ] {
            assert_eq!(failure(status, q850, rang), cause, "{status} {q850:?} {rang}");
        }
    }

    #[test]
    fn no_more_is_rung_than_a_line_holds() {
        let many =
            (0..100).map(|place| format!("PJSIP/carrier/sip:telephone-{place}@198.51.100.7"));
        let line = joined(many);
        assert!(line.len() <= CHANNELS_BYTES_MAX && line.contains("telephone-20"));
        assert!(!line.ends_with('&'));
    }
}
