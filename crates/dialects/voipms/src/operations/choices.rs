//! Lists of choices, and how one of them is shown. They are the same for every operator, so that there is
//! no command for them.

mod login;
mod object;

use tandem_domain::Actor;
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Map;

use crate::reply::Reply;
use crate::request::{Wording, unless_zero};

pub(super) use login::{
    AUTH_TYPES, CODECS, DEVICE_TYPES, DTMF_MODES, LOCKS, NATS, PROTOCOLS, ROUTES,
};
pub(super) use object::{
    EMPTY_QUEUES, FOLDERS, FORMATS, HOLD_TIMES, INSTRUCTIONS, LANGUAGES, MUSIC, SETUPS, STRATEGIES,
    ZONES,
};

/// The longest word of a choice, in characters.
const WORD_CHARS_MAX: usize = 64;

/// A list of choices. The one parameter of its function asks for one of them.
struct Choices {
    /// The function that shows it.
    spec: &'static Spec,
    /// The key of the list.
    list: &'static str,
    /// Each with its value and its description.
    all: fn() -> Vec<(String, String)>,
    /// How one is shown.
    row: fn(&str, &str) -> Map,
}

const fn only(name: &'static str) -> Param {
    Param::optional(name, Kind::Text(WORD_CHARS_MAX), "only this one")
}

const fn spec(
    name: &'static str,
    section: &'static str,
    about: &'static str,
    params: &'static [Param],
) -> Spec {
    Spec { name, section, about, params }
}

/// Shows a list of choices, or one of them.
pub(super) fn choices<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let shown = shown(args);
    Box::pin(async move { Ok(shown?) })
}

fn shown(args: &Reader<'_>) -> Result<Reply, Fault> {
    let spec = args.spec();
    let name = spec.params.first().map_or("", |param| param.name);
    let only = unless_zero(args, name);
    let mut lists = object::LISTS.iter().chain(&login::LISTS);
    let found = lists.find(|choices| choices.spec.name == spec.name);
    let rows = found.map(|choices| {
        let all = (choices.all)();
        let wanted = all.iter().filter(|(value, _)| only.is_none_or(|only| only == value));
        (choices.list, wanted.map(|(value, text)| (choices.row)(value, text)).collect::<Vec<_>>())
    });
    match rows {
        Some((list, rows)) if !rows.is_empty() => Ok(Reply::Success(Map::new().with(list, rows))),
        _ => Err(Fault::invalid(name, "is not one of the list")),
    }
}

fn row(value: &str, description: &str) -> Map {
    Map::new().with("value", value).with("description", description)
}

fn named<T>(words: &[Wording<T>]) -> Vec<(String, String)> {
    words.iter().map(|(_, value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}
