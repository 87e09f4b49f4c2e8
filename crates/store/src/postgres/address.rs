//! Where a PostgreSQL is, and whether what is said to it is encrypted.
//!
//! The address is a URL as `psql` takes it. Of `sslmode` this driver knows less than `psql`, so it is read here,
//! and so is `sslrootcert`. To another machine we speak TLS unless the address says `disable`; a certificate is
//! always looked at, name included: `require`, `verify-ca` and `verify-full` are one.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::session::APPLICATION;
use super::tls::Tls;
use crate::StoreError;

/// How long a connection may take to be made.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How long the database may fall silent before its connection counts as lost.
const SILENCE_MAX: Duration = Duration::from_secs(10);

/// A database, and how it is spoken to.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(super) config: Config,
    /// `None`: in the clear.
    pub(super) tls: Option<Tls>,
}

impl Address {
    /// Reads an address. A database that falls silent must not keep its threads for ever.
    pub(crate) fn read(url: &str) -> Result<Self, StoreError> {
        let unavailable = |why: String| StoreError::Unavailable(why);
        let (rest, asked) = Asked::of(url).map_err(unavailable)?;
        let mut config: Config = rest
            .parse()
            .map_err(|error| unavailable(format!("not a PostgreSQL address: {error}")))?;
        config.connect_timeout(CONNECT_TIME_MAX).tcp_user_timeout(SILENCE_MAX);
        config.keepalives(true).keepalives_idle(SILENCE_MAX).application_name(APPLICATION);
        let is_encrypted = asked.encrypted.unwrap_or_else(|| !is_here(&config));
        let tls = is_encrypted.then(|| Tls::trusting(asked.authorities.as_deref())).transpose();
        let tls = tls.map_err(|why| {
            unavailable(format!(
                "no TLS to PostgreSQL: {why}; name its authority's certificate in the address \
                 (postgres://…?sslrootcert=FILE), or say sslmode=disable where the network is private"
            ))
        })?;
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Self { config, tls })
    }
}

/// What an address says of TLS.
#[derive(Default)]
struct Asked {
    /// `None`: it does not say.
    encrypted: Option<bool>,
    /// The file of the authorities that are trusted; `None`: those of the system.
    authorities: Option<PathBuf>,
}

impl Asked {
    /// Takes it out of the address; returns the rest.
    fn of(url: &str) -> Result<(String, Self), String> {
        let Some((place, query)) = url.split_once('?') else {
            return Ok((url.to_owned(), Self::default()));
        };
        let (mut asked, mut others) = (Self::default(), Vec::new());
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", "disable")) => asked.encrypted = Some(false),
                Some(("sslmode", "prefer")) => asked.encrypted = None,
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => {
                    asked.encrypted = Some(true);
                }
                Some(("sslmode", _)) => {
                    return Err(
                        "sslmode must be disable, prefer, require or verify-full".to_owned()
                    );
                }
                Some(("sslrootcert", "system")) => asked.authorities = None,
                Some(("sslrootcert", file)) => asked.authorities = Some(plain(file)?.into()),
                Some(_) | None => others.push(pair),
            }
        }
        let query = others.join("&");
        let rest = if query.is_empty() { place.to_owned() } else { format!("{place}?{query}") };
        Ok((rest, asked))
    }
}

/// A value without the `%` of URLs.
fn plain(value: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut parts = value.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let odd = || format!("sslrootcert: %{part} is no byte in hexadecimal digits");
        let digits = part.get(..2).ok_or_else(odd)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| odd())?);
        bytes.extend_from_slice(part.as_bytes().get(2..).unwrap_or_default());
    }
    String::from_utf8(bytes).map_err(|_| "sslrootcert: it is no text".to_owned())
}

/// Whether nothing that is said leaves this machine.
fn is_here(config: &Config) -> bool {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(is_here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(url: &str) -> (bool, Option<PathBuf>) {
        let (rest, asked) = Asked::of(url).expect(url);
        let config: Config = rest.parse().expect(url);
        (asked.encrypted.unwrap_or_else(|| !is_here(&config)), asked.authorities)
    }

    #[test]
    fn another_machine_is_spoken_to_in_the_clear_only_if_the_address_says_so() {
        for here in [
            "postgres://u@localhost/x",
            "postgres://u@127.0.0.1:5433/x?sslmode=prefer",
            "postgres://u@[::1]/x",
            "postgresql:///x?host=/run/postgresql",
            "postgres://u@db.example.com/x?connect_timeout=3&sslmode=disable",
        ] {
            assert!(!asked(here).0, "{here}");
            assert!(Address::read(here).is_ok_and(|address| address.tls.is_none()), "{here}");
        }
        for elsewhere in [
            "postgres://u@db.example.com/x",
            "postgres://u@db.example.com/x?sslmode=prefer",
            "postgres://u@localhost,10.0.0.1/x",
            "postgres://u@localhost/x?sslmode=verify-full",
        ] {
            assert!(asked(elsewhere).0, "{elsewhere}");
        }
    }

    #[test]
    fn an_address_names_the_authority_that_is_trusted() {
        let of = |query: &str| asked(&format!("postgres://u@db.example.com/x?{query}")).1;
        assert_eq!(of("sslrootcert=/etc/a%20b.pem&sslmode=require"), Some("/etc/a b.pem".into()));
        assert_eq!((of("sslrootcert=system"), of("application_name=x")), (None, None));
        let refused = |query: &str| {
            let url = format!("postgres://u:secret@db.example.com/x?{query}");
            Address::read(&url).expect_err(query).to_string()
        };
        assert!(refused("sslmode=always").contains("verify-full"));
        assert!(refused("sslrootcert=%zz").contains("hexadecimal"));
        let none = refused("sslrootcert=/nowhere/ca.pem");
        assert!(none.contains("/nowhere/ca.pem") && none.contains("sslmode=disable"), "{none}");
        assert!(!none.contains("secret"));
    }
}
