//! `--replace-supplier`: a file is the whole of what a supplier sells.

use std::collections::BTreeMap;

use tandem_domain::{Actor, NumberState};
use tandem_engine::{
    Ask, Engine, NumberPage, NumberReshelve, Reshelved, STOCK_NUMBERS_MAX, StockRow,
};
use tandem_numbering::Did;

use super::PAUSE;
use crate::failure::Failure;

/// The numbers that a supplier lists, as ranges. This is the one thing of a file that is kept as a
/// whole: sixteen bytes or so for each run of consecutive numbers.
pub(super) struct Listed {
    supplier: String,
    /// The last number of a range by its first. Ranges may meet, and overlap.
    ranges: BTreeMap<Did, Did>,
    /// The range that is being lengthened.
    open: Option<(Did, Did)>,
}

impl Listed {
    pub(super) fn of(supplier: &str) -> Self {
        Self { supplier: supplier.to_owned(), ranges: BTreeMap::new(), open: None }
    }

    /// Takes note of a row, if it is of the supplier.
    pub(super) fn add(&mut self, row: &StockRow) {
        if row.offer.supplier.as_ref() != Some(&self.supplier) {
            return;
        }
        match &mut self.open {
            Some((_, last)) if last.digits() + 1 == row.first.digits() => *last = row.last,
            open => {
                if let Some((first, last)) = open.replace((row.first, row.last)) {
                    self.close(first, last);
                }
            }
        }
    }

    fn close(&mut self, first: Did, last: Did) {
        let known = self.ranges.entry(first).or_insert(last);
        *known = last.max(*known);
    }

    /// Whether the supplier lists nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.open.is_none()
    }

    /// The ranges in their order, those that meet or overlap joined.
    fn joined(mut self) -> Vec<(Did, Did)> {
        if let Some((first, last)) = self.open.take() {
            self.close(first, last);
        }
        let mut joined: Vec<(Did, Did)> = Vec::new();
        for (first, last) in self.ranges {
            match joined.last_mut() {
                Some((_, before)) if before.digits() + 1 >= first.digits() => {
                    *before = last.max(*before);
                }
                _ => joined.push((first, last)),
            }
        }
        joined
    }
}

/// Takes off the shelf what the supplier no longer lists, and puts back what it lists again.
pub(super) async fn withdraw(engine: &Engine, listed: Listed) -> Result<Reshelved, Failure> {
    let supplier = listed.supplier.clone();
    let ranges = listed.joined();
    let is_listed = |did: Did| {
        let place = ranges.partition_point(|(first, _)| *first <= did);
        place.checked_sub(1).is_some_and(|before| did <= ranges[before].1)
    };
    let nothing = || NumberReshelve {
        supplier: supplier.clone(),
        withdrawn: Vec::new(),
        returned: Vec::new(),
    };
    let mut total = Reshelved::default();
    let mut next = nothing();
    let mut after = None;
    loop {
        let page = engine.execute(Ask::new(Actor::operator(), NumberPage { after })).await?;
        let is_last = page.is_empty();
        after = page.last().map(|number| number.did).or(after);
        for number in page.iter().filter(|number| number.offer.supplier.as_ref() == Some(&supplier))
        {
            let is_blocked = number.state == NumberState::Blocked;
            match (is_listed(number.did), is_blocked) {
                (true, true) => next.returned.push(number.did),
                (false, false) => next.withdrawn.push(number.did),
                (true, false) | (false, true) => {}
            }
        }
        let waiting = next.returned.len() + next.withdrawn.len();
        if waiting + page.len() > STOCK_NUMBERS_MAX || (is_last && waiting > 0) {
            let sent = std::mem::replace(&mut next, nothing());
            let done = engine.execute(Ask::new(Actor::operator(), sent)).await?;
            total.withdrawn += done.withdrawn;
            total.returned += done.returned;
            total.in_use.extend(done.in_use);
            tokio::time::sleep(PAUSE).await;
        }
        if is_last {
            return Ok(total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_meet_are_one() {
        let did = |digits| Did::new(digits).expect("a literal of this file");
        let mut listed = Listed::of("upstream");
        for (first, last) in [(30, 39), (0, 9), (5, 12), (13, 13), (0, 3)] {
            listed.close(did(5_000_000 + first), did(5_000_000 + last));
        }
        let joined: Vec<(u64, u64)> = listed
            .joined()
            .into_iter()
            .map(|(first, last)| (first.digits() - 5_000_000, last.digits() - 5_000_000))
            .collect();
        assert_eq!(joined, [(0, 13), (30, 39)]);
    }
}
