//! Messages with media, and the pages that are told of messages: from arguments to commands.

use tandem_domain::{MessageId, PageForm, message_of_name};
use tandem_engine::MessageSend;
use tandem_gateway::{Fault, Reader};

use super::records::text;
use super::{numbers, require};

/// The longest address of a page or link, in characters.
pub const URL_CHARS_MAX: usize = 2048;
/// The longest name of a message, in characters.
pub const NAME_CHARS_MAX: usize = 64;
/// The word that takes a page away.
const NO_PAGE: &str = "none";

const LINKS: [&str; 10] =
    ["file1", "file2", "file3", "file4", "file5", "file6", "file7", "file8", "file9", "file10"];

/// `/mms/send`.
pub fn send_media(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    if args.text("file_data").is_some() {
        let why = "is not supported: files are not kept here, send links to them";
        return Err(Fault::invalid("file_data", why));
    }
    require(args)?;
    let mut media = Vec::new();
    for link in LINKS {
        let link = args.short_text(link, URL_CHARS_MAX)?;
        media.extend((!link.is_empty()).then_some(link));
    }
    Ok(MessageSend {
        from: numbers::one(args, "source")?,
        to: numbers::one(args, "destination")?,
        text: text(args)?,
        media,
    })
}

/// The message that a name means; `None`: none was ever called so.
pub fn name(args: &Reader<'_>) -> Result<Option<MessageId>, Fault> {
    Ok(message_of_name(args.required("uuid")?))
}

/// The address of a page; empty for none.
pub fn url(args: &Reader<'_>) -> Result<String, Fault> {
    let url = args.short_text("url", URL_CHARS_MAX)?;
    Ok(if url.eq_ignore_ascii_case(NO_PAGE) { String::new() } else { url })
}

/// How messages are posted.
pub fn form(args: &Reader<'_>) -> Result<PageForm, Fault> {
    match args.text("format").unwrap_or("form").to_ascii_lowercase().as_str() {
        "form" | "post" => Ok(PageForm::Form),
        "json" => Ok(PageForm::Json),
        _ => Err(Fault::invalid("format", "must be form or json")),
    }
}
