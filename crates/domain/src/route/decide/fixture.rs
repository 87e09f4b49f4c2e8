//! A small configuration for tests.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tandem_numbering::Did;

use super::super::{Allowance, Call, Caller, Domains, Login, RouteBook, RoutePlan, RoutedNumber};
use crate::object::{
    CallerIdFilter, Contact, Forwarding, Ivr, ObjectBody, PhonebookEntry, QueueMember, RingGroup,
    RingMember, SipUri, Voicemail,
};
use crate::{AccountId, Destination, NumberSettings, NumberState, ObjectId, ObjectKind, Timestamp};

/// The account that has everything.
pub(super) const OWNER: AccountId = AccountId(7);

/// Numbers, objects and logins, all in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) numbers: BTreeMap<Did, (AccountId, NumberState, NumberSettings)>,
    pub(super) objects: BTreeMap<(ObjectKind, ObjectId), ObjectBody>,
    pub(super) logins: BTreeMap<String, Login<'static>>,
    pub(super) allowance: Allowance,
}

impl RouteBook for Book {
    fn version(&self) -> i64 {
        42
    }

    fn number(&self, number: Did) -> Option<RoutedNumber<'_>> {
        let (account, state, settings) = self.numbers.get(&number)?;
        Some(RoutedNumber {
            account: *account,
            state: *state,
            settings: Cow::Owned(settings.clone().into()),
        })
    }

    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>> {
        self.objects.get(&(kind, id)).filter(|_| account == OWNER).map(Cow::Borrowed)
    }

    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)> {
        let filters = self.objects.iter().filter_map(|((_, id), body)| match body {
            ObjectBody::CallerIdFilter(filter) => Some((*id, filter)),
            _ => None,
        });
        let mut filters: Vec<_> =
            filters.filter(|(_, filter)| account == OWNER && filter.is_for(number)).collect();
        filters.sort_by_key(|(id, filter)| (filter.precision(), *id));
        filters.into_iter().map(|(id, filter)| (id, Cow::Borrowed(filter)))
    }

    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)> {
        let mut entries = self.objects.iter().filter_map(|((_, id), body)| match body {
            ObjectBody::PhonebookEntry(entry) => Some((*id, entry)),
            _ => None,
        });
        let found = entries.find(|(_, entry)| entry.contact == Contact::Number(number))?;
        (account == OWNER).then_some((found.0, Cow::Borrowed(found.1)))
    }

    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)> {
        let members = self.objects.iter().filter_map(move |((_, id), body)| match body {
            ObjectBody::QueueMember(member) if member.queue == queue => Some((*id, member)),
            _ => None,
        });
        let members = members.filter(move |_| account == OWNER);
        members.map(|(id, member)| (id, Cow::Borrowed(member)))
    }

    fn login(&self, account: AccountId, login: &str) -> Login<'_> {
        let known = self.logins.get(login).filter(|_| account == OWNER);
        known.cloned().unwrap_or(Login::Unknown)
    }

    fn zone(&self, _account: AccountId) -> Cow<'_, str> {
        Cow::Borrowed("America/Denver")
    }

    fn is_ours(&self, host: &str) -> bool {
        Domains::new(["sip.example.com"]).have(host)
    }

    fn is_carriers(&self, host: &str) -> bool {
        Domains::NONE.clone().with_carriers(["carrier.example.com"]).are_carriers(host)
    }

    fn may_call(&self, _account: AccountId, number: Did) -> Result<(), &'static str> {
        if number.nanp().is_some() { Ok(()) } else { Err("calls abroad are not allowed") }
    }
}

pub(super) fn did(digits: u64) -> Did {
    Did::new(digits).expect("a number")
}

/// The number that is called.
pub(super) fn called() -> Did {
    did(15_551_234_567)
}

pub(super) fn to(text: &str) -> Destination {
    Destination::parse(text).expect(text)
}

/// What the number does.
pub(super) fn rings(routing: &str) -> NumberSettings {
    NumberSettings { routing: Some(to(routing)), ..NumberSettings::default() }
}

impl Book {
    /// One number with these settings, beside objects of each kind.
    pub(super) fn with(settings: NumberSettings) -> Self {
        let mut book = Self::default();
        book.put(called(), settings);
        let registered = vec!["sip:100001_VoIP@192.0.2.7:5070".to_owned()];
        book.logins = BTreeMap::from([
            ("100001".to_owned(), Login::AtSwitch),
            ("100001_VoIP".to_owned(), Login::Registered(registered.into())),
            ("100001_Away".to_owned(), Login::Unregistered),
        ]);
        book.add(1026, Forwarding::to(did(13_055_550_199)));
        book.add(
            1521,
            Forwarding { digits: "12".to_owned(), ..Forwarding::to(did(13_055_550_198)) },
        );
        book.add(1600, Forwarding::to(did(442_071_234_567)));
        book.add(5096, SipUri::at("desk@198.51.100.7:5080".to_owned()));
        let (name, audio) = ("hello".to_owned(), "0".repeat(64));
        let format = crate::AudioFormat::Mp3;
        book.add(7567, crate::Recording { name, audio, format, bytes: 4 });
        book.add(101, Voicemail::default());
        book.add(102, Voicemail::default());
        let member =
            |text: &str, seconds, press_one| RingMember { to: to(text), seconds, press_one };
        book.add(
            4768,
            RingGroup {
                name: "all".to_owned(),
                members: vec![
                    member("account:100001", 25, false),
                    member("account:100001_Away", 25, false),
                    member("fwd:1026", 10, true),
                ],
                voicemail: Some(ObjectId(102)),
                announcement: None,
                music: None,
                language: crate::Language::default(),
            },
        );
        book
    }

    pub(super) fn put(&mut self, number: Did, settings: NumberSettings) {
        self.numbers.insert(number, (OWNER, NumberState::Active, settings));
    }

    pub(super) fn add(&mut self, id: i64, body: impl Into<ObjectBody>) {
        let body = body.into();
        self.objects.insert((body.kind(), ObjectId(id)), body);
    }

    /// A menu with these choices.
    pub(super) fn add_menu(&mut self, id: i64, choices: &[(&str, &str)]) {
        let choices = choices.iter().map(|(keys, destination)| crate::Choice {
            keys: (*keys).to_owned(),
            to: to(destination),
        });
        let choices = choices.collect();
        let menu = Ivr {
            name: "menu".to_owned(),
            recording: ObjectId(7567),
            timeout_seconds: 5,
            language: crate::Language::French,
            voicemail: crate::VoicemailSetup::Account,
            choices,
        };
        self.add(id, menu);
    }

    /// The plan for a call to the number, which must be a plan.
    pub(super) fn plan(&self) -> RoutePlan {
        let plan = super::decide(&self.call(), self);
        assert_eq!(plan.check(), Ok(()), "{plan:#?}");
        plan
    }

    /// What is found out about such a call, as text.
    pub(super) fn explained(&self) -> String {
        super::explain(&self.call(), self).to_string()
    }

    fn call(&self) -> Call<'static> {
        Call { allowance: self.allowance.clone(), ..call() }
    }
}

/// A call to the number.
pub(super) fn call() -> Call<'static> {
    Call {
        to: called(),
        from: Caller {
            number: Some(did(13_055_550_100)),
            written: "+13055550100".into(),
            name: "Jane".into(),
            login: Cow::Borrowed(""),
        },
        at: Timestamp(1_764_489_600_000_000),
        diversions: Cow::Borrowed(&[]),
        attested: None,
        chance: 0,
        allowance: Allowance::default(),
    }
}
