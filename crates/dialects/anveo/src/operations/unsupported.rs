//! The actions of the provider that are known and not supported yet.

use tandem_gateway::Section;

/// Actions of the XML interface.
#[rustfmt::skip]
pub(super) static ACTIONS: &[Section] = &[
    ("Accounts", &["SUBACCOUNT.CREATE"]),
    // The last is the one before it, under the name that some pages use.
    ("Calls", &[
        "DIAL.CALLFLOW", "DIAL.CALLFLOW.GETRESULT", "DIAL.CONNECT", "DIAL.GETSTATUS",
        "CALLFLOW.VARIABLES.PRESET", "CALLFLOW.PRESETVARIABLES",
    ]),
];
