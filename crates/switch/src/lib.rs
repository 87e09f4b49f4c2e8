//! The plan of a call in the words of the switches that people run.
//!
//! [`RoutePlan`](tandem_domain::route::RoutePlan) says everything that may happen to a call. Each
//! module here writes it for one switch, as a pure function from plan to bytes. No switch can carry all of it: a
//! proxy plays no announcement, a redirect knows no timers. What gets lost is said with every
//! rendering ([`Loss`]), and what can get lost at all is a list in each module (`LOSES`).
//!
//! | module | switch | form |
//! |---|---|---|
//! | [`kamailio`] | Kamailio, module `rtjson` | JSON, over HTTP or evapi |
//! | [`freeswitch`] | FreeSWITCH, `mod_xml_curl` | XML: dialplan, directory, not found |
//! | [`asterisk`] | Asterisk, `CURL` and `JSON_DECODE` | flat JSON |
//! | [`agi`] | Asterisk, `AGI` | commands, step by step |
//! | [`redirect`] | any, by a SIP redirect | 302 with a list of contacts |
//! | [`listing`] | Kamailio, modules `dispatcher` and `drouting` | rows of tables, for who asks nobody |
//!
//! [`Switches`] answers them over HTTP, [`redirect::Redirects`] over SIP.

pub mod agi;
pub mod asterisk;
pub mod freeswitch;
pub mod kamailio;
pub mod listing;
pub mod redirect;

mod address;
mod admission;
mod ask;
mod door;
#[cfg(test)]
mod fixture;
mod login;
mod loss;
mod register;
mod report;
mod site;
mod sound;
mod voice;

pub use door::{Sites, Switches};
pub use loss::{Loss, Lost, Rendering};
pub use site::Site;
