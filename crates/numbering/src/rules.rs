//! The numbering rules in force.

use std::collections::BTreeSet;

use crate::area::{self, AreaUse};
use crate::country::{self, Country};
use crate::did::{DIGITS_MAX, Did};
use crate::fault::DidFault;
use crate::kind::NumberKind;
use crate::nanp::{Npa, Nxx};
use crate::reading;

/// The numbering rules in force: the NANP as published, the lengths and calling codes of the rest
/// of the world, and the area codes this operator has declared to be fictional.
///
/// A fictional area code exists here and nowhere else; its exchanges may be any three digits but
/// 911. It lets a demonstration sell 555-222-3333 without selling anybody's number.
#[derive(Clone, Default, Debug)]
pub struct Rules {
    fictional: BTreeSet<Npa>,
}

impl Rules {
    /// The rules as published, with nothing declared.
    pub fn new() -> Rules {
        Rules::default()
    }

    /// These rules with further area codes declared fictional.
    pub fn with_fictional(mut self, npas: impl IntoIterator<Item = Npa>) -> Rules {
        self.fictional.extend(npas);
        self
    }

    /// Whether the operator has declared this area code fictional.
    pub fn is_fictional(&self, npa: Npa) -> bool {
        self.fictional.contains(&npa)
    }

    /// Reads what a person or a program wrote as a number. Spaces, dots, dashes and parentheses
    /// are dropped.
    ///
    /// | written | read as |
    /// |---|---|
    /// | `+` and digits | international |
    /// | `011…`, `00…` | international, dialled from North America or elsewhere |
    /// | ten digits | a number of the NANP |
    /// | eleven to fifteen digits | international: the way most programs write E.164 |
    ///
    /// Whether the number may exist is not asked here; see [`Rules::check`].
    ///
    /// # Errors
    ///
    /// [`DidFault::Empty`], [`DidFault::NotDigits`] for any other character (full-width digits and
    /// letters among them), [`DidFault::Length`], and [`DidFault::CountryCode`] or
    /// [`DidFault::NpaShape`] for a number that begins with a zero.
    pub fn read(&self, text: &str) -> Result<Did, DidFault> {
        reading::read(text)
    }

    /// Whether the number may exist.
    ///
    /// In the NANP: ten digits; an area code that has the shape of one and is assigned or declared
    /// fictional; an exchange that begins with 2 to 9; 911 never an exchange, and the other N11
    /// exchanges in toll-free and other area codes without a place only. Elsewhere: a calling code
    /// that exists and a length its plan allows. 555-01XX, the exchange of films and manuals, is a
    /// number like another here.
    ///
    /// # Errors
    ///
    /// The first rule broken, in that order.
    pub fn check(&self, did: Did) -> Result<(), DidFault> {
        if did.head(1) == 1 { self.check_nanp(did) } else { check_international(did) }
    }

    /// What sort of number it is. `None` when its plan does not tell by its digits or is not known
    /// here, as outside the NANP but for `+800`: there, the operator's own data must say.
    pub fn kind(&self, did: Did) -> Option<NumberKind> {
        let Some(nanp) = did.nanp() else {
            let freephone = country::service_of(did)?.calling_code == country::FREEPHONE;
            return freephone.then_some(NumberKind::TollFree);
        };
        if self.is_fictional(nanp.npa) {
            return Some(NumberKind::Geographic);
        }
        match area::use_of(nanp.npa) {
            AreaUse::Geographic => Some(NumberKind::Geographic),
            AreaUse::TollFree => Some(NumberKind::TollFree),
            AreaUse::NonGeographic => Some(NumberKind::National),
            AreaUse::TollFreeReserved | AreaUse::Unassigned => None,
        }
    }

    /// The country a number belongs to: in the NANP by its area code, elsewhere by its calling
    /// code and the digits that tell apart those who share one. A fictional area code is American.
    /// `None` for a number that belongs to no one country: toll-free and other area codes without
    /// a place, and the global services.
    pub fn country(&self, did: Did) -> Option<&'static Country> {
        let Some(nanp) = did.nanp() else {
            return country::of_international(did);
        };
        if self.is_fictional(nanp.npa) {
            return country::by_iso("US");
        }
        country::by_iso(area::of(nanp.npa)?.country)
    }

    fn check_nanp(&self, did: Did) -> Result<(), DidFault> {
        let Some(national) = did.nanp_digits() else {
            return Err(DidFault::Length { found: did.length(), least: 11, most: 11 });
        };
        let code = (national / 10_000_000) as u16;
        let npa = Npa::new(code).ok_or(DidFault::NpaShape { npa: code })?;
        let nxx = Nxx::of_national(national);
        if !self.is_fictional(npa) {
            check_as_published(npa, nxx)?;
        }
        if nxx.get() == EMERGENCY {
            return Err(DidFault::N11 { npa, nxx });
        }
        Ok(())
    }
}

/// The exchange that no area code has, lest 911 be dialled by mistake.
const EMERGENCY: u16 = 911;

fn check_as_published(npa: Npa, nxx: Nxx) -> Result<(), DidFault> {
    let area_use = area::use_of(npa);
    match area_use {
        AreaUse::Unassigned => return Err(DidFault::NpaUnassigned { npa }),
        AreaUse::TollFreeReserved => return Err(DidFault::NpaReserved { npa }),
        AreaUse::Geographic | AreaUse::TollFree | AreaUse::NonGeographic => {}
    }
    if !nxx.is_well_shaped() {
        return Err(DidFault::NxxShape { npa, nxx });
    }
    if nxx.is_n11() && area_use == AreaUse::Geographic {
        return Err(DidFault::N11 { npa, nxx });
    }
    Ok(())
}

fn check_international(did: Did) -> Result<(), DidFault> {
    let (code, fewest, most) = if let Some(service) = country::service_of(did) {
        (service.calling_code, service.digits_min, service.digits_max)
    } else if let Some(country) = country::of_international(did) {
        (country.calling_code, country.national_digits_min, country.national_digits_max)
    } else {
        return Err(DidFault::CountryCode { found: did.head(3) as u16 });
    };
    let code_digits = code.ilog10() + 1;
    let least = code_digits + u32::from(fewest);
    let most = (code_digits + u32::from(most)).min(DIGITS_MAX);
    let found = did.length();
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(DidFault::Length { found, least, most })
    }
}
