//! What was heard of and has not been read yet.

use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{AccountId, Event, EventBody, NumberState, ObjectBody, ObjectId, ObjectKind};
use tandem_numbering::Did;

use super::table::Table;

/// One thing that is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// A number.
    Number(Did),
    /// An object of an account.
    Object(AccountId, ObjectKind, ObjectId),
    /// The logins that speak for the second account, which is the first or one under it.
    Logins(AccountId, AccountId),
    /// The time zone of an account.
    Zone(AccountId),
    /// How calls are charged, by every plan.
    Terms,
}

/// What was heard of and has not been read yet, each with when it was heard of last.
#[derive(Default)]
pub(super) struct News {
    heard: u64,
    items: BTreeMap<Item, u64>,
    /// Those of the items that are of an account, by account. Under `None`, those of which it is not
    /// known whose they are: they may concern anybody.
    accounts: BTreeMap<Option<AccountId>, BTreeSet<Item>>,
    /// Up to where in the feed everything was heard of.
    pub(super) reached: i64,
    /// What is heard while everything is read: it is to be read again after that.
    meanwhile: Option<Vec<Item>>,
}

/// What is to be read in one go, each with when it was heard of.
pub(super) struct Wanted {
    pub(super) items: Vec<(Item, u64)>,
    /// Up to where in the feed everything has been read once these have; `None`, if others wait.
    pub(super) reached: Option<i64>,
}

impl News {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether something of it may concern calls to a number that an account has.
    pub(super) fn concerns(&self, number: Did, account: Option<AccountId>) -> bool {
        self.items.contains_key(&Item::Number(number))
            || self.accounts.contains_key(&None)
            || account.is_some() && self.accounts.contains_key(&account)
    }

    /// Takes note of what an event is about, unless that is known already.
    pub(super) fn hear(&mut self, event: &Event, known: &Table) {
        for step in event.body.moves() {
            let calls = [step.from, step.to].into_iter().any(NumberState::is_somebodys);
            if calls && known.version_of(step.did).is_none_or(|version| version < step.version) {
                self.add(Item::Number(step.did));
            }
        }
        match &event.body {
            EventBody::NumberSet { did, version, .. }
                if known.tenure_version_of(*did).is_none_or(|known| known < *version) =>
            {
                self.add(Item::Number(*did));
            }
            EventBody::ObjectSet { object, version, .. }
            | EventBody::ObjectRemoved { object, version } => {
                if let Some((kind, id)) = named(object) {
                    let version_of = known.object_version_of(event.account, kind, id);
                    if version_of.is_none_or(|known| known < *version) {
                        self.add(Item::Object(event.account, kind, id));
                    }
                }
            }
            // Under whom it was opened the event does not say; of a login, the next one does.
            EventBody::AccountOpened { .. } => {
                self.add(Item::Logins(event.account, event.account));
            }
            EventBody::LoginSet { account, .. } | EventBody::AccountClosed { account } => {
                self.add(Item::Logins(event.account, *account));
            }
            EventBody::AccountChanged { .. } => self.add(Item::Zone(event.account)),
            EventBody::PlanSet { .. } => self.add(Item::Terms),
            // Known already; or, where it moves numbers, told by the moves.
            EventBody::NumberSet { .. }
            | EventBody::NumbersStocked { .. }
            | EventBody::OrderPlaced { .. }
            | EventBody::OrderSettled { .. }
            | EventBody::NumbersHeld { .. }
            | EventBody::HoldsEnded { .. }
            | EventBody::NumbersReleased { .. }
            | EventBody::NumbersRestored { .. }
            | EventBody::NumbersMoved { .. }
            | EventBody::NumbersHandedOver { .. }
            | EventBody::PortSet { .. }
            | EventBody::PortOutSet { .. } => {}
            // Nothing that a call depends on.
            EventBody::BackorderPlaced { .. }
            | EventBody::BackorderFilled { .. }
            | EventBody::BackorderShort { .. }
            | EventBody::BackorderCancelled { .. }
            | EventBody::NumbersRenewed { .. }
            | EventBody::NumbersUnpaid { .. }
            | EventBody::CreditSet { .. }
            | EventBody::CredentialIssued { .. }
            | EventBody::CredentialLocked { .. }
            | EventBody::CredentialsRevoked { .. }
            | EventBody::FundsPosted { .. }
            | EventBody::ClientsRenewed { .. }
            | EventBody::SlotsBought { .. }
            | EventBody::MessagingSet { .. }
            | EventBody::MessageSent { .. }
            | EventBody::MessageReceived { .. }
            | EventBody::MessageRemoved { .. }
            | EventBody::MessagesMovedIn { .. }
            | EventBody::VoiceMessageLeft { .. }
            | EventBody::VoiceMessageSet { .. }
            | EventBody::VoiceMessageMailed { .. }
            | EventBody::VoiceMessagesRemoved { .. }
            | EventBody::CallRecorded { .. }
            | EventBody::CallsGuarded { .. }
            | EventBody::LookedUp { .. }
            | EventBody::HookSet { .. }
            | EventBody::HookRemoved { .. }
            | EventBody::HookTested { .. } => {}
        }
    }

