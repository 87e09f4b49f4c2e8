//! Months are charged, or not paid for, and numbers come back.

use std::sync::Arc;

use tandem_domain::{Money, NumberState, PortOutProof, Refusal, Timestamp};
use tandem_engine::{
    Departure, GRACE_DAYS, JobTake, Lease, NumberRestore, PortOutAsk, RENEWAL_AGAIN_SECONDS,
    RENEWAL_JOB, RESTORE_DAYS, RenewalRun, Renewed, SUSPENSION_DAYS,
};
use tandem_harness::shelf::{block, did, dids, miami, supplied};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    months_are_charged_on_their_anchor_day,
    months_that_were_missed_are_charged_one_by_one,
    a_month_is_charged_once,
    who_does_not_pay_loses_the_number_step_by_step,
    a_top_up_pays_what_is_due_and_resumes,
    months_in_suspension_are_not_asked_for,
    the_longest_due_is_paid_first,
    a_suspended_number_may_be_given_back,
    a_number_that_nobody_fetches_is_one_like_any_other,
    a_number_that_leaves_is_neither_suspended_nor_released,
    a_suspended_number_that_stays_is_suspended,
    a_number_that_is_being_bought_is_not_billed,
    a_number_in_its_paid_month_is_restored_for_nothing,
    a_number_past_its_paid_month_is_restored_for_a_month,
    a_restore_window_ends_at_its_second,
    only_who_had_the_number_may_restore_it,
    credit_pays_for_months,
    a_month_that_has_begun_is_owed_by_who_gives_the_number_back,
    what_is_owed_of_a_month_that_is_over_is_paid_beside_the_new_one,
    what_was_not_charged_in_time_is_charged_when_the_number_goes,
    one_number_that_cannot_be_charged_keeps_no_other_waiting,
}

const DAY: i64 = 86_400;
const NUMBER: u64 = 13_055_550_100;
/// Makes what is written about [`NUMBER`] unreadable, and readable again.
const SPOIL: &str = "UPDATE tenure SET settings = 'x' || settings WHERE did = 13055550100";
const MEND: &str = "UPDATE tenure SET settings = substr(settings, 2) WHERE did = 13055550100";

/// A customer with one number, 0.65 spent and so many cents left; the month is 0.25.
async fn tenant(house: &House, left: i64) -> (Customer, Did) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let alice = house.customer("alice", 65 + left).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    (alice, did(NUMBER))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// Moves the clock to an instant to come.
fn wait_until(house: &House, text: &str) {
    house.clock.pass_micros(at(text).0 - house.engine.now().0);
}

/// Another carrier asks for her number, and knows whose it is.
fn asked_for(house: &House, did: Did) -> PortOutAsk {
    let proof = PortOutProof { account: "alice".to_owned(), ..PortOutProof::default() };
    let foc = house.engine.now().plus_days(30);
    PortOutAsk { did, carrier: "Other Telco".to_owned(), proof, foc }
}

async fn state(alice: &Customer) -> Vec<NumberState> {
    alice.numbers().await.into_iter().map(|number| number.state).collect()
}

async fn months_are_charged_on_their_anchor_day(house: Arc<House>) {
    let (alice, _) = tenant(&house, 1000).await;
    let months =
        [("2026-02-28", "2026-03-31"), ("2026-03-31", "2026-04-30"), ("2026-04-30", "2026-05-31")];
    for (from, to) in months {
        wait_until(&house, from);
        house.clock.pass_micros(-1);
        assert_eq!(house.operator().renews().await.months, 0, "the month is not over");
        house.clock.pass_micros(1);
        assert_eq!(house.operator().renews().await.months, 1);
        let statement = alice.statement().await;
        let last = statement.last().expect("a line");
        let month = last.posting.period.expect("a month");
        assert_eq!((month.from, month.to), (at(from), at(to)));
        assert_eq!(last.change, Money::cents(-25));
        let why = format!("month {from}..{to}, number +{NUMBER}, plan STANDARD, order 1");
        assert_eq!(last.why, why);
        assert_eq!(alice.numbers().await[0].next_billing, at(to));
    }
    assert_eq!(alice.balance().await, Money::cents(1000 - 75));
}

