//! Numbers, one or a list of them, in every form in which lists are sent: `a,b,c`, `[a,"b"]`,
//! `dids[]=a&dids[]=b`, `dids=a&dids=b`, a list in a JSON body.

use std::collections::BTreeSet;

use serde::Deserialize;
use tandem_engine::ORDER_NUMBERS_MAX;
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

/// What is said of a list that begins like JSON and is not; the dialect has words of its own for
/// it.
pub const BAD_JSON: &str = "must be a JSON array of numbers";

/// An item of a JSON array.
#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Digits(u64),
    Text(String),
}

/// Whether anything at all stands under the name.
pub fn is_given(args: &Reader<'_>, name: &'static str) -> bool {
    !values(args, name).is_empty()
}

/// The numbers of a list, each once, in the order in which they were sent.
///
/// A list without a single number counts as missing: for this dialect `dids=abc` holds no numbers.
/// A list in which only some items are numbers is refused, so that a slip of the pen does not order
/// half of what was meant.
pub fn read(args: &Reader<'_>, name: &'static str) -> Result<Vec<Did>, Fault> {
    let mut numbers = Vec::new();
    let mut seen = BTreeSet::new();
    let mut wrong = None;
    for text in items(args, name)? {
        match args.rules().read(&text) {
            Ok(did) if seen.insert(did) => numbers.push(did),
            Ok(_) => {}
            Err(fault) => wrong = wrong.or(Some(fault)),
        }
    }
    match wrong {
        Some(fault) if !numbers.is_empty() || name != "dids" => {
            Err(Fault::invalid(name, format!("holds what is not a telephone number: {fault}")))
        }
        _ if numbers.is_empty() => Err(Fault::Missing { param: name }),
        _ => Ok(numbers),
    }
}

/// The one number under a name.
pub fn one(args: &Reader<'_>, name: &'static str) -> Result<Did, Fault> {
    let read = args.rules().read(args.required(name)?);
    read.map_err(|fault| Fault::invalid(name, format!("is not a telephone number: {fault}")))
}

/// The items of a list as texts, none of them empty.
fn items(args: &Reader<'_>, name: &'static str) -> Result<Vec<String>, Fault> {
    let values = values(args, name);
    let commas: usize = values.iter().map(|value| value.matches(',').count()).sum();
    // Counted before anything is read, so that a long list costs nothing.
    if commas + values.len() > ORDER_NUMBERS_MAX as usize {
        return Err(Fault::invalid(name, format!("holds more than {ORDER_NUMBERS_MAX} numbers")));
    }
    let mut items = Vec::new();
    for value in values {
        if value.starts_with(['[', '{']) {
            let array: Vec<Item> =
                serde_json::from_str(value).map_err(|_| Fault::invalid(name, BAD_JSON))?;
            items.extend(array.into_iter().map(|item| match item {
                Item::Digits(digits) => digits.to_string(),
                Item::Text(text) => text,
            }));
        } else {
            items.extend(value.split(',').map(str::to_owned));
        }
    }
    items.retain(|item| !item.trim().is_empty());
    Ok(items)
}

/// The values under the first spelling of the name that was used.
pub(super) fn values<'a>(args: &Reader<'a>, name: &'static str) -> Vec<&'a str> {
    let params = args.spec().params.iter();
    let aliases = params.filter(|param| param.name == name).flat_map(|param| param.aliases);
    std::iter::once(&name)
        .chain(aliases)
        .map(|spelling| {
            let values = args.args().all(spelling).map(str::trim);
            values.filter(|value| !value.is_empty()).collect::<Vec<_>>()
        })
        .find(|values| !values.is_empty())
        .unwrap_or_default()
}
