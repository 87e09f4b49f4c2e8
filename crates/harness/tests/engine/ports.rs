//! Numbers come from other carriers, and go to them.

use std::sync::Arc;

use tandem_domain::{
    Destination, Fees, Forwarding, Money, NumberSettings, NumberState, ObjectId, ObjectKind,
    ObjectUser, PortCoverage, PortField, PortHolder, PortId, PortObstacle, PortOutProof, PortState,
    PortStep, Reason, Refusal, Timestamp,
};
use tandem_engine::{
    AccountSet, CoverageRow, Departure, DocumentFile, LookupLoad, NumberDepart, NumberPortable,
    ObjectPlace, ObjectRemove, ObjectSet, PortAnswer, PortAnswered, PortAttach, PortCancel,
    PortDocumentGet, PortDue, PortGet, PortList, PortOutAsk, PortOutAsked, PortOutList, PortPaper,
    PortPut, PortRoute, PortTend, PortTended, PortWritten, RouteAsk,
};
use tandem_harness::shelf::{block, did, miami, plans};
use tandem_harness::{Customer, House, Operator, on_both_databases, profile};
use tandem_numbering::Did;

on_both_databases! {
    numbers_come_and_are_their_customers_own,
    a_rejected_request_is_corrected_and_sent_off_again,
    some_numbers_come_before_others,
    nobody_else_can_ask_for_what_is_on_its_way,
    what_was_given_up_may_be_asked_for_again,
    a_number_rings_where_it_was_said_from_the_first_moment,
    a_number_on_its_way_keeps_what_it_names,
    the_fee_is_asked_when_the_number_comes,
    papers_are_kept_with_the_request,
    a_request_is_nobody_elses_business,
    what_cannot_come_is_refused,
    another_carrier_must_know_account_zip_and_pin,
    what_is_owed_holds_no_number_back,
    a_number_that_left_may_come_back,
    everything_under_way_must_be_covered_together,
    nobody_keeps_a_number_from_its_owner_by_asking_for_it,
    secrets_and_papers_are_let_go_of,
    papers_come_with_the_request_or_it_does_not,
    carriers_say_from_where_they_bring_numbers,
}

const DAY: i64 = 86_400;

/// What a customer says of the account that the numbers come from.
pub fn holder() -> PortHolder {
    let text = str::to_owned;
    PortHolder {
        label: text("office"),
        first_name: text("Alice"),
        last_name: text("Miller"),
        address1: text("1 Main Street"),
        city: text("Miami"),
        region: text("FL"),
        postal_code: text("33101"),
        country: text("US"),
        carrier: text("Example Telco"),
        account_number: text("A-17"),
        btn: Some(did(13055559001)),
        ..PortHolder::default()
    }
}

/// Asks for numbers.
pub fn request(numbers: impl IntoIterator<Item = Did>) -> PortPut {
    PortPut {
        port: None,
        numbers: numbers.into_iter().collect(),
        holder: holder(),
        settings: NumberSettings::default(),
        plan: None,
        owner: None,
        submit: true,
        papers: Vec::new(),
        rehearsal: false,
    }
}

async fn answers(
    operator: &Operator,
    port: PortId,
    customer: &Customer,
    numbers: &[Did],
    answer: PortAnswered,
) -> Result<PortState, Refusal> {
    let (customer, numbers, note) = (customer.root.0, numbers.to_vec(), String::new());
    operator.does(PortAnswer { port, customer, numbers, answer, note }).await
}

async fn asks(customer: &Customer, numbers: &[u64]) -> PortId {
    let numbers = numbers.iter().copied().map(did);
    customer.does(request(numbers)).await.expect("numbers that can come").port
}

async fn steps(customer: &Customer, port: PortId) -> Vec<PortStep> {
    let whole = customer.does(PortGet { port }).await.expect("a request of its own");
    whole.port.numbers.iter().map(|number| number.step).collect()
}

fn tomorrow(house: &House) -> Timestamp {
    house.engine.now().plus_seconds(DAY)
}

