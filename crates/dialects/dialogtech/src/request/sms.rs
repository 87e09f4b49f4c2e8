//! Text messages: from parameters to commands.

use tandem_engine::{
    LIST_MESSAGES_MAX, MessageList, MessageRemove, MessageSend, MessagingChange, NumberMessagingSet,
};
use tandem_gateway::{Fault, Reader};

use super::report;

/// The longest message, in characters.
pub(crate) const MESSAGE_CHARS_MAX: usize = 256;
/// The longest address of a page, in characters.
pub(crate) const URL_CHARS_MAX: usize = 1024;

/// What a page is told. The provider's own names for it are not published.
const TOLD: &str = "from={FROM}&to={TO}&message={MESSAGE}&msg_id={ID}";
/// What a page is told of what became of a message.
const TOLD_AFTER: &str = "from={FROM}&to={TO}&msg_id={ID}&status={STATUS}";

/// `sms.register_number`. What is said of the pages is said anew each time: without one, messages are
/// handed to none, and none hears what became of them.
pub(crate) fn register(args: &Reader<'_>) -> Result<NumberMessagingSet, Fault> {
    args.check_required()?;
    let page = told(args.short_text("url", URL_CHARS_MAX)?, TOLD);
    let receipts = told(args.short_text("dlr_url", URL_CHARS_MAX)?, TOLD_AFTER);
    let change = MessagingChange {
        enabled: Some(true),
        callback_enabled: Some(!page.is_empty()),
        callback: Some(page),
        receipts: Some(receipts),
        ..MessagingChange::default()
    };
    Ok(NumberMessagingSet { did: args.did("number")?, change, allowed: Vec::new() })
}

/// `sms.unregister_number`.
pub(crate) fn unregister(args: &Reader<'_>) -> Result<NumberMessagingSet, Fault> {
    let change = MessagingChange {
        enabled: Some(false),
        callback_enabled: Some(false),
        receipts: Some(String::new()),
        ..MessagingChange::default()
    };
    Ok(NumberMessagingSet { did: args.did("number")?, change, allowed: Vec::new() })
}

/// The page with what it is told behind it, unless it says so itself.
fn told(url: String, what: &str) -> String {
    if url.is_empty() || url.contains('{') {
        return url;
    }
    let (url, fragment) = url.split_once('#').unwrap_or((&url, ""));
    let joint = match url.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    format!("{url}{joint}{what}{fragment}")
}

/// A page as it was given: without what it is told, where we put that behind it.
pub(crate) fn given(page: &str) -> &str {
    let plain = page.strip_suffix(TOLD).and_then(|url| url.strip_suffix(['?', '&']));
    plain.unwrap_or(page)
}

/// `sms.send_message`.
pub(crate) fn send(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    args.check_required()?;
    let text = args.required("message")?.to_owned();
    if text.chars().count() > MESSAGE_CHARS_MAX {
        let why = format!("is longer than {MESSAGE_CHARS_MAX} characters");
        return Err(Fault::invalid("message", why));
    }
    Ok(MessageSend::text(args.did("from")?, args.did("to")?, text))
}

/// `sms.get_message`.
pub(crate) fn one(args: &Reader<'_>) -> Result<MessageList, Fault> {
    Ok(MessageList { serial: Some(serial(args)?), ..MessageList::latest(1) })
}

/// `sms.get_messages`.
pub(crate) fn list(args: &Reader<'_>) -> Result<MessageList, Fault> {
    args.check_required()?;
    let span = report::days(args)?;
    let did = args.text("number").map(|text| args.as_did("number", text)).transpose()?;
    let (from, to) = (Some(span.start), Some(span.end));
    Ok(MessageList { from, to, did, ..MessageList::latest(LIST_MESSAGES_MAX) })
}

/// `sms.delete_message`.
pub(crate) fn remove(args: &Reader<'_>) -> Result<MessageRemove, Fault> {
    Ok(MessageRemove { serial: serial(args)? })
}

fn serial(args: &Reader<'_>) -> Result<i64, Fault> {
    let serial = args.integer("msg_id", 1, i64::MAX)?;
    serial.ok_or(Fault::Missing { param: "msg_id" })
}

#[cfg(test)]
mod tests {
    use super::{given, told};

    #[test]
    fn a_page_is_told_what_the_message_is() {
        let words = super::TOLD;
        let page = |url| told(url, words);
        for (url, kept) in [
            ("", String::new()),
            ("http://example.com/in", format!("http://example.com/in?{words}")),
            ("http://example.com/in?a=1", format!("http://example.com/in?a=1&{words}")),
            ("http://example.com/in?#x", format!("http://example.com/in?{words}#x")),
            ("http://example.com/{FROM}", "http://example.com/{FROM}".to_owned()),
        ] {
            assert_eq!(page(url.to_owned()), kept, "{url}");
        }
        assert_eq!(
            given(&page("http://example.com/in?a=1".to_owned())),
            "http://example.com/in?a=1"
        );
        assert_eq!(given("http://example.com/{FROM}"), "http://example.com/{FROM}");
    }
}
