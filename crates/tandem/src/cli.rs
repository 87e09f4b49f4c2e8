//! The command line: what may be said.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use tandem_domain::{AccountRef, Timestamp};
use tandem_engine::AsOf;
use tandem_store::DatabaseUrl;

use crate::failure::Failure;
use crate::naming;

/// Stocks, sells, bills and routes phone numbers, and speaks the APIs that your software already
/// speaks.
#[derive(Debug, Parser)]
#[command(name = "tandem", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a stocked sandbox on this machine, with credentials and requests ready to paste.
    Demo(Demo),
    /// Serve customers.
    Serve(Serve),
    /// Load numbers, accounts, plans from a file.
    Import(Import),
    /// Write what an import reads, and what authorities ask for.
    Export(Export),
    /// Act as the operator: accounts, credentials, plans, numbers, orders.
    Admin(Admin),
    /// See where a call would go, and why.
    #[command(subcommand)]
    Route(Route),
    /// Check that what must always hold, holds.
    Doctor(Doctor),
    /// Write everything that the database holds into a file, while others use it.
    Backup(Backup),
    /// Fill a database from such a file, on SQLite or PostgreSQL, wherever it was taken.
    Restore(Restore),
}

/// Which database. What is said on the command line counts before what the environment says: whoever
/// restores into `--data scratch` does not mean the shop that `TANDEM_DATABASE` names.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// The database: sqlite:PATH or postgres://user@host/name [env: TANDEM_DATABASE].
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<DatabaseUrl>,
    /// The directory in which tandem.db is [env: TANDEM_DATA].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl Database {
    /// The database that was named, or else the one in [`DATA_DIRECTORY`].
    pub fn url(&self) -> Result<DatabaseUrl, Failure> {
        Ok(self.named()?.unwrap_or_else(|| in_directory(Path::new(DATA_DIRECTORY))))
    }

    /// The database that was named, on the command line or by the environment.
    pub fn named(&self) -> Result<Option<DatabaseUrl>, Failure> {
        if self.database.is_some() || self.data.is_some() {
            let in_data = || self.data.as_deref().map(in_directory);
            return Ok(self.database.clone().or_else(in_data));
        }
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        match set("TANDEM_DATABASE") {
            Some(url) => url
                .to_string_lossy()
                .parse()
                .map(Some)
                .map_err(|fault| Failure::Usage(format!("TANDEM_DATABASE: {fault}"))),
            None => Ok(set("TANDEM_DATA").map(|data| in_directory(Path::new(&data)))),
        }
    }
}

fn in_directory(data: &Path) -> DatabaseUrl {
    DatabaseUrl::Sqlite(data.join("tandem.db"))
}

/// Which database the demo uses. It says so or takes its own: the environment names what `serve`
/// sells from, and a sandbox has no business there.
#[derive(Clone, Debug, Args)]
pub struct DemoDatabase {
    /// The database: sqlite:PATH or postgres://user@host/name. It must be empty or a demo's.
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<DatabaseUrl>,
    /// The directory in which tandem.db is.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl DemoDatabase {
    /// The database that was named, or else the one in [`DEMO_DIRECTORY`].
    pub fn url(&self) -> DatabaseUrl {
        let data = self.data.as_deref().unwrap_or(Path::new(DEMO_DIRECTORY));
        self.database.clone().unwrap_or_else(|| in_directory(data))
    }
}

/// Where the demo keeps its data unless told otherwise.
pub const DEMO_DIRECTORY: &str = "tandem-demo";
/// Where everything else does.
pub const DATA_DIRECTORY: &str = "tandem-data";

