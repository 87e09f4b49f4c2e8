//! Webhooks: who is told what, once, and what becomes of what could not be told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem_domain::{AccountId, DeliveryId, DeliveryState, HookId, Money, Reason, Refusal};
use tandem_engine::{
    Begun, DELIVERIES_WRITTEN_MAX, DELIVERY_CLAIM_SECONDS, DELIVERY_KEPT_DAYS,
    DELIVERY_SECONDS_MAX, DELIVERY_TRIES_MIN, DeliveryBegin, DeliveryExpire, DeliveryGet,
    DeliveryList, DeliveryRetry, DeliverySettle, DeliveryStale, DeliveryView, Engine, FundsPost,
    HOOKS_LOOKED_AT_MAX, HOOKS_MAX, HookDue, HookList, HookPut, HookRemove, HookTest, HooksDue,
    News, Retried, ToDeliver,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, Operator, on_both_databases};

const FIRST: u64 = 13_055_550_100;
const SECRET: &str = "0123456789abcdef";

fn hook(account: AccountId) -> HookPut {
    HookPut {
        account,
        id: None,
        url: "https://shop.example.com/hook".to_owned(),
        kinds: Vec::new(),
        secret: Some(SECRET.to_owned()),
        enabled: true,
        allowed: Vec::new(),
    }
}

/// Reads the news and writes them down until so much was told to a hook. On PostgreSQL an event comes
/// out when no older transaction is open on the server, whoever else uses it.
async fn follows(engine: &Engine, news: &mut News, until: (HookId, usize)) {
    let operator = Operator::at(engine);
    let deadline = Instant::now() + Duration::from_secs(20);
    while told(&operator, until.0).await.len() < until.1 {
        look(&operator, engine, news).await;
        assert!(Instant::now() < deadline, "{:#?}", told(&operator, until.0).await);
    }
}

async fn look(operator: &Operator, engine: &Engine, news: &mut News) {
    match engine.news(news).await.expect("news that can be read").write {
        Some(write) => {
            let ours = operator.does(write.clone()).await.expect("news written down");
            news.written(&write, ours);
        }
        None => std::thread::sleep(Duration::from_millis(5)),
    }
}

async fn told(operator: &Operator, hook: HookId) -> Vec<DeliveryView> {
    let before = DeliveryId(i64::MAX);
    let list = DeliveryList { account: None, hook: Some(hook), state: None, mail: false, before };
    let mut told = operator.does(list).await.expect("a list");
    told.sort_by_key(|delivery| delivery.seq);
    told
}

async fn kinds(operator: &Operator, hook: HookId) -> Vec<String> {
    told(operator, hook).await.into_iter().map(|delivery| delivery.kind).collect()
}

async fn due(operator: &Operator, after: Option<HookId>) -> Vec<HookDue> {
    operator.does(HooksDue { after }).await.expect("a look")
}

async fn begins(operator: &Operator) -> Vec<ToDeliver> {
    let due = due(operator, None).await;
    let of = due.iter().flat_map(|hook| &hook.due).map(|due| (due.id, due.due)).collect();
    let of = operator.does(DeliveryBegin { of }).await.expect("a beginning");
    operator.does(DeliveryGet { of }).await.expect("what was begun")
}

async fn settles(operator: &Operator, begun: &ToDeliver, error: &str) {
    let (id, account, nth) = (begun.id, begun.account, begun.nth);
    let status = error.is_empty().then_some(200);
    let error = error.to_owned();
    let settle = DeliverySettle { id, account, nth, status, error, micros: 1000 };
    operator.does(settle).await.expect("an end");
}

async fn shop(house: &House) -> (Operator, Customer, News) {
    let operator = house.operator();
    operator.stocks([block(FIRST, 20, miami())]).await;
    let alice = house.customer("alice", 10_000).await;
    let mut news = News::default();
    look(&operator, &house.engine, &mut news).await;
    (operator, alice, news)
}

