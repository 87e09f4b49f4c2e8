//! `tandem admin campaign`.

use clap::Subcommand;
use tandem_domain::{Body, Campaign, ObjectId, ObjectKind, Standing};
use tandem_engine::{Engine, ObjectAsked, ObjectJudge};

use super::operate;
use crate::failure::Failure;
use crate::voice::say;

const KIND: ObjectKind = ObjectKind::Campaign;

/// What to do with campaigns of toll-free numbers.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List what customers submitted, by id.
    List {
        /// Only those that nobody has decided about.
        #[arg(long)]
        open: bool,
    },
    /// Show one whole, as JSON.
    Show {
        /// The campaign.
        campaign: i64,
    },
    /// Say that carriers take messages of the number from now on.
    Approve {
        /// The campaign.
        campaign: i64,
    },
    /// Say that they do not.
    Reject {
        /// The campaign.
        campaign: i64,
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
                    let Some(campaign) = Campaign::of(asked.body) else { continue };
                    if open && campaign.standing != Standing::Submitted {
                        continue;
                    }
                    let (number, business) = (campaign.number, &campaign.business);
                    let standing = campaign.standing.word();
                    say!("{}\t{}\t{number}\t{standing}\t{business}", asked.id, asked.account);
                }
            }
        }
        What::Show { campaign } => {
            let id = ObjectId(campaign);
            let after = ObjectId(campaign.saturating_sub(1));
            let page = operate(engine, ObjectAsked { kind: KIND, after }).await?;
            let Some(found) = page.into_iter().find(|asked| asked.id == id) else {
                return Err(Failure::Usage(format!("there is no campaign {campaign}")));
            };
            let text = serde_json::to_string_pretty(&found.body);
            say!("{}", text.map_err(|why| Failure::Usage(why.to_string()))?);
            Ok(())
        }
        What::Approve { campaign } => judge(engine, campaign, Standing::Approved).await,
        What::Reject { campaign, why } => judge(engine, campaign, Standing::Rejected { why }).await,
    }
}

async fn judge(engine: &Engine, campaign: i64, standing: Standing) -> Result<(), Failure> {
    let word = standing.word();
    operate(engine, ObjectJudge { kind: KIND, id: ObjectId(campaign), standing }).await?;
    say!("campaign {campaign} is {word}");
    Ok(())
}
