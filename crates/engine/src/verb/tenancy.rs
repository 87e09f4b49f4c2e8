//! Somebody comes to have a number, or has it no more; and with that, what its settings name is in use or
//! free.

use tandem_domain::{AccountId, Named, ObjectId, ObjectKind, ObjectUser, Timestamp};
use tandem_store::client_term::{self, ClientTerm};
use tandem_store::object_use::{self, ObjectUse};
use tandem_store::tenure::{self, Tenure};

use crate::{Cx, Halt};

impl Cx<'_> {
    /// Begins a tenure.
    pub(super) fn begin_tenure(&mut self, begun: &Tenure) -> Result<(), Halt> {
        tenure::insert(self.tx, begun)?;
        if begun.resale.is_some() {
            self.begin_client_term(begun, self.now)?;
        }
        let by = ObjectUser::Number(begun.did);
        self.note_uses(begun.payer, by, &Named::default(), &begun.settings.named())
    }

    /// Ends a tenure now; `ending` says how, in a few words.
    pub(super) fn end_tenure(&mut self, held: &Tenure, ending: &str) -> Result<(), Halt> {
        tenure::end(self.tx, held.id, self.now, ending)?;
        self.end_client_term(held)?;
        let by = ObjectUser::Number(held.did);
        self.note_uses(held.payer, by, &held.settings.named(), &Named::default())
    }

    /// From `began` on, what the payer is charged for the number is counted to the client who has it.
    pub(super) fn begin_client_term(
        &mut self,
        held: &Tenure,
        began: Timestamp,
    ) -> Result<(), Halt> {
        let (tenure, did, client) = (held.id, held.did, held.owner);
        let term = ClientTerm { id: self.id(), tenure, did, client, began, ended: None };
        Ok(client_term::insert(self.tx, &term)?)
    }

    /// From now on it is not counted to whichever client has the number, if one has it.
    pub(super) fn end_client_term(&mut self, held: &Tenure) -> Result<(), Halt> {
        if held.resale.is_none() {
            return Ok(());
        }
        Ok(client_term::end(self.tx, held.id, self.now)?)
    }

    /// Notes what somebody names now who named other things before; where nothing is named, nothing is
    /// written. A login is noted as its sub-account.
    pub(super) fn note_uses(
        &mut self,
        account: AccountId,
        by: ObjectUser,
        before: &Named,
        now: &Named,
    ) -> Result<(), Halt> {
        let noted = |(kind, id)| ObjectUse { kind, id, by, account };
        let mut gone: Vec<_> = lacking(&before.objects, &now.objects).copied().collect();
        let mut come: Vec<_> = lacking(&now.objects, &before.objects).copied().collect();
        for login in lacking(&before.logins, &now.logins) {
            gone.extend(self.sub_account(account, login)?);
        }
        for login in lacking(&now.logins, &before.logins) {
            come.extend(self.sub_account(account, login)?);
        }
        for named in gone {
            object_use::delete(self.tx, &noted(named))?;
        }
        for named in come {
            object_use::insert(self.tx, &noted(named))?;
        }
        Ok(())
    }

    /// What stands for a login among things that are named: its sub-account. The customer itself is never
    /// closed, so that nobody needs to know who names it.
    fn sub_account(
        &mut self,
        customer: AccountId,
        login: &str,
    ) -> Result<Option<(ObjectKind, ObjectId)>, Halt> {
        let id = self.login(customer, login)?.filter(|id| *id != customer);
        Ok(id.map(|id| (ObjectKind::Account, ObjectId(id.0))))
    }
}

/// What stands in one sorted list and not in another.
fn lacking<'l, T: Ord>(these: &'l [T], those: &'l [T]) -> impl Iterator<Item = &'l T> {
    these.iter().filter(|this| those.binary_search(this).is_err())
}
