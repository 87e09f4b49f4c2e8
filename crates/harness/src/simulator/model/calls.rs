//! Calls, as they are told to customers: whoever had the number when the call began pays for it, by
//! begun steps of time, however late its record comes and however often. A client of a reseller pays
//! its reseller, if it had the number by then and is not closed since. What goes outward costs its reseller alone, and only by
//! a plan that says so. What is not answered costs nothing; a number that nobody had leaves a record and no charge.

use std::collections::BTreeMap;

use super::{Answer, Model, RESALE, REVENUE, SECOND, Tenure};
use crate::simulator::call::CallDeed;
use crate::simulator::deed::Who;

/// How calls of a number are charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// A minute of a call to it.
    pub minute: i64,
    /// The first step and each further one.
    pub steps: (i64, i64),
    /// A minute of a call in its name, to a number in North America, if it has a price.
    pub outward: Option<i64>,
    /// Which plan it was sold by, whatever that says by now.
    pub series: usize,
}

/// Somebody's time with a number, as far as calls are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Had {
    began: i64,
    ended: Option<i64>,
    order: usize,
    owner: Who,
    payer: Who,
    minutes: Minutes,
    /// The client: since when, up to when it is charged, and what a minute costs it.
    client: Option<(i64, (i64, i64), i64)>,
}

/// A call of which there is a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    pub said: CallDeed,
    /// Who pays for the number, and who had it.
    pub whose: Option<(Who, Who)>,
    pub charged: i64,
    pub client_charged: i64,
}

/// What is known of calls.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    had: BTreeMap<u64, Vec<Had>>,
    /// By the number that names them.
    pub records: BTreeMap<u64, Called>,
}

/// The plans of the simulation say how calls are charged by their slots.
pub const fn minutes(slot: i64) -> Minutes {
    // A third of the plans ask nothing for the way out.
    let outward = if slot % 3 == 0 { None } else { Some(slot % 17) };
    Minutes { minute: slot % 11, steps: steps(slot), outward, series: 0 }
}

pub const fn steps(slot: i64) -> (i64, i64) {
    match slot % 4 {
        0 => (6, 6),
        1 => (30, 6),
        2 => (60, 60),
        _ => (1, 1),
    }
}

/// What a reseller asks for a minute, where it asks so much for a month.
pub const fn client_minute(monthly: i64) -> i64 {
    monthly % 13
}

impl Model {
    pub(super) fn call_over(&mut self, said: &CallDeed) -> Answer {
        let answered = said.began + said.rang;
        let ended = answered + said.talked.unwrap_or(0);
        let hours = ended - said.began > 24 * 3600 * SECOND;
        if hours || ended > self.now + 300 * SECOND || said.began <= 0 {
            return Err("call_invalid");
        }
        if let Some(known) = self.calls.records.get(&said.name) {
            let answer = format!("charged={}", known.charged);
            return if known.said == *said { Ok(answer) } else { Err("key_reused") };
        }
        let had = self.had_near(said.number, said.began);
        let mut called = Called { said: *said, whose: None, charged: 0, client_charged: 0 };
        if let Some(had) = had {
            let client = had.client.filter(|(since, ..)| *since <= said.began);
            let is_early = had.client.is_some() && client.is_none();
            let owner = if is_early { had.payer } else { had.owner };
            called.whose = Some((had.payer, owner));
            // What a number was sold at holds for calls to it; calls in its name cost what its plan says by now.
            let minute = match said.outward {
                true => minutes(self.series[had.minutes.series]).outward,
                false => Some(had.minutes.minute),
            };
            if let Some((talked, minute)) = said.talked.zip(minute) {
                let (first, next) = had.minutes.steps;
                let billed = billed((talked + SECOND - 1) / SECOND, first, next);
                called.charged = half_even(minute * billed);
                self.accounts[had.payer].balance -= called.charged;
                self.houses[REVENUE] += called.charged;
                // A client that was closed meanwhile is charged no more.
                if let Some((_, _, minute)) =
                    client.filter(|_| !said.outward && !self.accounts[owner].gone)
                {
                    called.client_charged = half_even(minute * billed);
                    self.accounts[owner].balance -= called.client_charged;
                    self.houses[RESALE] += called.client_charged;
                }
            }
            self.accounts[had.payer].events += 1;
        }
        self.calls.records.insert(said.name, called);
        Ok(format!("charged={}", called.charged))
    }

