//! Slips of the pen, in what is typed and in files: each is named, and none looks like a success.

use std::io::Write;

use crate::operator::{Operator, text};

/// What is said on the way to a refusal: the standard output, and the errors.
fn refused(operator: &Operator, words: &[&str]) -> (String, String) {
    let output = operator.tries(words);
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{words:?}: {said}{complained}");
    (said, complained)
}

fn imports(operator: &Operator, what: &str, rows: &str) -> (String, String) {
    operator.writes("rows.csv", rows);
    refused(operator, &["import", what, "rows.csv", "--data", "data"])
}

#[test]
fn an_account_has_a_name_a_dialect_and_a_plan() {
    let operator = Operator::new();
    let rows = "name,aliases\n,voipms:1\nBob,voimps:2\nCarol,voipms:3\n";
    let (said, complained) = imports(&operator, "accounts", rows);
    assert!(complained.contains("line 2: name: is empty"), "{complained}");
    assert!(complained.contains("line 3: aliases: must be like voipms:100001"), "{complained}");
    assert!(said.contains("3 rows: 1 accounts moved in"), "{said}");
    assert!(said.contains("plan STANDARD, first wanted on line 4, is not in force"), "{said}");
    let written = operator.types(&["export", "accounts", "--data", "data"]);
    assert!(written.contains(",STANDARD,"), "who names no plan has that one: {written}");

    operator.acts(&["plan", "set", "STANDARD", "--monthly", "1.00"]);
    let complaint = |words: &[&str]| {
        let admin = ["admin", "--data", "data", "account"];
        refused(&operator, &[&admin[..], words].concat()).1
    };
    for (words, said) in [
        (&["open", "--name", ""][..], "name of the account must not be empty"),
        (&["open", "--name", "Dave", "--email", "dave at home"], "an address that letters reach"),
        (&["open", "--name", "Dave", "--plan", "GLOD"], "no plan GLOD in force"),
    ] {
        let complained = complaint(words);
        assert!(complained.contains(said), "{words:?}: {complained}");
    }
    for (option, slip) in [("--alias", "voimps:4"), ("--parent", "Carol"), ("--parent", "voipms:")]
    {
        let open = ["admin", "--data", "data", "account", "open", "--name", "Dave", option, slip];
        let complained = operator.tries(&open);
        assert_eq!(complained.status.code(), Some(2), "{option} {slip}");
        assert!(text(&complained.stderr).contains("voipms:100001"), "{option} {slip}");
    }
    let dave = operator.acts(&["account", "open", "--name", "Dave", "--alias", "voipms:4"]);
    for words in [&["key", "list"][..], &["hook", "list"], &["order", "list"]] {
        operator.acts(&[words, &["voipms:4"]].concat());
        let whole = [&["admin", "--data", "data"], words, &["voipms:5"]].concat();
        let complained = refused(&operator, &whole).1;
        assert!(complained.contains("there is no account voipms:5"), "{words:?}: {complained}");
    }
    for (words, said) in [
        (&["--name", ""][..], "name of the account must not be empty"),
        (&["--email", "dave at home"], "an address that letters reach"),
        (&["--plan", "GLOD"], "no plan GLOD in force"),
    ] {
        let complained = complaint(&[&["set", &dave][..], words].concat());
        assert!(complained.contains(said), "{words:?}: {complained}");
    }
    assert_eq!(operator.acts(&["account", "list"]).matches("Dave").count(), 1);
}

#[test]
fn a_row_is_counted_once() {
    let operator = Operator::new();
    let rows = "code,monthly,area_code\nGOOD,1,\nBAD,1,305\nBAD,often,212\nALONE,never,\n";
    let (said, complained) = imports(&operator, "plans", rows);
    assert!(said.contains("4 rows: 1 plans put in force"), "{said}");
    assert!(
        complained.contains("line 3: plan BAD is left out, for one of its rows"),
        "{complained}"
    );
    assert!(complained.contains("3 rows could not be used"), "{complained}");
}

