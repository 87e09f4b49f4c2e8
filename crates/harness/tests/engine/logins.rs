//! Logins of sub-accounts, clients that go, and numbers that might come.

use std::sync::{Arc, mpsc};

use tandem_domain::{
    AccountId, AccountProfile, AccountStatus, AccountUse, Destination, Language, LoginAuth,
    LoginFault, LoginPlace, LoginProfile, LoginSecret, Money, ObjectId, ObjectKind, ObjectUser,
    Reason, Refusal, Resale, RingGroup, RingMember, Role, SettingsChange,
};
use tandem_engine::{
    AccountClose, AccountSet, ClientConnect, ClientDisconnect, ClientPost, CredentialIssue,
    LoginClose, LoginList, LoginOpen, LoginOpened, LoginSet, LoginStatus, MessagingChange,
    NumberList, NumberMessagingSet, NumberPortable, NumberRelease, NumberRestore, NumberSet,
    ObjectPlace, ObjectPut, ObjectRemove, ObjectSet, OrderPlace, StatementList, StatementSum,
};
use tandem_harness::shelf::{STANDARD, SU, block, did, miami};
use tandem_harness::{Customer, House, login, on_both_databases, order, profile};
use tandem_store::{ReadLimit, StoreError, Tx, credential};

on_both_databases! {
    a_login_is_a_sub_account_with_a_digest,
    a_removed_login_leaves_nothing_to_log_in_with,
    switches_hear_of_those_who_may_call,
    what_calls_are_sent_to_stays,
    a_default_routing_keeps_its_login,
    messages_keep_their_login,
    what_a_login_owes_is_written_off_with_it,
    names_differ_in_more_than_capitals,
    nobody_names_a_login_that_is_not_there,
    an_extension_keeps_its_mailbox,
    only_one_has_an_address_or_an_extension,
    strangers_have_no_logins,
    a_client_goes_once_all_is_settled,
    a_number_of_a_closed_account_is_restored_to_who_paid,
    a_number_could_come_where_there_are_numbers,
    what_was_spent_is_what_was_charged,
}

fn secret() -> LoginSecret {
    LoginSecret { realm: "tandem".to_owned(), digest: "0123456789abcdef".to_owned().into() }
}

fn at(login: &str) -> Destination {
    Destination::object(ObjectKind::Account, login)
}

async fn rings(who: &Customer, at: &[Destination]) -> Result<ObjectId, Refusal> {
    let member = |to: &Destination| RingMember { to: to.clone(), seconds: 20, press_one: false };
    let group = RingGroup {
        name: "all".to_owned(),
        members: at.iter().map(member).collect(),
        voicemail: None,
        announcement: None,
        music: None,
        language: Language::English,
    };
    who.does(ObjectSet { place: ObjectPlace::New, body: group.into(), list: None }).await
}

async fn opens(alice: &Customer, name: &str) -> LoginOpened {
    let (profile, secrets) = (LoginProfile::default(), vec![secret()]);
    alice.does(LoginOpen { name: name.to_owned(), profile, secrets }).await.expect("a login")
}

/// The schemes and digests that are kept of an account.
fn stored(house: &House, account: AccountId) -> Vec<(String, String)> {
    let (tell, told) = mpsc::channel();
    let look = move |tx: Result<&mut dyn Tx, StoreError>| {
        // Whoever looks waits for it.
        let _ = tell.send(tx.and_then(|tx| credential::of_account(tx, account)));
    };
    house.engine.store().read(ReadLimit::None, Box::new(look));
    let kept = told.recv().expect("a look that ends").expect("a readable database");
    kept.into_iter().map(|kept| (kept.scheme, kept.secret)).collect()
}

async fn a_login_is_a_sub_account_with_a_digest(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let opened = opens(&alice, "alice_desk").await;
    let digest = ("sip:tandem".to_owned(), secret().digest.expose().to_owned());
    assert_eq!(stored(&house, opened.account), [digest]);
    let found = alice.does(LoginList::default()).await.expect("a list");
    assert_eq!((found.len(), found[0].name.as_str()), (1, "alice_desk"));
    let status = alice.does(LoginStatus { name: "alice_desk".to_owned() }).await;
    assert_eq!(status, Ok(Vec::new()), "nobody has logged in");
    for name in ["desk", "alice_", "alice_a b", "bob_desk", "alice_thirteenchars"] {
        let open = LoginOpen {
            name: name.to_owned(),
            profile: LoginProfile::default(),
            secrets: vec![secret()],
        };
        let fault = LoginFault::Name;
        assert_eq!(alice.does(open).await, Err(Refusal::LoginInvalid { fault }), "{name}");
    }
}

