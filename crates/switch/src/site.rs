//! What a switch has around it.

/// The names under which a switch finds what is around it; set by the operator for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The host, with its port if it is not the usual one, at which our own logins register and by
    /// which our numbers are written in SIP addresses.
    pub domain: String,
    /// Where calls to numbers outside go: for Kamailio and redirects a host with its port, for
    /// FreeSWITCH the name of a gateway, for Asterisk that of an endpoint. `None`: nowhere.
    pub carrier: Option<String>,
    /// For a switch that only signals: the host, with its port, of one that plays and records.
    pub media: Option<String>,
}