async fn months_that_were_missed_are_charged_one_by_one(house: Arc<House>) {
    let (alice, _) = tenant(&house, 1000).await;
    wait_until(&house, "2026-07-01");
    assert_eq!(house.operator().renews().await.months, 5);
    let statement = alice.statement().await;
    let months: Vec<String> = statement
        .iter()
        .filter_map(|line| line.posting.period)
        .map(|month| month.from.to_string().chars().take(10).collect())
        .collect();
    let begins =
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"];
    assert_eq!(months, begins);
    assert_eq!(alice.numbers().await[0].next_billing, at("2026-07-31"));
}

async fn a_month_is_charged_once(house: Arc<House>) {
    let (alice, _) = tenant(&house, 1000).await;
    wait_until(&house, "2026-03-01");
    assert_eq!(house.operator().renews().await.months, 1);
    assert_eq!(house.operator().renews().await, Renewed::default());
    // The database itself would not have it.
    let twice = "INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, \
                 period_from, period_to, note) SELECT id + 1, at, debit, credit, amount, \
                 currency, reason, did, period_from, period_to, note FROM posting \
                 WHERE reason = 'month' ON CONFLICT DO NOTHING";
    assert_eq!(house.database.meddle(&[twice]), 0);
    let holder = house.engine.holder();
    let run = RenewalRun { payer: alice.root, only: None, holder };
    let lost = Refusal::LeaseLost { job: "renewal".to_owned() };
    assert_eq!(house.operator().does(run).await, Err(lost), "the lease was given up");
}

async fn a_suspended_number_may_be_given_back(house: Arc<House>) {
    let (alice, number) = tenant(&house, 24).await;
    wait_until(&house, "2026-02-28");
    house.operator().renews().await;
    house.clock.pass(GRACE_DAYS * DAY);
    house.operator().renews().await;
    assert_eq!(state(&alice).await, [NumberState::Suspended]);
    alice.gives_back(number).await.expect("its own");
    assert_eq!(state(&alice).await, []);
    house.clock.pass(SUSPENSION_DAYS * DAY);
    assert_eq!(house.operator().renews().await, Renewed::default(), "nothing is left to renew");
}

async fn who_does_not_pay_loses_the_number_step_by_step(house: Arc<House>) {
    let (alice, number) = tenant(&house, 24).await;
    wait_until(&house, "2026-02-28");
    assert_eq!(house.operator().renews().await, Renewed { unpaid: 1, ..Renewed::default() });
    assert_eq!(state(&alice).await, [NumberState::Active], "it works for some days");
    house.clock.pass(GRACE_DAYS * DAY - 1);
    assert_eq!(house.operator().renews().await, Renewed::default());
    house.clock.pass(1);
    assert_eq!(house.operator().renews().await, Renewed { suspended: 1, ..Renewed::default() });
    assert_eq!(state(&alice).await, [NumberState::Suspended]);
    house.clock.pass(SUSPENSION_DAYS * DAY);
    assert_eq!(house.operator().renews().await, Renewed { released: 1, ..Renewed::default() });
    assert_eq!(state(&alice).await, []);
    assert_eq!(alice.balance().await, Money::cents(24), "nothing was taken");
    house.is_sound().await;

    // It can be had back, for a new month and not for the one that was never paid.
    let short = alice.restores(number).await;
    let (needed, balance) = (Money::cents(25), Money::cents(24));
    assert_eq!(short, Err(Refusal::InsufficientFunds { needed, balance }));
    house.operator().tops_up(alice.root, Money::cents(1)).await;
    let restored = alice.restores(number).await.expect("within its window");
    assert_eq!(restored.charged, Money::cents(25));
    assert_eq!(restored.next_billing, at("2026-04-21"));
}

async fn a_top_up_pays_what_is_due_and_resumes(house: Arc<House>) {
    let (alice, _) = tenant(&house, 0).await;
    wait_until(&house, "2026-02-28");
    house.operator().renews().await;
    house.clock.pass(GRACE_DAYS * DAY);
    house.operator().renews().await;
    assert_eq!(state(&alice).await, [NumberState::Suspended]);

    house.operator().tops_up(alice.root, Money::cents(24)).await;
    assert_eq!(house.operator().renews().await, Renewed::default(), "a cent is missing");
    house.operator().tops_up(alice.root, Money::cents(1)).await;
    let charged = Money::cents(25);
    let expected = Renewed { months: 1, charged, resumed: 1, ..Renewed::default() };
    assert_eq!(house.operator().renews().await, expected);
    assert_eq!(state(&alice).await, [NumberState::Active]);
    assert_eq!(alice.numbers().await[0].next_billing, at("2026-03-31"), "the anchor is kept");
}

