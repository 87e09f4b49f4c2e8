//! Numbers that come from other carriers: from parameters to commands.

use jiff::ToSpan;
use jiff::civil::Date;
use tandem_domain::{NumberSettings, PortDocumentId, PortHolder, PortId, PortState, Timestamp};
use tandem_engine::{
    DOCUMENT_BYTES_MAX, DocumentFault, DocumentFile, PORT_NUMBERS_MAX, PortAttach, PortPaper,
    PortPut,
};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{Did, NumberKind};

use super::general::begins;
use super::require;
use crate::reply::{PORT_STATES, word_of_port};

/// The longest answer to one question of a request, in characters.
pub const LNP_TEXT_CHARS_MAX: usize = 200;
/// The longest notes, in characters.
pub const LNP_NOTES_CHARS_MAX: usize = 2000;
/// The longest list of numbers, in characters.
pub const PORTED_CHARS_MAX: usize = PORT_NUMBERS_MAX as usize * 20;
/// The longest file in Base64, in characters; line breaks included.
pub const PAPER_CHARS_MAX: usize = DOCUMENT_BYTES_MAX / 2 * 3;

/// What is at fault where numbers do not fit the kind of the request. No parameter is called so.
pub const AMERICAN: &str = "an American number";
/// The same.
pub const CANADIAN: &str = "a Canadian number";
/// The same.
pub const TOLL_FREE: &str = "a toll-free number";
/// The same.
pub const LOCAL: &str = "a local number";
/// The same.
pub const FAX: &str = "a number for faxes";
/// What is at fault where a file is none that is kept.
pub const KIND_OF_FILE: &str = "the file";
/// And where it is too large.
pub const SIZE_OF_FILE: &str = "the size of the file";
/// And where it is no file.
pub const FORM_OF_FILE: &str = "what was sent as the file";

/// `addLNPPort`.
pub fn port(args: &Reader<'_>) -> Result<PortPut, Fault> {
    require(args)?;
    let kind = args.required("portType")?;
    let numbers = numbers(args)?;
    check_kind(args, kind, &numbers)?;
    let text = |name| args.short_text(name, LNP_TEXT_CHARS_MAX);
    let flag = |name| Ok::<bool, Fault>(args.flag(name)?.unwrap_or(false));
    let choice = |name, known: &[&str], why: &str| match args.text(name) {
        Some(word) if !known.contains(&word) => Err(Fault::invalid(name, why.to_owned())),
        word => Ok(word.unwrap_or_default()),
    };
    let is_business = choice("locationType", &["0", "1"], "must be 1 of a business, or 0")? == "1";
    let carried = choice("tfType", &["1", "2", "3"], "must be 1, 2 or 3")?;
    let statement_name = text("statementName")?;
    let holder = PortHolder {
        label: statement_name.clone(),
        is_business,
        business_name: if is_business { statement_name } else { String::new() },
        first_name: text("firstName")?,
        last_name: text("lastName")?,
        address1: text("address1")?,
        address2: text("address2")?,
        city: text("city")?,
        region: text("state")?,
        postal_code: text("zip")?,
        country: text("country")?,
        carrier: text("providerName")?,
        account_number: text("providerAccount")?,
        pin: text("pin")?,
        btn: args.text("btn").map(|btn| args.as_did("btn", btn)).transpose()?,
        is_partial: flag("isPartial")?,
        is_mobile: flag("isMobile")?,
        device: text("imei")?,
        services: text("services")?,
        remarks: args.short_text("notes", LNP_NOTES_CHARS_MAX)?,
        kind: format!("{kind} {carried}").trim_end().to_owned(),
        ..PortHolder::default()
    };
    Ok(PortPut {
        port: None,
        numbers,
        holder,
        settings: NumberSettings::default(),
        plan: None,
        owner: None,
        submit: true,
        papers: Vec::new(),
        rehearsal: false,
    })
}

fn numbers(args: &Reader<'_>) -> Result<Vec<Did>, Fault> {
    let texts = args.required("numbers")?.split(',').map(str::trim);
    texts.filter(|text| !text.is_empty()).map(|text| args.as_did("numbers", text)).collect()
}

