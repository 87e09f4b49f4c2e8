//! `tandem admin plan`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Subcommand;
use tandem_domain::{
    AccountId, AccountRef, CallTerms, Currency, Fees, MessagePrice, Money, OutwardPrice, PlanRule,
    Price, RatePlan, RuleMatch, Steps, is_plan_code, priced_twice,
};
use tandem_engine::{Engine, PlanList, PlanPage, PlanPut};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with rate plans.
#[derive(Clone, Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, and it is read once")]
pub enum What {
    /// Put a plan with one price for every number in force.
    Set {
        /// Its code. An order that names none takes its account's, STANDARD unless told otherwise;
        /// VoIP.ms orders name PERMINUTE or FLAT (billing_type 1 and 2), Anveo orders any, or SU.
        code: String,
        /// A name for people.
        #[arg(long, default_value = "")]
        name: String,
        /// Once, at order.
        #[arg(long, default_value = "0")]
        setup: String,
        /// Each month.
        #[arg(long)]
        monthly: String,
        /// Each minute.
        #[arg(long, default_value = "0")]
        minute: String,
        /// Each slot that an order buys along (DialogTech's order_slot).
        #[arg(long, value_name = "PRICE", default_value = "0")]
        slot: String,
        /// Each part of a text message, to whoever sends it.
        #[arg(long, value_name = "PRICE", default_value = "0")]
        message_sent: String,
        /// Each part of a text message, to whoever receives it.
        #[arg(long, value_name = "PRICE", default_value = "0")]
        message_received: String,
        /// How the time of calls is counted: the first step and each further one, in seconds.
        #[arg(long, value_name = "FIRST/NEXT", default_value = "6/6")]
        steps: Steps,
        /// What a minute costs on the way out, where a number is forwarded outside, by how the number called begins;
        /// the longest that fits. May be repeated. Where none fits, nothing is charged.
        #[arg(long, value_name = "DIGITS=PRICE")]
        outward: Vec<OutwardPrice>,
        /// The most calls at once to one number; without it, as many as come.
        #[arg(long, value_name = "COUNT")]
        channels: Option<u32>,
        /// Each number that comes from another carrier.
        #[arg(long, value_name = "PRICE", default_value = "0")]
        port_in: String,
        /// Each look at which carrier has a number.
        #[arg(long, value_name = "PRICE", default_value = "0")]
        carrier_lookup: String,
        /// Each look at how a caller is called.
        #[arg(long, value_name = "PRICE", default_value = "0")]
        cnam_lookup: String,
        /// Only for this customer.
        #[arg(long, value_parser = naming::account)]
        account: Option<AccountRef>,
    },
    /// Put plans from a JSON file in force: an array of plans with rules by kind, country, state,
    /// area code and rate centre; the first rule that matches a number prices it.
    Load {
        /// The file.
        file: PathBuf,
        /// Only for this customer.
        #[arg(long, value_parser = naming::account)]
        account: Option<AccountRef>,
    },
    /// List the plans in force for everybody, as JSON.
    List,
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Set {
            code,
            name,
            setup,
            monthly,
            minute,
            slot,
            message_sent,
            message_received,
            steps,
            outward,
            channels,
            port_in,
            carrier_lookup,
            cnam_lookup,
            account,
        } => {
            let money = |option: &str, text: &str| {
                Money::parse(text)
                    .map_err(|fault| Failure::Usage(format!("--{option} {text} {fault}")))
            };
            let price = Price {
                setup: money("setup", &setup)?,
                monthly: money("monthly", &monthly)?,
                minute: money("minute", &minute)?,
            };
            require_once(&outward)?;
            let plan = RatePlan {
                name: if name.is_empty() { code.clone() } else { name },
                code,
                currency: Currency::USD,
                rules: vec![PlanRule { numbers: RuleMatch::default(), price }],
                slot: money("slot", &slot)?,
                message: MessagePrice {
                    sent: money("message-sent", &message_sent)?,
                    received: money("message-received", &message_received)?,
                },
                call: CallTerms { steps, outward, channels, ..CallTerms::default() },
                fees: Fees {
                    port_in: money("port-in", &port_in)?,
                    carrier_lookup: money("carrier-lookup", &carrier_lookup)?,
                    cnam_lookup: money("cnam-lookup", &cnam_lookup)?,
                },
            };
            let account = naming::id_if_named(engine, account.as_ref()).await?;
            put(engine, account, plan).await
        }
        What::Load { file, account } => {
            let unreadable =
                |why: &dyn std::fmt::Display| Failure::Usage(format!("{}: {why}", file.display()));
            let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&error))?;
            let plans: Vec<RatePlan> =
                serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
            let mut codes = BTreeSet::new();
            if let Some(twice) = plans.iter().find(|plan| !codes.insert(&plan.code)) {
                return Err(unreadable(&format_args!("plan {} stands in it twice", twice.code)));
            }
            for plan in &plans {
                require_once(&plan.call.outward)?;
            }
            let account = naming::id_if_named(engine, account.as_ref()).await?;
            for plan in plans {
                put(engine, account, plan).await?;
            }
            Ok(())
        }
        What::List => {
            let plans = operate(engine, PlanList).await?;
            let text = serde_json::to_string_pretty(&plans).unwrap_or_default();
            say!("{text}");
            Ok(())
        }
    }
}

/// Makes sure that a plan is in force, for everybody or for that customer.
pub(super) async fn require(
    engine: &Engine,
    code: &str,
    customer: Option<AccountId>,
) -> Result<(), Failure> {
    let mut page = PlanPage { after: String::new(), account: None };
    loop {
        let plans = operate(engine, page).await?;
        let Some((account, last)) = plans.last() else {
            return Err(Failure::Refused(format!(
                "--plan: there is no plan {code} in force; `plan set {code} --monthly …` makes one"
            )));
        };
        page = PlanPage { after: last.code.clone(), account: *account };
        let is_good = |account: Option<AccountId>| account.is_none() || account == customer;
        if plans.iter().any(|(account, plan)| plan.code == code && is_good(*account)) {
            return Ok(());
        }
    }
}

/// Refuses prices of which two are for the same numbers outside.
fn require_once(outward: &[OutwardPrice]) -> Result<(), Failure> {
    match priced_twice(outward) {
        Some(prefix) => {
            let why = "is priced twice: which of the two is meant?";
            Err(Failure::Usage(format!("--outward {prefix}=… {why}")))
        }
        None => Ok(()),
    }
}

async fn put(engine: &Engine, account: Option<AccountId>, plan: RatePlan) -> Result<(), Failure> {
    let code = plan.code.clone();
    if !is_plan_code(&code) {
        return Err(Failure::Usage(format!(
            "{code:?} is no code of a plan: letters, digits and ._- make one"
        )));
    }
    let id = operate(engine, PlanPut { account, plan }).await?;
    say!("{code} is version {id}");
    Ok(())
}
