//! Messages in mailboxes: whose they are, what is done with them, and who is told.

use std::sync::Arc;

use tandem_domain::{
    Folder, ObjectId, ObjectKind, Refusal, Role, Timestamp, VoiceMessage, Voicemail,
};
use tandem_engine::{
    DeliveryBegin, DeliveryGet, LettersDue, ObjectPlace, ObjectRemove, ObjectSet, VOICE_LETTER,
    VOICE_LETTERS_HOUR_MAX, VOICE_LETTERS_SECONDS, VOICE_REMEMBERED_DAYS, VoiceMessageCount,
    VoiceMessageForget, VoiceMessageKept, VoiceMessageList, VoiceMessageMail, VoiceMessagePlay,
    VoiceMessagePut, VoiceMessageRemove, VoiceMessageSet, VoiceMessageView, VoicePlace,
};
use tandem_harness::shelf::{block, did, miami, sound};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    a_message_is_kept_once_for_whoever_had_the_number,
    a_message_is_heard_moved_and_removed,
    a_mailbox_announces_by_letter_and_keeps_nothing_that_was_sent,
    a_message_whose_sound_is_not_sent_stays,
    an_hour_has_so_many_letters_and_a_mailbox_is_emptied_at_once,
    what_was_removed_is_forgotten_in_time,
    with_a_mailbox_goes_what_is_in_it,
    a_client_does_not_hear_what_was_said_to_its_reseller,
}

const NUMBER: u64 = 13_055_550_100;

/// A customer with a number and a mailbox.
async fn tenant(house: &House, mailbox: Voicemail) -> (Customer, ObjectId) {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    let set = ObjectSet { place: ObjectPlace::New, body: mailbox.into(), list: None };
    let id = alice.does(set).await.expect("a mailbox");
    (alice, id)
}

fn message(house: &House, call: &str, mailbox: ObjectId) -> VoiceMessage {
    VoiceMessage {
        switch: "edge".to_owned(),
        call: call.to_owned(),
        did: did(NUMBER),
        mailbox,
        from: "+13055550199".to_owned(),
        name: "Jane".to_owned(),
        at: house.engine.now(),
    }
}

/// Somebody leaves a message.
async fn leaves(house: &House, left: VoiceMessage, more: u8) -> Result<VoiceMessageKept, Refusal> {
    house.operator().does(VoiceMessagePut { left, file: sound(more), seconds: 3 }).await
}

async fn lists(who: &Customer, mailbox: ObjectId) -> Result<Vec<VoiceMessageView>, Refusal> {
    let list = VoiceMessageList { mailbox, folder: None, from: None, to: None };
    who.does(list).await.map(|found| found.messages)
}

fn unknown(mailbox: ObjectId) -> Refusal {
    let (role, kind, record) = (Role::Itself, ObjectKind::Voicemail, mailbox.to_string());
    Refusal::ObjectUnknown { role, kind, record }
}

async fn a_message_is_kept_once_for_whoever_had_the_number(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    let bob = house.customer("bob", 1000).await;
    let left = message(&house, "1.1", mailbox);
    let kept = leaves(&house, left.clone(), 1).await.expect("a message");
    assert_eq!(leaves(&house, left.clone(), 1).await, Ok(kept));
    assert_eq!(leaves(&house, left, 2).await, Err(Refusal::KeyReused));
    assert_eq!(leaves(&house, message(&house, "1.2", mailbox), 2).await.expect("another").num, 2);
    let found = lists(&alice, mailbox).await.expect("hers");
    assert_eq!(
        found.iter().map(|found| (found.num, found.seconds)).collect::<Vec<_>>(),
        [(1, 3), (2, 3)]
    );
    assert_eq!(lists(&bob, mailbox).await, Err(unknown(mailbox)));
    let place = VoicePlace { mailbox, folder: Some(Folder::Inbox), num: 2 };
    let played = alice.does(VoiceMessagePlay::At(place)).await.expect("hers");
    assert_eq!(played.data, sound(2).data());
    assert_eq!(bob.does(VoiceMessagePlay::At(place)).await, Err(unknown(mailbox)));
    let known = VoiceMessagePlay::Known(kept.id);
    assert_eq!(alice.does(known).await.map(|_| ()), Err(Refusal::Forbidden));
    // A number that nobody had, and a mailbox that is not of whoever had it.
    let nobodys = VoiceMessage { did: did(NUMBER + 1), ..message(&house, "1.3", mailbox) };
    let early = VoiceMessage { at: Timestamp(1), ..message(&house, "1.3", mailbox) };
    for wrong in [nobodys, early] {
        let refused = leaves(&house, wrong, 1).await;
        assert!(matches!(refused, Err(Refusal::CallInvalid { field, .. }) if field == "to"));
    }
    bob.orders([did(NUMBER + 1)]).await.expect("for sale");
    let astray = VoiceMessage { did: did(NUMBER + 1), ..message(&house, "1.3", mailbox) };
    assert_eq!(leaves(&house, astray, 1).await, Err(unknown(mailbox)));
}

