//! What a row of a file of numbers says: which numbers, and at what terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_domain::{Abroad, Capabilities, Cleansed, ObjectId, Offer, Origin, Timestamp};
use tandem_engine::{Standing, StockRow};
use tandem_numbering::{Did, Npa, NumberKind, Point, Rules, area, region};
use tandem_wire::csv::Row;

use super::report::RowFault;

/// The largest block one row may name: ten thousand numbers are a whole exchange; a million leaves
/// room for national ranges.
const BLOCK_NUMBERS_MAX: u64 = 1_000_000;
/// How far apart the numbers of a block are that are each checked: an exchange of North America.
const EXCHANGE_NUMBERS: u64 = 10_000;
/// How many different terms are remembered while a file is read; beyond that the memory starts
/// afresh.
const TERMS_REMEMBERED_MAX: usize = 20_000;
/// The columns there are.
pub(crate) const COLUMNS: [&str; 24] = [
    "number",
    "to",
    "country",
    "kind",
    "state",
    "rate_center",
    "locality",
    "postal_code",
    "lata",
    "latitude",
    "longitude",
    "sms",
    "mms",
    "voice",
    "fax",
    "cleansed",
    "origin",
    "supplier",
    "rate_plan",
    "area_code",
    "channels",
    "location",
    "status",
    "until",
];
/// Columns that say nothing about the terms.
const NOT_TERMS: [&str; 4] = ["number", "to", "status", "until"];

/// What a row says.
#[derive(Debug)]
pub(crate) struct Said {
    /// Which numbers, and at what terms.
    pub(crate) stock: StockRow,
    /// Nobody knows where they are, and somebody might ask.
    pub(crate) is_nowhere: bool,
}

/// Reads one row after the other. Most rows of a file say the same as one before them, and what was
/// understood once is not worked out again.
pub(crate) struct Reading {
    rules: Rules,
    known: BTreeMap<Key, Terms>,
    last: Option<(Key, Terms)>,
}

/// The terms of a row.
#[derive(Clone)]
struct Terms {
    offer: Arc<Offer>,
    is_nowhere: bool,
}

impl Terms {
    fn of(offer: Offer) -> Self {
        let has_place = offer.kind == NumberKind::Geographic && offer.abroad.is_none();
        Self { is_nowhere: has_place && offer.place().is_none(), offer: Arc::new(offer) }
    }
}

/// What the terms of a row depend on: an area code and the text of the row. (Outside North America
/// a country is told by any number of digits, so that nothing is remembered there.)
type Key = (Npa, String);

impl Reading {
    pub(crate) const fn new(rules: Rules) -> Self {
        Self { rules, known: BTreeMap::new(), last: None }
    }

    /// Reads one row.
    pub(crate) fn read(&mut self, row: &Row) -> Result<Said, RowFault> {
        let rules = &self.rules;
        let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
        let number = |column: &'static str, text: &str| {
            let did = rules.read(text).map_err(|fault| RowFault::new(column, fault))?;
            rules.check(did).map_err(|fault| RowFault::new(column, fault))?;
            Ok(did)
        };
        let first = cell("number").ok_or_else(|| RowFault::new("number", "is empty"))?;
        let first = number("number", first)?;
        let last = cell("to").map_or(Ok(first), |text| number("to", text))?;
        let count = last.digits().checked_sub(first.digits());
        if count.is_none_or(|count| count >= BLOCK_NUMBERS_MAX) {
            let why = format!("must be from {first} up to {BLOCK_NUMBERS_MAX} numbers further");
            return Err(RowFault::new("to", why));
        }
        if last != first {
            check_block(rules, first, last).map_err(|why| RowFault::new("to", why))?;
        }
        let standing = standing(row)?;
        let Terms { offer, is_nowhere } = self.terms(row, first)?;
        Ok(Said { stock: StockRow { first, last, offer, standing }, is_nowhere })
    }

    fn terms(&mut self, row: &Row, first: Did) -> Result<Terms, RowFault> {
        let Some(npa) = first.nanp().map(|nanp| nanp.npa) else {
            return offer_of(row, &self.rules, first).map(Terms::of);
        };
        let mut text = String::with_capacity(64);
        for (column, field) in row.iter() {
            if !NOT_TERMS.iter().any(|known| known.eq_ignore_ascii_case(column)) {
                text.push_str(field);
                text.push('\0');
            }
        }
        let key = (npa, text);
        if let Some((_, terms)) = self.last.as_ref().filter(|(last, _)| *last == key) {
            return Ok(terms.clone());
        }
        let terms = match self.known.get(&key) {
            Some(terms) => terms.clone(),
            None => {
                let terms = Terms::of(offer_of(row, &self.rules, first)?);
                if self.known.len() >= TERMS_REMEMBERED_MAX {
                    self.known.clear();
                }
                self.known.insert(key.clone(), terms.clone());
                terms
            }
        };
        self.last = Some((key, terms.clone()));
        Ok(terms)
    }
}