async fn numbers_come_and_are_their_customers_own(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055559001);
    let port = asks(&alice, &[13055559001]).await;
    assert!(alice.dids().await.is_empty(), "it is not here yet");
    assert_eq!(alice.balance().await, Money::cents(1000), "and costs nothing before");

    let foc = tomorrow(&house);
    let scheduled = answers(&operator, port, &alice, &[], PortAnswered::Confirmed(foc)).await;
    assert_eq!(scheduled, Ok(PortState::Scheduled));
    house.clock.pass(DAY);
    let here = answers(&operator, port, &alice, &[], PortAnswered::Activated).await;
    assert_eq!(here, Ok(PortState::Completed));

    assert_eq!(alice.dids().await, [number]);
    assert_eq!(alice.balance().await, Money::cents(1000 - 25), "a month, and no set-up");
    house.is_sound().await;
    // It is not ours to sell when its owner gives it back.
    alice.gives_back(number).await.expect("hers");
    house.clock.pass(1000 * DAY);
    operator.sweeps().await;
    let state = NumberState::Blocked;
    let refused = Err(Refusal::NumberNotForSale { did: number, state });
    assert_eq!(alice.orders([number]).await.map(|_| ()), refused);
}

async fn a_rejected_request_is_corrected_and_sent_off_again(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let port = asks(&alice, &[13055559001]).await;
    let rejected = PortAnswered::Rejected(PortField::Pin);
    let state = answers(&operator, port, &alice, &[], rejected).await;
    assert_eq!(state, Ok(PortState::Rejected));
    let seen = alice.does(PortGet { port }).await.expect("hers");
    assert_eq!(seen.port.numbers[0].field, Some(PortField::Pin));
    // Nothing is confirmed that has to be corrected first.
    let foc = tomorrow(&house);
    let early = answers(&operator, port, &alice, &[], PortAnswered::Confirmed(foc)).await;
    assert_eq!(early, Err(Refusal::PortStanding { state: PortState::Rejected }));

    let corrected = PortHolder { pin: "4711".to_owned(), ..holder() };
    let put = PortPut { port: Some(port), holder: corrected, ..request([]) };
    let again = alice.does(put).await.expect("a correction");
    assert_eq!(again.state, PortState::Submitted);
    let seen = alice.does(PortGet { port }).await.expect("hers");
    assert_eq!((seen.port.numbers[0].field, seen.port.holder.pin.as_str()), (None, "4711"));
    answers(&operator, port, &alice, &[], PortAnswered::Confirmed(foc)).await.expect("a day");
    let other = PortPut { port: Some(port), ..request([]) };
    let late = Err(Refusal::PortStanding { state: PortState::Scheduled });
    assert_eq!(alice.does(other).await, late, "what was confirmed is not corrected");
}

async fn some_numbers_come_before_others(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let port = asks(&alice, &[13055559001, 13055559002, 13055559003]).await;
    let [first, second, third] = [13055559001, 13055559002, 13055559003].map(did);
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    let state = answers(&operator, port, &alice, &[first], foc).await;
    assert_eq!(state, Ok(PortState::Submitted));
    let wrong = PortAnswered::Rejected(PortField::Numbers);
    answers(&operator, port, &alice, &[third], wrong).await.expect("an answer");
    let state = answers(&operator, port, &alice, &[], PortAnswered::Activated).await;
    assert_eq!(state, Ok(PortState::Rejected), "one is here, one waits, one is to be corrected");
    assert_eq!(
        steps(&alice, port).await,
        [PortStep::Active, PortStep::Waiting, PortStep::Rejected]
    );
    assert_eq!(alice.dids().await, [first]);

    let give_up = PortCancel { port, numbers: vec![third] };
    assert_eq!(alice.does(give_up).await, Ok(PortState::Submitted));
    let early = answers(&operator, port, &alice, &[second], PortAnswered::Activated).await;
    assert_eq!(early, Err(Refusal::PortStanding { state: PortState::Submitted }));
    answers(&operator, port, &alice, &[], foc).await.expect("a day for the second");
    let state = answers(&operator, port, &alice, &[], PortAnswered::Activated).await;
    assert_eq!(state, Ok(PortState::Completed));
    assert_eq!(alice.dids().await, [first, second]);
    assert_eq!(
        steps(&alice, port).await,
        [PortStep::Active, PortStep::Active, PortStep::Cancelled]
    );
}

