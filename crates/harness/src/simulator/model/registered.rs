//! Who is logged in, as switches said last: of each login and address the latest word holds, in whatever order words
//! come. What has gone is known for a day, so that an old word does not bring it back; of more than twenty
//! addresses those are known that hold longest. With a login goes what was known of it.

use std::cmp::Reverse;

use super::{Answer, DAY, Model, SECOND};
use crate::simulator::register::Registered;

/// How many addresses are known of a login.
const PLACES_MAX: usize = 20;

/// The latest word: when it was said, and up to when it holds.
pub type Word = (i64, i64);

impl Model {
    pub(super) fn registered(&mut self, reports: &[Registered]) -> Answer {
        let mut kept = 0;
        for said in reports {
            let who =
                self.accounts.iter().position(|known| !known.gone && known.name == said.login);
            let is_late = said.at > self.now + 300 * SECOND;
            let is_endless = said.contact.is_none() && said.seconds > 0;
            let is_sound = !is_late && !is_endless && said.at > 0 && said.seconds <= 86_400;
            let Some(who) = who.filter(|_| is_sound) else { continue };
            kept += 1;
            let places = self.registered.entry(who).or_default();
            let until = said.at + i64::from(said.seconds) * SECOND;
            match said.contact {
                Some(contact) => {
                    let word = places.entry((said.switch, contact)).or_insert((said.at, until));
                    if word.0 <= said.at {
                        *word = (said.at, until);
                    }
                }
                None => {
                    for ((switch, _), word) in places.iter_mut() {
                        if *switch == said.switch && word.0 <= said.at {
                            *word = (said.at, said.at);
                        }
                    }
                }
            }
            while places.len() > PLACES_MAX {
                let ends = places.iter().map(|(place, (_, until))| (*until, Reverse(*place)));
                let (_, Reverse(first)) = ends.min().expect("more than twenty");
                places.remove(&first);
            }
            let now = self.now;
            places.retain(|_, (_, until)| *until >= now - DAY);
        }
        Ok(format!("kept={kept} refused={}", reports.len() - kept))
    }
}
