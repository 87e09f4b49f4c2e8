//! Text messages between numbers of the platform.

use std::sync::Arc;

use tandem_domain::{
    Capabilities, DeliveryState, Direction, MessageState, Money, Offer, Refusal, Undelivered,
};
use tandem_engine::{
    DeliveryBegin, DeliveryGet, DeliveryList, DeliverySettle, DueDelivery, HooksDue, LettersDue,
    MESSAGE_CALLBACK, MESSAGES_MINUTE_MAX, MessageList, MessageRemove, MessageSend, MessageSent,
    MessageView, MessagingChange, NumberMessagingSet,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, Operator, on_both_databases};

on_both_databases! {
    a_text_is_delivered_paid_for_and_seen_by_both,
    what_cannot_be_sent_is_refused_and_costs_nothing,
    a_new_owner_sees_nothing_of_the_former_one,
    whoever_says_stop_is_left_alone_until_start,
    a_text_is_passed_on_once,
    a_text_that_is_passed_on_is_charged_and_not_counted,
    a_page_is_called_where_it_is_by_then,
    what_cannot_be_passed_on_is_shown_to_its_owner,
    a_removed_text_is_gone_on_one_side,
    a_letter_and_a_page_are_told_of_a_text,
    so_many_a_day_and_no_more,
    a_repeated_text_is_sent_once,
    a_page_inside_the_house_is_refused_when_it_is_named,
}

const ALICE: u64 = 13055550100;
const BOB: u64 = 13055550101;
const CAROL: u64 = 13055550102;
const DEAF: u64 = 13055550110;

/// Three customers, each with a number that carries messages.
async fn furnished(house: &Arc<House>) -> [Customer; 3] {
    let deaf = Capabilities { sms: false, ..miami().capabilities };
    let deaf = Offer { capabilities: deaf, ..miami() };
    house.operator().stocks([block(ALICE, 5, miami()), block(DEAF, 1, deaf)]).await;
    let mut people = Vec::new();
    for (name, digits) in [("alice", ALICE), ("bob", BOB), ("carol", CAROL)] {
        let customer = house.customer(name, 1000).await;
        customer.orders([did(digits)]).await.expect("a number");
        turn_on(&customer, digits, MessagingChange::default()).await;
        people.push(customer);
    }
    people.try_into().unwrap_or_else(|_| panic!("three people"))
}

async fn turn_on(customer: &Customer, digits: u64, change: MessagingChange) {
    let change = MessagingChange { enabled: Some(true), ..change };
    let set = NumberMessagingSet { did: did(digits), change, allowed: Vec::new() };
    customer.does(set).await.expect("a number that carries messages");
}

async fn send(customer: &Customer, from: u64, to: u64, text: &str) -> Result<MessageSent, Refusal> {
    let text = text.to_owned();
    customer.does(MessageSend::text(did(from), did(to), text)).await
}

async fn list(customer: &Customer) -> Vec<MessageView> {
    let all = MessageList {
        owner: None,
        id: None,
        serial: None,
        from: None,
        to: None,
        direction: None,
        did: None,
        contact: None,
        has_media: None,
        after: None,
        limit: 100,
    };
    customer.does(all).await.expect("her own")
}

const fn undeliverable(why: Undelivered) -> impl Fn(u64) -> Refusal {
    move |digits| Refusal::MessageUndeliverable { to: did(digits), why }
}

async fn a_text_is_delivered_paid_for_and_seen_by_both(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let before = (alice.balance().await, bob.balance().await);

    let sent = send(&alice, ALICE, BOB, &"a".repeat(161)).await.expect("two parts");

    assert_eq!((sent.serial, sent.segments, sent.charged), (1, 2, Money::cents(2)));
    let spent = |before: Money, after: Money| before.0 - after.0;
    assert_eq!(spent(before.0, alice.balance().await), Money::cents(2).0);
    assert_eq!(spent(before.1, bob.balance().await), Money::cents(2).0);
    let line = alice.statement().await.pop().expect("a line for it");
    let why = "text message, number +13055550100, plan STANDARD: message 1, sent, 2 parts";
    assert_eq!(line.why, why);
    let (hers, his) = (list(&alice).await, list(&bob).await);
    assert_eq!((hers.len(), his.len()), (1, 1));
    assert_eq!((hers[0].direction, hers[0].contact), (Direction::Sent, did(BOB)));
    assert_eq!((his[0].direction, his[0].contact), (Direction::Received, did(ALICE)));
    assert_eq!((&hers[0].text, hers[0].state), (&his[0].text, MessageState::Delivered));
}

