//! Somebody comes to have a number, or has it no more; and with that, what its settings name is in use or
//! free.

use tandem_domain::{AccountId, ObjectId, ObjectKind, ObjectUser};
use tandem_store::object_use::{self, ObjectUse};
use tandem_store::tenure::{self, Tenure};

use crate::{Cx, Halt};

impl Cx<'_> {
    /// Begins a tenure.
    pub(super) fn begin_tenure(&mut self, begun: &Tenure) -> Result<(), Halt> {
        tenure::insert(self.tx, begun)?;
        let by = ObjectUser::Number(begun.did);
        self.note_uses(begun.payer, by, &[], &begun.settings.objects())
    }

    /// Ends a tenure now; `ending` says how, in a few words.
    pub(super) fn end_tenure(&mut self, held: &Tenure, ending: &str) -> Result<(), Halt> {
        tenure::end(self.tx, held.id, self.now, ending)?;
        let by = ObjectUser::Number(held.did);
        self.note_uses(held.payer, by, &held.settings.objects(), &[])
    }

    /// Notes which objects somebody names now who named others before. Both lists are sorted and name each
    /// object once, as [`tandem_domain::NumberSettings::objects`] makes them; where nothing is named,
    /// nothing is written.
    pub(super) fn note_uses(
        &mut self,
        account: AccountId,
        by: ObjectUser,
        before: &[(ObjectKind, ObjectId)],
        now: &[(ObjectKind, ObjectId)],
    ) -> Result<(), Halt> {
        let noted = |&(kind, id): &(ObjectKind, ObjectId)| ObjectUse { kind, id, by, account };
        for gone in before.iter().filter(|named| now.binary_search(named).is_err()) {
            object_use::delete(self.tx, &noted(gone))?;
        }
        for come in now.iter().filter(|named| before.binary_search(named).is_err()) {
            object_use::insert(self.tx, &noted(come))?;
        }
        Ok(())
    }
}
