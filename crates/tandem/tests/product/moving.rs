//! Moving out and in: what is exported is what an import reads, to the byte.

use std::path::{Path, PathBuf};

use tandem::{export, import, node};
use tandem_domain::{AccountRef, Actor, FillPolicy, NumberSettings, Scope, Selection};
use tandem_engine::{AccountFind, Ask, Engine, NumberRelease, OrderPlace};
use tandem_harness::{Database, Kind};
use tandem_numbering::{Did, Rules};

use crate::operator::{Operator, text};
use crate::product::directory;

const ACCOUNTS: &str = "\
id,parent,name,email,status,currency,balance,plan,default_routing,aliases,slots,messages_a_day
,,\"Alice, \"\"the first\"\"\",alice@example.com,open,USD,100.125,STANDARD,,voipms:100001;anveo:a%3Bb,local:5,250
,voipms:100001, a desk ,,open,,,,,voipms:100001_desk,,
,,Bob,,suspended,USD,-7.5,STANDARD,,voipms:100002,,
";
const PLANS: &str = "\
code,account,name,currency,slot,kind,country,state,area_code,rate_center,setup,monthly,minute
STANDARD,,Standard,USD,0.10,,,,305,,0.4,0.25,0.0035
STANDARD,,Standard,USD,0.10,toll_free,US,,,,1,2,0.02
STANDARD,voipms:100002,Bob's own,USD,0,,,FL,,MIAMI,0,0.1,0
EMPTY,,Sells nothing,USD,0,,,,,,,,
";
const NUMBERS: &str = "\
number,to,state,rate_center,locality,latitude,longitude,sms,cleansed,origin,supplier,rate_plan,status,until
3052220000,3052220099,FL,MIAMI,Miami,25.7743,-80.1937,1,house,own,,STANDARD;EMPTY,,
3052229990,3052230009,FL,MIAMI,Miami,,,0,none,own,,,reserved,
3052250000,,FL,MIAMI,Miami,,,0,none,supplier,upstream,,blocked,
3052250001,,FL,MIAMI,Miami,,,0,none,own,,,ageing,2099-11-30T08:15:00.5Z
+442079460000,+442079460004,,,London,,,0,none,ported_in,,,ported_out,
";
const OBJECTS: &str = "\
kind,id,account,name,doc
fwd,1026,voipms:100001,\"to, the mobile\",\"{\"\"number\"\":13055550100}\"
pop,5,1000,Miami,
";
const RECORDINGS: &str = "\
id,account,name,file
7567,voipms:100001,\"Hello, \"\"you\"\"\",hello.mp3
7568,voipms:100002,Hello,hello.mp3
";
const ASSIGNED: &str = "\
number,owner,status,plan,setup,monthly,minute,began,next_billing,anchor_day,slot,routing,pop,cnam,note,resale_monthly,sms,sms_email,sms_forward,sms_forward_on,sms_page,sms_page_on,sms_page_again
3052220001,voipms:100001,active,,,,,2024-01-31T15:09:04.000001Z,2099-02-28,31,local,fwd:1026,5,1,\"two
lines, \"\"quoted\"\" \",1.5,1,alice@example.com,3055550100,1,https://example.com/?m={MESSAGE},1,1
3052229995,voipms:100001_desk,suspended,STANDARD,9,0.99,0,,2099-03-01,,,,,,,,,,,,,,
3052230000,voipms:100002,porting_out,,0,0,0,2020-02-29,2099-02-28,29,,none:,,,,,,,,,,,
";

#[test]
fn what_is_exported_moves_in_elsewhere_on_sqlite() {
    moves(Kind::Sqlite);
}

#[test]
fn what_is_exported_moves_in_elsewhere_on_postgres() {
    moves(Kind::Postgres);
}

