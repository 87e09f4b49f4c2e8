//! What is said of calls.

use crate::request::CALL_STATUS;

/// Codes of these functions.
pub(super) static CODES: &[(&str, &str)] = &[
    ("no_callstatus", "answered, noanswer, busy or failed must be 1"),
    ("no_cdr", "there are no calls"),
];

/// What parameters are called in `missing_…` and `invalid_…`.
pub(super) static PARAMS: &[(&str, &str, &str)] = &[
    (CALL_STATUS, "missing_params", "no_callstatus"),
    ("callbilling", "missing_params", "invalid_type"),
    ("calltype", "missing_params", "invalid_type"),
];
