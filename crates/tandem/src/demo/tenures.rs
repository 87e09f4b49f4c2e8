//! Numbers that somebody has had since long before the demo, and pays nothing for: those of the documents'
//! old messages and calls, and those of the clients that the VoIP.ms document names.

use tandem_domain::{AccountId, AccountRef, Money, NumberSettings, Timestamp, month_after};
use tandem_engine::{Arriving, Engine, KeptPrice, NumberMoveIn, Service};
use tandem_numbering::Did;

use super::people::{operate, read};
use crate::failure::Failure;

/// The point of presence that serves them.
const POP: &str = "16";

/// Moves them in.
pub(super) async fn furnish(
    engine: &Engine,
    demo: AccountId,
    other: AccountId,
) -> Result<(), Failure> {
    let client =
        |name: &str| AccountRef::Alias { scheme: "voipms".to_owned(), name: name.to_owned() };
    let all = [
        (AccountRef::Id(demo), "8574884828"),
        (client("561115"), "8574884829"),
        (client("100001_VoIP"), "8574884830"),
        (AccountRef::Id(other), "8577884821"),
    ];
    let mut numbers = Vec::new();
    for (owner, number) in all {
        let found = read(engine, &[number])?;
        numbers.extend(found.into_iter().map(|did| old(engine, owner.clone(), did)));
    }
    operate(engine, NumberMoveIn { numbers, charge_arrears: false }).await?;
    Ok(())
}

fn old(engine: &Engine, owner: AccountRef, did: Did) -> Arriving {
    Arriving {
        did,
        owner,
        service: Service::Active,
        plan: Some("FLAT".to_owned()),
        price: KeptPrice { monthly: Some(Money::ZERO), ..KeptPrice::default() },
        began: Timestamp::parse("2014-03-01"),
        next_billing: month_after(engine.now(), 1),
        anchor_day: None,
        slot: None,
        slot_fee: None,
        settings: NumberSettings { pop: POP.to_owned(), ..NumberSettings::default() },
        resale: None,
    }
}