#[test]
fn the_rows_of_a_plan_stand_together_and_agree() {
    let operator = Operator::new();
    let rows = "code,name,currency,monthly,area_code\n\
                SPLIT,,,1,305\nWHOLE,whole,USD,2,305\nWHOLE,,,3,\nSPLIT,,,4,\n\
                MONEY,,USD,3.00,305\nMONEY,,EUR,3.00,\nNAMES,one,,1,305\nNAMES,two,,1,\n";
    let (said, complained) = imports(&operator, "plans", rows);
    assert!(said.contains("8 rows: 1 plans put in force"), "{said}");
    for why in [
        "line 5: the rows of plan SPLIT must follow the one in line 2",
        "line 2: plan SPLIT is left out, for one of its rows",
        "line 7: currency: is not what the first row of plan MONEY says",
        "line 9: name: is not what the first row of plan NAMES says",
    ] {
        assert!(complained.contains(why), "{complained}");
    }
    assert!(complained.contains("6 rows could not be used"), "{complained}");
    let (said, _) = imports(&operator, "plans", rows);
    assert!(said.contains("1 here already") || said.contains("1 in force already"), "{said}");
    let list = operator.acts(&["plan", "list"]);
    let plans: Vec<serde_json::Value> = serde_json::from_str(&list).expect("a list");
    let twice = serde_json::to_string(&[&plans[0], &plans[0]]).expect("JSON");
    operator.writes("twice.json", &twice);
    let load = ["admin", "--data", "data", "plan", "load", "twice.json"];
    let complained = operator.tries(&load);
    assert_eq!(complained.status.code(), Some(2));
}

#[test]
fn rows_of_numbers_in_service_contradict_one_another() {
    let operator = Operator::new();
    operator.writes("numbers.csv", "number,status\n3052220100,reserved\n");
    operator.types(&["import", "numbers", "numbers.csv", "--data", "data"]);
    operator.acts(&["plan", "set", "STANDARD", "--monthly", "1.00"]);
    operator.acts(&["account", "open", "--name", "Alice", "--alias", "voipms:1"]);
    let rows = "number,owner,next_billing,note\n3052220100,voipms:1,2099-01-01,first\n\
                3052220100,voipms:1,2099-01-01,first\n3052220100,voipms:1,2099-02-01,other\n\
                3052220101,voipms:9999,2099-01-01,\n";
    let (said, complained) = imports(&operator, "assigned", rows);
    assert!(said.contains("4 rows: 1 numbers moved in, 1 here already"), "{said}");
    let contradiction = "line 4: number: +13052220100 stands on line 2 too";
    assert!(complained.contains(contradiction), "{complained}");
    assert!(complained.contains("line 5: owner: there is no account voipms:9999"), "{complained}");
}

#[test]
fn a_file_may_come_from_a_pipe() {
    let operator = Operator::new();
    let mut command = operator.command(&["import", "numbers", "-", "--data", "data"]);
    let pipe = || std::process::Stdio::piped();
    let mut child = command.stdin(pipe()).stdout(pipe()).spawn().expect("the binary runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(b"number,to\n3052220100,3052220199\n").expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(text(&output.stdout).contains("1 rows: 100 numbers added"));
}

#[test]
fn a_dry_run_that_is_broken_off_leaves_no_copy() {
    let operator = Operator::new();
    operator.writes("numbers.csv", "number\n3052220100\n");
    operator.types(&["import", "numbers", "numbers.csv", "--data", "data"]);
    let copies = operator.directory.join("copies");
    std::fs::create_dir(&copies).expect("a directory of ours");
    let mut command = operator.command(&["import", "numbers", "-", "--dry-run", "--data", "data"]);
    let pipe = || std::process::Stdio::piped();
    command.env("TMPDIR", &copies).stdin(pipe()).stderr(pipe());
    let mut child = command.spawn().expect("the binary runs");
    let there = || std::fs::read_dir(&copies).expect("a directory").count();
    let began = std::time::Instant::now();
    // It waits for what comes by the pipe, with the copy made.
    while there() == 0 && began.elapsed() < std::time::Duration::from_secs(60) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(there(), 1);
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = child.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill");
    assert!(kill.success());
    let ended = child.wait().expect("it ends");
    assert_eq!((ended.code(), there()), (Some(130), 0));
}

#[test]
fn a_supplier_that_no_row_names_is_no_success() {
    let operator = Operator::new();
    operator.writes("numbers.csv", "number,supplier\n3052220100,upstream\n");
    let words = ["import", "numbers", "numbers.csv", "--data", "data"];
    operator.types(&[&words[..], &["--replace-supplier", "upstream"]].concat());
    let mistyped = [&words[..], &["--replace-supplier", "upstraem"]].concat();
    let (_, complained) = refused(&operator, &mistyped);
    assert!(complained.contains("no row of the file says `upstraem`"), "{complained}");
}

#[test]
fn a_login_that_is_taken_is_named() {
    let operator = Operator::new();
    operator.writes("numbers.csv", "number\n3052220100\n");
    operator.types(&["import", "numbers", "numbers.csv", "--data", "data"]);
    let alice = operator.acts(&["account", "open", "--name", "Alice"]);
    let words = ["key", "issue", &alice, "--dialect", "voipms", "--user", "alice@example.com"];
    let words = [&words[..], &["--password", "secret"]].concat();
    operator.acts(&words);
    let (_, complained) = refused(&operator, &[&["admin", "--data", "data"][..], &words].concat());
    assert!(complained.contains("the name alice@example.com is taken"), "{complained}");
}
