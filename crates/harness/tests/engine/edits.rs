//! Part of an object is changed, and the rest is left to whoever else changes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use tandem_domain::{
    Body, CallFlow, ContactGroup, Edit, FlowChange, FlowEdit, GroupContact, GroupEdit, ObjectId,
    ObjectKind, ROW_FIELD, Refusal, Role, Rows, Telephone,
};
use tandem_engine::{
    ObjectEdit, ObjectEdited, ObjectList, ObjectPlace, ObjectSays, ObjectSet, RouteVersionList,
};
use tandem_harness::shelf::did;
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    who_comes_at_the_same_time_is_there_each_under_a_number,
    the_same_key_adds_nobody_twice,
    a_row_that_is_not_there_cannot_go,
    what_changes_nothing_writes_nothing,
    what_is_anothers_is_not_changed,
    a_call_flow_goes_on_as_it_was,
}

const KIND: ObjectKind = ObjectKind::ContactGroup;

async fn group(who: &Customer) -> ObjectId {
    let body = ContactGroup { name: "Press".to_owned(), members: Rows::default() }.into();
    who.does(ObjectSet { place: ObjectPlace::New, body, list: None }).await.expect("a group")
}

fn joins(id: ObjectId, last: u64) -> ObjectEdit {
    let number = did(13_055_550_100 + last);
    let contact = GroupContact { name: String::new(), number, email: String::new() };
    ObjectEdit { id, edit: Edit::Group(GroupEdit::Add(vec![contact])) }
}

fn leaves(id: ObjectId, row: u32) -> ObjectEdit {
    ObjectEdit { id, edit: Edit::Group(GroupEdit::Remove(row)) }
}

async fn says<B: Body>(who: &Customer, id: ObjectId) -> (i64, B) {
    let found = who.does(ObjectList::one(B::KIND, id)).await.expect("her own");
    let ObjectSays::Body(body) = found[0].says.clone() else { panic!("it has a body") };
    (found[0].version, B::of(body).expect("of its kind"))
}

async fn who_comes_at_the_same_time_is_there_each_under_a_number(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = group(&alice).await;
    let coming = (0..20).map(|last| alice.does(joins(id, last)));
    let came = futures_util::future::join_all(coming).await;
    let rows: BTreeSet<u32> =
        came.into_iter().flat_map(|edited| edited.expect("there is room").rows).collect();
    assert_eq!(rows, (1..=20).collect());
    let (_, group) = says::<ContactGroup>(&alice, id).await;
    let there: BTreeSet<u64> = group.members.iter().map(|row| row.says.number.digits()).collect();
    assert_eq!(there.len(), 20);
}

async fn the_same_key_adds_nobody_twice(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = group(&alice).await;
    let first = alice.does_once("k", joins(id, 1)).await;
    assert_eq!(first, Ok(ObjectEdited { id, rows: vec![1] }));
    alice.does(joins(id, 2)).await.expect("there is room");
    assert_eq!(alice.does_once("k", joins(id, 1)).await, first);
    assert_eq!(says::<ContactGroup>(&alice, id).await.1.members.len(), 2);
}

async fn a_row_that_is_not_there_cannot_go(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = group(&alice).await;
    alice.does(joins(id, 1)).await.expect("there is room");
    alice.does(leaves(id, 1)).await.expect("it is there");
    let (field, why) = (ROW_FIELD.to_owned(), "1 is not there".to_owned());
    let refused = alice.does(leaves(id, 1)).await;
    assert_eq!(refused, Err(Refusal::ObjectInvalid { kind: KIND, field, why }));
    // Its number is nobody's again.
    assert_eq!(alice.does(joins(id, 2)).await.expect("there is room").rows, [2]);
    let emergency = alice.does(joins(id, 19_115_551_234 - 13_055_550_100)).await;
    assert!(matches!(emergency, Err(Refusal::ObjectInvalid { field, .. }) if field == "number"));
}

async fn what_changes_nothing_writes_nothing(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = group(&alice).await;
    let before = says::<ContactGroup>(&alice, id).await;
    let clear = ObjectEdit { id, edit: Edit::Group(GroupEdit::Clear) };
    alice.does(clear).await.expect("nobody is in it");
    assert_eq!(says::<ContactGroup>(&alice, id).await, before);
    // Nobody's calls go to contacts, so that no version of a routing comes of them.
    alice.does(joins(id, 1)).await.expect("there is room");
    let versions = alice.does(RouteVersionList { before: None }).await.expect("her own");
    assert!(versions.versions.iter().all(|version| version.changed.is_empty()), "{versions:?}");
}

async fn what_is_anothers_is_not_changed(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let id = group(&alice).await;
    let unknown = Refusal::ObjectUnknown { role: Role::Itself, kind: KIND, record: id.to_string() };
    assert_eq!(bob.does(joins(id, 1)).await, Err(unknown));
    let desk = house.sub_account(&alice, "desk").await;
    assert_eq!(desk.does(joins(id, 1)).await, Err(Refusal::Forbidden));
    assert!(says::<ContactGroup>(&alice, id).await.1.members.is_empty());
}

async fn a_call_flow_goes_on_as_it_was(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let telephone = |last: u64| Telephone::Number(did(13_055_550_100 + last));
    let named = FlowChange {
        name: Some("Sales".to_owned()),
        telephones: Some(vec![telephone(1)]),
        seconds: Some(20),
        seconds_default: 30,
        together: None,
    };
    let body = named.made().into();
    let set = ObjectSet { place: ObjectPlace::New, body, list: None };
    let id = alice.does(set).await.expect("a call flow");
    let adds = |last: u64| {
        let edit = FlowEdit::Add { telephone: telephone(last), seconds: 30 };
        alice.does(ObjectEdit { id, edit: Edit::CallFlow(edit) })
    };
    for added in futures_util::future::join_all([adds(2), adds(3)]).await {
        added.expect("there is room for both");
    }
    let (_, flow) = says::<CallFlow>(&alice, id).await;
    assert_eq!((flow.name.as_str(), flow.telephones().count()), ("Sales", 3));
    assert!(flow.steps.iter().all(|step| step.seconds == Some(20)));
}
