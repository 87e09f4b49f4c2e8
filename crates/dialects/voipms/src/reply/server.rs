//! Points of presence.

use tandem_engine::PopView;
use tandem_wire::php::Map;

use super::Reply;

/// The points of presence, by id.
pub fn servers(found: &[PopView]) -> Reply {
    Reply::list("servers", found.iter().map(server).collect(), "unavailable_info")
}

fn server(found: &PopView) -> Map {
    place(found).with("server_recommended", if found.pop.recommended { "Yes" } else { "No" })
}

/// A point of presence, as other lists name it too.
pub(super) fn place(found: &PopView) -> Map {
    let pop = &found.pop;
    Map::new()
        .with("server_name", &found.name)
        .with("server_shortname", pop.short_name(&found.name))
        .with("server_hostname", &pop.host)
        .with("server_ip", &pop.ip)
        .with("server_country", &pop.country)
        .with("server_pop", found.id.to_string())
}
