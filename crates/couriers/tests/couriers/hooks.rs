//! Webhooks, to receivers in every mood.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tandem_couriers::faults::{Faults, Mishap, Spell};
use tandem_couriers::http::Caller;
use tandem_couriers::{hooks, signature};
use tandem_domain::{DeliveryId, DeliveryState, HookId, Rng};
use tandem_engine::{DeliveryList, DeliveryView, HookPut, HookTest};
use tandem_harness::{Customer, House, Kind};

use crate::receiver::{Mood, Receiver};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZg==";

/// Tells a story while the courier runs on these many nodes, and while time passes: half a minute in
/// each tenth of a second.
fn tell<F: Future<Output = ()>>(
    allowed: &str,
    faults: Arc<Faults>,
    story: impl FnOnce(Arc<House>) -> F,
) {
    let house = Arc::new(House::open(Kind::Sqlite).expect("a database"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let caller =
            Caller::new(allowed.split_whitespace().map(|net| net.parse().expect("a network")));
        let clock = house.clock.clone();
        let pass = async {
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                clock.pass(30);
            }
        };
        tokio::select! {
            () = hooks::follow(house.engine.clone()) => unreachable!("it never ends"),
            () = hooks::run(house.engine.clone(), caller, faults) => unreachable!("it never ends"),
            () = pass => {}
            () = story(Arc::clone(&house)) => {}
        }
        house.is_sound().await;
    });
    house.engine.close();
}

const HOME: &str = "127.0.0.0/8 ::1/128";

async fn puts(customer: &Customer, url: String) -> HookId {
    // What follows the news begins with what happens from now on.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let put = HookPut {
        account: customer.root,
        id: None,
        url,
        kinds: Vec::new(),
        secret: Some(SECRET.to_owned()),
        enabled: true,
        allowed: HOME.split_whitespace().map(|net| net.parse().expect("a network")).collect(),
    };
    customer.does(put).await.expect("a hook")
}

async fn tests(customer: &Customer, hook: HookId) -> i64 {
    customer.does(HookTest { account: customer.root, id: hook }).await.expect("a test")
}

async fn told(house: &House, hook: HookId) -> Vec<DeliveryView> {
    let mut found = Vec::new();
    let mut before = DeliveryId(i64::MAX);
    loop {
        let (account, hook, state) = (None, Some(hook), None);
        let list = DeliveryList { account, hook, state, mail: false, before };
        let page = house.operator().does(list).await.expect("a list");
        let Some(last) = page.last() else { return found };
        before = last.id;
        found.extend(page);
    }
}

