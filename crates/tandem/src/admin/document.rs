//! `tandem admin document`.

use std::path::PathBuf;

use clap::Subcommand;
use tandem_domain::{AccountRef, CompanyDocument, ObjectId, Timestamp};
use tandem_engine::{DocumentFile, Engine, PaperKeep};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with documents of customers' companies.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Keep something that was sent to a company, for its customer to read.
    Put {
        /// The customer, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// The company, by its id in `tandem admin object list ACCOUNT company`.
        company: i64,
        /// The state in which it was sent, by its two letters.
        state: String,
        /// The document: a PDF, Word, JPEG, PNG, BMP or TIFF file.
        file: PathBuf,
        /// What it is about.
        #[arg(long)]
        title: String,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    let What::Put { account, company, state, file, title } = what;
    let bytes =
        std::fs::read(&file).map_err(|why| Failure::Usage(format!("{}: {why}", file.display())))?;
    let file = DocumentFile::of(&bytes)
        .map_err(|why| Failure::Usage(format!("{}: {why}", file.display())))?;
    let document = CompanyDocument {
        company: ObjectId(company),
        title,
        jurisdiction: state,
        file: file.kept().clone(),
        // The engine says when.
        made: Timestamp(0),
    };
    let account = Some(naming::id(engine, &account).await?);
    let keep = PaperKeep { account, body: document.into(), files: vec![file] };
    say!("companydoc:{}", operate(engine, keep).await?);
    Ok(())
}