/// Numbers must be of the kind that the request says. Of both kinds together, and of none that can come, the
/// engine says that they cannot.
fn check_kind(args: &Reader<'_>, kind: &str, numbers: &[Did]) -> Result<(), Fault> {
    let rules = args.rules();
    let is_toll_free = |did: &Did| rules.kind(*did) == Some(NumberKind::TollFree);
    let is_of =
        |did: &Did, iso: &str| rules.country(*did).is_some_and(|country| country.iso == iso);
    let toll_free = numbers.iter().filter(|did| is_toll_free(did)).count();
    if toll_free > 0 && toll_free < numbers.len() {
        return Ok(());
    }
    let is_any = |iso| numbers.iter().any(|did| is_of(did, iso));
    let (what, wanted) = match kind {
        "1" | "2" if toll_free > 0 => (TOLL_FREE, "3"),
        "1" if is_any("CA") => (CANADIAN, "2"),
        "2" if is_any("US") => (AMERICAN, "1"),
        "3" if toll_free == 0 => (LOCAL, "1 or 2"),
        "1" | "2" | "3" => return Ok(()),
        "4" | "5" => {
            let why = "cannot come here: nothing receives faxes yet";
            return Err(Fault::invalid(FAX, why));
        }
        _ => return Err(Fault::invalid("portType", "must be 1 to 5")),
    };
    Err(Fault::invalid(what, format!("is of portType {wanted}")))
}

/// `addLNPFile`.
pub fn port_file(args: &Reader<'_>) -> Result<PortAttach, Fault> {
    require(args)?;
    let text = args.required("file")?;
    // Who sends a file as the address of data means the data.
    let data = text.split_once(";base64,").map_or(text, |(_, data)| data);
    let file = DocumentFile::read(data).map_err(|fault| {
        let what = match fault {
            DocumentFault::Long => SIZE_OF_FILE,
            DocumentFault::Form => FORM_OF_FILE,
            DocumentFault::Kind => KIND_OF_FILE,
        };
        Fault::invalid(what, fault.to_string())
    })?;
    let (kind, name) = ("invoice".to_owned(), "invoice".to_owned());
    Ok(PortAttach { port: port_id(args)?, paper: PortPaper { kind, name, file } })
}

/// The request that is meant.
pub fn port_id(args: &Reader<'_>) -> Result<PortId, Fault> {
    require(args)?;
    let id = args.integer("portid", 1, i64::MAX)?;
    id.map(PortId).ok_or(Fault::Missing { param: "portid" })
}

/// The file that is meant.
pub fn paper_id(args: &Reader<'_>) -> Result<PortDocumentId, Fault> {
    let id = args.integer("attachid", 1, i64::MAX)?;
    id.map(PortDocumentId).ok_or(Fault::Missing { param: "attachid" })
}

/// Which requests a list is to show.
pub struct Wanted {
    /// This one.
    pub port: Option<PortId>,
    /// Those that stand so.
    pub state: Option<PortState>,
    /// Those whose numbers come from this instant on …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub before: Option<Timestamp>,
}

/// `getLNPList`. Days are the provider's.
pub fn ports(args: &Reader<'_>) -> Result<Wanted, Fault> {
    let known = |word: &str| {
        let found = PORT_STATES.iter().find(|(state, ..)| word_of_port(*state) == word);
        found.map(|(state, ..)| *state)
    };
    let state = args.text("portStatus").map(|word| {
        known(word).ok_or_else(|| Fault::invalid("portStatus", "must be one of getLNPListStatus"))
    });
    let day = |name| {
        let read = |text: &str| {
            text.parse::<Date>()
                .map_err(|_| Fault::invalid(name, "must be a day such as 2019-01-08"))
        };
        args.text(name).map(read).transpose()
    };
    let begin = |name, day: Option<Date>| -> Result<Option<Timestamp>, Fault> {
        let begin = |day| begins(day).ok_or_else(|| Fault::invalid(name, "is out of time"));
        day.map(begin).transpose()
    };
    let last = day("endDate")?.map(|last| last.saturating_add(1.day()));
    Ok(Wanted {
        port: args.integer("portid", 1, i64::MAX)?.map(PortId),
        state: state.transpose()?,
        from: begin("startDate", day("startDate")?)?,
        before: begin("endDate", last)?,
    })
}