fn moves(kind: Kind) {
    let (Some(here), Some(there)) = (Database::fresh(kind), Database::fresh(kind)) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let files = directory();
        for (name, text) in [
            ("accounts", ACCOUNTS),
            ("plans", PLANS),
            ("numbers", NUMBERS),
            ("objects", OBJECTS),
            ("assigned", ASSIGNED),
        ] {
            std::fs::write(file(&files, name), text).expect("a file");
        }
        let sounds = files.join("sounds");
        std::fs::create_dir(&sounds).expect("a directory");
        std::fs::write(sounds.join("hello.mp3"), b"\xff\xfb\x90\x64").expect("a file");
        std::fs::write(sounds.join(export::RECORDINGS_TABLE), RECORDINGS).expect("a file");
        let old = node::open(&here.url, Rules::new(), 0).await.expect("a database");
        take_in(&old, &files, 3).await;
        live(&old).await;
        let first = put_out(&old, &files).await;
        let new = node::open_to_load(&there.url, Rules::new()).await.expect("a database");
        take_in(&new, &files, 4).await;
        let second = put_out(&new, &files).await;
        assert_eq!(first, second);
        let texts = "1,alice@example.com,0,+13055550100,1,https://example.com/?m={MESSAGE},1,1";
        assert!(first.last().is_some_and(|assigned| assigned.contains(texts)), "{first:?}");
        assert!(first[1].contains(",250,"), "{first:?}");
        // Running all of it again finds everything there.
        take_in(&new, &files, 0).await;
        assert_eq!(put_out(&new, &files).await, second);
        for engine in [&old, &new] {
            let findings = engine.examine().await.expect("a doctor who can look");
            assert_eq!(findings.broken, 0, "{:#?}", findings.listed);
        }
        let (old, new) = (old.clone(), new.clone());
        tokio::task::spawn_blocking(move || (old.close(), new.close())).await.expect("an end");
        // A leftover in the temporary directory is the system's to clean.
        let _ = std::fs::remove_dir_all(&files);
    });
}

fn file(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.csv"))
}

/// Imports all six files, in the order in which they need one another.
async fn take_in(engine: &Engine, files: &Path, numbers_moved: u64) {
    let at = |name| file(files, name);
    let came = import::accounts(&at("accounts"), engine).await.expect("accounts");
    assert_eq!((came.done + came.already, came.faults.count), (3, 0));
    let came = import::plans(&at("plans"), engine).await.expect("plans");
    assert_eq!((came.done + came.already, came.faults.count), (3, 0));
    let table = files.join("sounds").join(export::RECORDINGS_TABLE);
    let came = import::recordings(&table, engine).await.expect("recordings");
    let is_again = numbers_moved == 0;
    let counted = |rows: u64| if is_again { (0, rows, 0) } else { (rows, 0, 0) };
    assert_eq!((came.done, came.already, came.faults.count), counted(2));
    let came = import::objects(&at("objects"), engine).await.expect("objects");
    assert_eq!((came.done, came.already, came.faults.count), counted(came.rows));
    let stocked = import::numbers(&at("numbers"), &Rules::new(), engine, None).await;
    assert_eq!(stocked.expect("numbers").faults.count, 0);
    let came = import::assigned(&at("assigned"), &Rules::new(), engine, false).await;
    let came = came.expect("numbers in service");
    assert_eq!((came.done, came.faults.count), (numbers_moved, 0));
}

/// Something happens: a number is bought, another given back.
async fn live(engine: &Engine) {
    let alice = AccountRef::Alias { scheme: "voipms".to_owned(), name: "100001".to_owned() };
    let find = Ask::new(Actor::operator(), AccountFind { named: alice });
    let alice = engine.execute(find).await.expect("alice").id;
    let actor = Actor {
        account: alice,
        root: alice,
        credential: Some(tandem_domain::CredentialId(1)),
        scopes: vec![Scope::Read, Scope::Write],
        address: None,
        auth_epoch: 0,
    };
    let numbers = [13_052_220_050, 13_052_220_051].map(|digits| Did::new(digits).expect("digits"));
    let order = OrderPlace {
        selection: Selection::Numbers(numbers.to_vec()),
        fill: FillPolicy::AllOrNothing,
        plan: None,
        owner: None,
        settings: NumberSettings::default(),
        slots: None,
        rehearsal: false,
    };
    engine.execute(Ask::new(actor.clone(), order)).await.expect("for sale");
    let release = NumberRelease::of(numbers[1]);
    engine.execute(Ask::new(actor, release)).await.expect("hers");
}

