//! A backup of one database is a shop on the other.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use flate2::read::GzDecoder;
use tandem_harness::http::Client;
use tandem_harness::process::Process;
use tandem_harness::{Database, Kind};

use crate::{Directory, binary, tries, types};

const ORDER: &str = "/ibp_api.php?access_key=foo&secret_access_key=bar&action=numbers.order\
                     &type=local&search=555&quantity=2&fill_quantity=1";
const BALANCE: &str = "/api/v1/rest.php?api_username=demo@example.com\
                       &api_password=demo-voipms-password&method=getBalance";

#[test]
fn from_sqlite_to_postgres_and_back() {
    moves(Kind::Sqlite, Kind::Postgres);
}

#[test]
fn from_postgres_to_sqlite_and_back() {
    moves(Kind::Postgres, Kind::Sqlite);
}

fn moves(from: Kind, to: Kind) {
    let (Some(here), Some(there), Some(back)) =
        (Database::fresh(from), Database::bare(to), Database::bare(from))
    else {
        return;
    };
    let files = Directory::new();
    let options = ["--numbers", "20000", "--balance", "100000.00"];
    let demo = Process::demo(binary(), &here.url, &options);

    // While orders rain, each backup is a shop that could have been closed at that moment.
    let (over, placed) = (AtomicBool::new(false), AtomicU64::new(0));
    let rained = files.file("rain.gz");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = Client::of(demo.address);
                while !over.load(Ordering::Relaxed) {
                    let (status, body) = client.get(ORDER).expect("an answer");
                    assert!(status == 200 && body.contains("success"), "{body}");
                    placed.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while placed.load(Ordering::Relaxed) < 20 {
            std::thread::yield_now();
        }
        let before = placed.load(Ordering::Relaxed);
        println!("{}", types(&["backup", &rained, "--database", &here.text()]).trim());
        let meanwhile = placed.load(Ordering::Relaxed) - before;
        over.store(true, Ordering::Relaxed);
        assert!(meanwhile > 0, "nobody ordered while the backup was taken");
    });
    let said = types(&["restore", &rained, "--database", &there.text()]);
    assert!(said.contains("everything that must hold, holds"), "{said}");

    // What is there is not overwritten by chance, and what is in use not at all.
    let still = files.file("still.gz");
    types(&["backup", &still, "--database", &here.text()]);
    assert_eq!(mode(&still), 0o600);
    let restore = ["restore", &still, "--database"];
    refused(&[&restore[..], &[&there.text()]].concat(), "is not empty");
    refused(&[&restore[..], &[&here.text(), "--replace"]].concat(), "in use");
    refused(&["backup", &still, "--database", &here.text()], "is there already");

    let (_, balance) = Client::of(demo.address).get(BALANCE).expect("an answer");
    demo.kill();
    types(&[&restore[..], &[&there.text(), "--replace"]].concat());
    let (moved, returned) = (files.file("moved.gz"), files.file("returned.gz"));
    types(&["backup", &moved, "--database", &there.text()]);
    types(&["restore", &moved, "--database", &back.text()]);
    types(&["backup", &returned, "--database", &back.text()]);
    for copy in [&moved, &returned] {
        assert_eq!(rows(copy), rows(&still), "{copy}");
    }
    // How far webhooks were told is the same number of events in every database.
    let told = rows(&still).into_iter().find(|row| row.starts_with("deliveries\t"));
    assert!(told.is_some_and(|row| !row.starts_with("deliveries\t0\t")), "nobody was told");
    let demo = Process::demo(binary(), &there.url, &options);
    let (_, same) = Client::of(demo.address).get(BALANCE).expect("an answer");
    assert_eq!(same, balance);
    let (_, body) = Client::of(demo.address).get(ORDER).expect("an answer");
    assert!(body.contains("success"), "{body}");
}

#[test]
fn a_file_that_is_no_backup_or_not_all_of_one_changes_nothing() {
    let files = Directory::new();
    let (shop, backup) = (files.file("shop.db"), files.file("backup.gz"));
    let (stock, other) = (files.file("stock.csv"), files.file("other.db"));
    std::fs::write(&stock, "number\n3052220100\n").expect("a file");
    types(&["import", "numbers", &stock, "--database", &format!("sqlite:{shop}")]);
    types(&["backup", &backup, "--database", &format!("sqlite:{shop}")]);
    let whole = std::fs::read(&backup).expect("a backup");
    std::fs::write(&backup, &whole[..whole.len() - 20]).expect("a file");
    let into = format!("sqlite:{other}");
    for file in [&backup, &stock] {
        let output = tries(&["restore", file, "--database", &into]);
        assert!(!output.status.success());
        assert!(!std::path::Path::new(&other).exists());
    }
    std::fs::write(&backup, &whole).expect("a file");
    refused(&["restore", &backup, "--replace", "--database", &format!("sqlite:{stock}")], "");
    assert_eq!(std::fs::read(&stock).expect("a file"), b"number\n3052220100\n");
    types(&["restore", &backup, "--database", &into]);
    assert_eq!(mode(&other), 0o600);
}

fn refused(words: &[&str], why: &str) {
    let output = tries(words);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && complained.contains(why), "{words:?}: {complained}");
}

fn mode(file: &str) -> u32 {
    std::fs::metadata(file).expect("a file").permissions().mode() & 0o777
}

/// The rows of a backup, but for their order, and without when it was taken and its digest.
fn rows(file: &str) -> Vec<String> {
    let mut text = String::new();
    let file = std::fs::File::open(file).expect("a backup");
    GzDecoder::new(file).read_to_string(&mut text).expect("a backup");
    let told = |line: &&str| !line.starts_with("taken ") && !line.starts_with("end ");
    let mut lines: Vec<String> = text.lines().filter(told).map(str::to_owned).collect();
    lines.sort();
    lines
}
