//! `tandem admin account`.

use clap::Subcommand;
use tandem_domain::{
    AccountId, AccountKind, AccountProfile, AccountRef, AccountStatus, Currency, DEFAULT_PLAN,
    Destination, Money, PostingId, Reason, Timestamp,
};
use tandem_engine::{
    AccountCredit, AccountList, AccountOpen, AccountSet, AccountView, Alias, CustomerList, Engine,
    FundsPost, FundsRefund,
};

use super::{client, limit, operate, statement, zone};
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Open a customer or a sub-account.
    Open {
        /// A name for people.
        #[arg(long)]
        name: String,
        /// The rate plan of its orders when they name none; STANDARD, unless it says otherwise.
        #[arg(long, value_name = "CODE")]
        plan: Option<String>,
        /// The currency of its balance.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// The customer that it is a sub-account of.
        #[arg(long, value_name = "ACCOUNT", value_parser = naming::account)]
        parent: Option<AccountRef>,
        /// A name under which a dialect knows it, such as voipms:100001; may be repeated.
        #[arg(long, value_name = "DIALECT:NAME", value_parser = naming::alias)]
        alias: Vec<Alias>,
        /// Its e-mail address.
        #[arg(long, default_value = "")]
        email: String,
        /// Where its numbers ring unless an order says otherwise, such as callflow:1.
        #[arg(long, default_value = "none:")]
        routing: String,
    },
    /// List the customers. `show` lists the sub-accounts of one.
    List,
    /// Show an account and its sub-accounts.
    Show {
        /// The customer, or one of its sub-accounts.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
    },
    /// Change what is known about a customer; what is not named stays.
    Set {
        /// The customer.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
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
        /// How far below nothing its balance may go, such as 50.00.
        #[arg(long, value_name = "AMOUNT")]
        credit_limit: Option<String>,
        /// How far below nothing the balance of a reseller's client may go with its reseller, or
        /// `none`: as far as it goes.
        #[arg(long, value_name = "AMOUNT")]
        client_limit: Option<String>,
        /// How many text messages it may send in a day.
        #[arg(long, value_name = "COUNT")]
        messages_a_day: Option<u32>,
        /// Its ZIP or postal code, which another carrier must know that asks for its numbers.
        #[arg(long, value_name = "CODE")]
        postal_code: Option<String>,
        /// How many numbers it may keep from others in its carts at a time; 0: as many as anybody.
        #[arg(long, value_name = "COUNT")]
        held_max: Option<u32>,
    },
    /// Show or set how much an account may call, and where to: calls at once, calls in a minute, what they
    /// may cost in an hour, and exceptions to where calls may go.
    Limit {
        /// The account.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        #[command(flatten)]
        change: limit::Change,
    },
    /// Show or set the time zone by which a customer's hours are meant that name none: those of VoIP.ms's time conditions.
    Zone {
        /// The customer.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// The zone by its name in the tz database, such as America/Denver, or `usual` for America/Toronto; without it, it is
        /// shown.
        zone: Option<String>,
    },
    /// Let an account buy, or not.
    Status {
        /// The account.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// It may not buy.
        #[arg(long)]
        suspend: bool,
    },
    /// Add what a customer paid in, or what a client paid its reseller.
    TopUp {
        /// The customer, or a reseller's client.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// How much, such as 100.00.
        amount: String,
        /// Stands on the statement.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Put a balance right, either way. Of a reseller's client it is the balance between the two.
    Adjust {
        /// The customer, or a reseller's client.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// How much; negative takes away.
        #[arg(allow_hyphen_values = true)]
        amount: String,
        /// Why; stands on the statement.
        #[arg(long)]
        note: String,
    },
    /// Give back a charge, whole or in part.
    Refund {
        /// The customer.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// The charge: the line of the statement.
        charge: i64,
        /// How much; without it, all that is left of the charge.
        #[arg(long)]
        amount: Option<String>,
        /// Why; stands on the statement.
        #[arg(long)]
        note: String,
    },
    /// Print what a reseller earned by a client, number by number: what the client was charged, and
    /// what the reseller was charged for the same number while the client had it.
    Margin {
        /// The client; or the reseller, for all its clients, a line for each.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// From this day or instant on, such as 2026-02-01.
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Up to, and without, this day or instant.
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
    },
    /// Print a statement, each line with its reason and the balance after it.
    Statement {
        /// The customer.
        #[arg(value_name = "ACCOUNT", value_parser = naming::account)]
        id: AccountRef,
        /// From this day or instant on, such as 2026-02-01 or 2026-02-01T12:00:00Z.
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Up to, and without, this day or instant.
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Open { name, plan, currency, parent, alias: aliases, email, routing } => {
            let currency = Currency::in_circulation(&currency).ok_or_else(|| {
                Failure::Usage("--currency: must be one of ISO 4217, such as USD".to_owned())
            })?;
            let default_routing = read_routing(&routing)?;
            let parent = naming::id_if_named(engine, parent.as_ref()).await?;
            if let Some(code) = &plan {
                super::plan::require(engine, code, parent).await?;
            }
            let profile = AccountProfile {
                name,
                plan: plan.unwrap_or_else(|| DEFAULT_PLAN.to_owned()),
                default_routing,
                client_limit: None,
                calls: tandem_domain::CallLimits::default(),
                held_max: None,
                closed: false,
                email,
                messages_a_day: None,
                zone: String::new(),
                postal_code: String::new(),
            };
            let opened =
                operate(engine, AccountOpen { parent, profile, currency, aliases }).await?;
            say!("{}", opened.account);
            Ok(())
        }
        What::List => {
            let mut after = AccountId::OPERATOR;
            loop {
                let page = operate(engine, CustomerList { after }).await?;
                let Some(last) = page.last() else { return Ok(()) };
                after = last.id;
                page.iter().for_each(show);
            }
        }
        What::Show { id } => {
            let named = naming::view(engine, &id).await?;
            let family = operate(engine, AccountList { customer: Some(named.root) }).await?;
            let is_shown =
                |other: &&AccountView| named.kind == AccountKind::Customer || other.id == named.id;
            family.iter().filter(is_shown).for_each(show);
            if named.kind == AccountKind::Sub {
                say!("it is under customer {}, who pays us for its numbers", named.root);
            }
            Ok(())
        }
        What::Limit { id, change } => limit::run(engine, &id, change).await,
        What::Zone { id, zone } => zone::run(engine, &id, zone).await,
        What::Status { id, suspend } => {
            let account = naming::view(engine, &id).await?;
            let status = if suspend { AccountStatus::Suspended } else { AccountStatus::Open };
            operate(engine, AccountSet { account: account.id, profile: account.profile, status })
                .await
        }
        What::Set {
            id,
            name,
            plan,
            email,
            routing,
            credit_limit,
            client_limit,
            held_max,
            messages_a_day,
            postal_code,
        } => {
            let seen = naming::view(engine, &id).await?;
            let AccountView { id: account, status, mut profile, .. } = seen.clone();
            let is_client = seen.kind == AccountKind::Sub;
            if is_client && credit_limit.is_some() || !is_client && client_limit.is_some() {
                return Err(Failure::Usage(
                    "--credit-limit is a customer's with us, --client-limit that of a sub-account with \
                     its customer"
                        .to_owned(),
                ));
            }
            if let Some(code) = &plan {
                super::plan::require(engine, code, Some(seen.root)).await?;
            }
            profile.name = name.unwrap_or(profile.name);
            profile.plan = plan.unwrap_or(profile.plan);
            profile.email = email.unwrap_or(profile.email);
            profile.postal_code = postal_code.unwrap_or(profile.postal_code);
            profile.messages_a_day = messages_a_day.or(profile.messages_a_day);
            if let Some(most) = held_max {
                profile.held_max = Some(most).filter(|most| *most > 0);
            }
            if let Some(routing) = routing {
                profile.default_routing = read_routing(&routing)?;
            }
            let limit = credit_limit.map(|text| read_amount(&text)).transpose()?;
            let client_limit = match client_limit.as_deref() {
                None => None,
                Some("none") => Some(None),
                Some(text) => Some(Some(read_amount(text)?)),
            };
            operate(engine, AccountSet { account, profile, status }).await?;
            if let Some(limit) = client_limit {
                client::limit(engine, &seen, limit).await?;
            }
            match limit {
                Some(limit) => operate(engine, AccountCredit { account, limit }).await,
                None => Ok(()),
            }
        }
        What::TopUp { id, amount, note } => post(engine, id, &amount, Reason::TopUp, note).await,
        What::Adjust { id, amount, note } => {
            post(engine, id, &amount, Reason::Adjustment, note).await
        }
        What::Refund { id, charge, amount, note } => {
            let AccountView { id: account, kind, .. } = naming::view(engine, &id).await?;
            if kind == AccountKind::Sub {
                return Err(Failure::Refused(format!(
                    "what {account} was charged is between it and its reseller: `account adjust \
                     {account} AMOUNT` gives it back in the reseller's name"
                )));
            }
            let amount = amount.map(|text| read_amount(&text)).transpose()?;
            let charge = PostingId(charge);
            let refunded = operate(engine, FundsRefund { account, charge, amount, note }).await?;
            say!("balance {}", refunded.balance);
            Ok(())
        }
        What::Margin { id, from, to } => {
            let (from, to) = read_span(from, to)?;
            let named = naming::view(engine, &id).await?;
            if named.kind == AccountKind::Sub {
                return client::margin(engine, &named, from, to).await;
            }
            let family = operate(engine, AccountList { customer: Some(named.id) }).await?;
            let clients: Vec<AccountView> =
                family.into_iter().filter(|account| account.kind == AccountKind::Sub).collect();
            if clients.is_empty() {
                return Err(Failure::Refused(format!(
                    "{} has no clients: a margin is what a reseller earns by one",
                    named.id
                )));
            }
            client::margins(engine, &clients, from, to).await
        }
        What::Statement { id, from, to } => {
            let (from, to) = read_span(from, to)?;
            let id = match id {
                // One that was closed keeps its books.
                AccountRef::Id(id) => id,
                named => naming::view(engine, &named).await?.id,
            };
            statement::print(engine, id, from, to).await
        }
    }
}