async fn a_removed_login_leaves_nothing_to_log_in_with(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let opened = opens(&alice, "alice_desk").await;
    alice.does(LoginClose { id: opened.id }).await.expect("nothing hangs on it");
    assert!(stored(&house, opened.account).is_empty());
    assert!(alice.does(LoginList::default()).await.expect("a list").is_empty());
    let gone = Refusal::LoginUnknown { id: opened.id };
    assert_eq!(alice.does(LoginClose { id: opened.id }).await, Err(gone));
    let issue = CredentialIssue {
        account: opened.account,
        scheme: "native".to_owned(),
        handle: "h".to_owned(),
        secret: String::new(),
        terms: tandem_mirror::Terms::default(),
    };
    assert!(matches!(house.operator().does(issue).await, Err(Refusal::AccountUnknown { .. })));
    let again = opens(&alice, "alice_desk").await;
    assert_ne!((again.id, again.account), (opened.id, opened.account), "another of that name");
}

async fn switches_hear_of_those_who_may_call(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13_052_220_000, 10, miami())]).await;
    let alice = house.customer("alice", 10_000).await;
    let number = did(13_052_220_001);
    alice.orders([number]).await.expect("an order");
    let profile = LoginProfile { caller_id: Some(number), ..LoginProfile::default() };
    let login = LoginOpen { name: "alice_desk".to_owned(), profile, secrets: vec![secret()] };
    let login = alice.does(login).await.expect("a login");
    let shown = async || {
        let told = house
            .engine
            .sip_login(&login.name, "tandem", LoginPlace::default())
            .await
            .expect("a readable database");
        told.map(|told| told.caller_id)
    };
    assert_eq!(shown().await, Some(Some(number)));
    // A node whose database is gone lets in whom it let in before, and says of others that it does not know.
    let node = house.second_node().await;
    let asks = async |name: &str| node.sip_login(name, "tandem", LoginPlace::default()).await;
    let before = asks(&login.name).await.expect("a readable database");
    node.close();
    assert_eq!(asks(&login.name).await.expect("remembered"), before);
    assert!(before.is_some() && asks("bob_desk").await.is_err());
    // A number that went is somebody else's to show.
    alice.gives_back(number).await.expect("given back");
    assert_eq!(shown().await, Some(None));
    operator.sets_status(alice.account, "alice", AccountStatus::Suspended).await;
    assert_eq!(shown().await, None);
}

async fn what_calls_are_sent_to_stays(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let opened = opens(&alice, "alice_desk").await;
    let number = did(13_055_550_100);
    alice.orders([number]).await.expect("for sale");
    let in_use = |by| Err(Refusal::AccountInUse { name: "alice_desk".to_owned(), by });
    let by = |user| AccountUse::Named(vec![user].into());
    let busy = |to| SettingsChange { failover_busy: Some(to), ..SettingsChange::default() };
    let set = |change| NumberSet { did: number, change, plan: None };
    alice.does(set(busy(at("alice_desk")))).await.expect("a failover");
    let close = || LoginClose { id: opened.id };
    assert_eq!(alice.does(close()).await, in_use(by(ObjectUser::Number(number))));
    // Whoever names nothing but the customer's own account keeps nobody.
    alice.does(set(busy(at("alice")))).await.expect("a failover");

    let group = rings(&alice, &[at("alice_desk"), at("alice")]).await.expect("a group");
    let by_group = ObjectUser::Object(ObjectKind::RingGroup, group);
    assert_eq!(alice.does(close()).await, in_use(by(by_group)));
    alice.does(ObjectRemove::one(ObjectKind::RingGroup, group)).await.expect("nobody names it");

    let owned = OrderPlace { owner: Some(login("alice_desk")), ..order([did(13_055_550_101)]) };
    alice.does(owned).await.expect("for sale");
    assert_eq!(alice.does(close()).await, in_use(AccountUse::Numbers));
    alice.gives_back(did(13_055_550_101)).await.expect("hers");
    alice.does(close()).await.expect("nobody names it any more");
    house.is_sound().await;
}

