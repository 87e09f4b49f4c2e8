//! The functions of the provider that are known by name only.

use tandem_gateway::Section;

/// What we do not support yet, in the provider's sections and order.
#[rustfmt::skip]
pub static UNSUPPORTED: &[Section] = &[
    ("General", &[
        "getLocales",
    ]),
    ("Accounts", &[
        "getInvoice",
        "setMusicOnHold", "delMusicOnHold",
        "getLocations",
        "setLocation", "delLocation", "getCallTranscriptions", "getVoicemailTranscriptions",
    ]),
    ("Call Detail Records", &[
        "getTerminationRates",
    ]),
    ("Call Parking", &[
        "setCallParking",
    ]),
    ("Clients", &[
        "assignDIDvPRI", "getBalanceManagement", "getClientThreshold",
        "setClient", "setClientThreshold", "signupClient",
    ]),
    ("DIDs", &[
        "removeDIDvPRI",
        "connectFAX", "unconnectFAX",
    ]),
    ("Fax", &[
        "cancelFaxNumber", "deleteFaxMessage", "delEmailToFax", "delFaxFolder",
        "getFaxProvinces", "getFaxStates", "getFaxRateCentersCAN", "getFaxRateCentersUSA",
        "getFaxNumbersPortability", "getFaxMessagePDF",
        "mailFaxMessagePDF", "moveFaxMessage", "orderFaxNumber",
        "setFaxFolder", "setEmailToFax", "searchFaxAreaCodeCAN", "searchFaxAreaCodeUSA",
        "setFaxNumberInfo", "setFaxNumberEmail", "setFaxNumberURLCallback", "sendFaxMessage",
    ]),
];
