//! The Debian package, put into a directory instead of a system.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Directory, binary};

fn is_there(command: &str) -> bool {
    let tried = Command::new(command).arg("--version").stdout(Stdio::null()).status();
    let is_there = tried.is_ok();
    if !is_there {
        eprintln!("SKIPPED: there is no {command} here");
    }
    is_there
}

fn runs(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {complained}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_package_holds_what_an_operator_needs() {
    if !is_there("dpkg-deb") {
        return;
    }
    let files = Directory::new();
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut build = Command::new(home.join("scripts/deb"));
    build.arg(binary()).arg(files.file("out")).env("TANDEM_DEB_COMPRESSION", "none");
    let package = runs(&mut build).trim().to_owned();
    let field = |name: &str| runs(Command::new("dpkg-deb").args(["--field", &package, name]));
    assert_eq!(field("Package").trim(), "tandem");
    assert!(package.contains(field("Version").trim()));
    let about = files.file("about");
    runs(Command::new("dpkg-deb").args(["--control", &package, &about]));
    let conffiles = std::fs::read_to_string(Path::new(&about).join("conffiles"));
    assert_eq!(conffiles.expect("conffiles"), "/etc/tandem/tandem.toml\n");
    for script in ["postinst", "prerm", "postrm"] {
        runs(Command::new("sh").arg("-n").arg(Path::new(&about).join(script)));
    }

    let root = files.file("root");
    runs(Command::new("dpkg-deb").args(["--extract", &package, &root]));
    let root = Path::new(&root);
    let version = runs(Command::new(root.join("usr/bin/tandem")).arg("--version"));
    assert_eq!(version, format!("tandem {}\n", env!("CARGO_PKG_VERSION")));
    let unit = root.join("usr/lib/systemd/system/tandem.service");
    for file in ["etc/tandem/tandem.toml", "usr/share/doc/tandem/run-it.md"] {
        assert!(root.join(file).is_file(), "{file}");
    }
    if is_there("systemd-analyze") {
        // The unit names the binary where the package will put it.
        let text = std::fs::read_to_string(&unit).expect("the unit");
        let here = root.join("usr/bin/tandem");
        let tried = files.file("tandem.service");
        std::fs::write(&tried, text.replace("/usr/bin/tandem", &here.to_string_lossy()))
            .expect("a file");
        runs(Command::new("systemd-analyze").args(["verify", "--man=no", &tried]));
        let judged = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=20", &tried])
            .output()
            .expect("systemd-analyze runs");
        // Older ones cannot judge a unit that is not installed.
        let said = String::from_utf8_lossy(&judged.stdout).into_owned();
        println!("{}", said.lines().last().unwrap_or_default());
        assert!(judged.status.success() || !said.contains("exposure"), "{said}");
    }
}
