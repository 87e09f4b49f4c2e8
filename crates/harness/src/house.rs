//! The product in process, and the people who use it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_executor::block_on;
use tandem_domain::{
    AccountId, AccountProfile, AccountRef, AccountStatus, Actor, Criteria, Currency, Destination,
    FillPolicy, Money, NumberSettings, OrderId, RatePlan, Reason, Refusal, Scope, Selection,
    Timestamp,
};
use tandem_engine::{
    AccountCredit, AccountList, AccountOpen, AccountSet, Alias, Ask, BackorderList, BackorderPlace,
    BackorderPlaced, BackorderView, CartAdd, CartList, CartRemove, Clock, Command,
    CredentialRevoke, Departure, Engine, Findings, FundsPost, JobEnd, JobTake, Lease, NumberDepart,
    NumberList, NumberRelease, NumberRestore, NumberStock, NumberSweep, OperatorOpen, OrderPlace,
    OrderPlaced, OrderSettle, OwnNumber, PlanPut, RENEWAL_JOB, Released, RenewalDue, RenewalRun,
    Renewed, Restored, StatementLine, StatementList, StockReport, StockRow, SupplierAnswer, Swept,
};
use tandem_numbering::{Did, Rules};
use tandem_store::{Absent, Schema, Store, StoreError};

use crate::{Database, Kind, shelf};

/// When every story begins: 2026-01-31T15:09:04Z, the last day of a long month.
const BEGINNING: Timestamp = Timestamp(1_769_872_144_000_000);

