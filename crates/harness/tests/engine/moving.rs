//! A seller moves in from another system: customers with their balances, numbers with their months.

use std::sync::Arc;

use tandem_domain::{
    AccountId, AccountProfile, AccountStatus, Currency, Destination, Money, NumberSettings,
    NumberState, Reason, Refusal, Resale, Timestamp,
};
use tandem_engine::{
    AccountFind, AccountMoveIn, Alias, Arriving, DisconnectPage, Keep, KeptPrice, KeptResale,
    Misfit, MovedIn, Newcomer, NumberMoveIn, NumberReserve, NumberReshelve, OrderPlace,
    RESTORE_DAYS, Reshelved, Service, StockRow, SupplierAnswer, TenurePage,
};
use tandem_harness::shelf::{SUPPLIER, block, did, miami, supplied};
use tandem_harness::{Customer, House, login, on_both_databases, order};
use tandem_numbering::Did;

on_both_databases! {
    a_customer_brings_the_balance_along_once,
    an_account_moves_in_whole_or_not_at_all,
    a_number_moves_in_at_the_price_and_in_the_month_it_had,
    what_cannot_move_in_says_why_and_stops_nobody,
    a_number_that_moved_in_lives_on_like_any_other,
    what_a_supplier_no_longer_lists_leaves_the_shelf,
    what_was_blocked_for_another_reason_does_not_come_back,
    what_a_supplier_has_back_it_may_list_again,
    a_client_s_month_that_was_charged_here_is_not_charged_again,
    a_disconnect_is_one_that_nobody_can_undo,
}

fn newcomer(name: &str, cents: i64) -> Newcomer {
    Newcomer {
        id: None,
        parent: None,
        profile: AccountProfile {
            name: name.to_owned(),
            plan: "STANDARD".to_owned(),
            default_routing: Destination::None,
            client_limit: None,
            calls: tandem_domain::CallLimits::default(),
            held_max: None,
            closed: false,
            email: String::new(),
            postal_code: String::new(),
            messages_a_day: None,
            zone: String::new(),
        },
        status: AccountStatus::Open,
        currency: None,
        credit_limit: Money::ZERO,
        balance: Money::cents(cents),
        aliases: vec![Alias { scheme: "voipms".to_owned(), name: name.to_owned() }],
        slots: Vec::new(),
    }
}

fn arriving(digits: u64, owner: &str) -> Arriving {
    Arriving {
        did: did(digits),
        owner: login(owner),
        service: Service::Active,
        plan: None,
        price: KeptPrice { monthly: Some(Money::cents(99)), ..KeptPrice::default() },
        began: Timestamp::parse("2024-05-31"),
        next_billing: Timestamp::parse("2026-02-28").expect("a date"),
        anchor_day: Some(31),
        slot: None,
        slot_fee: None,
        settings: NumberSettings::default(),
        resale: None,
    }
}

async fn moves_in(house: &House, accounts: Vec<Newcomer>) -> MovedIn {
    house.operator().does(AccountMoveIn { accounts }).await.expect("rows that are judged")
}

async fn brings(house: &House, numbers: Vec<Arriving>) -> MovedIn {
    house
        .operator()
        .does(NumberMoveIn { numbers, charge_arrears: false })
        .await
        .expect("rows that are judged")
}

/// The customer of that name, as soon as it has a credential.
async fn customer(house: &House, name: &str) -> Customer {
    let account = house.operator().does(AccountFind { named: login(name) }).await;
    let id = account.expect("an account that moved in").id;
    Customer::of(&house.engine, id, id)
}

fn moved(done: u64, already: u64) -> MovedIn {
    MovedIn { done, already, ..MovedIn::default() }
}

fn misfit(place: usize, field: &'static str, why: Refusal) -> Misfit {
    Misfit { place, field: field.into(), why }
}

async fn a_customer_brings_the_balance_along_once(house: Arc<House>) {
    let rows = || {
        let sub = Newcomer { parent: Some(login("alice")), ..newcomer("alice_desk", 0) };
        let closed = Newcomer { status: AccountStatus::Suspended, ..newcomer("carol", 0) };
        vec![newcomer("alice", 1250), newcomer("bob", -300), sub, closed]
    };
    assert_eq!(moves_in(&house, rows()).await, moved(4, 0));
    assert_eq!(moves_in(&house, rows()).await, moved(0, 4));
    let (alice, bob) = (customer(&house, "alice").await, customer(&house, "bob").await);
    assert_eq!(alice.balance().await, Money::cents(1250));
    assert_eq!(bob.balance().await, Money::cents(-300));
    let statement = alice.statement().await;
    assert_eq!(statement.len(), 1);
    assert_eq!(statement[0].posting.reason, Reason::Opening);
    assert_eq!(statement[0].why, "balance brought along from another system");
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    alice.orders([did(13_055_550_100)]).await.expect("paid with what was brought along");
    let carol = customer(&house, "carol").await;
    let refused = carol.orders([did(13_055_550_100)]).await.map(|_| ());
    assert_eq!(refused, Err(Refusal::AccountSuspended));
}

