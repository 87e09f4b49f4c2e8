//! The owner of a number says what is done with its text messages. Emits `messaging_set`.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, EventBody, Messaging, ObjectUser, PageForm, PageTemplate, Refusal, is_email,
};
use tandem_numbering::Did;
use tandem_store::hook::{self, Hook};
use tandem_store::number::Number;
use tandem_store::{Lane, number, tenure};

use super::calling::is_callable;
use crate::{Command, Cx, Halt, Mode};

/// Sets whether a number carries messages, and where those that arrive go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberMessagingSet {
    /// The number.
    pub did: Did,
    /// What changes.
    pub change: MessagingChange,
    /// The networks beyond the public internet in which a page may be.
    #[serde(default)]
    pub allowed: Vec<IpNet>,
}

/// What changes; what is `None` stays as it is. An empty text, and `Some(None)`, take an address away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingChange {
    /// Whether it sends and receives.
    pub enabled: Option<bool>,
    /// The address that letters go to.
    pub email: Option<String>,
    /// Whether they do.
    pub email_enabled: Option<bool>,
    /// The number that messages are passed on to.
    pub forward: Option<Option<Did>>,
    /// Whether they are.
    pub forward_enabled: Option<bool>,
    /// The page that is called.
    pub callback: Option<String>,
    /// Whether it is.
    pub callback_enabled: Option<bool>,
    /// Whether it is called again until it says `ok`.
    pub callback_retry: Option<bool>,
    /// How a message is handed to it.
    #[serde(default)]
    pub callback_form: Option<PageForm>,
    /// The page that hears what became of messages that the number sent.
    #[serde(default)]
    pub receipts: Option<String>,
    /// How it is told.
    #[serde(default)]
    pub receipts_form: Option<PageForm>,
    /// The login whose telephones messages are to be handed to.
    pub login: Option<String>,
    /// Whether they are to be.
    pub login_enabled: Option<bool>,
}

impl MessagingChange {
    fn applied_to(&self, known: &Messaging) -> Messaging {
        let text = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).clone();
        Messaging {
            enabled: self.enabled.unwrap_or(known.enabled),
            email: text(&self.email, &known.email),
            email_enabled: self.email_enabled.unwrap_or(known.email_enabled),
            forward: self.forward.unwrap_or(known.forward),
            forward_enabled: self.forward_enabled.unwrap_or(known.forward_enabled),
            callback: text(&self.callback, &known.callback),
            callback_enabled: self.callback_enabled.unwrap_or(known.callback_enabled),
            callback_retry: self.callback_retry.unwrap_or(known.callback_retry),
            // A page that is named without a form is called in the usual one.
            callback_form: match (self.callback_form, &self.callback) {
                (Some(form), _) => form,
                (None, Some(page)) if *page != known.callback => PageForm::Query,
                (None, _) => known.callback_form,
            },
            receipts: text(&self.receipts, &known.receipts),
            receipts_form: match (self.receipts_form, &self.receipts) {
                (Some(form), _) => form,
                (None, Some(page)) if *page != known.receipts => PageForm::Query,
                (None, _) => known.receipts_form,
            },
            login: text(&self.login, &known.login),
            login_enabled: self.login_enabled.unwrap_or(known.login_enabled),
        }
    }
}