async fn months_in_suspension_are_not_asked_for(house: Arc<House>) {
    let (alice, _) = tenant(&house, 0).await;
    wait_until(&house, "2026-02-28");
    house.operator().renews().await;
    house.clock.pass(GRACE_DAYS * DAY);
    house.operator().renews().await;
    // No node runs for three months; meanwhile the customer pays in.
    wait_until(&house, "2026-06-02");
    house.operator().tops_up(alice.root, Money::cents(1000)).await;
    let renewed = house.operator().renews().await;
    assert_eq!((renewed.months, renewed.resumed), (2, 1));
    let statement = alice.statement().await;
    let lines: Vec<&str> =
        statement[4..].iter().map(|line| line.why.split(',').next().unwrap_or("")).collect();
    let expected = ["month 2026-02-28..2026-03-31", "suspended", "month 2026-05-31..2026-06-30"];
    assert_eq!(lines, expected);
    assert!(statement[5].why.contains("2026-03-31..2026-05-31"), "{}", statement[5].why);
    assert_eq!(alice.balance().await, Money::cents(950));
}

async fn the_longest_due_is_paid_first(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 3, miami())]).await;
    let alice = house.customer("alice", 195).await;
    let numbers = dids(NUMBER, 3);
    // The highest first, each a day after the other.
    for number in numbers.iter().rev() {
        alice.orders([*number]).await.expect("for sale");
        house.clock.pass(DAY);
    }
    wait_until(&house, "2026-03-03");
    assert_eq!(house.operator().renews().await.unpaid, 3);
    house.operator().tops_up(alice.root, Money::cents(50)).await;
    assert_eq!(house.operator().renews().await.months, 2);
    let paid: Vec<Did> =
        alice.statement().await[8..].iter().filter_map(|line| line.posting.did).collect();
    // The first was due on 28 February, both others on 1 and 2 March.
    assert_eq!(paid, [numbers[2], numbers[1]]);
}

/// Its owner's word lasts as long as the month that is paid.
async fn a_number_that_nobody_fetches_is_one_like_any_other(house: Arc<House>) {
    let (alice, number) = tenant(&house, 25).await;
    alice.ports_out(number).await.expect("hers");
    house.clock.pass(DAY);
    assert_eq!(house.operator().renews().await, Renewed::default());
    assert_eq!(state(&alice).await, [NumberState::PortingOut]);
    wait_until(&house, "2026-03-01");
    assert_eq!(house.operator().renews().await.months, 1);
    assert_eq!(state(&alice).await, [NumberState::Active]);
    // Once more, and this time there is nothing to pay with.
    alice.ports_out(number).await.expect("hers");
    wait_until(&house, "2026-04-01");
    assert_eq!(house.operator().renews().await.unpaid, 1);
    alice.ports_out(number).await.expect("in its days of grace it works");
    house.clock.pass(8 * DAY);
    assert_eq!(house.operator().renews().await.suspended, 1);
    assert_eq!(state(&alice).await, [NumberState::Suspended]);
    let did = number;
    let suspended = Refusal::NumberState { did, state: NumberState::Suspended };
    assert_eq!(alice.ports_out(number).await, Err(suspended), "that would switch it on");
    house.clock.pass(15 * DAY);
    assert_eq!(house.operator().renews().await.released, 1);
}

async fn a_number_that_leaves_is_neither_suspended_nor_released(house: Arc<House>) {
    let (alice, number) = tenant(&house, 0).await;
    house.operator().does(asked_for(&house, number)).await.expect("it knows her account");
    wait_until(&house, "2026-05-01");
    assert_eq!(house.operator().renews().await.unpaid, 1);
    house.clock.pass(100 * DAY);
    assert_eq!(house.operator().renews().await, Renewed::default());
    assert_eq!(state(&alice).await, [NumberState::PortingOut]);
    house.operator().ends_port_out(number, Departure::Completed).await.expect("it leaves");
    house.clock.pass(100 * DAY);
    assert_eq!(house.operator().renews().await, Renewed::default());
}

