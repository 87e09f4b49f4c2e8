//! Accounts are told what kept their calls out.

use std::time::Duration;

use tandem_domain::{Actor, Refusal};
use tandem_engine::{Ask, CallGuard, Engine};
use tandem_mirror::Guarded;

/// How often they are told.
const GUARDS_EVERY: Duration = Duration::from_secs(1);

/// Tells accounts what kept their calls out, for as long as the node runs.
pub async fn tell_of_guards(engine: Engine) {
    loop {
        tell_untold(&engine).await;
        tokio::time::sleep(GUARDS_EVERY).await;
    }
}

/// Tells what nobody was told of yet. Each account hears of each rule once an hour, from whichever node.
pub async fn tell_untold(engine: &Engine) {
    let calls = &engine.mirrors().calls;
    for guarded in calls.take_untold() {
        let Guarded { account, did, guard, at } = guarded;
        let key = format!("guard:{account}:{}:{}", guard.word(), at.seconds() / 3600);
        let command = CallGuard { account, did, guard };
        let ask = Ask { key: Some(key), ..Ask::new(Actor::operator(), command) };
        match engine.execute(ask).await {
            // Another node was first, and with another number.
            Ok(()) | Err(Refusal::KeyReused) => {}
            Err(Refusal::Unavailable) => calls.put_back(guarded),
            Err(refusal) => {
                tracing::warn!(%account, %refusal, "an account cannot be told of its calls");
            }
        }
    }
}
