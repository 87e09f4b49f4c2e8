//! A customer says which page of its own is handed the messages of all its numbers, or hears what became of
//! those that it sends. Emits `hook_set`, or `hook_removed`.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, HookId, PageForm, Refusal, Target};
use tandem_store::Lane;
use tandem_store::hook::{self, Hook, HookRole};

use super::calling::is_callable;
use super::messaging::{MESSAGE_CALLBACK, MESSAGE_RECEIPT};
use crate::{Command, Cx, Halt, Mode};

/// Sets a page that all messages of a customer have to do with. A number whose settings name a page of its
/// own hands its messages to that one alone, and tells another of its own alone what became of those that it sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePageSet {
    /// Which messages.
    pub of: PageOf,
    /// Where it is called, by POST; empty: it is called no more.
    pub url: String,
    /// In which form.
    pub form: PageForm,
    /// The networks beyond the public internet in which it may be.
    #[serde(default)]
    pub allowed: Vec<IpNet>,
}

/// Which messages a page has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageOf {
    /// Those that arrive.
    Arrivals,
    /// Those that are sent: it hears what became of them.
    Receipts,
}

impl Command for MessagePageSet {
    const NAME: &'static str = "message.page_set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            // It would be handed what the numbers of all others receive.
            return Err(Refusal::Forbidden.into());
        }
        self.check()?;
        let known = hook::of_role(cx.tx, customer, self.role())?;
        let event = match known {
            None if self.url.is_empty() => return Ok(()),
            Some(known) if self.url.is_empty() => {
                // What it was still to be told is given up.
                hook::end(cx.tx, known.id, cx.now)?;
                EventBody::HookRemoved { hook: known.id }
            }
            Some(known) => {
                let hook = Hook { url: self.url.clone(), form: self.form, ..known };
                hook::update(cx.tx, &hook)?;
                EventBody::HookSet { hook: hook.id, enabled: true }
            }
            None => {
                let fresh = Hook {
                    id: HookId(cx.id()),
                    account: customer,
                    url: self.url.clone(),
                    // No event is of this kind, so that it is told none.
                    kinds: vec![self.kind().to_owned()],
                    secret: String::new(),
                    enabled: true,
                    since: cx.account(customer)?.event_seq,
                    made: cx.now,
                    did: None,
                    sender: None,
                    role: Some(self.role()),
                    form: self.form,
                };
                hook::insert(cx.tx, &fresh)?;
                EventBody::HookSet { hook: fresh.id, enabled: true }
            }
        };
        cx.emit(customer, event)
    }
}

impl MessagePageSet {
    const fn role(&self) -> HookRole {
        match self.of {
            PageOf::Arrivals => HookRole::Messages,
            PageOf::Receipts => HookRole::Receipts,
        }
    }

    const fn kind(&self) -> &'static str {
        match self.of {
            PageOf::Arrivals => MESSAGE_CALLBACK,
            PageOf::Receipts => MESSAGE_RECEIPT,
        }
    }

    /// It must lead somewhere, and not into the operator's own house.
    fn check(&self) -> Result<(), Refusal> {
        let invalid =
            |field: &str, why: String| Refusal::HookInvalid { field: field.to_owned(), why };
        if self.url.is_empty() {
            return Ok(());
        }
        let target = Target::parse(&self.url).map_err(|fault| invalid("url", fault.to_string()))?;
        if !is_callable(&target, &self.allowed) {
            return Err(invalid("url", "must lead to a public address".to_owned()));
        }
        match self.form {
            PageForm::Form | PageForm::Json => Ok(()),
            PageForm::Query => Err(invalid("form", "must be a form or JSON".to_owned())),
        }
    }
}