async fn an_account_moves_in_whole_or_not_at_all(house: Arc<House>) {
    let taken = house.operator().opens_account(None, "alice").await;
    let named = |names: &[&str]| -> Vec<Alias> {
        let alias = |name: &&str| Alias { scheme: "voipms".to_owned(), name: (*name).to_owned() };
        names.iter().map(alias).collect()
    };
    let rows = vec![
        Newcomer { aliases: named(&["fresh", "alice"]), ..newcomer("eve", 100) },
        Newcomer { parent: Some(login("nobody")), ..newcomer("sub", 0) },
        Newcomer { id: Some(AccountId(7)), ..newcomer("house", 0) },
        Newcomer {
            parent: Some(login("alice")),
            currency: Currency::parse("CAD"),
            ..newcomer("foreign_sub", 0)
        },
        Newcomer { id: Some(taken), ..newcomer("other", 0) },
    ];
    let unknown = |name: &str| Refusal::AccountUnknown { name: name.to_owned() };
    let taken = |name: String| Refusal::NameTaken { name };
    let refused = vec![
        misfit(0, "aliases", taken("alice".to_owned())),
        misfit(1, "parent", unknown("voipms:nobody")),
        misfit(2, "id", taken("7".to_owned())),
        misfit(3, "currency", Refusal::CurrencyMismatch),
        misfit(4, "id", taken(rows[4].id.map(|id| id.to_string()).unwrap_or_default())),
    ];
    assert_eq!(moves_in(&house, rows).await, MovedIn { refused, ..MovedIn::default() });
    let left = house.operator().does(AccountFind { named: login("fresh") }).await;
    assert_eq!(left.map(|_| ()), Err(unknown("voipms:fresh")));
}

async fn a_number_moves_in_at_the_price_and_in_the_month_it_had(house: Arc<House>) {
    moves_in(&house, vec![newcomer("alice", 500)]).await;
    house.operator().stocks([block(13_055_550_100, 3, miami()).reserved()]).await;
    let rows = || {
        let off = Arriving { service: Service::Suspended, ..arriving(13_055_550_101, "alice") };
        vec![arriving(13_055_550_100, "alice"), off]
    };
    assert_eq!(brings(&house, rows()).await, moved(2, 0));
    assert_eq!(brings(&house, rows()).await, moved(0, 2));
    let alice = customer(&house, "alice").await;
    assert_eq!(alice.balance().await, Money::cents(500), "nothing is charged");
    let numbers = alice.numbers().await;
    assert_eq!(numbers.len(), 2);
    assert_eq!(numbers[0].price.monthly, Money::cents(99));
    assert_eq!(numbers[0].price.minute, Money::cents(1), "the plan says what the file does not");
    assert_eq!(Some(numbers[0].since), Timestamp::parse("2024-05-31"));
    let page = house.operator().does(TenurePage { after: None }).await.expect("a page");
    assert_eq!(Some(page.numbers[0].next_billing), Timestamp::parse("2026-02-28"));
    assert_eq!(page.numbers[0].anchor_day, Some(31));
    assert_eq!(numbers[1].state, NumberState::Suspended);
    assert_eq!(house.engine.mirrors().stock.total(), 0);
}