async fn nobody_else_can_ask_for_what_is_on_its_way(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let number = did(13055559001);
    // A draft keeps nothing from anybody.
    let draft = alice.does(PortPut { submit: false, ..request([number]) }).await.expect("a draft");
    let sent = asks(&bob, &[13055559001]).await;
    let why = PortObstacle::UnderWay;
    let refused = Err(Refusal::NumberNotPortable { did: number, why });
    let send = PortPut { port: Some(draft.port), ..request([]) };
    assert_eq!(alice.does(send.clone()).await, refused);
    assert_eq!(alice.does(request([number])).await, refused);
    bob.does(PortCancel { port: sent, numbers: Vec::new() }).await.expect("his");
    alice.does(send).await.expect("free again");
}

async fn what_was_given_up_may_be_asked_for_again(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let port = asks(&alice, &[13055559001]).await;
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    let gone = alice.does(PortCancel { port, numbers: Vec::new() }).await;
    assert_eq!(gone, Ok(PortState::Cancelled), "even on the last day");
    let late = answers(&operator, port, &alice, &[], PortAnswered::Activated).await;
    assert_eq!(late, Err(Refusal::PortStanding { state: PortState::Cancelled }));
    house.is_sound().await;
    assert_ne!(asks(&alice, &[13055559001]).await, port);
}

async fn a_number_on_its_way_keeps_what_it_names(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let kind = ObjectKind::Forwarding;
    let makes = async |digits| {
        let body = Forwarding::to(did(digits)).into();
        let set = ObjectSet { place: ObjectPlace::New, body, list: None };
        alice.does(set).await.expect("an object")
    };
    let (first, second) = (makes(12125550123).await, makes(12125550124).await);
    let rings_at = |id: ObjectId| {
        let routing = Some(Destination::object(kind, id.to_string()));
        NumberSettings { routing, ..NumberSettings::default() }
    };
    let remove = |id| alice.does(ObjectRemove::one(kind, id));
    let number = did(13055559001);
    let in_use =
        |id| Err(Refusal::ObjectInUse { kind, id, by: vec![ObjectUser::Number(number)].into() });

    let draft = PortPut { submit: false, settings: rings_at(first), ..request([number]) };
    let port = alice.does(draft).await.expect("a draft").port;
    let sent = PortPut { port: Some(port), settings: rings_at(second), ..request([number]) };
    alice.does(sent).await.expect("a number that can come");
    assert_eq!(remove(second).await, in_use(second));
    let route = |settings| PortRoute { port, numbers: Vec::new(), settings };
    alice.does(route(rings_at(first))).await.expect("hers");
    assert_eq!(remove(first).await, in_use(first));
    remove(second).await.expect("the number is to ring elsewhere");

    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    answers(&operator, port, &alice, &[], PortAnswered::Activated).await.expect("here");
    assert_eq!(remove(first).await, in_use(first));

    let other = did(13055559002);
    let sent = PortPut { settings: rings_at(first), ..request([other]) };
    let port = alice.does(sent).await.expect("a number that can come").port;
    alice.does(PortCancel { port, numbers: Vec::new() }).await.expect("hers");
    assert_eq!(remove(first).await, in_use(first), "the other one has come");
}

async fn a_number_rings_where_it_was_said_from_the_first_moment(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055559001);
    let reception = Forwarding::to(did(12125550123));
    let set = ObjectSet { place: ObjectPlace::New, body: reception.into(), list: None };
    let reception = alice.does(set).await.expect("an object").to_string();
    let at = Destination::object(ObjectKind::Forwarding, reception);
    let port = asks(&alice, &[13055559001]).await;
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    let routing = Some(at.clone());
    let settings = NumberSettings { routing: routing.clone(), ..NumberSettings::default() };
    alice.does(PortRoute { port, numbers: Vec::new(), settings }).await.expect("hers");
    let call = || RouteAsk { chance: Some(7), ..RouteAsk::to(number) };
    let second = house.second_node().await;
    let before = house.engine.route(call()).await.expect("a plan");
    answers(&operator, port, &alice, &[], PortAnswered::Activated).await.expect("here");
    // On the node that heard it there is no moment between, and what is in memory is what the tables say.
    let after = house.engine.route(call()).await.expect("a plan");
    let held = house.engine.route_by_tables(call()).await.expect("a plan");
    assert_ne!(after.steps, before.steps);
    assert_eq!(after.steps, held.steps);
    assert_eq!(after.steps[0].action.word(), "dial");
    // On PostgreSQL an event comes out when no older transaction is open on the server.
    let mut there = second.route(call()).await.expect("a plan");
    for _ in 0..4000 {
        if there.steps == held.steps {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        second.follow().await.expect("the feed");
        there = second.route(call()).await.expect("a plan");
    }
    assert_eq!(there.steps, held.steps);
    second.close();
    assert_eq!(alice.numbers().await[0].settings.routing, routing);
}

