//! Where equipment is logged in, as switches report it.

use std::net::SocketAddr;

use tandem_domain::{AccountId, ObjectId, Registration, Timestamp, Transport};

use crate::{Row, StoreError, Tx, args};

/// What is known of one address at which an account is, or was, logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The name of the switch.
    pub switch: String,
    /// The address at which it wants to be called.
    pub contact: String,
    /// The point of presence, if the switch named one.
    pub pop: Option<ObjectId>,
    /// Where its requests come from, if the switch said so.
    pub address: Option<SocketAddr>,
    /// How they are carried.
    pub transport: Transport,
    /// What the equipment calls itself.
    pub agent: String,
    /// When the switch said so.
    pub at: Timestamp,
    /// How long it holds.
    pub until: Timestamp,
}

fn read(row: &Row) -> Result<Standing, StoreError> {
    let address = row.text(3, "registration.address")?;
    let transport = Transport::from_word(row.text(4, "registration.transport")?);
    Ok(Standing {
        switch: row.text(0, "registration.switch")?.to_owned(),
        contact: row.text(1, "registration.contact")?.to_owned(),
        pop: row.maybe_int(2, "registration.pop")?.map(ObjectId),
        address: address.parse().ok(),
        transport: transport.ok_or(StoreError::Shape("registration.transport"))?,
        agent: row.text(5, "registration.agent")?.to_owned(),
        at: Timestamp(row.int(6, "registration.at")?),
        until: Timestamp(row.int(7, "registration.until")?),
    })
}

/// Writes down what a switch says of one address, unless it has said something later already.
pub fn put(tx: &mut dyn Tx, account: AccountId, said: &Registration) -> Result<(), StoreError> {
    let address = said.address.map(|address| address.to_string()).unwrap_or_default();
    tx.exec(
        "INSERT INTO registration (account, switch, contact, pop, address, transport, agent, at, until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (account, switch, contact) DO UPDATE SET pop = excluded.pop, \
         address = excluded.address, transport = excluded.transport, agent = excluded.agent, \
         at = excluded.at, until = excluded.until WHERE registration.at <= excluded.at",
        args![
            account.0,
            &said.switch,
            &said.contact,
            said.pop.map(|pop| pop.0),
            &address,
            said.transport.word(),
            &said.agent,
            said.at.0,
            said.until().0
        ],
    )?;
    Ok(())
}

/// Writes down that an account has gone from a switch altogether, but for what was said of it later.
pub fn put_gone(
    tx: &mut dyn Tx,
    account: AccountId,
    switch: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE registration SET at = $3, until = $3 WHERE account = $1 AND switch = $2 AND at <= $3",
        args![account.0, switch, at.0],
    )?;
    Ok(())
}

/// What is known of an account, whatever holds longest first.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    limit: i64,
) -> Result<Vec<Standing>, StoreError> {
    let rows = tx.rows(
        "SELECT switch, contact, pop, address, transport, agent, at, until FROM registration \
         WHERE account = $1 ORDER BY until DESC, switch, contact LIMIT $2",
        args![account.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Forgets one address.
pub fn delete(tx: &mut dyn Tx, account: AccountId, known: &Standing) -> Result<(), StoreError> {
    tx.one(
        "DELETE FROM registration WHERE account = $1 AND switch = $2 AND contact = $3",
        args![account.0, &known.switch, &known.contact],
    )
}

/// Forgets an account altogether.
pub fn delete_all(tx: &mut dyn Tx, account: AccountId) -> Result<(), StoreError> {
    tx.exec("DELETE FROM registration WHERE account = $1", args![account.0])?;
    Ok(())
}

/// Which accounts anything is known of, after one, each with how much. For the doctor.
pub fn tally(
    tx: &mut dyn Tx,
    after: AccountId,
    limit: i64,
) -> Result<Vec<(AccountId, i64)>, StoreError> {
    let rows = tx.rows(
        "SELECT account, COUNT(*) FROM registration WHERE account > $1 GROUP BY account \
         ORDER BY account LIMIT $2",
        args![after.0, limit],
    )?;
    let read = |row: &Row| {
        Ok((AccountId(row.int(0, "registration.account")?), row.int(1, "registration.count")?))
    };
    rows.iter().map(read).collect()
}
