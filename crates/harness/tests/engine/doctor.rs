//! The doctor notices what nobody should be able to do.

use std::sync::Arc;

use tandem_domain::{LoginProfile, LoginSecret, PlanWish, SlotUse};
use tandem_engine::{LoginOpen, NumberPlan, OrderPlace, RecordingSet, SlotPurchase};
use tandem_harness::shelf::{SU, block, did, exchange, miami, sound, supplied};
use tandem_harness::{House, on_both_databases, order};

on_both_databases! {
    every_planted_corruption_is_found,
}

/// What is done to the database, which invariant that breaks, what the doctor must say, and how it
/// is undone.
struct Harm {
    does: &'static [&'static str],
    invariant: u8,
    says: &'static str,
    undo: &'static [&'static str],
}

const HARMS: &[Harm] = &[
    Harm {
        does: &["UPDATE orders SET waiting = 2 WHERE waiting = 1"],
        invariant: 3,
        says: "waits for 2 suppliers, 1 have to answer",
        undo: &["UPDATE orders SET waiting = 1 WHERE waiting = 2"],
    },
    Harm {
        does: &["UPDATE orders SET waiting = 0 WHERE waiting = 1"],
        invariant: 3,
        says: "is being bought by an order that waits for no supplier",
        undo: &["UPDATE orders SET waiting = 1 WHERE id IN (SELECT order_id FROM supply)"],
    },
    Harm {
        does: &["UPDATE supply SET spare = 1"],
        invariant: 3,
        says: "was bought for nobody",
        undo: &["UPDATE supply SET spare = 0"],
    },
    Harm {
        does: &["UPDATE account SET balance = balance + 1 WHERE kind = 'customer'"],
        invariant: 3,
        says: "its postings say",
        undo: &["UPDATE account SET balance = balance - 1 WHERE kind = 'customer'"],
    },
    Harm {
        does: &["UPDATE posting SET amount = amount - 5 WHERE reason = 'month'"],
        invariant: 3,
        says: "was charged",
        undo: &["UPDATE posting SET amount = amount + 5 WHERE reason = 'month'"],
    },
    Harm {
        does: &["UPDATE posting SET did = did + 7 WHERE reason = 'setup'"],
        invariant: 3,
        says: "never had it",
        undo: &["UPDATE posting SET did = did - 7 WHERE reason = 'setup'"],
    },
    Harm {
        does: &["UPDATE posting SET credit = 1 WHERE credit = 2"],
        invariant: 3,
        says: "in suspense",
        undo: &["UPDATE posting SET credit = 2 WHERE credit = 1 AND did = 12125550100"],
    },
    Harm {
        does: &["UPDATE posting SET amount = amount + 2 WHERE reason = 'difference'"],
        invariant: 3,
        says: "lines for changes of plan",
        undo: &["UPDATE posting SET amount = amount - 2 WHERE reason = 'difference'"],
    },
    Harm {
        does: &["UPDATE past SET until = until + 1000 WHERE kind = 'recording'"],
        invariant: 5,
        says: "ends with no event",
        undo: &["UPDATE past SET until = until - 1000 WHERE kind = 'recording'"],
    },
    Harm {
        does: &["UPDATE plan_change SET monthly = monthly + 1"],
        invariant: 3,
        says: "is not the price of its last plan",
        undo: &["UPDATE plan_change SET monthly = monthly - 1"],
    },
    Harm {
        does: &["UPDATE login SET extension = '7'"],
        invariant: 1,
        says: "has another address or extension than it says",
        undo: &["UPDATE login SET extension = NULL"],
    },
    Harm {
        does: &["UPDATE login SET customer = 1000"],
        invariant: 1,
        says: "speaks for no account of its customer",
        undo: &["UPDATE login SET customer = (SELECT root FROM account WHERE id = login.account)"],
    },
    Harm {
        does: &["UPDATE slot SET used = 0"],
        invariant: 3,
        says: "local slots",
        undo: &["UPDATE slot SET used = 1"],
    },
    Harm {
        does: &["UPDATE slot SET bought = bought - 2"],
        invariant: 3,
        says: "has 1 local slots of 2",
        undo: &["UPDATE slot SET bought = bought + 2"],
    },
    Harm {
        does: &["UPDATE posting SET amount = amount + 3 WHERE reason = 'slot' AND did IS NULL"],
        invariant: 3,
        says: "units for slots of",
        undo: &["UPDATE posting SET amount = amount - 3 WHERE reason = 'slot' AND did IS NULL"],
    },
    Harm {
        does: &["UPDATE backorder SET quantity = quantity + 1, filled = filled + 1"],
        invariant: 3,
        says: "counts 2 numbers, got 1",
        undo: &["UPDATE backorder SET quantity = quantity - 1, filled = filled - 1"],
    },
    Harm {
        does: &["UPDATE event SET actor = actor + 1 WHERE seq = 2"],
        invariant: 6,
        says: "was altered",
        undo: &["UPDATE event SET actor = actor - 1 WHERE seq = 2"],
    },
    Harm {
        does: &["UPDATE event SET body = '?' || body WHERE seq = 1"],
        invariant: 6,
        says: "was altered",
        undo: &["UPDATE event SET body = substr(body, 2) WHERE seq = 1"],
    },
    Harm {
        does: &["UPDATE event SET seq = seq + 100 WHERE seq = 2"],
        invariant: 6,
        says: "lacks event 2",
        undo: &["UPDATE event SET seq = seq - 100 WHERE seq = 102"],
    },
    Harm {
        does: &["UPDATE account SET event_seq = event_seq + 1"],
        invariant: 6,
        says: "does not end at its last event",
        undo: &["UPDATE account SET event_seq = event_seq - 1"],
    },
    Harm {
        does: &["UPDATE number SET owner = owner + 1 WHERE state = 4"],
        invariant: 1,
        says: "one owner in its row and another in its tenure",
        undo: &["UPDATE number SET owner = owner - 1 WHERE state = 4"],
    },
    Harm {
        does: &["UPDATE number SET state = 1, owner = NULL WHERE did = 13055550101"],
        invariant: 1,
        says: "has a tenure and is not in service",
        undo: &["UPDATE number SET state = 4, owner = \
                 (SELECT owner FROM tenure WHERE did = 13055550101) WHERE did = 13055550101"],
    },
    Harm {
        does: &["UPDATE tenure SET ended = 0 WHERE did = 13055550101"],
        invariant: 1,
        says: "is in service and has no tenure",
        undo: &["UPDATE tenure SET ended = NULL WHERE did = 13055550101"],
    },
    Harm {
        does: &[
            "INSERT INTO delivery (id, account, seq, kind, payload, state, tries, give_up, settled) \
                 VALUES (1, 1, 1, 'hook.test', '', 'delivered', 0, 0, 0)",
        ],
        invariant: 6,
        says: "which never happened",
        undo: &["DELETE FROM delivery"],
    },
    Harm {
        does: &[
            "INSERT INTO delivery (id, account, seq, kind, payload, state, tries, give_up, settled) \
                 VALUES (1, 1000, 1, 'hook.test', '', 'delivered', 0, 0, 0)",
        ],
        invariant: 2,
        says: "never arrived",
        undo: &["DELETE FROM delivery"],
    },
    Harm {
        does: &["UPDATE object SET doc = replace(doc, 'mp3', 'wav_gsm') WHERE kind = 'recording'"],
        invariant: 2,
        says: "is of another format than an object names",
        undo: &["UPDATE object SET doc = replace(doc, 'wav_gsm', 'mp3') WHERE kind = 'recording'"],
    },
    Harm {
        does: &["UPDATE audio SET uses = uses + 1"],
        invariant: 2,
        says: "counts 3 objects of 2",
        undo: &["UPDATE audio SET uses = uses - 1"],
    },
    Harm {
        does: &["UPDATE audio SET data = 'AAAA' || data"],
        invariant: 2,
        says: "was altered",
        undo: &["UPDATE audio SET data = substr(data, 5)"],
    },
    Harm {
        does: &["UPDATE audio SET bytes = bytes + 1"],
        invariant: 2,
        says: "was altered",
        undo: &["UPDATE audio SET bytes = bytes - 1"],
    },
    Harm {
        does: &["UPDATE audio SET account = account + 1"],
        invariant: 2,
        says: "which is gone",
        undo: &["UPDATE audio SET account = account - 1"],
    },
    Harm {
        does: &["INSERT INTO audio SELECT account + 1, digest, bytes, 0, data FROM audio"],
        invariant: 2,
        says: "is no object's",
        undo: &["DELETE FROM audio WHERE uses = 0"],
    },
    Harm {
        does: &[
            "DROP INDEX tenure_current",
            "INSERT INTO tenure SELECT id + 1, did, owner + 1, payer, order_id, plan, 0, 0, minute, \
             began, next_billing, anchor_day, NULL, NULL, settings, version, ended, ending, due, \
             deadline, owed_to, NULL, NULL, NULL, NULL FROM tenure WHERE did = 13055550101",
        ],
        invariant: 1,
        says: "has two owners",
        undo: &[
            "DELETE FROM tenure WHERE did = 13055550101 AND monthly = 0",
            "CREATE UNIQUE INDEX tenure_current ON tenure (did) WHERE ended IS NULL",
        ],
    },
];

