//! Who is logged in: what switches said last, in whatever order it came.

use std::sync::Arc;

use tandem_domain::{
    LoginBar, LoginPlace, LoginProfile, LoginSecret, ObjectId, ObjectKind, Registration, Timestamp,
    Transport,
};
use tandem_engine::{
    Clock, LoginClose, LoginOpen, LoginOpened, LoginStatus, ObjectPut, REGISTRATIONS_MAX,
    RegistrationPut, RegistrationsHeard,
};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    whoever_logged_in_is_seen_until_it_lapses,
    the_last_word_holds_however_late_it_comes,
    a_telephone_that_goes_takes_all_its_addresses_along,
    of_many_addresses_those_that_last_are_known,
    what_cannot_be_is_refused_by_itself,
    with_a_login_goes_what_was_known_of_it,
    nobody_logs_in_from_where_it_may_not,
}

async fn opens(alice: &Customer, name: &str, profile: LoginProfile) -> LoginOpened {
    let digest = "0123456789abcdef".to_owned();
    let secrets = vec![LoginSecret { realm: "tandem".to_owned(), digest: digest.into() }];
    alice.does(LoginOpen { name: name.to_owned(), profile, secrets }).await.expect("a login")
}

fn word(login: &str, contact: &str, at: Timestamp, seconds: u32) -> Registration {
    Registration {
        switch: "edge".to_owned(),
        login: login.to_owned(),
        contact: contact.to_owned(),
        pop: None,
        address: "192.0.2.7:5060".parse().ok(),
        transport: Transport::Tcp,
        agent: "A telephone".to_owned(),
        at,
        seconds,
    }
}

async fn says(house: &House, reports: Vec<Registration>) -> RegistrationsHeard {
    house.operator().does(RegistrationPut { reports }).await.expect("reports that are heard")
}

/// The addresses at which it is logged in.
async fn seen(alice: &Customer, login: &str) -> Vec<String> {
    let found = alice.does(LoginStatus { name: login.to_owned() }).await.expect("her own");
    found.into_iter().map(|found| found.contact).collect()
}

async fn whoever_logged_in_is_seen_until_it_lapses(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    let (kind, id) = (ObjectKind::Pop, Some(ObjectId(5)));
    let doc = serde_json::json!({ "host": "miami.example.com", "country": "USA" });
    let account = tandem_domain::AccountId::OPERATOR;
    let pop = ObjectPut { account, kind, id, name: "Miami, FL".to_owned(), doc };
    house.operator().does(pop).await.expect("a point of presence");

    let at = house.clock.now();
    let said = Registration { pop: id, ..word("alice_desk", "sip:a@10.0.0.5", at, 600) };
    assert_eq!(says(&house, vec![said]).await, RegistrationsHeard { kept: 1, refused: vec![] });

    let status = LoginStatus { name: "alice_desk".to_owned() };
    let found = alice.does(status).await.expect("her own");
    let pop = found[0].pop.as_ref().expect("the point of presence");
    assert_eq!((pop.id, pop.name.as_str()), (ObjectId(5), "Miami, FL"));
    assert_eq!((found[0].transport, found[0].until), (Transport::Tcp, at.plus_seconds(600)));
    assert_eq!(found[0].address, "192.0.2.7:5060".parse().ok());
    house.clock.pass(599);
    assert_eq!(seen(&alice, "alice_desk").await.len(), 1);
    house.clock.pass(1);
    assert!(seen(&alice, "alice_desk").await.is_empty());
}

async fn the_last_word_holds_however_late_it_comes(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    let at = house.clock.now();
    let came = word("alice_desk", "sip:a@10.0.0.5", at, 3600);
    let went = word("alice_desk", "sip:a@10.0.0.5", at.plus_seconds(2), 0);
    house.clock.pass(60);
    says(&house, vec![went.clone(), came.clone()]).await;
    assert!(seen(&alice, "alice_desk").await.is_empty(), "it went after it came");
    let back = word("alice_desk", "sip:a@10.0.0.5", at.plus_seconds(30), 3600);
    says(&house, vec![back.clone(), came, went]).await;
    assert_eq!(seen(&alice, "alice_desk").await, ["sip:a@10.0.0.5"]);
    says(&house, vec![back]).await;
    assert_eq!(seen(&alice, "alice_desk").await.len(), 1, "said twice");
}

async fn a_telephone_that_goes_takes_all_its_addresses_along(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    let at = house.clock.now();
    let other =
        Registration { switch: "other".to_owned(), ..word("alice_desk", "sip:c@h", at, 60) };
    let (one, two) = (word("alice_desk", "sip:a@h", at, 60), word("alice_desk", "sip:b@h", at, 60));
    says(&house, vec![one, two, other]).await;
    house.clock.pass(1);
    says(&house, vec![word("alice_desk", "*", at.plus_seconds(2), 0)]).await;
    assert_eq!(
        seen(&alice, "alice_desk").await,
        ["sip:c@h"],
        "from the other switch it did not go"
    );
}

async fn of_many_addresses_those_that_last_are_known(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    let at = house.clock.now();
    let most = u32::try_from(REGISTRATIONS_MAX).expect("few");
    let reports =
        (0..=most).map(|place| word("alice_desk", &format!("sip:{place}@h"), at, 60 + place));
    assert_eq!(says(&house, reports.collect()).await.kept, 1 + most as usize);
    let seen = seen(&alice, "alice_desk").await;
    assert_eq!(seen.len(), most as usize);
    assert!(!seen.contains(&"sip:0@h".to_owned()), "it would have gone first");
}

async fn what_cannot_be_is_refused_by_itself(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    let at = house.clock.now();
    let pop = Some(ObjectId(77));
    let heard = says(
        &house,
        vec![
            word("alice_nobody", "sip:a@h", at, 60),
            word("alice_desk", "sip:a@h", at, 60),
            Registration { pop, ..word("alice_desk", "sip:b@h", at, 60) },
            word("alice_desk", "sip:c@h", at.plus_seconds(301), 60),
        ],
    )
    .await;
    let refused: Vec<_> = heard.refused.iter().map(|no| (no.place, no.field.as_str())).collect();
    assert_eq!((heard.kept, refused), (1, vec![(0, "user"), (2, "pop"), (3, "at")]));
    assert_eq!(seen(&alice, "alice_desk").await, ["sip:a@h"]);
}

async fn with_a_login_goes_what_was_known_of_it(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let opened = opens(&alice, "alice_desk", LoginProfile::default()).await;
    let said = word("alice_desk", "sip:a@h", house.clock.now(), 60);
    says(&house, vec![said.clone()]).await;
    alice.does(LoginClose { id: opened.id }).await.expect("nothing hangs on it");
    assert_eq!(says(&house, vec![said]).await.kept, 0);
    opens(&alice, "alice_desk", LoginProfile::default()).await;
    assert!(seen(&alice, "alice_desk").await.is_empty(), "it is another of that name");
}

async fn nobody_logs_in_from_where_it_may_not(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let networks = vec!["192.0.2.0/24".to_owned()];
    let profile = LoginProfile { networks, only_networks: true, ..LoginProfile::default() };
    opens(&alice, "alice_desk", profile).await;
    let bar = async |address: &str| {
        let place = LoginPlace { address: address.parse().ok(), ..LoginPlace::default() };
        let told = house.engine.sip_login("alice_desk", "tandem", place).await;
        told.expect("a readable database").expect("a login").bar
    };
    assert_eq!(bar("192.0.2.9").await, None);
    assert_eq!(bar("198.51.100.9").await, Some(LoginBar::Network));
    assert_eq!(bar("").await, Some(LoginBar::Network));
}
