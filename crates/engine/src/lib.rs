//! The verbs: the one place where business happens.
//!
//! A [`Command`] says what is wanted; [`Engine::execute`] is the one door through which it is done,
//! for every dialect, the console, the command line and the jobs alike. On a store thread the
//! command runs as a plain function over a [`Cx`]: it locks the account, checks, changes, charges
//! and writes down what happened, all in one transaction. It ends in an outcome, in a
//! [`Refusal`](tandem_domain::Refusal), or in wanting more candidates. Nobody is told before the
//! commit is durable.
//!
//! There is no clock, no network and no chance in here: all three are handed in.

mod allowing;
mod ask;
mod attempt;
mod audio_file;
mod call_name;
mod command;
mod cx;
mod dial_on;
mod doctor;
mod document_file;
mod door;
mod file_text;
mod fill;
mod follow;
mod ids;
mod image;
mod inner;
mod meant;
mod memo;
mod meter;
mod months;
mod news;
mod notice;
mod policy;
mod portion;
mod proposal;
mod route;
mod route_book;
mod route_survey;
mod run;
mod sip_login;
mod telling;
mod tried;
mod verb;

pub use ask::Ask;
pub use audio_file::AudioFile;
pub use call_name::call_name;
pub use command::{Command, Halt, Known, Mode, Wanted};
pub use cx::Cx;
pub use dial_on::{DialOn, Dialled};
pub use doctor::{Finding, Findings, examine};
pub use document_file::{DocumentFault, DocumentFile};
pub use door::Engine;
pub use follow::Followed;
pub use ids::IdSource;
pub use image::{Draft, ImageRefused};
pub use inner::{Clock, Rehearsal};
pub use meter::{BARS_MICROS, CommandFigures, Histogram, Meter};
pub use news::{Looked, News};
pub use policy::*;
pub use route::RouteAsk;
pub use route_survey::Surveyed;
pub use sip_login::SipLogin;
pub use tandem_mirror::CallKey;
pub use telling::TOLD_KINDS;
pub use tried::Tried;
pub use verb::*;
