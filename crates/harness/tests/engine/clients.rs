//! Resellers and what their clients pay.

use std::sync::Arc;

use tandem_domain::{
    CallDirection, CallRecord, Criteria, FillPolicy, LineOutcome, Money, NumberSettings,
    NumberState, Period, Reason, Refusal, Resale, Timestamp,
};
use tandem_engine::{
    BackorderList, BackorderPlace, BackorderView, CLIENT_BALANCE_MAX, CallRecordPut, ClientConnect,
    ClientDisconnect, ClientDue, ClientLimit, ClientMargin, ClientPost, ClientRenew, Clock,
    MessageSend, MessageSent, MessagingChange, NumberHandOver, NumberMessagingSet, OrderGet,
    OrderPlace, OrderView, RENEWAL_AGAIN_SECONDS, StatementList, SupplierAnswer,
};
use tandem_harness::shelf::{STANDARD, block, did, miami, supplied};
use tandem_harness::{Customer, House, backorder, login, on_both_databases, order};
use tandem_numbering::Did;

on_both_databases! {
    a_client_pays_what_its_reseller_asks,
    a_client_sees_its_own_price_and_not_the_margin,
    a_client_sees_its_orders_at_its_own_price,
    another_date_for_the_same_client_is_refused,
    whoever_is_connected_anew_begins_anew,
    a_number_that_is_handed_over_is_charged_from_then_on,
    a_client_is_charged_month_by_month_on_its_own_day,
    what_a_supplier_refuses_is_never_charged_to_a_client,
    a_client_falls_no_further_than_it_may,
    a_client_pays_for_its_texts_what_its_reseller_pays,
    only_the_reseller_says_what_its_clients_pay,
    a_number_goes_from_one_account_to_another,
    a_reseller_cannot_fill_an_account_to_the_brim,
    what_a_client_cannot_be_charged_its_reseller_pays,
    one_month_that_cannot_be_charged_keeps_no_other_waiting,
    what_is_given_back_to_a_client_is_no_payment,
    a_month_that_begins_in_suspension_is_passed_over_with_a_line,
}

const NUMBER: u64 = 13055550100;
const DAY: i64 = 86_400;
/// Makes what is written about [`NUMBER`] unreadable, and readable again.
const SPOIL: &str = "UPDATE tenure SET settings = 'x' || settings WHERE did = 13055550100";
const MEND: &str = "UPDATE tenure SET settings = substr(settings, 2) WHERE did = 13055550100";

fn terms() -> Resale {
    Resale { monthly: Money::cents(350), setup: Money::cents(199), minute: Money::cents(3) }
}

fn connect(client: &str) -> ClientConnect {
    ClientConnect {
        did: did(NUMBER),
        client: login(client),
        terms: terms(),
        next_billing: None,
        waive_setup: false,
        waive_month: false,
    }
}

/// A reseller with a client.
async fn shop(house: &House) -> (Customer, Customer) {
    house.operator().stocks([block(NUMBER, 3, miami())]).await;
    let reseller = house.customer("alice", 1000).await;
    let client = house.sub_account(&reseller, "alice_shop").await;
    (reseller, client)
}

async fn renew_clients(house: &House) {
    for due in house.operator().does(ClientDue).await.expect("what is due") {
        house.operator().does(ClientRenew { due }).await.expect("charged");
    }
}

/// The lines of an account's statement: why, and how much.
async fn lines(customer: &Customer) -> Vec<(Reason, i64)> {
    let lines = customer.statement().await;
    lines.into_iter().map(|line| (line.posting.reason, line.change.0 / 1_000_000)).collect()
}