async fn the_fee_is_asked_when_the_number_comes(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    for plan in plans() {
        let fees = Fees { port_in: Money::cents(500), ..Fees::default() };
        operator.sets_plan(tandem_domain::RatePlan { fees, ..plan }).await;
    }
    let alice = house.customer("alice", 600).await;
    let asked = request([did(13055559001)]);
    let two = request([did(13055559001), did(13055559002)]);
    let (needed, balance) = (Money::cents(1050), Money::cents(600));
    assert_eq!(alice.does(two).await, Err(Refusal::InsufficientFunds { needed, balance }));
    let PortWritten { port, price, .. } = alice.does(asked).await.expect("enough for one");
    assert_eq!(price, Money::cents(525));
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    // Meanwhile the money went elsewhere. The number comes all the same, and is owed for.
    alice.orders([did(13055550100)]).await.expect("for sale");
    answers(&operator, port, &alice, &[], PortAnswered::Activated).await.expect("here");
    assert_eq!(alice.balance().await, Money::cents(600 - 65 - 525));
    let fee =
        alice.statement().await.into_iter().find(|line| line.posting.reason == Reason::PortIn);
    let fee = fee.expect("a line of its own").posting;
    assert_eq!((fee.amount, fee.did), (Money::cents(500), Some(did(13055559001))));
    assert_eq!(fee.note, format!("port request {port}"));
}

async fn papers_are_kept_with_the_request(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let port = asks(&alice, &[13055559001]).await;
    let file = DocumentFile::of(b"%PDF-1.7 a letter").expect("a PDF");
    let paper =
        PortPaper { kind: "loa".to_owned(), name: "letter.pdf".to_owned(), file: file.clone() };
    let attach = PortAttach { port, paper };
    assert_eq!(bob.does(attach.clone()).await, Err(Refusal::PortUnknown));
    let document = alice.does(attach.clone()).await.expect("a letter");
    let seen = alice.does(PortGet { port }).await.expect("hers").documents;
    assert_eq!((seen[0].id, seen[0].format.as_str()), (document, "application/pdf"));
    let kept = alice.does(PortDocumentGet { port, document }).await.expect("hers");
    assert_eq!(kept.data, file.data());
    let other = PortDocumentGet { port, document };
    assert_eq!(bob.does(other).await, Err(Refusal::PortUnknown));
    alice.does(PortCancel { port, numbers: Vec::new() }).await.expect("hers");
    let state = PortState::Cancelled;
    assert_eq!(alice.does(attach).await, Err(Refusal::PortStanding { state }));
}

async fn a_request_is_nobody_elses_business(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let desk = house.sub_account(&alice, "alice_desk").await;
    let port = asks(&alice, &[13055559001]).await;
    for stranger in [&bob, &desk] {
        let all = stranger.does(PortList { did: None, seen: None }).await.expect("a list");
        assert_eq!(all, []);
        let this = PortList { did: Some(did(13055559001)), seen: None };
        assert_eq!(stranger.does(this).await.expect("a list"), []);
        assert_eq!(stranger.does(PortGet { port }).await, Err(Refusal::PortUnknown));
        let cancel = PortCancel { port, numbers: Vec::new() };
        assert_eq!(stranger.does(cancel).await, Err(Refusal::PortUnknown));
        let said = answers(&operator, port, stranger, &[], PortAnswered::Noted).await;
        assert_eq!(said, Ok(PortState::Submitted), "the operator may, whatever queue it stands in");
        let forged = PortAnswer {
            port,
            customer: stranger.root.0,
            numbers: Vec::new(),
            answer: PortAnswered::Activated,
            note: String::new(),
        };
        assert_eq!(stranger.does(forged).await, Err(Refusal::Forbidden));
    }
    let hers = alice.does(PortList { did: None, seen: None }).await.expect("a list");
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0].numbers.len(), 1);
}

