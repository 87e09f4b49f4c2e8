//! A storm of texts and `kill -9`: every text that was acknowledged is there, once on either side; whoever
//! heard nothing asks again under the same key; and each is paid for once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tandem_domain::Timestamp;
use tandem_harness::http::Client;
use tandem_harness::process::Process;
use tandem_harness::{Database, Kind};

use crate::{assert_sound, binary};

const OPTIONS: &[&str] = &["--numbers", "2000"];
/// How many clients each of the two who write to each other has.
const CLIENTS: usize = 3;
/// How many texts a client sends: together no more than may be sent in a minute.
const EACH: usize = 20;
/// After so many answers the process is killed.
const KILLED_AFTER: usize = 25;
/// What a text costs its sender in the demo, in millionths of a dollar.
const PRICE: i64 = 7_500;

/// One of the two: how it logs in, and its number.
#[derive(Clone, Copy)]
struct Side {
    login: &'static str,
    number: &'static str,
}

const SIDES: [Side; 2] = [
    Side {
        login: "api_username=demo@example.com&api_password=demo-voipms-password",
        number: "8574884828",
    },
    Side {
        login: "api_username=other@example.com&api_password=other-voipms-password",
        number: "8577884821",
    },
];

impl Side {
    fn ask(self, client: &mut Client, call: &str) -> std::io::Result<Value> {
        let (_, body) = client.get(&format!("/api/v1/rest.php?{}&method={call}", self.login))?;
        Ok(serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}")))
    }

    /// What it has, in millionths of a dollar.
    fn balance(self, address: SocketAddr) -> i64 {
        let seen = self.ask(&mut Client::of(address), "getBalance").expect("an answer");
        let balance = seen["balance"]["current_balance"].as_str().expect("a balance");
        balance.replace('.', "").parse().expect("six digits behind the point")
    }

    /// How often each text of today stands in its list, sent and received.
    fn texts(self, address: SocketAddr) -> BTreeMap<(String, bool), usize> {
        let (from, to) = (day(-1), day(1));
        let call = format!("getSMS&did={}&from={from}&to={to}&limit=1000", self.number);
        let seen = self.ask(&mut Client::of(address), &call).expect("an answer");
        let mut texts = BTreeMap::new();
        for row in seen["sms"].as_array().into_iter().flatten() {
            let text = row["message"].as_str().expect("a text").to_owned();
            *texts.entry((text, row["type"] == "0")).or_default() += 1;
        }
        texts
    }
}

/// A day from today, in UTC.
fn day(away: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_micros();
    let day = Timestamp(i64::try_from(now).expect("a time")).plus_seconds(away * 86_400);
    day.to_string().chars().take(10).collect()
}

#[test]
fn a_storm_of_texts_and_a_kill_on_sqlite() {
    storm(Kind::Sqlite);
}

#[test]
fn a_storm_of_texts_and_a_kill_on_postgres() {
    storm(Kind::Postgres);
}

fn storm(kind: Kind) {
    let Some(database) = Database::fresh(kind) else { return };
    let process = Process::demo(binary(), &database.url, OPTIONS);
    let before = SIDES.map(|side| side.balance(process.address));
    let (mut sent, unheard) = write_until_killed(process);
    let acknowledged = sent.len();
    assert_sound(&database.url);
    let process = Process::demo(binary(), &database.url, OPTIONS);
    let address = process.address;
    for (side, text) in &sent {
        let there = SIDES[*side].texts(address);
        assert_eq!(there.get(&(text.clone(), true)), Some(&1), "{text} was acknowledged");
    }
    let mut client = Client::of(address);
    for (side, text) in &unheard {
        let answer = SIDES[*side].ask(&mut client, &call(*side, text)).expect("an answer");
        assert_eq!(answer["status"], "success", "{text}: {answer}");
    }
    sent.extend(unheard.iter().cloned());
    for (side, of) in SIDES.iter().enumerate() {
        let mut wanted = BTreeMap::new();
        for (sender, text) in &sent {
            wanted.insert((text.clone(), *sender == side), 1);
        }
        let mut there = of.texts(address);
        // What the demo's document shows is there too.
        there.retain(|(text, _), _| text.starts_with("storm"));
        assert_eq!(there, wanted, "of {}", of.number);
        let paid = sent.iter().filter(|(sender, _)| *sender == side).count() as i64 * PRICE;
        assert_eq!(before[side] - of.balance(address), paid, "of {}", of.number);
    }
    process.kill();
    assert_sound(&database.url);
    println!("{acknowledged} texts were acknowledged, {} were open", unheard.len());
}

/// Texts, each with the place of its sender.
type Texts = Vec<(usize, String)>;

fn call(side: usize, text: &str) -> String {
    let (from, to) = (SIDES[side].number, SIDES[1 - side].number);
    let said = text.replace(' ', "+");
    format!("sendSMS&did={from}&dst={to}&message={said}&idempotency_key={said}")
}

/// What was acknowledged, and what was asked and not answered.
fn write_until_killed(process: Process) -> (Texts, Texts) {
    let answered = AtomicUsize::new(0);
    let address = process.address;
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..2 * CLIENTS)
            .map(|writer| {
                let answered = &answered;
                scope.spawn(move || {
                    let (side, mut client) = (writer % 2, Client::of(address));
                    let (mut heard, mut unheard) = (Vec::new(), Vec::new());
                    for turn in 0..EACH {
                        let text = format!("storm {writer} {turn}");
                        match SIDES[side].ask(&mut client, &call(side, &text)) {
                            Ok(answer) => {
                                assert_eq!(answer["status"], "success", "{text}: {answer}");
                                heard.push((side, text));
                                answered.fetch_add(1, Ordering::Relaxed);
                            }
                            // The line broke: nobody will answer any more.
                            Err(_) => {
                                unheard.push((side, text));
                                break;
                            }
                        }
                    }
                    (heard, unheard)
                })
            })
            .collect();
        while answered.load(Ordering::Relaxed) < KILLED_AFTER
            && writers.iter().any(|writer| !writer.is_finished())
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        process.kill();
        let mut all = (Vec::new(), Vec::new());
        for writer in writers {
            let (heard, unheard) = writer.join().expect("a client of the storm");
            all.0.extend(heard);
            all.1.extend(unheard);
        }
        all
    })
}