async fn a_client_pays_what_its_reseller_asks(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let settings = NumberSettings { resale: Some(terms()), ..NumberSettings::default() };
    let for_client =
        OrderPlace { owner: Some(login("alice_shop")), settings, ..order([did(NUMBER)]) };
    reseller.does(for_client).await.expect("for a client of its own");

    // The reseller pays us by the plan, its client pays the reseller what the two agreed.
    assert_eq!(reseller.balance().await, Money::cents(1000 - 65));
    assert_eq!(lines(&client).await, [(Reason::Setup, -199), (Reason::Month, -350)]);

    let paid = ClientPost {
        client: login("alice_shop"),
        amount: Money::cents(1000),
        adjusts: false,
        note: "by cheque".to_owned(),
        rehearsal: false,
    };
    let paid = reseller.does(paid).await.expect("written down");
    assert_eq!(paid.balance, Money::cents(1000 - 549));
    // It was not paid to us.
    assert_eq!(reseller.balance().await, Money::cents(1000 - 65));

    let ever = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let margin = ClientMargin { client: login("alice_shop"), period: ever, after: None };
    let margin = reseller.does(margin).await.expect("its own client");
    assert_eq!(margin.len(), 1);
    assert_eq!((margin[0].sold, margin[0].cost), (Money::cents(549), Money::cents(65)));
    assert_eq!(margin[0].earned(), Money::cents(484));
}

async fn a_client_sees_its_own_price_and_not_the_margin(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    reseller.does(connect("alice_shop")).await.expect("a client of its own");

    let seen = client.numbers().await;
    assert_eq!(
        (seen[0].price.setup, seen[0].price.monthly),
        (Money::cents(199), Money::cents(350))
    );
    assert_eq!(reseller.numbers().await[0].price.monthly, Money::cents(25));
    let peek = StatementList { customer: Some(reseller.root), ..StatementList::default() };
    assert_eq!(client.does(peek).await, Err(Refusal::Forbidden));
    let ever = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let margin = ClientMargin { client: login("alice_shop"), period: ever, after: None };
    assert_eq!(client.does(margin).await, Err(Refusal::Forbidden));
}

async fn a_client_sees_its_orders_at_its_own_price(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let settings = NumberSettings { resale: Some(terms()), ..NumberSettings::default() };
    let owner = Some(login("alice_shop"));
    let for_client =
        OrderPlace { owner: owner.clone(), settings: settings.clone(), ..order([did(NUMBER)]) };
    let placed = reseller.does(for_client).await.expect("for a client of its own");
    let get = OrderGet { order: placed.order };
    let price = |view: OrderView| match &view.lines[0].outcome {
        LineOutcome::Bought(price) => price.monthly,
        other => panic!("{other:?}"),
    };
    assert_eq!(price(reseller.does(get.clone()).await.expect("its own")), Money::cents(25));
    assert_eq!(price(client.does(get.clone()).await.expect("its own")), Money::cents(350));
    client.gives_back(did(NUMBER)).await.expect("its own");
    assert_eq!(price(client.does(get).await.expect("its own")), Money::ZERO, "no more its own");

    let nowhere = Criteria { region: Some("AK".to_owned()), ..Criteria::default() };
    let waits = BackorderPlace { owner, settings, ..backorder(nowhere, 1) };
    reseller.does(waits).await.expect("for a client of its own");
    let of = |seen: Vec<BackorderView>| (seen[0].price.monthly, seen[0].plan.clone());
    let its_own = of(reseller.does(BackorderList::open()).await.expect("a list"));
    assert_eq!(its_own, (Money::cents(25), STANDARD.to_owned()));
    let seen = of(client.does(BackorderList::open()).await.expect("a list"));
    assert_eq!(seen, (Money::cents(350), String::new()));
}

async fn another_date_for_the_same_client_is_refused(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    reseller.does(connect("alice_shop")).await.expect("a client of its own");
    let next = client.numbers().await[0].next_billing;
    let at = |at| ClientConnect { next_billing: Some(at), ..connect("alice_shop") };
    let moved = reseller.does(at(next.plus_days(3))).await;
    assert_eq!(moved, Err(Refusal::DateSettled { did: did(NUMBER), at: next }));
    reseller.does(at(next)).await.expect("it is that date already");
    assert_eq!(client.numbers().await[0].next_billing, next);
}