/// A clock that stands still until somebody moves it.
#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.0)))
    }

    /// Moves it.
    pub fn pass(&self, seconds: i64) {
        self.pass_micros(seconds * 1_000_000);
    }

    /// Moves it a little.
    pub fn pass_micros(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// One node of the product over a database of its own, with the plans of [`shelf::plans`] in force.
pub struct House {
    /// The node.
    pub engine: Engine,
    /// Its clock.
    pub clock: HandClock,
    /// The database, which goes when the story ends.
    pub database: Database,
}

impl House {
    /// Tells a story on a fresh database of that kind, and lets the doctor have the last word.
    pub fn tell<F: Future<Output = ()>>(kind: Kind, story: impl FnOnce(Arc<Self>) -> F) {
        let Some(house) = Self::open(kind) else { return };
        let house = Arc::new(house);
        block_on(async {
            story(Arc::clone(&house)).await;
            house.engine.close();
            // Whatever happened, it stands up again and all is well.
            let reopened = house.second_node().await;
            let findings = reopened.examine().await.expect("a doctor who can look");
            assert_eq!(findings.broken, 0, "{:#?}", findings.listed);
            reopened.close();
        });
    }

    /// A house on a fresh database; `None` when there is no server for it.
    pub fn open(kind: Kind) -> Option<Self> {
        let database = Database::fresh(kind)?;
        let clock = HandClock::at(BEGINNING);
        let engine = node(&database, &clock, 0);
        let house = Self { engine, clock, database };
        block_on(async {
            house.operator().does(OperatorOpen).await.expect("the operator's account");
            for plan in shelf::plans() {
                house.operator().sets_plan(plan).await;
            }
            house.engine.load().await.expect("the mirrors");
        });
        Some(house)
    }

    /// Another node over the same database and with the same clock.
    pub async fn second_node(&self) -> Engine {
        let engine = node(&self.database, &self.clock, 1);
        engine.load().await.expect("the mirrors");
        engine
    }

    /// Another node, of a binary that knows another schema.
    pub async fn second_node_knowing(&self, schema: &Schema) -> Result<Engine, StoreError> {
        let store = Store::open_knowing(&self.database.url, schema)?;
        let engine = over(store, &self.clock, 1);
        engine.load().await?;
        Ok(engine)
    }

    /// Another node, whose database is gone and which knows what this one wrote down of the routes.
    pub async fn node_that_stands_by(&self) -> Engine {
        self.engine.follow().await.expect("a database");
        let engine = over(Store::over(Arc::new(Absent)), &self.clock, 2);
        let written = self.engine.mirrors().draw_routes();
        engine.mirrors().restore_routes(&written).expect("an image");
        engine
    }

    /// The operator, at this node.
    pub fn operator(&self) -> Operator {
        Operator { engine: self.engine.clone() }
    }

    /// A customer with so much money, in cents, at this node.
    pub async fn customer(&self, name: &str, cents: i64) -> Customer {
        let operator = self.operator();
        let account = operator.opens_account(None, name).await;
        if cents > 0 {
            operator.tops_up(account, Money::cents(cents)).await;
        }
        Customer::of(&self.engine, account, account)
    }

    /// A sub-account of a customer, with a credential of its own.
    pub async fn sub_account(&self, customer: &Customer, name: &str) -> Customer {
        let account = self.operator().opens_account(Some(customer.root), name).await;
        Customer::of(&self.engine, account, customer.root)
    }

    /// What the doctor finds.
    pub async fn findings(&self) -> Findings {
        self.engine.examine().await.expect("a doctor who can look")
    }

    /// Fails unless all that must hold, holds.
    pub async fn is_sound(&self) {
        let findings = self.findings().await;
        assert_eq!(findings.broken, 0, "{:#?}", findings.listed);
    }
}

fn node(database: &Database, clock: &HandClock, number: u8) -> Engine {
    over(Store::open(&database.url).expect("a fresh database"), clock, number)
}

fn over(store: Store, clock: &HandClock, number: u8) -> Engine {
    let seed = 0x7a6d_0000 + u64::from(number);
    Engine::new(store, Rules::new(), Box::new(clock.clone()), seed, number)
}

/// Whoever runs the product.
#[derive(Clone)]
pub struct Operator {
    engine: Engine,
}

impl Operator {
    /// The operator, at a node.
    pub fn at(engine: &Engine) -> Self {
        Self { engine: engine.clone() }
    }

    /// Sends a command.
    pub async fn does<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.engine.execute(Ask::new(Actor::operator(), command)).await
    }

    /// Opens an account. Its SIP login is its name.
    pub async fn opens_account(&self, parent: Option<AccountId>, name: &str) -> AccountId {
        let open = AccountOpen {
            parent,
            profile: profile(name),
            currency: Currency::USD,
            aliases: vec![Alias { scheme: "voipms".to_owned(), name: name.to_owned() }],
        };
        self.does(open).await.expect("a new account").account
    }

    /// Lets a customer pay in.
    pub async fn tops_up(&self, account: AccountId, amount: Money) {
        let post = FundsPost { account, amount, reason: Reason::TopUp, note: String::new() };
        self.does(post).await.expect("a top-up");
    }

    /// Puts a plan in force for everybody.
    pub async fn sets_plan(&self, plan: RatePlan) {
        self.does(PlanPut { account: None, plan }).await.expect("a plan");
    }

    /// Puts numbers on the shelf.
    pub async fn stocks(&self, rows: impl IntoIterator<Item = StockRow>) -> StockReport {
        let rows = rows.into_iter().collect();
        self.does(NumberStock { rows }).await.expect("numbers stocked")
    }

    /// Writes down what a supplier said about a number of an order.
    pub async fn hears(
        &self,
        order: OrderId,
        customer: &Customer,
        did: Did,
        answer: SupplierAnswer,
    ) -> Result<(), Refusal> {
        let customer = customer.root.0;
        self.does(OrderSettle { order, customer, did, answer }).await
    }

    /// Gives the queue of back-orders its turn; says how many numbers were given out.
    pub async fn gives_turns(&self) -> usize {
        self.engine.fill_backorders().await.expect("a turn")
    }

    /// Moves on whatever is overdue.
    pub async fn sweeps(&self) -> Swept {
        self.does(NumberSweep).await.expect("a sweep")
    }

    /// Charges all months that are due, as a node does.
    pub async fn renews(&self) -> Renewed {
        let holder = self.engine.holder();
        let lease = Lease { job: RENEWAL_JOB.to_owned(), holder };
        let take = JobTake { lease: lease.clone(), seconds: 3600 };
        self.does(take).await.expect("an answer").expect("a lease that nobody else holds");
        let mut sum = Renewed::default();
        loop {
            let due = self.does(RenewalDue).await.expect("whose numbers are due");
            if due.is_empty() {
                break;
            }
            for payer in due {
                let run = RenewalRun { payer, only: None, holder };
                sum.add(&self.does(run).await.expect("a month's end"));
            }
        }
        self.does(JobEnd { lease }).await.expect("a lease given up");
        sum
    }

    /// Lets a customer's balance go so far below nothing.
    pub async fn gives_credit(&self, account: AccountId, limit: Money) {
        self.does(AccountCredit { account, limit }).await.expect("credit");
    }

    /// Ends a port-out.
    pub async fn ends_port_out(&self, did: Did, departure: Departure) -> Result<(), Refusal> {
        self.does(NumberDepart { did, departure, asked: false }).await
    }

    /// Revokes the credentials of an account.
    pub async fn revokes(&self, account: AccountId) -> u64 {
        self.does(CredentialRevoke { account, credential: None })
            .await
            .expect("credentials revoked")
    }

    /// Suspends an account, or opens it again.
    pub async fn sets_status(&self, account: AccountId, name: &str, status: AccountStatus) {
        let profile = profile(name);
        self.does(AccountSet { account, profile, status }).await.expect("a status");
    }
}

