//! The table of actions.

mod addons;
mod broadcast;
mod click_page;
mod clickto;
mod conference;
mod cost;
mod edit;
mod findme;
mod group;
mod locator;
mod login;
mod opt_out;
mod recording;
mod registered;
mod report;
mod routing;
mod sms;
mod transcription;
mod unsupported;
mod verifymenow;
mod vmail;

use tandem_engine::{NumberRelease, NumberSearch, Released, StockNumber};
use tandem_gateway::{Coverage, Entry, Fault, Kind, Operation, Param, Reader, Spec, Table};

pub(crate) use recording::Sounding;
pub(crate) use routing::kind_of;

use crate::{order, reply, request, words};

const TYPES: Kind = Kind::Choice(&["local", "tollfree", "true800", "canadian_local"]);
/// The most digits of `search` and `value`.
const PREFIX_DIGITS_MAX: usize = 6;

/// Read and carried out by [`order::place`], which looks at the searched exchange first.
static ORDER: Spec = Spec {
    name: "numbers.order",
    section: "numbers",
    about: "buys tracking numbers",
    params: &[
        Param::required("type", TYPES, "what sort of number"),
        Param::optional(
            "search",
            Kind::Text(PREFIX_DIGITS_MAX),
            "area code, or area code and exchange; required for local and canadian_local",
        ),
        Param::optional(
            "quantity",
            Kind::Integer(0, request::ORDER_QUANTITY_MAX),
            "how many; 10 when absent",
        ),
        Param::required("fill_quantity", Kind::Flag, "1: all of them or none"),
        Param::optional("cleansed_only", Kind::Flag, "1: only numbers that the house cleansed"),
        Param::optional("distance", Kind::Decimal, "within so many miles; 0 does not ask"),
        Param::optional("sms_supported", Kind::Flag, "1: only numbers that can be used for SMS"),
        Param::optional("order_slot", Kind::Flag, "1: buys a slot with each number"),
        Param::optional("allow_overlay", Kind::Flag, "1: an overlay of the exchange will do"),
    ],
};

static SEARCH: Spec = Spec {
    name: "numbers.search",
    section: "numbers",
    about: "shows numbers for sale and keeps none of them",
    params: &[
        Param::required("type", TYPES, "what sort of number"),
        Param::optional(
            "value",
            Kind::Text(PREFIX_DIGITS_MAX),
            "area code, or area code and exchange; required for local and canadian_local",
        ),
        Param::optional(
            "quantity",
            Kind::Integer(0, request::SEARCH_QUANTITY_MAX),
            "how many; 10 when absent",
        ),
    ],
};

static REMOVE: Spec = Spec {
    name: "numbers.remove",
    section: "numbers",
    about: "gives a number back",
    params: &[Param::required("number", Kind::Number, "a tracking number of the account")],
};

struct Search;

impl Operation for Search {
    const SPEC: &'static Spec = &SEARCH;
    type Command = NumberSearch;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search(args)
    }

    fn show(stock: Vec<StockNumber>, _: &Reader<'_>) -> String {
        reply::found(&stock)
    }
}

struct Remove;

impl Operation for Remove {
    const SPEC: &'static Spec = &REMOVE;
    type Command = NumberRelease;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
        request::remove(args)
    }

    fn show(_: Released, _: &Reader<'_>) -> String {
        reply::done(words::REMOVED)
    }
}

