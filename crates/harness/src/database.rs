//! A fresh database for each test.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tandem_store::{DatabaseUrl, Fate, Lane, Store, StoreError, Tx, Verdict, Work};

/// Where the PostgreSQL server for tests is: `scripts/pg start` prints it.
const POSTGRES: &str = "TEST_POSTGRES_URL";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the server that `TEST_POSTGRES_URL` names.
    Postgres,
}

/// A database that nobody else uses. It goes when this value does.
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    place: Place,
}

enum Place {
    Directory(PathBuf),
    Server { admin: String, name: String },
}

impl Database {
    /// A fresh database with its schema in place; `None` when there is no PostgreSQL server to make
    /// it on, which is said aloud, and which is a failure where CI runs.
    pub fn fresh(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(Self::sqlite()),
            Kind::Postgres => Some(Self::postgres(&server()?)),
        }
    }

    /// A database with nothing in it, not even the schema.
    pub fn bare(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(Self::sqlite()),
            Kind::Postgres => Some(Self::on(&server()?, "template0")),
        }
    }

    /// A database with nothing in it, on a PostgreSQL server of the test's own.
    pub fn bare_at(server: &str) -> Self {
        Self::on(server, "template0")
    }

    fn sqlite() -> Self {
        let directory = std::env::temp_dir().join(unique_name("tandem_test"));
        std::fs::create_dir_all(&directory).expect("a directory for a test's database");
        let url = DatabaseUrl::Sqlite(directory.join("tandem.db"));
        Self { url, place: Place::Directory(directory) }
    }

    fn postgres(admin: &str) -> Self {
        Self::on(admin, template(admin))
    }

    fn on(admin: &str, template: &str) -> Self {
        let name = unique_name("tandem_test");
        administer(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        let url = DatabaseUrl::Postgres(sibling(admin, &name));
        Self { url, place: Place::Server { admin: admin.to_owned(), name } }
    }
}

impl Database {
    /// The address as the command line takes it. (Its `Display` hides the password.)
    pub fn text(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        }
    }

    /// Does to the database what no command would: for tests of whoever is to notice.
    /// Returns how many rows that concerned.
    pub fn meddle(&self, statements: &[&'static str]) -> u64 {
        Self::meddle_with(&self.url, statements)
    }

    /// The same, where only the address is at hand.
    pub fn meddle_with(url: &DatabaseUrl, statements: &[&'static str]) -> u64 {
        let store = Store::open(url).expect("the database of a test");
        let (tell, told) = std::sync::mpsc::channel();
        let work = Meddling { statements: statements.to_vec(), rows: 0, tell };
        store.submit(Lane::Order, 0, Box::new(work));
        let (fate, rows) = told.recv().expect("work that is settled");
        assert_eq!(fate, Fate::Committed, "{statements:?}");
        store.close();
        rows
    }
}

struct Meddling {
    statements: Vec<&'static str>,
    rows: u64,
    tell: std::sync::mpsc::Sender<(Fate, u64)>,
}

impl Work for Meddling {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let done: Result<Vec<u64>, StoreError> =
            self.statements.iter().map(|sql| tx.exec(sql, &[])).collect();
        let Ok(rows) = done else { return Verdict::Alone };
        self.rows = rows.into_iter().sum();
        Verdict::Keep
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, fate: Fate) {
        // The test waits until it has heard.
        let _ = self.tell.send((fate, self.rows));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.place {
            Place::Directory(directory) => {
                // What is left in the temporary directory harms nobody.
                let _ = std::fs::remove_dir_all(directory);
            }
            Place::Server { admin, name } => {
                administer(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

fn server() -> Option<String> {
    let url = std::env::var(POSTGRES).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "{POSTGRES} is not set: in CI nothing is skipped");
        eprintln!("SKIPPED on PostgreSQL: set {POSTGRES}=$(scripts/pg start)");
    }
    url
}

/// A database that holds the schema and nothing else, made once per test binary: copying it is
/// faster than running the migrations.
fn template(admin: &str) -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = unique_name("tandem_template");
        administer(admin, &format!("CREATE DATABASE {name}"));
        let url = DatabaseUrl::Postgres(sibling(admin, &name));
        Store::open(&url).expect("the schema on PostgreSQL").close();
        name
    })
}

/// The URL of another database on the same server.
fn sibling(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("postgres://user@host:port/database");
    format!("{server}/{name}")
}

fn unique_name(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}_{}_{count}", std::process::id())
}

/// Runs one statement on the server, outside any transaction.
fn administer(url: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for one connection");
    runtime.block_on(async {
        let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
        let (client, connection) = connected.unwrap_or_else(|error| panic!("{url}: {error}"));
        let serve = tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        drop(client);
        // The connection ends with its client.
        let _ = serve.await;
    });
}

/// Runs stories on SQLite and on PostgreSQL. A story is an `async fn(house: Arc<House>)`; the macro makes
/// of each a test in a module `sqlite` and one in a module `postgres`.
#[macro_export]
macro_rules! on_both_databases {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $story() {
                $crate::House::tell($crate::Kind::Sqlite, super::$story);
            })*
        }

        mod postgres {
            $(#[test]
            fn $story() {
                $crate::House::tell($crate::Kind::Postgres, super::$story);
            })*
        }
    };
}
