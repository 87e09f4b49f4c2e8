//! Configuration of `tandem serve`: a TOML file, over which the command line and `TANDEM_…`
//! variables win.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::Deserialize;
use tandem_couriers::mail::{MailServer, Secrecy};
use tandem_gateway::REALM;
use tandem_numbering::{Npa, Rules};
use tandem_store::DatabaseUrl;

use crate::cli::Serve;
use crate::failure::Failure;
use crate::image::ImageFile;
use crate::lookups::LookupsTable;
use crate::node::NODE_MAX;
use crate::server::{ForwardedHeader, Proxies, TlsFiles};
use crate::suppliers::SuppliersTable;
use crate::switches::SwitchesTable;

/// What a configuration file may say. An unknown key is refused rather than overlooked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: Option<String>,
    /// Where to listen, such as `0.0.0.0:8080`.
    pub listen: Option<SocketAddr>,
    /// Area codes that this operator declares fictional.
    pub fictional_area_codes: Vec<u16>,
    /// How many calls an account may make in a minute; 0: as many as it likes.
    pub calls_per_minute: Option<u32>,
    /// Where this node keeps an image of its shelf, from which it starts sooner. Beside the database
    /// unless told otherwise, if that is a file.
    pub image: Option<PathBuf>,
    /// The server that sends mail to customers; without one it waits.
    pub mail: Option<MailTable>,
    /// The networks beyond the public internet in which webhooks may be, such as `10.0.0.0/8`.
    pub webhook_private_networks: Vec<IpNet>,
    /// Number of this node, 0 to [`NODE_MAX`]; every node of one database has its own.
    pub node: Option<u8>,
    /// Certificate and key, to be called by TLS.
    pub tls: Option<TlsFiles>,
    /// The networks of proxies that are believed when they say for whom they speak.
    pub trusted_proxies: Vec<IpNet>,
    /// Where they say it: `X-Forwarded-For` or `Forwarded`.
    pub forwarded_header: ForwardedHeader,
    /// The realms that equipment logs in to. What is kept of a password is good for those that stood here
    /// when it was set.
    pub sip_realms: Option<Vec<String>>,
    /// Where `/metrics` has a listener of its own, such as `127.0.0.1:9464`.
    pub metrics_listen: Option<SocketAddr>,
    /// The networks that may see `/metrics`.
    pub metrics_allow: Option<Vec<IpNet>>,
    /// Which switches may ask where calls go.
    pub switches: SwitchesTable,
    /// From whom numbers are bought that we do not hold.
    pub suppliers: SuppliersTable,
    /// Who is asked about numbers of which nothing was loaded.
    pub lookups: LookupsTable,
}

/// `[mail]`: a mail server, and in whose name it is used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTable {
    /// Its name.
    pub host: String,
    /// Its port; unless told otherwise, the usual one for `tls`.
    pub port: Option<u16>,
    /// Whom letters are from, such as `Numbers <numbers@example.com>`.
    pub from: String,
    /// A user name, if it wants one …
    pub user: Option<String>,
    /// … and the password; `TANDEM_MAIL_PASSWORD` wins.
    #[serde(default)]
    pub password: String,
    /// How the line to it is encrypted.
    #[serde(default)]
    pub tls: MailTls,
}

/// How the line to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// Before anything is said (port 587).
    #[default]
    Starttls,
    /// From the first byte (port 465).
    Tls,
    /// Not at all (port 25): for a server on the same machine.
    None,
}

impl MailTable {
    fn server(self) -> MailServer {
        let (secrecy, port) = match self.tls {
            MailTls::Starttls => (Secrecy::StartTls, 587),
            MailTls::Tls => (Secrecy::Tls, 465),
            MailTls::None => (Secrecy::None, 25),
        };
        let password = std::env::var("TANDEM_MAIL_PASSWORD").unwrap_or(self.password);
        MailServer {
            host: self.host,
            port: self.port.unwrap_or(port),
            secrecy,
            login: self.user.map(|user| (user, password)),
            from: self.from,
        }
    }
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: DatabaseUrl,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The numbering rules in force.
    pub rules: Rules,
    /// How many calls an account may make in a minute.
    pub calls_per_minute: u32,
    /// The server that sends mail to customers.
    pub mail: Option<MailServer>,
    /// The networks beyond the public internet in which webhooks may be.
    pub webhook_networks: Vec<IpNet>,
    /// The number of this node.
    pub node: u8,
    /// Where it keeps an image of its shelf.
    pub image: Option<ImageFile>,
    /// Certificate and key, if we are called by TLS.
    pub tls: Option<TlsFiles>,
    /// The proxies that are believed.
    pub proxies: Proxies,
    /// The realms that equipment logs in to.
    pub sip_realms: Vec<String>,
    /// Where the operator's pages have a listener of their own.
    pub metrics_listen: Option<SocketAddr>,
    /// Who may see them.
    pub metrics_allow: Option<Vec<IpNet>>,
    /// Which switches may ask where calls go.
    pub switches: SwitchesTable,
    /// From whom numbers are bought that we do not hold.
    pub suppliers: SuppliersTable,
    /// Who is asked about numbers of which nothing was loaded.
    pub lookups: LookupsTable,
}

/// How many calls an account may make in a minute unless told otherwise.
const CALLS_PER_MINUTE: u32 = 600;