/// `tandem demo`.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// Where to listen; only loopback addresses.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    /// Where to redirect calls by SIP too, over UDP and TCP; only loopback addresses.
    #[arg(long, value_name = "ADDR")]
    pub sip: Option<std::net::SocketAddr>,
    /// Where Asterisk connects to for each call (FastAGI); only loopback addresses.
    #[arg(long, value_name = "ADDR")]
    pub agi: Option<std::net::SocketAddr>,
    /// Where a Kamailio listens for us that asks by events (evapi); only loopback addresses.
    #[arg(long, value_name = "ADDR")]
    pub evapi: Option<std::net::SocketAddr>,
    /// Where telephones log in: the host, with its port, that switches are told to call logins at.
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1:5060")]
    pub registrar: String,
    /// Where calls to numbers outside go: the host, with its port, of the carrier that Kamailio and those that are
    /// redirected call.
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1:5080")]
    pub carrier: String,
    /// Which database; unless told otherwise, tandem-demo/tandem.db here.
    #[command(flatten)]
    pub database: DemoDatabase,
    /// Throw away what an earlier demo left (SQLite only).
    #[arg(long)]
    pub fresh: bool,
    /// About how many numbers to stock: each exchange has as many as the others.
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    pub numbers: u64,
    /// What each demo account has to spend.
    #[arg(long, value_name = "AMOUNT", default_value = "1000.00")]
    pub balance: String,
}

/// `tandem serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// A configuration file.
    #[arg(long, value_name = "FILE", env = "TANDEM_CONFIG")]
    pub config: Option<PathBuf>,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
    /// Where to listen.
    #[arg(long, value_name = "ADDR", env = "TANDEM_LISTEN")]
    pub listen: Option<std::net::SocketAddr>,
    /// Make the database if there is none. Otherwise a file that is not there is taken for a slip of
    /// the pen, and refused.
    #[arg(long)]
    pub init: bool,
}

/// `tandem import`.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// What the file holds.
    #[command(subcommand)]
    pub what: ImportWhat,
}

/// What a file holds.
#[derive(Clone, Debug, Subcommand)]
pub enum ImportWhat {
    /// Numbers for sale, a row for each number or block.
    Numbers {
        /// Only the column `number` is required.
        #[command(flatten)]
        file: ImportFile,
        /// Area codes that this operator declares fictional, such as 555.
        #[arg(long, value_name = "NPA", value_delimiter = ',')]
        fictional: Vec<u16>,
        /// The file is the whole of what this supplier sells: its numbers that are not in the file
        /// leave the shelf, unless somebody has them.
        #[arg(long, value_name = "NAME")]
        replace_supplier: Option<String>,
    },
    /// Customers and their sub-accounts, with their balances. Credentials are issued anew.
    Accounts(ImportFile),
    /// Rate plans, a row for each of their rules.
    Plans(ImportFile),
    /// Sounds that menus and queues play: a table of audio files beside it.
    Recordings(ImportFile),
    /// What numbers ring at: forwardings, mailboxes, call flows.
    Objects(ImportFile),
    /// Which carrier has which number: what look-ups answer with. A row may be a block of up to ten
    /// thousand numbers.
    Lookups {
        /// Only the column `number` is required.
        #[command(flatten)]
        file: ImportFile,
        /// Area codes that this operator declares fictional, such as 555.
        #[arg(long, value_name = "NPA", value_delimiter = ',')]
        fictional: Vec<u16>,
    },
    /// From where numbers can be brought here, as your carriers say it. Where anything is said of an area code, what
    /// is in none of its rows cannot come.
    Coverage {
        /// Only the column `number` is required.
        #[command(flatten)]
        file: ImportFile,
        /// Area codes that this operator declares fictional, such as 555.
        #[arg(long, value_name = "NPA", value_delimiter = ',')]
        fictional: Vec<u16>,
    },
    /// How callers are called (CNAM): `number` and `name`, of which fifteen characters are kept.
    Cnam {
        /// Both columns are required.
        #[command(flatten)]
        file: ImportFile,
        /// Area codes that this operator declares fictional, such as 555.
        #[arg(long, value_name = "NPA", value_delimiter = ',')]
        fictional: Vec<u16>,
    },
    /// Numbers in service, with their owners. Nothing is charged.
    Assigned {
        /// Required are number, owner and next_billing.
        #[command(flatten)]
        file: ImportFile,
        /// Charge months that are over already, where next_billing is more than a month ago: all of
        /// them, at once. Otherwise such a number is charged from its next month on.
        #[arg(long)]
        charge_arrears: bool,
    },
}

/// A file to import.
#[derive(Clone, Debug, Args)]
pub struct ImportFile {
    /// A CSV file with a header row; `-` is the standard input.
    pub file: PathBuf,
    /// Do everything on a copy of the database, say what would come of it, and store nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem export`.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// What to write.
    #[command(subcommand)]
    pub what: ExportWhat,
}

