//! The largest order there may be, as one transaction: how long it keeps the writer, beside as many
//! orders of one number each.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use tandem::node;
use tandem_domain::{
    AccountProfile, Actor, CredentialId, Currency, Destination, FillPolicy, Money, NumberSettings,
    Reason, Scope, Selection,
};
use tandem_engine::{
    AccountOpen, Ask, Engine, FundsPost, ORDER_NUMBERS_MAX, OrderPlace, OrderPlaced,
};
use tandem_numbering::{Did, Rules};
use tandem_store::DatabaseUrl;

use crate::postgres::Cluster;
use crate::{shelf, sqlite};

/// How long after an answer its batch is over for certain.
const SETTLING: Duration = Duration::from_millis(200);
/// How many orders of one number are on their way at once.
const ORDERS_AT_ONCE: usize = 64;

/// What `large` is told.
#[derive(clap::Args)]
pub struct Large {
    /// A PostgreSQL server on which databases may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Where the databases are put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Measures it on each database.
pub async fn run(options: Large) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-large-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    println!(
        "| database | numbers in one order | answer ms | writer ms | writer ms of as many orders of one | ratio |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let filled = sqlite::Filled::make(&directory).await?;
    row("sqlite", &filled.copy()?).await?;
    if !options.no_postgres {
        let cluster = Cluster::open(options.postgres.as_deref(), &directory).await?;
        cluster.fill().await?;
        let measured = row("postgres", &cluster.copy().await?).await;
        cluster.close().await?;
        measured?;
    }
    Ok(std::fs::remove_dir_all(&directory)?)
}

async fn row(name: &str, database: &str) -> anyhow::Result<()> {
    let url: DatabaseUrl = database.parse().map_err(|fault| anyhow!("{fault}"))?;
    let engine = node::open(&url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
    let buyer = Buyer::open(&engine).await?;
    let many = u64::from(ORDER_NUMBERS_MAX);
    // A writer's time is counted when its batch is over, which is a little after the answer.
    let busy = || async {
        tokio::time::sleep(SETTLING).await;
        Duration::from_micros(engine.figures().busy_micros)
    };

    let before = busy().await;
    let asked = Instant::now();
    buyer.orders(0..many).await?;
    let answered = asked.elapsed();
    let at_once = busy().await - before;

    let before = busy().await;
    let one_by_one = stream::iter(many..2 * many).map(|place| buyer.orders(place..place + 1));
    let placed = one_by_one.buffer_unordered(ORDERS_AT_ONCE);
    placed.try_for_each(|_| async { Ok(()) }).await?;
    let singly = busy().await - before;

    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "| {name} | {many} | {:.0} | {:.0} | {:.0} | {:.2} |",
        millis(answered),
        millis(at_once),
        millis(singly),
        millis(at_once) / millis(singly),
    );
    tokio::task::spawn_blocking(move || engine.close()).await?;
    Ok(())
}

/// Somebody who buys.
struct Buyer<'e> {
    engine: &'e Engine,
    actor: Actor,
}

impl<'e> Buyer<'e> {
    async fn open(engine: &'e Engine) -> anyhow::Result<Self> {
        let profile = AccountProfile {
            name: "large".to_owned(),
            plan: shelf::PLAN.to_owned(),
            default_routing: Destination::None,
            client_limit: None,
            calls: tandem_domain::CallLimits::default(),
            held_max: None,
            closed: false,
            email: String::new(),
            postal_code: String::new(),
            messages_a_day: None,
            zone: String::new(),
        };
        let open =
            AccountOpen { parent: None, profile, currency: Currency::USD, aliases: Vec::new() };
        let operator = |refusal| anyhow!("{refusal}");
        let opened = engine.execute(Ask::new(Actor::operator(), open)).await.map_err(operator)?;
        let account = opened.account;
        let amount = Money::parse(shelf::BALANCE).map_err(|_| anyhow!("no amount"))?;
        let post = FundsPost { account, amount, reason: Reason::TopUp, note: String::new() };
        engine.execute(Ask::new(Actor::operator(), post)).await.map_err(operator)?;
        let actor = Actor {
            account,
            root: account,
            credential: Some(CredentialId(1)),
            scopes: vec![Scope::Read, Scope::Write],
            address: None,
            auth_epoch: 0,
        };
        Ok(Self { engine, actor })
    }

    /// Orders the numbers of these places, all or none.
    async fn orders(&self, places: std::ops::Range<u64>) -> anyhow::Result<OrderPlaced> {
        let wanted = places.end - places.start;
        let numbers: Vec<Did> = places.filter_map(|place| Did::new(shelf::number(place))).collect();
        let order = OrderPlace {
            selection: Selection::Numbers(numbers),
            fill: FillPolicy::AllOrNothing,
            plan: None,
            owner: None,
            settings: NumberSettings::default(),
            slots: None,
            rehearsal: false,
        };
        let ask = Ask { actor: self.actor.clone(), command: order, key: None };
        let placed = self.engine.execute(ask).await.map_err(|refusal| anyhow!("{refusal}"))?;
        ensure!(placed.bought.len() as u64 == wanted, "{} bought", placed.bought.len());
        Ok(placed)
    }
}
