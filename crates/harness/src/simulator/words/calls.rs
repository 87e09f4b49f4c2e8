//! Calls that switches report.

use futures_util::future::BoxFuture;
use tandem_domain::route::Cause;
use tandem_domain::{CallDirection, CallRecord, Timestamp};
use tandem_engine::CallRecordPut;

use super::{Reply, Sender};
use crate::shelf;
use crate::simulator::call::CallDeed;

pub(super) fn send(sender: Sender, said: &CallDeed) -> BoxFuture<'static, Reply> {
    let answered = said.began + said.rang;
    let record = CallRecord {
        switch: "edge".to_owned(),
        call: said.name.to_string(),
        leg: String::new(),
        direction: if said.outward { CallDirection::Outbound } else { CallDirection::Inbound },
        did: shelf::did(said.number),
        other: "+12125550123".to_owned(),
        name: String::new(),
        answered_by: String::new(),
        started: Timestamp(said.began),
        answered: said.talked.map(|_| Timestamp(answered)),
        ended: Timestamp(answered + said.talked.unwrap_or(0)),
        cause: said.talked.is_none().then_some(Cause::NoAnswer),
        code: String::new(),
    };
    sender.send(CallRecordPut { record }, |kept| format!("charged={}", kept.charged.0))
}