async fn a_message_is_heard_moved_and_removed(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    for call in ["1.1", "1.2", "1.3"] {
        leaves(&house, message(&house, call, mailbox), 1).await.expect("a message");
    }
    let counted = || async { alice.does(VoiceMessageCount).await.expect("hers") };
    let counts = counted().await;
    assert_eq!((counts[0].unheard, counts[0].urgent), (3, 0));
    let at = VoicePlace { mailbox, folder: Some(Folder::Inbox), num: 2 };
    let (listened, urgent, folder) = (Some(true), Some(true), Some(Folder::Old));
    let set = VoiceMessageSet { at, listened, urgent, folder };
    let seen = alice.does(set).await.expect("hers");
    assert_eq!((seen.num, seen.folder, seen.listened, seen.urgent), (2, Folder::Old, true, true));
    let counts = counted().await;
    assert_eq!((counts[0].unheard, counts[0].urgent), (2, 1));
    // It is where it was moved, and nowhere else.
    assert_eq!(alice.does(set).await, Err(Refusal::MessageUnknown));
    let old = VoiceMessageList { mailbox, folder: Some(Folder::Old), from: None, to: None };
    assert_eq!(alice.does(old).await.expect("hers").messages.len(), 1);
    let one = VoiceMessageRemove { mailbox, folder: None, num: Some(3) };
    assert_eq!(alice.does(one).await, Ok(1));
    assert_eq!(alice.does(one).await, Err(Refusal::MessageUnknown));
    // What was removed does not come back, and its number is nobody else's.
    leaves(&house, message(&house, "1.3", mailbox), 1).await.expect("it was here");
    assert_eq!(lists(&alice, mailbox).await.expect("hers").len(), 2);
    assert_eq!(leaves(&house, message(&house, "1.4", mailbox), 1).await.expect("new").num, 4);
    let folder = VoiceMessageRemove { mailbox, folder: Some(Folder::Inbox), num: None };
    assert_eq!(alice.does(folder).await, Ok(2));
    let all = VoiceMessageRemove { mailbox, folder: None, num: None };
    assert_eq!(alice.does(all).await, Ok(1));
    assert_eq!(alice.does(all).await, Ok(0));
    assert_eq!(counted().await, []);
}

/// What letters say that wait.
async fn letters(house: &House) -> Vec<serde_json::Value> {
    let operator = house.operator();
    let due = operator.does(LettersDue).await.expect("what is due");
    let of = due.iter().map(|due| (due.id, due.due)).collect();
    let of = operator.does(DeliveryBegin { of }).await.expect("nobody else's");
    let begun = operator.does(DeliveryGet { of }).await.expect("what it takes");
    let begun = begun.iter().filter(|begun| begun.kind == VOICE_LETTER);
    begun.map(|begun| serde_json::from_str(&begun.payload).expect("a document")).collect()
}

async fn a_mailbox_announces_by_letter_and_keeps_nothing_that_was_sent(house: Arc<House>) {
    let email = "jane@example.com".to_owned();
    let set = Voicemail { email, attach: true, delete: true, ..Voicemail::default() };
    let (alice, mailbox) = tenant(&house, set).await;
    let kept = leaves(&house, message(&house, "1.1", mailbox), 1).await.expect("a message");
    let told = letters(&house).await;
    let [letter] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(letter["to"], "jane@example.com");
    assert_eq!(letter["voice_message"], kept.id.to_string());
    assert_eq!(letter["goes"], kept.id.to_string());
    assert!(letter["text"].as_str().is_some_and(|text| text.starts_with("Jane (+13055550199)")));
    // Until it has been sent, it is there.
    assert_eq!(lists(&alice, mailbox).await.expect("hers").len(), 1);
    let (to, at) = ("bob@example.com".to_owned(), VoicePlace { mailbox, folder: None, num: 1 });
    alice.does(VoiceMessageMail { at, to }).await.expect("hers");
    let told = letters(&house).await;
    assert_eq!((told.len(), &told[0]["goes"]), (1, &serde_json::Value::Null));
    let wrong = VoiceMessageMail { at, to: "nobody".to_owned() };
    let refused = alice.does(wrong).await;
    assert!(matches!(refused, Err(Refusal::ObjectInvalid { field, .. }) if field == "email"));
    for _ in 0..2 {
        house.operator().does(VoiceMessageForget { id: kept.id }).await.expect("sent");
    }
    assert_eq!(lists(&alice, mailbox).await, Ok(Vec::new()));
}

