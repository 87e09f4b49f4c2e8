//! Functions by which a reseller hands numbers to its clients.

use tandem_engine::{ClientConnect, ClientDisconnect};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request;

/// The longest way to write a day.
const DAY_CHARS: usize = "2014-03-30".len();

static CONNECT_DID: Spec = Spec {
    name: "connectDID",
    section: DIDS,
    about: "Hands a number to a reseller's client, who is charged for it from then on.",
    params: &[
        param::DID,
        param::required(param::ACCOUNT),
        param::required(param::MONTHLY),
        param::required(param::SETUP),
        param::required(param::MINUTE),
        Param::optional("next_billing", Kind::Text(DAY_CHARS), "when its second month begins"),
        Param::optional("dont_charge_setup", Kind::Flag, "the set-up is a present"),
        Param::optional("dont_charge_monthly", Kind::Flag, "the first month is a present"),
    ],
};

/// Hands a number to a client.
pub struct ConnectDid;

impl Operation for ConnectDid {
    const SPEC: &'static Spec = &CONNECT_DID;
    type Command = ClientConnect;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ClientConnect, Fault> {
        request::connect(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static UNCONNECT_DID: Spec = Spec {
    name: "unconnectDID",
    section: DIDS,
    about: "Takes a number back from a reseller's client.",
    params: &[param::DID],
};

/// Takes a number back.
pub struct UnconnectDid;

impl Operation for UnconnectDid {
    const SPEC: &'static Spec = &UNCONNECT_DID;
    type Command = ClientDisconnect;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ClientDisconnect, Fault> {
        request::unconnect(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}