async fn what_cannot_come_is_refused(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let cases = [
        (13055550101, PortObstacle::Here),
        (12125550123, PortObstacle::Area),
        (442079460000, PortObstacle::Kind),
    ];
    for (digits, why) in cases {
        let did = did(digits);
        let refused = Err(Refusal::NumberNotPortable { did, why });
        assert_eq!(alice.does(request([did])).await, refused);
        let look = NumberPortable { numbers: vec![did], plans: vec!["STANDARD".to_owned()] };
        assert_eq!(alice.does(look).await, Ok(Vec::new()));
    }
    let nameless = PortHolder { last_name: String::new(), ..holder() };
    let put = PortPut { holder: nameless, ..request([did(13055559001)]) };
    let refused = alice.does(put.clone()).await;
    assert!(matches!(refused, Err(Refusal::PortInvalid { field: PortField::Name, .. })));
    // As a draft it may be incomplete.
    alice.does(PortPut { submit: false, ..put }).await.expect("a draft");
    let refused = alice.does(request([did(13055559001), did(18885550101)])).await;
    assert!(matches!(refused, Err(Refusal::PortInvalid { field: PortField::Numbers, .. })));
}

async fn another_carrier_must_know_account_zip_and_pin(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    let settings = NumberSettings { port_out_pin: "4711".to_owned(), ..NumberSettings::default() };
    let order = tandem_engine::OrderPlace { settings, ..tandem_harness::order([number]) };
    alice.does(order).await.expect("for sale");
    let profile =
        tandem_domain::AccountProfile { postal_code: "33101".to_owned(), ..profile("alice") };
    let (account, status) = (alice.root, tandem_domain::AccountStatus::Open);
    operator.does(AccountSet { account, profile, status }).await.expect("a ZIP code");

    let foc = tomorrow(&house);
    let ask = |account: &str, pin: &str, zip: &str| {
        let text = str::to_owned;
        let proof = PortOutProof { account: text(account), pin: text(pin), postal_code: text(zip) };
        operator.does(PortOutAsk { did: number, carrier: text("Other Telco"), proof, foc })
    };
    let flaw = async |account: &str, pin: &str, zip: &str| {
        ask(account, pin, zip).await.expect("an answer").flaw
    };
    assert_eq!(flaw("bob", "4711", "33101").await, Some(PortField::AccountNumber));
    assert_eq!(flaw("alice", "4711", "90210").await, Some(PortField::PostalCode));
    assert_eq!(flaw("alice", "0000", "33101").await, Some(PortField::Pin));
    let stands = async || alice.numbers().await[0].state;
    // What nobody asked for, or did not know enough of, does not end.
    alice.ports_out(number).await.expect("her own word");
    let ends = NumberDepart { did: number, departure: Departure::Completed, asked: true };
    assert_eq!(operator.does(ends).await, Err(Refusal::PortUnknown));
    operator.ends_port_out(number, Departure::Withdrawn).await.expect("it stays");
    assert_eq!(stands().await, NumberState::Active);
    assert_eq!(flaw("ALICE", "4711", "33101-1234").await, None);
    assert_eq!(stands().await, NumberState::PortingOut);
    // It is promised to one carrier.
    let state = NumberState::PortingOut;
    let refused: Result<PortOutAsked, Refusal> = Err(Refusal::NumberState { did: number, state });
    assert_eq!(ask("alice", "4711", "33101").await, refused);
    let seen = alice.does(PortOutList { seen: None }).await.expect("a list");
    assert_eq!(seen.len(), 4, "she sees who tried");

    house.clock.pass(DAY);
    operator.ends_port_out(number, Departure::Completed).await.expect("gone");
    assert!(alice.dids().await.is_empty());
    house.clock.pass(60 * DAY);
    operator.renews().await;
    assert_eq!(alice.balance().await, Money::cents(1000 - 65), "it is billed no more");
}

