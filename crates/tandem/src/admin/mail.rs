//! `tandem admin mail`.

use clap::Subcommand;
use tandem_domain::{AccountRef, DeliveryId, DeliveryState};
use tandem_engine::{DeliveryList, DeliveryRetry, Engine, Retried};

use super::{hook, operate};
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with mail to customers.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List letters, newest first: what was sent, what waits, what could not be sent.
    List {
        /// To one account only.
        #[arg(long, value_parser = naming::account)]
        account: Option<AccountRef>,
        /// Only what is waiting, delivered or failed.
        #[arg(long, value_parser = hook::delivery_state())]
        state: Option<DeliveryState>,
        /// Only those with an id below this one: the next page.
        #[arg(long, value_name = "LETTER", default_value_t = i64::MAX)]
        before: i64,
    },
    /// Try again to send a letter that was given up.
    Retry {
        /// The letter.
        letter: i64,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::List { account, state, before } => {
            let account = naming::id_if_named(engine, account.as_ref()).await?;
            let before = DeliveryId(before);
            let list = DeliveryList { account, hook: None, state, mail: true, before };
            let page = operate(engine, list).await?;
            for letter in &page {
                hook::print(letter);
                say!("\t{}", letter.payload);
            }
            hook::say_of_more(&page);
        }
        What::Retry { letter } => {
            let of = Retried::One(DeliveryId(letter));
            let tried = operate(engine, DeliveryRetry { of }).await?;
            say!("{tried} to be tried again");
        }
    }
    Ok(())
}
