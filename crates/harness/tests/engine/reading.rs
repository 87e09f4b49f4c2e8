//! Numbers come back as they are listed: one abroad that has ten digits is not taken for one of North
//! America.

use std::sync::Arc;

use tandem_domain::{NumberState, Refusal, SettingsChange};
use tandem_engine::{NumberList, NumberSet, NumberShow};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases};
use tandem_numbering::Rules;

on_both_databases! {
    a_number_of_ten_digits_abroad_is_taken_back_as_it_is_listed,
    what_was_read_counts_before_what_it_could_mean,
}

/// Stockholm, and a number of Hungary that could be one of Texas.
const STOCKHOLM: u64 = 4_620_600_105;
const HUNGARY: u64 = 3_615_550_100;

async fn a_number_of_ten_digits_abroad_is_taken_back_as_it_is_listed(house: Arc<House>) {
    house.operator().stocks([block(STOCKHOLM, 1, miami())]).await;
    let (alice, bob) = (house.customer("alice", 1000).await, house.customer("bob", 1000).await);
    alice.orders([did(STOCKHOLM)]).await.expect("for sale");
    let listed = alice.dids().await[0].national();
    let read = Rules::new().read(&listed).expect("digits");
    assert_ne!(read, did(STOCKHOLM), "ten digits are read as North American");

    let list = NumberList { owner: None, did: Some(read), scheme: "voipms".to_owned() };
    assert_eq!(alice.does(list.clone()).await.expect("a list")[0].did, did(STOCKHOLM));
    assert!(bob.does(list).await.expect("a list").is_empty());
    let change =
        SettingsChange { note: Some("the office".to_owned()), ..SettingsChange::default() };
    alice.does(NumberSet { did: read, change, plan: None }).await.expect("hers");
    assert_eq!(alice.numbers().await[0].settings.note, "the office");
    let shown = house.operator().does(NumberShow { did: read }).await.expect("it is here");
    assert_eq!((shown.did, shown.state), (did(STOCKHOLM), NumberState::Active));

    let not_his = Err(Refusal::NumberNotOwned { did: read });
    assert_eq!(bob.gives_back(read).await, not_his);
    alice.gives_back(read).await.expect("hers");
    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.gives_back(read).await, not_his);
}

async fn what_was_read_counts_before_what_it_could_mean(house: Arc<House>) {
    let read = Rules::new().read(&HUNGARY.to_string()).expect("digits");
    house.operator().stocks([block(HUNGARY, 1, miami()), block(read.digits(), 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(HUNGARY), read]).await.expect("for sale");
    alice.gives_back(read).await.expect("hers");
    assert_eq!(alice.dids().await, [did(HUNGARY)], "the one in Texas was meant");
    let gone = Err(Refusal::NumberNotOwned { did: read });
    assert_eq!(alice.gives_back(read).await, gone, "and it is still, once it is gone");
    assert_eq!(alice.dids().await, [did(HUNGARY)]);
}
