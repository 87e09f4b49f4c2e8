//! Databases from before it was noted who names what: whoever opens them next knows it.
//!
//! The doctor, who has the last word of each story, compares what is noted with what is named.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem_domain::{
    AccountUse, Destination, LoginProfile, LoginSecret, NumberSettings, ObjectId, ObjectKind,
    ObjectUser, Refusal,
};
use tandem_engine::{
    BackorderCancel, BackorderPlace, LoginClose, LoginOpen, LoginOpened, ObjectPut, ObjectRemove,
    OrderPlace, PortCancel, PortPut,
};
use tandem_harness::shelf::{block, did, exchange, miami};
use tandem_harness::{Customer, House, backorder, on_both_databases, order};

use crate::ports::request;

on_both_databases! {
    an_older_database_learns_what_its_numbers_name,
    an_older_database_learns_who_names_its_logins,
    an_older_database_learns_what_is_waited_for,
}

/// What takes a database back to where nobody noted who names an object.
const BEFORE_OBJECT_USES: &[&str] = &[
    "DROP TABLE object_use",
    "DROP TABLE object_key",
    // Call flows were documents then, which keep no name.
    "UPDATE object SET doc = '{}' WHERE kind = 'callflow'",
    "DELETE FROM migration WHERE version IN (8, 15)",
];
/// And to where that was noted, but not of logins.
const BEFORE_LOGIN_USES: &[&str] = &[
    "DELETE FROM object_use WHERE kind = 'account' OR by_kind = 'login'",
    "DELETE FROM migration WHERE version = 15",
];
/// And to where it was noted of what is there, but not of what is waited for.
const BEFORE_AWAITED_USES: &[&str] = &[
    "DELETE FROM object_use WHERE by_kind IN ('backorder', 'did')",
    "DELETE FROM migration WHERE version = 44",
];

async fn puts(
    house: &House,
    whose: &Customer,
    (kind, id): (ObjectKind, i64),
    doc: Value,
) -> ObjectId {
    let name = format!("{} {id}", kind.header());
    let (account, id) = (whose.root, Some(ObjectId(id)));
    house.operator().does(ObjectPut { account, kind, id, name, doc }).await.expect("an object").id
}

fn to(kind: ObjectKind, id: ObjectId) -> Destination {
    Destination::object(kind, id.to_string())
}

async fn buys(who: &Customer, digits: u64, settings: NumberSettings) {
    let wanted = OrderPlace { settings, ..order([did(digits)]) };
    who.does(wanted).await.expect("for sale");
}

async fn an_older_database_learns_what_its_numbers_name(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 1000).await, house.customer("bob", 1000).await);
    house.operator().stocks([block(13055550100, 4, miami())]).await;
    // Of these kinds nothing but numbers named any, and nothing had to be unique.
    let own = async |kind, id| puts(&house, &alice, (kind, id), json!({})).await;
    let first = own(ObjectKind::Voicemail, 101).await;
    let other = own(ObjectKind::Voicemail, 1010).await;
    let past = own(ObjectKind::Voicemail, 10).await;
    let flow = own(ObjectKind::CallFlow, 101).await;
    let fax = own(ObjectKind::FaxFlow, 7).await;
    let theirs = puts(&house, &bob, (ObjectKind::CallFlow, 102), json!({})).await;
    let set_up = NumberSettings::default;

    let routing = Some(to(ObjectKind::CallFlow, flow));
    let failover_busy = to(ObjectKind::Voicemail, other);
    let fax_flow = fax.to_string();
    let all = NumberSettings { routing, failover_busy, fax_flow, ..set_up() };
    buys(&alice, 13055550100, all).await;
    let voicemail = first.to_string();
    buys(&alice, 13055550101, NumberSettings { voicemail, ..set_up() }).await;
    let routing = Some(to(ObjectKind::Voicemail, past));
    buys(&alice, 13055550102, NumberSettings { routing, ..set_up() }).await;
    alice.gives_back(did(13055550102)).await.expect("hers");
    let routing = Some(to(ObjectKind::CallFlow, theirs));
    buys(&bob, 13055550103, NumberSettings { routing, ..set_up() }).await;

    house.database.meddle(BEFORE_OBJECT_USES);
    let younger = house.second_node().await;
    let (alice, bob) = (alice.at(&younger), bob.at(&younger));
    for (who, kind, id, digits) in [
        (&alice, ObjectKind::CallFlow, flow, 13055550100),
        (&alice, ObjectKind::Voicemail, other, 13055550100),
        (&alice, ObjectKind::FaxFlow, fax, 13055550100),
        (&alice, ObjectKind::Voicemail, first, 13055550101),
        (&bob, ObjectKind::CallFlow, theirs, 13055550103),
    ] {
        let by = vec![ObjectUser::Number(did(digits))].into();
        let in_use = Err(Refusal::ObjectInUse { kind, id, by });
        assert_eq!(who.does(ObjectRemove::one(kind, id)).await, in_use);
    }
    // Its number was given back, and other ids only begin like this one.
    alice.does(ObjectRemove::one(ObjectKind::Voicemail, past)).await.expect("nobody names it");
    alice.gives_back(did(13055550101)).await.expect("hers");
    alice.does(ObjectRemove::one(ObjectKind::Voicemail, first)).await.expect("nobody names it");
    younger.close();
}

async fn opens(who: &Customer, name: &str, profile: LoginProfile) -> LoginOpened {
    let secret = LoginSecret { realm: "tandem".to_owned(), digest: "0123".to_owned().into() };
    let open = LoginOpen { name: name.to_owned(), profile, secrets: vec![secret] };
    who.does(open).await.expect("a login")
}

