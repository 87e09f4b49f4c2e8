//! States, provinces and territories, by the two letters that carriers and post offices use.

/// A state of the US, a province of Canada, or a territory of either.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    /// Two letters, USPS or Canada Post: `FL`, `ON`. No code means two regions.
    pub code: &'static str,
    /// The name in capitals: `FLORIDA`.
    pub name: &'static str,
    /// `US` or `CA`, the country whose post serves it. Puerto Rico is `US` here although its area
    /// codes have a country of their own.
    pub country: &'static str,
}

impl Region {
    /// The name as it is written within a sentence: `Florida`.
    pub fn title(&self) -> String {
        title(self.name)
    }
}

/// A name in capitals as it is written within a sentence: `UNITED STATES` is `United States`.
pub fn title(capitals: &str) -> String {
    let mut begins = true;
    let lower = |c: char| c.to_lowercase().collect::<String>();
    let mut text = String::new();
    for c in capitals.chars() {
        text += &if begins { c.to_string() } else { lower(c) };
        begins = !c.is_alphabetic() && c != '\'';
    }
    text
}

/// Every region, in the order of its code.
pub const fn all() -> &'static [Region] {
    REGIONS
}

/// The region with this code, in either case; with a country given, only if it is of that country.
pub fn find(country: Option<&str>, code: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| {
        region.code.eq_ignore_ascii_case(code)
            && country.is_none_or(|iso| region.country.eq_ignore_ascii_case(iso))
    })
}

/// The regions of a country, in the order of their codes; none for a country without a table.
pub fn of_country(country: &str) -> impl Iterator<Item = &'static Region> {
    REGIONS.iter().filter(move |region| region.country.eq_ignore_ascii_case(country))
}

const fn us(code: &'static str, name: &'static str) -> Region {
    Region { code, name, country: "US" }
}

const fn ca(code: &'static str, name: &'static str) -> Region {
    Region { code, name, country: "CA" }
}

static REGIONS: &[Region] = &[
    ca("AB", "ALBERTA"),
    us("AK", "ALASKA"),
    us("AL", "ALABAMA"),
    us("AR", "ARKANSAS"),
    us("AS", "AMERICAN SAMOA"),
    us("AZ", "ARIZONA"),
    ca("BC", "BRITISH COLUMBIA"),
    us("CA", "CALIFORNIA"),
    us("CO", "COLORADO"),
    us("CT", "CONNECTICUT"),
    us("DC", "DISTRICT OF COLUMBIA"),
    us("DE", "DELAWARE"),
    us("FL", "FLORIDA"),
    us("GA", "GEORGIA"),
    us("GU", "GUAM"),
    us("HI", "HAWAII"),
    us("IA", "IOWA"),
    us("ID", "IDAHO"),
    us("IL", "ILLINOIS"),
    us("IN", "INDIANA"),
    us("KS", "KANSAS"),
    us("KY", "KENTUCKY"),
    us("LA", "LOUISIANA"),
    us("MA", "MASSACHUSETTS"),
    ca("MB", "MANITOBA"),
    us("MD", "MARYLAND"),
    us("ME", "MAINE"),
    us("MI", "MICHIGAN"),
    us("MN", "MINNESOTA"),
    us("MO", "MISSOURI"),
    us("MP", "NORTHERN MARIANA ISLANDS"),
    us("MS", "MISSISSIPPI"),
    us("MT", "MONTANA"),
    ca("NB", "NEW BRUNSWICK"),
    us("NC", "NORTH CAROLINA"),
    us("ND", "NORTH DAKOTA"),
    us("NE", "NEBRASKA"),
    us("NH", "NEW HAMPSHIRE"),
    us("NJ", "NEW JERSEY"),
    ca("NL", "NEWFOUNDLAND AND LABRADOR"),
    us("NM", "NEW MEXICO"),
    ca("NS", "NOVA SCOTIA"),
    ca("NT", "NORTHWEST TERRITORIES"),
    ca("NU", "NUNAVUT"),
    us("NV", "NEVADA"),
    us("NY", "NEW YORK"),
    us("OH", "OHIO"),
    us("OK", "OKLAHOMA"),
    ca("ON", "ONTARIO"),
    us("OR", "OREGON"),
    us("PA", "PENNSYLVANIA"),
    ca("PE", "PRINCE EDWARD ISLAND"),
    us("PR", "PUERTO RICO"),
    ca("QC", "QUEBEC"),
    us("RI", "RHODE ISLAND"),
    us("SC", "SOUTH CAROLINA"),
    us("SD", "SOUTH DAKOTA"),
    ca("SK", "SASKATCHEWAN"),
    us("TN", "TENNESSEE"),
    us("TX", "TEXAS"),
    us("UT", "UTAH"),
    us("VA", "VIRGINIA"),
    us("VI", "VIRGIN ISLANDS"),
    us("VT", "VERMONT"),
    us("WA", "WASHINGTON"),
    us("WI", "WISCONSIN"),
    us("WV", "WEST VIRGINIA"),
    us("WY", "WYOMING"),
    ca("YT", "YUKON"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_in_a_sentence() {
        assert_eq!(find(None, "NY").map(Region::title).as_deref(), Some("New York"));
        assert_eq!(title("COTE D'IVOIRE"), "Cote D'ivoire");
        assert_eq!(title("GUINEA-BISSAU"), "Guinea-Bissau");
    }
}
