//! Clients of a reseller's.

use tandem_domain::{AccountRef, Money};
use tandem_engine::ClientPost;
use tandem_gateway::{Fault, Reader};

use super::{ACCOUNT_CHARS_MAX, ID_MAX, is_rehearsal, require, unless_zero};
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
    let (client, note) = (books(args)?, args.short_text("description", 100)?);
    Ok(ClientPost { client, amount, adjusts: false, note, rehearsal: is_rehearsal(args)? })
}

/// Whose books a function is about: those of a client, by its number, or of a sub-account, by its login.
pub fn books(args: &Reader<'_>) -> Result<AccountRef, Fault> {
    Ok(named(books_name(args)?))
}

/// By what name whoever it is goes.
pub fn books_name(args: &Reader<'_>) -> Result<String, Fault> {
    require(args)?;
    let text = args.required("client")?;
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        let id = args.integer("client", 1, ID_MAX)?.ok_or(Fault::Missing { param: "client" })?;
        return Ok(id.to_string());
    }
    args.short_text("client", ACCOUNT_CHARS_MAX)
}

fn named(name: String) -> AccountRef {
    AccountRef::Alias { scheme: SCHEME.to_owned(), name }
}

/// The client that a list is asked for, by its number or its e-mail.
pub fn asked_client<'a>(args: &Reader<'a>) -> Option<&'a str> {
    unless_zero(args, "client")
}