    /// Whoever is told that calls are kept out has one event more, and nothing else has changed.
    pub(super) fn call_kept(&mut self, who: Who) -> Answer {
        let account = &mut self.accounts[who];
        if account.gone {
            return Err("account_unknown");
        }
        account.events += 1;
        Ok(String::new())
    }

    /// Who paid for a number at a time.
    pub(super) fn payer_at(&self, number: u64, at: i64) -> Option<Who> {
        self.had_near(number, at).map(|had| had.payer)
    }

    /// Who had a number at a time by a switch's clock, which may be five minutes ahead of ours or behind.
    fn had_near(&self, number: u64, at: i64) -> Option<Had> {
        const SLACK: i64 = 300 * SECOND;
        let all = || {
            let had = self.calls.had.get(&number).into_iter().flatten().copied();
            had.filter(|had| had.ended != Some(had.began))
        };
        let soon = |had: &Had| (at + 1..=at + SLACK).contains(&had.began);
        let lately = |had: &Had| had.ended.is_some_and(|ended| (at - SLACK..=at).contains(&ended));
        self.had_at(number, at)
            .or_else(|| all().filter(soon).min_by_key(|had| had.began))
            .or_else(|| all().filter(lately).max_by_key(|had| had.ended))
    }

    /// Who had a number at a time. Whoever moved in with it says since when, which may be since before somebody else's
    /// purchase of it came to nothing: then it was the former's.
    fn had_at(&self, number: u64, at: i64) -> Option<Had> {
        let terms = self.calls.had.get(&number)?;
        let covers = |had: &&Had| had.began <= at && had.ended.is_none_or(|ended| at < ended);
        let now = terms.last().filter(|had| had.ended.is_none()).filter(covers);
        now.or_else(|| terms.iter().find(covers)).copied()
    }

    /// Takes note of who has which number by now.
    pub(super) fn note_tenures(&mut self) {
        let now = self.now;
        for (digits, number) in &self.numbers {
            let terms = self.calls.had.entry(*digits).or_default();
            let last = terms.last().copied();
            let open = last.filter(|had| had.ended.is_none());
            let held = number.tenure.as_ref();
            let goes_on = open.zip(held).is_some_and(|(had, held)| {
                (had.began, had.order, had.payer) == (held.began, held.order, held.payer)
            });
            if open.is_some()
                && !goes_on
                && let Some(had) = terms.last_mut()
            {
                had.ended = Some(now);
            }
            let Some(held) = held else { continue };
            let had = had(held, last, now);
            match terms.last_mut().filter(|_| goes_on) {
                Some(last) => *last = had,
                None => terms.push(had),
            }
        }
    }
}

fn had(held: &Tenure, last: Option<Had>, now: i64) -> Had {
    let same = last.filter(|last| last.owner == held.owner).and_then(|last| last.client);
    let goes_on = last.is_some_and(|last| last.ended.is_none() && last.began == held.began);
    let client = held.client.zip(held.terms).map(|(until, (_, monthly))| {
        // What a client is charged moves on by itself; a term that was not begun anew stays.
        let kept = same.filter(|(_, known, _)| goes_on || *known == until);
        (kept.map_or(now, |(since, ..)| since), until, client_minute(monthly))
    });
    Had {
        began: held.began,
        ended: None,
        order: held.order,
        owner: held.owner,
        payer: held.payer,
        minutes: held.minutes,
        client,
    }
}

fn billed(seconds: i64, first: i64, next: i64) -> i64 {
    let mut billed = 0;
    while billed < seconds {
        billed += if billed == 0 { first } else { next };
    }
    billed
}

/// A sixtieth, rounded half to even.
fn half_even(sixtieths: i64) -> i64 {
    let (whole, rest) = (sixtieths / 60, sixtieths % 60);
    whole + i64::from(rest > 30 || (rest == 30 && whole % 2 == 1))
}
