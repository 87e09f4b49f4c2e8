//! Comma-separated values under a header row (RFC 4180), read as a stream.

mod read;
mod write;

pub use read::{Reader, Row, RowFault};
pub use write::Writer;

/// The longest row, in bytes, as it stands in the file.
pub const ROW_BYTES_MAX: usize = 64 * 1024;

/// The most columns.
pub const COLUMNS_COUNT_MAX: usize = 256;