/// Waits until something holds of what a hook was told.
async fn until(
    house: &House,
    hook: HookId,
    holds: impl Fn(&[DeliveryView]) -> bool,
) -> Vec<DeliveryView> {
    for _ in 0..600 {
        let told = told(house, hook).await;
        if holds(&told) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came to be: {:#?}", told(house, hook).await);
}

fn arrived(count: usize) -> impl Fn(&[DeliveryView]) -> bool {
    move |told| {
        told.len() == count && told.iter().all(|told| told.state == DeliveryState::Delivered)
    }
}

#[test]
fn a_receiver_that_fails_half_the_time_loses_nothing() {
    tell(HOME, Arc::default(), |house| async move {
        let alice = house.customer("alice", 0).await;
        let seed = std::sync::Mutex::new(Rng::seeded(7));
        let receiver =
            Receiver::open(move |_| match seed.lock().expect("nobody panics here").below(6) {
                0 => Mood::Says(500),
                1 => Mood::Resets,
                2 => Mood::Says(429),
                _ => Mood::Thanks,
            })
            .await;
        let hook = puts(&alice, receiver.url()).await;
        let mut sent = BTreeSet::new();
        for _ in 0..40 {
            sent.insert(tests(&alice, hook).await);
        }
        let told = until(&house, hook, arrived(40)).await;
        let ids: BTreeSet<String> = told.iter().map(|told| told.id.to_string()).collect();
        assert_eq!(ids.len(), 40, "each once in the books");
        let thanked = receiver.thanked();
        assert_eq!(thanked.keys().cloned().collect::<BTreeSet<_>>(), ids, "and each arrived");
        let heard = receiver.heard();
        assert!(heard.len() > 40, "it never failed");
        let mut seqs = BTreeSet::new();
        for call in heard {
            assert!(ids.contains(&call.id), "a repetition bears the same id");
            let seconds = call.timestamp.parse().expect("seconds");
            assert_eq!(call.signature, signature(SECRET, &call.id, seconds, &call.body));
            let body: serde_json::Value = serde_json::from_str(&call.body).expect("JSON");
            assert_eq!(body["type"], "hook.test");
            seqs.insert(body["sequence"].as_i64().expect("a number"));
        }
        assert_eq!(seqs, sent);
        let tried: Vec<i64> = told.iter().map(|told| told.tries).collect();
        assert!(tried.iter().any(|tries| *tries > 1), "{tried:?}");
    });
}

#[test]
fn a_receiver_that_never_answers_holds_up_nobody_else() {
    tell(HOME, Arc::default(), |house| async move {
        let alice = house.customer("alice", 0).await;
        let (slow, quick) =
            (Receiver::open(|_| Mood::Sleeps).await, Receiver::open(|_| Mood::Thanks).await);
        let (stuck, hook) = (puts(&alice, slow.url()).await, puts(&alice, quick.url()).await);
        for _ in 0..30 {
            tests(&alice, stuck).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        tests(&alice, hook).await;
        // Longer than a look takes, and much shorter than the patience with the other.
        let begun = std::time::Instant::now();
        until(&house, hook, arrived(1)).await;
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(
            slow.heard().len() <= 4,
            "so many calls at once and no more: {}",
            slow.heard().len()
        );
    });
}

#[test]
fn no_redirect_is_followed() {
    tell(HOME, Arc::default(), |house| async move {
        let alice = house.customer("alice", 0).await;
        let elsewhere = Receiver::open(|_| Mood::Thanks).await;
        let port = elsewhere.port;
        let receiver = Receiver::open(move |_| Mood::Redirects(port)).await;
        let hook = puts(&alice, receiver.url()).await;
        tests(&alice, hook).await;
        let tried = |told: &[DeliveryView]| told.iter().any(|told| told.last.is_some());
        let told = until(&house, hook, tried).await;
        let last = told[0].last.as_ref().expect("a try");
        assert_eq!(last.status, Some(307));
        assert!(last.error.contains("not followed"), "{last:?}");
        assert!(elsewhere.heard().is_empty());
    });
}

#[test]
fn an_answer_without_end_is_read_to_its_bound() {
    tell(HOME, Arc::default(), |house| async move {
        let alice = house.customer("alice", 0).await;
        let receiver = Receiver::open(|_| Mood::Babbles).await;
        let hook = puts(&alice, receiver.url()).await;
        tests(&alice, hook).await;
        until(&house, hook, arrived(1)).await;
    });
}

/// The hook was allowed when it was made; the node that calls does not allow it.
#[test]
fn what_leads_inside_is_not_called() {
    tell("", Arc::default(), |house| async move {
        let alice = house.customer("alice", 0).await;
        let receiver = Receiver::open(|_| Mood::Thanks).await;
        let named = format!("http://localhost:{}/hook?from=tandem", receiver.port);
        for url in [receiver.url(), named] {
            let hook = puts(&alice, url).await;
            tests(&alice, hook).await;
            let tried = |told: &[DeliveryView]| told.iter().any(|told| told.last.is_some());
            let told = until(&house, hook, tried).await;
            let last = told.iter().find_map(|told| told.last.as_ref()).expect("a try");
            assert_eq!(last.status, None);
            assert!(last.error.contains("not a public address"), "{last:?}");
        }
        assert!(receiver.heard().is_empty());
    });
}

#[test]
fn a_rehearsed_failure_is_a_failure() {
    let faults = Arc::new(Faults::default());
    faults.set(Mishap::WebhookFails, Spell { count: Some(2), until: None });
    tell(HOME, Arc::clone(&faults), |house| async move {
        let alice = house.customer("alice", 0).await;
        let receiver = Receiver::open(|_| Mood::Thanks).await;
        let hook = puts(&alice, receiver.url()).await;
        tests(&alice, hook).await;
        let told = until(&house, hook, arrived(1)).await;
        assert_eq!(told[0].tries, 3);
        assert_eq!(receiver.heard().len(), 1);
    });
}