/// What a client paid ahead belongs to the term in which it paid it.
async fn whoever_is_connected_anew_begins_anew(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    let later = house.clock.now().plus_days(60);
    let ahead = ClientConnect { next_billing: Some(later), ..connect("alice_shop") };
    reseller.does(ahead).await.expect("a client of its own");
    house.clock.pass(DAY);
    reseller.does(ClientDisconnect { did: did(NUMBER) }).await.expect("it was connected");
    let present = ClientConnect { waive_setup: true, waive_month: true, ..connect("alice_shop") };
    reseller.does(present).await.expect("a present");
    assert_eq!(lines(&client).await, [(Reason::Setup, -199), (Reason::Month, -350)]);
    house.is_sound().await;
    house.clock.pass(40 * DAY);
    renew_clients(&house).await;
    let months = [(Reason::Setup, -199), (Reason::Month, -350), (Reason::Month, -350)];
    assert_eq!(lines(&client).await, months);
}

async fn a_number_that_is_handed_over_is_charged_from_then_on(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    let without_setup = ClientConnect { waive_setup: true, ..connect("alice_shop") };
    reseller.does(without_setup).await.expect("a client of its own");
    assert_eq!(client.dids().await, [did(NUMBER)]);
    assert_eq!(lines(&client).await, [(Reason::Month, -350)]);

    // Other prices hold from the next month on.
    let dearer = Resale { monthly: Money::cents(400), ..terms() };
    reseller.does(ClientConnect { terms: dearer, ..connect("alice_shop") }).await.expect("again");
    assert_eq!(lines(&client).await, [(Reason::Month, -350)]);

    reseller.does(ClientDisconnect { did: did(NUMBER) }).await.expect("it was connected");
    assert!(client.dids().await.is_empty());
    assert_eq!(reseller.dids().await, [did(NUMBER)]);
    let again = reseller.does(ClientDisconnect { did: did(NUMBER) }).await;
    assert_eq!(again, Err(Refusal::NumberNotConnected { did: did(NUMBER) }));
    house.clock.pass(400 * DAY);
    renew_clients(&house).await;
    assert_eq!(lines(&client).await, [(Reason::Month, -350)]);
}

async fn a_number_goes_from_one_account_to_another(house: Arc<House>) {
    let (alice, shop) = shop(&house).await;
    let bob = house.customer("bob", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("it is for sale");
    let over = |from: Option<&str>, to: &str| NumberHandOver {
        did: did(NUMBER),
        from: from.map(login),
        to: login(to),
    };
    alice.does(over(Some("alice"), "alice_shop")).await.expect("an account of hers");
    assert_eq!(shop.dids().await, [did(NUMBER)]);
    // Nothing was agreed, so that nothing is charged.
    assert!(lines(&shop).await.is_empty());
    let not_hers = Err(Refusal::NumberNotOwned { did: did(NUMBER) });
    assert_eq!(alice.does(over(Some("alice"), "alice_shop")).await, not_hers);
    assert_eq!(bob.does(over(None, "bob")).await, not_hers);
    let unknown = Err(Refusal::AccountUnknown { name: "bob".to_owned() });
    assert_eq!(alice.does(over(None, "bob")).await, unknown);
    assert_eq!(shop.does(over(None, "alice_shop")).await, Err(Refusal::Forbidden));
    alice.does(over(None, "alice_shop")).await.expect("it is there already");
    // What was agreed with a client is over when the number goes on.
    alice.does(connect("alice_shop")).await.expect("a client of its own");
    alice.does(over(None, "alice")).await.expect("back");
    assert!(shop.dids().await.is_empty());
    house.clock.pass(100 * DAY);
    renew_clients(&house).await;
    assert_eq!(lines(&shop).await.len(), 2, "set-up and one month");
}

async fn a_client_is_charged_month_by_month_on_its_own_day(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    reseller.does(connect("alice_shop")).await.expect("a client of its own");
    renew_clients(&house).await;
    assert_eq!(lines(&client).await.len(), 2, "nothing is due yet");

    house.clock.pass(100 * DAY);
    renew_clients(&house).await;
    renew_clients(&house).await;
    let months: Vec<Period> =
        client.statement().await.into_iter().filter_map(|line| line.posting.period).collect();
    assert!(months.len() >= 4, "{months:?}");
    assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from), "{months:?}");
    let now = house.clock.now();
    let last = months.last().expect("there are four");
    assert!(last.from <= now && now < last.to, "{last:?}");
    assert_eq!(reseller.numbers().await[0].client_billing, Some(last.to));
}

