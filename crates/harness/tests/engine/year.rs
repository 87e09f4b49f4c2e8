//! A year of a thousand accounts, to the last hundred-millionth.
//!
//! Customers order, give back, restore, run out of money and pay in; plans change under them. What
//! each was told that it was charged is added up beside the ledger, and so is what the calendar says
//! that those owe who simply stay.

use std::collections::BTreeMap;

use futures_executor::block_on;
use tandem_domain::{AccountId, Money, PlanRule, Price, RatePlan, Reason, Refusal, Rng, Timestamp};
use tandem_engine::{
    Engine, FundsRefund, JobTake, Lease, OperatorOpen, PlanPut, RENEWAL_JOB, RenewalDue,
    RenewalRun, Renewed,
};
use tandem_harness::shelf::{block, dids, miami, plan};
use tandem_harness::{Customer, Database, HandClock, House, Kind, Operator, simulator};
use tandem_numbering::{Did, Rules};
use tandem_store::Store;

const DAY: i64 = 86_400;
const DAYS: i64 = 365;
/// 2026-01-01T09:30:00Z.
const BEGINNING: Timestamp = Timestamp(1_767_259_800_000_000);
const FIRST: u64 = 13_055_500_000;

#[test]
fn a_year_of_a_thousand_accounts_adds_up() {
    let mut year = Year::new(simulator::memory_store(), 1000, 7);
    block_on(year.live());
}

/// The same on a server, with fewer people.
#[test]
fn a_year_on_a_server_adds_up() {
    let Some(house) = House::open(Kind::Postgres) else { return };
    house.engine.close();
    let database: &Database = &house.database;
    let store = Store::open(&database.url).expect("a fresh database");
    block_on(Year::new(store, 12, 8).live());
}

struct Year {
    engine: Engine,
    clock: HandClock,
    operator: Operator,
    rng: Rng,
    people: Vec<Person>,
    /// Which of them an account is.
    places: BTreeMap<AccountId, usize>,
    next_number: u64,
    size: usize,
    /// What the renewals of the whole year did.
    renewed: Renewed,
}

struct Person {
    customer: Customer,
    /// What the balance must be: paid in, less what it was told that it was charged.
    balance: i128,
    /// Numbers that are in service or were lately, to choose from.
    numbers: Vec<Did>,
    /// Has money enough, orders once and stays: what it must have paid in the end.
    stays: bool,
    monthly: i64,
    ordered: Timestamp,
}

/// Prices that no cent divides.
fn odd_plan(step: i64) -> RatePlan {
    let price = Price {
        setup: Money(39_999_999 + step),
        monthly: Money(24_166_667 + 7 * step),
        minute: Money::ZERO,
    };
    let rules = vec![PlanRule { numbers: tandem_domain::RuleMatch::default(), price }];
    RatePlan { rules, ..plan("STANDARD", tandem_domain::RuleMatch::default(), [0, 0, 0], 0) }
}