async fn an_hour_has_so_many_letters_and_a_mailbox_is_emptied_at_once(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    // More than one statement removes.
    for place in 0..70 {
        let left = message(&house, &format!("1.{place}"), mailbox);
        leaves(&house, left, 1).await.expect("a message");
    }
    let mail = || {
        let (to, at) = ("bob@example.com".to_owned(), VoicePlace { mailbox, folder: None, num: 1 });
        VoiceMessageMail { at, to }
    };
    for _ in 0..VOICE_LETTERS_HOUR_MAX {
        alice.does(mail()).await.expect("a letter");
    }
    let max = VOICE_LETTERS_HOUR_MAX;
    let too_many = Refusal::MessagesTooMany { max, seconds: VOICE_LETTERS_SECONDS };
    assert_eq!(alice.does(mail()).await, Err(too_many));
    house.clock.pass(VOICE_LETTERS_SECONDS + 1);
    alice.does(mail()).await.expect("another hour");
    let all = VoiceMessageRemove { mailbox, folder: None, num: None };
    assert_eq!(alice.does(all).await, Ok(70));
    assert_eq!(lists(&alice, mailbox).await, Ok(Vec::new()));
}

async fn a_message_whose_sound_is_not_sent_stays(house: Arc<House>) {
    let email = "jane@example.com".to_owned();
    let set = Voicemail { email, attach: false, delete: true, ..Voicemail::default() };
    let (_, mailbox) = tenant(&house, set).await;
    leaves(&house, message(&house, "1.1", mailbox), 1).await.expect("a message");
    let told = letters(&house).await;
    assert_eq!((told.len(), &told[0]["goes"]), (1, &serde_json::Value::Null));
}

async fn what_was_removed_is_forgotten_in_time(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    let first = message(&house, "1.1", mailbox);
    leaves(&house, first.clone(), 1).await.expect("a message");
    leaves(&house, message(&house, "1.2", mailbox), 1).await.expect("a message");
    let all = VoiceMessageRemove { mailbox, folder: None, num: None };
    assert_eq!(alice.does(all).await, Ok(2));
    house.clock.pass(VOICE_REMEMBERED_DAYS * 86_400);
    assert_eq!(leaves(&house, first.clone(), 1).await.expect("known still").num, 1);
    house.clock.pass(60);
    assert_eq!(leaves(&house, message(&house, "1.3", mailbox), 1).await.expect("new").num, 3);
    // No number comes again, and what comes after so long is taken for another.
    assert_eq!(leaves(&house, first, 1).await.expect("nobody knows it").num, 4);
}

async fn with_a_mailbox_goes_what_is_in_it(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    let left = message(&house, "1.1", mailbox);
    leaves(&house, left.clone(), 1).await.expect("a message");
    alice
        .does(ObjectRemove::one(ObjectKind::Voicemail, mailbox))
        .await
        .expect("nobody rings there");
    assert_eq!(lists(&alice, mailbox).await, Err(unknown(mailbox)));
    // It was brought once already, and is not brought into a mailbox that comes after.
    leaves(&house, left, 1).await.expect("known");
    assert_eq!(alice.does(VoiceMessageCount).await, Ok(Vec::new()));
}

async fn a_client_does_not_hear_what_was_said_to_its_reseller(house: Arc<House>) {
    let (alice, mailbox) = tenant(&house, Voicemail::default()).await;
    let left = message(&house, "one", mailbox);
    let num = leaves(&house, left, 1).await.expect("a message").num;
    let client = house.sub_account(&alice, "alice_shop").await;
    assert_eq!(lists(&client, mailbox).await, Err(Refusal::Forbidden));
    let at = VoicePlace { mailbox, folder: None, num };
    let heard = client.does(VoiceMessagePlay::At(at)).await.map(|_| ());
    assert_eq!(heard, Err(Refusal::Forbidden));
    assert_eq!(client.does(VoiceMessageCount).await, Ok(Vec::new()));
    assert_eq!(lists(&alice, mailbox).await.map(|found| found.len()), Ok(1));
}
