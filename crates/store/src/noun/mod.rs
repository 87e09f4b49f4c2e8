//! Every SQL statement of the product, a file per noun.

pub mod account;
pub mod attempt;
pub mod audio;
pub mod backorder;
pub mod call_record;
pub mod cart;
pub mod client_term;
pub mod credential;
pub mod delivery;
pub mod due;
pub mod event;
pub mod follower;
pub mod hold;
pub mod hook;
pub mod job;
pub mod lockout;
pub mod login;
pub mod lookup;
pub mod message;
pub mod node;
pub mod number;
pub mod number_use;
pub mod object;
pub mod object_key;
pub mod object_use;
pub mod offer;
pub mod order;
pub mod past;
pub mod plan;
pub mod plan_change;
pub mod port;
pub mod posting;
pub mod registration;
pub mod route;
pub mod sandbox;
pub mod slot;
pub mod supply;
pub mod tenure;
pub mod voice_message;
pub mod withdrawn;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// A stored document. Our own types always serialise; a text that does not read back was not
/// written by us.
pub(crate) fn from_doc<T: DeserializeOwned>(
    text: &str,
    name: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Shape(name))
}

pub(crate) fn to_doc<T: Serialize>(value: &T, name: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Shape(name))
}