/// Where the numbers of the row begin, if they are new.
fn standing(row: &Row) -> Result<Standing, RowFault> {
    let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
    let until = || match cell("until") {
        None => Err(RowFault::new("until", "must say when an ageing number may be sold again")),
        Some(text) => Timestamp::parse(text)
            .ok_or_else(|| RowFault::new("until", "must be a date or a time such as 2026-11-30")),
    };
    match cell("status") {
        None | Some("for_sale") => Ok(Standing::ForSale),
        Some("reserved") => Ok(Standing::Reserved),
        Some("ageing") => Ok(Standing::Ageing(until()?)),
        Some("blocked") => Ok(Standing::Blocked),
        Some("ported_out") => Ok(Standing::PortedOut),
        Some(_) => Err(RowFault::new(
            "status",
            "must be for_sale, reserved, ageing, blocked or ported_out",
        )),
    }
}

/// Whether the numbers between two that may exist may exist as well, and are of one kind and place:
/// one area code in North America, one country elsewhere. They differ by exchange at the most, so
/// one number of each exchange tells.
fn check_block(rules: &Rules, first: Did, last: Did) -> Result<(), String> {
    let npa = |did: Did| did.nanp().map(|nanp| nanp.npa);
    if npa(first) != npa(last) {
        return Err(match npa(first) {
            Some(npa) => format!("must stay within area code {npa}, as {first} is"),
            None => format!("must stay outside North America, as {first} is"),
        });
    }
    let country = |did: Did| rules.country(did).map(|country| country.iso);
    let exchanges = first.digits() / EXCHANGE_NUMBERS + 1..=last.digits() / EXCHANGE_NUMBERS;
    for within in exchanges.filter_map(|exchange| Did::new(exchange * EXCHANGE_NUMBERS)) {
        rules.check(within).map_err(|fault| format!("the block holds {within}: {fault}"))?;
        if country(within) != country(first) {
            return Err(format!(
                "must stay within one country; {within} is in another than {first}"
            ));
        }
    }
    if country(last) != country(first) {
        return Err(format!("must stay within one country; {last} is in another than {first}"));
    }
    Ok(())
}

