//! Which number is meant by one that was read.
//!
//! An international number is listed without a plus, by every provider whose words we speak, and ten digits
//! that come back so are read as North American. Where nobody here ever stocked the number that was read,
//! they are the number abroad.

use tandem_numbering::Did;
use tandem_store::{number, tenure};

use crate::{Cx, Halt};

impl Cx<'_> {
    /// The number of the actor's family that is meant: the one abroad, if the family has it.
    pub(crate) fn meant_of_family(&mut self, read: Did) -> Result<Did, Halt> {
        let Some(abroad) = self.abroad(read)? else { return Ok(read) };
        let held = tenure::current(self.tx, abroad)?;
        Ok(if held.is_some_and(|held| held.payer == self.actor.root) { abroad } else { read })
    }

    /// The number that is meant among all there are: the one abroad, if there is one.
    pub(crate) fn meant_of_all(&mut self, read: Did) -> Result<Did, Halt> {
        let Some(abroad) = self.abroad(read)? else { return Ok(read) };
        Ok(if number::get(self.tx, abroad)?.is_some() { abroad } else { read })
    }

    fn abroad(&mut self, read: Did) -> Result<Option<Did>, Halt> {
        let abroad = read.abroad().filter(|abroad| self.rules.check(*abroad).is_ok());
        Ok(if abroad.is_some() && number::get(self.tx, read)?.is_some() { None } else { abroad })
    }
}