/// Exports all six over the files that were imported; returns what they hold.
async fn put_out(engine: &Engine, files: &Path) -> Vec<String> {
    let (mut accounts, mut plans, mut objects) = (Vec::new(), Vec::new(), Vec::new());
    let (mut numbers, mut assigned) = (Vec::new(), Vec::new());
    export::accounts(engine, &mut accounts).await.expect("accounts");
    export::plans(engine, &mut plans).await.expect("plans");
    let sounds = files.join("sounds");
    std::fs::remove_dir_all(&sounds).expect("a directory of ours");
    export::recordings(engine, &sounds).await.expect("recordings");
    let again = export::recordings(engine, &sounds).await;
    assert!(again.is_err(), "what is there is not written over");
    let sound = std::fs::read(sounds.join("7567.mp3")).expect("a file");
    assert_eq!(sound, b"\xff\xfb\x90\x64");
    export::objects(engine, &mut objects).await.expect("objects");
    export::numbers(engine, &mut numbers).await.expect("numbers");
    let left_out = export::assigned(engine, &mut assigned).await.expect("numbers in service");
    assert_eq!(left_out, 0);
    let all = [
        ("accounts", accounts),
        ("plans", plans),
        ("objects", objects),
        ("numbers", numbers),
        ("assigned", assigned),
    ];
    let table = std::fs::read_to_string(sounds.join(export::RECORDINGS_TABLE)).expect("a table");
    let mut written = vec![table];
    written.extend(all.map(|(name, bytes)| {
        std::fs::write(file(files, name), &bytes).expect("a file");
        String::from_utf8(bytes).expect("text")
    }));
    written
}

#[test]
fn counts_and_disconnects_are_written() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = Database::fresh(Kind::Sqlite).expect("a file");
        let files = directory();
        std::fs::write(file(&files, "numbers"), NUMBERS).expect("a file");
        let engine = node::open_to_load(&database.url, Rules::new()).await.expect("a database");
        let path = file(&files, "numbers");
        let stocked = import::numbers(&path, &Rules::new(), &engine, None).await;
        assert_eq!(stocked.expect("numbers").added, 127);
        let mut out = Vec::new();
        export::utilisation(&engine, &mut out).await.expect("counts");
        let text = String::from_utf8(out).expect("text");
        let counts = |block: &str| {
            let mut lines = text.lines().filter(|line| line.contains(block));
            let line = lines.next().unwrap_or_else(|| panic!("{block} in {text}")).to_owned();
            line.split(',').skip(6).map(str::to_owned).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(counts("305-222,FL,MIAMI,own"), "0 0 10 0 100 0 0 110");
        assert_eq!(counts("305-225,FL,MIAMI,own"), "0 0 0 1 0 0 0 1");
        assert_eq!(counts("supplier,upstream"), "0 0 0 0 0 1 0 1");
        let mut out = Vec::new();
        let since = tandem_domain::Timestamp(0);
        export::disconnects(&engine, since, &mut out).await.expect("disconnects");
        assert_eq!(out, b"number,disconnected\r\n");
        tokio::task::spawn_blocking(move || engine.close()).await.expect("an end");
        let _ = std::fs::remove_dir_all(&files);
    });
}

#[test]
fn a_suppliers_file_is_the_whole_of_what_it_sells() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = Database::fresh(Kind::Sqlite).expect("a file");
        let files = directory();
        let engine = node::open_to_load(&database.url, Rules::new()).await.expect("a database");
        let import = async |rows: &str| {
            let text = format!("number,to,supplier\n{rows}");
            std::fs::write(file(&files, "numbers"), text).expect("a file");
            let path = file(&files, "numbers");
            import::numbers(&path, &Rules::new(), &engine, Some("upstream")).await
        };
        import("3052220000,3052220009,upstream\n3052230000,3052230009,other\n")
            .await
            .expect("rows");
        let next = "3052220005,3052220014,upstream\n";
        let done = import(next).await.expect("rows").replaced.expect("a replacement");
        assert_eq!((done.withdrawn, done.returned), (5, 0));
        let done = import("3052220000,3052220014,upstream\n").await.expect("rows").replaced;
        assert_eq!(done.map(|done| (done.withdrawn, done.returned)), Some((0, 5)));
        // A file that cannot be read as a whole takes nothing off the shelf.
        let broken = import("3052220000,,upstream\nnothing,,upstream\n").await.expect("rows");
        assert_eq!((broken.faults.count, broken.replaced), (1, None));
        tokio::task::spawn_blocking(move || engine.close()).await.expect("an end");
        let _ = std::fs::remove_dir_all(&files);
    });
}