async fn what_is_owed_holds_no_number_back(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 65).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");
    // A month nobody paid, and the days of grace: the number is suspended.
    house.clock.pass(32 * DAY);
    operator.renews().await;
    house.clock.pass(8 * DAY);
    operator.renews().await;
    assert_eq!(alice.numbers().await[0].state, NumberState::Suspended);
    let proof = PortOutProof { account: "alice".to_owned(), ..PortOutProof::default() };
    let (carrier, foc) = ("Other Telco".to_owned(), tomorrow(&house));
    let asked = operator.does(PortOutAsk { did: number, carrier, proof, foc }).await;
    assert_eq!(asked.expect("an answer").flaw, None);
    // However long it takes, it is not released instead.
    house.clock.pass(40 * DAY);
    operator.renews().await;
    operator.ends_port_out(number, Departure::Completed).await.expect("gone");
    house.is_sound().await;
}

async fn a_number_that_left_may_come_back(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");
    alice.ports_out(number).await.expect("hers");
    operator.ends_port_out(number, Departure::Completed).await.expect("gone");
    house.clock.pass(DAY);
    let port = asks(&alice, &[13055550100]).await;
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    answers(&operator, port, &alice, &[], PortAnswered::Activated).await.expect("here");
    assert_eq!(alice.dids().await, [number]);
}

async fn everything_under_way_must_be_covered_together(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 90).await;
    let first = asks(&alice, &[13055559001]).await;
    asks(&alice, &[13055559002, 13055559003]).await;
    let (needed, balance) = (Money::cents(100), Money::cents(90));
    let short = Err(Refusal::InsufficientFunds { needed, balance });
    assert_eq!(alice.does(request([did(13055559004)])).await, short);
    // A draft promises nothing to anybody.
    let draft = PortPut { submit: false, ..request([did(13055559004)]) };
    alice.does(draft).await.expect("a draft");
    alice.does(PortCancel { port: first, numbers: Vec::new() }).await.expect("hers");
    let third = asks(&alice, &[13055559004]).await;
    // What is corrected must still be covered.
    let wrong = PortAnswered::Rejected(PortField::Pin);
    answers(&operator, third, &alice, &[], wrong).await.expect("an answer");
    alice.orders([did(13055550100)]).await.expect("for sale");
    let again = alice.does(PortPut { port: Some(third), ..request([]) }).await;
    assert!(matches!(again, Err(Refusal::InsufficientFunds { .. })), "{again:?}");
}

async fn tend(operator: &Operator) -> Vec<PortTended> {
    let mut done = Vec::new();
    for (port, customer) in operator.does(PortDue).await.expect("a look") {
        done.push(operator.does(PortTend { port, customer: customer.0 }).await.expect("a job"));
    }
    done
}

async fn nobody_keeps_a_number_from_its_owner_by_asking_for_it(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let port = asks(&alice, &[13055559001, 13055559002]).await;
    house.clock.pass(29 * DAY);
    // Whatever its customer does, it is no older for it.
    let paper = PortPaper { kind: String::new(), name: String::new(), file: letter() };
    alice.does(PortAttach { port, paper }).await.expect("a letter");
    assert_eq!(tend(&operator).await, []);
    let early = PortTend { port, customer: alice.root.0 };
    assert_eq!(operator.does(early).await, Ok(PortTended::Nothing));
    assert_eq!(alice.does(early).await, Err(Refusal::Forbidden));
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[did(13055559001)], foc).await.expect("a day for one");
    house.clock.pass(30 * DAY);
    assert_eq!(tend(&operator).await, [PortTended::Lapsed]);
    assert_eq!(steps(&alice, port).await, [PortStep::Scheduled, PortStep::Cancelled]);
    asks(&bob, &[13055559002]).await;
    house.is_sound().await;
}

fn letter() -> DocumentFile {
    DocumentFile::of(b"%PDF-1.7 a letter").expect("a PDF")
}