/// What is known of an account that is called so.
pub fn profile(name: &str) -> AccountProfile {
    AccountProfile {
        name: name.to_owned(),
        plan: shelf::STANDARD.to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: String::new(),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
    }
}

/// Somebody who buys numbers, acting through one credential.
#[derive(Clone)]
pub struct Customer {
    engine: Engine,
    /// The account of the credential.
    pub account: AccountId,
    /// The customer who pays.
    pub root: AccountId,
    /// Whom the engine takes it for.
    pub actor: Actor,
}

impl Customer {
    /// The holder of a credential of `account`, as it was verified just now.
    pub fn of(engine: &Engine, account: AccountId, root: AccountId) -> Self {
        let actor = Actor {
            account,
            root,
            credential: Some(tandem_domain::CredentialId(1)),
            scopes: vec![Scope::Read, Scope::Write],
            address: None,
            auth_epoch: 0,
        };
        Self { engine: engine.clone(), account, root, actor }
    }

    /// The same customer, at another node.
    pub fn at(&self, engine: &Engine) -> Self {
        Self { engine: engine.clone(), ..self.clone() }
    }

    /// Sends a command.
    pub async fn does<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.asks(None, command).await
    }

    /// Sends a command under an idempotency key.
    pub async fn does_once<C: Command>(
        &self,
        key: &str,
        command: C,
    ) -> Result<C::Outcome, Refusal> {
        self.asks(Some(key.to_owned()), command).await
    }

    /// Sends a command, under a key or not.
    pub async fn asks<C: Command>(
        &self,
        key: Option<String>,
        command: C,
    ) -> Result<C::Outcome, Refusal> {
        self.engine.execute(Ask { actor: self.actor.clone(), command, key }).await
    }

    /// Orders exactly these numbers, all or none.
    pub async fn orders(
        &self,
        numbers: impl IntoIterator<Item = Did>,
    ) -> Result<OrderPlaced, Refusal> {
        self.does(order(numbers)).await
    }

    /// Orders so many numbers that fit, all or none.
    pub async fn orders_any(
        &self,
        tiers: impl IntoIterator<Item = Criteria>,
        quantity: u32,
    ) -> Result<OrderPlaced, Refusal> {
        self.does(order_any(tiers, quantity)).await
    }

    /// Waits for so many numbers that fit, one by one as they come.
    pub async fn waits_for(
        &self,
        criteria: Criteria,
        quantity: u32,
    ) -> Result<BackorderPlaced, Refusal> {
        self.does(backorder(criteria, quantity)).await
    }

    /// What it waits for.
    pub async fn backorders(&self) -> Vec<BackorderView> {
        self.does(BackorderList::open()).await.expect("a list of back-orders")
    }

    /// Orders what lies in the cart.
    pub async fn orders_cart(&self, fill: FillPolicy) -> Result<OrderPlaced, Refusal> {
        self.does(OrderPlace { fill, ..order_of(Selection::Cart) }).await
    }

    /// Puts numbers into the cart.
    pub async fn puts_aside(&self, numbers: impl IntoIterator<Item = Did>) -> Result<(), Refusal> {
        self.does(CartAdd { numbers: numbers.into_iter().collect() }).await
    }

    /// Takes a number out of the cart.
    pub async fn puts_back(&self, did: Did) -> Result<(), Refusal> {
        self.does(CartRemove { did }).await
    }

    /// What lies in the cart.
    pub async fn cart(&self) -> Vec<Did> {
        let cart = self.does(CartList).await.expect("a cart");
        cart.into_iter().map(|item| item.did).collect()
    }

    /// Gives a number back.
    pub async fn gives_back(&self, did: Did) -> Result<Released, Refusal> {
        let comment = "no longer needed".to_owned();
        self.does(NumberRelease { comment, ..NumberRelease::of(did) }).await
    }

    /// Wants a number back.
    pub async fn restores(&self, did: Did) -> Result<Restored, Refusal> {
        self.does(NumberRestore { did }).await
    }

    /// Takes a number to another carrier.
    pub async fn ports_out(&self, did: Did) -> Result<Released, Refusal> {
        self.does(NumberRelease { port_out: true, ..NumberRelease::of(did) }).await
    }

    /// The numbers it sees as its own.
    pub async fn numbers(&self) -> Vec<OwnNumber> {
        let list = NumberList { owner: None, did: None, scheme: "voipms".to_owned() };
        self.does(list).await.expect("a list of numbers")
    }

    /// The same without the details.
    pub async fn dids(&self) -> Vec<Did> {
        self.numbers().await.into_iter().map(|number| number.did).collect()
    }

    /// What the customer may still spend.
    pub async fn balance(&self) -> Money {
        let family = Operator { engine: self.engine.clone() }
            .does(AccountList { customer: Some(self.root) })
            .await
            .expect("the family");
        family.iter().find(|account| account.id == self.root).expect("the customer").balance
    }

    /// The lines of the statement.
    pub async fn statement(&self) -> Vec<StatementLine> {
        self.does(StatementList::default()).await.expect("a statement").lines
    }
}

