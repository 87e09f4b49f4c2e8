//! `tandem admin account zone`: by which clock a customer's hours are meant.

use tandem_domain::{AccountKind, AccountRef};
use tandem_engine::{AccountSet, Engine};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What stands for the zone that everybody has who has none of their own.
const USUAL: &str = "usual";

pub(super) async fn run(
    engine: &Engine,
    named: &AccountRef,
    zone: Option<String>,
) -> Result<(), Failure> {
    let seen = naming::view(engine, named).await?;
    let mut profile = seen.profile;
    let Some(zone) = zone else {
        let whose = if profile.zone.is_empty() { " (usual)" } else { "" };
        say!("{}{whose}", profile.zone());
        return Ok(());
    };
    if seen.kind == AccountKind::Sub {
        let why = "what calls go to belongs to its customer: set the customer's zone".to_owned();
        return Err(Failure::Refused(why));
    }
    profile.zone = if zone == USUAL { String::new() } else { zone };
    operate(engine, AccountSet { account: seen.id, profile, status: seen.status }).await
}
