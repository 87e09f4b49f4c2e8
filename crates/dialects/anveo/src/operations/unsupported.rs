//! The actions of the provider that are known and not supported yet.

use tandem_gateway::Section;

/// Actions of the XML interface.
#[rustfmt::skip]
pub(super) static ACTIONS: &[Section] = &[];
