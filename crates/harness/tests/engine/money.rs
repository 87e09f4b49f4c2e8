//! Credit, refunds, and a statement that explains itself.

use std::sync::Arc;

use tandem_domain::{Money, PostingId, Reason, Refusal, Timestamp};
use tandem_engine::{AccountCredit, FundsRefund, StatementList, SupplierAnswer};
use tandem_harness::shelf::{block, did, dids, miami, supplied};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    an_account_spends_down_to_its_limit,
    only_customers_have_credit,
    a_charge_is_given_back_once,
    only_charges_are_given_back,
    what_a_supplier_gave_back_is_not_given_back_again,
    a_statement_shows_a_time_and_the_balance_after_each_line,
    a_statement_comes_in_pages,
}

const NUMBER: u64 = 13_055_550_100;

async fn charge(alice: &Customer, reason: Reason) -> PostingId {
    let lines = alice.statement().await;
    let line = lines.iter().find(|line| line.posting.reason == reason);
    line.expect("such a line").posting.id
}

fn refund(alice: &Customer, charge: PostingId, cents: Option<i64>) -> FundsRefund {
    let amount = cents.map(Money::cents);
    FundsRefund { account: alice.root, charge, amount, note: "a mistake".to_owned() }
}

async fn an_account_spends_down_to_its_limit(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 3, miami())]).await;
    let alice = house.customer("alice", 65).await;
    let numbers = dids(NUMBER, 3);
    house.operator().gives_credit(alice.root, Money::cents(100)).await;
    alice.orders([numbers[0]]).await.expect("paid for");
    alice.orders([numbers[1]]).await.expect("on credit");
    assert_eq!(alice.balance().await, Money::cents(-65));
    let (needed, balance) = (Money::cents(65), Money::cents(35));
    let short = Refusal::InsufficientFunds { needed, balance };
    assert_eq!(alice.orders([numbers[2]]).await, Err(short));
}

async fn only_customers_have_credit(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let sub = house.sub_account(&alice, "alice_voip").await;
    let credit = |account, cents| AccountCredit { account, limit: Money::cents(cents) };
    let invalid = Err(Refusal::AmountInvalid);
    assert_eq!(house.operator().does(credit(sub.account, 1)).await, invalid);
    assert_eq!(house.operator().does(credit(alice.root, -1)).await, invalid);
    assert_eq!(alice.does(credit(alice.root, 1)).await, Err(Refusal::Forbidden));
}

async fn a_charge_is_given_back_once(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let alice = house.customer("alice", 65).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    let setup = charge(&alice, Reason::Setup).await;
    let operator = house.operator();
    operator.does(refund(&alice, setup, Some(15))).await.expect("part of it");
    let too_much = |left| Err(Refusal::RefundTooMuch { left: Money::cents(left) });
    assert_eq!(operator.does(refund(&alice, setup, Some(26))).await, too_much(25));
    let rest = operator.does(refund(&alice, setup, None)).await.expect("the rest");
    assert_eq!(rest.balance, Money::cents(40));
    assert_eq!(operator.does(refund(&alice, setup, None)).await, too_much(0));
    assert_eq!(operator.does(refund(&alice, setup, Some(1))).await, too_much(0));
    assert_eq!(alice.does(refund(&alice, setup, None)).await, Err(Refusal::Forbidden));
    let last = alice.statement().await.pop().expect("a line");
    let why =
        format!("refund, number +{NUMBER}, plan STANDARD, order 1, of charge {setup}: a mistake");
    assert_eq!(last.why, why);
}

async fn only_charges_are_given_back(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let alice = house.customer("alice", 65).await;
    let bob = house.customer("bob", 65).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    let (top_up, setup) =
        (charge(&alice, Reason::TopUp).await, charge(&alice, Reason::Setup).await);
    let unknown = Err(Refusal::ChargeUnknown);
    let operator = house.operator();
    assert_eq!(operator.does(refund(&alice, top_up, None)).await, unknown);
    assert_eq!(operator.does(refund(&bob, setup, None)).await, unknown);
    assert_eq!(operator.does(refund(&alice, PostingId(1), None)).await, unknown);
    let nothing = operator.does(refund(&alice, setup, Some(0))).await;
    assert_eq!(nothing, Err(Refusal::AmountInvalid));
}

async fn what_a_supplier_gave_back_is_not_given_back_again(house: Arc<House>) {
    let numbers = dids(12_125_550_100, 2);
    house.operator().stocks([block(12_125_550_100, 2, supplied())]).await;
    let alice = house.customer("alice", 1000).await;
    let operator = house.operator();
    let none = Err(Refusal::RefundTooMuch { left: Money::ZERO });
    let placed = alice.orders([numbers[0]]).await.expect("on its way");
    let setup = charge(&alice, Reason::Setup).await;
    assert_eq!(operator.does(refund(&alice, setup, None)).await, none, "it is in suspense");
    let refused = SupplierAnswer::Refused("no".to_owned());
    operator.hears(placed.order, &alice, numbers[0], refused).await.expect("a clear no");
    assert_eq!(operator.does(refund(&alice, setup, None)).await, none, "it went back");
    let placed = alice.orders([numbers[1]]).await.expect("on its way");
    let sold = SupplierAnswer::Sold;
    operator.hears(placed.order, &alice, numbers[1], sold).await.expect("a clear yes");
    let lines = alice.statement().await;
    let month = lines.iter().rfind(|line| line.posting.reason == Reason::Month).expect("a month");
    let refunded = operator.does(refund(&alice, month.posting.id, None)).await.expect("ours");
    assert_eq!(refunded.balance, Money::cents(1000 - 40));
}

async fn a_statement_shows_a_time_and_the_balance_after_each_line(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    house.clock.pass(3600);
    let later = house.engine.now();
    alice.orders([did(NUMBER + 1)]).await.expect("for sale");
    let balances = |lines: &[tandem_engine::StatementLine]| -> Vec<i64> {
        lines.iter().map(|line| line.balance.to_cents()).collect()
    };
    let of = |from, to| StatementList { from, to, ..StatementList::default() };
    let all = alice.does(of(None, None)).await.expect("a statement");
    assert_eq!(balances(&all.lines), [1000, 960, 935, 895, 870]);
    let first = alice.does(of(None, Some(later))).await.expect("a statement");
    assert_eq!(balances(&first.lines), [1000, 960, 935]);
    let second = alice.does(of(Some(later), None)).await.expect("a statement");
    assert_eq!(second.opening, Money::cents(935));
    assert_eq!(balances(&second.lines), [895, 870]);
    assert_eq!(second.lines[0].order_serial, Some(2));
    let none = alice.does(of(Some(Timestamp(i64::MAX)), None)).await.expect("a statement");
    assert_eq!((none.opening, none.lines.len()), (Money::cents(870), 0));
}

async fn a_statement_comes_in_pages(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    for _ in 0..1001 {
        house.operator().tops_up(alice.root, Money::cents(1)).await;
        house.clock.pass(1);
    }
    let page = alice.does(StatementList::default()).await.expect("a page");
    assert_eq!(page.lines.len(), 1000);
    let rest = StatementList { after: page.next, ..StatementList::default() };
    let rest = alice.does(rest).await.expect("a page");
    assert_eq!((rest.opening, rest.lines.len()), (Money::cents(1000), 1));
    assert_eq!(rest.lines[0].balance, Money::cents(1001));
    assert_eq!(rest.next, None);
}
