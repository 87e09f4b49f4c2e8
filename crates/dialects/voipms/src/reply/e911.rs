//! What there is to say about emergency calls.

use tandem_wire::php::Map;

use super::Reply;
use crate::request::ADDRESS_TYPES;

/// The parts of buildings that an address can name: all, or one.
pub fn address_types(only: Option<&str>) -> Reply {
    let named = ADDRESS_TYPES.into_iter().filter(|known| only.is_none_or(|only| only == *known));
    let row = |name: &str| Map::new().with("value", name).with("description", name);
    Reply::Success(Map::new().with("types", named.map(row).collect::<Vec<_>>()))
}
