//! Letters, to a mail server played by the test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tandem_couriers::hooks;
use tandem_couriers::mail::{self, MailServer, Postman, Secrecy};
use tandem_domain::{
    AccountProfile, AccountStatus, DeliveryId, DeliveryState, Destination, ObjectId, VoiceMessage,
    Voicemail,
};
use tandem_engine::{
    AccountSet, DeliveryList, DeliveryView, ObjectPlace, ObjectSet, VoiceMessageList,
    VoiceMessagePut,
};
use tandem_harness::shelf::{block, did, miami, sound};
use tandem_harness::{Customer, House, Kind};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const NUMBER: u64 = 13_055_550_100;

/// A server that is out of order at first, and keeps what it is given.
async fn serve(listener: TcpListener, letters: Arc<Mutex<Vec<String>>>) {
    for guest in 0.. {
        let (stream, _) = listener.accept().await.expect("a guest");
        if guest == 0 {
            drop(stream);
            continue;
        }
        let letters = Arc::clone(&letters);
        tokio::spawn(async move { talk(stream, &letters).await });
    }
}

async fn talk(stream: TcpStream, letters: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250 test",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut letter = String::new();
                while !letter.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut letter).await?;
                }
                letters.lock().expect("nobody panics here").push(letter);
                "250 kept"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// Who brings letters to a server of the tests.
fn postman(port: u16) -> Postman {
    let server = MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        secrecy: Secrecy::None,
        login: None,
        from: "Numbers <numbers@example.com>".to_owned(),
    };
    Postman::of(server).expect("a postman")
}

async fn mails(house: &House) -> Vec<DeliveryView> {
    let (account, hook, state, before) = (None, None, None, DeliveryId(i64::MAX));
    let list = DeliveryList { account, hook, state, mail: true, before };
    house.operator().does(list).await.expect("a list")
}

#[test]
fn a_letter_waits_for_a_server_and_arrives_though_it_is_out_of_order_at_first() {
    let house = Arc::new(House::open(Kind::Sqlite).expect("a database"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let letters: Arc<Mutex<Vec<String>>> = Arc::default();
        let postman = postman(port);
        let clock = house.clock.clone();
        let pass = async {
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                clock.pass(30);
            }
        };
        let story = async {
            let operator = house.operator();
            let alice = house.customer("alice", 0).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            for (email, status) in [
                ("", AccountStatus::Suspended),
                ("alice@example.net", AccountStatus::Open),
                ("alice@example.net", AccountStatus::Suspended),
            ] {
                let profile = AccountProfile {
                    name: "alice".to_owned(),
                    plan: "STANDARD".to_owned(),
                    default_routing: Destination::None,
                    email: email.to_owned(),
                    postal_code: String::new(),
                    messages_a_day: None,
                    zone: String::new(),
                    client_limit: None,
                    calls: tandem_domain::CallLimits::default(),
                    held_max: None,
                    closed: false,
                };
                operator
                    .does(AccountSet { account: alice.root, profile, status })
                    .await
                    .expect("set");
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            let waiting = mails(&house).await;
            assert_eq!(waiting.len(), 1, "one letter, to an address that there is: {waiting:#?}");
            assert_eq!((waiting[0].state, waiting[0].tries), (DeliveryState::Waiting, 0));
            tokio::select! {
                () = mail::run(house.engine.clone(), postman) => unreachable!("it never ends"),
                () = async {
                    while mails(&house).await[0].state != DeliveryState::Delivered {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                } => {}
            }
            assert!(mails(&house).await[0].tries > 1, "it was out of order at first");
            let id = mails(&house).await[0].id;
            let letters = letters.lock().expect("nobody panics here");
            let [letter] = letters.as_slice() else { panic!("{letters:#?}") };
            for part in [
                "To: alice@example.net",
                "From: Numbers <numbers@example.com>",
                "Subject: Your account is suspended",
                &format!("Message-ID: <{id}@example.com>"),
            ] {
                assert!(letter.contains(part), "{part} is not in {letter}");
            }
        };
        tokio::select! {
            () = hooks::follow(house.engine.clone()) => unreachable!("it never ends"),
            () = serve(listener, Arc::clone(&letters)) => unreachable!("it never ends"),
            () = pass => {}
            () = story => {}
        }
        house.is_sound().await;
    });
    house.engine.close();
}

/// A mailbox that sends its messages and keeps none that was sent.
async fn mailbox(house: &House) -> (Customer, ObjectId) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    let email = "alice@example.net".to_owned();
    let body = Voicemail { email, attach: true, delete: true, ..Voicemail::default() };
    let set = ObjectSet { place: ObjectPlace::New, body: body.into(), list: None };
    let id = alice.does(set).await.expect("a mailbox");
    (alice, id)
}

#[test]
fn a_voice_message_comes_with_its_letter_and_then_is_gone() {
    let house = Arc::new(House::open(Kind::Sqlite).expect("a database"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let letters: Arc<Mutex<Vec<String>>> = Arc::default();
        let postman = postman(port);
        let (alice, mailbox) = mailbox(&house).await;
        let left = VoiceMessage {
            switch: "edge".to_owned(),
            call: "1.1".to_owned(),
            did: did(NUMBER),
            mailbox,
            from: "+13055550199".to_owned(),
            name: String::new(),
            at: house.engine.now(),
        };
        let put = VoiceMessagePut { left, file: sound(1), seconds: 3 };
        house.operator().does(put).await.expect("a message");
        let list = VoiceMessageList { mailbox, folder: None, from: None, to: None };
        let is_there = async || !alice.does(list).await.expect("hers").messages.is_empty();
        assert!(is_there().await, "until it was sent");
        let clock = house.clock.clone();
        tokio::select! {
            () = mail::run(house.engine.clone(), postman) => unreachable!("it never ends"),
            () = serve(listener, Arc::clone(&letters)) => unreachable!("it never ends"),
            () = async {
                while is_there().await {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    clock.pass(30);
                }
            } => {}
        }
        let letters = letters.lock().expect("nobody panics here").clone();
        let [letter] = letters.as_slice() else { panic!("{letters:#?}") };
        let name = format!("filename=\"message-{mailbox}-1.mp3\"");
        for part in ["To: alice@example.net", &name, "audio/mpeg", sound(1).data()] {
            assert!(letter.contains(part), "{part} is not in {letter}");
        }
        house.is_sound().await;
    });
    house.engine.close();
}