/// An order of exactly these numbers, all or none.
pub fn order(numbers: impl IntoIterator<Item = Did>) -> OrderPlace {
    order_of(Selection::Numbers(numbers.into_iter().collect()))
}

/// An order of so many numbers that fit, all or none.
pub fn order_any(tiers: impl IntoIterator<Item = Criteria>, quantity: u32) -> OrderPlace {
    order_of(Selection::Criteria { tiers: tiers.into_iter().collect(), quantity })
}

/// An order with nothing else said about it.
pub fn order_of(selection: Selection) -> OrderPlace {
    OrderPlace {
        selection,
        fill: FillPolicy::AllOrNothing,
        plan: None,
        owner: None,
        settings: NumberSettings::default(),
        slots: None,
        rehearsal: false,
    }
}

/// A back-order with nothing else said about it.
pub fn backorder(criteria: Criteria, quantity: u32) -> BackorderPlace {
    BackorderPlace {
        tiers: vec![criteria],
        quantity,
        whole: false,
        plan: None,
        owner: None,
        settings: NumberSettings::default(),
        slots: None,
        rehearsal: false,
    }
}

/// An account by its SIP login.
pub fn login(name: &str) -> AccountRef {
    AccountRef::Alias { scheme: "voipms".to_owned(), name: name.to_owned() }
}