impl Year {
    fn new(store: Store, size: usize, seed: u64) -> Self {
        let clock = HandClock::at(BEGINNING);
        let engine = Engine::new(store, Rules::new(), Box::new(clock.clone()), seed, 3);
        let operator = Operator::at(&engine);
        let (people, places) = (Vec::new(), BTreeMap::new());
        let rng = Rng::seeded(seed);
        let renewed = Renewed::default();
        Self { engine, clock, operator, rng, people, places, next_number: FIRST, size, renewed }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.rng.below(bound as u64)).unwrap_or(0)
    }

    async fn live(&mut self) {
        self.open().await;
        for day in 0..DAYS {
            if day % 40 == 20 {
                let changed = PlanPut { account: None, plan: odd_plan(day) };
                self.operator.does(changed).await.expect("a plan");
            }
            for _ in 0..self.size.div_ceil(60) {
                self.something().await;
            }
            self.renew().await;
            while self.operator.sweeps().await.more {}
            self.clock.pass(DAY);
            if day % 120 == 119 {
                self.adds_up().await;
            }
        }
        self.adds_up().await;
        self.those_who_stayed().await;
        let Renewed { months, unpaid, suspended, resumed, released, .. } = self.renewed;
        println!("{months} months, {unpaid} unpaid, {suspended}-{resumed}+{released} suspended");
        assert!(months > 8 * self.size && resumed > 0 && released > 0, "a dull year");
        self.engine.close();
    }

    async fn open(&mut self) {
        self.operator.does(OperatorOpen).await.expect("the operator's account");
        self.operator.sets_plan(odd_plan(0)).await;
        for _ in 0..self.size.div_ceil(100) {
            let stocked = block(self.next_number, 1000, miami());
            self.operator.stocks([stocked]).await;
            self.next_number += 1000;
        }
        self.next_number = FIRST;
        self.engine.load().await.expect("the mirrors");
        for index in 0..self.size {
            let account = self.operator.opens_account(None, &format!("person{index}")).await;
            let stays = index % 4 == 0;
            let units =
                if stays { 100_000_000_000 } else { 90_000_001 + self.rng.below(400_000_000) };
            let paid_in = i64::try_from(units).expect("not so much");
            self.operator.tops_up(account, Money(paid_in)).await;
            let customer = Customer::of(&self.engine, account, account);
            let (balance, ordered) = (i128::from(paid_in), BEGINNING);
            self.places.insert(account, index);
            let numbers = Vec::new();
            self.people.push(Person { customer, balance, numbers, stays, monthly: 0, ordered });
        }
    }

    /// Somebody does something.
    async fn something(&mut self) {
        let who = self.below(self.size);
        match self.below(12) {
            _ if self.people[who].stays => self.order_once(who).await,
            0..=3 => self.order(who).await,
            4..=5 => self.give_back(who).await,
            6..=7 => self.restore(who).await,
            8..=10 => self.pay_in(who).await,
            _ => self.refund(who).await,
        }
    }

    async fn order_once(&mut self, who: usize) {
        if self.people[who].numbers.is_empty() {
            self.order(who).await;
            let person = &mut self.people[who];
            person.monthly = person.customer.numbers().await[0].price.monthly.0;
            person.ordered = self.engine.now();
        }
    }

    async fn order(&mut self, who: usize) {
        let count = 1 + self.rng.below(2);
        let wanted = dids(self.next_number, count);
        let person = &mut self.people[who];
        match person.customer.orders(wanted.clone()).await {
            Ok(placed) => {
                person.balance -= i128::from(placed.charged.0);
                person.numbers.extend(wanted);
                self.next_number += count;
            }
            Err(Refusal::InsufficientFunds { .. }) => {}
            Err(refusal) => panic!("{refusal}"),
        }
    }

    fn number_of(&mut self, who: usize) -> Option<Did> {
        let count = self.people[who].numbers.len();
        (count > 0).then(|| self.below(count)).map(|place| self.people[who].numbers[place])
    }

    async fn give_back(&mut self, who: usize) {
        if let Some(number) = self.number_of(who) {
            // It may have gone already.
            if let Ok(released) = self.people[who].customer.gives_back(number).await {
                self.people[who].balance -= i128::from(released.charged.0);
            }
        }
    }

    async fn restore(&mut self, who: usize) {
        if let Some(number) = self.number_of(who)
            && let Ok(restored) = self.people[who].customer.restores(number).await
        {
            self.people[who].balance -= i128::from(restored.charged.0);
        }
    }

    async fn pay_in(&mut self, who: usize) {
        let amount = Money(1 + i64::try_from(self.rng.below(300_000_000)).unwrap_or(0));
        self.operator.tops_up(self.people[who].customer.root, amount).await;
        self.people[who].balance += i128::from(amount.0);
    }

    async fn refund(&mut self, who: usize) {
        let customer = self.people[who].customer.clone();
        let lines = customer.statement().await;
        let Some(line) = lines.iter().rfind(|line| line.posting.reason == Reason::Month) else {
            return;
        };
        let (account, charge, note) = (customer.root, line.posting.id, String::new());
        let amount = Some(Money(line.posting.amount.0 / 3));
        if self.operator.does(FundsRefund { account, charge, amount, note }).await.is_ok() {
            self.people[who].balance += i128::from(line.posting.amount.0 / 3);
        }
    }

    async fn renew(&mut self) {
        let holder = self.engine.holder();
        let lease = Lease { job: RENEWAL_JOB.to_owned(), holder };
        self.operator.does(JobTake { lease, seconds: DAY }).await.expect("nobody else");
        loop {
            let due = self.operator.does(RenewalDue).await.expect("whose numbers are due");
            if due.is_empty() {
                return;
            }
            for payer in due {
                let run = RenewalRun { payer, only: None, holder };
                let renewed = self.operator.does(run).await.expect("a month's end");
                self.renewed.add(&renewed);
                let place = self.places[&payer];
                self.people[place].balance -= i128::from(renewed.charged.0);
            }
        }
    }

    /// The ledger says what everybody was told, and the doctor has nothing to say.
    async fn adds_up(&self) {
        for person in &self.people {
            let balance = person.customer.balance().await;
            assert_eq!(i128::from(balance.0), person.balance, "of {}", person.customer.root);
        }
        let findings = self.engine.examine().await.expect("a doctor who can look");
        assert_eq!(findings.broken, 0, "{:#?}", findings.listed);
    }

    /// Whoever ordered once, could pay and stayed has paid a month for each time that the day of the
    /// month came round, and one in advance.
    async fn those_who_stayed(&self) {
        let mut stayed = 0;
        for person in self.people.iter().filter(|person| !person.numbers.is_empty() && person.stays)
        {
            stayed += 1;
            // The last run was a day ago.
            let (year, month, day) = date(Timestamp(self.engine.now().0 - DAY * 1_000_000));
            let begun = date(person.ordered);
            let whole = (year - begun.0) * 12 + month - begun.1;
            let months = 1 + whole - i64::from(day < begun.2.min(length(month)));
            let lines = person.customer.statement().await;
            let paid: i64 = lines
                .iter()
                .filter(|line| line.posting.reason == Reason::Month)
                .map(|line| line.posting.amount.0)
                .sum();
            let numbers = i64::try_from(person.numbers.len()).expect("one or two");
            assert_eq!(paid, months * person.monthly * numbers, "since {begun:?}: {months} months");
        }
        assert!(stayed * 8 > self.size, "{stayed} stayed");
    }
}

/// Year, month and day, as an instant shows them.
fn date(at: Timestamp) -> (i64, i64, i64) {
    let text = at.to_string();
    let part = |range| text.get(range).and_then(|part: &str| part.parse().ok()).expect("a date");
    (part(0..4), part(5..7), part(8..10))
}

/// How many days a month of 2026 has.
fn length(month: i64) -> i64 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
