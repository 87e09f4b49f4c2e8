//! The tables, in the form of Kamailio's `db_text`: columns first, then rows, a colon between two cells. PostgreSQL and MySQL
//! read them as well.

use std::fmt::Display;
use std::io::{self, Write};

use tandem_switch::listing::{Turn, User};

use super::directory::Directory;
use super::lists::Lists;
use crate::failure::Failure;

/// The longest attributes of an address, in bytes (`dr_gateways.attrs`).
pub(super) const ATTRIBUTES_BYTES_MAX: usize = 255;
/// Which versions of its tables Kamailio 5.6 asks for.
const VERSIONS: [(&str, u32); 5] =
    [("dr_gateways", 3), ("dr_rules", 3), ("dr_gw_lists", 1), ("dr_groups", 2), ("numbers", 2)];
/// The address whose turn is to be asked, by its place.
const ASKED: usize = 0;
/// What stands in the place of its seconds.
const ASKED_WORD: &str = "ask";
/// Rules hold from a time on that is over.
const ALWAYS: &str = "20000101T000000";
/// The group of all rules.
const GROUP: &str = "0";

/// Writes all of them.
pub(super) fn write(directory: &Directory, lists: &Lists, ask: &str) -> Result<(), Failure> {
    directory.file("dr_gateways", |out| gateways(out, lists, ask))?;
    directory.file("dr_gw_lists", |out| gateway_lists(out, lists))?;
    directory.file("dr_rules", |out| rules(out, lists))?;
    directory.file("dr_groups", |out| {
        heads(out, "id(int,auto) username(string) domain(string) groupid(int) description(string)")
    })?;
    directory.file("dispatcher.list", |out| destinations(out, lists))?;
    directory.file("numbers", |out| numbers(out, lists))?;
    directory.file("version", |out| {
        heads(out, "table_name(string) table_version(int)")?;
        VERSIONS.iter().try_for_each(|(table, version)| row(out, &[table, version]))
    })
}

fn gateways(out: &mut dyn Write, lists: &Lists, ask: &str) -> io::Result<()> {
    heads(
        out,
        "gwid(int) type(int) address(string) strip(int) pri_prefix(string,null) attrs(string,null) \
         description(string,null)",
    )?;
    row(out, &[&ASKED, &1, &ask, &0, &"", &ASKED_WORD, &"asks"])?;
    for (gateway, place) in lists.gateways() {
        let (address, attributes) = (&gateway.address, &gateway.attributes);
        row(out, &[place, &0, address, &gateway.strip, &gateway.prefix, attributes, &"rings"])?;
    }
    Ok(())
}

/// Lists of several addresses; one alone stands in its rules.
fn gateway_lists(out: &mut dyn Write, lists: &Lists) -> io::Result<()> {
    heads(out, "id(int,auto) gwlist(string) description(string)")?;
    for (id, turns) in lists.lists().filter(|(id, turns)| turns.len() > 1 && lists.is_routed(*id)) {
        let places: Vec<String> = lists.places(turns).iter().map(ToString::to_string).collect();
        row(out, &[&id, &places.join(","), &"rings one after the other"])?;
    }
    Ok(())
}

fn rules(out: &mut dyn Write, lists: &Lists) -> io::Result<()> {
    heads(
        out,
        "ruleid(int,auto) groupid(string) prefix(string,null) timerec(string) priority(int) routeid(string) \
         gwlist(string) description(string,null)",
    )?;
    let mut ids = 1_u64..;
    let mut rule = |prefix: &dyn Display, list: &dyn Display| {
        let id = ids.next().unwrap_or_default();
        row(out, &[&id, &GROUP, prefix, &ALWAYS, &0, &0, list, &""])
    };
    // Whatever no other rule catches.
    rule(&"", &ASKED)?;
    for number in lists.asked_by_rule() {
        rule(&number.digits(), &ASKED)?;
    }
    let gateways: std::collections::BTreeMap<_, _> = lists
        .lists()
        .filter(|(id, _)| lists.is_routed(*id))
        .map(|(id, turns)| match lists.places(turns)[..] {
            [alone] => (id, alone.to_string()),
            _ => (id, format!("#{id}")),
        })
        .collect();
    for (number, list) in lists.numbers() {
        if let Some(list) = gateways.get(list) {
            rule(&number.digits(), list)?;
        }
    }
    Ok(())
}

/// The list of the module dispatcher: a set of addresses for each list, those that are tried first with the highest priority.
fn destinations(out: &mut dyn Write, lists: &Lists) -> io::Result<()> {
    writeln!(out, "# setid destination flags priority attributes")?;
    for (id, turns) in lists.lists() {
        for (priority, turn) in (1..=turns.len()).rev().zip(turns) {
            let (scheme, place) = (&turn.scheme, &turn.place);
            writeln!(out, "{id} {scheme}:{place} 0 {priority} {}", said(turn))?;
        }
    }
    Ok(())
}

/// What a turn says besides its host: for how many seconds it rings, and who is named there.
fn said(turn: &Turn) -> String {
    let seconds = turn.seconds;
    match &turn.user {
        User::Called { strip, before: "" } => format!("ring={seconds};strip={strip}"),
        User::Called { strip, before } => format!("ring={seconds};strip={strip};before={before}"),
        User::Written(user) => format!("ring={seconds};user={user}"),
    }
}

/// Which set each number rings, as the module htable reads it.
fn numbers(out: &mut dyn Write, lists: &Lists) -> io::Result<()> {
    heads(
        out,
        "id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(int)",
    )?;
    for (id, (number, list)) in (1_u64..).zip(lists.numbers()) {
        row(out, &[&id, &number.digits(), &0, &1, list, &0])?;
    }
    Ok(())
}

fn heads(out: &mut dyn Write, columns: &str) -> io::Result<()> {
    writeln!(out, "{columns} ")
}

/// Writes a row. What would end a cell or a row is escaped.
fn row(out: &mut dyn Write, cells: &[&dyn Display]) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b":")?;
        }
        for character in cell.to_string().chars() {
            match character {
                ':' | '\\' => write!(out, "\\{character}")?,
                '\n' => out.write_all(b"\\n")?,
                character => write!(out, "{character}")?,
            }
        }
    }
    out.write_all(b"\n")
}