async fn what_a_login_owes_is_written_off_with_it(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let (indebted, rich) = (opens(&alice, "alice_desk").await, opens(&alice, "alice_shop").await);
    let number = did(13_055_550_100);
    alice.orders([number]).await.expect("for sale");
    alice
        .does(ClientConnect {
            did: number,
            client: login("alice_desk"),
            terms: Resale { monthly: Money::cents(350), ..Resale::default() },
            next_billing: None,
            waive_setup: false,
            waive_month: false,
        })
        .await
        .expect("a sub-account of her own");
    let close = |opened: &LoginOpened| alice.does(LoginClose { id: opened.id });
    let by = AccountUse::Numbers;
    let in_use = Err(Refusal::AccountInUse { name: "alice_desk".to_owned(), by });
    assert_eq!(close(&indebted).await, in_use);
    alice.does(ClientDisconnect { did: number }).await.expect("hers again");
    let post = ClientPost {
        client: login("alice_shop"),
        amount: Money::cents(500),
        adjusts: false,
        note: "ahead".to_owned(),
        rehearsal: false,
    };
    alice.does(post).await.expect("a payment");
    let before = alice.balance().await;
    for (opened, change) in [(&indebted, 350), (&rich, -500)] {
        close(opened).await.expect("nothing hangs on it");
        let customer = Some(opened.account);
        let list = StatementList { customer, from: None, to: None, after: None };
        let told = house.operator().does(list).await.expect("books that were kept");
        let last = told.lines.last().expect("a line");
        assert_eq!((last.change, last.posting.reason), (Money::cents(change), Reason::Adjustment));
        assert_eq!(last.balance, Money::ZERO);
    }
    assert_eq!(alice.balance().await, before, "it was between the two");
    house.is_sound().await;
}

async fn names_differ_in_more_than_capitals(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_Bob").await;
    let (profile, secrets) = (LoginProfile::default(), vec![secret()]);
    let name = "alice_bob".to_owned();
    let again = LoginOpen { name: name.clone(), profile, secrets };
    assert_eq!(alice.does(again).await, Err(Refusal::NameTaken { name }));
}

async fn a_default_routing_keeps_its_login(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let opened = opens(&alice, "alice_desk").await;
    let rings = |default_routing| AccountSet {
        account: alice.root,
        status: AccountStatus::Open,
        profile: AccountProfile { default_routing, ..profile("alice") },
    };
    house.operator().does(rings(at("alice_desk"))).await.expect("her own login");
    let by = AccountUse::Named(vec![ObjectUser::Account(alice.root)].into());
    let in_use = Err(Refusal::AccountInUse { name: "alice_desk".to_owned(), by });
    assert_eq!(alice.does(LoginClose { id: opened.id }).await, in_use);
    house.operator().does(rings(Destination::None)).await.expect("nowhere");
    alice.does(LoginClose { id: opened.id }).await.expect("nobody names it any more");
}

async fn messages_keep_their_login(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let opened = opens(&alice, "alice_desk").await;
    let number = did(13_055_550_100);
    alice.orders([number]).await.expect("for sale");
    let hands_to = |login: &str| NumberMessagingSet {
        did: number,
        change: MessagingChange { login: Some(login.to_owned()), ..MessagingChange::default() },
        allowed: Vec::new(),
    };
    alice.does(hands_to("alice_desk")).await.expect("her own login");
    let by = AccountUse::Named(vec![ObjectUser::Number(number)].into());
    let in_use = Err(Refusal::AccountInUse { name: "alice_desk".to_owned(), by });
    assert_eq!(alice.does(LoginClose { id: opened.id }).await, in_use);
    // A number that rests keeps nothing, and comes back without what has gone.
    alice.does(NumberRelease::of(number)).await.expect("hers");
    alice.does(LoginClose { id: opened.id }).await.expect("nobody names it any more");
    alice.does(NumberRestore { did: number }).await.expect("within its window");
    let held = alice
        .does(NumberList { owner: None, did: None, scheme: String::new() })
        .await
        .expect("hers");
    let messages: Vec<_> = held.into_iter().map(|held| held.settings.messaging.login).collect();
    assert_eq!(messages, [""]);
}

