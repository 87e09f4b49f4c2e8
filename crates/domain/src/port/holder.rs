//! Whose numbers they are where they come from.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::PortField;
use crate::Timestamp;

/// The longest answer to one question of a request, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// The longest remarks, in characters.
const REMARKS_CHARS_MAX: usize = 2000;

/// What a request says of the customer's account with the carrier that has the numbers. That carrier
/// compares it with its own books, and lets go only of what agrees (47 CFR 52.36 names the fields of a
/// simple port: number, account, ZIP, passcode).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortHolder {
    /// What the customer calls the request.
    pub label: String,
    /// Whether the numbers are a business's.
    pub is_business: bool,
    /// The business.
    pub business_name: String,
    /// The person who may speak for the account.
    pub first_name: String,
    /// Their family name.
    pub last_name: String,
    /// Street and house number of the service.
    pub address1: String,
    /// More of it.
    pub address2: String,
    /// The city.
    pub city: String,
    /// The state or province, by its code.
    pub region: String,
    /// The ZIP or postal code.
    pub postal_code: String,
    /// The country, ISO 3166 alpha-2.
    pub country: String,
    /// The carrier that has the numbers.
    pub carrier: String,
    /// The number of the account there.
    pub account_number: String,
    /// The PIN or password of that account.
    pub pin: String,
    /// The billing telephone number of that account.
    pub btn: Option<Did>,
    /// Whether other numbers of that account stay there.
    pub is_partial: bool,
    /// Whether the numbers are a mobile telephone's.
    pub is_mobile: bool,
    /// What that telephone is told by, such as its IMEI.
    pub device: String,
    /// What else depends on the numbers there, such as a DSL line.
    pub services: String,
    /// The day from which on the customer wants them here.
    pub due: Option<Timestamp>,
    /// Whatever else the customer says.
    pub remarks: String,
    /// Which kind of request a dialect calls it, where it has kinds of its own; kept as it came.
    pub kind: String,
}

impl PortHolder {
    /// Whether everything has a length that is kept. A draft needs no more.
    pub fn check_lengths(&self) -> Result<(), (PortField, String)> {
        let texts = [
            (PortField::Other, &self.label),
            (PortField::BusinessName, &self.business_name),
            (PortField::Name, &self.first_name),
            (PortField::Name, &self.last_name),
            (PortField::Address, &self.address1),
            (PortField::Address, &self.address2),
            (PortField::City, &self.city),
            (PortField::Region, &self.region),
            (PortField::PostalCode, &self.postal_code),
            (PortField::Region, &self.country),
            (PortField::Carrier, &self.carrier),
            (PortField::AccountNumber, &self.account_number),
            (PortField::Pin, &self.pin),
            (PortField::Other, &self.kind),
            (PortField::Other, &self.device),
            (PortField::Other, &self.services),
        ];
        let long = texts.into_iter().find(|(_, text)| text.chars().count() > TEXT_CHARS_MAX);
        if let Some((field, _)) = long {
            return Err((field, format!("must be at most {TEXT_CHARS_MAX} characters")));
        }
        if self.remarks.chars().count() > REMARKS_CHARS_MAX {
            let why = format!("must be at most {REMARKS_CHARS_MAX} characters");
            return Err((PortField::Other, why));
        }
        Ok(())
    }

    /// Whether the other carrier can be asked with this.
    pub fn check(&self) -> Result<(), (PortField, String)> {
        self.check_lengths()?;
        let nobody = self.business_name.trim().is_empty() && self.last_name.trim().is_empty();
        let needed = [
            (PortField::Address, &self.address1),
            (PortField::City, &self.city),
            (PortField::Region, &self.region),
            (PortField::PostalCode, &self.postal_code),
            (PortField::AccountNumber, &self.account_number),
        ];
        if nobody {
            return Err((PortField::Name, "must be given, or the name of a business".to_owned()));
        }
        match needed.into_iter().find(|(_, text)| text.trim().is_empty()) {
            Some((field, _)) => Err((field, "must be given".to_owned())),
            None => Ok(()),
        }
    }
}
