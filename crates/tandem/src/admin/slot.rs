//! `tandem admin slot`.

use clap::Subcommand;
use tandem_domain::{AccountRef, SlotKind};
use tandem_engine::{Engine, SlotGrant};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with slots, of which a DialogTech order uses one for each number.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Give an account free slots, without charge.
    Add {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// Which kind: local, toll_free, canadian_local or true_800.
        #[arg(value_parser = read_kind)]
        kind: SlotKind,
        /// How many.
        quantity: u32,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    let What::Add { account, kind: slot, quantity } = what;
    let account = naming::id(engine, &account).await?;
    operate(engine, SlotGrant { account, slot, quantity }).await?;
    say!("{quantity} {} slots added", slot.word());
    Ok(())
}

fn read_kind(word: &str) -> Result<SlotKind, String> {
    SlotKind::from_word(word).ok_or_else(|| {
        let words = SlotKind::WORDS.map(|(_, word)| word);
        format!("must be one of {}", words.join(", "))
    })
}