/// The actions.
pub(crate) static ACTIONS: Table<String> = Table::new(
    &[
        Entry::by(&ORDER, order::place),
        Entry::of::<Search>(),
        Entry::of::<Remove>(),
        Entry::of::<addons::List>(),
        Entry::of::<addons::Purchase>(),
        Entry::of::<routing::Configure>(),
        Entry::of::<routing::Advanced>(),
        Entry::of::<routing::UpdateLabel>(),
        Entry::of::<routing::Numbers>(),
        Entry::by(&routing::BUILDING_BLOCKS, routing::building_blocks),
        Entry::of::<findme::Create>(),
        Entry::of::<findme::Delete>(),
        Entry::by(&findme::UPDATE, findme::update),
        Entry::by(&findme::ADD_NUMBER, findme::add_number),
        Entry::by(&findme::DELETE_NUMBER, findme::delete_number),
        Entry::by(&findme::EMPTY, findme::empty),
        Entry::of::<findme::Lists>(),
        Entry::of::<findme::Phones>(),
        Entry::by(&findme::RECORDED, findme::recorded).waiting_for(words::RECORDERS),
        Entry::by(&findme::DELETE_RECORDED, findme::delete_recorded).waiting_for(words::RECORDERS),
        Entry::by(&report::CALL_DETAIL, report::call_detail),
        Entry::by(&report::CALL_DETAIL_CSV, report::call_detail_csv),
        Entry::by(&sms::REGISTER, sms::register),
        Entry::of::<sms::Unregister>(),
        Entry::of::<sms::Numbers>(),
        Entry::of::<sms::Send>(),
        Entry::of::<sms::Get>(),
        Entry::of::<sms::List>(),
        Entry::of::<sms::Delete>(),
        Entry::of::<vmail::Create>(),
        Entry::of::<vmail::Delete>(),
        Entry::by(&vmail::MESSAGES, vmail::messages),
        Entry::of::<vmail::DeleteMessage>(),
        Entry::by(&vmail::RECORD_GREETING, vmail::record_greeting).waiting_for(words::CALLS),
        Entry::of::<cost::Surcharge>(),
        Entry::by(&login::LOGIN, login::login),
        Entry::by(&group::CREATE, group::create),
        Entry::of::<group::List>(),
        Entry::of::<group::Details>(),
        Entry::by(&group::MEMBER_ADD, group::member_add),
        Entry::by(&group::MEMBER_REMOVE, group::member_remove),
        Entry::by(&group::RENAME, group::rename),
        Entry::by(&group::EMPTY, group::empty),
        Entry::of::<group::Remove>(),
        Entry::of::<registered::Add>().waiting_for(words::CALLS),
        Entry::of::<registered::List>(),
        Entry::by(&registered::REMOVE, registered::remove),
        Entry::by(&locator::ADD, locator::add).waiting_for(words::LOCATORS),
        Entry::by(&locator::UPDATE, locator::update).waiting_for(words::LOCATORS),
        Entry::by(&locator::REMOVE, locator::remove).waiting_for(words::LOCATORS),
        Entry::of::<locator::List>(),
        Entry::by(&locator::DETAILS, locator::details),
        Entry::by(&recording::LIST, recording::list),
        Entry::by(&recording::UPLOAD, recording::upload),
        Entry::of::<recording::Remove>(),
        Entry::of::<recording::UpdateLabel>(),
        Entry::by(&conference::SCHEDULE, conference::schedule).waiting_for(words::CALLS),
        Entry::by(&conference::LIST, conference::list),
        Entry::by(&conference::DETAILS, conference::details),
        Entry::of::<conference::Remove>(),
        Entry::by(&conference::ATTENDEE_ADD, conference::attendee_add).waiting_for(words::CALLS),
        Entry::by(&conference::ATTENDEE_LIST, conference::attendee_list),
        Entry::by(&conference::ATTENDEE_DETAILS, conference::attendee_details),
        Entry::by(&conference::ATTENDEE_REMOVE, conference::attendee_remove),
        Entry::by(&broadcast::CREATE, broadcast::create).waiting_for(words::CALLS),
        Entry::by(&broadcast::SCHEDULE, broadcast::schedule).waiting_for(words::CALLS),
        Entry::by(&broadcast::STATUS, broadcast::status),
        Entry::by(&broadcast::STOP, broadcast::stop),
        Entry::by(&broadcast::HISTORY, broadcast::history),
        Entry::by(&opt_out::ADD, opt_out::add).waiting_for(words::CALLS),
        Entry::by(&opt_out::LIST, opt_out::list),
        Entry::by(&broadcast::REPORT, broadcast::in_days),
        Entry::by(&report::CALL_TRACKING, report::call_tracking),
        Entry::by(&transcription::CREATE, transcription::create).waiting_for(words::WRITERS),
        Entry::by(&transcription::GET, transcription::get),
        Entry::by(&clickto::CALL, clickto::call).waiting_for(words::CALLS),
        Entry::by(&clickto::FINDME, clickto::findme).waiting_for(words::CALLS),
        Entry::by(&clickto::MENU, clickto::menu).waiting_for(words::CALLS),
        Entry::by(&clickto::REPORT, clickto::in_days),
        Entry::by(&verifymenow::VERIFY, verifymenow::verify).waiting_for(words::CALLS),
    ],
    &[],
)
.without(unsupported::ACTIONS);

/// What an action says that is answered with a sound.
pub(crate) type Sounded = Result<Sounding, Fault>;

/// The actions that are answered with a sound.
pub(crate) static SOUNDS: Table<Sounded> = Table::new(
    &[
        Entry::of::<recording::Download>(),
        Entry::by(&vmail::BY_ID, vmail::by_id),
        Entry::by(&vmail::BY_SID, vmail::by_sid),
        Entry::by(&vmail::BY_ID_ALONE, vmail::by_id),
        Entry::by(&vmail::BY_SID_ALONE, vmail::by_sid),
        Entry::by(&verifymenow::RECORDING, verifymenow::recording).waiting_for(words::CALLS),
    ],
    &[],
);

/// The older interface that asks for calls.
pub(crate) static CLICKS: Table<String> =
    Table::new(&[Entry::by(&click_page::PAGE, click_page::ask).waiting_for(words::CALLS)], &[]);

/// Everything that is known, and how far it is done.
pub fn coverage() -> Vec<Coverage> {
    let mut all = ACTIONS.coverage();
    for sound in SOUNDS.coverage().into_iter().chain(CLICKS.coverage()) {
        let last = all.iter().rposition(|row| row.spec.section == sound.spec.section);
        all.insert(last.map_or(0, |last| last + 1), sound);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name_and_only_once() {
        let mut names: Vec<&str> = coverage().iter().map(|row| row.spec.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for name in names {
            let name = name.to_uppercase();
            let is_action = ACTIONS.find(&name).is_some() || SOUNDS.find(&name).is_some();
            assert!(is_action || CLICKS.find(&name).is_some(), "{name}");
        }
        assert!(ACTIONS.find("numbers.add").is_none());
        assert!(ACTIONS.find("").is_none());
    }

    #[test]
    fn the_types_of_the_table_are_those_that_are_read() {
        let read = request::TYPES.map(|(_, word)| word);
        assert!(matches!(TYPES, Kind::Choice(listed) if listed == read));
    }

    #[test]
    fn the_add_ons_of_the_table_are_those_that_are_sold() {
        let sold = words::ADDONS.map(|addon| addon.id);
        assert!(matches!(addons::ITEMS, Kind::Choice(listed) if listed == sold));
    }
}