async fn a_hook_is_told_what_happens_to_its_account_from_then_on(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let bob = house.customer("bob", 10_000).await;
    alice.orders([did(FIRST)]).await.expect("for sale");
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let releases = HookPut { kinds: vec!["numbers.released".to_owned()], ..hook(alice.root) };
    let releases = alice.does(releases).await.expect("a hook");
    let his = bob.does(hook(bob.root)).await.expect("a hook");
    alice.orders([did(FIRST + 1)]).await.expect("for sale");
    alice.gives_back(did(FIRST)).await.expect("hers");
    follows(&house.engine, &mut news, (hers, 3)).await;
    assert_eq!(kinds(&operator, hers).await, ["hook.set", "order.placed", "numbers.released"]);
    assert_eq!(kinds(&operator, releases).await, ["numbers.released"]);
    assert!(kinds(&operator, his).await.is_empty());

    let order = &told(&operator, hers).await[1];
    let payload: serde_json::Value = serde_json::from_str(&order.payload).expect("JSON");
    assert_eq!(payload["type"], "order.placed");
    assert_eq!(payload["event"], format!("{}:{}", alice.root, order.seq));
    assert_eq!(payload["data"]["charged"], "0.65");
    assert_eq!(payload["data"]["currency"], "USD");
    let number = did(FIRST + 1).to_string();
    let numbers = serde_json::json!([{ "number": number, "state": "active" }]);
    assert_eq!(payload["data"]["numbers"], numbers);
}

async fn nobody_sets_up_or_sees_hooks_of_others(house: Arc<House>) {
    let (_, alice, _) = shop(&house).await;
    let bob = house.customer("bob", 0).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let unknown = |refusal: Refusal| matches!(refusal, Refusal::AccountUnknown { .. });
    assert!(bob.does(hook(alice.root)).await.is_err_and(unknown));
    assert!(bob.does(HookList { account: alice.root }).await.is_err_and(unknown));
    let remove = HookRemove { account: bob.root, id: hers };
    assert_eq!(bob.does(remove).await, Err(Refusal::HookUnknown));
    let taken = HookPut { id: Some(hers), ..hook(bob.root) };
    assert_eq!(bob.does(taken).await, Err(Refusal::HookUnknown));
    assert_eq!(alice.does(HookList { account: alice.root }).await.expect("a list").len(), 1);
}

async fn what_cannot_work_is_refused_and_says_why(house: Arc<House>) {
    let (_, alice, _) = shop(&house).await;
    let put = |url: &str| HookPut { url: url.to_owned(), ..hook(alice.root) };
    let field = |refusal: Refusal| match refusal {
        Refusal::HookInvalid { field, .. } => field,
        other => panic!("{other}"),
    };
    for url in [
        "shop.example.com",
        "ftp://shop.example.com/",
        "https://user:pw@shop.example.com/",
        "http://127.0.0.1/",
        "http://localhost:8080/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
    ] {
        assert_eq!(alice.does(put(url)).await.map_err(field), Err("url".to_owned()), "{url}");
    }
    let allowed = vec!["127.0.0.0/8".parse().expect("a network")];
    let at_home = HookPut { allowed, ..put("http://127.0.0.1/") };
    alice.does(at_home).await.expect("allowed");
    let kinds = vec!["order.lost".to_owned()];
    let strange = HookPut { kinds, ..hook(alice.root) };
    assert_eq!(alice.does(strange).await.map_err(field), Err("kinds".to_owned()));
    for secret in [None, Some("short".to_owned())] {
        let weak = HookPut { secret, ..hook(alice.root) };
        assert_eq!(alice.does(weak).await.map_err(field), Err("secret".to_owned()));
    }
    for _ in 1..HOOKS_MAX {
        alice.does(hook(alice.root)).await.expect("room");
    }
    let full = alice.does(hook(alice.root)).await;
    assert!(matches!(full, Err(Refusal::TooMany { .. })), "{full:?}");
}

