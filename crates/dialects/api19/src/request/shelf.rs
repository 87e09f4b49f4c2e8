//! What is for sale: the filters of lists and of catalogues.
//!
//! A filter that cannot be one is refused by its name: an area code of two digits is a slip of the
//! pen, and to answer it with an empty list would say that there is nothing. A state or an area code
//! that only does not exist, or that nobody stocks, has no numbers.

use tandem_domain::{Criteria, Prefix};
use tandem_engine::{NumberSearch, ShelfCount, ShelfPart};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{Npa, NumberKind, Nxx, Pattern, Place, area};

use super::{PLACE_CHARS_MAX, count};

/// How many numbers a search shows when it does not say.
pub const QUANTITY_DEFAULT: usize = 100;
/// What stands for the state of a toll-free number.
pub const TOLL_FREE: &str = "tf";

/// Where to look, as far as the request says.
pub(super) struct Where {
    /// The state and the rate centre.
    pub(super) anywhere: Criteria,
    /// The area code.
    pub(super) npa: Option<Npa>,
    /// The exchange.
    pub(super) nxx: Option<Nxx>,
}

/// Numbers for sale. What is asked for comes first; area codes that overlay it follow, unless
/// `related` forbids.
pub fn search(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    let Where { anywhere, npa, nxx } = filters(args)?;
    if npa.is_none() && anywhere == Criteria::default() {
        return Err(Fault::Missing { param: "state" });
    }
    let only = yes(args, "related")?;
    let tiers = match npa {
        None => vec![anywhere],
        Some(npa) => in_area(&anywhere, npa, nxx, only),
    };
    Ok(NumberSearch {
        tiers,
        quantity: count(args, "quantity")?.unwrap_or(QUANTITY_DEFAULT),
        plans: Vec::new(),
        shuffled: yes(args, "random")?,
        after: None,
    })
}

/// The area code, then those that overlay it; only the exchange, if there is one.
pub(super) fn in_area(
    anywhere: &Criteria,
    npa: Npa,
    nxx: Option<Nxx>,
    only: bool,
) -> Vec<Criteria> {
    let within = |prefixes: Vec<Prefix>| Criteria { prefixes, ..anywhere.clone() };
    if let Some(nxx) = nxx {
        return vec![within(vec![Prefix::exchange(npa, nxx)])];
    }
    let overlays = area::of(npa).filter(|_| !only).map_or(&[][..], |area| &area.overlays);
    let mut tiers = vec![within(vec![Prefix::npa(npa)])];
    if !overlays.is_empty() {
        tiers.push(within(overlays.iter().copied().map(Prefix::npa).collect()));
    }
    tiers
}

/// What is counted in a list of areas, each part at the price of the plan: states when nothing is
/// said, rate centres and their area codes within a state, exchanges within an area code.
pub fn areas(args: &Reader<'_>) -> Result<Vec<ShelfCount>, Fault> {
    let Where { anywhere, npa, nxx } = filters(args)?;
    let counted = |criteria, by| ShelfCount { criteria, by, plans: Vec::new(), sold_out: false };
    Ok(match npa {
        Some(npa) => in_area(&anywhere, npa, nxx, true)
            .into_iter()
            .map(|exchanges| counted(exchanges, ShelfPart::Exchange))
            .collect(),
        None if anywhere == Criteria::default() => {
            let geographic = Criteria { kind: Some(NumberKind::Geographic), ..Criteria::default() };
            vec![counted(geographic, ShelfPart::Region), counted(toll_free(), ShelfPart::Country)]
        }
        None => vec![counted(anywhere, ShelfPart::AreaCode)],
    })
}

/// Toll-free numbers that show a word: those that end in it before the others.
pub fn vanity(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    let keys = args.required("search")?;
    let spelt = |place| {
        Pattern::new(place, keys)
            .map_err(|why| Fault::invalid("search", format!("is nothing on a keypad: {why}")))
    };
    let tier = |pattern| Criteria { patterns: vec![pattern], ..toll_free() };
    Ok(NumberSearch {
        tiers: vec![tier(spelt(Place::Ends)?), tier(spelt(Place::Contains)?)],
        quantity: count(args, "quantity")?.unwrap_or(QUANTITY_DEFAULT),
        plans: Vec::new(),
        shuffled: false,
        after: None,
    })
}