/// What can be exported.
#[derive(Clone, Debug, Subcommand)]
pub enum ExportWhat {
    /// Every number and what it is, as `import numbers` reads it.
    Numbers(ExportFile),
    /// Customers and their sub-accounts, as `import accounts` reads them. Without credentials.
    Accounts(ExportFile),
    /// Rate plans in force, as `import plans` reads them.
    Plans(ExportFile),
    /// Recordings, as `import recordings` reads them.
    Recordings {
        /// The directory for the audio files and for the table of them, recordings.csv.
        directory: PathBuf,
        /// Which database.
        #[command(flatten)]
        database: Database,
    },
    /// What numbers ring at, as `import objects` reads it.
    Objects(ExportFile),
    /// Numbers in service with their owners, as `import assigned` reads them.
    Assigned(ExportFile),
    /// Numbers that were disconnected for good, and when.
    Disconnects {
        /// Only those of this day or later.
        #[arg(long, value_name = "DATE", value_parser = read_time)]
        since: Timestamp,
        /// Where to.
        #[command(flatten)]
        file: ExportFile,
    },
    /// Numbers of suppliers that nobody has any more, to be cancelled there, and since when.
    Cancellations {
        /// Only those of this day or later.
        #[arg(long, value_name = "DATE", value_parser = read_time)]
        since: Timestamp,
        /// Where to.
        #[command(flatten)]
        file: ExportFile,
    },
    /// Every call that a switch reported, a row for each leg.
    Calls(ExportFile),
    /// How many numbers of each block stand in which state.
    Utilisation(ExportFile),
    /// Where numbers ring, for a Kamailio that asks nobody: tables of its modules drouting and htable, and the list of its
    /// module dispatcher.
    Routes(RouteLists),
}

/// `tandem export routes`.
#[derive(Clone, Debug, Args)]
pub struct RouteLists {
    /// The directory for the tables.
    pub directory: PathBuf,
    /// Who decides about calls to all numbers that a list cannot say everything of, as HOST or HOST:PORT: Tandem's redirect
    /// server, or a switch that asks.
    #[arg(long, value_name = "HOST")]
    pub ask: String,
    /// The host at which logins register, as `domain` of `[switches]` says.
    #[arg(long, value_name = "HOST")]
    pub domain: String,
    /// Another host at which the operator's own numbers and logins are called, as `aliases` of `[switches]` say.
    #[arg(long = "alias", value_name = "HOST")]
    pub aliases: Vec<String>,
    /// A host of a carrier's, as `carrier` and `carriers` of `[switches]` say.
    #[arg(long = "carrier", value_name = "HOST")]
    pub carriers: Vec<String>,
    /// List numbers also if calls to them cost by the minute: they ring, and go on, whatever the balance is.
    #[arg(long)]
    pub without_balances: bool,
    /// Put new tables in the place of those that are there.
    #[arg(long)]
    pub replace: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// Where an export goes.
#[derive(Clone, Debug, Args)]
pub struct ExportFile {
    /// The file; without one, or with `-`, the standard output.
    pub file: Option<PathBuf>,
    /// Write the file anew if it is there already. Otherwise it is left alone: it may be what was meant to be imported.
    #[arg(long)]
    pub replace: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

pub(crate) fn read_time(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("must be a date or a time in UTC, such as 2026-11-30")
}

fn read_number(text: &str) -> Result<i64, &'static str> {
    text.parse().ok().filter(|number| *number >= 0).ok_or("must be the number of a version")
}

fn read_version(text: &str) -> Result<AsOf, &'static str> {
    let number = text.parse().ok().map(AsOf::Version);
    let found = number.or_else(|| Timestamp::parse(text).map(AsOf::Time));
    found.ok_or("must be the number of a version, or a time in UTC, such as 2026-11-30")
}

/// `tandem admin`.
#[derive(Clone, Debug, Args)]
pub struct Admin {
    /// Which database.
    #[command(flatten)]
    pub database: Database,
    /// What to do.
    #[command(subcommand)]
    pub what: crate::admin::What,
}

