//! Whose a database is: a demo's, which may be thrown away, or somebody's who would miss it.
//!
//! The demo leaves its mark in the name of the operator's own account, before the first thing it
//! writes and after the last.

use tandem_domain::{AccountId, AccountStatus, Actor};
use tandem_engine::{AccountList, AccountSet, AccountView, Ask, Engine};
use tandem_store::{DatabaseUrl, ReadLimit, Schema, Store, StoreError, Tx, account};
use tokio::sync::oneshot;

use crate::failure::Failure;

const BEGUN: &str = "the operator of a demo that is being stocked";
const STOCKED: &str = "the operator of a demo";

/// How many events a database has in which nothing was done: its operator's account was opened.
const EVENTS_OF_NOTHING: u64 = 1;

/// How far a demo has come in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is nothing in it.
    Empty,
    /// A demo began to stock it and did not end.
    Begun,
    /// A demo stocked it.
    Stocked,
    /// There is something in it that no demo put there.
    Foreign,
}

/// How far a demo has come here.
pub(super) async fn stage(engine: &Engine) -> Result<Stage, Failure> {
    // Without an operator nothing was ever done here.
    let Ok(operator) = operator(engine).await else { return emptiness(engine).await };
    match operator.profile.name.as_str() {
        BEGUN => Ok(Stage::Begun),
        STOCKED => Ok(Stage::Stocked),
        _ => emptiness(engine).await,
    }
}

/// Whether a demo stocked this database or began to, of whatever schema it is: it is neither brought
/// up to date for the look nor refused for what it lacks.
pub(super) async fn is_of_a_demo(url: &DatabaseUrl) -> Result<bool, Failure> {
    let store = Store::open_knowing(url, &Schema::ours().up_to(0)).map_err(Failure::from)?;
    let (tell, told) = oneshot::channel();
    let look = move |tx: Result<&mut dyn Tx, StoreError>| {
        let name = tx.and_then(|tx| account::name(tx, AccountId::OPERATOR));
        // Whoever asked waits for it.
        let _ = tell.send(name.ok().flatten());
    };
    store.read(ReadLimit::Second, Box::new(look));
    let name = told.await.unwrap_or_default();
    store.close();
    Ok(name.is_some_and(|name| name == BEGUN || name == STOCKED))
}

async fn emptiness(engine: &Engine) -> Result<Stage, Failure> {
    let found = engine.examine().await?;
    let nothing = found.numbers == 0 && found.events <= EVENTS_OF_NOTHING;
    Ok(if nothing { Stage::Empty } else { Stage::Foreign })
}

/// Says that a demo is about to fill this database.
pub(super) async fn begin(engine: &Engine) -> Result<(), Failure> {
    mark(engine, BEGUN).await
}

/// Says that all of it is there.
pub(super) async fn finish(engine: &Engine) -> Result<(), Failure> {
    mark(engine, STOCKED).await
}

async fn operator(engine: &Engine) -> Result<AccountView, Failure> {
    let own = Ask::new(Actor::operator(), AccountList { customer: None });
    let found = engine.execute(own).await?.into_iter().next();
    found.ok_or_else(|| Failure::Refused("there is no operator".to_owned()))
}

async fn mark(engine: &Engine, name: &str) -> Result<(), Failure> {
    let mut profile = operator(engine).await?.profile;
    name.clone_into(&mut profile.name);
    let (account, status) = (AccountId::OPERATOR, AccountStatus::Open);
    let set = AccountSet { account, profile, status };
    Ok(engine.execute(Ask::new(Actor::operator(), set)).await?)
}