async fn every_planted_corruption_is_found(house: Arc<House>) {
    let rows = [block(13055550100, 3, miami()), block(12125550100, 1, supplied())];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 1000).await;
    let slots = Some(SlotUse { kind: tandem_domain::SlotKind::Local, buy: true });
    let with_slot = OrderPlace { slots, ..order([did(13055550100)]) };
    alice.does(with_slot).await.expect("for sale");
    let slot = tandem_domain::SlotKind::Local;
    alice.does(SlotPurchase { slot, quantity: 2 }).await.expect("two slots");
    alice.orders([did(13055550101)]).await.expect("for sale");
    alice.orders([did(12125550100)]).await.expect("on its way");
    alice.waits_for(exchange(786, 555), 2).await.expect("a place in the queue");
    house.operator().stocks([block(17865550100, 1, miami())]).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    let secrets = vec![LoginSecret { realm: "tandem".to_owned(), digest: "x".to_owned().into() }];
    let (name, profile) = ("alice_desk".to_owned(), LoginProfile::default());
    alice.does(LoginOpen { name, profile, secrets }).await.expect("a login");
    let dearer = PlanWish::Code(SU.to_owned());
    alice.does(NumberPlan { did: did(13055550101), plan: dearer }).await.expect("Florida");
    for name in ["hello", "welcome"] {
        let (name, file) = (Some(name.to_owned()), Some(sound(0)));
        alice.does(RecordingSet { id: None, name, file }).await.expect("a recording");
    }
    house.is_sound().await;

    if matches!(house.database.url, tandem_store::DatabaseUrl::Postgres(_)) {
        // There the database itself forbids what the last harm does.
        house.database.meddle(&["ALTER TABLE tenure DROP CONSTRAINT tenure_owner_fkey"]);
    }
    for harm in HARMS {
        house.database.meddle(harm.does);
        let findings = house.findings().await;
        let said = findings
            .listed
            .iter()
            .any(|found| found.invariant == harm.invariant && found.what.contains(harm.says));
        assert!(said, "{:?} is not among {:#?}", harm.says, findings.listed);
        house.database.meddle(harm.undo);
        house.is_sound().await;
    }
}
