//! What is said to PostgreSQL is encrypted, to whom it is meant for.

use crate::cluster::Cluster;
use crate::{Directory, Server, ask, tries, types};

/// Writes a fresh certificate for `localhost` and its key.
fn certify(files: &Directory) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(files.file("server.key"), made.signing_key.serialize_pem()).expect("a file");
    std::fs::write(files.file("server.crt"), made.cert.pem()).expect("a file");
}

#[test]
fn a_database_that_shows_its_certificate_is_spoken_to() {
    let (files, others) = (Directory::new(), Directory::new());
    certify(&files);
    certify(&others);
    let Some((_cluster, server)) = Cluster::start_encrypted(&files) else {
        return eprintln!("SKIPPED: there is no PostgreSQL");
    };
    let numbered = format!("{server}?sslmode=verify-full&sslrootcert={}", files.file("server.crt"));
    let named = numbered.replace("127.0.0.1", "localhost");
    let stock = files.file("stock.csv");
    std::fs::write(&stock, "number,state,rate_center\n3052220100,FL,MIAMI\n").expect("a file");
    assert!(
        types(&["import", "numbers", &stock, "--database", &named]).contains("1 numbers added")
    );
    let backup = files.file("backup");
    types(&["backup", &backup, "--database", &named]);
    let required = named.replace("verify-full", "require");
    assert!(
        types(&["doctor", "--database", &required]).contains("everything that must hold, holds")
    );
    let node = Server::start(&["--database", &named, "--listen", "127.0.0.1:0"]);
    let mut line = std::net::TcpStream::connect(node.address).expect("a connection");
    assert!(ask(&mut line, "/readyz", "").expect("an answer").ends_with("ready\n"));

    let refused = |address: &str, why: &str| {
        let doctor = tries(&["doctor", "--database", address]);
        let said = String::from_utf8_lossy(&doctor.stderr).into_owned();
        assert_eq!(doctor.status.code(), Some(3), "{address}: {said}");
        assert!(said.contains(why), "{address}: {said}");
    };
    // The certificate is another machine's, or nobody's that is trusted; or nothing is encrypted.
    refused(&numbered, "invalid peer certificate");
    let stranger = named.replace(&files.file("server.crt"), &others.file("server.crt"));
    refused(&stranger, "invalid peer certificate");
    refused(&server, "no encryption");
}
