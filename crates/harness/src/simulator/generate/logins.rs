//! Logins that come, change and go.

use super::Generator;
use crate::simulator::deed::{Asker, ClientDeed, Deed, LoginDeed, LoginWanted, Ring, Who};
use crate::simulator::model::Model;

/// How many logins a history makes: each is an account more.
const LOGINS_MAX: usize = 24;

impl Generator {
    pub(super) fn login(&mut self, model: &Model) -> Deed {
        let all = model.logins.len();
        let present: Vec<usize> = (0..all).filter(|index| !model.logins[*index].gone).collect();
        let some = match present.len() {
            0 => self.index(all.max(1)),
            _ if self.once_in(10) => self.index(all),
            many => present[self.index(many)],
        };
        let root = model.logins.get(some).map(|login| model.accounts[login.who].root);
        let who = match root {
            Some(root) if !self.once_in(6) => root,
            _ => {
                let who = self.who(model);
                model.accounts[who].root
            }
        };
        let by = if self.once_in(12) {
            self.asker(model)
        } else {
            Asker { who, stale: self.once_in(30) }
        };
        let wanted = self.login_wanted();
        let does = match self.below(9) {
            0..=2 if all < LOGINS_MAX => {
                LoginDeed::Open { name: u8::try_from(self.below(6)).unwrap_or(0), wanted }
            }
            _ if all == 0 => return Deed::OperatorOpen,
            0..=4 => LoginDeed::Set { login: some, wanted },
            5..=6 => {
                // Mostly one with which nothing is left to settle.
                let left = model.logins.iter().filter(|login| !login.gone).map(|login| login.who);
                let even: Vec<Who> = left.filter(|who| model.accounts[*who].balance == 0).collect();
                if even.is_empty() || self.once_in(4) {
                    let client = model.logins[some].who;
                    return Deed::Client { by, does: ClientDeed::Close { client } };
                }
                let client = even[self.index(even.len())];
                let by = Asker { who: model.accounts[client].root, stale: false };
                return Deed::Client { by, does: ClientDeed::Close { client } };
            }
            _ => LoginDeed::Close { login: some },
        };
        Deed::Login { by, does }
    }

    /// A number rings at an account: mostly at one of those that equipment logs in to.
    pub(super) fn ring_at_login(&mut self, model: &Model) -> Ring {
        let who = match model.logins.len() {
            0 => self.who(model),
            _ if self.once_in(4) => self.who(model),
            many => model.logins[self.index(many)].who,
        };
        Ring::Login(model.accounts[who].name.clone())
    }

    fn login_wanted(&mut self) -> LoginWanted {
        let small = |generator: &mut Self| u8::try_from(generator.below(4)).unwrap_or(0);
        LoginWanted {
            extension: small(self),
            address: self.once_in(3).then(|| small(self)),
            password: !self.once_in(4),
        }
    }
}
