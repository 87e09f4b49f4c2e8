//! `tandem admin hook`.

use std::net::IpAddr;
use std::time::Duration;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ipnet::IpNet;
use tandem_domain::{AccountId, AccountRef, DeliveryId, DeliveryState, HookId, Target, is_public};
use tandem_engine::{
    DeliveryList, DeliveryRetry, DeliveryView, Engine, HookList, HookPut, HookRemove, HookTest,
    LIST_DELIVERIES_MAX, Retried, TryList,
};
use tandem_gateway::secret;

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// How long a test waits for the running node to have called …
const TEST_TIME_MAX: Duration = Duration::from_secs(20);
/// … and how often it looks.
const TEST_LOOK_EVERY: Duration = Duration::from_millis(200);

/// What to do with webhooks.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Tell a URL what happens to an account from now on. Prints the hook's id and, unless it was
    /// given, the secret that its calls are signed with.
    Add {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// Where it is called, with POST.
        url: String,
        /// A kind of event that it is told; may be repeated; without any, all that are told at all
        /// (see docs/webhooks.md).
        #[arg(long, value_name = "KIND")]
        kind: Vec<String>,
        /// What its calls are signed with; without it, a fresh one is made.
        #[arg(long, env = "TANDEM_WEBHOOK_SECRET", hide_env_values = true)]
        secret: Option<String>,
        /// A network beyond the public internet in which it may be; the node that calls must allow it
        /// too (webhook_private_networks). May be repeated.
        #[arg(long, value_name = "NETWORK")]
        allow: Vec<IpNet>,
    },
    /// List an account's webhooks.
    List {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
    },
    /// Remove a webhook; what it was not told yet it is not told any more.
    Remove {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// The hook.
        hook: i64,
    },
    /// Have a webhook called, by the node that runs, and say what came of it.
    Test {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// The hook.
        hook: i64,
    },
    /// List what was told or could not be, newest first.
    Deliveries {
        /// Of one hook only.
        #[arg(long)]
        hook: Option<i64>,
        /// Of one account only.
        #[arg(long, value_parser = naming::account)]
        account: Option<AccountRef>,
        /// Only what is waiting, delivered or failed.
        #[arg(long, value_parser = delivery_state())]
        state: Option<DeliveryState>,
        /// Only those with an id below this one: the next page.
        #[arg(long, value_name = "DELIVERY", default_value_t = i64::MAX)]
        before: i64,
    },
    /// Show every try of one delivery, and what is sent.
    Delivery {
        /// The delivery.
        id: i64,
    },
    /// Try again what was given up: one delivery, or all of a hook.
    Retry {
        /// The delivery.
        #[arg(required_unless_present = "hook", conflicts_with = "hook")]
        delivery: Option<i64>,
        /// The hook.
        #[arg(long)]
        hook: Option<i64>,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Add { account, url, kind: kinds, secret, allow: allowed } => {
            let given = secret.is_some();
            let secret = match secret {
                Some(secret) => secret,
                None => secret::fresh_key("whsec_").map_err(Failure::Unreachable)?,
            };
            let account = naming::id(engine, &account).await?;
            let shown = secret.clone();
            let (id, secret, enabled) = (None, Some(secret), true);
            if let Some(inside) = address_inside(&url).filter(|_| allowed.is_empty()) {
                return Err(Failure::Usage(format!(
                    "{inside} is not a public address: name the network it is in with --allow, such \
                     as --allow {inside}/{}; the node that calls must allow it too \
                     (webhook_private_networks; the demo allows loopback)",
                    if inside.is_ipv4() { 32 } else { 128 }
                )));
            }
            let put = HookPut { account, id, url, kinds, secret, enabled, allowed };
            let hook = operate(engine, put).await?;
            say!("hook {hook}");
            if !given {
                say!("secret {shown}");
            }
        }
        What::List { account } => {
            let account = naming::id(engine, &account).await?;
            for hook in operate(engine, HookList { account }).await? {
                let kinds =
                    if hook.kinds.is_empty() { "all".to_owned() } else { hook.kinds.join(",") };
                let state = if hook.enabled { "on" } else { "off" };
                say!("{}\t{state}\t{}\t{kinds}\tmade {}", hook.id, hook.url, hook.made);
            }
        }
        What::Remove { account, hook } => {
            let account = naming::id(engine, &account).await?;
            operate(engine, HookRemove { account, id: HookId(hook) }).await?;
            say!("removed");
        }
        What::Test { account, hook } => {
            let account = naming::id(engine, &account).await?;
            test(engine, account, HookId(hook)).await?;
        }
        What::Deliveries { hook, account, state, before } => {
            let account = naming::id_if_named(engine, account.as_ref()).await?;
            let hook = hook.map(HookId);
            let before = DeliveryId(before);
            let list = DeliveryList { account, hook, state, mail: false, before };
            let page = operate(engine, list).await?;
            page.iter().for_each(print);
            say_of_more(&page);
        }
        What::Delivery { id } => show(engine, DeliveryId(id)).await?,
        What::Retry { delivery, hook } => {
            let one = delivery.map(|id| Retried::One(DeliveryId(id)));
            let all = hook.map(|id| Retried::Hook(HookId(id)));
            let of = one.or(all).ok_or_else(|| Failure::Usage("name a delivery".to_owned()))?;
            let tried = operate(engine, DeliveryRetry { of }).await?;
            say!("{tried} to be tried again");
        }
    }
    Ok(())
}