async fn what_cannot_be_sent_is_refused_and_costs_nothing(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    alice.orders([did(DEAF), did(ALICE + 3)]).await.expect("two more");
    let before = alice.balance().await;
    let (nobody, silent) = (undeliverable(Undelivered::NoCarrier), ALICE + 3);
    let deaf = undeliverable(Undelivered::NotReceiving);
    for (from, to, text, expected) in [
        (ALICE, 13055559999, "hello", nobody(13055559999)),
        (ALICE, ALICE, "hello", undeliverable(Undelivered::Itself)(ALICE)),
        (ALICE, DEAF, "hello", deaf(DEAF)),
        (ALICE, silent, "hello", deaf(silent)),
        (ALICE, BOB, "", Refusal::MessageEmpty),
        (ALICE, BOB, &"a".repeat(1531), Refusal::MessageTooLong { segments: 11, max: 10 }),
        (silent, BOB, "hello", Refusal::MessagingOff { did: did(silent) }),
        (BOB, ALICE, "hello", Refusal::NumberNotOwned { did: did(BOB) }),
    ] {
        assert_eq!(send(&alice, from, to, text).await, Err(expected), "{from} to {to}");
    }
    let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
    let refused =
        alice.does(NumberMessagingSet { did: did(DEAF), change, allowed: Vec::new() }).await;
    assert_eq!(refused, Err(Refusal::MessagingOff { did: did(DEAF) }));
    let login = Some("nobody_1".to_owned());
    let change = MessagingChange { login, ..MessagingChange::default() };
    let refused =
        alice.does(NumberMessagingSet { did: did(ALICE), change, allowed: Vec::new() }).await;
    let (field, why) = ("login".to_owned(), "names nobody_1, which is none of yours".to_owned());
    assert_eq!(refused, Err(Refusal::MessagingInvalid { field, why }));
    assert_eq!(alice.balance().await, before);
    assert_eq!((list(&alice).await.len(), list(&bob).await.len()), (0, 0));
}

async fn a_page_inside_the_house_is_refused_when_it_is_named(house: Arc<House>) {
    let [alice, ..] = furnished(&house).await;
    let name = async |page: &str, allowed: &[&str]| {
        let change =
            MessagingChange { callback: Some(page.to_owned()), ..MessagingChange::default() };
        let allowed = allowed.iter().map(|network| network.parse().expect("a network")).collect();
        alice.does(NumberMessagingSet { did: did(ALICE), change, allowed }).await
    };
    let (field, why) = ("callback".to_owned(), "must lead to a public address".to_owned());
    let refused = Err(Refusal::MessagingInvalid { field, why });
    for page in ["http://10.0.0.1/x", "http://localhost/?m={MESSAGE}", "https://[::1]:8443"] {
        assert_eq!(name(page, &[]).await, refused, "{page}");
    }
    assert_eq!(name("http://10.0.0.1/x", &["127.0.0.0/8"]).await, refused);
    name("http://127.0.0.1:9/x", &["127.0.0.0/8"]).await.expect("the operator allows it");
    name("http://pages.example.com/x", &[]).await.expect("seen when it is called");
}

async fn a_new_owner_sees_nothing_of_the_former_one(house: Arc<House>) {
    let [alice, bob, carol] = furnished(&house).await;
    send(&alice, ALICE, BOB, "for bob alone").await.expect("a text");

    bob.gives_back(did(BOB)).await.expect("his own");
    house.clock.pass(91 * 86_400);
    house.operator().sweeps().await;
    house.operator().sweeps().await;
    carol.orders([did(BOB)]).await.expect("it has rested");
    let deaf = undeliverable(Undelivered::NotReceiving)(BOB);
    assert_eq!(send(&alice, ALICE, BOB, "bob?").await, Err(deaf), "what bob set is gone too");
    turn_on(&carol, BOB, MessagingChange::default()).await;
    send(&alice, ALICE, BOB, "for carol").await.expect("a text");

    let texts = |list: Vec<MessageView>| list.into_iter().map(|one| one.text).collect::<Vec<_>>();
    assert_eq!(texts(list(&carol).await), ["for carol"]);
    assert_eq!(texts(list(&bob).await), ["for bob alone"]);
    assert_eq!(texts(list(&alice).await), ["for carol", "for bob alone"]);
}