async fn what_a_supplier_refuses_is_never_charged_to_a_client(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let (refused, sold) = (did(17205550100), did(17205550101));
    house.operator().stocks([block(17205550100, 2, supplied())]).await;
    let settings = NumberSettings { resale: Some(terms()), ..NumberSettings::default() };
    let (owner, fill) = (Some(login("alice_shop")), FillPolicy::Partial);
    let both = OrderPlace { owner, fill, settings, ..order([refused, sold]) };
    let placed = reseller.does(both).await.expect("for sale at a supplier's");
    assert!(lines(&client).await.is_empty(), "nothing is its own yet");

    let no = SupplierAnswer::Refused("no such number".to_owned());
    house.operator().hears(placed.order, &reseller, refused, no).await.expect("it waits");
    house
        .operator()
        .hears(placed.order, &reseller, sold, SupplierAnswer::Sold)
        .await
        .expect("it waits");
    assert_eq!(lines(&client).await, [(Reason::Setup, -199), (Reason::Month, -350)]);
    assert_eq!(client.dids().await, [sold]);
}

async fn a_client_falls_no_further_than_it_may(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    let limit = |limit| ClientLimit { client: login("alice_shop"), limit: Some(limit) };
    reseller.does(limit(Money::cents(500))).await.expect("its own client");
    // It has nothing, and may fall by five dollars: so much it has to spend.
    let (needed, balance) = (Money::cents(549), Money::cents(500));
    let short = Refusal::InsufficientFunds { needed, balance };
    assert_eq!(reseller.does(connect("alice_shop")).await, Err(short.clone()));
    let settings = NumberSettings { resale: Some(terms()), ..NumberSettings::default() };
    let other =
        OrderPlace { owner: Some(login("alice_shop")), settings, ..order([did(NUMBER + 1)]) };
    assert_eq!(reseller.does(other).await.err(), Some(short));
    assert!(client.dids().await.is_empty());

    reseller.does(limit(Money::cents(549))).await.expect("its own client");
    reseller.does(connect("alice_shop")).await.expect("to the last cent");
}

async fn a_client_pays_for_its_texts_what_its_reseller_pays(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let (its, own) = (did(NUMBER), did(NUMBER + 1));
    reseller.orders([its, own]).await.expect("for sale");
    reseller.does(connect("alice_shop")).await.expect("a client of its own");
    for did in [its, own] {
        let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
        let on = NumberMessagingSet { did, change, allowed: Vec::new() };
        reseller.does(on).await.expect("a number that carries messages");
    }

    write(&client, its, own).await.expect("its own number");
    write(&reseller, own, its).await.expect("its own number");

    // Each of the two sides costs a cent; the client pays for those of its number.
    assert_eq!(reseller.balance().await, Money::cents(1000 - 2 * 65 - 4));
    let charged = [(Reason::Setup, -199), (Reason::Month, -350)];
    let texts = [(Reason::Message, -1), (Reason::Message, -1)];
    assert_eq!(lines(&client).await, [charged, texts].concat());
    let line = client.statement().await.pop().expect("a line for it");
    let why = "text message, number +13055550100, as agreed with your provider: message 4";
    assert_eq!(line.why, why);
    let ever = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let margin = ClientMargin { client: login("alice_shop"), period: ever, after: None };
    let margin = reseller.does(margin).await.expect("its own client");
    assert_eq!((margin[0].sold, margin[0].cost), (Money::cents(551), Money::cents(67)));

    // Who may fall no further sends nothing more, and receives what others send.
    let limit = Some(Money::cents(551));
    let limit = ClientLimit { client: login("alice_shop"), limit };
    reseller.does(limit).await.expect("a client of its own");
    let refused = write(&client, its, own).await;
    assert!(matches!(refused, Err(Refusal::InsufficientFunds { .. })));
    write(&reseller, own, its).await.expect("what a client receives is the reseller's risk");
    assert_eq!(lines(&client).await.len(), 5);
}

