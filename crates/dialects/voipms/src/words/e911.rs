//! What is said of emergency calls.

use crate::operations::{NO_E911, NO_PROVISION, NO_VALIDATION};

/// Codes of these functions.
pub(super) static CODES: &[(&str, &str)] = &[
    ("e911_disabled", "the number has no e911"),
    ("invalid_fullname", "full_name is too long"),
    ("invalid_street_name", "street_name is too long"),
    ("invalid_street_number", "street_number must be a whole number"),
    ("missing_fullname", "full_name is required"),
    ("missing_street_name", "street_name is required"),
    ("missing_street_number", "street_number is required"),
    ("no_provision", "e911 is not to be had"),
];

/// What parameters are called in `missing_…` and `invalid_…`.
pub(super) static PARAMS: &[(&str, &str, &str)] = &[
    ("address_type", "missing_params", "invalid_type"),
    ("full_name", "missing_fullname", "invalid_fullname"),
    ("street_name", "missing_street_name", "invalid_street_name"),
    ("street_number", "missing_street_number", "invalid_street_number"),
    ("zip_code", "missing_zip", "invalid_zip"),
    (NO_E911, "missing_params", "e911_disabled"),
    (NO_PROVISION, "missing_params", "no_provision"),
    (NO_VALIDATION, "missing_params", "unavailable_info"),
];
