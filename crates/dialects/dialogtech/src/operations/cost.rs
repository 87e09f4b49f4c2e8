//! What calls abroad cost.

use tandem_domain::Money;
use tandem_engine::OutwardPriceList;
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use crate::request::report::Format;
use crate::{reply, request};

static SURCHARGE: Spec = Spec {
    name: "cost.get_surcharge",
    section: "cost",
    about: "shows what a minute costs to numbers abroad, by the account's plan; empty where that says nothing",
    params: &[Param::required(
        "phone_list",
        Kind::Text(request::cost::LIST_CHARS_MAX),
        "numbers between bars, each with 011 before it",
    )],
};

pub(super) struct Surcharge;

impl Operation for Surcharge {
    const SPEC: &'static Spec = &SURCHARGE;
    type Command = OutwardPriceList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<OutwardPriceList, Fault> {
        Ok(OutwardPriceList { numbers: request::cost::numbers(args)? })
    }

    fn show(prices: Vec<Option<Money>>, args: &Reader<'_>) -> String {
        let rows = request::cost::listed(args).zip(prices).map(|(number, minute)| {
            let surcharge = minute.map(|minute| minute.to_string()).unwrap_or_default();
            vec![("phone_number", number.to_owned()), ("surcharge", surcharge)]
        });
        reply::records(&["phone_number", "surcharge"], rows, Format::Xml)
    }
}
