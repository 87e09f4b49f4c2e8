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
        "getRates", "getTerminationRates", "getResellerCDR", "getResellerSMS", "getResellerMMS",
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
        "deleteMMS", "getDIDvPRI", "getMMS", "getMediaMMS", "removeDIDvPRI",
        "sendMMS", "connectFAX", "unconnectFAX",
    ]),
    ("Fax", &[
        "cancelFaxNumber", "deleteFaxMessage", "delEmailToFax", "delFaxFolder",
        "getFaxProvinces", "getFaxStates", "getFaxRateCentersCAN", "getFaxRateCentersUSA",
        "getFaxNumbersInfo", "getFaxNumbersPortability", "getFaxMessages", "getFaxMessagePDF",
        "getFaxFolders", "getEmailToFax", "mailFaxMessagePDF", "moveFaxMessage", "orderFaxNumber",
        "setFaxFolder", "setEmailToFax", "searchFaxAreaCodeCAN", "searchFaxAreaCodeUSA",
        "setFaxNumberInfo", "setFaxNumberEmail", "setFaxNumberURLCallback", "sendFaxMessage",
    ]),
    ("e911", &[
        "e911AddressTypes", "e911Cancel", "e911Info", "e911Provision", "e911ProvisionManually",
        "e911Update", "e911Validate",
    ]),
    ("LNP", &[
        "addLNPPort", "addLNPFile", "getLNPStatus", "getLNPNotes", "getLNPListStatus",
        "getLNPList", "getLNPDetails", "getLNPAttachList", "getLNPAttach",
    ]),
    ("Voicemail", &[
        "getVPRIs",
    ]),
];