/// Another carrier may fetch a number that is not paid for; if it gives up, nothing is paid by that.
async fn a_suspended_number_that_stays_is_suspended(house: Arc<House>) {
    let (alice, number) = tenant(&house, 0).await;
    wait_until(&house, "2026-03-01");
    assert_eq!(house.operator().renews().await.unpaid, 1);
    house.clock.pass(8 * DAY);
    assert_eq!(house.operator().renews().await.suspended, 1);
    for (pays, stays) in [(0, NumberState::Suspended), (50, NumberState::Active)] {
        house.operator().does(asked_for(&house, number)).await.expect("it knows her account");
        assert_eq!(state(&alice).await, [NumberState::PortingOut]);
        if pays > 0 {
            house.operator().tops_up(alice.root, Money::cents(pays)).await;
            assert_eq!(house.operator().renews().await.months, 1);
        }
        house.operator().ends_port_out(number, Departure::Withdrawn).await.expect("it stays");
        assert_eq!(state(&alice).await, [stays]);
    }
}

async fn a_number_that_is_being_bought_is_not_billed(house: Arc<House>) {
    house.operator().stocks([block(12_125_550_100, 1, supplied())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(12_125_550_100)]).await.expect("on its way");
    wait_until(&house, "2026-05-01");
    assert_eq!(house.operator().renews().await, Renewed::default());
    assert_eq!(alice.balance().await, Money::cents(1000 - 65));
}

async fn a_number_in_its_paid_month_is_restored_for_nothing(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    alice.gives_back(number).await.expect("hers");
    house.clock.pass(10 * DAY);
    let restored = alice.restores(number).await.expect("within its window");
    assert_eq!((restored.charged, restored.next_billing), (Money::ZERO, at("2026-02-28")));
    assert_eq!(alice.dids().await, [number]);
    let again = alice.restores(number).await;
    assert_eq!(again, Err(Refusal::NumberAlreadyOwned { did: number }));
    wait_until(&house, "2026-03-01");
    assert_eq!(house.operator().renews().await.months, 1, "life goes on");
    assert_eq!(alice.numbers().await[0].next_billing, at("2026-03-31"));
}

async fn a_number_past_its_paid_month_is_restored_for_a_month(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    wait_until(&house, "2026-02-27");
    alice.gives_back(number).await.expect("hers");
    wait_until(&house, "2026-03-15");
    assert_eq!(house.operator().renews().await, Renewed::default(), "it is nobody's");
    let restored = alice.restores(number).await.expect("within its window");
    assert_eq!(restored.charged, Money::cents(25));
    assert_eq!(restored.next_billing, at("2026-04-15"));
    assert_eq!(alice.balance().await, Money::cents(75));
}

async fn a_restore_window_ends_at_its_second(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    alice.gives_back(number).await.expect("hers");
    house.clock.pass(RESTORE_DAYS * DAY);
    let over = Refusal::RestoreOver { did: number };
    assert_eq!(alice.restores(number).await, Err(over.clone()), "not a moment later");
    house.operator().sweeps().await;
    assert_eq!(alice.restores(number).await, Err(over.clone()), "it rests");
    assert_eq!(house.operator().does(NumberRestore { did: number }).await, Err(over));
}

async fn only_who_had_the_number_may_restore_it(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    let mallory = house.customer("mallory", 1000).await;
    let not_owned = Err(Refusal::NumberNotOwned { did: number });
    assert_eq!(mallory.restores(number).await, not_owned);
    alice.gives_back(number).await.expect("hers");
    assert_eq!(mallory.restores(number).await, not_owned);
    house.operator().does(NumberRestore { did: number }).await.expect("the operator may");
    assert_eq!(alice.dids().await, [number]);
}

async fn credit_pays_for_months(house: Arc<House>) {
    let (alice, _) = tenant(&house, 0).await;
    house.operator().gives_credit(alice.root, Money::cents(30)).await;
    wait_until(&house, "2026-02-28");
    assert_eq!(house.operator().renews().await.months, 1);
    assert_eq!(alice.balance().await, Money::cents(-25));
    wait_until(&house, "2026-03-31");
    assert_eq!(house.operator().renews().await.unpaid, 1, "five cents are left");
    house.operator().gives_credit(alice.root, Money::cents(50)).await;
    assert_eq!(house.operator().renews().await.months, 1, "more credit pays at once");
    assert_eq!(alice.balance().await, Money::cents(-50));
}

