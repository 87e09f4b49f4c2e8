//! Reading the tables compiled in from `data/`.
//!
//! They are plain text: a record to a line, fields parted by `|`, items within a field by spaces,
//! `#` for remarks. A record that cannot be read is passed over, since nothing in here may panic;
//! the tests of this crate make sure that there is none.

use crate::geo::Point;

/// The records of a table.
pub(crate) fn records(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The next field, which must be there and be a number.
pub(crate) fn number<T: std::str::FromStr>(field: Option<&str>) -> Option<T> {
    field?.parse().ok()
}

/// A point written as two whole numbers of ten-thousandths of a degree, `257791 -801978`.
pub(crate) fn point(field: &str) -> Option<Point> {
    let (lat, lon) = field.split_once(' ')?;
    let lat: i32 = lat.parse().ok()?;
    let lon: i32 = lon.parse().ok()?;
    Point::new(lat.checked_mul(100)?, lon.checked_mul(100)?)
}

/// Compares names without regard to ASCII case. An accent counts as a letter of its own.
pub(crate) fn compare_names(a: &str, b: &str) -> std::cmp::Ordering {
    let fold = |byte: u8| byte.to_ascii_uppercase();
    a.bytes().map(fold).cmp(b.bytes().map(fold))
}
