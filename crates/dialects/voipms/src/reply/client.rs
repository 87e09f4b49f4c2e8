//! Clients of a reseller's, and their books.

use tandem_domain::Money;
use tandem_engine::{ClientView, Funds, StatementLine};
use tandem_numbering::Did;
use tandem_wire::php::Map;

use super::Reply;
use crate::clock::wall_clock;
use crate::words::Word;

/// Clients: those that go by numbers, all or the one that was asked for. Of who they are, no more is kept than
/// a name and an address for letters; of their passwords nothing is shown.
pub fn clients(found: &[ClientView], asked: Option<&str>) -> Reply {
    let is_numbered = |client: &&ClientView| client.alias.bytes().all(|byte| byte.is_ascii_digit());
    let is_asked = |client: &&ClientView| {
        asked.is_none_or(|asked| client.alias == asked || client.email.eq_ignore_ascii_case(asked))
    };
    let rows: Vec<Map> = found.iter().filter(is_numbered).filter(is_asked).map(row).collect();
    if rows.is_empty() && asked.is_some() {
        return Reply::Word(Word::of("invalid_client"));
    }
    Reply::list("clients", rows, "no_client")
}

fn row(client: &ClientView) -> Map {
    Map::new()
        .with("client", &client.alias)
        .with("email", &client.email)
        .with("password", "")
        .with("company", &client.name)
        .with("firstname", "")
        .with("lastname", "")
        .with("address", "")
        .with("city", "")
        .with("state", "")
        .with("country", "")
        .with("zip", "")
        .with("phone_number", "")
        .with("balance_management", "")
}

/// What a client has. Unlike the reseller's own, its counts are strings.
pub fn client_balance(funds: &Funds) -> Reply {
    let spent = funds.spent.unwrap_or_default();
    let time = |seconds: i64| format!("{}:{:02}", seconds / 60, seconds % 60);
    let balance = Map::new()
        .with("current_balance", funds.balance.decimal(4))
        .with("spent_total", spent.total.decimal(4))
        .with("calls_total", spent.calls.to_string())
        .with("time_total", time(spent.seconds))
        .with("spent_today", spent.since.decimal(4))
        .with("calls_today", spent.calls_since.to_string())
        .with("time_today", time(spent.seconds_since));
    Reply::Success(Map::new().with("balance", balance))
}

/// What a client was charged.
pub fn charges(lines: &[StatementLine]) -> Reply {
    let rows: Vec<Map> = lines.iter().map(|line| self::line(line, "Charge")).collect();
    Reply::Success(Map::new().with("charges", rows))
}

/// What a client paid.
pub fn deposits(lines: &[StatementLine]) -> Reply {
    let rows: Vec<Map> = lines.iter().map(|line| self::line(line, "Payment")).collect();
    Reply::Success(Map::new().with("deposits", rows))
}

/// A line of its statement: for what, in words, or for which number.
fn line(line: &StatementLine, word: &str) -> Map {
    let posting = &line.posting;
    let number = posting.did.map(|did| format!("DID{}", Did::national(did)));
    let note = Some(posting.note.clone()).filter(|note| !note.is_empty());
    let day: String = wall_clock(posting.at).chars().take("2010-10-29".len()).collect();
    Map::new()
        .with("id", posting.id.to_string())
        .with("date", day)
        .with("amount", Money(line.change.0.abs()).decimal(2))
        .with("description", number.or(note).unwrap_or_else(|| word.to_owned()))
}