async fn whoever_says_stop_is_left_alone_until_start(house: Arc<House>) {
    let [alice, bob, carol] = furnished(&house).await;
    send(&bob, BOB, ALICE, "Stop").await.expect("a text like any other");

    let stopped = undeliverable(Undelivered::OptedOut)(BOB);
    assert_eq!(send(&alice, ALICE, BOB, "but why").await, Err(stopped));
    send(&carol, CAROL, BOB, "hello").await.expect("he said it to alice alone");
    send(&bob, BOB, ALICE, "hello").await.expect("nobody stops him");
    send(&bob, BOB, ALICE, "START").await.expect("a text");
    send(&alice, ALICE, BOB, "welcome back").await.expect("he wants some again");
    assert_eq!(list(&alice).await.len(), 4, "what is a keyword is delivered too");
}

async fn a_text_is_passed_on_once(house: Arc<House>) {
    let [alice, bob, carol] = furnished(&house).await;
    let to = |digits| MessagingChange {
        forward: Some(Some(did(digits))),
        forward_enabled: Some(true),
        ..MessagingChange::default()
    };
    turn_on(&bob, BOB, to(CAROL)).await;
    turn_on(&carol, CAROL, to(BOB)).await;
    let before = bob.balance().await;

    send(&alice, ALICE, BOB, "hello").await.expect("a text");

    // He pays for what he received and for what he passed on; she passes nothing back.
    assert_eq!(before.0 - bob.balance().await.0, Money::cents(2).0);
    let hers = list(&carol).await;
    assert_eq!((hers.len(), hers[0].text.as_str()), (1, "+13055550100: hello"));
    assert_eq!((hers[0].contact, list(&bob).await.len()), (did(BOB), 2));
}

async fn a_text_that_is_passed_on_is_charged_and_not_counted(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let change = MessagingChange {
        forward: Some(Some(did(CAROL))),
        forward_enabled: Some(true),
        ..MessagingChange::default()
    };
    turn_on(&bob, BOB, change).await;
    let before = bob.balance().await;
    for _ in 0..MESSAGES_MINUTE_MAX {
        send(&alice, ALICE, BOB, "hello").await.expect("within the minute");
    }

    // He has passed on as many as anybody may send in a minute, and may still send.
    send(&bob, BOB, ALICE, "enough").await.expect("his own first one");

    // A cent for each that he received, each that he passed on, and the one that he sent.
    let cents = 2 * i64::from(MESSAGES_MINUTE_MAX) + 1;
    assert_eq!(before.0 - bob.balance().await.0, Money::cents(cents).0);
}

async fn a_page_is_called_where_it_is_by_then(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let page = |callback: &str| MessagingChange {
        callback: Some(callback.to_owned()),
        callback_enabled: Some(true),
        ..MessagingChange::default()
    };
    turn_on(&bob, BOB, page("http://old.example.com/in")).await;
    send(&alice, ALICE, BOB, "hello").await.expect("a text");

    turn_on(&bob, BOB, page("http://new.example.com/in")).await;

    let operator = house.operator();
    let of = pages_due(&operator).await.iter().map(|due| (due.id, due.due)).collect();
    let of = operator.does(DeliveryBegin { of }).await.expect("it is nobody else's");
    let begun = operator.does(DeliveryGet { of }).await.expect("what it takes");
    let called: Vec<&str> = begun.iter().map(|begun| begun.url.as_str()).collect();
    assert_eq!(called, ["http://new.example.com/in"]);
}

async fn what_cannot_be_passed_on_is_shown_to_its_owner(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let change = MessagingChange {
        forward: Some(Some(did(12125559999))),
        forward_enabled: Some(true),
        ..MessagingChange::default()
    };
    turn_on(&bob, BOB, change).await;

    send(&alice, ALICE, BOB, "hello").await.expect("that is bob's business");

    let his = list(&bob).await;
    assert_eq!(his[0].state, MessageState::Failed(Undelivered::NoCarrier));
    assert_eq!((his[0].charged, his[0].direction), (Money::ZERO, Direction::Sent));
    assert_eq!(his[1].text, "hello");
}

async fn a_removed_text_is_gone_on_one_side(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let sent = send(&alice, ALICE, BOB, "forget this").await.expect("a text");

    let remove = MessageRemove { serial: sent.serial };
    alice.does(remove).await.expect("her own");

    assert_eq!(alice.does(remove).await, Err(Refusal::MessageUnknown));
    assert_eq!((list(&alice).await.len(), list(&bob).await.len()), (0, 1));
    let line = alice.statement().await.pop().expect("what it cost");
    assert_eq!(line.change, Money::cents(-1));
}

