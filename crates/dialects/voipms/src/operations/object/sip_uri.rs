//! SIP URIs.

use tandem_domain::{ObjectId, SipUri};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::{flag, national};

/// The addresses on other switches.
pub struct SipUris;

const ID: Param = param::id("sipuri", "the SIP URI");

static SET: Spec = Spec {
    name: "setSIPURI",
    section: DIDS,
    about: "Makes or changes an address on another switch.",
    params: &[
        ID,
        required(param::text("uri", "the address, user@host")),
        param::DESCRIPTION,
        param::CALLER_ID_OVERRIDE,
        Param::optional("callerid_e164", Kind::Flag, "whether numbers are shown with a plus"),
    ],
};

static GET: Spec = Spec {
    name: "getSIPURIs",
    section: DIDS,
    about: "Lists the addresses on other switches.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delSIPURI",
    section: DIDS,
    about: "Deletes an address on another switch.",
    params: &[required(ID)],
};

impl Objects for SipUris {
    type Body = SipUri;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    // The provider does not say under which id it was made.
    const MADE: Option<&'static str> = None;
    const LIST: &'static str = "sipuris";
    const EMPTY: &'static str = "no_sipuri";

    fn read(args: &Reader<'_>) -> Result<SipUri, Fault> {
        let uri = read::text(args, "uri")?;
        Ok(SipUri {
            name: read::text(args, "description")?,
            uri: uri.strip_prefix("sip:").map(str::to_owned).unwrap_or(uri),
            caller_id: read::caller_id(args, "callerid_override")?,
            e164: args.flag("callerid_e164")?.unwrap_or(false),
            passing: false,
        })
    }

    fn row(id: ObjectId, body: &SipUri) -> Map {
        Map::new()
            .with("sipuri", id.to_string())
            .with("uri", &body.uri)
            .with("description", &body.name)
            .with("callerid_override", national(body.caller_id))
            .with("callerid_e164", flag(body.e164))
    }
}