impl Config {
    /// Puts file, environment and command line together.
    pub fn of(options: &Serve) -> Result<Self, Failure> {
        let file = match &options.config {
            Some(path) => read(path)?,
            None => ConfigFile::default(),
        };
        let database = match (options.database.named()?, &file.database) {
            (Some(named), _) => named,
            (None, Some(url)) => {
                url.parse().map_err(|fault| Failure::Usage(format!("database: {fault}")))?
            }
            (None, None) => options.database.url()?,
        };
        let listen = options.listen.or(file.listen);
        let node = file.node.unwrap_or_default();
        if node > NODE_MAX {
            return Err(Failure::Usage(format!(
                "node: must be a whole number from 0 to {NODE_MAX}"
            )));
        }
        file.switches.check()?;
        let image = file.image.map(ImageFile::at).or_else(|| ImageFile::beside(&database));
        Ok(Self {
            image,
            database,
            listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            rules: rules(&file.fictional_area_codes)?,
            mail: file.mail.map(MailTable::server),
            webhook_networks: file.webhook_private_networks,
            calls_per_minute: file.calls_per_minute.unwrap_or(CALLS_PER_MINUTE),
            node,
            tls: file.tls,
            proxies: Proxies { trusted: file.trusted_proxies, header: file.forwarded_header },
            sip_realms: file.sip_realms.unwrap_or_else(|| vec![REALM.to_owned()]),
            metrics_listen: file.metrics_listen,
            metrics_allow: file.metrics_allow,
            switches: file.switches,
            suppliers: file.suppliers,
            lookups: file.lookups,
        })
    }
}

/// The numbering rules with an operator's fictional area codes.
pub fn rules(fictional: &[u16]) -> Result<Rules, Failure> {
    let npas: Result<Vec<Npa>, Failure> = fictional
        .iter()
        .map(|code| {
            let unfit =
                || Failure::Usage(format!("{code} cannot be an area code, even a fictional one"));
            Npa::new(*code).ok_or_else(unfit)
        })
        .collect();
    Ok(Rules::new().with_fictional(npas?))
}

fn read(path: &Path) -> Result<ConfigFile, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", path.display())))?;
    toml::from_str(&text)
        .map_err(|error| Failure::Usage(format!("{}: {}", path.display(), error.message())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Database;

    #[test]
    fn an_unknown_key_is_refused() {
        let error = toml::from_str::<ConfigFile>("databse = \"x\"").expect_err("misspelt");
        assert!(error.message().contains("databse"));
    }

    #[test]
    fn a_node_keeps_out_of_the_numbers_of_the_command_line() {
        let directory = std::env::temp_dir().join(format!("tandem-config-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory for the test");
        let file = directory.join("tandem.toml");
        let options = Serve {
            config: Some(file.clone()),
            database: Database { database: None, data: None },
            listen: None,
            init: false,
        };
        std::fs::write(&file, "node = 60").expect("a file");
        assert_eq!(Config::of(&options).map(|config| config.node).ok(), Some(60));
        std::fs::write(&file, "node = 61").expect("a file");
        assert!(
            matches!(Config::of(&options), Err(Failure::Usage(why)) if why.contains("0 to 60"))
        );
        std::fs::remove_dir_all(&directory).expect("our own directory");
    }

    /// The keys that a table may have, as its reader lists them to whoever writes another.
    fn known(text: &str) -> Vec<String> {
        let error = toml::from_str::<ConfigFile>(text).expect_err("an unknown key");
        let (_, listed) = error.message().split_once("expected").expect("a list of keys");
        let mut keys: Vec<String> =
            listed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        keys.sort();
        keys
    }

    #[test]
    fn the_sample_shows_every_key_and_no_other() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/tandem.toml");
        let sample = std::fs::read_to_string(path).expect("the sample");
        toml::from_str::<ConfigFile>(&sample).expect("the sample as it is installed");
        let is_setting = |line: &str| line.starts_with('[') || line.contains(" = ");
        let whole: String = sample
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|line| is_setting(line)).unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        toml::from_str::<ConfigFile>(&whole).expect("the sample with everything in it");
        let table: toml::Table = whole.parse().expect("the sample");
        let keys = |table: &toml::Table| table.keys().cloned().collect::<Vec<String>>();
        let mut shown = keys(&table);
        shown.sort();
        assert_eq!(shown, known("nonsense = 1"));
        for name in ["tls", "mail"] {
            let mut shown = keys(table[name].as_table().expect("a table"));
            shown.sort();
            assert_eq!(shown, known(&format!("[{name}]\nnonsense = 1")));
        }
        let inner = [
            ("switches", "redirect"),
            ("switches", "agi"),
            ("switches", "evapi"),
            ("suppliers", "upstream"),
            ("lookups", "carrier"),
            ("lookups", "cnam"),
        ];
        for (outer, name) in inner {
            let mut shown = keys(table[outer][name].as_table().expect("a table"));
            shown.sort();
            assert_eq!(shown, known(&format!("[{outer}.{name}]\nnonsense = 1")));
        }
    }

    #[test]
    fn a_mail_server_is_reached_by_the_usual_port_of_its_encryption() {
        let of = |text: &str| toml::from_str::<ConfigFile>(text).map(|file| file.mail);
        let mail = of("[mail]\nhost = \"mx\"\nfrom = \"a@b.example\"\ntls = \"tls\"");
        let server = mail.expect("a table").expect("a server").server();
        assert_eq!((server.port, server.secrecy, server.login), (465, Secrecy::Tls, None));
        assert!(of("[mail]\nhost = \"mx\"\nfrom = \"a@b.example\"\ntls = \"ssl\"").is_err());
    }

    #[test]
    fn an_area_code_has_its_shape_even_when_it_is_fictional() {
        assert!(rules(&[555]).is_ok());
        assert!(rules(&[155]).is_err());
    }
}
