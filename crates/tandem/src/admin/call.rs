//! `tandem admin call`.

use clap::{Args, Subcommand};
use tandem_domain::route::Cause;
use tandem_domain::{AccountId, Timestamp};
use tandem_engine::{CallFind, CallSought, CallWhole, Engine};

use super::operate;
use crate::cli::read_time;
use crate::failure::Failure;
use crate::voice::say;

/// Calls as switches reported them, and what they cost.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List calls, the latest first, at most a hundred: when, number, other side, how it ended, for whom, what it
    /// cost, what the switch calls it.
    List {
        #[command(flatten)]
        by: By,
        /// Only those that began before this time, in UTC.
        #[arg(long, value_name = "TIME", value_parser = read_time)]
        before: Option<Timestamp>,
    },
    /// Show all that is known of a call, each of its legs.
    Show {
        /// What the switch calls it, such as its Call-ID.
        name: String,
    },
}

/// What calls are looked for by.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct By {
    /// To, or from, this number of ours.
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// With this on the other side.
    #[arg(long, value_name = "NUMBER")]
    other: Option<String>,
    /// By this name, such as a Call-ID.
    #[arg(long, value_name = "NAME")]
    call: Option<String>,
    /// To numbers that nobody had: reported, kept, and charged to nobody.
    #[arg(long)]
    nobodys: bool,
}

impl By {
    fn sought(self, engine: &Engine) -> Result<CallSought, Failure> {
        let number = |text: &str| {
            let read = engine.rules().read(text);
            read.map_err(|fault| Failure::Usage(format!("--number: {fault}")))
        };
        Ok(match self {
            Self { number: Some(text), .. } => CallSought::Number(number(&text)?),
            Self { other: Some(text), .. } => CallSought::Other(text),
            Self { call: Some(name), .. } => CallSought::Name(name),
            Self { .. } => CallSought::Nobody,
        })
    }
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::List { by, before } => {
            let by = by.sought(engine)?;
            for call in operate(engine, CallFind { by, before }).await? {
                line(&call);
            }
        }
        What::Show { name } => {
            let by = CallSought::Name(name.clone());
            let legs = operate(engine, CallFind { by, before: None }).await?;
            if legs.is_empty() {
                return Err(Failure::Refused(format!("no switch has reported a call {name}")));
            }
            legs.iter().for_each(whole);
        }
    }
    Ok(())
}

fn whose(account: Option<AccountId>) -> String {
    account.map_or_else(|| "nobody".to_owned(), |account| account.to_string())
}

fn end(call: &CallWhole) -> String {
    match call.record.cause {
        None => format!("answered, {} s", call.record.seconds()),
        Some(cause) => Cause::word(cause).to_owned(),
    }
}

fn line(call: &CallWhole) {
    let record = &call.record;
    say!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        record.started.exact(),
        record.did,
        record.other,
        end(call),
        whose(call.owner),
        call.charged,
        record.call
    );
}

fn whole(call: &CallWhole) {
    let record = &call.record;
    let at = |at: Option<Timestamp>| at.map(Timestamp::exact).unwrap_or_default();
    let leg = if record.leg.is_empty() { String::new() } else { format!(", leg {}", record.leg) };
    say!("call {} of {}{leg} ({})", record.call, record.switch, record.direction.word());
    say!("  number       {}", record.did);
    say!("  other side   {} {}", record.other, record.name);
    say!("  began        {}", record.started.exact());
    say!("  answered     {} {}", at(record.answered), record.answered_by);
    say!("  ended        {} {} {}", record.ended.exact(), end(call), record.code);
    say!("  number of    {}, paid for by {}", whose(call.owner), whose(call.account));
    let minute =
        call.minute.map_or_else(|| "not rated".to_owned(), |minute| format!("{minute} a minute"));
    say!("  charged      {} for {} s, {minute}", call.charged, call.billed);
}
