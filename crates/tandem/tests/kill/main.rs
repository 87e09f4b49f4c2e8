//! The real binary, real sockets, a real disk, and `kill -9`.
//!
//! - A storm of orders comes in from several clients through three dialects; in the middle of it the
//!   process is killed. What was acknowledged must be there after a restart, and of what was not,
//!   either all or nothing: everybody repeats their request under the same key, and then the books
//!   must hold exactly what was ordered, once.
//! - Four dialects want the same number at the same moment.

mod hooks;
mod shop;
mod texts;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tandem_harness::http::Client;
use tandem_harness::process::{self, Process};
use tandem_harness::{Database, Kind};
use tandem_store::DatabaseUrl;

use shop::{Request, Via};

/// A shelf large enough for everybody in every storm, whatever the machine.
const OPTIONS: &[&str] = &["--numbers", "80000", "--balance", "1000000.00"];
/// How often the process is killed.
const ROUNDS: u64 = 3;
/// The states in which the clients of the storm buy by name, so that none is in another's way.
const STATES: [&str; 9] = ["CA", "IL", "TX", "FL", "IL", "PA", "OH", "IL", "MI"];

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tandem"))
}

fn assert_sound(database: &DatabaseUrl) {
    let doctor = process::doctor(binary(), database);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(doctor.status.success(), "the doctor says:\n{said}");
}

#[test]
fn a_storm_and_a_kill_on_sqlite() {
    storms(Kind::Sqlite);
}

#[test]
fn a_storm_and_a_kill_on_postgres() {
    storms(Kind::Postgres);
}

fn storms(kind: Kind) {
    let Some(database) = Database::fresh(kind) else { return };
    let mut process = Process::demo(binary(), &database.url, OPTIONS);
    let (mut owned, mut balance) = shop::books(process.address);
    let (mut acknowledged, mut open) = (0, 0);
    for round in 0..ROUNDS {
        let (heard, unheard) = storm(process, round);
        assert_sound(&database.url);
        process = Process::demo(binary(), &database.url, OPTIONS);

        let (there, _) = shop::books(process.address);
        for (_, numbers) in &heard {
            assert!(numbers.is_subset(&there), "{numbers:?} were acknowledged and are gone");
        }
        acknowledged += heard.len();
        open += unheard.len();
        // Whoever heard nothing asks again, under the same key.
        let mut client = Client::of(process.address);
        let answered = unheard.into_iter().map(|request| {
            let answer = client.get(&request.target).expect("an answer");
            let numbers = request.bought(&answer).unwrap_or_else(|| panic!("{answer:?}"));
            (request, numbers)
        });
        for (request, numbers) in heard.into_iter().chain(answered) {
            balance -= request.price() * numbers.len() as i64;
            for number in numbers {
                assert!(owned.insert(number.clone()), "{number} was sold twice");
            }
        }
        let (there, left) = shop::books(process.address);
        let surplus: Vec<_> = there.difference(&owned).collect();
        let missing: Vec<_> = owned.difference(&there).collect();
        assert!(
            surplus.is_empty() && missing.is_empty(),
            "surplus {surplus:?}, missing {missing:?}"
        );
        assert_eq!(left, balance, "money, in ten-thousandths");
    }
    process.kill();
    assert_sound(&database.url);
    println!("{acknowledged} orders were acknowledged, {open} were open when the process died");
    assert!(acknowledged > 50, "that was no storm: {acknowledged} orders");
    assert!(open > 0, "nobody was interrupted");
}

/// What was asked and not answered, and what was answered with which numbers.
type Heard = Vec<(Request, BTreeSet<String>)>;

/// Everybody orders as fast as they can until the process is killed.
fn storm(process: Process, round: u64) -> (Heard, Vec<Request>) {
    let shelves = STATES.map(|state| shop::shelf(process.address, state));
    std::thread::scope(|scope| {
        let clients: Vec<_> = shelves
            .into_iter()
            .enumerate()
            .map(|(client, mut shelf)| {
                let address = process.address;
                scope.spawn(move || {
                    let (mut heard, mut unheard) = (Vec::new(), Vec::new());
                    let mut connection = Client::of(address);
                    let via = [Via::VoipMs, Via::DialogTech, Via::Api19][client % 3];
                    for turn in 0.. {
                        let key = format!("storm-{round}-{client}-{turn}");
                        let Some(request) = Request::in_storm(via, &key, &mut shelf) else { break };
                        match connection.get(&request.target) {
                            Ok(answer) => {
                                let numbers = request.bought(&answer);
                                let numbers = numbers.unwrap_or_else(|| panic!("{answer:?}"));
                                heard.push((request, numbers));
                            }
                            // The line broke: nobody will answer any more.
                            Err(_) => {
                                unheard.push(request);
                                break;
                            }
                        }
                    }
                    (heard, unheard)
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(250 + 130 * round));
        // Nobody is told: the clients find out when the line breaks, and end there.
        let address = process.address;
        process.kill();
        let mut all = (Vec::new(), Vec::new());
        for client in clients {
            let (heard, unheard) = client.join().expect("a client of the storm");
            all.0.extend(heard);
            all.1.extend(unheard);
        }
        assert!(Client::of(address).get("/readyz").is_err(), "it is dead");
        all
    })
}

#[test]
fn four_dialects_want_the_same_number_on_sqlite() {
    last_number(Kind::Sqlite);
}

#[test]
fn four_dialects_want_the_same_number_on_postgres() {
    last_number(Kind::Postgres);
}

fn last_number(kind: Kind) {
    let Some(database) = Database::fresh(kind) else { return };
    let process = Process::demo(binary(), &database.url, OPTIONS);
    let number = shop::leave_one_in_new_york(process.address);
    let (before, balance) = shop::books(process.address);
    let answers: Vec<Option<(Request, BTreeSet<String>)>> = std::thread::scope(|scope| {
        let buyers: Vec<_> = (0..64)
            .map(|buyer| {
                let (number, address) = (&number, process.address);
                scope.spawn(move || {
                    let request = Request::for_the_last(number, buyer);
                    let answer = Client::of(address).get(&request.target).expect("an answer");
                    request.bought(&answer).map(|numbers| (request, numbers))
                })
            })
            .collect();
        buyers.into_iter().map(|buyer| buyer.join().expect("a buyer")).collect()
    });
    let sold: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(sold.len(), 1, "one number was sold to {}", sold.len());
    let (request, numbers) = &sold[0];
    assert_eq!(*numbers, BTreeSet::from([number.clone()]));
    let (there, left) = shop::books(process.address);
    assert_eq!(there.difference(&before).collect::<Vec<_>>(), [&number]);
    assert_eq!(left, balance - request.price());
    process.kill();
    assert_sound(&database.url);
}