async fn pages_due(operator: &Operator) -> Vec<DueDelivery> {
    let turns = operator.does(HooksDue { after: None }).await.expect("a look");
    turns.into_iter().flat_map(|turn| turn.due).collect()
}

async fn a_letter_and_a_page_are_told_of_a_text(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let change = MessagingChange {
        email: Some("bob@example.com".to_owned()),
        email_enabled: Some(true),
        callback: Some("http://page.example.com/in?text={MESSAGE}".to_owned()),
        callback_enabled: Some(true),
        callback_retry: Some(true),
        ..MessagingChange::default()
    };
    turn_on(&bob, BOB, change).await;
    send(&alice, ALICE, BOB, "a & b").await.expect("a text");

    let operator = house.operator();
    let mut seen = Vec::new();
    for mail in [true, false] {
        let due = if mail {
            operator.does(LettersDue).await.expect("what is due")
        } else {
            pages_due(&operator).await
        };
        assert_eq!(due.len(), 1);
        let of = due.iter().map(|due| (due.id, due.due)).collect();
        let of = operator.does(DeliveryBegin { of }).await.expect("it is nobody else's");
        let begun = operator.does(DeliveryGet { of }).await.expect("what it takes");
        assert_eq!(begun[0].kind == MESSAGE_CALLBACK, !mail);
        assert!(begun[0].payload.contains("a & b"), "{}", begun[0].payload);
        seen.push(begun[0].clone());
    }
    let settle = |error: &str, page: bool| {
        let begun = &seen[usize::from(page)];
        let (id, account, nth, status) = (begun.id, begun.account, begun.nth, None);
        DeliverySettle { id, account, nth, status, error: error.to_owned(), micros: 1 }
    };
    let page = seen[1].id;
    operator.does(settle("", false)).await.expect("the letter arrived");
    operator.does(settle("it did not say ok", true)).await.expect("the page did not like it");

    let shown = |mail| DeliveryList {
        account: None,
        hook: None,
        state: None,
        mail,
        before: tandem_domain::DeliveryId(i64::MAX),
    };
    let letter = operator.does(shown(true)).await.expect("a list").remove(0);
    assert_eq!((letter.state, letter.payload.as_str()), (DeliveryState::Delivered, ""));
    let waiting = operator.does(shown(false)).await.expect("a list").remove(0);
    assert_eq!((waiting.id, waiting.state), (page, DeliveryState::Waiting));
    house.clock.pass(29 * 60);
    assert!(pages_due(&operator).await.is_empty());
    house.clock.pass(61);
    assert_eq!(pages_due(&operator).await.len(), 1);

    // Turned off, it is not called again.
    let change = MessagingChange { callback_enabled: Some(false), ..MessagingChange::default() };
    turn_on(&bob, BOB, change).await;
    let of = vec![(page, waiting.due.expect("it waits"))];
    let begun = operator.does(DeliveryBegin { of }).await.expect("a look");
    assert!(begun.is_empty());
}

async fn so_many_a_day_and_no_more(house: Arc<House>) {
    let [alice, _, _] = furnished(&house).await;
    for _ in 0..MESSAGES_MINUTE_MAX {
        send(&alice, ALICE, BOB, "hello").await.expect("within the minute");
    }
    let refused = send(&alice, ALICE, BOB, "hello").await;
    assert_eq!(refused, Err(Refusal::MessagesTooMany { max: 60, seconds: 60 }));
    house.clock.pass(61);
    for _ in 0..40 {
        send(&alice, ALICE, BOB, "hello").await.expect("within the day");
    }
    let refused = send(&alice, ALICE, BOB, "hello").await;
    assert_eq!(refused, Err(Refusal::MessagesTooMany { max: 100, seconds: 86_400 }));
    house.clock.pass(86_400);
    send(&alice, ALICE, BOB, "hello").await.expect("another day");
}

async fn a_repeated_text_is_sent_once(house: Arc<House>) {
    let [alice, bob, _] = furnished(&house).await;
    let text = MessageSend::text(did(ALICE), did(BOB), "hello".to_owned());

    let once = alice.does_once("key", text.clone()).await.expect("a text");
    let again = alice.does_once("key", text).await.expect("the same answer");

    assert_eq!((once, list(&bob).await.len()), (again, 1));
}
