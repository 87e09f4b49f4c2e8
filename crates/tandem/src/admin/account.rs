//! `tandem admin account`.

use clap::Subcommand;
use tandem_domain::{
    AccountId, AccountProfile, AccountStatus, Currency, Destination, Money, PostingId, Reason,
};
use tandem_engine::{
    AccountList, AccountOpen, AccountSet, AccountView, Alias, Engine, FundsPost, StatementList,
};

use super::operate;
use crate::cli::Failure;

/// What to do with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Open a customer or a sub-account.
    Open {
        /// A name for people.
        #[arg(long)]
        name: String,
        /// The rate plan of its orders when they name none.
        #[arg(long, default_value = "STANDARD")]
        plan: String,
        /// The currency of its balance.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// The customer that it is a sub-account of.
        #[arg(long, value_name = "ID")]
        parent: Option<i64>,
        /// A name under which a dialect knows it, such as voipms:100001; may be repeated.
        #[arg(long, value_name = "DIALECT:NAME")]
        alias: Vec<String>,
        /// Its e-mail address.
        #[arg(long, default_value = "")]
        email: String,
        /// Where its numbers ring unless an order says otherwise, such as callflow:1.
        #[arg(long, default_value = "none:")]
        routing: String,
    },
    /// Show an account and its sub-accounts.
    Show {
        /// The customer.
        id: i64,
    },
    /// Change what is known about a customer; what is not named stays.
    Set {
        /// The customer.
        id: i64,
        /// A name for people.
        #[arg(long)]
        name: Option<String>,
        /// The rate plan of its orders when they name none.
        #[arg(long)]
        plan: Option<String>,
        /// Its e-mail address.
        #[arg(long)]
        email: Option<String>,
        /// Where its numbers ring unless an order says otherwise, such as callflow:1.
        #[arg(long)]
        routing: Option<String>,
    },
    /// Let an account buy, or not.
    Status {
        /// The account.
        id: i64,
        /// It may not buy.
        #[arg(long)]
        suspend: bool,
    },
    /// Add what a customer paid in.
    TopUp {
        /// The customer.
        id: i64,
        /// How much, such as 100.00.
        amount: String,
        /// Stands on the statement.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Put a balance right, either way.
    Adjust {
        /// The customer.
        id: i64,
        /// How much; negative takes away.
        #[arg(allow_hyphen_values = true)]
        amount: String,
        /// Why; stands on the statement.
        #[arg(long)]
        note: String,
    },
    /// Print a statement, each line with its reason.
    Statement {
        /// The customer.
        id: i64,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Open { name, plan, currency, parent, alias, email, routing } => {
            let currency = Currency::parse(&currency)
                .ok_or_else(|| Failure::Usage("--currency: must be three letters".to_owned()))?;
            let default_routing = read_routing(&routing)?;
            let aliases = alias.iter().map(|text| read_alias(text)).collect::<Result<_, _>>()?;
            let profile = AccountProfile { name, plan, default_routing, client_limit: None, email };
            let parent = parent.map(AccountId);
            let opened =
                operate(engine, AccountOpen { parent, profile, currency, aliases }).await?;
            println!("{}", opened.account);
            Ok(())
        }
        What::Show { id } => {
            let family = operate(engine, AccountList { customer: Some(AccountId(id)) }).await?;
            for account in family {
                println!(
                    "{}\t{:?}\t{:?}\t{} {}\t{}",
                    account.id,
                    account.kind,
                    account.status,
                    account.balance,
                    account.currency.as_str(),
                    account.profile.name
                );
            }
            Ok(())
        }
        What::Status { id, suspend } => {
            let account = customer(engine, id).await?;
            let status = if suspend { AccountStatus::Suspended } else { AccountStatus::Open };
            operate(engine, AccountSet { account: account.id, profile: account.profile, status })
                .await
        }
        What::Set { id, name, plan, email, routing } => {
            let AccountView { id: account, status, mut profile, .. } = customer(engine, id).await?;
            profile.name = name.unwrap_or(profile.name);
            profile.plan = plan.unwrap_or(profile.plan);
            profile.email = email.unwrap_or(profile.email);
            if let Some(routing) = routing {
                profile.default_routing = read_routing(&routing)?;
            }
            operate(engine, AccountSet { account, profile, status }).await
        }
        What::TopUp { id, amount, note } => post(engine, id, &amount, Reason::TopUp, note).await,
        What::Adjust { id, amount, note } => {
            post(engine, id, &amount, Reason::Adjustment, note).await
        }
        What::Statement { id } => statement(engine, AccountId(id)).await,
    }
}

async fn customer(engine: &Engine, id: i64) -> Result<AccountView, Failure> {
    let id = AccountId(id);
    let family = operate(engine, AccountList { customer: Some(id) }).await?;
    let found = family.into_iter().find(|account| account.id == id);
    found.ok_or_else(|| Failure::Refused(format!("{id} is no customer")))
}

fn read_routing(text: &str) -> Result<Destination, Failure> {
    Destination::parse(text).map_err(|fault| Failure::Usage(format!("--routing: {fault}")))
}

fn read_alias(text: &str) -> Result<Alias, Failure> {
    match text.split_once(':') {
        Some((scheme, name)) if !scheme.is_empty() && !name.is_empty() => {
            Ok(Alias { scheme: scheme.to_owned(), name: name.to_owned() })
        }
        _ => Err(Failure::Usage(format!("--alias {text}: must be like voipms:100001"))),
    }
}

async fn post(
    engine: &Engine,
    id: i64,
    amount: &str,
    reason: Reason,
    note: String,
) -> Result<(), Failure> {
    let amount =
        Money::parse(amount).map_err(|fault| Failure::Usage(format!("{amount} {fault}")))?;
    let post = FundsPost { account: AccountId(id), amount, reason, note };
    let posted = operate(engine, post).await?;
    println!("balance {}", posted.balance);
    Ok(())
}

async fn statement(engine: &Engine, customer: AccountId) -> Result<(), Failure> {
    let mut after = PostingId(i64::MIN);
    let mut balance = Money::ZERO;
    loop {
        let list = StatementList { customer: Some(customer), after };
        let lines = operate(engine, list).await?;
        let Some(last) = lines.last() else {
            return Ok(());
        };
        after = last.posting.id;
        for line in lines {
            balance = balance.plus(line.change).unwrap_or(balance);
            println!(
                "{}\t{:>12}\t{:>12}\t{}",
                line.posting.at,
                line.change.to_string(),
                balance.to_string(),
                line.why
            );
        }
    }
}
