//! Every number in service and every tenure that has ended, page by page: what exports walk through.

use serde::{Deserialize, Serialize};
use tandem_domain::{NumberState, Scope, TenureId, Timestamp};
use tandem_numbering::Did;
use tandem_store::tenure::{self, Ended};

use super::arriving::{Arriving, KeptPrice, KeptResale, Service};
use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode, RESTORE_DAYS};

/// A day, in microseconds.
pub(super) const DAY_MICROS: i64 = 86_400_000_000;

/// Looks at the numbers in service after one, in their order, each in the words with which it would
/// move in elsewhere. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TenurePage {
    /// The last that was seen before.
    pub after: Option<Did>,
}

/// Numbers that somebody has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TenuresSeen {
    /// Those in service.
    pub numbers: Vec<Arriving>,
    /// How many are on their way to their owner and not in service yet: being bought, or ported in.
    pub coming: u64,
    /// The last that was seen; `None` after the last of all.
    pub last: Option<Did>,
}

impl Command for TenurePage {
    const NAME: &'static str = "tenure.page";
    const MODE: Mode = Mode::Read;
    type Outcome = TenuresSeen;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<TenuresSeen, Halt> {
        cx.require_operator()?;
        let after = self.after.map_or(0, |did| i64::try_from(did.digits()).unwrap_or(i64::MAX));
        let mut seen = TenuresSeen::default();
        for tenure::Owned { tenure, state, plan, .. } in
            tenure::current_page(cx.tx, after, EXPORT_ROWS)?
        {
            seen.last = Some(tenure.did);
            let Some(service) = NumberState::from_code(state).and_then(service_of) else {
                seen.coming += 1;
                continue;
            };
            seen.numbers.push(Arriving {
                did: tenure.did,
                owner: tandem_domain::AccountRef::Id(tenure.owner),
                service,
                plan: Some(plan),
                price: KeptPrice {
                    setup: Some(tenure.price.setup),
                    monthly: Some(tenure.price.monthly),
                    minute: Some(tenure.price.minute),
                },
                began: Some(tenure.began),
                next_billing: tenure.next_billing,
                anchor_day: i8::try_from(tenure.anchor_day).ok(),
                slot: tenure.slot,
                slot_fee: tenure.slot_fee,
                settings: tenure.settings,
                resale: tenure.resale.and_then(|term| {
                    let anchor_day = i8::try_from(term.anchor_day).ok()?;
                    Some(KeptResale { since: term.since, next: term.next, anchor_day })
                }),
            });
        }
        Ok(seen)
    }
}

const fn service_of(state: NumberState) -> Option<Service> {
    match state {
        NumberState::Active => Some(Service::Active),
        NumberState::Suspended => Some(Service::Suspended),
        NumberState::PortingOut => Some(Service::PortingOut),
        NumberState::Available
        | NumberState::Held
        | NumberState::Ordering
        | NumberState::Released
        | NumberState::Ageing
        | NumberState::Reserved
        | NumberState::PortingIn
        | NumberState::PortedOut
        | NumberState::Blocked => None,
    }
}

/// Looks for numbers that were disconnected for good, in the order in which their owners came to
/// them: the owner can no longer restore the number, and did not take it to another carrier. (The
/// US asks for these: 47 CFR 64.1200(l).) The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DisconnectPage {
    /// Only those that ended at this time or later.
    pub since: Timestamp,
    /// The last tenure that was looked at before.
    pub after: TenureId,
}

/// Numbers that were disconnected for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisconnectsSeen {
    /// The numbers, and when their service ended.
    pub numbers: Vec<(Did, Timestamp)>,
    /// The last tenure that was looked at; `None` after the last of all.
    pub last: Option<TenureId>,
}

impl Command for DisconnectPage {
    const NAME: &'static str = "disconnect.page";
    const MODE: Mode = Mode::Read;
    type Outcome = DisconnectsSeen;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<DisconnectsSeen, Halt> {
        cx.require_operator()?;
        let (ended, last) =
            tenure::ended_page(cx.tx, self.after, RESTORE_DAYS * DAY_MICROS, EXPORT_ROWS)?;
        let good = ended
            .into_iter()
            .filter(|tenure| tenure.ended >= self.since && is_for_good(tenure))
            .map(|tenure| (tenure.did, tenure.ended));
        Ok(DisconnectsSeen { numbers: good.collect(), last })
    }
}

/// How a tenure ended whose number went to another carrier.
pub(super) const PORTED_OUT: &str = "ported out";
/// How a tenure ended whose number was never had.
pub(super) const NOT_BOUGHT: &str = "it was not bought";

/// Whether nobody was reached under the number any more from the end of the tenure on.
pub(super) fn is_for_good(tenure: &Ended) -> bool {
    let is_restorable = tenure.state == NumberState::Released.code()
        && tenure.until == Some(tenure.ended.plus_days(RESTORE_DAYS));
    !is_restorable && !tenure.restored && tenure.ending != PORTED_OUT && tenure.ending != NOT_BOUGHT
}