async fn what_cannot_move_in_says_why_and_stops_nobody(house: Arc<House>) {
    moves_in(&house, vec![newcomer("alice", 0), newcomer("bob", 1000)]).await;
    house.operator().stocks([block(13_055_550_100, 9, miami())]).await;
    let bob = customer(&house, "bob").await;
    bob.orders([did(13_055_550_100)]).await.expect("for sale");
    bob.puts_aside([did(13_055_550_101)]).await.expect("for sale");
    let number = |last: u64| arriving(13_055_550_100 + last, "alice");
    let routing = Destination::parse("fwd:1026").ok();
    let rows = vec![
        number(0),
        number(1),
        number(99),
        Arriving { owner: login("nobody"), ..number(2) },
        Arriving { plan: Some("GONE".to_owned()), ..number(3) },
        Arriving { settings: NumberSettings { routing, ..Default::default() }, ..number(4) },
        Arriving { slot: Some(tandem_domain::SlotKind::Local), ..number(5) },
        number(6),
    ];
    let came = brings(&house, rows).await;
    let fields: Vec<(usize, &str)> =
        came.refused.iter().map(|misfit| (misfit.place, misfit.field.as_ref())).collect();
    let expected = [
        (0, "number"),
        (1, "number"),
        (2, "number"),
        (3, "owner"),
        (4, "plan"),
        (5, "routing"),
        (6, "slot"),
    ];
    assert_eq!((came.done, came.already, fields.as_slice()), (1, 0, expected.as_slice()));
    let state = NumberState::Active;
    let taken = Refusal::NumberNotForSale { did: did(13_055_550_100), state };
    assert_eq!(came.refused[0].why, taken);
    assert_eq!(bob.dids().await, [did(13_055_550_100)]);
    assert_eq!(customer(&house, "alice").await.dids().await, [did(13_055_550_106)]);
}

async fn a_number_that_moved_in_lives_on_like_any_other(house: Arc<House>) {
    moves_in(&house, vec![newcomer("alice", 0)]).await;
    house.operator().stocks([block(13_055_550_100, 1, miami()).reserved()]).await;
    let number = did(13_055_550_100);
    brings(&house, vec![arriving(13_055_550_100, "alice")]).await;
    let alice = customer(&house, "alice").await;
    alice.gives_back(number).await.expect("hers");
    // Running the import again must not bring back what was given up since.
    let again = brings(&house, vec![arriving(13_055_550_100, "alice")]).await;
    let state = NumberState::Released;
    let why = Refusal::NumberNotForSale { did: number, state };
    assert_eq!(again.refused, [misfit(0, "number", why)]);
}

async fn what_a_supplier_no_longer_lists_leaves_the_shelf(house: Arc<House>) {
    let rows: [StockRow; 2] =
        [block(12_125_550_100, 6, supplied()), block(13_055_550_100, 1, miami())];
    house.operator().stocks(rows).await;
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(12_125_550_100)]).await.expect("for sale");
    bob.puts_aside([did(12_125_550_101)]).await.expect("for sale");
    let reshelve = |withdrawn: &[u64], returned: &[u64]| NumberReshelve {
        supplier: SUPPLIER.to_owned(),
        withdrawn: withdrawn.iter().copied().map(did).collect(),
        returned: returned.iter().copied().map(did).collect(),
    };
    let gone = [12_125_550_100, 12_125_550_101, 12_125_550_102, 12_125_550_103, 13_055_550_100];
    let done = house.operator().does(reshelve(&gone, &[])).await.expect("a bounded command");
    let in_use = vec![did(12_125_550_100), did(12_125_550_101)];
    assert_eq!(done, Reshelved { withdrawn: 2, returned: 0, in_use });
    assert_eq!(house.engine.mirrors().stock.total(), 3, "our own number stays");
    let refused = bob.orders([did(12_125_550_102)]).await.map(|_| ());
    let (did_gone, state) = (did(12_125_550_102), NumberState::Blocked);
    assert_eq!(refused, Err(Refusal::NumberNotForSale { did: did_gone, state }));
    let done = house.operator().does(reshelve(&[], &[12_125_550_102])).await;
    assert_eq!(done.map(|done| done.returned), Ok(1));
    bob.orders([did(12_125_550_102)]).await.expect("it is listed again");
}

async fn a_disconnect_is_one_that_nobody_can_undo(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let numbers = [13_055_550_100, 13_055_550_101, 13_055_550_102].map(did);
    alice.orders(numbers).await.expect("for sale");
    alice.gives_back(numbers[0]).await.expect("hers");
    alice.ports_out(numbers[1]).await.expect("hers");
    let departure = tandem_engine::Departure::Completed;
    house.operator().ends_port_out(numbers[1], departure).await.expect("it left");
    let since = house.engine.now();
    let page = |since| DisconnectPage { since, after: tandem_domain::TenureId(i64::MIN) };
    let found = house.operator().does(page(since)).await.expect("a page");
    assert_eq!(found.numbers, [], "she may still have it back");
    house.clock.pass(RESTORE_DAYS * 86_400);
    house.operator().sweeps().await;
    let found = house.operator().does(page(since)).await.expect("a page");
    assert_eq!(found.numbers, [(numbers[0], since)]);
    let found = house.operator().does(page(since.plus_seconds(1))).await.expect("a page");
    assert_eq!(found.numbers, []);
}

