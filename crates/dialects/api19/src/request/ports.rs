//! Ports: from arguments to commands.

use jiff::civil::Date;
use tandem_domain::{
    Destination, Messaging, NumberSettings, ObjectKind, PortHolder, PortId, Timestamp,
};
use tandem_engine::{DOCUMENT_BYTES_MAX, DocumentFile, PortAttach, PortCancel, PortPaper, PortPut};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::flows::FLOW_CHARS_MAX;
use super::{numbers, require};

/// The longest answer to one question of a request, in characters.
pub const TEXT_CHARS_MAX: usize = 200;
/// The longest file in Base64, in characters; line breaks included.
pub const FILE_CHARS_MAX: usize = DOCUMENT_BYTES_MAX / 2 * 3;

/// `/lnp/portability/submit`.
pub fn submission(args: &Reader<'_>) -> Result<PortPut, Fault> {
    require(args)?;
    let port = args.integer("order_id", 0, i64::MAX)?.map(PortId);
    let numbers = match port {
        Some(_) if !numbers::is_given(args, "numbers") => Vec::new(),
        _ => numbers::read(args, "numbers")?,
    };
    let text = |name| args.short_text(name, TEXT_CHARS_MAX);
    let business_name = text("businessname")?;
    let holder = PortHolder {
        label: text("portname")?,
        is_business: !business_name.is_empty(),
        business_name,
        first_name: text("firstname")?,
        last_name: text("lastname")?,
        address1: text("address1")?,
        address2: text("address2")?,
        city: text("city")?,
        region: text("state")?,
        postal_code: text("zip")?,
        country: String::new(),
        carrier: text("carrier")?,
        account_number: text("account_number")?,
        pin: text("pin")?,
        btn: Some(numbers::one(args, "btn")?),
        due: Some(due(args)?),
        ..PortHolder::default()
    };
    let mut papers = Vec::new();
    for (kind, param) in [("signature", "signature"), ("bill", "bill_file")] {
        let (kind, name) = (kind.to_owned(), kind.to_owned());
        papers.extend(file(args, param)?.map(|file| PortPaper { kind, name, file }));
    }
    let call_flow = args.short_text("call_flow", FLOW_CHARS_MAX)?;
    let named = !call_flow.is_empty();
    let settings = NumberSettings {
        routing: named.then(|| Destination::object(ObjectKind::CallFlow, call_flow)),
        // This provider's numbers carry messages without being told to.
        messaging: Messaging { enabled: true, ..Messaging::default() },
        ..NumberSettings::default()
    };
    Ok(PortPut {
        port,
        numbers,
        holder,
        settings,
        plan: None,
        owner: None,
        submit: true,
        papers,
        rehearsal: false,
    })
}

/// The day that is asked for, by whose clock nobody says.
fn due(args: &Reader<'_>) -> Result<Timestamp, Fault> {
    const NAME: &str = "requested_due_date";
    let text = args.required(NAME)?;
    let read = Date::strptime("%m/%d/%y", text).or_else(|_| Date::strptime("%m/%d/%Y", text));
    let day = read.ok().and_then(|day| Timestamp::parse(&day.to_string()));
    day.ok_or_else(|| Fault::invalid(NAME, "must be a day such as 04/09/24"))
}

/// A file, where one was sent and not only said that there is none. The points of a signature pad are no
/// picture that anybody could be shown.
pub(super) fn file(args: &Reader<'_>, name: &'static str) -> Result<Option<DocumentFile>, Fault> {
    let text = args.text(name).filter(|text| !text.eq_ignore_ascii_case("no"));
    let read = text.map(DocumentFile::read).transpose();
    read.map_err(|_| Fault::invalid(name, "must be a PDF or an image in Base64, or no"))
}

/// What somebody wants to see.
pub enum Sought {
    /// One request.
    One(PortId),
    /// The latest in which a number stands.
    Number(Did),
    /// The latest of all.
    All,
}

/// `/lnp/portability/lookup`.
pub fn sought(args: &Reader<'_>) -> Result<Sought, Fault> {
    if let Some(id) = args.integer("order_id", 0, i64::MAX)? {
        return Ok(Sought::One(PortId(id)));
    }
    match args.text("number") {
        Some(_) => Ok(Sought::Number(numbers::one(args, "number")?)),
        None => Ok(Sought::All),
    }
}

/// `/lnp/portability/document`.
pub fn attach(args: &Reader<'_>) -> Result<PortAttach, Fault> {
    require(args)?;
    let kind = args.short_text("type", TEXT_CHARS_MAX)?;
    let kind = if kind.is_empty() { "loa".to_owned() } else { kind };
    let file = file(args, "file")?.ok_or(Fault::Missing { param: "file" })?;
    let paper = PortPaper { kind, name: args.short_text("name", TEXT_CHARS_MAX)?, file };
    Ok(PortAttach { port: order(args)?, paper })
}

/// `/lnp/portability/cancel`.
pub fn cancel(args: &Reader<'_>) -> Result<PortCancel, Fault> {
    require(args)?;
    let numbers = match numbers::is_given(args, "numbers") {
        true => numbers::read(args, "numbers")?,
        false => Vec::new(),
    };
    Ok(PortCancel { port: order(args)?, numbers })
}

fn order(args: &Reader<'_>) -> Result<PortId, Fault> {
    let id = args.integer("order_id", 0, i64::MAX)?;
    id.map(PortId).ok_or(Fault::Missing { param: "order_id" })
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    const WHOLE: &str = "numbers=3035551111,3035551212&portname=office&firstname=Alice\
        &lastname=Miller&address1=1+Main+Street&city=Denver&state=CO&zip=80201\
        &requested_due_date=04/09/24&btn=3035551111&account_number=A-17";

    fn named(query: &str) -> Option<&'static str> {
        match read("/lnp/portability/submit", query, submission).err()? {
            Fault::Missing { param } | Fault::Invalid { param, .. } => Some(param),
        }
    }

    #[test]
    fn a_request_is_read_as_documented() {
        let wish = read("/lnp/portability/submit", WHOLE, submission).expect("a request");
        let PortPut { numbers, holder, submit, papers, .. } = wish;
        assert_eq!((numbers.len(), submit, papers.len()), (2, true, 0));
        assert_eq!(
            (holder.postal_code.as_str(), holder.account_number.as_str()),
            ("80201", "A-17")
        );
        assert_eq!(holder.due, Timestamp::parse("2024-04-09"));
        for query in
            [format!("{WHOLE}&signature=no"), format!("{WHOLE}&requested_due_date=04/09/2024")]
        {
            assert!(read("/lnp/portability/submit", &query, submission).is_ok(), "{query}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for name in ["portname", "lastname", "zip", "btn", "account_number", "requested_due_date"] {
            let without: Vec<&str> =
                WHOLE.split('&').filter(|part| !part.starts_with(&format!("{name}="))).collect();
            assert_eq!(named(&without.join("&")), Some(name));
        }
        assert_eq!(named(&format!("{WHOLE}&signature=[[1,2]]")), Some("signature"));
        let late = WHOLE.replace("04/09/24", "2024-04-09");
        assert_eq!(named(&late), Some("requested_due_date"));
    }
}
