//! From arguments to commands.

pub mod agents;
pub mod campaigns;
pub mod faxes;
pub mod flows;
pub mod messages;
pub mod numbers;
pub mod ports;
pub mod records;
pub mod shelf;
pub mod teleapi;
pub mod teleapi_ports;

use tandem_domain::{Destination, FillPolicy, Messaging, NumberSettings, ObjectKind, Selection};
use tandem_engine::{CartAdd, CartRemove, LIST_NUMBERS_MAX, NumberList, OrderPlace};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{Did, NumberKind};

use self::flows::FLOW_CHARS_MAX;
use crate::SCHEME;

/// The longest note on a number, in characters.
pub const NOTES_CHARS_MAX: usize = 500;
/// The longest rate centre or search text, in characters.
const PLACE_CHARS_MAX: usize = 64;

/// An order of the numbers it names.
pub fn order_list(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    let numbers = numbers::read(args, "dids")?;
    let note = args.short_text("notes", NOTES_CHARS_MAX)?;
    let settings = NumberSettings { note, ..settings(args, "callflow", "faxflow")? };
    Ok(order(Selection::Numbers(numbers), settings))
}

/// An order of toll-free numbers, and what else it names.
pub struct TollFreeOrder {
    /// The order of those that are toll-free, if any is.
    pub order: Option<OrderPlace>,
    /// The others, which are not ordered.
    pub others: Vec<Did>,
}

/// An order of toll-free numbers: what is none is told apart and keeps no other from being ordered.
pub fn toll_free_order(args: &Reader<'_>) -> Result<TollFreeOrder, Fault> {
    toll_free_numbers(args, settings(args, "callflow", "faxflow")?)
}

fn toll_free_numbers(args: &Reader<'_>, settings: NumberSettings) -> Result<TollFreeOrder, Fault> {
    let is_toll_free = |did: &Did| args.rules().kind(*did) == Some(NumberKind::TollFree);
    let (numbers, others): (Vec<Did>, Vec<Did>) =
        numbers::read(args, "dids")?.into_iter().partition(is_toll_free);
    let order = (!numbers.is_empty()).then(|| order(Selection::Numbers(numbers), settings));
    Ok(TollFreeOrder { order, others })
}

/// An order of everything in the cart.
pub fn cart_complete(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    Ok(order(Selection::Cart, settings(args, "call_flow_id", "fax_flow_id")?))
}

fn order(selection: Selection, settings: NumberSettings) -> OrderPlace {
    OrderPlace {
        selection,
        fill: FillPolicy::Partial,
        plan: None,
        owner: None,
        settings,
        slots: None,
        rehearsal: false,
    }
}

/// Where numbers ring and what is done with their faxes. What is not named is left to the account's
/// default.
fn settings(
    args: &Reader<'_>,
    call_flow: &'static str,
    fax_flow: &'static str,
) -> Result<NumberSettings, Fault> {
    let call_flow = args.short_text(call_flow, FLOW_CHARS_MAX)?;
    let named = !call_flow.is_empty();
    Ok(NumberSettings {
        routing: named.then(|| Destination::object(ObjectKind::CallFlow, call_flow)),
        fax_flow: args.short_text(fax_flow, FLOW_CHARS_MAX)?,
        // This provider's numbers carry messages without being told to.
        messaging: Messaging { enabled: true, ..Messaging::default() },
        ..NumberSettings::default()
    })
}

/// Numbers for the cart.
pub fn cart_add(args: &Reader<'_>) -> Result<CartAdd, Fault> {
    Ok(CartAdd { numbers: numbers::read(args, "number")? })
}

/// A number to be taken out of the cart.
pub fn cart_delete(args: &Reader<'_>) -> Result<CartRemove, Fault> {
    Ok(CartRemove { did: numbers::one(args, "number")? })
}

/// Makes sure that everything the table requires is there. The key is not among it: HTTP Basic may carry it.
pub(crate) fn require(args: &Reader<'_>) -> Result<(), Fault> {
    let lacks = |name| name != "key" && args.text(name).is_none();
    let missing = args.spec().params.iter().find(|param| param.required && lacks(param.name));
    missing.map_or(Ok(()), |param| Err(Fault::Missing { param: param.name }))
}

/// The account's numbers, or the one that is asked for.
pub fn own_numbers(args: &Reader<'_>) -> Result<NumberList, Fault> {
    let is_one = args.text("did").is_some();
    let did = is_one.then(|| numbers::one(args, "did")).transpose()?;
    Ok(NumberList { owner: None, did, scheme: SCHEME.to_owned() })
}

/// Which part of a list is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Only what contains this, in small letters; empty: everything.
    pub search: String,
    /// How many are passed over first.
    pub offset: usize,
    /// How many are shown.
    pub limit: usize,
}

/// The part of a list that is asked for.
pub fn window(args: &Reader<'_>) -> Result<Window, Fault> {
    Ok(Window {
        search: args.short_text("search", PLACE_CHARS_MAX)?.to_lowercase(),
        offset: count(args, "offset")?.unwrap_or(0),
        limit: count(args, "limit")?.unwrap_or(LIST_NUMBERS_MAX),
    })
}

/// Numbers to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// One, named as `did`: the answer is about it alone.
    Single(Did),
    /// A list: the answer says of each what became of it.
    List(Vec<Did>),
}

/// The numbers to be given back.
pub fn deletion(args: &Reader<'_>) -> Result<Deletion, Fault> {
    if args.text("did").is_some() && !numbers::is_given(args, "dids") {
        return numbers::one(args, "did").map(Deletion::Single);
    }
    numbers::read(args, "dids").map(Deletion::List)
}

/// Which part of a list without a search is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    offset: usize,
    limit: usize,
}

