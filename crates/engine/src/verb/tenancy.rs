//! Somebody comes to have a number, or has it no more; and with that, what its settings name is in use or
//! free.

use tandem_domain::{
    AccountId, Named, ObjectBody, ObjectId, ObjectKind, ObjectUser, Refusal, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::client_term::{self, ClientTerm};
use tandem_store::number_use::{self, NumberUse};
use tandem_store::object;
use tandem_store::object_use::{self, ObjectUse};
use tandem_store::tenure::{self, Tenure};

use crate::{Cx, Halt, NUMBER_USERS_MAX};

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
        self.note_uses(held.payer, by, &held.settings.named(), &Named::default())?;
        self.erase_about(held.payer, held.did)
    }

    /// Takes away what was about a number of an account's, which has it no more: filters of its callers. A
    /// number that is restored comes back without them.
    fn erase_about(&mut self, account: AccountId, did: Did) -> Result<(), Halt> {
        for about in number_use::of_number(self.tx, did, account, NUMBER_USERS_MAX)? {
            if let Some(found) = object::get(self.tx, account, about.kind, about.id)? {
                self.erase_object(&found)?;
            }
        }
        Ok(())
    }

    /// Notes which number an object is about now that was about another before.
    pub(super) fn note_number(
        &mut self,
        account: AccountId,
        (kind, id): (ObjectKind, ObjectId),
        before: Option<&ObjectBody>,
        now: Option<&ObjectBody>,
    ) -> Result<(), Halt> {
        let about = |body: Option<&ObjectBody>| body.and_then(ObjectBody::about);
        let (before, now) = (about(before), about(now));
        if before == now {
            return Ok(());
        }
        let noted = |did| NumberUse { did, kind, id, account };
        if let Some(did) = before {
            number_use::delete(self.tx, &noted(did))?;
        }
        if let Some(did) = now {
            let max = NUMBER_USERS_MAX;
            let known = number_use::of_number(self.tx, did, account, max)?.len();
            if i64::try_from(known).is_ok_and(|known| known >= max) {
                return Err(Refusal::ObjectsFull { kind, max }.into());
            }
            number_use::insert(self.tx, &noted(did))?;
        }
        Ok(())
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
        let gone: Vec<_> = lacking(&before.objects, &now.objects).copied().collect();
        let mut come: Vec<_> = lacking(&now.objects, &before.objects).copied().collect();
        for login in lacking(&before.logins, &now.logins) {
            // A login that was opened since it was named is noted by nobody.
            if let Some((kind, id)) = self.sub_account(account, login)? {
                object_use::forget(self.tx, &noted((kind, id)))?;
            }
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

    /// Notes that somebody who waited waits no more, and keeps nothing. What an older database names for it may
    /// have gone before it was kept.
    pub(super) fn forget_uses(
        &mut self,
        account: AccountId,
        by: ObjectUser,
        named: &Named,
    ) -> Result<(), Halt> {
        let mut all = named.objects.clone();
        for login in &named.logins {
            all.extend(self.sub_account(account, login)?);
        }
        for (kind, id) in all {
            object_use::forget(self.tx, &ObjectUse { kind, id, by, account })?;
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