async fn nobody_names_a_login_that_is_not_there(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let (alice, bob) = (house.customer("alice", 1000).await, house.customer("bob", 0).await);
    opens(&bob, "bob_desk").await;
    let gone = opens(&alice, "alice_gone").await;
    alice.does(LoginClose { id: gone.id }).await.expect("nothing hangs on it");
    let number = did(13_055_550_100);
    alice.orders([number]).await.expect("for sale");
    let (role, kind) = (Role::FailoverNoAnswer, ObjectKind::Account);
    for login in ["bob_desk", "alice_gone", "alice_never"] {
        let change =
            SettingsChange { failover_no_answer: Some(at(login)), ..SettingsChange::default() };
        let refused = alice.does(NumberSet { did: number, change, plan: None }).await;
        let record = login.to_owned();
        assert_eq!(refused.map(|_| ()), Err(Refusal::ObjectUnknown { role, kind, record }));
        let (of, record) = (ObjectKind::RingGroup, login.to_owned());
        let field = "members".to_owned();
        let refused = rings(&alice, &[at("alice"), at(login)]).await;
        assert_eq!(refused, Err(Refusal::ReferenceUnknown { of, field, kind, record }));
    }
}

async fn an_extension_keeps_its_mailbox(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let put = |name: &str| ObjectPut {
        account: alice.root,
        kind: ObjectKind::Voicemail,
        id: None,
        name: name.to_owned(),
        doc: serde_json::json!({ "pin": "1234", "zone": "America/New_York" }),
    };
    let first = house.operator().does(put("first")).await.expect("a mailbox").id;
    let second = house.operator().does(put("second")).await.expect("a mailbox").id;
    let behind = |mailbox: ObjectId| LoginProfile {
        extension_voicemail: mailbox.to_string(),
        ..LoginProfile::default()
    };
    let open = LoginOpen {
        name: "alice_desk".to_owned(),
        profile: behind(first),
        secrets: vec![secret()],
    };
    let opened = alice.does(open).await.expect("a login");
    let remove = |id| ObjectRemove::one(ObjectKind::Voicemail, id);
    let in_use = |id| {
        let (kind, by) = (ObjectKind::Voicemail, vec![ObjectUser::Login(opened.id)].into());
        Err(Refusal::ObjectInUse { kind, id, by })
    };
    assert_eq!(alice.does(remove(first)).await, in_use(first));
    let set = LoginSet { id: opened.id, profile: behind(second), secrets: None };
    alice.does(set).await.expect("another mailbox");
    alice.does(remove(first)).await.expect("nobody names it any more");
    assert_eq!(alice.does(remove(second)).await, in_use(second));
    alice.does(LoginClose { id: opened.id }).await.expect("nothing hangs on it");
    alice.does(remove(second)).await.expect("nobody names it any more");
}

async fn only_one_has_an_address_or_an_extension(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let fault = |fault| Err(Refusal::LoginInvalid { fault });
    let at = |last: u8| LoginProfile {
        auth: LoginAuth::Address,
        address: Some([9, 9, 9, last].into()),
        ..LoginProfile::default()
    };
    let open =
        |name: &str, profile| LoginOpen { name: name.to_owned(), profile, secrets: Vec::new() };
    let first = alice.does(open("alice_a", at(1))).await.expect("free").id;
    let refused = alice.does(open("alice_b", at(1))).await.map(|_| ());
    assert_eq!(refused, fault(LoginFault::AddressRepeated));
    let refused = bob.does(open("bob_a", at(1))).await.map(|_| ());
    assert_eq!(refused, fault(LoginFault::AddressUsed));
    let with = |profile: LoginProfile| LoginProfile { extension: "12".to_owned(), ..profile };
    let set = |id, profile| LoginSet { id, profile, secrets: None };
    alice.does(set(first, with(at(1)))).await.expect("its own address");
    let second = alice.does(open("alice_b", at(2))).await.expect("free").id;
    assert_eq!(alice.does(set(second, with(at(2)))).await, fault(LoginFault::ExtensionUsed));
    bob.does(open("bob_a", with(at(3)))).await.expect("extensions are each customer's own");
    let password = set(second, LoginProfile::default());
    assert_eq!(alice.does(password).await, fault(LoginFault::PasswordMissing));
}

