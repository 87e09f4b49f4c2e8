//! Teli and TeleAPI, the provider's predecessor: its paths, over the same operations, in an envelope of its own.

/// The section of the predecessor's operations.
pub const SECTION: &str = "TeleAPI, the predecessor";