impl Command for NumberMessagingSet {
    const NAME: &'static str = "number.messaging_set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Messaging;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Messaging, Halt> {
        let customer = cx.lock_customer()?;
        let (_, mut held) = cx.own_number(self.did)?;
        let did = held.did;
        let wanted = self.change.applied_to(&held.settings.messaging);
        let stored = number::get(cx.tx, did)?.ok_or(Refusal::NumberNotOwned { did })?;
        cx.require_messaging(&stored, &wanted)?;
        self.require_callable()?;
        if let Some(login) = self.change.login.as_deref().filter(|login| !login.is_empty()) {
            require_login(cx, customer, login)?;
        }
        if let Some(page) = hook::of_number(cx.tx, customer, did)? {
            match wanted.calls_back() {
                // What it was still to be told is given up.
                None => hook::end(cx.tx, page.id, cx.now)?,
                Some(url) if url == page.url => {}
                // Or is told where it is by now.
                Some(url) => hook::update(cx.tx, &Hook { url: url.to_owned(), ..page })?,
            }
        }
        if let Some(page) = hook::of_sender(cx.tx, customer, did)? {
            let form = wanted.receipts_form;
            match wanted.tells_receipts() {
                None => hook::end(cx.tx, page.id, cx.now)?,
                Some(url) if url == page.url && form == page.form => {}
                Some(url) => hook::update(cx.tx, &Hook { url: url.to_owned(), form, ..page })?,
            }
        }
        let before = held.settings.named();
        held.settings.messaging = wanted.clone();
        cx.note_uses(held.payer, ObjectUser::Number(did), &before, &held.settings.named())?;
        tenure::set(cx.tx, &held)?;
        cx.emit(customer, EventBody::MessagingSet { did, enabled: wanted.enabled })?;
        Ok(wanted)
    }
}

impl NumberMessagingSet {
    /// A page that is named anew does not lead into the operator's own house.
    fn require_callable(&self) -> Result<(), Refusal> {
        let MessagingChange { callback, receipts, .. } = &self.change;
        for (field, page) in [("callback", callback), ("receipts", receipts)] {
            let page = page.as_deref().filter(|page| !page.is_empty());
            let target = page.and_then(|page| PageTemplate(page).target(&[]).ok());
            if target.is_some_and(|target| !is_callable(&target, &self.allowed)) {
                let (field, why) = (field.to_owned(), "must lead to a public address".to_owned());
                return Err(Refusal::MessagingInvalid { field, why });
            }
        }
        Ok(())
    }
}

impl Cx<'_> {
    /// Whether what is wanted can be done with messages of a number.
    pub(super) fn require_messaging(
        &mut self,
        stored: &Number,
        wanted: &Messaging,
    ) -> Result<(), Halt> {
        let did = stored.did;
        check(did, wanted)?;
        if wanted.enabled && !self.offer(stored.offer)?.capabilities.sms {
            return Err(Refusal::MessagingOff { did }.into());
        }
        Ok(())
    }
}

/// The login is one of the customer's own or of its sub-accounts.
pub(super) fn require_login(cx: &mut Cx<'_>, customer: AccountId, login: &str) -> Result<(), Halt> {
    if cx.login(customer, login)?.is_some() {
        return Ok(());
    }
    let (field, why) = ("login".to_owned(), format!("names {login}, which is none of yours"));
    Err(Refusal::MessagingInvalid { field, why }.into())
}

fn check(did: Did, wanted: &Messaging) -> Result<(), Refusal> {
    let invalid =
        |field: &str, why: String| Err(Refusal::MessagingInvalid { field: field.to_owned(), why });
    if !wanted.email.is_empty() && !is_email(&wanted.email) {
        return invalid("email", "must be an address such as john.doe@example.com".to_owned());
    }
    if wanted.email_enabled && wanted.email.is_empty() {
        return invalid("email", "is on and names no address".to_owned());
    }
    if wanted.forward == Some(did) {
        return invalid("forward", "leads back to the number itself".to_owned());
    }
    if wanted.forward_enabled && wanted.forward.is_none() {
        return invalid("forward", "is on and names no number".to_owned());
    }
    if !wanted.callback.is_empty()
        && let Err(fault) = PageTemplate(&wanted.callback).check()
    {
        return invalid("callback", fault.to_string());
    }
    if let Some(page) = wanted.tells_receipts()
        && let Err(fault) = PageTemplate(page).check()
    {
        return invalid("receipts", fault.to_string());
    }
    if wanted.callback_enabled && wanted.callback.is_empty() {
        return invalid("callback", "is on and names no page".to_owned());
    }
    if wanted.login_enabled && wanted.login.is_empty() {
        return invalid("login", "is on and names no login".to_owned());
    }
    Ok(())
}
