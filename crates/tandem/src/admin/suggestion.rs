//! What `tandem admin search` says when nothing fits.

use tandem_domain::Cleansed;
use tandem_engine::{Alternative, AlternativeReason};
use tandem_numbering::Did;

use super::search;
use crate::voice::say;

/// Says what else there is, and how it differs from what was looked for.
pub(super) fn print(other: &Alternative, plans: &[String]) {
    let Alternative { why, run, count, example, .. } = other;
    let last = run.and_then(|length| Did::new(example.did.digits() + u64::from(length) - 1));
    let last = last.map(|last| format!(" to {last}")).unwrap_or_default();
    let (reason, first, terms) = (reason(why), example.did, search::terms(example, plans));
    // How many there are besides says nothing of how many follow one another.
    let count = run.map_or_else(|| count.to_string(), |length| format!("{length} in a row"));
    say!("{reason}\t{count}\tsuch as {first}{last}\t{terms}");
}

fn reason(why: &AlternativeReason) -> String {
    match why {
        AlternativeReason::Overlay(npa) => format!("area code {npa} serves the same ground"),
        AlternativeReason::OtherExchange(npa) => format!("elsewhere in area code {npa}"),
        AlternativeReason::ShorterRun(length) => format!("no more than {length} in a row there"),
        AlternativeReason::NearbyRateCentre { region, name, miles_e3 } => {
            match (miles_e3 + 500) / 1000 {
                0 => format!("{name}, {region} is less than a mile off"),
                1 => format!("{name}, {region} is a mile off"),
                miles => format!("{name}, {region} is {miles} miles off"),
            }
        }
        AlternativeReason::SameRegion(region) => format!("elsewhere in {region}"),
        AlternativeReason::LessCleansed(Cleansed::None) => "not cleansed".to_owned(),
        AlternativeReason::LessCleansed(Cleansed::Carrier) => "cleansed by a carrier".to_owned(),
        AlternativeReason::LessCleansed(Cleansed::House) => "cleansed by the house".to_owned(),
        AlternativeReason::OtherTollFree(npa) => format!("another toll-free code, {npa}"),
        AlternativeReason::ElsewhereInNumber => {
            "the same digits at another place in the number".to_owned()
        }
        AlternativeReason::AbovePrice(monthly) => format!("dearer: {monthly} a month"),
        AlternativeReason::Anywhere => "wherever it is".to_owned(),
        AlternativeReason::AnywhereElsewhereInNumber => {
            "wherever it is, with the same digits at another place in the number".to_owned()
        }
        AlternativeReason::OtherDigits => "there, with other digits".to_owned(),
    }
}
