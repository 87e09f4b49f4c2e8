//! Who is rung, and as whom the caller is shown there.

use std::borrow::Cow;

use tandem_numbering::{Did, Rules, VirtualNumber};

use super::super::{Address, Ending, Leg, Login, Reason, Right, RouteBook, Shown, may_call_out};
use super::{DEPTH_MAX, Decision};
use crate::object::{Forwarding, ObjectBody, SipUri, is_service_code};
use crate::{AccountId, Destination, ObjectKind, addressed};

/// Why somebody cannot be rung, and how the call ends if nobody else can.
type Cannot = (Ending, Reason);

impl<B: RouteBook> Decision<'_, B> {
    /// The telephone that a destination means.
    pub(super) fn leg(&mut self, to: &Destination, seconds: u32) -> Result<Leg, Cannot> {
        let Destination::Object { kind, record } = to else {
            return Err((Ending::Unreachable, Reason::NoRouting));
        };
        let gone = || (Ending::Unreachable, Reason::Gone(*kind, record.clone()));
        let account = self.number.as_ref().map(|number| number.account).ok_or_else(gone)?;
        if *kind == ObjectKind::Account {
            return self.login(account, record, seconds, None);
        }
        let named = to.named().ok_or_else(gone)?;
        let body = self.book.object(account, named.0, named.1).ok_or_else(gone)?;
        match &*body {
            ObjectBody::Forwarding(forwarding) => self.forwarding(account, forwarding, seconds),
            ObjectBody::SipUri(uri) => self.sip_uri(account, uri, seconds),
            // No other kind is a telephone.
            other => Err((Ending::Unreachable, Reason::NoPlace(other.kind(), named.1))),
        }
    }

    /// The telephones of a login; they show a prefix of their own before the caller's name, or the
    /// number's.
    pub(super) fn login(
        &mut self,
        account: AccountId,
        login: &str,
        ring_seconds: u32,
        prefix: Option<&str>,
    ) -> Result<Leg, Cannot> {
        let to = self.telephones(account, login)?;
        let shown = self.shown(prefix.unwrap_or(self.prefix()), self.call.from.national());
        Ok(Leg::new(to, ring_seconds, shown))
    }

    /// Where the telephones of a login are.
    fn telephones(&mut self, account: AccountId, login: &str) -> Result<Address, Cannot> {
        let contacts = match self.book.login(account, login) {
            Login::Unknown => {
                let gone = Reason::Gone(ObjectKind::Account, login.to_owned());
                return Err((Ending::Unreachable, gone));
            }
            Login::Unregistered => {
                return Err((Ending::Unreachable, Reason::Unregistered(login.to_owned())));
            }
            Login::AtSwitch => Cow::Borrowed(&[][..]),
            Login::Registered(contacts) => contacts,
        };
        self.note(false, || match contacts.len() {
            0 => format!("{login} is known; the switch knows its telephones"),
            1 => format!("{login} has one telephone registered"),
            several => format!("{login} has {several} telephones registered"),
        });
        Ok(Address::Login { login: login.to_owned(), contacts: contacts.into_owned() })
    }

    pub(super) fn forwarding(
        &mut self,
        account: AccountId,
        forwarding: &Forwarding,
        ring_seconds: u32,
    ) -> Result<Leg, Cannot> {
        let number = forwarding.number;
        let on_net = self.may_ring(account, number)?;
        let own = self.may_show(account, forwarding.caller_id);
        // Whose number is shown that is not ours must be told that the call came by way of one that is, and
        // numbers of our own must be able to see that it goes round.
        let diverts = own.is_none() || forwarding.diversion || on_net;
        let shown = Shown {
            diversion: diverts.then_some(self.call.to),
            ..match own {
                Some((own, right)) => self.shown_as("", own.e164(), right),
                None => self.shown("", self.call.from.international()),
            }
        };
        let mut leg = Leg::new(Address::Number { number, on_net }, ring_seconds, shown);
        leg.send_keys.clone_from(&forwarding.digits);
        leg.send_keys_after_ms = forwarding.pause_millis;
        Ok(leg)
    }

    /// Whether a number may be called for the account at all; if so, whether it is one of ours.
    pub(super) fn may_ring(&mut self, account: AccountId, number: Did) -> Result<bool, Cannot> {
        let on_net = self.book.number(number).is_some();
        if on_net && self.leads_back(number) {
            let to = Destination::object(ObjectKind::Forwarding, number.to_string());
            return Err((Ending::Loop, Reason::Loop(to)));
        }
        if is_service_code(&number.national()) {
            let why = "emergency and service numbers are not forwarded to";
            return Err((Ending::Forbidden, Reason::NotAllowed(number, why)));
        }
        let limits = &self.call.allowance.limits;
        if !on_net && let Err(why) = may_call_out(limits, self.book, account, number) {
            return Err((Ending::Forbidden, Reason::NotAllowed(number, why)));
        }
        Ok(on_net)
    }

    /// The telephone at a SIP address. At a host of our own that is one of our numbers or a login, and is rung as
    /// such: sent round by the network, the call would come back as a stranger's. At a carrier's it is a number.
    pub(super) fn sip_uri(
        &mut self,
        account: AccountId,
        uri: &SipUri,
        ring_seconds: u32,
    ) -> Result<Leg, Cannot> {
        let address = addressed(&uri.uri, self.call.to);
        let to = match self.known_telephone(account, &address)? {
            Some(known) => known,
            None => Address::Uri { uri: format!("sip:{address}") },
        };
        let written = |did: Did| if uri.e164 { did.e164() } else { did.national() };
        let shown = match self.may_show(account, uri.caller_id) {
            Some((own, right)) => self.shown_as(self.prefix(), written(own), right),
            None if uri.e164 => self.shown(self.prefix(), self.call.from.international()),
            None => self.shown(self.prefix(), self.call.from.national()),
        };
        // An address may lead back here; then the call has to tell where it has been.
        Ok(Leg::new(to, ring_seconds, Shown { diversion: Some(self.call.to), ..shown }))
    }

    /// What an address means that is at a host of our own, or at a carrier's; `None` for one elsewhere.
    fn known_telephone(
        &mut self,
        account: AccountId,
        address: &str,
    ) -> Result<Option<Address>, Cannot> {
        let Some((user, host)) = address.rsplit_once('@') else { return Ok(None) };
        if self.book.is_carriers(host) {
            return self.at_carrier(account, address, host).map(Some);
        }
        if !self.book.is_ours(host) {
            return Ok(None);
        }
        if let Some(number) = self.own_number(address) {
            self.note(true, || format!("{host} is a host of our own: {address} is {number}"));
            let on_net = self.may_ring(account, number)?;
            return Ok(Some(Address::Number { number, on_net }));
        }
        self.note(true, || format!("{host} is a host of our own: {address} is a login there"));
        match self.telephones(account, user) {
            Err((ending, Reason::Gone(..))) => {
                Err((ending, Reason::NobodyThere(address.to_owned())))
            }
            told => told.map(Some),
        }
    }

    /// The number that an address at a carrier's host means: it is called there as a forwarding calls it, or not at all.
    fn at_carrier(
        &mut self,
        account: AccountId,
        address: &str,
        host: &str,
    ) -> Result<Address, Cannot> {
        let Some(number) = numbered(address) else {
            return Err((Ending::Unreachable, Reason::NoNumber(address.to_owned())));
        };
        self.note(true, || format!("{host} is a carrier's host: {address} is {number}"));
        let on_net = self.may_ring(account, number)?;
        Ok(Address::Number { number, on_net })
    }

    /// The number of ours that an address at a host of our own, or at a carrier's, means.
    fn own_number(&self, address: &str) -> Option<Did> {
        let (_, host) = address.rsplit_once('@')?;
        let is_known = self.book.is_ours(host) || self.book.is_carriers(host);
        numbered(address).filter(|number| is_known && self.book.number(*number).is_some())
    }

    /// The number to show in place of the caller's, if one is set and the account has a right to it.
    pub(super) fn may_show(
        &mut self,
        account: AccountId,
        set: Option<Did>,
    ) -> Option<(Did, Right)> {
        let number = set?;
        let right = self.book.right_to_show(account, number);
        if right.is_none() {
            self.note(true, || {
                format!("{number} is not the account's own to show, and is not shown")
            });
        }
        right.map(|right| (number, right))
    }

    /// What the number's owner puts before the caller's name, on telephones of his own.
    fn prefix(&self) -> &str {
        self.number.as_ref().map_or("", |number| &number.settings.caller_id_prefix)
    }

    /// The caller, with a prefix before the name.
    fn shown(&self, prefix: &str, number: String) -> Shown {
        let right = if number.is_empty() { Right::Withheld } else { Right::Passed };
        self.shown_as(prefix, number, right)
    }

    fn shown_as(&self, prefix: &str, number: String, right: Right) -> Shown {
        let from = &self.call.from;
        let name = match (prefix, self.caller_name()) {
            ("", name) => name.to_owned(),
            (prefix, "") => format!("{prefix} {number}").trim_end().to_owned(),
            (prefix, name) => format!("{prefix} {name}"),
        };
        let changed = name != from.name || number != from.written;
        Shown { number, name, changed, right, diversion: None }
    }

    /// Whether calls to one of our numbers come back to the one that was called, because each of
    /// them is forwarded to the next. Loops by way of failovers show only in the call itself, which then says
    /// by whom it was diverted.
    fn leads_back(&self, number: Did) -> bool {
        let mut at = number;
        for _ in 0..DEPTH_MAX {
            if at == self.call.to {
                return true;
            }
            let Some(known) = self.book.number(at) else { return false };
            let Some((kind, id)) = known.settings.routing.as_ref().and_then(Destination::named)
            else {
                return false;
            };
            let next = match self.book.object(known.account, kind, id).as_deref() {
                Some(ObjectBody::Forwarding(next)) => Some(next.number),
                Some(ObjectBody::SipUri(next)) => self.own_number(&addressed(&next.uri, at)),
                _ => None,
            };
            let Some(next) = next else { return false };
            at = next;
        }
        true
    }
}

/// The number that the user of an address is. A virtual one is reached by whoever is known to call, which a call that goes
/// round is not.
fn numbered(address: &str) -> Option<Did> {
    let (user, _) = address.rsplit_once('@')?;
    Rules::new().read(user).ok().filter(|number| VirtualNumber::of(*number).is_none())
}
