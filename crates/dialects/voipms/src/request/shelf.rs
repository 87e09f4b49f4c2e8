//! What stands on the North American shelf, and what of it looks like this.

use tandem_domain::{Criteria, Prefix};
use tandem_engine::{LIST_NUMBERS_MAX, NumberSearch, ShelfCount, ShelfPart};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{Npa, NumberKind, Pattern, Place, area, region};

use super::{FLAT, PER_MINUTE, RATE_CENTRE_CHARS_MAX, require, unless_zero};

/// How many numbers for sale one list shows: as many as a list may.
const STOCK_ROWS_MAX: usize = LIST_NUMBERS_MAX;
/// Where the digits of a search stand.
pub const SEARCH_TYPES: &[&str] = &["starts", "contains", "ends"];
/// The toll-free codes among which vanity numbers are searched; the first stands for all of them.
pub const VANITY_TYPES: &[&str] = &["8**", "800", "833", "844", "855", "866", "877", "888"];
/// How many keys a vanity number has behind its toll-free code.
pub const VANITY_KEYS: usize = 7;
/// The rate plan of a vanity number that is bought through an American carrier.
pub const VANITY_AMERICAN: &str = "VANITYUSA";
/// The rate plan of a vanity number that is bought through a Canadian carrier.
pub const VANITY_CANADIAN: &str = "VANITYCAN";

/// A country of two posts: what the functions of each call its parts.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    param: &'static str,
    post: &'static str,
    example: &'static str,
}

/// The United States.
pub const USA: Home = Home { param: "state", post: "US", example: "FL" };
/// Canada.
pub const CANADA: Home = Home { param: "province", post: "CA", example: "ON" };

/// `getStates`, `getProvinces`: where there are numbers, or were.
pub fn regions() -> ShelfCount {
    let criteria = Criteria { kind: Some(NumberKind::Geographic), ..Criteria::default() };
    ShelfCount { criteria, by: ShelfPart::Region, plans: Vec::new(), sold_out: true }
}

/// `getRateCentersUSA`, `getRateCentersCAN`: the sold-out ones too.
pub fn rate_centres(args: &Reader<'_>, home: Home) -> Result<ShelfCount, Fault> {
    require(args)?;
    Ok(ShelfCount {
        criteria: within(region_of(args, home)?, home),
        by: ShelfPart::RateCentre,
        plans: Vec::new(),
        sold_out: true,
    })
}

/// `getDIDsUSA`, `getDIDsCAN`.
pub fn stock(args: &Reader<'_>, home: Home) -> Result<NumberSearch, Fault> {
    require(args)?;
    let region = region_of(args, home)?;
    Ok(by_both_plans(Criteria { rate_centre: rate_centre(args)?, ..within(region, home) }))
}

/// `searchDIDsUSA`, `searchDIDsCAN`.
pub fn search(args: &Reader<'_>, home: Home) -> Result<NumberSearch, Fault> {
    require(args)?;
    let region = region_of(args, home)?;
    let patterns = looks(args)?.into_iter().collect();
    Ok(by_both_plans(Criteria { patterns, ..within(region, home) }))
}

/// `searchTollFreeUSA`, `searchTollFreeCanUS`: those of American and those of Canadian carriers.
/// Without a query, all of them.
pub fn search_toll_free(args: &Reader<'_>, home: Home) -> Result<NumberSearch, Fault> {
    let fits = Criteria {
        country: Some(home.post.to_owned()),
        patterns: looks(args)?.into_iter().collect(),
        ..toll_free()
    };
    Ok(shown(fits, &[PER_MINUTE]))
}

/// `searchVanity`: seven keys, behind one toll-free code or any.
pub fn search_vanity(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    require(args)?;
    let code = args.required("type")?;
    if !VANITY_TYPES.contains(&code) {
        return Err(Fault::invalid("type", format!("must be one of {}", VANITY_TYPES.join(", "))));
    }
    let query = args.required("query")?;
    if query.chars().count() != VANITY_KEYS {
        return Err(Fault::invalid("query", "must be 7 digits, letters or *, such as ***JOHN"));
    }
    let pattern = Pattern::new(Place::Whole, &format!("{code}{query}"));
    let codes = VANITY_TYPES.iter().filter(|known| code == VANITY_TYPES[0] || **known == code);
    let fits = Criteria {
        prefixes: codes
            .filter_map(|code| code.parse().ok())
            .filter_map(Npa::new)
            .map(Prefix::npa)
            .collect(),
        patterns: vec![pattern.map_err(|fault| {
            Fault::invalid("query", format!("cannot be searched for: {fault}"))
        })?],
        ..toll_free()
    };
    Ok(shown(fits, &[VANITY_AMERICAN, VANITY_CANADIAN]))
}

/// The toll-free numbers of the North American plan, which belong to no state.
fn toll_free() -> Criteria {
    Criteria {
        kind: Some(NumberKind::TollFree),
        region: Some(String::new()),
        ..Criteria::default()
    }
}

/// What the digits are to look like, if anything was said about it.
fn looks(args: &Reader<'_>) -> Result<Option<Pattern>, Fault> {
    let place = match unless_zero(args, "type").map(str::to_ascii_lowercase).as_deref() {
        None => None,
        Some("starts") => Some(Place::Starts),
        Some("contains") => Some(Place::Contains),
        Some("ends") => Some(Place::Ends),
        Some(_) => return Err(Fault::invalid("type", "must be starts, contains or ends")),
    };
    match (place, unless_zero(args, "query")) {
        (_, None) => Ok(None),
        (None, Some(_)) => Err(Fault::Missing { param: "type" }),
        (Some(place), Some(query)) => {
            let pattern = Pattern::new(place, query);
            pattern.map(Some).map_err(|fault| {
                Fault::invalid("query", format!("cannot be searched for: {fault}"))
            })
        }
    }
}

fn by_both_plans(fits: Criteria) -> NumberSearch {
    shown(fits, &[PER_MINUTE, FLAT])
}

fn shown(fits: Criteria, plans: &[&str]) -> NumberSearch {
    NumberSearch {
        tiers: vec![fits],
        quantity: STOCK_ROWS_MAX,
        plans: plans.iter().map(|plan| (*plan).to_owned()).collect(),
        shuffled: false,
        after: None,
    }
}

/// The state or province that a request names, if it names one.
pub fn region_of(args: &Reader<'_>, home: Home) -> Result<Option<&'static region::Region>, Fault> {
    let Some(code) = unless_zero(args, home.param) else { return Ok(None) };
    let found = region::find(Some(home.post), code);
    let none =
        || Fault::invalid(home.param, format!("is not the code of one, such as {}", home.example));
    found.map(Some).ok_or_else(none)
}

/// The name of a rate centre, if there is one.
pub fn rate_centre(args: &Reader<'_>) -> Result<Option<String>, Fault> {
    let centre = args.short_text("ratecenter", RATE_CENTRE_CHARS_MAX)?;
    Ok((!matches!(centre.as_str(), "" | "0")).then_some(centre))
}

/// The local numbers of a state or province, or of the whole country.
pub fn within(region: Option<&region::Region>, home: Home) -> Criteria {
    Criteria {
        country: Some(region.map_or(home.post, country_of).to_owned()),
        kind: Some(NumberKind::Geographic),
        region: region.map(|region| region.code.to_owned()),
        ..Criteria::default()
    }
}

/// The country whose numbers a region has. That of Puerto Rico is not the United States, whose
/// post serves it.
fn country_of(region: &region::Region) -> &'static str {
    let areas = area::in_region(region.code);
    areas.first().and_then(|npa| area::of(*npa)).map_or(region.country, |area| area.country)
}
