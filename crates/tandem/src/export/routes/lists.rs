//! Who rings at which numbers: each list of addresses once, however many numbers have it.

use std::collections::{BTreeMap, BTreeSet};

use tandem_numbering::Did;
use tandem_switch::listing::{Turn, User};

use super::ADDRESS_BYTES_MAX;

/// The most addresses that drouting is given. It keeps them in a chain and looks through it for each rule that it loads, so
/// that more would make it slow to start.
const GATEWAYS_MAX: usize = 4096;

/// The place of a list among all, from 1.
pub(super) type ListId = usize;

/// What the tables are made of.
#[derive(Default)]
pub(super) struct Lists {
    /// Every list of addresses, and its place.
    known: BTreeMap<Vec<Turn>, ListId>,
    /// Those of them for which drouting has room.
    routed: BTreeSet<ListId>,
    /// Every address of these, and its place.
    gateways: BTreeMap<Gateway, usize>,
    numbers: Vec<(Did, ListId)>,
    asked: Vec<Did>,
}

/// An address as drouting has it: whoever is called there, what it may have besides goes behind the seconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gateway {
    /// The host, with its port.
    pub(super) address: String,
    /// How many digits of the number are left out.
    pub(super) strip: u8,
    /// What stands before the others.
    pub(super) prefix: &'static str,
    /// For how many seconds it rings; behind a space the address, if it is not made of these.
    pub(super) attributes: String,
}

impl Gateway {
    /// The address that a turn rings; `None` if it is longer than the tables take.
    fn of(turn: &Turn) -> Option<Self> {
        let (address, strip, prefix, written) = match &turn.user {
            User::Called { strip, before } if turn.scheme == "sip" => {
                (turn.place.clone(), *strip, *before, None)
            }
            // Which number it is, the address would have to say as well.
            User::Called { .. } => return None,
            User::Written(_) => (turn.host().to_owned(), 0, "", turn.written()),
        };
        let attributes = match written {
            Some(uri) => format!("{} {uri}", turn.seconds),
            None => turn.seconds.to_string(),
        };
        let fits = attributes.len() <= super::tables::ATTRIBUTES_BYTES_MAX
            && address.len() <= ADDRESS_BYTES_MAX;
        fits.then_some(Self { address, strip, prefix, attributes })
    }
}

impl Lists {
    /// A number rings these, one after the other.
    pub(super) fn ring(&mut self, number: Did, turns: Vec<Turn>) {
        let next = self.known.len() + 1;
        let id = match self.known.get(&turns) {
            Some(id) => *id,
            None => {
                self.route(next, &turns);
                self.known.insert(turns, next);
                next
            }
        };
        self.numbers.push((number, id));
    }

    /// Gives drouting a list, if there is room for what is new in it.
    fn route(&mut self, id: ListId, turns: &[Turn]) {
        let Some(all) = turns.iter().map(Gateway::of).collect::<Option<Vec<_>>>() else { return };
        let new: BTreeSet<&Gateway> =
            all.iter().filter(|gateway| !self.gateways.contains_key(gateway)).collect();
        if self.gateways.len() + new.len() > GATEWAYS_MAX {
            return;
        }
        for gateway in &all {
            let next = self.gateways.len() + 1;
            self.gateways.entry(gateway.clone()).or_insert(next);
        }
        self.routed.insert(id);
    }

    /// Somebody else is asked about a number.
    pub(super) fn ask(&mut self, number: Did) {
        self.asked.push(number);
    }

    /// The numbers, in their order, each with its list.
    pub(super) fn numbers(&self) -> &[(Did, ListId)] {
        &self.numbers
    }

    /// Whether drouting knows a list.
    pub(super) fn is_routed(&self, list: ListId) -> bool {
        self.routed.contains(&list)
    }

    /// How many numbers ring at more addresses than drouting has room for.
    pub(super) fn beyond(&self) -> usize {
        self.numbers.iter().filter(|(_, list)| !self.is_routed(*list)).count()
    }

    /// Every list.
    pub(super) fn lists(&self) -> impl Iterator<Item = (ListId, &[Turn])> {
        self.known.iter().map(|(turns, id)| (*id, &turns[..]))
    }

    /// The addresses of drouting, each with its place.
    pub(super) fn gateways(&self) -> &BTreeMap<Gateway, usize> {
        &self.gateways
    }

    /// The places of the addresses of a list.
    pub(super) fn places(&self, turns: &[Turn]) -> Vec<usize> {
        let gateways = turns.iter().filter_map(Gateway::of);
        gateways.filter_map(|gateway| self.gateways.get(&gateway).copied()).collect()
    }

    /// The numbers that drouting must send to whoever is asked by a rule of their own: they begin with the digits of another
    /// number, whose rule would catch them. All others are caught by none, and go there anyway.
    pub(super) fn asked_by_rule(&self) -> impl Iterator<Item = Did> {
        let routed: BTreeSet<u64> = self
            .numbers
            .iter()
            .filter(|(_, list)| self.is_routed(*list))
            .map(|(number, _)| number.digits())
            .collect();
        let unrouted = self.numbers.iter().filter(|(_, list)| !self.is_routed(*list));
        let all = self.asked.iter().copied().chain(unrouted.map(|(number, _)| *number));
        all.filter(move |number| {
            let shorter = std::iter::successors(Some(number.digits() / 10), |rest| Some(rest / 10));
            shorter.take_while(|rest| *rest > 0).any(|rest| routed.contains(&rest))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(host: &str, user: User) -> Turn {
        Turn { seconds: 20, user, scheme: "sip".to_owned(), place: host.to_owned() }
    }

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a number")
    }

    #[test]
    fn numbers_that_ring_alike_share_a_list_and_its_addresses() {
        let called = || turn("pbx", User::Called { strip: 0, before: "+" });
        let mut lists = Lists::default();
        lists.ring(did(13_055_550_100), vec![called()]);
        lists.ring(did(13_055_550_101), vec![called()]);
        lists.ring(did(13_055_550_102), vec![called(), turn("b", User::Written("x".to_owned()))]);
        let ids: Vec<_> = lists.numbers().iter().map(|(_, list)| *list).collect();
        assert_eq!(ids, [1, 1, 2]);
        assert_eq!((lists.lists().count(), lists.gateways().len(), lists.beyond()), (2, 2, 0));
    }

    #[test]
    fn what_would_be_caught_by_a_shorter_number_has_a_rule() {
        let mut lists = Lists::default();
        lists.ring(did(493_012_345), vec![turn("a", User::Written("x".to_owned()))]);
        lists.ask(did(4_930_123_456));
        lists.ask(did(4_930_999_999));
        assert_eq!(lists.asked_by_rule().collect::<Vec<_>>(), [did(4_930_123_456)]);
    }

    #[test]
    fn beyond_its_room_only_dispatcher_knows_a_number() {
        let mut lists = Lists::default();
        for place in 0..=GATEWAYS_MAX as u64 {
            let user = User::Written(format!("user{place}"));
            lists.ring(did(13_055_550_100 + place), vec![turn("h", user)]);
        }
        assert_eq!((lists.gateways().len(), lists.beyond()), (GATEWAYS_MAX, 1));
    }
}