async fn write(who: &Customer, from: Did, to: Did) -> Result<MessageSent, Refusal> {
    who.does(MessageSend::text(from, to, "hello".to_owned())).await
}

async fn only_the_reseller_says_what_its_clients_pay(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let stranger = house.customer("mallory", 1000).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    assert_eq!(client.does(connect("alice_shop")).await, Err(Refusal::Forbidden));
    let unknown = Refusal::AccountUnknown { name: "alice_shop".to_owned() };
    assert_eq!(stranger.does(connect("alice_shop")).await, Err(unknown));
    let not_a_client = reseller.does(connect("alice")).await;
    assert!(matches!(not_a_client, Err(Refusal::AccountUnknown { .. })), "{not_a_client:?}");

    let settings = NumberSettings { resale: Some(Resale::default()), ..NumberSettings::default() };
    let cheap = OrderPlace { settings, ..order([did(NUMBER + 1)]) };
    assert_eq!(client.does(cheap).await.err(), Some(Refusal::Forbidden));

    // What is a client's without terms is taken back as well.
    let given = OrderPlace { owner: Some(login("alice_shop")), ..order([did(NUMBER + 2)]) };
    reseller.does(given).await.expect("for sale");
    let back = ClientDisconnect { did: did(NUMBER + 2) };
    reseller.does(back.clone()).await.expect("the client's number");
    let refused = Err(Refusal::NumberNotConnected { did: back.did });
    assert_eq!(reseller.does(back).await, refused);

    // Nobody is a client of its own, also when it orders.
    let settings = NumberSettings { resale: Some(Resale::default()), ..NumberSettings::default() };
    let itself = OrderPlace { owner: Some(login("alice")), settings, ..order([did(NUMBER + 1)]) };
    let refused = reseller.does(itself).await;
    assert!(matches!(refused, Err(Refusal::AccountUnknown { .. })), "{refused:?}");

    let past = ClientConnect { next_billing: Some(Timestamp(0)), ..connect("alice_shop") };
    assert_eq!(reseller.does(past).await, Err(Refusal::DatePast { at: Timestamp(0) }));
}

fn post(amount: Money) -> ClientPost {
    let client = login("alice_shop");
    ClientPost { client, amount, adjusts: false, note: String::new(), rehearsal: false }
}

async fn a_reseller_cannot_fill_an_account_to_the_brim(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let max = CLIENT_BALANCE_MAX;
    for (amount, back) in [(Money(-max.0), max), (max, Money(-max.0))] {
        let beyond = Money(amount.0 + amount.0.signum());
        assert_eq!(reseller.does(post(beyond)).await.err(), Some(Refusal::AmountInvalid));
        reseller.does(post(amount)).await.expect("as far as it goes");
        let further = reseller.does(post(Money(amount.0.signum()))).await;
        assert_eq!(further.err(), Some(Refusal::AmountInvalid));
        reseller.does(post(back)).await.expect("back to nothing");
    }
    for amount in [Money(i64::MIN), Money(i64::MAX)] {
        assert_eq!(reseller.does(post(amount)).await.err(), Some(Refusal::AmountInvalid));
    }
    let last = client.statement().await.pop().expect("a line for each");
    assert_eq!(last.balance, Money::ZERO);
}