async fn strangers_have_no_logins(house: Arc<House>) {
    let (alice, mallory) = (house.customer("alice", 0).await, house.customer("mallory", 0).await);
    let opened = opens(&alice, "alice_desk").await;
    let named = LoginList { id: None, name: Some("alice_desk".to_owned()) };
    assert_eq!(mallory.does(named).await, Ok(Vec::new()));
    let unknown = Err(Refusal::LoginUnknown { id: opened.id });
    assert_eq!(mallory.does(LoginClose { id: opened.id }).await, unknown);
    let status = mallory.does(LoginStatus { name: "alice_desk".to_owned() }).await;
    assert!(matches!(status, Err(Refusal::AccountUnknown { .. })));
    let desk = Customer::of(&house.engine, opened.account, alice.root);
    assert_eq!(desk.does(LoginClose { id: opened.id }).await, Err(Refusal::Forbidden));
}

async fn a_client_goes_once_all_is_settled(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    house.sub_account(&alice, "client").await;
    let close = || AccountClose { account: login("client") };
    let post = |cents| ClientPost {
        client: login("client"),
        amount: Money::cents(cents),
        adjusts: false,
        note: String::new(),
        rehearsal: false,
    };
    alice.does(post(100)).await.expect("paid in");
    let by = AccountUse::Balance;
    assert_eq!(
        alice.does(close()).await,
        Err(Refusal::AccountInUse { name: "client".to_owned(), by })
    );
    alice.does(post(-100)).await.expect("spent");
    alice.does(close()).await.expect("settled");
    let unknown = Refusal::AccountUnknown { name: "client".to_owned() };
    assert_eq!(alice.does(close()).await, Err(unknown));
    let own = AccountClose { account: login("alice") };
    assert!(matches!(alice.does(own).await, Err(Refusal::AccountUnknown { .. })));
}

async fn a_number_of_a_closed_account_is_restored_to_who_paid(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13_055_550_100);
    let opened = opens(&alice, "alice_desk").await;
    let owned = OrderPlace { owner: Some(login("alice_desk")), ..order([number]) };
    alice.does(owned).await.expect("for sale");
    alice.gives_back(number).await.expect("hers");
    alice.does(LoginClose { id: opened.id }).await.expect("it has no number any more");
    alice.restores(number).await.expect("in time");
    assert_eq!(alice.numbers().await[0].owner, alice.account);
}

async fn a_number_could_come_where_there_are_numbers(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 0).await;
    let plans = vec![STANDARD.to_owned(), SU.to_owned()];
    let ask = |digits| NumberPortable { numbers: vec![did(digits)], plans: plans.clone() };
    let found = alice.does(ask(13_055_550_199)).await.expect("an answer").remove(0);
    assert!(found.sms);
    let monthly: Vec<_> = found.prices.iter().flatten().map(|price| price.monthly).collect();
    assert_eq!(monthly, [Money::cents(25), Money::cents(149)]);
    for digits in [13_055_550_100, 12_125_550_100, 13_059_110_100, 442_071_234_567] {
        assert_eq!(alice.does(ask(digits)).await, Ok(Vec::new()), "{digits}");
    }
}

async fn what_was_spent_is_what_was_charged(house: Arc<House>) {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(13_055_550_100)]).await.expect("for sale");
    let before = house.engine.now();
    house.clock.pass(60);
    let sum = async |since| alice.does(StatementSum { since, of: None }).await.expect("a sum");
    let spent = sum(Some(before)).await.spent.expect("what was asked");
    assert_eq!((spent.total, spent.since), (Money::cents(65), Money::cents(65)));
    let spent = sum(Some(house.engine.now())).await.spent.expect("what was asked");
    assert_eq!((spent.total, spent.since), (Money::cents(65), Money::ZERO));
    let funds = sum(None).await;
    assert_eq!((funds.balance, funds.spent), (Money::cents(935), None));
}
