//! The function that lists the points of presence.

use tandem_engine::{PopList, PopView};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use super::GENERAL;
use crate::reply::{self, Reply};
use crate::request::{self, POP_MAX};

static GET_SERVERS_INFO: Spec = Spec {
    name: "getServersInfo",
    section: GENERAL,
    about: "Lists the points of presence.",
    params: &[Param::optional("server_pop", Kind::Integer(1, POP_MAX), "only this one")],
};

/// Lists the points of presence.
pub struct GetServersInfo;

impl Operation for GetServersInfo {
    const SPEC: &'static Spec = &GET_SERVERS_INFO;
    type Command = PopList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<PopList, Fault> {
        request::servers(args)
    }

    fn show(servers: Vec<PopView>, _args: &Reader<'_>) -> Reply {
        reply::servers(&servers)
    }
}