/// Reads the state in which deliveries are to be.
pub(super) fn delivery_state() -> impl TypedValueParser<Value = DeliveryState> {
    let words = DeliveryState::WORDS.map(|(_, word)| word);
    PossibleValuesParser::new(words)
        .try_map(|word| DeliveryState::of_word(&word).ok_or("there is no such state"))
}

/// Says how to go on behind a page that is full.
pub(super) fn say_of_more(page: &[DeliveryView]) {
    if page.len() as i64 >= LIST_DELIVERIES_MAX
        && let Some(last) = page.last()
    {
        eprintln!("there may be more: --before {} goes on from here", last.id);
    }
}

/// The address beyond the public internet to which a URL is seen to lead, if it is.
fn address_inside(url: &str) -> Option<IpAddr> {
    let target = Target::parse(url).ok()?;
    target.known_address().filter(|address| !is_public(*address))
}

/// A line for one delivery.
pub(super) fn print(delivery: &DeliveryView) {
    let last = delivery.last.as_ref().map_or_else(
        || if delivery.tries > 0 { "under way" } else { "never tried" }.to_owned(),
        |last| match (last.status, last.error.as_str()) {
            (Some(status), "") => format!("{} {status}", last.at),
            (_, error) => format!("{} {error}", last.at),
        },
    );
    let next = match delivery.due {
        Some(due) => format!(", next {due}"),
        None => String::new(),
    };
    say!(
        "{}\t{}\t{}:{}\t{}\t{} tries\t{last}{next}",
        delivery.id,
        delivery.kind,
        delivery.account,
        delivery.seq,
        delivery.state.word(),
        delivery.tries
    );
}

async fn show(engine: &Engine, id: DeliveryId) -> Result<(), Failure> {
    for mail in [false, true] {
        let before = DeliveryId(id.0.saturating_add(1));
        let list = DeliveryList { account: None, hook: None, state: None, mail, before };
        let found = operate(engine, list).await?.into_iter().next();
        let Some(found) = found.filter(|found| found.id == id) else { continue };
        print(&found);
        for tried in operate(engine, TryList { id }).await? {
            let status = tried.status.map(|status| status.to_string()).unwrap_or_default();
            let millis = tried.micros / 1000;
            say!("try {}\t{}\t{status}\t{millis} ms\t{}", tried.nth, tried.at, tried.error);
        }
        say!("{}", found.payload);
        return Ok(());
    }
    Err(Failure::Refused(format!("there is no delivery {id}")))
}

async fn test(engine: &Engine, account: AccountId, hook: HookId) -> Result<(), Failure> {
    let seq = operate(engine, HookTest { account, id: hook }).await?;
    let started = std::time::Instant::now();
    while started.elapsed() < TEST_TIME_MAX {
        tokio::time::sleep(TEST_LOOK_EVERY).await;
        let (account, before) = (Some(account), DeliveryId(i64::MAX));
        let list = DeliveryList { account, hook: Some(hook), state: None, mail: false, before };
        let found = operate(engine, list).await?;
        let Some(test) = found.iter().find(|delivery| delivery.seq == seq) else { continue };
        let Some(last) = &test.last else { continue };
        print(test);
        return if last.error.is_empty() {
            Ok(())
        } else {
            Err(Failure::Refused(last.error.clone()))
        };
    }
    Err(Failure::Unreachable(
        "nobody has called it yet: `tandem serve` does that, over this database".to_owned(),
    ))
}
