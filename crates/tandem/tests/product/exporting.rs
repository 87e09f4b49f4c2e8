//! Where an export goes.

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::operator::{Operator, text};

/// An operator with ten numbers.
fn shop() -> Operator {
    let operator = Operator::new();
    operator.writes("stock.csv", "number,to\n3052220100,3052220109\n");
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    operator
}

fn exports(operator: &Operator, to: &str) {
    operator.types(&["export", "numbers", to, "--replace", "--data", "data"]);
}

#[test]
fn a_file_that_is_written_anew_keeps_its_mode_and_its_links() {
    let operator = shop();
    let at = |name: &str| operator.directory.join(name);
    operator.writes("secret.csv", "what was there before");
    fs::set_permissions(at("secret.csv"), Permissions::from_mode(0o600)).expect("a file of ours");
    symlink("secret.csv", at("link.csv")).expect("a link");
    exports(&operator, "link.csv");
    assert!(fs::symlink_metadata(at("link.csv")).expect("a link").is_symlink());
    let mode = fs::metadata(at("secret.csv")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let written = fs::read_to_string(at("secret.csv")).expect("a file");
    assert!(written.contains("3052220100"), "{written}");

    // A link to what is not there yet makes it there.
    symlink("new.csv", at("to-new.csv")).expect("a link");
    exports(&operator, "to-new.csv");
    assert_eq!(fs::read_to_string(at("new.csv")).expect("a file"), written);
    assert!(!operator.has("secret.csv.part") && !operator.has("new.csv.part"));
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let operator = shop();
    let output = operator.tries(&["export", "numbers", "stock.csv", "--data", "data"]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = text(&output.stderr);
    assert!(complaint.contains("stock.csv is there already; --replace"), "{complaint}");
    let kept = fs::read_to_string(operator.directory.join("stock.csv")).expect("a file");
    assert_eq!(kept, "number,to\n3052220100,3052220109\n");
    operator.writes("empty.csv", "");
    operator.types(&["export", "numbers", "empty.csv", "--data", "data"]);
}

#[test]
fn what_is_no_file_is_written_and_stays_what_it_is() {
    let operator = shop();
    let fifo = operator.directory.join("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let reader = std::thread::spawn({
        let fifo = fifo.clone();
        move || {
            let mut read = String::new();
            File::open(fifo).expect("a pipe").read_to_string(&mut read).expect("what is written");
            read
        }
    });
    exports(&operator, "fifo");
    assert!(reader.join().expect("a reader").contains("3052220100"));
    assert!(!fs::metadata(&fifo).expect("the pipe").is_file());

    // A device that takes nothing: that is said, with its name, and it is a device still.
    symlink("/dev/full", operator.directory.join("full")).expect("a link");
    let output = operator.tries(&["export", "numbers", "full", "--data", "data"]);
    assert_eq!(output.status.code(), Some(3));
    let complaint = text(&output.stderr);
    assert!(complaint.contains("full: ") && complaint.contains("cannot be written"), "{complaint}");
    assert!(!fs::metadata("/dev/full").expect("a device").is_file());
}
