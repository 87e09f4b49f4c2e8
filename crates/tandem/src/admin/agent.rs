//! `tandem admin agent`.

use clap::Subcommand;
use tandem_domain::{
    AgentName, Body, ObjectId, ObjectKind, PostalAddress, RegisteredAgent, Standing,
};
use tandem_engine::{AskedObject, Engine, ObjectAsked, ObjectJudge, ObjectPut};

use super::operate;
use crate::failure::Failure;
use crate::voice::say;

const KIND: ObjectKind = ObjectKind::RegisteredAgent;

/// What to do with registered agents that customers asked for.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List what customers asked for, by id.
    List {
        /// Only what nobody has decided about.
        #[arg(long)]
        open: bool,
    },
    /// Say who it is from now on.
    Appoint {
        /// What was asked for.
        agent: i64,
        /// What the agent is called.
        #[arg(long)]
        name: String,
        /// Street and house.
        #[arg(long)]
        line1: String,
        /// What else is needed to find it.
        #[arg(long, default_value = "")]
        line2: String,
        /// Town.
        #[arg(long)]
        city: String,
        /// State, by its two letters.
        #[arg(long)]
        state: String,
        /// ZIP code.
        #[arg(long)]
        zip: String,
    },
    /// Say that there will be none.
    Reject {
        /// What was asked for.
        agent: i64,
        /// Why not, for the customer to read.
        #[arg(long)]
        why: String,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::List { open } => {
            let mut after = ObjectId(i64::MIN);
            loop {
                let page = operate(engine, ObjectAsked { kind: KIND, after }).await?;
                let Some(last) = page.last() else { return Ok(()) };
                after = last.id;
                for asked in page {
                    let (id, account) = (asked.id, asked.account);
                    let Some(agent) = RegisteredAgent::of(asked.body) else { continue };
                    if open && agent.standing != Standing::Submitted {
                        continue;
                    }
                    let (company, state) = (agent.company, &agent.jurisdiction);
                    say!("{id}\t{account}\t{company}\t{state}\t{}", agent.standing.word());
                }
            }
        }
        What::Appoint { agent, name, line1, line2, city, state, zip } => {
            let asked = find(engine, agent).await?;
            let address = PostalAddress { line1, line2, city, region: state, postal_code: zip };
            let Some(known) = RegisteredAgent::of(asked.body) else { return Err(unknown(agent)) };
            let appointed = RegisteredAgent {
                agent: Some(AgentName { name, address }),
                standing: Standing::Approved,
                ..known
            };
            let doc = serde_json::to_value(appointed);
            let doc = doc.map_err(|why| Failure::Usage(why.to_string()))?;
            let (account, name) = (asked.account, String::new());
            let put = ObjectPut { account, kind: KIND, id: Some(asked.id), name, doc };
            operate(engine, put).await?;
            say!("agent {agent} is appointed");
            Ok(())
        }
        What::Reject { agent, why } => {
            let standing = Standing::Rejected { why };
            operate(engine, ObjectJudge { kind: KIND, id: ObjectId(agent), standing }).await?;
            say!("agent {agent} is rejected");
            Ok(())
        }
    }
}

async fn find(engine: &Engine, agent: i64) -> Result<AskedObject, Failure> {
    let after = ObjectId(agent.saturating_sub(1));
    let page = operate(engine, ObjectAsked { kind: KIND, after }).await?;
    let found = page.into_iter().find(|asked| asked.id == ObjectId(agent));
    found.ok_or_else(|| unknown(agent))
}

fn unknown(agent: i64) -> Failure {
    Failure::Usage(format!("nobody asked for a registered agent under {agent}"))
}
