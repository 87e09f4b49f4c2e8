//! `tandem admin`: acting as the operator. Every command goes through the same door as a
//! customer's, straight into the database; a server that runs beside it follows. The database must be there and
//! have this binary's schema.

mod account;
mod agent;
mod call;
mod campaign;
mod client;
mod document;
mod hook;
mod job;
mod key;
mod limit;
mod mail;
mod number;
mod object;
mod order;
mod plan;
mod port;
mod search;
mod slot;
mod statement;
mod suggestion;
mod zone;

use clap::Subcommand;
use tandem_domain::Actor;
use tandem_engine::{Ask, Command, Engine};

use crate::cli;
use crate::failure::Failure;
use crate::{config, node};

/// What the operator does.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Open, show, set, fund and explain accounts.
    #[command(subcommand)]
    Account(account::What),
    /// Make and list what numbers ring at: forwardings, voicemail boxes, call flows, and the
    /// operator's points of presence.
    #[command(subcommand)]
    Object(object::What),
    /// Decide about campaigns of toll-free numbers.
    #[command(subcommand)]
    Campaign(campaign::What),
    /// Appoint registered agents that customers asked for.
    #[command(subcommand)]
    Agent(agent::What),
    /// Keep what was sent to customers' companies.
    #[command(subcommand)]
    Document(document::What),
    /// Give accounts slots.
    #[command(subcommand)]
    Slot(slot::What),
    /// Issue and revoke credentials.
    #[command(subcommand)]
    Key(key::What),
    /// Set and list rate plans.
    #[command(subcommand)]
    Plan(plan::What),
    /// Ports, both ways: what other carriers said, and what they ask for.
    #[command(subcommand)]
    Port(port::What),
    /// Look for numbers on the shelf, by whatever they can be looked for; says what comes close if nothing fits.
    Search(Box<search::Search>),
    /// Move single numbers on.
    #[command(subcommand)]
    Number(number::What),
    /// Look for calls that switches reported.
    #[command(subcommand)]
    Call(call::What),
    /// Set up webhooks, and see what they were told.
    #[command(subcommand)]
    Hook(hook::What),
    /// Do a job of the shop now.
    #[command(subcommand)]
    Job(job::What),
    /// See what was mailed to customers, and what waits to be.
    #[command(subcommand)]
    Mail(mail::What),
    /// Look at orders and settle what a supplier left unclear.
    #[command(subcommand)]
    Order(order::What),
}

/// `tandem admin`.
pub async fn run(options: cli::Admin) -> Result<(), Failure> {
    let engine = node::open_existing(&options.database.url()?, config::rules(&[])?).await?;
    let done = match options.what {
        What::Account(what) => account::run(&engine, what).await,
        What::Object(what) => object::run(&engine, what).await,
        What::Campaign(what) => campaign::run(&engine, what).await,
        What::Agent(what) => agent::run(&engine, what).await,
        What::Document(what) => document::run(&engine, what).await,
        What::Slot(what) => slot::run(&engine, what).await,
        What::Key(what) => key::run(&engine, what).await,
        What::Plan(what) => plan::run(&engine, what).await,
        What::Port(what) => port::run(&engine, what).await,
        What::Search(asked) => search::run(&engine, *asked).await,
        What::Number(what) => number::run(&engine, what).await,
        What::Call(what) => call::run(&engine, what).await,
        What::Hook(what) => hook::run(&engine, what).await,
        What::Job(what) => job::run(&engine, what).await,
        What::Mail(what) => mail::run(&engine, what).await,
        What::Order(what) => order::run(&engine, what).await,
    };
    engine.close();
    done
}

/// Carries a command out as the operator.
async fn operate<C: Command>(engine: &Engine, command: C) -> Result<C::Outcome, Failure> {
    Ok(engine.execute(Ask::new(Actor::operator(), command)).await?)
}
