//! One number, for the person who has to find out what is the matter with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Event, EventBody, NumberState, Offer, OrderId, Refusal, Scope, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::{event, number, tenure};

use crate::{Command, Cx, EVENTS_LOOKED_AT_MAX, Halt, Mode, TERMS_SHOWN_MAX};

/// Looks at one number, wherever it stands and whoever has it. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberShow {
    /// The number.
    pub did: Did,
}

/// A number, and how it came to stand where it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberView {
    /// The number.
    pub did: Did,
    /// Where it stands.
    pub state: NumberState,
    /// Who has it, holds it, or may still restore it.
    pub owner: Option<AccountId>,
    /// When its state ends by itself.
    pub until: Option<Timestamp>,
    /// What it is and at what terms it sells.
    pub offer: Arc<Offer>,
    /// Who has and had it, the latest first.
    pub terms: Vec<NumberTerm>,
    /// What happened to it, the latest first, as far as the recent events of those who had to do
    /// with it, and of the operator, say.
    pub events: Vec<NumberStep>,
}

/// Somebody's time with the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberTerm {
    /// Who has or had it.
    pub owner: AccountId,
    /// Who pays or paid for it.
    pub payer: AccountId,
    /// The order that began it.
    pub order: OrderId,
    /// When it began.
    pub began: Timestamp,
    /// When it ended, and how; `None` while it lasts.
    pub ended: Option<(Timestamp, String)>,
}

/// Something that happened to the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberStep {
    /// When.
    pub at: Timestamp,
    /// In whose chain of events it stands.
    pub account: AccountId,
    /// Which account caused it.
    pub by: AccountId,
    /// What it was, in the word of the event.
    pub what: String,
    /// Where the number stood before; `None` when it was stocked.
    pub from: Option<NumberState>,
    /// Where it stood afterwards.
    pub to: NumberState,
}

impl Command for NumberShow {
    const NAME: &'static str = "number.show";
    const MODE: Mode = Mode::Read;
    type Outcome = NumberView;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<NumberView, Halt> {
        cx.require_operator()?;
        let did = cx.meant_of_all(self.did)?;
        let stored = number::get(cx.tx, did)?.ok_or(Refusal::NumberUnknown { did })?;
        let current = tenure::current(cx.tx, did)?.map(|held| NumberTerm {
            owner: held.owner,
            payer: held.payer,
            order: held.order,
            began: held.began,
            ended: None,
        });
        let past = tenure::past(cx.tx, did, TERMS_SHOWN_MAX)?.into_iter().map(|term| NumberTerm {
            owner: term.owner,
            payer: term.payer,
            order: term.order,
            began: term.began,
            ended: term.ended,
        });
        let terms: Vec<NumberTerm> = current.into_iter().chain(past).collect();
        let mut concerned: BTreeSet<AccountId> = terms.iter().map(|term| term.payer).collect();
        concerned.insert(AccountId::OPERATOR);
        if let Some(owner) = stored.owner {
            concerned.insert(cx.account(owner)?.root);
        }
        let mut events = Vec::new();
        for account in concerned {
            for row in event::latest(cx.tx, account, EVENTS_LOOKED_AT_MAX)? {
                events.extend(step_of(did, &event::read(&row)?));
            }
        }
        events.sort_by_key(|step| std::cmp::Reverse(step.at));
        let (state, owner, until) = (stored.state, stored.owner, stored.until);
        Ok(NumberView { did, state, owner, until, offer: cx.offer(stored.offer)?, terms, events })
    }
}

/// What an event did to the number, if anything.
fn step_of(did: Did, event: &Event) -> Option<NumberStep> {
    let moved = event.body.moves().iter().find(|step| step.did == did);
    let (from, to) = match (moved, &event.body) {
        (Some(step), _) => (Some(step.from), step.to),
        (None, EventBody::NumbersStocked { ranges, .. }) => {
            let range = ranges.iter().find(|range| (range.first..=range.last).contains(&did))?;
            (None, range.state)
        }
        (None, _) => return None,
    };
    let words = serde_json::to_value(&event.body).unwrap_or_default();
    let word = |name: &str| words[name].as_str().unwrap_or_default().to_owned();
    let (kind, why) = (word("kind"), word("why"));
    let what = if why.is_empty() { kind } else { format!("{kind}: {why}") };
    let (at, account, by) = (event.at, event.account, event.by);
    Some(NumberStep { at, account, by, what, from, to })
}