async fn an_older_database_learns_who_names_its_logins(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let mailbox = puts(&house, &alice, (ObjectKind::Voicemail, 101), json!({})).await;
    let plain = LoginProfile::default;
    let behind = LoginProfile { extension_voicemail: mailbox.to_string(), ..plain() };
    let desk = opens(&alice, "alice_desk", plain()).await;
    let agent = opens(&alice, "alice_agent", behind).await;
    // One begins like the first, the other is it in the eyes of LIKE.
    let longer = opens(&alice, "alice_desk2", plain()).await;
    house.sub_account(&alice, "alicexdesk").await;

    let at = |name: &str| Destination::object(ObjectKind::Account, name);
    let failover_busy = at("alice_desk");
    buys(&alice, 13055550100, NumberSettings { failover_busy, ..NumberSettings::default() }).await;
    let rings = |name: &str| json!({ "to": at(name), "seconds": 20, "press_one": false });
    // A member twice is one use, and the customer's own account is none.
    let members = json!([rings("alice_desk"), rings("alice_desk"), rings("alice")]);
    let hunt = (ObjectKind::CallHunting, 1);
    puts(&house, &alice, hunt, json!({ "members": members })).await;
    let queue = json!({
        "number": 1, "weight": 1, "ring_seconds": 15, "rings_busy": true, "thanks": false,
        "strategy": "all", "report_hold_time": "never", "announces_hold": "never",
        "join_when_empty": "yes", "leave_when_empty": "yes",
    });
    let queue = puts(&house, &alice, (ObjectKind::Queue, 1), queue).await;
    let member = json!({ "queue": queue, "login": "alice_agent", "penalty": 0 });
    let member = puts(&house, &alice, (ObjectKind::QueueMember, 1), member).await;

    house.database.meddle(BEFORE_LOGIN_USES);
    let younger = house.second_node().await;
    let alice = alice.at(&younger);
    let by_hunt = ObjectUser::Object(ObjectKind::CallHunting, ObjectId(1));
    let by_number = ObjectUser::Number(did(13055550100));
    let by_member = ObjectUser::Object(ObjectKind::QueueMember, member);
    for (login, by) in [(&desk, vec![by_number, by_hunt]), (&agent, vec![by_member])] {
        let (name, by) = (login.name.clone(), AccountUse::Named(by.into()));
        let in_use = Err(Refusal::AccountInUse { name, by });
        assert_eq!(alice.does(LoginClose { id: login.id }).await, in_use);
    }
    let (kind, by) = (ObjectKind::Voicemail, vec![ObjectUser::Login(agent.id)].into());
    let in_use = Err(Refusal::ObjectInUse { kind, id: mailbox, by });
    assert_eq!(alice.does(ObjectRemove::one(kind, mailbox)).await, in_use);
    alice.does(LoginClose { id: longer.id }).await.expect("nobody names it");
    // The queue takes its agent along, and then nobody names its login.
    alice.does(ObjectRemove::one(ObjectKind::Queue, queue)).await.expect("nobody names it");
    alice.does(LoginClose { id: agent.id }).await.expect("nobody names it any more");
    younger.close();
}

async fn an_older_database_learns_what_is_waited_for(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let number = json!({ "number": 13_055_551_212_u64 });
    let desk = puts(&house, &alice, (ObjectKind::Forwarding, 102), number).await;
    let mailbox = puts(&house, &alice, (ObjectKind::Voicemail, 101), json!({})).await;
    // It begins like the other.
    let longer = puts(&house, &alice, (ObjectKind::Voicemail, 1010), json!({})).await;
    let line = opens(&alice, "alice_line", LoginProfile::default()).await;
    let settings = NumberSettings {
        routing: Some(to(ObjectKind::Forwarding, desk)),
        failover_busy: Destination::object(ObjectKind::Account, "alice_line"),
        ..NumberSettings::default()
    };
    let wish = BackorderPlace { settings: settings.clone(), ..backorder(exchange(305, 555), 3) };
    let placed = alice.does(wish).await.expect("a place in the queue").backorder;
    let coming = did(13055559001);
    let voicemail = mailbox.to_string();
    let asked = PortPut { settings: NumberSettings { voicemail, ..settings }, ..request([coming]) };
    let port = alice.does(asked).await.expect("a number that can come").port;

    house.database.meddle(BEFORE_AWAITED_USES);
    let younger = house.second_node().await;
    let alice = alice.at(&younger);
    let (waits, comes) = (ObjectUser::Backorder(placed), ObjectUser::Number(coming));
    for (kind, id, by) in [
        (ObjectKind::Forwarding, desk, vec![waits, comes]),
        (ObjectKind::Voicemail, mailbox, vec![comes]),
    ] {
        let in_use = Err(Refusal::ObjectInUse { kind, id, by: by.into() });
        assert_eq!(alice.does(ObjectRemove::one(kind, id)).await, in_use);
    }
    let (name, by) = (line.name.clone(), AccountUse::Named(vec![waits, comes].into()));
    let in_use = Err(Refusal::AccountInUse { name, by });
    assert_eq!(alice.does(LoginClose { id: line.id }).await, in_use);
    alice.does(ObjectRemove::one(ObjectKind::Voicemail, longer)).await.expect("nobody names it");
    alice.does(BackorderCancel { backorder: placed }).await.expect("hers");
    alice.does(PortCancel { port, numbers: Vec::new() }).await.expect("hers");
    alice.does(ObjectRemove::one(ObjectKind::Forwarding, desk)).await.expect("nobody names it");
    alice.does(LoginClose { id: line.id }).await.expect("nobody names it any more");
    younger.close();
}
