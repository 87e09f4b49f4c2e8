//! `tandem route`: looks where calls go, went, or would go, and takes a customer's routing back.

use tandem_domain::route::Domains;
use tandem_domain::{AccountRef, Actor};
use tandem_engine::{
    Ask, Command, Engine, RouteChange, RouteExplain, RoutePart, RouteTry, RouteVersion,
    RouteVersionList,
};
use tandem_numbering::VirtualNumber;

use crate::cli::{self, Database, Route};
use crate::config;
use crate::failure::Failure;
use crate::naming;
use crate::node;
use crate::voice::say;

/// How long before now calls were made that a version is tried against, in seconds.
const TRIED_SECONDS: i64 = 24 * 60 * 60;

/// `tandem route`.
pub async fn run(what: Route) -> Result<(), Failure> {
    match what {
        Route::Explain(options) => explain(options).await,
        Route::Versions(options) => versions(options).await,
        Route::Compare(options) => compare(options).await,
        Route::Try(options) => trial(options).await,
        Route::RollBack(options) => roll_back(options).await,
    }
}

async fn explain(options: cli::RouteExplain) -> Result<(), Failure> {
    let rules = config::rules(&options.fictional_area_codes)?;
    let to = match VirtualNumber::read(&options.to) {
        Some(made) => made.did(),
        None => {
            rules.read(&options.to).map_err(|fault| Failure::Usage(format!("--to: {fault}")))?
        }
    };
    let engine = node::open_to_look(&options.database.url()?, rules).await?;
    engine.answer_at(Domains::new(options.domains).with_carriers(options.carriers));
    let (login, at, as_of) = (options.login, options.at, options.as_of);
    let command = RouteExplain { login, at, as_of, ..RouteExplain::now(to, options.from) };
    let explained = engine.execute(Ask::new(Actor::operator(), command)).await;
    engine.close();
    let explained = explained?;
    if options.json {
        let text = serde_json::to_string_pretty(&explained.document);
        say!("{}", text.map_err(|error| Failure::Unreachable(error.to_string()))?);
    } else if options.svg {
        print!("{}", explained.drawing);
    } else {
        print!("{}", explained.text);
    }
    Ok(())
}

async fn versions(options: cli::RouteVersions) -> Result<(), Failure> {
    let list = RouteVersionList { before: options.before };
    let found = look(&options.database, &options.account, |_| list).await?;
    for view in &found.versions {
        let changed = view.changed.join(" ");
        say!("{}\t{}\tby {}\t{changed}", view.version.number, view.version.at, view.by);
    }
    if let Some(before) = found.before {
        say!("what was before: --before {before}");
    }
    Ok(())
}

async fn compare(options: cli::RouteCompare) -> Result<(), Failure> {
    let (from, to) = (options.from, options.to);
    let compare = tandem_engine::RouteCompare { from, to };
    let found = look(&options.database, &options.account, |_| compare).await?;
    say!("from {} to {}", told(found.from), told(found.to));
    for RouteChange { part, before, after } in &found.changes {
        say!("{}", name(*part));
        for (mark, value) in [('-', before), ('+', after)] {
            if let Some(value) = value {
                say!("  {mark} {value}");
            }
        }
    }
    Ok(())
}

async fn trial(options: cli::RouteTry) -> Result<(), Failure> {
    let (as_of, since, until) = (Some(options.as_of), options.since, options.until);
    let found = look(&options.database, &options.account, |engine| {
        let to = until.unwrap_or_else(|| engine.now());
        let from = since.unwrap_or_else(|| to.plus_seconds(-TRIED_SECONDS));
        RouteTry { draft: tandem_engine::RouteDraft::default(), as_of, from, to }
    });
    let found = found.await?;
    let more = if found.more { ", and there were more" } else { "" };
    say!("{} of {} calls would have gone another way{more}", found.changed, found.tried);
    for tried in &found.shown {
        let record = &tried.record;
        say!("{} {} to {}", record.started, record.other, record.did);
        say!("  - {}", tried.before.join("; "));
        say!("  + {}", tried.after.join("; "));
    }
    Ok(())
}

async fn roll_back(options: cli::RouteRollBack) -> Result<(), Failure> {
    let engine = node::open_existing(&options.database.url()?, config::rules(&[])?).await?;
    let back = tandem_engine::RouteRollBack { to: options.to, dry_run: options.dry_run };
    let done = as_customer(&engine, &options.account, back).await;
    engine.close();
    let done = done?;
    let would = if options.dry_run { "would say" } else { "says" };
    for part in &done.changed {
        say!("{} {would} again what it said at {}", name(*part), told(done.to));
    }
    for part in &done.left {
        say!("{} was made since, and stays", name(*part));
    }
    for part in &done.passed_over {
        say!("{} is no more the customer's, or was not then, and is passed over", name(*part));
    }
    if done.changed.is_empty() {
        say!(
            "no number that the customer has, and no object, is otherwise than at {}",
            told(done.to)
        );
    }
    Ok(())
}

/// Looks at something of a customer's.
async fn look<C: Command>(
    database: &Database,
    account: &AccountRef,
    command: impl FnOnce(&Engine) -> C,
) -> Result<C::Outcome, Failure> {
    let engine = node::open_to_look(&database.url()?, config::rules(&[])?).await?;
    let command = command(&engine);
    let found = as_customer(&engine, account, command).await;
    engine.close();
    found
}

/// Carries a command out in a customer's name, as the operator may.
async fn as_customer<C: Command>(
    engine: &Engine,
    account: &AccountRef,
    command: C,
) -> Result<C::Outcome, Failure> {
    let account = naming::id(engine, account).await?;
    let actor = Actor { account, root: account, ..Actor::operator() };
    Ok(engine.execute(Ask::new(actor, command)).await?)
}

fn told(version: RouteVersion) -> String {
    format!("version {} of {}", version.number, version.at)
}

fn name(part: RoutePart) -> String {
    match part {
        RoutePart::Number(did) => did.to_string(),
        RoutePart::Object(kind, id) => format!("{}:{id}", kind.header()),
    }
}