/// Numbers behind the toll-free codes that are dialled in North America; those of other countries
/// are toll-free only there.
pub(super) fn toll_free() -> Criteria {
    Criteria {
        kind: Some(NumberKind::TollFree),
        prefixes: area::all_toll_free().map(Prefix::npa).collect(),
        ..Criteria::default()
    }
}

/// The state, the rate centre and the area code; at least one of them.
pub(super) fn place(args: &Reader<'_>) -> Result<Criteria, Fault> {
    let anywhere = within(args)?;
    let npa = npa(args)?;
    if npa.is_none() && anywhere == Criteria::default() {
        return Err(Fault::Missing { param: "state" });
    }
    let prefixes = npa.map(Prefix::npa).into_iter().collect();
    Ok(if npa.is_some() { Criteria { prefixes, ..anywhere } } else { anywhere })
}

/// The exchanges of an area code.
pub(super) fn exchanges(args: &Reader<'_>) -> Result<Vec<ShelfCount>, Fault> {
    let npa = npa(args)?.ok_or(Fault::Missing { param: "npa" })?;
    let (by, plans, sold_out) = (ShelfPart::Exchange, Vec::new(), false);
    let within = in_area(&Criteria::default(), npa, None, true);
    let counted = |criteria| ShelfCount { criteria, by, plans: plans.clone(), sold_out };
    Ok(within.into_iter().map(counted).collect())
}

fn npa(args: &Reader<'_>) -> Result<Option<Npa>, Fault> {
    let npa = digits(args, "npa")?.map(|npa| Npa::new(npa).ok_or_else(|| odd_digits("npa")));
    npa.transpose()
}

/// The state and the rate centre.
fn within(args: &Reader<'_>) -> Result<Criteria, Fault> {
    let state = state(args)?;
    let centre = args.short_text("ratecenter", PLACE_CHARS_MAX)?;
    let rate_centre = (!centre.is_empty()).then_some(centre);
    Ok(match state {
        Some(state) if state.eq_ignore_ascii_case(TOLL_FREE) => {
            Criteria { rate_centre, ..toll_free() }
        }
        state => Criteria { region: state.map(str::to_owned), rate_centre, ..Criteria::default() },
    })
}

pub(super) fn filters(args: &Reader<'_>) -> Result<Where, Fault> {
    let anywhere = within(args)?;
    let npa = npa(args)?;
    // Any three digits: a fictional area code has exchanges that the plan does not.
    let nxx = digits(args, "nxx")?.map(|nxx| Nxx::fictional(nxx).ok_or_else(|| odd_digits("nxx")));
    let nxx = nxx.transpose()?;
    if nxx.is_some() && npa.is_none() {
        return Err(Fault::invalid("nxx", "needs npa: an exchange stands behind an area code"));
    }
    Ok(Where { anywhere, npa, nxx })
}

pub(super) fn state<'a>(args: &Reader<'a>) -> Result<Option<&'a str>, Fault> {
    let Some(state) = args.text("state") else { return Ok(None) };
    let plain = state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_alphabetic());
    let why = "must be the two letters of a state or province, or tf for toll-free";
    if plain { Ok(Some(state)) } else { Err(Fault::invalid("state", why)) }
}

/// Three digits, as area codes and exchanges have.
fn digits(args: &Reader<'_>, name: &'static str) -> Result<Option<u16>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let plain = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = if plain { text.parse().ok() } else { None };
    read.map(Some).ok_or_else(|| odd_digits(name))
}

fn odd_digits(name: &'static str) -> Fault {
    let why = if name == "npa" {
        "is not an area code such as 303"
    } else {
        "is not an exchange such as 555: three digits"
    };
    Fault::invalid(name, why)
}

