//! Buyers, what each was told and when, and whether the books say the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_executor::ThreadPool;
use futures_util::future::join_all;
use futures_util::task::SpawnExt;
use tandem_domain::{AccountId, Money, Reason, Refusal};
use tandem_engine::{Engine, OrderPlace, OrderPlaced, StockRow};
use tandem_harness::{Customer, House};
use tandem_numbering::Did;

/// Customers with money, spread over the nodes of one house.
pub struct Crowd {
    house: Arc<House>,
    second: Option<Engine>,
    cents: i64,
    pub customers: Vec<Customer>,
}

/// What one of them is about to do.
pub struct Want {
    pub who: usize,
    /// Put into the cart first, whether or not that succeeds.
    pub first_aside: Vec<Did>,
    pub order: OrderPlace,
    /// The key under which it is asked, and can be asked again.
    pub key: Option<String>,
}

impl Want {
    pub fn new(who: usize, order: OrderPlace) -> Self {
        Self { who, first_aside: Vec::new(), order, key: None }
    }
}

/// What one of them was told, and when.
#[derive(Debug)]
pub struct Call {
    who: AccountId,
    order: OrderPlace,
    key: Option<String>,
    pub asked: Duration,
    pub answered: Duration,
    pub answer: Result<OrderPlaced, Refusal>,
}

impl Call {
    pub fn bought(&self) -> impl Iterator<Item = Did> + '_ {
        self.answer.iter().flat_map(OrderPlaced::filled)
    }
}

impl Crowd {
    pub async fn gather(house: &Arc<House>, customers: usize, cents: i64, nodes: usize) -> Self {
        let names: Vec<String> = (0..customers).map(|index| format!("buyer{index}")).collect();
        let customers = join_all(names.iter().map(|name| house.customer(name, cents))).await;
        let second = if nodes == 2 { Some(house.second_node().await) } else { None };
        Self { house: Arc::clone(house), second, cents, customers }
    }

    /// Puts numbers on the shelf; every node has heard of them.
    pub async fn stocks(&self, rows: impl IntoIterator<Item = StockRow>) {
        self.house.operator().stocks(rows).await;
        if let Some(second) = &self.second {
            second.follow().await.expect("the feed");
        }
    }

    /// Everybody at once; odd calls go to the second node, if there is one. While they last, the
    /// nodes follow one another's events, as they do in earnest.
    pub async fn all_at_once(&self, wants: impl Iterator<Item = Want>) -> Vec<Call> {
        let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a crowd");
        let began = Instant::now();
        let calls = wants.enumerate().map(|(index, want)| {
            let customer = &self.customers[want.who % self.customers.len()];
            let customer = match &self.second {
                Some(second) if index % 2 == 1 => customer.at(second),
                _ => customer.clone(),
            };
            let call = async move {
                let asked = began.elapsed();
                if !want.first_aside.is_empty() {
                    // Somebody may have been quicker; then the cart is as it was.
                    let _ = customer.puts_aside(want.first_aside).await;
                }
                let Want { order, key, .. } = want;
                let answer = customer.asks(key.clone(), order.clone()).await;
                Call { who: customer.root, order, key, asked, answered: began.elapsed(), answer }
            };
            pool.spawn_with_handle(call).expect("a thread of the crowd")
        });
        let calls: Vec<_> = calls.collect();
        if let Some(second) = self.second.clone() {
            let first = self.house.engine.clone();
            let follow = async move {
                for _ in 0..50 {
                    // A look that a busy database refuses is taken again.
                    let _ = first.follow().await;
                    let _ = second.follow().await;
                }
            };
            pool.spawn(follow).expect("a thread for the followers");
        }
        join_all(calls).await
    }

    /// Whoever was told that the product is not available asks again, under the same key, as they
    /// were told to.
    pub async fn ask_again(&self, calls: &mut [Call]) {
        for call in calls {
            let asker = self.customers.iter().find(|customer| customer.root == call.who);
            let asker = asker.expect("a customer of the crowd");
            let unheard = Err(Refusal::Unavailable);
            for _ in 0..10 {
                if call.answer != unheard {
                    break;
                }
                call.answer = asker.asks(call.key.clone(), call.order.clone()).await;
            }
        }
    }

    /// Whether the books say what people were told, and nothing else.
    pub async fn compare(&self, calls: &[Call]) {
        let mut told: BTreeMap<Did, AccountId> = BTreeMap::new();
        let mut spent: BTreeMap<AccountId, i64> = BTreeMap::new();
        for call in calls {
            assert_ne!(call.answer.as_ref().err(), Some(&Refusal::Unavailable));
            for did in call.bought() {
                let before = told.insert(did, call.who);
                assert_eq!(before, None, "{did} was sold twice");
            }
            let charged = call.answer.as_ref().map_or(0, |placed| placed.charged.0);
            *spent.entry(call.who).or_default() += charged;
        }
        let mut owned: BTreeMap<Did, AccountId> = BTreeMap::new();
        for customer in &self.customers {
            let dids = customer.dids().await;
            let spent = spent.get(&customer.root).copied().unwrap_or_default();
            let left = Money(Money::cents(self.cents).0 - spent);
            assert_eq!(customer.balance().await, left, "of {}", customer.root);
            self.compare_statement(customer, &dids).await;
            owned.extend(dids.into_iter().map(|did| (did, customer.root)));
        }
        assert_eq!(owned, told, "what people have is not what they were told");
        self.compare_shelves(&owned).await;
        self.house.is_sound().await;
        if let Some(second) = &self.second {
            second.close();
        }
    }

    /// One set-up and one month for each number, the top-up, and not a line more.
    async fn compare_statement(&self, customer: &Customer, dids: &[Did]) {
        let lines = customer.statement().await;
        for reason in [Reason::Setup, Reason::Month] {
            let mut charged: Vec<_> = lines
                .iter()
                .filter(|line| line.posting.reason == reason)
                .filter_map(|line| line.posting.did)
                .collect();
            charged.sort_unstable();
            assert_eq!(charged, dids, "{reason:?} of {}", customer.root);
        }
        assert_eq!(lines.len(), 2 * dids.len() + 1);
    }

    /// Once all events have arrived, no node shows a number that is sold. (On PostgreSQL an event
    /// arrives when no older transaction is open any more, also those of other tests.)
    async fn compare_shelves(&self, owned: &BTreeMap<Did, AccountId>) {
        for engine in [Some(&self.house.engine), self.second.as_ref()].into_iter().flatten() {
            let deadline = Instant::now() + Duration::from_secs(10);
            loop {
                while engine.follow().await.expect("the feed") > 0 {}
                let stock = &engine.mirrors().stock;
                let shown = stock.list(&tandem_domain::Criteria::default(), usize::MAX);
                let stale = shown.iter().filter(|found| owned.contains_key(&found.did)).count();
                if stale == 0 {
                    break;
                }
                assert!(Instant::now() < deadline, "{stale} numbers are shown and sold");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
