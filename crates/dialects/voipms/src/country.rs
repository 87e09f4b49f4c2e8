//! The numbers that countries go by here.
//!
//! The provider's document shows one of them: Sweden is 205. That is its place in the alphabet of
//! the 239 countries and territories that ISO 3166 listed in 2004, by their English names, and so
//! each of these has the number of its place. Those that have come since follow in the order of
//! their codes. A number never changes.

use tandem_numbering::country::{self, Country};

/// ISO 3166 alpha-2, the first of them number 1.
const IN_ORDER: &str = concat!(
    "AF AL DZ AS AD AO AI AQ AG AR AM AW AU AT AZ BS BH BD BB BY ",
    "BE BZ BJ BM BT BO BA BW BV BR IO BN BG BF BI KH CM CA CV KY ",
    "CF TD CL CN CX CC CO KM CG CD CK CR CI HR CU CY CZ DK DJ DM ",
    "DO EC EG SV GQ ER EE ET FK FO FJ FI FR GF PF TF GA GM GE DE ",
    "GH GI GR GL GD GP GU GT GN GW GY HT HM VA HN HK HU IS IN ID ",
    "IR IQ IE IL IT JM JP JO KZ KE KI KP KR KW KG LA LV LB LS LR ",
    "LY LI LT LU MO MK MG MW MY MV ML MT MH MQ MR MU YT MX FM MD ",
    "MC MN MS MA MZ MM NA NR NP NL AN NC NZ NI NE NG NU NF MP NO ",
    "OM PK PW PS PA PG PY PE PH PN PL PT PR QA RE RO RU RW SH KN ",
    "LC PM VC WS SM ST SA SN CS SC SL SG SK SI SB SO ZA GS ES LK ",
    "SD SR SJ SZ SE CH SY TW TJ TZ TH TL TG TK TO TT TN TR TM TC ",
    "TV UG UA AE GB US UM UY UZ VU VE VN VG VI WF EH YE ZM ZW AC ",
    "AX BL BQ CW GG IM JE ME MF RS SS SX TA XK",
);

/// The number of a country.
pub fn id_of(iso: &str) -> Option<i64> {
    let place = IN_ORDER.split(' ').position(|known| known.eq_ignore_ascii_case(iso))?;
    i64::try_from(place + 1).ok()
}

/// The country of that number, if it still has telephone numbers.
pub fn by_id(id: i64) -> Option<&'static Country> {
    let place = usize::try_from(id.checked_sub(1)?).ok()?;
    country::by_iso(IN_ORDER.split(' ').nth(place)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn sweden_is_where_the_document_has_it() {
        assert_eq!(by_id(205).map(|country| country.name), Some("SWEDEN"));
        assert_eq!(id_of("se"), Some(205));
        assert_eq!((by_id(0), by_id(-1), by_id(10_000)), (None, None, None));
    }

    #[test]
    fn every_country_has_a_number_of_its_own() {
        let ids: BTreeSet<Option<i64>> =
            country::all().iter().map(|country| id_of(country.iso)).collect();
        assert_eq!(ids.len(), country::all().len());
        assert!(!ids.contains(&None));
    }
}