    fn add(&mut self, item: Item) {
        self.heard += 1;
        if let Some(meanwhile) = &mut self.meanwhile {
            meanwhile.push(item);
        }
        self.items.insert(item, self.heard);
        if let Some(account) = item.account() {
            self.accounts.entry(account).or_default().insert(item);
        }
    }

    /// The first few that are to be read.
    pub(super) fn first(&self, most: usize) -> Wanted {
        let first = self.items.iter().take(most).map(|(item, heard)| (*item, *heard));
        self.wanted(first.collect())
    }

    /// Those that may concern calls to a number that an account has; the first few of them, if they are many.
    pub(super) fn concerning(
        &self,
        number: Did,
        account: Option<AccountId>,
        most: usize,
    ) -> Wanted {
        let of_account = account.and_then(|_| self.accounts.get(&account));
        let of_anybody = self.accounts.get(&None);
        let of_both = of_account.into_iter().chain(of_anybody).flatten().copied();
        let items = [Item::Number(number)].into_iter().chain(of_both);
        let heard = items.filter_map(|item| Some((item, *self.items.get(&item)?)));
        self.wanted(heard.take(most).collect())
    }

    fn wanted(&self, items: Vec<(Item, u64)>) -> Wanted {
        let is_all = items.len() == self.items.len();
        Wanted { items, reached: is_all.then_some(self.reached) }
    }

    /// Takes note that these have been read, but for what was heard of again since.
    pub(super) fn read(&mut self, items: &[(Item, u64)]) {
        for (item, heard) in items {
            if self.items.get(item) != Some(heard) {
                continue;
            }
            self.items.remove(item);
            let Some(account) = item.account() else { continue };
            if let Some(of_account) = self.accounts.get_mut(&account) {
                of_account.remove(item);
                if of_account.is_empty() {
                    self.accounts.remove(&account);
                }
            }
        }
    }

    /// Everything is about to be read.
    pub(super) fn begin_anew(&mut self) {
        self.meanwhile = Some(Vec::new());
    }

    /// Not everything could be read.
    pub(super) fn give_up_anew(&mut self) {
        self.meanwhile = None;
    }

    /// Everything has been read, as it was when that began.
    pub(super) fn end_anew(&mut self) {
        let meanwhile = self.meanwhile.take().unwrap_or_default();
        self.items.clear();
        self.accounts.clear();
        for item in meanwhile {
            self.add(item);
        }
    }
}

impl Item {
    /// The account that it is of; `Some(None)`, if that is not known. A number is of none.
    fn account(self) -> Option<Option<AccountId>> {
        match self {
            Self::Number(_) => None,
            Self::Terms => Some(None),
            Self::Logins(heard_of, account) if heard_of == account => Some(None),
            Self::Object(account, ..) | Self::Logins(account, _) | Self::Zone(account) => {
                Some(Some(account))
            }
        }
    }
}

/// The object of `header:id`, if calls have anything to do with its kind.
fn named(text: &str) -> Option<(ObjectKind, ObjectId)> {
    let (header, id) = text.split_once(':')?;
    let kind = ObjectKind::from_header(header)
        .filter(|kind| ObjectBody::is_of(*kind) && !kind.is_paper())?;
    Some((kind, ObjectId(id.parse().ok()?)))
}