#[test]
fn a_dry_run_does_everything_and_keeps_nothing() {
    let operator = Operator::new();
    let tries = |what: &str, more: &[&str]| {
        let file = format!("{what}.csv");
        let words = ["import", what, &file, "--data", "data"];
        let output = operator.tries(&[&words[..], more].concat());
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    operator.writes("numbers.csv", "number,to\n3052220100,3052220199\n305222,\n");
    operator.writes(
        "accounts.csv",
        "name,aliases,parent,balance\nAlice,voipms:1,,10\nDesk,voipms:1_desk,voipms:1,\nLost,voipms:2_desk,voipms:2,\n",
    );
    // Nothing is there yet, and nothing is there afterwards.
    for (what, counted) in [
        ("numbers", "2 rows: 100 numbers added"),
        ("accounts", "3 rows: 2 accounts moved in, 0 here already"),
    ] {
        let (code, said, complained) = tries(what, &["--dry-run"]);
        assert_eq!(code, Some(1), "a row was refused");
        assert!(said.contains(counted) && said.contains("nothing is stored"), "{said}");
        assert!(complained.contains("line "), "{complained}");
        assert!(!operator.has("data"));
    }
    for what in ["numbers", "accounts"] {
        let rehearsed = tries(what, &["--dry-run"]);
        let done = tries(what, &[]);
        let without =
            |said: &str| said.replace("tried on a copy of the database: nothing is stored\n", "");
        assert_eq!((rehearsed.0, without(&rehearsed.1), rehearsed.2), done, "as it was foretold");
    }
    let (_, said, _) = tries("accounts", &["--dry-run"]);
    assert!(said.contains("0 accounts moved in, 2 here already"), "{said}");
}

#[test]
fn a_row_that_contradicts_another_or_cannot_be_is_named() {
    let operator = Operator::new();
    operator.writes(
        "accounts.csv",
        "name,aliases,currency,email,plan\n\
         Alice,voipms:1,USD,alice@example.com,GLOD\n\
         Alice,voipms:1,USD,alice@example.com,GLOD\n\
         Bob,voipms:1,USD,bob@example.com,\n\
         Carol,voipms:3,XYZ,,\n\
         Dave,voipms:4,,dave at home,\n",
    );
    let output = operator.tries(&["import", "accounts", "accounts.csv", "--data", "data"]);
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
    for complaint in [
        "line 4: aliases: voipms:1 stands on line 2 too",
        "line 5: currency: must be a currency of ISO 4217, such as USD",
        "line 6: email: must be an address that letters reach",
    ] {
        assert!(complained.contains(complaint), "{complained}");
    }
    assert!(said.contains("5 rows: 1 accounts moved in, 1 here already"), "{said}");
    assert!(said.contains("plan GLOD, first wanted on line 2, is not in force yet"), "{said}");
}

#[test]
fn months_long_past_are_charged_only_if_that_is_wanted() {
    for arrears in [false, true] {
        let operator = Operator::new();
        operator.writes("numbers.csv", "number,status\n3052220100,reserved\n");
        operator.types(&["import", "numbers", "numbers.csv", "--data", "data"]);
        operator.acts(&["plan", "set", "STANDARD", "--monthly", "1.00"]);
        operator.writes("accounts.csv", "name,aliases,balance,plan\nAlice,voipms:1,100,STANDARD\n");
        operator.types(&["import", "accounts", "accounts.csv", "--data", "data"]);
        operator
            .writes("assigned.csv", "number,owner,next_billing\n3052220100,voipms:1,2024-01-31\n");
        let mut words = vec!["import", "assigned", "assigned.csv", "--data", "data"];
        words.extend(arrears.then_some("--charge-arrears"));
        let output = operator.tries(&words);
        let complained = text(&output.stderr);
        assert!(output.status.success(), "{complained}");
        assert_eq!(complained.contains("line 2: next_billing: that month is over"), !arrears);

        operator.types(&["export", "assigned", "again.csv", "--data", "data"]);
        let (file, again) = ("again.csv", ["import", "assigned"]);
        let said = operator.types(&[&again[..], &[file, "--data", "data"]].concat());
        assert!(said.contains("1 here already"), "what is exported can be read back: {said}");
        operator.acts(&["job", "renewal"]);
        let shown = operator.acts(&["account", "list"]);
        assert_eq!(shown.contains("100.00 USD"), !arrears, "{shown}");
        operator.types(&["doctor", "--data", "data"]);
    }
}