fn read_routing(text: &str) -> Result<Destination, Failure> {
    Destination::parse(text).map_err(|fault| Failure::Usage(format!("--routing: {fault}")))
}

async fn post(
    engine: &Engine,
    named: AccountRef,
    amount: &str,
    reason: Reason,
    note: String,
) -> Result<(), Failure> {
    let amount = read_amount(amount)?;
    let account = naming::view(engine, &named).await?;
    if account.kind == AccountKind::Sub {
        if reason == Reason::TopUp && !amount.is_positive() {
            return Err(Failure::Usage(format!("{amount} is nothing that was paid in")));
        }
        let adjusts = reason == Reason::Adjustment;
        return client::post(engine, &account, amount, adjusts, note).await;
    }
    let post = FundsPost { account: account.id, amount, reason, note };
    let posted = operate(engine, post).await?;
    say!("balance {}", posted.balance);
    Ok(())
}

fn read_amount(text: &str) -> Result<Money, Failure> {
    Money::parse(text).map_err(|fault| Failure::Usage(format!("{text} {fault}")))
}

/// A stretch of time; one that ends before it begins is a slip of the pen.
fn read_span(
    from: Option<String>,
    to: Option<String>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Failure> {
    let (from, to) = (read_bound(from)?, read_bound(to)?);
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        return Err(Failure::Usage("--from must be before --to".to_owned()));
    }
    Ok((from, to))
}

fn read_bound(text: Option<String>) -> Result<Option<Timestamp>, Failure> {
    text.map(|text| read_time(&text)).transpose()
}

fn read_time(text: &str) -> Result<Timestamp, Failure> {
    let unfit = || Failure::Usage(format!("{text} is no time; write it like 2026-02-01"));
    Timestamp::parse(text).ok_or_else(unfit)
}

fn show(account: &AccountView) {
    say!(
        "{}\t{:?}\t{:?}\t{} {}\tcredit {}\t{}",
        account.id,
        account.kind,
        account.status,
        account.balance,
        account.currency.as_str(),
        account.credit_limit,
        account.profile.name
    );
}