/// An account that holds no more: what it uses is its reseller's to pay, and nobody else notices.
async fn what_a_client_cannot_be_charged_its_reseller_pays(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    reseller.does(connect("alice_shop")).await.expect("a client of its own");
    // Of its 549 cents below nothing it falls so far that two more are all that fits.
    let full = "INSERT INTO posting (id, at, debit, credit, amount, currency, reason, note) \
                SELECT 1, opened, id, 4, 9223372036303775807, 'USD', 'adjustment', 'meddled' \
                FROM account WHERE parent IS NOT NULL";
    let balance = "UPDATE account SET balance = balance - 9223372036303775807 \
                   WHERE parent IS NOT NULL";
    house.database.meddle(&[full, balance]);

    let before = reseller.balance().await;
    let began = house.clock.now();
    house.clock.pass(600);
    let record = CallRecord {
        switch: "edge".to_owned(),
        call: "a".to_owned(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: did(NUMBER),
        other: "12125550123".to_owned(),
        name: String::new(),
        answered_by: String::new(),
        started: began.plus_seconds(1),
        answered: Some(began.plus_seconds(2)),
        ended: began.plus_seconds(62),
        cause: None,
        code: String::new(),
    };
    let kept = house.operator().does(CallRecordPut { record }).await.expect("it was made");
    assert!(kept.charged.is_positive(), "its reseller owes us for it");
    assert_eq!(reseller.balance().await, Money(before.0 - kept.charged.0));
    house.clock.pass(40 * DAY);
    renew_clients(&house).await;
    assert_eq!(lines(&client).await.len(), 3, "neither the call nor the month has a line");
    let next = reseller.numbers().await[0].client_billing.expect("it has a client");
    assert!(next > house.clock.now(), "and the month is over all the same");
}

async fn one_month_that_cannot_be_charged_keeps_no_other_waiting(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let (bad, good) = (did(NUMBER), did(NUMBER + 1));
    reseller.orders([bad, good]).await.expect("for sale");
    for did in [bad, good] {
        let connect = ClientConnect { did, ..connect("alice_shop") };
        reseller.does(connect).await.expect("a client of its own");
    }
    house.clock.pass(40 * DAY);
    house.database.meddle(&[SPOIL]);
    assert_eq!(house.engine.renew_clients().await, Ok(true));
    assert_eq!(lines(&client).await.len(), 5, "the other one was charged");
    assert_eq!(house.engine.renew_clients().await, Ok(false), "it was put off");
    house.database.meddle(&[MEND]);
    house.clock.pass(RENEWAL_AGAIN_SECONDS - 1);
    assert_eq!(house.engine.renew_clients().await, Ok(false));
    house.clock.pass(1);
    assert_eq!(house.engine.renew_clients().await, Ok(true));
    assert_eq!(lines(&client).await.len(), 6);
}

async fn what_is_given_back_to_a_client_is_no_payment(house: Arc<House>) {
    let (reseller, client) = shop(&house).await;
    let credit = ClientPost { adjusts: true, ..post(Money::cents(150)) };
    reseller.does(credit).await.expect("its own client");
    reseller.does(post(Money::cents(150))).await.expect("its own client");
    assert_eq!(lines(&client).await, [(Reason::Adjustment, 150), (Reason::TopUp, 150)]);
}

async fn a_month_that_begins_in_suspension_is_passed_over_with_a_line(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let reseller = house.customer("alice", 65).await;
    let client = house.sub_account(&reseller, "alice_shop").await;
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    let next_billing = Some(house.clock.now().plus_days(40));
    let connect = ClientConnect { next_billing, ..connect("alice_shop") };
    reseller.does(connect).await.expect("a client of its own");
    for days in [29, 8] {
        house.clock.pass(days * DAY);
        house.operator().renews().await;
    }
    assert_eq!(reseller.numbers().await[0].state, NumberState::Suspended);
    house.clock.pass(4 * DAY);
    assert_eq!(house.engine.renew_clients().await, Ok(true));
    let passed_over = [(Reason::Setup, -199), (Reason::Month, -350), (Reason::Waived, 0)];
    assert_eq!(lines(&client).await, passed_over);
    // Its reseller pays for all of that time afterwards; nothing follows from that for the client.
    house.operator().tops_up(reseller.root, Money::cents(500)).await;
    house.operator().renews().await;
    assert_eq!(reseller.numbers().await[0].state, NumberState::Active);
    assert_eq!(house.engine.renew_clients().await, Ok(false));
    assert_eq!(lines(&client).await, passed_over);
}
