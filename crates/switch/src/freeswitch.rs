//! FreeSWITCH: documents for `mod_xml_curl`.
//!
//! FreeSWITCH asks for the dialplan of each number that is dialled ([`dialplan`]) and for each login that
//! registers ([`directory`]). A document holds one step of the plan. Where the call goes on depends on what
//! comes of it, so the step ends in a transfer to a name that says so, `tandem-0-USER_BUSY`, for which FreeSWITCH
//! asks again; [`Asked`] reads those names. What is not known is answered with [`NOT_FOUND`], never with
//! an error, since FreeSWITCH would then look into its own files.

mod dialplan;
mod directory;
mod outcome;

use crate::Lost;

pub use dialplan::dialplan;
pub use directory::{Login, directory};
pub use outcome::Asked;

/// What FreeSWITCH cannot be told.
pub const LOSES: &[Lost] = &[
    Lost::Carrier,
    Lost::Stepwise,
    Lost::QueueExits,
    Lost::Agents,
    Lost::Guests,
    Lost::MenuRounds,
    Lost::EachHeader,
];

/// That there is no such thing, and no use in looking elsewhere.
pub const NOT_FOUND: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
<document type=\"freeswitch/xml\">\n  <section name=\"result\">\n    \
<result status=\"not found\"/>\n  </section>\n</document>\n";

/// How every document begins.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n";
