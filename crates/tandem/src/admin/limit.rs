//! `tandem admin account limit`: how much an account may call, and where to.

use clap::Args;
use tandem_domain::{AccountRef, CallLimits, DialPrefix, Money};
use tandem_engine::{AccountSet, Engine};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What changes of an account's limits; what is not named stays.
#[derive(Clone, Debug, Args)]
pub struct Change {
    /// How many calls it may have at once, or `none`.
    #[arg(long, value_name = "COUNT", value_parser = optional::<u32>, allow_hyphen_values = true)]
    channels: Option<Wanted<u32>>,
    /// How many calls may begin in a minute, or `none`.
    #[arg(long, value_name = "COUNT", value_parser = optional::<u32>, allow_hyphen_values = true)]
    calls_a_minute: Option<Wanted<u32>>,
    /// How much calls may cost in an hour, those included that are up, or `none`.
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_hyphen_values = true)]
    spend_an_hour: Option<Wanted<Money>>,
    /// Let calls go to numbers outside that begin so, such as 44 or 1876; may be repeated.
    #[arg(long, value_name = "DIGITS")]
    allow: Vec<DialPrefix>,
    /// Let no calls go to numbers outside that begin so; may be repeated.
    #[arg(long, value_name = "DIGITS")]
    forbid: Vec<DialPrefix>,
    /// Neither allow nor forbid numbers that begin so from now on; may be repeated.
    #[arg(long, value_name = "DIGITS")]
    usual: Vec<DialPrefix>,
}

/// A limit, or that there is none.
#[derive(Clone, Copy, Debug)]
struct Wanted<T>(Option<T>);

fn optional<T: std::str::FromStr>(text: &str) -> Result<Wanted<T>, &'static str> {
    match text {
        "none" => Ok(Wanted(None)),
        text => {
            let read = text.parse().map_err(|_| "must be a whole number of calls, or none")?;
            Ok(Wanted(Some(read)))
        }
    }
}

fn amount(text: &str) -> Result<Wanted<Money>, &'static str> {
    let positive = |money: &Money| *money >= Money::ZERO;
    match text {
        "none" => Ok(Wanted(None)),
        text => Money::parse(text)
            .ok()
            .filter(positive)
            .map(|money| Wanted(Some(money)))
            .ok_or("must be an amount such as 25.00, or none"),
    }
}

impl Change {
    fn is_nothing(&self) -> bool {
        let Self { channels, calls_a_minute, spend_an_hour, allow, forbid, usual } = self;
        let limits = channels.is_none() && calls_a_minute.is_none() && spend_an_hour.is_none();
        limits && [allow, forbid, usual].iter().all(|list| list.is_empty())
    }

    fn of(self, mut limits: CallLimits) -> CallLimits {
        limits.channels = self.channels.map_or(limits.channels, |Wanted(most)| most);
        limits.a_minute = self.calls_a_minute.map_or(limits.a_minute, |Wanted(most)| most);
        limits.an_hour = self.spend_an_hour.map_or(limits.an_hour, |Wanted(most)| most);
        let named = [&self.allow, &self.forbid, &self.usual].map(Clone::clone).concat();
        limits.allowed.retain(|prefix| !named.contains(prefix));
        limits.forbidden.retain(|prefix| !named.contains(prefix));
        limits.allowed.extend(self.allow);
        limits.forbidden.extend(self.forbid);
        limits
    }
}

pub(super) async fn run(
    engine: &Engine,
    named: &AccountRef,
    change: Change,
) -> Result<(), Failure> {
    let seen = naming::view(engine, named).await?;
    if change.is_nothing() {
        show(&seen.profile.calls);
        return Ok(());
    }
    let mut profile = seen.profile;
    profile.calls = change.of(profile.calls);
    show(&profile.calls);
    operate(engine, AccountSet { account: seen.id, profile, status: seen.status }).await
}

fn show(limits: &CallLimits) {
    let CallLimits { channels, a_minute, an_hour, allowed, forbidden } = limits;
    let most = |most: Option<String>| most.unwrap_or_else(|| "as many as come".to_owned());
    say!("calls at once:       {}", most(channels.map(|most| most.to_string())));
    say!("calls in a minute:   {}", most(a_minute.map(|most| most.to_string())));
    let an_hour = an_hour.map(|most| most.to_string());
    say!("spent in an hour:    {}", an_hour.unwrap_or_else(|| "all there is".to_owned()));
    let list = |list: &[DialPrefix]| match list {
        [] => "none beyond what everybody may call".to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    };
    say!("allowed outside:     {}", list(allowed));
    let forbidden = match forbidden.as_slice() {
        [] => "none beyond what nobody may call".to_owned(),
        some => list(some),
    };
    say!("forbidden outside:   {forbidden}");
}
