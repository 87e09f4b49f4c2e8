//! A customer's statement: each line with its reason.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, Money, Posting, PostingId, RESALE, Refusal};
use tandem_store::posting;

use crate::{Command, Cx, Halt, Mode};

/// How many lines one page shows.
const PAGE_MAX: i64 = 1000;

/// Looks at a statement, oldest line first; the operator may look at anybody's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatementList {
    /// Whose; `None`: the actor's own.
    pub customer: Option<AccountId>,
    /// The last line that was seen before; ids grow with time.
    pub after: PostingId,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// What moved.
    pub posting: Posting,
    /// How much the balance changed; negative when it shrank.
    pub change: Money,
    /// Why, in words a customer reads.
    pub why: String,
}

impl Command for StatementList {
    const NAME: &'static str = "statement.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<StatementLine>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<StatementLine>, Halt> {
        let customer = self.customer.unwrap_or(cx.actor.account);
        // A customer sees its own and its clients'; a client sees its own.
        if !cx.actor.is_operator() && cx.own_account(&AccountRef::Id(customer)).is_err() {
            return Err(Refusal::Forbidden.into());
        }
        let mut lines = Vec::new();
        for posting in posting::of_account(cx.tx, customer, self.after, PAGE_MAX)? {
            let plan = match posting.plan {
                Some(plan) => Some(cx.plan(plan)?.code.clone()),
                None => None,
            };
            let sign = if posting.credit == customer { 1 } else { -1 };
            lines.push(StatementLine {
                change: Money(posting.amount.0 * sign),
                why: why(&posting, plan.as_deref()),
                posting,
            });
        }
        Ok(lines)
    }
}

fn why(posting: &Posting, plan: Option<&str>) -> String {
    use tandem_domain::Reason::{Adjustment, Month, Reversal, Settled, Setup, Slot, TopUp};
    let number = posting.did.map(|did| did.to_string()).unwrap_or_default();
    let own = if posting.credit == RESALE { "as agreed with your provider" } else { "no plan" };
    let plan = plan.map_or_else(|| own.to_owned(), |plan| format!("plan {plan}"));
    let what = match posting.reason {
        Setup => format!("set-up of {number}, {plan}"),
        Month => match posting.period {
            Some(period) => {
                format!("{number} from {} to {}, plan {plan}", period.from, period.to)
            }
            None => format!("a month of {number}, {plan}"),
        },
        Slot if posting.did.is_none() => format!("slots, {plan}"),
        Slot => format!("a slot for {number}, {plan}"),
        Reversal => format!("given back: {number} could not be had"),
        Settled => format!("{number} was bought from its supplier"),
        TopUp => "top-up".to_owned(),
        Adjustment => "adjustment".to_owned(),
    };
    if posting.note.is_empty() { what } else { format!("{what}: {}", posting.note) }
}
