//! What calls were routed by is kept when it changes, so that it can be looked at, compared with and gone back to.
//!
//! A version of a customer's routing is a number in the customer's own sequence of events. What changes is kept with
//! the event that changes it; what never changed costs nothing. The order of things is: keep, then emit.

use tandem_domain::route::RouteSettings;
use tandem_domain::{AccountId, NumberMove, NumberSettings, NumberState};
use tandem_numbering::Did;
use tandem_store::StoreError;
use tandem_store::past::{self, Thing};

use crate::{Cx, Halt, PASTS_EACH_MAX};

impl Cx<'_> {
    /// Keeps what a thing said before the event that is written next. An empty `doc`: it was not there.
    pub(super) fn keep_past(
        &mut self,
        account: AccountId,
        thing: Thing,
        doc: &str,
    ) -> Result<(), Halt> {
        self.lock(account)?;
        let until = self.account(account)?.event_seq + 1;
        past::keep(self.tx, account, thing, (until, self.now), doc, PASTS_EACH_MAX)?;
        Ok(())
    }

    /// Keeps that a number comes with the event that is written next, though its tenure is told to have begun before.
    pub(super) fn keep_arrival(&mut self, account: AccountId, did: Did) -> Result<(), Halt> {
        let until = self.account(account)?.event_seq + 1;
        past::begin(self.tx, account, Thing::Settings(did), (until, self.now))?;
        Ok(())
    }

    /// Keeps how a number rang before the event that is written next, if it rings otherwise from then on.
    pub(super) fn keep_settings(
        &mut self,
        account: AccountId,
        did: Did,
        before: &RouteSettings,
        now: &RouteSettings,
    ) -> Result<(), Halt> {
        if before == now {
            return Ok(());
        }
        let doc = serde_json::to_string(&NumberSettings::from(before.clone()));
        let doc = doc.map_err(|_| StoreError::Shape("past.doc"))?;
        self.keep_past(account, Thing::Settings(did), &doc)
    }

    /// Keeps where numbers stood that were somebody's and do not begin or end a tenure in the usual way: a number
    /// that is in service until it is given back was so all the time.
    pub(crate) fn keep_states(
        &mut self,
        account: AccountId,
        moves: &[NumberMove],
    ) -> Result<(), Halt> {
        for step in moves.iter().filter(|step| is_told(step.from, step.to)) {
            self.keep_past(account, Thing::State(step.did), &step.from.code().to_string())?;
        }
        Ok(())
    }
}

/// Whether a move is one that a look at an earlier version would otherwise miss.
fn is_told(from: NumberState, to: NumberState) -> bool {
    let is_usual = from == NumberState::Active && !to.is_somebodys();
    from != to && from.is_somebodys() && !is_usual
}