fn offer_of(row: &Row, rules: &Rules, first: Did) -> Result<Offer, RowFault> {
    let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
    let text = |column: &str| cell(column).unwrap_or_default().to_owned();
    let flag = |column: &'static str, otherwise: bool| match cell(column) {
        None => Ok(otherwise),
        Some("1" | "yes" | "true") => Ok(true),
        Some("0" | "no" | "false") => Ok(false),
        Some(_) => Err(RowFault::new(column, "must be 1 or 0")),
    };
    let kind = match cell("kind") {
        None => rules.kind(first).unwrap_or(NumberKind::Geographic),
        Some(word) => {
            NumberKind::parse(word).filter(|kind| *kind != NumberKind::Virtual).ok_or_else(
                || RowFault::new("kind", "must be geographic, national, toll_free or mobile"),
            )?
        }
    };
    let is_toll_free = rules.kind(first) == Some(NumberKind::TollFree);
    if is_toll_free != (kind == NumberKind::TollFree) && first.nanp().is_some() {
        let kind = if is_toll_free { "toll_free" } else { "geographic or national" };
        return Err(RowFault::new("kind", format!("must be {kind} for {first}")));
    }
    let country = match cell("country") {
        Some(code) if code.len() == 2 => code.to_ascii_uppercase(),
        Some(_) => return Err(RowFault::new("country", "must be two letters, such as US")),
        None => rules.country(first).map_or_else(|| "US".to_owned(), |found| found.iso.to_owned()),
    };
    let state = text("state").to_ascii_uppercase();
    if !state.is_empty() && first.nanp().is_some() && region::find(None, &state).is_none() {
        return Err(RowFault::new("state", "must be a state or province code, such as FL or ON"));
    }
    let area = first.nanp().filter(|nanp| !rules.is_fictional(nanp.npa));
    let regions = area.and_then(|nanp| area::of(nanp.npa)).map(|area| &area.regions);
    if let Some(regions) = regions
        && !state.is_empty()
        && !regions.is_empty()
        && !regions.contains(&state.as_str())
    {
        let regions = regions.join(" or ");
        return Err(RowFault::new("state", format!("must be {regions} for {first}")));
    }
    let cleansed = match cell("cleansed") {
        None | Some("none") => Cleansed::None,
        Some("carrier") => Cleansed::Carrier,
        Some("house") => Cleansed::House,
        Some(_) => return Err(RowFault::new("cleansed", "must be none, carrier or house")),
    };
    let supplier = cell("supplier").map(str::to_owned);
    let origin = match cell("origin") {
        None if supplier.is_some() => Origin::Supplier,
        None | Some("own") => Origin::Own,
        Some("supplier") if supplier.is_some() => Origin::Supplier,
        Some("supplier") => return Err(RowFault::new("supplier", "must say which supplier")),
        Some("ported_in" | "ported") => Origin::PortedIn,
        Some(_) => {
            return Err(RowFault::new("origin", "must be own, supplier or ported_in"));
        }
    };
    let plans = text("rate_plan");
    let plans = plans.split([';', '|', ' ']).filter(|code| !code.is_empty());
    Ok(Offer {
        country,
        kind,
        region: state,
        rate_centre: text("rate_center"),
        locality: text("locality"),
        postal_code: text("postal_code"),
        lata: text("lata"),
        point: point(cell("latitude"), cell("longitude"))?,
        capabilities: Capabilities {
            voice: flag("voice", true)?,
            sms: flag("sms", false)?,
            mms: flag("mms", false)?,
            fax: flag("fax", false)?,
        },
        cleansed,
        origin,
        supplier,
        plans: plans.map(str::to_owned).collect(),
        abroad: abroad(row, rules, first)?,
    })
}

/// What is said of numbers outside North America besides. Numbers within have nothing of it.
fn abroad(row: &Row, rules: &Rules, first: Did) -> Result<Option<Abroad>, RowFault> {
    let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
    if first.nanp().is_some() {
        let columns = ["area_code", "channels", "location"];
        return match columns.into_iter().find(|column| cell(column).is_some()) {
            Some(column) => Err(RowFault::new(column, "is for numbers outside North America")),
            None => Ok(None),
        };
    }
    let area_code = cell("area_code").unwrap_or_default().to_owned();
    let calling = rules.country(first).map_or(0, |country| country.calling_code);
    let begins = format!("{calling}{area_code}");
    if !area_code.is_empty() && !first.digits().to_string().starts_with(&begins) {
        let why = format!("must be the digits behind the calling code that {first} begins with");
        return Err(RowFault::new("area_code", why));
    }
    let whole = |column: &'static str| {
        let read = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        let unfit = || RowFault::new(column, "must be a whole number above 0");
        cell(column).map(|text| read(text).ok_or_else(unfit)).transpose()
    };
    Ok(Some(Abroad {
        area_code,
        channels: whole("channels")?.unwrap_or_default(),
        location: whole("location")?.map(|id| ObjectId(i64::from(id))),
    }))
}