async fn several_who_read_the_same_write_it_once(house: Arc<House>) {
    let (operator, alice, _) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let second = house.second_node().await;
    let mut readers = [News::default(), News::default()];
    for round in 0..5 {
        alice.orders([did(FIRST + round)]).await.expect("for sale");
        let [one, two] = &mut readers;
        // Both have read before either writes.
        let (first, other) = (house.engine.news(one).await, second.news(two).await);
        let (first, other) = (first.expect("news").write, other.expect("news").write);
        for (news, write) in [(one, first), (two, other)] {
            let Some(write) = write else { continue };
            let ours = operator.does(write.clone()).await.expect("an answer");
            news.written(&write, ours);
        }
    }
    let [one, two] = &mut readers;
    follows(&house.engine, one, (hers, 5)).await;
    for _ in 0..10 {
        look(&operator, &second, two).await;
    }
    second.close();
    let told = told(&operator, hers).await;
    let orders = told.iter().filter(|delivery| delivery.kind == "order.placed").count();
    assert_eq!(orders, 5, "{told:#?}");
}

async fn what_was_begun_is_begun_again_only_when_its_time_is_up(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let test = HookTest { account: alice.root, id: hers };
    let seq = alice.does(test.clone()).await.expect("a test");
    assert_eq!(alice.does(test).await, Ok(seq + 1));
    follows(&house.engine, &mut news, (hers, 2)).await;
    house.clock.pass(1);
    let mut first = begins(&operator).await;
    first.sort_by_key(|begun| begun.id);
    assert_eq!(first.len(), 2);
    assert!(begins(&operator).await.is_empty(), "somebody has begun");
    // Whoever began has died.
    house.clock.pass(DELIVERY_CLAIM_SECONDS);
    let mut second = begins(&operator).await;
    second.sort_by_key(|begun| begun.id);
    assert_eq!(second.len(), 2);
    assert_eq!((second[1].id, second[1].nth), (first[1].id, 2), "the same, once more");
    // It had not: what it achieved counts all the same, and what it did not, the other decides.
    settles(&operator, &first[0], "").await;
    settles(&operator, &first[1], "the line broke").await;
    settles(&operator, &second[1], "").await;
    let told = told(&operator, hers).await;
    assert!(told.iter().all(|delivery| delivery.state == DeliveryState::Delivered), "{told:#?}");
    assert_eq!(told[1].seq, seq + 1);
    assert_eq!(told[1].last.as_ref().map(|last| last.nth), Some(2));
}

async fn what_fails_is_tried_again_later_and_at_last_left_for_a_person(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let his = alice.does(hook(alice.root)).await.expect("a hook");
    alice.does(HookRemove { account: alice.root, id: his }).await.expect("removed");
    follows(&house.engine, &mut news, (hers, 2)).await;
    let mut tries = 0;
    let mut pauses = Vec::new();
    for _ in 0..DELIVERY_SECONDS_MAX {
        house.clock.pass(1);
        if due(&operator, None).await.iter().all(|hook| hook.due.is_empty()) {
            // To when the next is due: nobody waits for three days second by second.
            let waiting = told(&operator, hers).await;
            let Some(next) = waiting.iter().filter_map(|delivery| delivery.due).min() else {
                break;
            };
            let now = house.engine.now();
            pauses.push((next.0 - now.0) / 1_000_000);
            house.clock.pass_micros((next.0 - now.0).max(0));
        }
        for begun in begins(&operator).await {
            tries += 1;
            settles(&operator, &begun, "connection refused").await;
        }
    }
    let failed = told(&operator, hers).await;
    assert!(
        !failed.is_empty() && failed.iter().all(|delivery| delivery.state == DeliveryState::Failed)
    );
    assert!(tries > 60, "three days of one try an hour at least: {tries}");
    assert!(pauses.iter().all(|pause| *pause <= 3600), "{pauses:?}");
    assert!(told(&operator, his).await.iter().all(|delivery| delivery.last.is_none()), "removed");

    let again = operator.does(DeliveryRetry { of: Retried::Hook(hers) }).await.expect("again");
    assert_eq!(again, failed.len() as u64);
    house.clock.pass(1);
    for begun in begins(&operator).await {
        settles(&operator, &begun, "").await;
    }
    assert!(
        told(&operator, hers)
            .await
            .iter()
            .all(|delivery| delivery.state == DeliveryState::Delivered)
    );
    let none = operator.does(DeliveryRetry { of: Retried::One(failed[0].id) }).await;
    assert_eq!(none, Ok(0), "only what was given up");

    assert_eq!(operator.does(DeliveryStale).await, Ok(false));
    house.clock.pass((DELIVERY_KEPT_DAYS + 1) * 86_400);
    assert_eq!(operator.does(DeliveryStale).await, Ok(true));
    operator.does(DeliveryExpire).await.expect("forgotten");
    assert!(told(&operator, hers).await.is_empty());
    assert_eq!(operator.does(DeliveryStale).await, Ok(false));
}

