//! The functions of the provider that are known by name only.

use tandem_gateway::Section;

/// What we do not support yet, in the provider's sections and order.
#[rustfmt::skip]
pub static UNSUPPORTED: &[Section] = &[
    ("General", &[
        "getConferenceRecordings", "getConferenceRecordingFile",
        "getLocales",
    ]),
    ("Accounts", &[
        "getInvoice",
        "setMusicOnHold", "delMusicOnHold",
        "getLocations",
        "setLocation", "delLocation", "getCallTranscriptions", "getVoicemailTranscriptions",
    ]),
    ("Call Detail Records", &[
        "getRates", "getTerminationRates",
    ]),
    ("Call Parking", &[
        "getCallParking", "setCallParking", "delCallParking",
    ]),
    ("Call Recordings", &[
        "getCallRecordings", "getCallRecording", "sendCallRecordingEmail", "delCallRecording",
    ]),
    ("Clients", &[
        "assignDIDvPRI", "getBalanceManagement", "getClientPackages", "getClientThreshold",
        "getPackages", "setClient", "setClientThreshold", "signupClient",
    ]),
    ("DIDs", &[
        "getDIDvPRI", "removeDIDvPRI",
        "connectFAX", "unconnectFAX",
    ]),
    ("Fax", &[
        "cancelFaxNumber", "deleteFaxMessage", "delEmailToFax", "delFaxFolder",
        "getFaxProvinces", "getFaxStates", "getFaxRateCentersCAN", "getFaxRateCentersUSA",
        "getFaxNumbersInfo", "getFaxNumbersPortability", "getFaxMessages", "getFaxMessagePDF",
        "getFaxFolders", "getEmailToFax", "mailFaxMessagePDF", "moveFaxMessage", "orderFaxNumber",
        "setFaxFolder", "setEmailToFax", "searchFaxAreaCodeCAN", "searchFaxAreaCodeUSA",
        "setFaxNumberInfo", "setFaxNumberEmail", "setFaxNumberURLCallback", "sendFaxMessage",
    ]),
    ("Voicemail", &[
        "getVPRIs",
    ]),
];