fn point(latitude: Option<&str>, longitude: Option<&str>) -> Result<Option<Point>, RowFault> {
    let degrees = |column: &'static str, text: &str| {
        let degrees = text.parse::<f64>().ok().filter(|degrees| degrees.is_finite());
        degrees.ok_or_else(|| RowFault::new(column, "must be decimal degrees, such as 25.7743"))
    };
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(RowFault::new("longitude", "is missing beside a latitude")),
        (None, Some(_)) => Err(RowFault::new("latitude", "is missing beside a longitude")),
        (Some(latitude), Some(longitude)) => {
            let latitude = degrees("latitude", latitude)?;
            let point = Point::from_degrees(latitude, degrees("longitude", longitude)?);
            let outside = || RowFault::new("latitude", "and longitude lie outside the earth");
            Ok(Some(point.ok_or_else(outside)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_wire::csv;

    fn said(text: &str) -> Vec<Result<Said, RowFault>> {
        let mut reading = Reading::new(Rules::new());
        let reader = csv::Reader::new(text.as_bytes()).expect("a header row");
        reader.map(|row| reading.read(&row.expect("a readable row"))).collect()
    }

    fn rows(text: &str) -> Vec<Result<StockRow, RowFault>> {
        said(text).into_iter().map(|said| said.map(|said| said.stock)).collect()
    }

    #[test]
    fn a_number_is_where_its_row_says_in_one_way_or_another() {
        let text = "number,state,rate_center,postal_code,latitude,longitude\n\
                    3052220100,,,,25.77,-80.19\n3052220101,,,33101,,\n3052220102,FL,MIAMI,,,\n\
                    3052220103,FL,MIAMI XY,,,\n3052220104,,MIAMI,,,\n8005550100,,,,,\n";
        let nowhere: Vec<bool> =
            said(text).into_iter().map(|said| said.expect("a good row").is_nowhere).collect();
        // A rate centre means nothing without its state, and nobody looks for toll-free numbers by place.
        assert_eq!(nowhere, [false, false, false, true, true, false]);
    }

    #[test]
    fn a_number_alone_is_enough() {
        let read = rows("number\n305-222-0100\n");
        let row = read[0].as_ref().expect("a good row");
        assert_eq!((row.first.digits(), row.last.digits()), (13_052_220_100, 13_052_220_100));
        assert_eq!(row.offer.country, "US");
        assert_eq!(row.offer.kind, NumberKind::Geographic);
    }

    #[test]
    fn a_fault_names_its_column() {
        for (row, column) in [
            ("911,,,,", "number"),
            ("3052220100,3052220099,,,", "to"),
            ("3052220100,,sometimes,,", "kind"),
            ("3052220100,,,ZZ,", "state"),
            ("3052220100,,,,twice", "cleansed"),
        ] {
            let read = rows(&format!("number,to,kind,state,cleansed\n{row}\n"));
            assert_eq!(read[0].as_ref().expect_err(row).column, column, "{row}");
        }
    }

    #[test]
    fn a_block_is_checked_exchange_by_exchange() {
        for (first, last, why) in [
            // 911 lies between two exchanges that are good.
            ("3059100000", "3059129999", "911"),
            ("3059990000", "3062000099", "305"),
            ("3052229999", "3062220000", "305"),
        ] {
            let read = rows(&format!("number,to\n{first},{last}\n"));
            let fault = read[0].as_ref().expect_err(last);
            assert_eq!(fault.column, "to", "{fault:?}");
            assert!(fault.why.contains(why), "{fault:?}");
        }
        assert!(rows("number,to\n3052220000,3052249999\n")[0].is_ok());
    }

    #[test]
    fn numbers_abroad_say_where_they_are() {
        let of =
            |row: &str| rows(&format!("number,area_code,channels,location\n{row}\n")).remove(0);
        let helsinki = of("+35894245001,9,2,65").expect("a good row");
        let abroad = helsinki.offer.abroad.clone().expect("it is abroad");
        assert_eq!((abroad.area_code.as_str(), abroad.channels), ("9", 2));
        assert_eq!(abroad.location, Some(ObjectId(65)));
        for (row, column) in [
            ("+35894245001,14,,", "area_code"),
            ("+35894245001,9,none,", "channels"),
            ("+35894245001,9,,0", "location"),
            ("3052220100,305,,", "area_code"),
        ] {
            assert_eq!(of(row).expect_err(row).column, column, "{row}");
        }
    }

    #[test]
    fn rows_that_say_the_same_share_their_terms() {
        let text = "number,state,rate_center\n3052220100,FL,MIAMI\n3052220107,FL,MIAMI\n\
                    3052220109,FL,HOMESTEAD\n3052220111,FL,MIAMI\n";
        let offers: Vec<_> =
            rows(text).into_iter().map(|row| row.expect("a good row").offer).collect();
        assert!(Arc::ptr_eq(&offers[0], &offers[1]) && Arc::ptr_eq(&offers[0], &offers[3]));
        assert_ne!(offers[0], offers[2]);
    }

    #[test]
    fn a_number_says_where_it_begins() {
        let text = "number,status,until\n3052220100,,\n3052220101,reserved,\n\
                    3052220102,ageing,2026-11-30\n3052220103,ageing,\n3052220104,sold,\n";
        let read = rows(text);
        let standing = |place: usize| read[place].as_ref().expect("a good row").standing;
        assert_eq!(standing(0), Standing::ForSale);
        assert_eq!(standing(1), Standing::Reserved);
        assert_eq!(Some(standing(2)), Timestamp::parse("2026-11-30").map(Standing::Ageing));
        for (place, column) in [(3, "until"), (4, "status")] {
            assert_eq!(read[place].as_ref().expect_err("a fault").column, column);
        }
    }
}