async fn one_number_that_cannot_be_charged_keeps_no_other_waiting(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER), did(NUMBER + 1)]).await.expect("for sale");
    wait_until(&house, "2026-03-01");
    house.database.meddle(&[SPOIL]);
    let holder = house.engine.holder();
    let lease = Lease { job: RENEWAL_JOB.to_owned(), holder };
    let take = JobTake { lease, seconds: 86_400 };
    house.operator().does(take).await.expect("an answer").expect("nobody else has it");
    let renew = async || house.engine.renew_payer(alice.root, holder).await.expect("a round");
    assert_eq!(renew().await.months, 1, "the other one is charged");
    assert_eq!(renew().await, Renewed::default(), "what cannot be charged was put off");
    house.database.meddle(&[MEND]);
    assert_eq!(renew().await, Renewed::default());
    house.clock.pass(RENEWAL_AGAIN_SECONDS);
    assert_eq!(renew().await.months, 1);
    assert_eq!(alice.numbers().await[0].next_billing, at("2026-03-31"), "not a day is forgiven");
}

async fn a_month_that_has_begun_is_owed_by_who_gives_the_number_back(house: Arc<House>) {
    let (alice, number) = tenant(&house, 24).await;
    wait_until(&house, "2026-02-28");
    assert_eq!(house.operator().renews().await.unpaid, 1);
    house.clock.pass(GRACE_DAYS * DAY - 1);
    alice.gives_back(number).await.expect("her own");
    assert_eq!(alice.balance().await, Money::cents(24), "nobody is driven below nothing");
    let (needed, balance) = (Money::cents(25), Money::cents(24));
    let short = Err(Refusal::InsufficientFunds { needed, balance });
    assert_eq!(alice.restores(number).await, short);
    house.operator().tops_up(alice.root, Money::cents(1)).await;
    let restored = alice.restores(number).await.expect("within its window");
    assert_eq!((restored.charged, restored.next_billing), (needed, at("2026-03-31")));
    assert_eq!(alice.balance().await, Money::ZERO);
    alice.gives_back(number).await.expect("her own");
    assert_eq!(alice.restores(number).await.map(|again| again.charged), Ok(Money::ZERO));
}

async fn what_is_owed_of_a_month_that_is_over_is_paid_beside_the_new_one(house: Arc<House>) {
    let (alice, number) = tenant(&house, 24).await;
    wait_until(&house, "2026-02-28");
    assert_eq!(house.operator().renews().await.unpaid, 1);
    wait_until(&house, "2026-03-06");
    alice.gives_back(number).await.expect("her own");
    wait_until(&house, "2026-04-02");
    house.operator().tops_up(alice.root, Money::cents(25)).await;
    assert!(alice.restores(number).await.is_err(), "there is money for one month");
    assert_eq!(alice.balance().await, Money::cents(49));
    house.operator().tops_up(alice.root, Money::cents(1)).await;
    let restored = alice.restores(number).await.expect("within its window");
    let charged = Money::cents(50);
    assert_eq!((restored.charged, restored.next_billing), (charged, at("2026-05-02")));
    let statement = alice.statement().await;
    let months = statement.iter().filter_map(|line| line.posting.period);
    let months: Vec<_> = months.skip(1).map(|month| (month.from, month.to)).collect();
    let expected = [("2026-02-28", "2026-03-31"), ("2026-04-02", "2026-05-02")];
    assert_eq!(months, expected.map(|(from, to)| (at(from), at(to))));
}

async fn what_was_not_charged_in_time_is_charged_when_the_number_goes(house: Arc<House>) {
    let (alice, number) = tenant(&house, 60).await;
    // Three months have begun, and nobody went round meanwhile; there is money for two.
    wait_until(&house, "2026-05-01");
    alice.gives_back(number).await.expect("her own");
    assert_eq!(alice.balance().await, Money::cents(10));
    house.operator().tops_up(alice.root, Money::cents(15)).await;
    let restored = alice.restores(number).await.expect("within its window");
    assert_eq!(restored.next_billing, at("2026-05-31"));
    assert_eq!(alice.balance().await, Money::ZERO);
}
