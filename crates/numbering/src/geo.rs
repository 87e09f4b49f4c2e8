//! Points on the globe and the miles between them.

use serde::{Deserialize, Serialize};

/// A place on the globe in microdegrees (WGS 84): north and east are positive. Whole numbers, so
/// that a point can be stored, compared and hashed exactly; one unit is about eleven centimetres.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Point {
    /// Latitude, millionths of a degree, -90,000,000 to 90,000,000.
    pub lat_e6: i32,
    /// Longitude, millionths of a degree, -180,000,000 to 180,000,000.
    pub lon_e6: i32,
}

/// Miles of latitude in one degree, a little low so that it never excludes a true neighbour.
pub(crate) const MILES_PER_DEGREE: f64 = 69.0;

/// The mean radius of the Earth (IUGG), in statute miles.
const EARTH_RADIUS_MILES: f64 = 3_958.761;

impl Point {
    /// The point at these microdegrees; `None` off the globe.
    pub const fn new(lat_e6: i32, lon_e6: i32) -> Option<Point> {
        if lat_e6.unsigned_abs() <= 90_000_000 && lon_e6.unsigned_abs() <= 180_000_000 {
            Some(Point { lat_e6, lon_e6 })
        } else {
            None
        }
    }

    /// The point at these degrees, rounded to the microdegree; `None` off the globe or when not a
    /// number.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Point> {
        // The cast saturates, and turns NaN into 0; hence the test before it.
        (lat.is_finite() && lon.is_finite()).then_some(())?;
        Point::new((lat * 1e6).round() as i32, (lon * 1e6).round() as i32)
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e6) / 1e6
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e6) / 1e6
    }
}

/// Statute miles from `a` to `b` along the great circle, by the haversine formula. This is true
/// distance, not the V&H distance that toll tariffs are rated by.
pub fn miles(a: Point, b: Point) -> f64 {
    let half_lat = (b.lat() - a.lat()).to_radians() / 2.0;
    let half_lon = (b.lon() - a.lon()).to_radians() / 2.0;
    let parallels = a.lat().to_radians().cos() * b.lat().to_radians().cos();
    let h = half_lat.sin().powi(2) + parallels * half_lon.sin().powi(2);
    // Rounding can lift h above 1 for antipodes, where asin has no answer.
    2.0 * EARTH_RADIUS_MILES * h.sqrt().min(1.0).asin()
}

/// Whether the two are at most so many statute miles apart. Where latitude alone keeps them apart,
/// which is most of the time in a search of a country, no trigonometry is done.
pub fn within(a: Point, b: Point, miles_most: f64) -> bool {
    (a.lat() - b.lat()).abs() * MILES_PER_DEGREE <= miles_most && miles(a, b) <= miles_most
}