async fn time_that_went_by_without_a_try_costs_no_delivery(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let test = HookTest { account: alice.root, id: hers };
    alice.does(test).await.expect("a test");
    follows(&house.engine, &mut news, (hers, 1)).await;
    // The shop was closed, or its time was moved.
    for nth in 1..=DELIVERY_TRIES_MIN {
        house.clock.pass(DELIVERY_SECONDS_MAX);
        let begun = begins(&operator).await;
        assert_eq!(begun.iter().map(|begun| begun.nth).collect::<Vec<_>>(), [nth]);
        settles(&operator, &begun[0], "connection refused").await;
    }
    assert_eq!(told(&operator, hers).await[0].state, DeliveryState::Failed);
}

async fn a_long_queue_hides_no_other(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let bob = house.customer("bob", 0).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    let his = bob.does(hook(bob.root)).await.expect("a hook");
    for _ in 0..40 {
        let (account, amount) = (alice.root, Money::cents(1));
        let (reason, note) = (Reason::TopUp, String::new());
        operator.does(FundsPost { account, amount, reason, note }).await.expect("posted");
    }
    bob.does(HookTest { account: bob.root, id: his }).await.expect("a test");
    follows(&house.engine, &mut news, (his, 1)).await;
    house.clock.pass(1);
    let begun = begins(&operator).await;
    let of = |hook| begun.iter().filter(|begun| begun.hook == Some(hook)).count();
    assert_eq!((of(hers), of(his)), (8, 1));
    let seqs: Vec<&str> = begun.iter().map(|begun| begun.secret.as_str()).collect();
    assert!(seqs.iter().all(|secret| *secret == SECRET));
}

/// A hundred hooks more than one look passes, each with ten waiting deliveries, two of them due.
const CROWD: [&str; 2] = [
    "INSERT INTO hook (id, account, url, kinds, secret, enabled, since, made) \
     WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 356) \
     SELECT i, (SELECT MAX(id) FROM account), 'https://hook.example.com/', '[]', 'x', 1, 0, 0 FROM n",
    "INSERT INTO delivery (id, hook, account, seq, kind, payload, state, due, tries, give_up) \
     WITH RECURSIVE n (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 3559) \
     SELECT i + 1, i / 10 + 1, 1, i, 'x', '{}', 'waiting', \
     CASE WHEN i % 10 < 2 THEN i ELSE 9000000000000000000 END, 0, 0 FROM n",
];

async fn no_hook_is_passed_over(house: Arc<House>) {
    let operator = house.operator();
    house.customer("alice", 0).await;
    house.database.meddle(&CROWD);
    let first = due(&operator, None).await;
    assert_eq!(first.len(), HOOKS_LOOKED_AT_MAX as usize);
    let rest = due(&operator, first.last().map(|last| last.hook)).await;
    assert_eq!(rest.len(), 100);
    let both: Vec<HookDue> = first.into_iter().chain(rest).collect();
    assert_eq!(both.iter().map(|hook| hook.hook.0).collect::<Vec<i64>>(), Vec::from_iter(1..=356));
    assert!(both.iter().all(|hook| hook.due.len() == 2), "only what is due");
    assert!(due(&operator, both.last().map(|last| last.hook)).await.is_empty());
    house.database.meddle(&["DELETE FROM delivery", "DELETE FROM hook"]);
}

