//! What is in memory: where it comes from, and when it is not believed.

use std::sync::Arc;

use tandem_domain::{Criteria, Rng};
use tandem_engine::{Engine, ImageRefused};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases};
use tandem_numbering::Rules;
use tandem_store::Store;

on_both_databases! {
    a_node_starts_from_an_old_image,
    an_image_of_a_day_that_was_taken_back_is_refused,
    who_has_lost_the_thread_begins_anew,
}

/// A node whose mirrors are empty.
fn newborn(house: &House) -> Engine {
    let store = Store::open(&house.database.url).expect("the same database");
    let seed = Rng::seeded(3).next();
    Engine::new(store, Rules::new(), Box::new(house.clock.clone()), seed, 2)
}

/// An image of the shelf. Elsewhere on the server transactions may be open that it waits for.
async fn image(engine: &Engine) -> Vec<u8> {
    let draft = engine.draw_image().await.expect("a drawing");
    loop {
        match engine.prove_image(&draft).await.expect("a readable database") {
            Some(image) => return image,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    }
}

fn shown(engine: &Engine) -> Vec<u64> {
    let list = engine.mirrors().stock.list(&Criteria::default(), 100);
    list.iter().map(|found| found.did.digits()).collect()
}

async fn a_node_starts_from_an_old_image(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 4, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let old = image(&house.engine).await;
    alice.orders([did(13055550101)]).await.expect("for sale");
    house.operator().stocks([block(13055550200, 1, miami())]).await;

    let reborn = newborn(&house);
    reborn.load_image(&old).await.expect("its own image");
    let expected = [13055550100, 13055550102, 13055550103, 13055550200];
    // A server lets an event out once no older transaction is open any more.
    while shown(&reborn) != expected {
        reborn.follow().await.expect("a feed");
    }
    assert_eq!(shown(&house.engine), expected);
    let there = alice.at(&reborn);
    there.orders([did(13055550102)]).await.expect("for sale there too");
    reborn.close();
}

async fn an_image_of_a_day_that_was_taken_back_is_refused(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 4, miami())]).await;
    let whole = image(&house.engine).await;
    house.database.meddle(&[TAKE_BACK]);
    let reborn = newborn(&house);
    let refused = reborn.load_image(&whole).await.expect_err("that event never was");
    assert!(matches!(refused, ImageRefused::Strange), "{refused}");
    let refused = reborn.load_image(&whole[..40]).await.expect_err("it is cut off");
    assert!(matches!(refused, ImageRefused::Fault(_)), "{refused}");
    assert_eq!(reborn.mirrors().stock.total(), 0);
    house.database.meddle(&[PUT_BACK]);
    reborn.load_image(&whole).await.expect("now it is there again");
    assert_eq!(reborn.mirrors().stock.total(), 4);
    reborn.close();
}

/// The last event gets another hash: as if it were another event.
const TAKE_BACK: &str = "UPDATE event SET hash = 'x' || hash WHERE body LIKE '%numbers_stocked%'";
const PUT_BACK: &str =
    "UPDATE event SET hash = SUBSTR(hash, 2) WHERE body LIKE '%numbers_stocked%'";

async fn who_has_lost_the_thread_begins_anew(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 4, miami())]).await;
    let elsewhere = house.second_node().await;
    // Once an image can be proven, the feed yields all that has happened.
    image(&elsewhere).await;
    while elsewhere.follow().await.expect("a feed") > 0 {}
    // No event tells of this, so that only who reads the tables learns of it.
    house.database.meddle(&["UPDATE number SET state = 7 WHERE did = 13055550101"]);
    elsewhere.follow().await.expect("a feed");
    assert_eq!(shown(&elsewhere).len(), 4);
    house.database.meddle(&[TAKE_BACK]);
    elsewhere.follow().await.expect("a feed");
    assert_eq!(shown(&elsewhere).len(), 3);
    house.database.meddle(&[PUT_BACK, "UPDATE number SET state = 1 WHERE did = 13055550101"]);
    elsewhere.load().await.expect("the mirrors");
    assert_eq!(shown(&elsewhere).len(), 4);
}
