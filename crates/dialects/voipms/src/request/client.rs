//! Clients of a reseller's.

use tandem_domain::{AccountRef, Money};
use tandem_engine::ClientPost;
use tandem_gateway::{Fault, Reader};

use super::{ID_MAX, is_rehearsal, require, unless_zero};
use crate::SCHEME;

/// `addCharge`.
pub fn charged(args: &Reader<'_>) -> Result<ClientPost, Fault> {
    let post = posted(args, "charge")?;
    Ok(ClientPost { amount: Money(-post.amount.0), ..post })
}

/// `addPayment`.
pub fn paid(args: &Reader<'_>) -> Result<ClientPost, Fault> {
    posted(args, "payment")
}

fn posted(args: &Reader<'_>, name: &'static str) -> Result<ClientPost, Fault> {
    require(args)?;
    let amount = args.money(name)?.unwrap_or_default();
    if !amount.is_positive() {
        return Err(Fault::invalid(name, "must be more than nothing, such as 4.99"));
    }
    let (client, note) = (client(args)?, args.short_text("description", 100)?);
    Ok(ClientPost { client, amount, adjusts: false, note, rehearsal: is_rehearsal(args)? })
}

/// The client that a function is about. Clients go by numbers.
pub fn client(args: &Reader<'_>) -> Result<AccountRef, Fault> {
    let name = client_id(args)?.to_string();
    Ok(AccountRef::Alias { scheme: SCHEME.to_owned(), name })
}

/// The number of that client.
pub fn client_id(args: &Reader<'_>) -> Result<i64, Fault> {
    require(args)?;
    args.integer("client", 1, ID_MAX)?.ok_or(Fault::Missing { param: "client" })
}

/// The client that a list is asked for, by its number or its e-mail.
pub fn asked_client<'a>(args: &Reader<'a>) -> Option<&'a str> {
    unless_zero(args, "client")
}
