//! Who logs in next.

use super::Generator;
use crate::simulator::deed::Deed;
use crate::simulator::model::Model;
use crate::simulator::register::Registered;

const SECOND: i64 = 1_000_000;

impl Generator {
    /// A few reports, mostly in their order and of logins that are there.
    pub(super) fn registered(&mut self, model: &Model) -> Deed {
        let few = 1 + self.index(4);
        Deed::Registered { reports: (0..few).map(|_| self.report(model)).collect() }
    }

    fn report(&mut self, model: &Model) -> Registered {
        let ago = match self.below(8) {
            0 => self.below(200_000),
            1..=3 => self.below(120),
            _ => 0,
        };
        let gone = self.once_in(5);
        let login = match model.logins.len() {
            0 => "nobody_1".to_owned(),
            many => model.accounts[model.logins[self.index(many)].who].name.clone(),
        };
        let ahead = if self.once_in(30) { 301 } else { 0 };
        Registered {
            login,
            switch: u8::try_from(self.below(2)).unwrap_or(0),
            contact: (!self.once_in(8)).then(|| u8::try_from(self.below(14)).unwrap_or(0)),
            at: model.now - ago.cast_signed() * SECOND + ahead * SECOND,
            seconds: if gone { 0 } else { [60, 3600, 86_400, 86_401][self.index(4)] },
        }
    }
}
