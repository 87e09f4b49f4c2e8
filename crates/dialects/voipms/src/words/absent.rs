//! What is said of what is not here.

/// Codes of these functions.
pub(super) static CODES: &[(&str, &str)] = &[
    ("invalid_callparking", "callparking is not there"),
    ("invalid_callrecording", "callrecording is not there"),
    ("invalid_package", "package is not there"),
    ("missing_callparking", "callparking is required"),
    ("missing_callrecording", "callrecording is required"),
    ("missing_package", "package is required"),
    ("no_callparking", "calls are parked nowhere"),
    ("no_emailtofax", "nobody sends faxes by mail"),
    ("no_folder", "there are no folders"),
    ("no_message", "there are no faxes"),
    ("no_numbers", "no number receives faxes"),
    ("no_package", "there are no packages"),
    ("no_vpri", "there are no vPRIs"),
];

/// What parameters are called in `missing_…` and `invalid_…`.
pub(super) static PARAMS: &[(&str, &str, &str)] = &[
    ("callparking", "missing_callparking", "invalid_callparking"),
    ("callrecording", "missing_callrecording", "invalid_callrecording"),
    ("package", "missing_package", "invalid_package"),
];