async fn secrets_and_papers_are_let_go_of(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let paper = PortPaper { kind: "loa".to_owned(), name: String::new(), file: letter() };
    let holder = PortHolder { pin: "4711".to_owned(), ..holder() };
    let put = |number: u64| {
        let (holder, papers) = (holder.clone(), vec![paper.clone()]);
        PortPut { holder, papers, ..request([did(number)]) }
    };
    let came = alice.does(put(13055559001)).await.expect("a request").port;
    let given_up = alice.does(put(13055559002)).await.expect("a request").port;
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, came, &alice, &[], foc).await.expect("a day");
    answers(&operator, came, &alice, &[], PortAnswered::Activated).await.expect("here");
    alice.does(PortCancel { port: given_up, numbers: Vec::new() }).await.expect("hers");

    let seen = async |port| {
        let whole = alice.does(PortGet { port }).await.expect("hers");
        let document = whole.documents[0].id;
        let data = alice.does(PortDocumentGet { port, document }).await;
        (whole.port.holder, data.is_ok())
    };
    let (kept, has_paper) = seen(came).await;
    assert_eq!((kept.pin.as_str(), kept.account_number.as_str(), has_paper), ("", "A-17", true));
    house.clock.pass(30 * DAY);
    assert_eq!(tend(&operator).await, [PortTended::Forgotten]);
    assert_eq!(seen(given_up).await.0.account_number, "");
    assert!(!seen(given_up).await.1, "the letter is gone");
    assert!(seen(came).await.1, "and this one is kept");
    house.clock.pass(701 * DAY);
    assert_eq!(tend(&operator).await, [PortTended::Forgotten]);
    assert!(!seen(came).await.1, "for two years");
    assert_eq!(tend(&operator).await, []);
    house.is_sound().await;
}

async fn papers_come_with_the_request_or_it_does_not(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let paper = PortPaper { kind: "bill".to_owned(), name: String::new(), file: letter() };
    let put = PortPut { papers: vec![paper.clone(); 21], ..request([did(13055559001)]) };
    let refused = alice.does(put.clone()).await;
    assert!(matches!(refused, Err(Refusal::PortInvalid { field: PortField::Documents, .. })));
    assert_eq!(alice.does(PortList { did: None, seen: None }).await, Ok(Vec::new()));
    let port = alice.does(PortPut { papers: vec![paper; 2], ..put }).await.expect("sent off").port;
    assert_eq!(alice.does(PortGet { port }).await.expect("hers").documents.len(), 2);
}

fn covers(first: u64, last: u64, said: PortCoverage) -> LookupLoad {
    let row = CoverageRow { first: did(first), last: did(last), said };
    LookupLoad { coverage: vec![row], ..LookupLoad::default() }
}

async fn carriers_say_from_where_they_bring_numbers(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let portable = async |digits: u64| {
        let look =
            NumberPortable { numbers: vec![did(digits)], plans: vec!["STANDARD".to_owned()] };
        alice.does(look).await.expect("a look").len() == 1
    };
    assert!(portable(13055559001).await, "there are numbers in its area code");
    assert!(!portable(12125550123).await);
    let manhattan = PortCoverage {
        portable: true,
        region: "NY".to_owned(),
        rate_centre: "NWYRCYZN01".to_owned(),
        sms: Some(true),
        ..PortCoverage::default()
    };
    let load = covers(12125550000, 12125559999, manhattan);
    assert_eq!(alice.does(load.clone()).await, Err(Refusal::Forbidden));
    operator.does(load).await.expect("the operator's");
    assert!(portable(12125550123).await, "a carrier brings it");
    assert!(!portable(12124560123).await, "and nothing else of its area code");
    assert!(portable(13055559001).await, "of which nothing was said");
    // Of the blocks that hold a number the narrowest says it.
    let not = PortCoverage::default();
    operator.does(covers(12125550100, 12125550199, not)).await.expect("the operator's");
    assert!(!portable(12125550123).await);
    assert!(portable(12125550200).await);
    let over = covers(12125559000, 12125560000, PortCoverage::default());
    assert!(matches!(operator.does(over).await, Err(Refusal::TooMany { .. })));

    let port = asks(&alice, &[12125550200]).await;
    let foc = PortAnswered::Confirmed(tomorrow(&house));
    answers(&operator, port, &alice, &[], foc).await.expect("a day");
    answers(&operator, port, &alice, &[], PortAnswered::Activated).await.expect("here");
    let own = alice.numbers().await;
    assert_eq!((own[0].offer.region.as_str(), own[0].offer.capabilities.sms), ("NY", true));
    assert_eq!(own[0].offer.rate_centre, "NWYRCYZN01");
    house.is_sound().await;
}