/// `tandem route`.
#[derive(Clone, Debug, Subcommand)]
pub enum Route {
    /// Explain where a call goes: each rule that was looked at, and every step that may follow.
    Explain(RouteExplain),
    /// List the versions of a customer's routing, the latest first.
    Versions(RouteVersions),
    /// Show what differs between two versions.
    Compare(RouteCompare),
    /// Try an earlier version against calls that were made: which would have gone elsewhere.
    Try(RouteTry),
    /// Have a customer's routing be again what it was at a version.
    RollBack(RouteRollBack),
}

/// `tandem route explain`.
#[derive(Clone, Debug, Args)]
pub struct RouteExplain {
    /// The number that is called.
    #[arg(long, value_name = "NUMBER")]
    pub to: String,
    /// The number of the caller; without one, the caller is anonymous.
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub from: String,
    /// The login whose telephone calls; without one, the call comes from outside.
    #[arg(long, value_name = "LOGIN", default_value = "")]
    pub login: String,
    /// When, in UTC, such as 2026-11-30T08:00:00Z; now unless told otherwise.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    pub at: Option<Timestamp>,
    /// By which version of its owner's routing: a number, or a time at which it was in force.
    #[arg(long, value_name = "VERSION", value_parser = read_version)]
    pub as_of: Option<AsOf>,
    /// An area code that the operator has declared to be fictional, as 555 is in the demo.
    #[arg(long = "fictional", value_name = "CODE")]
    pub fictional_area_codes: Vec<u16>,
    /// A host at which the operator's own numbers and logins are called, as `domain` of `[switches]` says.
    #[arg(long = "domain", value_name = "HOST")]
    pub domains: Vec<String>,
    /// A host of a carrier's, as `carrier` and `carriers` of `[switches]` say.
    #[arg(long = "carrier", value_name = "HOST")]
    pub carriers: Vec<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// As a drawing, SVG.
    #[arg(long, conflicts_with = "json")]
    pub svg: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem route versions`.
#[derive(Clone, Debug, Args)]
pub struct RouteVersions {
    /// The customer, by its id or a name such as voipms:100001.
    #[arg(value_parser = naming::account)]
    pub account: AccountRef,
    /// Only those before this one.
    #[arg(long, value_name = "NUMBER", value_parser = read_number)]
    pub before: Option<i64>,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem route compare`.
#[derive(Clone, Debug, Args)]
pub struct RouteCompare {
    /// The customer, by its id or a name such as voipms:100001.
    #[arg(value_parser = naming::account)]
    pub account: AccountRef,
    /// The earlier version: a number, or a time at which it was in force.
    #[arg(long, value_name = "VERSION", value_parser = read_version)]
    pub from: AsOf,
    /// The later one; the one in force unless told otherwise.
    #[arg(long, value_name = "VERSION", value_parser = read_version)]
    pub to: Option<AsOf>,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem route try`.
#[derive(Clone, Debug, Args)]
pub struct RouteTry {
    /// The customer, by its id or a name such as voipms:100001.
    #[arg(value_parser = naming::account)]
    pub account: AccountRef,
    /// The version that is tried: a number, or a time at which it was in force.
    #[arg(long, value_name = "VERSION", value_parser = read_version)]
    pub as_of: AsOf,
    /// Calls from then on; the last day unless told otherwise.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    pub since: Option<Timestamp>,
    /// Calls before then; now unless told otherwise.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    pub until: Option<Timestamp>,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem route roll-back`.
#[derive(Clone, Debug, Args)]
pub struct RouteRollBack {
    /// The customer, by its id or a name such as voipms:100001.
    #[arg(value_parser = naming::account)]
    pub account: AccountRef,
    /// The version: a number, or a time at which it was in force.
    #[arg(long, value_name = "VERSION", value_parser = read_version)]
    pub to: AsOf,
    /// Only say what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem doctor`.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem backup`.
#[derive(Clone, Debug, Args)]
pub struct Backup {
    /// The file to make; one that is there already is left alone.
    pub file: PathBuf,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}

/// `tandem restore`.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// A file that `tandem backup` made.
    pub file: PathBuf,
    /// Throw away what the database holds now.
    #[arg(long)]
    pub replace: bool,
    /// Which database.
    #[command(flatten)]
    pub database: Database,
}