async fn what_was_blocked_for_another_reason_does_not_come_back(house: Arc<House>) {
    house.operator().stocks([block(12_125_550_100, 4, supplied())]).await;
    let [kept_off, refused, withdrawn, both] =
        [12_125_550_100, 12_125_550_101, 12_125_550_102, 12_125_550_103].map(did);
    let block = |did| NumberReserve { did, keep: Keep::Blocked };
    house.operator().does(block(kept_off)).await.expect("on the shelf");
    let bob = house.customer("bob", 1000).await;
    let placed = bob.orders([refused]).await.expect("for sale");
    let no = SupplierAnswer::Refused("failed p data check".to_owned());
    house.operator().hears(placed.order, &bob, refused, no).await.expect("it waits");
    let reshelve = |withdrawn: &[Did], returned: &[Did]| NumberReshelve {
        supplier: SUPPLIER.to_owned(),
        withdrawn: withdrawn.to_vec(),
        returned: returned.to_vec(),
    };
    let gone = house.operator().does(reshelve(&[kept_off, refused, withdrawn, both], &[])).await;
    assert_eq!(gone.map(|done| done.withdrawn), Ok(2));
    house.operator().does(block(both)).await.expect("off the shelf, whatever its supplier says");
    let again = [kept_off, refused, withdrawn, both];
    let back = house.operator().does(reshelve(&[], &again)).await;
    assert_eq!(back.map(|done| done.returned), Ok(1));
    bob.orders([withdrawn]).await.expect("it is listed again");
    for did in [kept_off, refused, both] {
        let why = Refusal::NumberNotForSale { did, state: NumberState::Blocked };
        assert_eq!(bob.orders([did]).await.map(|_| ()), Err(why));
    }
}

async fn what_a_supplier_has_back_it_may_list_again(house: Arc<House>) {
    house.operator().stocks([block(12_125_550_100, 1, supplied())]).await;
    let number = did(12_125_550_100);
    let bob = house.customer("bob", 1000).await;
    let placed = bob.orders([number]).await.expect("for sale");
    house.operator().hears(placed.order, &bob, number, SupplierAnswer::Sold).await.expect("sold");
    bob.gives_back(number).await.expect("his");
    house.clock.pass(RESTORE_DAYS * 86_400);
    house.operator().sweeps().await;
    let supplier = SUPPLIER.to_owned();
    let listed = NumberReshelve { supplier, withdrawn: Vec::new(), returned: vec![number] };
    assert_eq!(house.operator().does(listed).await.map(|done| done.returned), Ok(1));
}

/// A client was charged for a month here, its reseller gave the number up, and it comes along again from where the
/// same month was charged.
async fn a_client_s_month_that_was_charged_here_is_not_charged_again(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let client = house.sub_account(&alice, "alice_shop").await;
    let number = did(13_055_550_100);
    let terms = Resale { monthly: Money::cents(350), setup: Money::ZERO, minute: Money::ZERO };
    let settings = NumberSettings { resale: Some(terms), ..NumberSettings::default() };
    let owner = Some(login("alice_shop"));
    let for_client = OrderPlace { owner, settings: settings.clone(), ..order([number]) };
    alice.does(for_client).await.expect("for a client of its own");
    let began = house.engine.now();
    client.gives_back(number).await.expect("its own");
    house.clock.pass(RESTORE_DAYS * 86_400 + 91 * 86_400);
    house.operator().sweeps().await;
    house.operator().sweeps().await;
    let resale = Some(KeptResale { since: began, next: began, anchor_day: 31 });
    let coming = Arriving {
        settings,
        resale,
        began: None,
        next_billing: house.engine.now(),
        ..arriving(13_055_550_100, "alice_shop")
    };
    let arrears = NumberMoveIn { numbers: vec![coming], charge_arrears: true };
    let moved = house.operator().does(arrears).await.expect("a bounded command");
    assert_eq!(moved.refused, []);
    assert_eq!(house.engine.renew_clients().await, Ok(true));
    let months = client.statement().await;
    let months = months.iter().filter_map(|line| line.posting.period);
    let months: Vec<_> = months.map(|month| month.from).collect();
    assert!(months.is_sorted_by(|one, next| one < next), "each once: {months:?}");
}
