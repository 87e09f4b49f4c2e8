//! Recordings: what was sent is served back, each sound is kept once, and one that is played stays.

use std::sync::Arc;

use tandem_domain::{
    Destination, ObjectBody, ObjectId, ObjectKind, ObjectUser, Refusal, Role, Voicemail,
};
use tandem_engine::{
    AUDIOS_BYTES_MAX, AudioFile, ObjectList, ObjectPlace, ObjectRemove, ObjectSet, RecordingPlay,
    RecordingPut, RecordingSet,
};
use tandem_harness::shelf::{block, did, miami, sound};
use tandem_harness::{Customer, House, on_both_databases, order};

on_both_databases! {
    what_was_sent_is_served_back,
    a_sound_is_kept_once_and_as_long_as_it_is_had,
    what_plays_a_recording_keeps_it,
    recordings_of_others_do_not_exist,
    all_recordings_together_have_a_bound,
}

const KIND: ObjectKind = ObjectKind::Recording;

async fn records(who: &Customer, name: &str, file: AudioFile) -> Result<ObjectId, Refusal> {
    who.does(RecordingSet { id: None, name: Some(name.to_owned()), file: Some(file) }).await
}

async fn plays(who: &Customer, id: ObjectId) -> Result<AudioFile, Refusal> {
    let sound = who.does(RecordingPlay { id, customer: None }).await?;
    AudioFile::of(&sound.file().expect("what was kept"))
}

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> Result<ObjectId, Refusal> {
    who.does(ObjectSet { place: ObjectPlace::New, body: body.into(), list: None }).await
}

async fn removes(who: &Customer, kind: ObjectKind, id: ObjectId) -> Result<(), Refusal> {
    who.does(ObjectRemove::one(kind, id)).await
}

fn unknown(id: ObjectId) -> Refusal {
    Refusal::ObjectUnknown { role: Role::Itself, kind: KIND, record: id.to_string() }
}

/// Of how many sounds so many recordings are counted.
fn sounds_had_by(house: &House, uses: u8) -> u64 {
    house.database.meddle(match uses {
        1 => &["UPDATE audio SET uses = uses WHERE uses = 1"],
        2 => &["UPDATE audio SET uses = uses WHERE uses = 2"],
        _ => &["UPDATE audio SET uses = uses WHERE uses NOT IN (1, 2)"],
    })
}

/// Of how many sounds one recording, two recordings, and any other number of them are counted.
fn sounds(house: &House) -> [u64; 3] {
    [1, 2, 0].map(|uses| sounds_had_by(house, uses))
}

async fn what_was_sent_is_served_back(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = records(&alice, "hello", sound(1)).await.expect("a recording");
    assert_eq!(plays(&alice, id).await, Ok(sound(1)));
    // Its name alone, its sound alone, both.
    let (name, file) = (Some("welcome".to_owned()), Some(sound(2)));
    let rename = RecordingSet { id: Some(id), name: name.clone(), file: None };
    alice.does(rename).await.expect("hers");
    assert_eq!(plays(&alice, id).await, Ok(sound(1)));
    alice.does(RecordingSet { id: Some(id), name: None, file }).await.expect("hers");
    assert_eq!(plays(&alice, id).await, Ok(sound(2)));
    let seen = alice.does(ObjectList::one(KIND, id)).await.expect("hers");
    assert_eq!(Some(&seen[0].name), name.as_ref());
    let lacking = alice.does(RecordingSet { id: None, name, file: None }).await;
    assert!(matches!(lacking, Err(Refusal::ObjectInvalid { field, .. }) if field == "audio"));
    removes(&alice, KIND, id).await.expect("nothing plays it");
    assert_eq!(plays(&alice, id).await, Err(unknown(id)));
}

async fn a_sound_is_kept_once_and_as_long_as_it_is_had(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let first = records(&alice, "first", sound(1)).await.expect("a recording");
    let second = records(&alice, "second", sound(1)).await.expect("a recording");
    records(&bob, "his", sound(1)).await.expect("a recording");
    assert_eq!(sounds(&house), [1, 1, 0]);
    let file = Some(sound(2));
    alice.does(RecordingSet { id: Some(first), name: None, file }).await.expect("hers");
    assert_eq!(sounds(&house), [3, 0, 0]);
    removes(&alice, KIND, second).await.expect("nothing plays it");
    removes(&alice, KIND, first).await.expect("nothing plays it");
    assert_eq!(sounds(&house), [1, 0, 0]);
}

async fn what_plays_a_recording_keeps_it(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let id = records(&alice, "hello", sound(0)).await.expect("a recording");
    let greeting = Voicemail { greeting: Some(id), ..Voicemail::default() };
    let mailbox = makes(&alice, greeting).await.expect("a mailbox");
    let by = vec![ObjectUser::Object(ObjectKind::Voicemail, mailbox)];
    let in_use = |by: Vec<_>| Err(Refusal::ObjectInUse { kind: KIND, id, by: by.into() });
    assert_eq!(removes(&alice, KIND, id).await, in_use(by));
    removes(&alice, ObjectKind::Voicemail, mailbox).await.expect("nobody rings there");
    let mut wanted = order([did(13055550100)]);
    wanted.settings.routing = Some(Destination::object(KIND, id.to_string()));
    alice.does(wanted).await.expect("for sale");
    assert_eq!(removes(&alice, KIND, id).await, in_use(vec![ObjectUser::Number(did(13055550100))]));
    // It may sound otherwise all the same.
    let file = Some(sound(9));
    alice.does(RecordingSet { id: Some(id), name: None, file }).await.expect("hers");
}

async fn recordings_of_others_do_not_exist(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let id = records(&alice, "hello", sound(0)).await.expect("a recording");
    assert_eq!(plays(&bob, id).await, Err(unknown(id)));
    assert_eq!(removes(&bob, KIND, id).await, Err(unknown(id)));
    let name = Some("mine".to_owned());
    assert_eq!(bob.does(RecordingSet { id: Some(id), name, file: None }).await, Err(unknown(id)));
    let spying = bob.does(RecordingPlay { id, customer: Some(alice.root) }).await;
    assert_eq!(spying.err(), Some(Refusal::Forbidden));
    let (account, name, file) = (bob.root, "his".to_owned(), sound(0));
    let put = RecordingPut { account, id, name, file };
    assert_eq!(house.operator().does(put).await, Err(unknown(id)));
    assert_eq!(sounds(&house), [1, 0, 0]);
}

async fn all_recordings_together_have_a_bound(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let id = records(&alice, "large", sound(0)).await.expect("a recording");
    // As if it were as large as all may be together.
    house.database.meddle(&["UPDATE audio SET bytes = bytes + 134217728"]);
    let full =
        |refused| matches!(refused, Err(Refusal::ObjectInvalid { field, .. }) if field == "size");
    assert!(full(records(&alice, "small", sound(1)).await));
    records(&bob, "small", sound(1)).await.expect("another's room");
    house.database.meddle(&["UPDATE audio SET bytes = bytes - 134217728 WHERE bytes > 134217728"]);
    records(&alice, "small", sound(1)).await.expect("there is room");
    removes(&alice, KIND, id).await.expect("nothing plays it");
    assert_eq!(AUDIOS_BYTES_MAX, 134_217_728, "the size above is that bound");
}
