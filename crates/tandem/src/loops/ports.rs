//! Port requests whose time is up lapse, and what they kept of people goes.

use std::time::Duration;

use tandem_domain::Refusal;
use tandem_engine::{Engine, PortDue, PortTend, PortTended};

use super::{operate, or_nothing};

/// How often it is looked whether the time of a request is up.
const TEND_EVERY: Duration = Duration::from_secs(60);

/// Sees to port requests whose time is up, for as long as the node runs.
pub async fn tend_ports(engine: Engine) {
    loop {
        tend_all(&engine).await;
        tokio::time::sleep(TEND_EVERY).await;
    }
}

/// Sees to port requests whose time is up, until there is none.
pub async fn tend_all(engine: &Engine) {
    while or_nothing("port.tend", tend_some(engine).await) {}
}

/// Sees to some of them; says whether anything was done, so that there may be more.
async fn tend_some(engine: &Engine) -> Result<bool, Refusal> {
    let mut is_any = false;
    for (port, customer) in operate(engine, PortDue).await? {
        let done = operate(engine, PortTend { port, customer: customer.0 }).await?;
        is_any |= done != PortTended::Nothing;
    }
    Ok(is_any)
}
