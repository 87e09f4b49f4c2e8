//! Objects go while others begin to name them: whoever comes first has it, and nothing ever names what is
//! gone.

use std::sync::Arc;

use futures_executor::ThreadPool;
use futures_util::future::join_all;
use futures_util::task::SpawnExt;
use tandem_domain::{
    Destination, Forwarding, ObjectBody, ObjectId, ObjectKind, Refusal, SettingsChange, Voicemail,
};
use tandem_engine::{
    Engine, NumberSet, ObjectList, ObjectPlace, ObjectRemove, ObjectSet, RecordingPlay,
    RecordingSet,
};
use tandem_harness::shelf::{block, did, miami, sound};
use tandem_harness::{Customer, House, on_both_databases, order};

on_both_databases! {
    what_goes_is_named_meanwhile,
    what_goes_is_named_meanwhile_at_two_nodes,
    recordings_go_while_they_are_played,
    recordings_go_while_they_are_played_at_two_nodes,
}

/// How many objects go.
const OBJECTS: usize = 100;
const FIRST: u64 = 13_055_550_100;

async fn what_goes_is_named_meanwhile(house: Arc<House>) {
    forwardings(&house, 1).await;
}

async fn what_goes_is_named_meanwhile_at_two_nodes(house: Arc<House>) {
    forwardings(&house, 2).await;
}

async fn recordings_go_while_they_are_played(house: Arc<House>) {
    recordings(&house, 1).await;
}

async fn recordings_go_while_they_are_played_at_two_nodes(house: Arc<House>) {
    recordings(&house, 2).await;
}

/// One customer, at one node or at two.
struct Twin {
    first: Customer,
    second: Customer,
    node: Option<Engine>,
    pool: ThreadPool,
}

impl Twin {
    async fn at(house: &Arc<House>, nodes: usize) -> Self {
        let first = house.customer("alice", 1_000_000).await;
        let node = if nodes == 2 { Some(house.second_node().await) } else { None };
        let second = node.as_ref().map_or_else(|| first.clone(), |node| first.at(node));
        let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a crowd");
        Self { first, second, node, pool }
    }

    /// Both at once for each object: it goes here, and there somebody begins to name it. Who is asked first
    /// takes turns.
    async fn race<F: Future<Output = Result<(), Refusal>> + Send + 'static>(
        &self,
        objects: &[(ObjectKind, ObjectId)],
        names: impl Fn(Customer, usize, ObjectId) -> F,
    ) -> Vec<[Result<(), Refusal>; 2]> {
        let go = |index: usize| {
            let (customer, (kind, id)) = (self.first.clone(), objects[index]);
            async move { customer.does(ObjectRemove::one(kind, id)).await }
        };
        let calls = objects.iter().enumerate().map(|(index, (_, id))| {
            let spawn = |call| self.pool.spawn_with_handle(call).expect("a thread of the crowd");
            let naming = || names(self.second.clone(), index, *id);
            let pair = if index % 2 == 0 {
                let gone = self.pool.spawn_with_handle(go(index)).expect("a thread of the crowd");
                (gone, spawn(naming()))
            } else {
                let named = spawn(naming());
                (self.pool.spawn_with_handle(go(index)).expect("a thread of the crowd"), named)
            };
            async move { [pair.0.await, pair.1.await] }
        });
        join_all(calls.collect::<Vec<_>>()).await
    }

    fn close(self) {
        if let Some(node) = self.node {
            node.close();
        }
    }
}

/// Either it went, and could not be named any more; or it is named, and could not go.
fn judge(ends: &[[Result<(), Refusal>; 2]]) -> Vec<bool> {
    let is_gone = |ends: &[Result<(), Refusal>; 2]| match ends {
        [Ok(()), Err(Refusal::ObjectUnknown { .. } | Refusal::ReferenceUnknown { .. })] => true,
        [Err(Refusal::ObjectInUse { .. }), Ok(())] => false,
        other => panic!("{other:?}"),
    };
    ends.iter().map(is_gone).collect()
}

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> ObjectId {
    let set = ObjectSet { place: ObjectPlace::New, body: body.into(), list: None };
    who.does(set).await.expect("an object")
}

/// Numbers are ordered, or set up, to ring at forwardings that go.
async fn forwardings(house: &Arc<House>, nodes: usize) {
    let kind = ObjectKind::Forwarding;
    house.operator().stocks([block(FIRST, OBJECTS as u64, miami())]).await;
    let twin = Twin::at(house, nodes).await;
    let number = |index: usize| did(FIRST + index as u64);
    let mut going = Vec::new();
    for index in 0..OBJECTS {
        let to = Forwarding::to(did(13_055_560_000 + index as u64));
        let body = Forwarding { name: format!("desk{index}"), ..to };
        going.push((kind, makes(&twin.first, body).await));
        // Every third number is there already and is set up anew.
        if index % 3 == 0 {
            twin.first.orders([number(index)]).await.expect("for sale");
        }
    }
    if let Some(node) = &twin.node {
        node.follow().await.expect("the feed");
    }
    let ends = twin
        .race(&going, |customer, index, id| async move {
            let rings = Some(Destination::object(kind, id.to_string()));
            if index % 3 == 0 {
                let change = SettingsChange { routing: rings, ..SettingsChange::default() };
                let set = NumberSet { did: number(index), change, plan: None };
                return customer.does(set).await.map(|_| ());
            }
            let mut wanted = order([number(index)]);
            wanted.settings.routing = rings;
            customer.does(wanted).await.map(|_| ())
        })
        .await;
    let gone = judge(&ends);
    let rings = twin.first.numbers().await;
    for (index, (_, id)) in going.iter().enumerate() {
        let rings_there = Some(Destination::object(kind, id.to_string()));
        let has = rings.iter().find(|own| own.did == number(index));
        let is_named = has.is_some_and(|own| own.settings.routing == rings_there);
        assert_eq!(is_named, !gone[index], "{index}");
        assert_eq!(twin.first.does(ObjectList::one(kind, *id)).await.is_err(), gone[index]);
    }
    house.is_sound().await;
    twin.close();
}

/// Recordings, some of them of one sound, go while mailboxes begin to greet with them.
async fn recordings(house: &Arc<House>, nodes: usize) {
    let kind = ObjectKind::Recording;
    let twin = Twin::at(house, nodes).await;
    let mut going = Vec::new();
    for index in 0..OBJECTS {
        let file = Some(sound(u8::try_from(index / 4).expect("a few")));
        let set = RecordingSet { id: None, name: Some(format!("hello{index}")), file };
        going.push((kind, twin.first.does(set).await.expect("a recording")));
    }
    let ends = twin
        .race(&going, |customer, index, id| async move {
            let name = format!("mailbox{index}");
            let body = Voicemail { name, greeting: Some(id), ..Voicemail::default() }.into();
            let set = ObjectSet { place: ObjectPlace::New, body, list: None };
            customer.does(set).await.map(|_| ())
        })
        .await;
    let gone = judge(&ends);
    for (index, (_, id)) in going.iter().enumerate() {
        let plays = twin.first.does(RecordingPlay { id: *id, customer: None }).await;
        assert_eq!(plays.is_err(), gone[index], "{index}");
    }
    house.is_sound().await;
    twin.close();
}
