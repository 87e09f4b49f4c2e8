//! A switch reports a leg of a call that is over. Emits `call_recorded` for whoever pays for the number.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Actor, CALL_CLOCK_SECONDS_MAX, CallFault, CallId, CallRecord, EventBody, Money, Refusal, Scope,
};
use tandem_store::call_record::{self, Kept};
use tandem_store::{Lane, StoreError, tenure};

use crate::{Command, Cx, Halt, Mode};

/// Keeps the record and charges the call, to whoever had the number when it began, give or take what two clocks differ
/// ([`CALL_CLOCK_SECONDS_MAX`]). The same record may
/// come again, from the same switch or from a second one of the same name: it changes nothing and is
/// answered as before. Another content under the same name is refused. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecordPut {
    /// What the switch says.
    pub record: CallRecord,
}

/// A record that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallKept {
    /// Its id.
    pub call: CallId,
    /// What whoever pays for the number was charged.
    pub charged: Money,
    /// Whether anybody had the number.
    #[serde(default = "is_so")]
    pub is_somebodys: bool,
}

impl Command for CallRecordPut {
    const NAME: &'static str = "call_record.put";
    const OF_SWITCH: bool = true;
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = CallKept;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        // Who pays is not known yet. Calls of one number follow each other; those of others need not
        // wait for them.
        self.record.did.digits().cast_signed()
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<CallKept, Halt> {
        cx.require_operator()?;
        let record = &self.record;
        record.check(cx.now).map_err(invalid)?;
        // It began by the switch's clock, and the number was ordered and given back by ours.
        let (did, began, slack) = (record.did, record.started, CALL_CLOCK_SECONDS_MAX);
        let held = match tenure::near(cx.tx, did, began, slack)? {
            None => None,
            Some(seen) => {
                cx.lock(seen.payer)?;
                // What it costs is read under the lock, and who had it as well.
                let held = tenure::near(cx.tx, did, began, slack)?;
                let held = held.filter(|held| held.payer == seen.payer);
                Some(held.ok_or(StoreError::Contended)?)
            }
        };
        if let Some(kept) = call_record::named(cx.tx, &record.switch, &record.call, &record.leg)? {
            return if kept.record == *record { Ok(outcome(&kept)) } else { Err(reused()) };
        }
        let id = CallId(cx.id());
        let (whose, rate) = match &held {
            None => (None, None),
            Some(held) => cx.rate_call(held, record)?,
        };
        let kept = Kept { id, record: record.clone(), whose, rate };
        if !call_record::insert(cx.tx, &kept)? {
            // Somebody brought the same one at the same time.
            return Err(StoreError::Contended.into());
        }
        let kept_as = outcome(&kept);
        if let Some(whose) = whose {
            let body = EventBody::CallRecorded {
                call: id,
                name: record.call.clone(),
                did: record.did,
                seconds: record.seconds(),
                charged: kept_as.charged,
                direction: record.direction,
            };
            cx.emit(whose.account, body)?;
        }
        Ok(kept_as)
    }
}

/// Outcomes that were stored before did not say.
const fn is_so() -> bool {
    true
}

fn outcome(kept: &Kept) -> CallKept {
    let charged = kept.rate.map_or(Money::ZERO, |rate| rate.customer.charged);
    CallKept { call: kept.id, charged, is_somebodys: kept.whose.is_some() }
}

fn reused() -> Halt {
    Refusal::KeyReused.into()
}

fn invalid(fault: CallFault) -> Refusal {
    Refusal::CallInvalid { field: fault.field.to_owned(), why: fault.why.to_owned() }
}