impl Part {
    /// That part of a list.
    pub fn of<T>(self, list: &[T]) -> impl Iterator<Item = &T> {
        list.iter().skip(self.offset).take(self.limit)
    }
}

/// The part of a list that is asked for.
pub fn part(args: &Reader<'_>) -> Result<Part, Fault> {
    Ok(Part {
        offset: count(args, "offset")?.unwrap_or(0),
        limit: count(args, "limit")?.unwrap_or(LIST_NUMBERS_MAX),
    })
}

fn count(args: &Reader<'_>, name: &'static str) -> Result<Option<usize>, Fault> {
    let most = i64::try_from(LIST_NUMBERS_MAX).unwrap_or(i64::MAX);
    let count = args.integer(name, 0, most)?;
    Ok(count.map(|count| usize::try_from(count).unwrap_or(0)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::operations;
    use tandem_gateway::{Found, Spec};
    use tandem_numbering::Rules;
    use tandem_wire::Args;

    /// Reads arguments, written as a query, as those of an operation.
    pub(super) fn read<T>(path: &str, query: &str, read: impl Fn(&Reader<'_>) -> T) -> T {
        let Some(Found::Works(entry)) = operations::find(path) else { panic!("{path}") };
        let spec: &'static Spec = entry.spec;
        let args: Args = tandem_wire::form::parse(query.as_bytes()).expect("a query");
        let rules = Rules::new();
        read(&Reader::new(&args, spec, &rules))
    }

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a number")
    }

    fn order(query: &str) -> Result<OrderPlace, Fault> {
        read("/dids/order/list", query, order_list)
    }

    #[test]
    fn every_form_of_a_list_says_the_same() {
        let wanted = Selection::Numbers(vec![did(13_038_821_111), did(13_038_883_333)]);
        for list in [
            "dids=3038821111,3038883333",
            "dids=[3038821111,3038883333]",
            "dids=[\"3038821111\", \"1-303-888-3333\"]",
            "dids[]=3038821111&dids[]=3038883333",
            "dids[0]=3038821111&dids[1]=3038883333",
            "dids=3038821111&dids=3038883333",
            "numbers=(303) 882-1111,%2B13038883333,",
            "did=3038821111,3038883333,3038821111",
            "dids=&number=3038821111,13038883333",
        ] {
            assert_eq!(order(list).map(|order| order.selection), Ok(wanted.clone()), "{list}");
        }
    }

    #[test]
    fn a_list_without_numbers_is_missing_and_one_with_some_is_refused() {
        for empty in [
            "",
            "dids=",
            "dids=,,",
            "dids=[]",
            "dids=abc",
            "dids=７２０８０１７７７７",
            "dids=[\"\"]",
        ] {
            assert_eq!(order(empty), Err(Fault::Missing { param: "dids" }), "{empty}");
        }
        let half = order("dids=3038821111,3O38883333");
        assert!(matches!(half, Err(Fault::Invalid { param: "dids", .. })), "{half:?}");
        let letters = read("/dids/cart/add", "number=abc", cart_add).map(|add| add.numbers);
        assert!(matches!(letters, Err(Fault::Invalid { param: "number", .. })), "{letters:?}");
    }

    #[test]
    fn json_that_is_none_is_told_so() {
        let deep = format!("dids={}", "[".repeat(100_000));
        for bad in [
            "dids=[1,",
            "dids=[[3038821111]]",
            "dids={\"a\":1}",
            "dids=[-1]",
            "dids=[3.5]",
            "dids=[null]",
            "dids=[123456789012345678901234567890]",
            deep.as_str(),
        ] {
            assert_eq!(order(bad), Err(Fault::invalid("dids", numbers::BAD_JSON)));
        }
    }

    #[test]
    fn a_list_has_a_longest_length() {
        let list = |count: u64| {
            let numbers = (0..count).map(|n| (3_038_820_000 + n).to_string());
            format!("dids={}", numbers.collect::<Vec<_>>().join(","))
        };
        assert!(order(&list(10_000)).is_ok());
        let long = order(&list(10_001));
        assert_eq!(long, Err(Fault::invalid("dids", "holds more than 10000 numbers")));
    }

    #[test]
    fn flows_go_by_every_name_and_are_left_to_the_account_without_one() {
        for name in ["callflow", "call_flow_id", "call_flow"] {
            for fax in ["faxflow", "fax_flow_id", "fax_flow"] {
                let query = format!("dids=3038821111&{name}=PBX 1&{fax}=12");
                let completed = read("/dids/cart/complete", &query, cart_complete);
                for order in [order(&query), completed] {
                    let settings = order.expect("an order").settings;
                    let flow = Destination::object(ObjectKind::CallFlow, "PBX 1");
                    assert_eq!(settings.routing, Some(flow));
                    assert_eq!(settings.fax_flow, "12");
                }
            }
        }
        let order = order("dids=3038821111&callflow=&notes=mine").expect("an order");
        assert_eq!(order.settings.routing, None);
        assert_eq!(order.settings.note, "mine");
        assert_eq!(order.fill, FillPolicy::Partial);
    }

    #[test]
    fn one_number_is_deleted_as_one_and_several_as_a_list() {
        let deletion = |query: &str| read("/dids/my/delete", query, deletion);
        assert_eq!(deletion("did=3038821111"), Ok(Deletion::Single(did(13_038_821_111))));
        assert_eq!(deletion("number=3038821111"), Ok(Deletion::Single(did(13_038_821_111))));
        let list = Ok(Deletion::List(vec![did(13_038_821_111)]));
        assert_eq!(deletion("dids=3038821111"), list);
        assert_eq!(deletion("numbers[]=3038821111&did=3038883333"), list);
        assert_eq!(deletion(""), Err(Fault::Missing { param: "dids" }));
    }
}
