//! What is said of numbers that come from other carriers.

use tandem_domain::{PortField, PortObstacle, Refusal};

use super::Word;
use super::at_home::told;
use crate::request::{
    AMERICAN, CANADIAN, FAX, FORM_OF_FILE, KIND_OF_FILE, LOCAL, SIZE_OF_FILE, TOLL_FREE,
};

/// Codes of these functions.
pub(super) static CODES: &[(&str, &str)] = &[
    ("invalid_address", "the address is not one that is kept"),
    ("invalid_attach_file", "the file is not one that is kept"),
    ("invalid_attachid", "attachid is no file of that request"),
    ("invalid_city", "the city is not one that is kept"),
    ("invalid_firstname", "firstName is not one that is kept"),
    ("invalid_foc_enddate", "endDate must be a day such as 2019-01-08"),
    ("invalid_foc_startdate", "startDate must be a day such as 2019-01-08"),
    ("invalid_lastname", "lastName is not one that is kept"),
    ("invalid_mixed_numbers", "toll-free numbers and others go by different ways"),
    ("invalid_number_canadian", "a Canadian number is of portType 2"),
    ("invalid_number_exist", "the number is here already, or on its way"),
    ("invalid_number_fax", "a number for faxes cannot come here"),
    ("invalid_number_porttype", "the number cannot come by this portType"),
    ("invalid_number_us", "an American number is of portType 1"),
    ("invalid_port_status", "portStatus must be one of getLNPListStatus"),
    ("invalid_portingid", "portid is no request of yours"),
    ("invalid_porttype", "portType must be 1 to 5"),
    ("invalid_provider_account", "providerAccount is required"),
    ("invalid_provider_name", "providerName is required"),
    ("invalid_statement_name", "statementName is required"),
    ("invalid_tfnumber_porttype", "a toll-free number is of portType 3"),
    ("invalid_zip", "zip is not one that is kept"),
    ("missing_address", "address1 is required"),
    ("missing_city", "city is required"),
    ("missing_country", "country is required"),
    ("missing_firstname", "firstName is required"),
    ("missing_lastname", "lastName is required"),
    ("missing_numbers", "numbers is required"),
    ("missing_zip", "zip is required"),
    ("no_attachments", "the request has no files"),
    ("no_ports", "there are no requests"),
];

/// What parameters are called in `missing_…` and `invalid_…`.
pub(super) static PARAMS: &[(&str, &str, &str)] = &[
    ("address1", "missing_address", "invalid_address"),
    ("address2", "missing_params", "invalid_address"),
    ("attachid", "invalid_attachid", "invalid_attachid"),
    ("city", "missing_city", "invalid_city"),
    ("endDate", "missing_params", "invalid_foc_enddate"),
    ("firstName", "missing_firstname", "invalid_firstname"),
    ("lastName", "missing_lastname", "invalid_lastname"),
    ("numbers", "missing_numbers", "invalid_number_porttype"),
    ("portStatus", "missing_params", "invalid_port_status"),
    ("portType", "invalid_porttype", "invalid_porttype"),
    ("portid", "invalid_portingid", "invalid_portingid"),
    ("providerAccount", "invalid_provider_account", "invalid_provider_account"),
    ("providerName", "invalid_provider_name", "invalid_provider_name"),
    ("startDate", "missing_params", "invalid_foc_startdate"),
    ("statementName", "invalid_statement_name", "invalid_statement_name"),
    ("tfType", "missing_params", "invalid_tfnumber_porttype"),
    ("zip", "missing_zip", "invalid_zip"),
    (AMERICAN, "missing_params", "invalid_number_us"),
    (CANADIAN, "missing_params", "invalid_number_canadian"),
    (FAX, "missing_params", "invalid_number_fax"),
    (KIND_OF_FILE, "missing_params", "invalid_attach_file"),
    (LOCAL, "missing_params", "invalid_number_porttype"),
    (SIZE_OF_FILE, "missing_params", "exceeds_file_size"),
    (TOLL_FREE, "missing_params", "invalid_tfnumber_porttype"),
    (FORM_OF_FILE, "missing_file", "no_base64file"),
];

/// Why a request was not made, or is not shown; `None` where other functions say the same.
pub(super) fn of_refusal(refusal: &Refusal) -> Option<Word> {
    let code = if let Refusal::PortInvalid { field, .. } = refusal {
        of_field(*field)
    } else if let Refusal::NumberNotPortable { why, .. } = refusal {
        match why {
            PortObstacle::Here | PortObstacle::UnderWay => "invalid_number_exist",
            PortObstacle::Kind | PortObstacle::Area => "invalid_number_porttype",
        }
    } else if matches!(refusal, Refusal::PortUnknown | Refusal::PortStanding { .. }) {
        "invalid_portingid"
    } else if matches!(refusal, Refusal::TooMany { .. }) {
        "invalid_number_porttype"
    } else {
        return None;
    };
    Some(Word::saying(code, told(refusal)))
}

const fn of_field(field: PortField) -> &'static str {
    match field {
        PortField::Numbers => "invalid_mixed_numbers",
        PortField::Name => "invalid_lastname",
        PortField::BusinessName => "invalid_statement_name",
        PortField::Address => "invalid_address",
        PortField::City => "invalid_city",
        PortField::Region => "invalid_state",
        PortField::PostalCode => "invalid_zip",
        PortField::AccountNumber => "invalid_provider_account",
        PortField::Pin => "invalid_pin",
        PortField::Carrier => "invalid_provider_name",
        PortField::Documents => "exceeds_file_size",
        PortField::Btn | PortField::Due | PortField::Other => "missing_params",
    }
}
