//! The server of a run: what `tandem serve` is, with a dialect that answers a constant beside the
//! others and without a limit on how often an account may call, or a switch ask.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::anyhow;
use tandem::node::{self, Node, Outward};
use tandem::server::{self, Entrance};
use tandem::switches::SwitchesTable;
use tandem_gateway::Dialect;
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;
use tokio::io::AsyncReadExt;

use crate::constant::Constant;

/// What the server of a run is told.
#[derive(clap::Args)]
pub struct Serve {
    /// Its database.
    #[arg(long)]
    database: DatabaseUrl,
    /// Where it redirects calls by SIP, if it does.
    #[arg(long)]
    sip: Option<SocketAddr>,
}

/// Serves until whoever started it closes its standard input. The first line it prints is where it
/// listens.
pub async fn run(options: Serve) -> anyhow::Result<()> {
    let failed = |failure: tandem::failure::Failure| anyhow!("{failure}");
    let engine = node::open(&options.database, Rules::new(), 1).await.map_err(failed)?;
    let node = Node::start(engine.clone(), Outward::default());
    let here = IpAddr::from(Ipv4Addr::LOCALHOST);
    let switches = SwitchesTable::demo(vec![here.into()], options.sip, None);
    let (redirect, _) = switches.open(&engine).await.map_err(failed)?;
    let entrance = Entrance { redirect, ..Entrance::default() };
    let dialects: Vec<Box<dyn Dialect>> = vec![
        Box::new(tandem_voipms::VoipMs::new()),
        Box::new(tandem_dialogtech::Dialogtech::new()),
        Box::new(Constant),
        Box::new(switches.door()),
    ];
    let gateway =
        node::gateway(engine, 0, vec![tandem_gateway::REALM.to_owned()], Vec::new(), dialects)
            .map_err(failed)?;
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = server::listen(anywhere).await.map_err(failed)?;
    println!("{}", listener.local_addr()?);
    server::run_behind(entrance, listener, gateway, node, left_alone()).await;
    Ok(())
}

async fn left_alone() {
    let mut nothing = Vec::new();
    // An error ends the wait as the end does.
    let _ = tokio::io::stdin().read_to_end(&mut nothing).await;
}