fn yes(args: &Reader<'_>, name: &'static str) -> Result<bool, Fault> {
    let flag = args.flag(name).map_err(|_| Fault::invalid(name, "must be yes or no"))?;
    Ok(flag.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn search_for(query: &str) -> Result<NumberSearch, Fault> {
        read("/dids/available/list", query, search)
    }

    fn areas_of(query: &str) -> Result<Vec<ShelfCount>, Fault> {
        read("/dids/available/areas", query, areas)
    }

    #[test]
    fn a_search_asks_for_a_place_or_an_area_code() {
        assert_eq!(search_for("quantity=2"), Err(Fault::Missing { param: "state" }));
        let place = search_for("ratecenter=AUSTIN&state=TX&quantity=2").expect("a search");
        assert_eq!(place.quantity, 2);
        let [tier] = &place.tiers[..] else { panic!("one tier: {place:?}") };
        assert_eq!(tier.region.as_deref(), Some("TX"));
        assert_eq!(tier.rate_centre.as_deref(), Some("AUSTIN"));
        let toll_free = search_for("state=TF").expect("a search");
        assert_eq!(toll_free.tiers[0].kind, Some(NumberKind::TollFree));
        assert_eq!(toll_free.tiers[0].region, None);
        assert_eq!(toll_free.quantity, QUANTITY_DEFAULT);
    }

    #[test]
    fn overlays_follow_the_area_code_unless_it_alone_is_wanted() {
        let tiers = |query: &str| search_for(query).expect("a search").tiers.len();
        assert_eq!(tiers("npa=303"), 2);
        assert_eq!(tiers("npa=303&related=no"), 2);
        assert_eq!(tiers("npa=303&related=yes"), 1);
        assert_eq!(tiers("npa=303&nxx=555"), 1);
        assert_eq!(tiers("npa=222"), 1);
    }

    #[test]
    fn odd_values_are_refused_by_name() {
        for (query, param) in [
            ("state=CO&quantity=1000000000", "quantity"),
            ("state=CO&quantity=-1", "quantity"),
            ("npa=３０３", "npa"),
            ("npa=3o3", "npa"),
            ("npa=21", "npa"),
            ("npa=0303", "npa"),
            ("npa=911", "npa"),
            ("npa=103", "npa"),
            ("npa=303&nxx=22", "nxx"),
            ("npa=303&nxx=5551", "nxx"),
            ("state=C", "state"),
            ("state=C0", "state"),
            ("state=Colorado", "state"),
            ("state=CO&nxx=555", "nxx"),
            ("state=CO&related=perhaps", "related"),
            ("state=CO&random=2", "random"),
        ] {
            let refused = search_for(query).expect_err(query);
            assert_eq!(refused.param(), param, "{query}");
        }
        let long = format!("state={}", "C".repeat(65));
        assert_eq!(search_for(&long).expect_err("too long").param(), "state");
    }

    #[test]
    fn areas_are_states_then_places_then_exchanges() {
        let parts = |query: &str| -> Vec<ShelfPart> {
            areas_of(query).expect("a look").into_iter().map(|count| count.by).collect()
        };
        assert_eq!(parts(""), [ShelfPart::Region, ShelfPart::Country]);
        assert_eq!(parts("state=CO"), [ShelfPart::AreaCode]);
        assert_eq!(parts("state=tf"), [ShelfPart::AreaCode]);
        assert_eq!(parts("state=CO&ratecenter=DENVER"), [ShelfPart::AreaCode]);
        assert_eq!(parts("npa=303"), [ShelfPart::Exchange]);
        assert_eq!(areas_of("npa=21").expect_err("two digits").param(), "npa");
    }

    #[test]
    fn a_word_is_looked_for_at_the_end_first() {
        let search = |query: &str| read("/dids/vanity/search", query, vanity);
        let found = search("search=Flowers&quantity=5").expect("a word");
        let patterns: Vec<String> =
            found.tiers.iter().map(|tier| tier.patterns[0].to_string()).collect();
        assert_eq!(patterns, ["…3569377", "…3569377…"]);
        assert_eq!(found.quantity, 5);
        assert_eq!(search(""), Err(Fault::Missing { param: "search" }));
        for odd in ["search=---", "search=caf%C3%A9", "search=1234567890123456"] {
            assert_eq!(search(odd).expect_err(odd).param(), "search");
        }
    }
}
