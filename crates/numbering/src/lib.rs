//! Telephone numbers: how they are written, which of them may exist, and where they are.
//!
//! This is the ground floor of Tandem. It knows the North American Numbering Plan (NANP) and the
//! shape of everybody else's plan (ITU-T E.164), and it carries the small public tables that make
//! a number mean a place: area codes, their overlays, the city an exchange is labelled with, and
//! the middle of every US ZIP. Nothing here reads a file, a clock or a socket; the tables are
//! compiled in and read on first use.
//!
//! Two words are kept apart throughout. A *rate centre* ([`RateCentre`]) is the tariff locality
//! that an exchange is rated and ported in; only an operator's import can tell it. A *locality*
//! ([`locality`]) is the city label that a public geocoder prints for an exchange. The second is
//! good enough to measure miles with and is never passed off as the first.
//!
//! ```
//! use tandem_numbering::{NumberKind, Rules};
//!
//! let rules = Rules::new();
//! let did = rules.read("(786) 228-5619")?;
//! rules.check(did)?;
//! assert_eq!(did.e164(), "+17862285619");
//! assert_eq!(rules.kind(did), Some(NumberKind::Geographic));
//! # Ok::<(), tandem_numbering::DidFault>(())
//! ```

pub mod area;
pub mod country;
pub mod geo;
pub mod keypad;
pub mod locality;
pub mod place_name;
pub mod region;
pub mod zip;

mod did;
mod fault;
mod kind;
mod nanp;
mod pattern;
mod rate_centre;
mod reading;
mod rules;
mod table;
mod virtual_number;

pub use did::Did;
pub use fault::DidFault;
pub use geo::Point;
pub use kind::NumberKind;
pub use nanp::{Nanp, Npa, Nxx};
pub use pattern::{PATTERN_KEYS_MAX, Pattern, PatternFault, Place};
pub use rate_centre::RateCentre;
pub use rules::Rules;
pub use virtual_number::VirtualNumber;