async fn what_is_begun_leaves_no_secret_behind(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    alice.does(HookTest { account: alice.root, id: hers }).await.expect("a test");
    follows(&house.engine, &mut news, (hers, 1)).await;
    house.clock.pass(1);
    let begun = begins(&operator).await;
    assert!(begun[0].secret == SECRET && begun[0].payload.contains("hook.test"));
    let kept = "DELETE FROM attempt WHERE outcome LIKE '%0123456789abcdef%' \
                OR outcome LIKE '%hook.test%'";
    assert_eq!(house.database.meddle(&[kept]), 0);
    // Once somebody else has begun, it is no longer to be had.
    let of = vec![Begun { id: begun[0].id, nth: begun[0].nth - 1 }];
    assert!(operator.does(DeliveryGet { of }).await.expect("an answer").is_empty());
}

async fn much_news_are_written_down_little_by_little(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let mut hooks = Vec::new();
    for _ in 0..HOOKS_MAX {
        hooks.push(alice.does(hook(alice.root)).await.expect("a hook"));
    }
    for _ in 0..15 {
        operator.tops_up(alice.root, Money::cents(1)).await;
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut written = 0;
    while told(&operator, hooks[19]).await.len() < 15 {
        assert!(Instant::now() < deadline, "{written} written");
        let looked = house.engine.news(&mut news).await.expect("news that can be read");
        let Some(write) = looked.write else { continue };
        assert!(write.told.len() <= DELIVERIES_WRITTEN_MAX);
        written += write.told.len();
        let ours = operator.does(write.clone()).await.expect("news written down");
        news.written(&write, ours);
    }
    for (place, hook) in hooks.iter().enumerate() {
        // Each hears of those that were made after it, too.
        assert_eq!(told(&operator, *hook).await.len(), 15 + 19 - place);
    }
}

async fn a_hook_that_is_off_is_told_nothing(house: Arc<House>) {
    let (operator, alice, mut news) = shop(&house).await;
    let hers = alice.does(hook(alice.root)).await.expect("a hook");
    look(&operator, &house.engine, &mut news).await;
    let off = HookPut { id: Some(hers), enabled: false, secret: None, ..hook(alice.root) };
    alice.does(off.clone()).await.expect("off");
    let test = HookTest { account: alice.root, id: hers };
    assert_eq!(alice.does(test.clone()).await, Err(Refusal::HookUnknown));
    alice.orders([did(FIRST)]).await.expect("for sale");
    alice.does(HookPut { enabled: true, ..off }).await.expect("on");
    alice.does(test).await.expect("a test");
    follows(&house.engine, &mut news, (hers, 1)).await;
    assert_eq!(kinds(&operator, hers).await, ["hook.test"]);
    house.clock.pass(1);
    assert!(begins(&operator).await.iter().all(|begun| begun.secret == SECRET), "kept");
}

on_both_databases![
    a_hook_is_told_what_happens_to_its_account_from_then_on,
    nobody_sets_up_or_sees_hooks_of_others,
    what_cannot_work_is_refused_and_says_why,
    several_who_read_the_same_write_it_once,
    what_was_begun_is_begun_again_only_when_its_time_is_up,
    what_fails_is_tried_again_later_and_at_last_left_for_a_person,
    time_that_went_by_without_a_try_costs_no_delivery,
    a_long_queue_hides_no_other,
    no_hook_is_passed_over,
    what_is_begun_leaves_no_secret_behind,
    much_news_are_written_down_little_by_little,
    a_hook_that_is_off_is_told_nothing,
];
