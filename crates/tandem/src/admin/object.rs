//! `tandem admin object`.

use clap::Subcommand;
use serde_json::Value;
use tandem_domain::{AccountId, AccountRef, Actor, ObjectId, ObjectKind};
use tandem_engine::{Ask, Engine, ObjectList, ObjectPut};

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with objects.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Make an object, or change one that the account has.
    Put {
        /// Whose it is, by id or a name such as voipms:100001. Points of presence and carriers are the
        /// operator's own: account 1000.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// Its kind, the word that a routing names it by: fwd, vm, sip, grp, ivr, recording, queue,
        /// cb, tc, disa, hunt, conf, callflow, faxflow, pop or carrier.
        #[arg(value_parser = read_kind)]
        kind: ObjectKind,
        /// Its id; without one, the next that is free.
        #[arg(long)]
        id: Option<i64>,
        /// A name for people, which a request may also name it by.
        #[arg(long, default_value = "")]
        name: String,
        /// What it says, as JSON, such as {"number":13055550100} for a forwarding or
        /// {"plan":"VANITYUSA"} for a carrier.
        #[arg(long, value_name = "JSON", default_value = "{}", value_parser = read_doc)]
        doc: Value,
    },
    /// List an account's objects of one kind, by id.
    List {
        /// Whose, by id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// Which kind.
        #[arg(value_parser = read_kind)]
        kind: ObjectKind,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Put { account, kind, id, name, doc } => {
            let account = naming::id(engine, &account).await?;
            if kind.is_operators() && account != AccountId::OPERATOR {
                let (operator, word) = (AccountId::OPERATOR, kind.header());
                return Err(Failure::Usage(format!(
                    "an object of kind {word} belongs to the operator, account {operator}"
                )));
            }
            if kind == ObjectKind::Location {
                return Err(Failure::Usage(
                    "locations come with the numbers that they list: import these with the columns \
                     country, kind, locality, area_code and, to choose the id, location"
                        .to_owned(),
                ));
            }
            let put = ObjectPut { account, kind, id: id.map(ObjectId), name, doc };
            let put = operate(engine, put).await?;
            say!("{}:{}", kind.header(), put.id);
            Ok(())
        }
        What::List { account, kind } => {
            list(engine, naming::id(engine, &account).await?, kind).await
        }
    }
}

async fn list(engine: &Engine, account: AccountId, kind: ObjectKind) -> Result<(), Failure> {
    // A list is always the actor's own, so the operator looks in the account's name.
    let actor = Actor { account, root: account, ..Actor::operator() };
    let mut after = ObjectId(i64::MIN);
    loop {
        let page = engine
            .execute(Ask::new(actor.clone(), ObjectList { after, ..ObjectList::all(kind) }))
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for object in page {
            say!("{}:{}\t{}\t{}", kind.header(), object.id, object.name, object.says);
        }
    }
}

/// What an object says. Left to itself, the command line would take any text for a JSON string.
fn read_doc(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("must be JSON: {error}"))
}

/// The kind of a header word. A login is no object: it is opened as an account.
fn read_kind(word: &str) -> Result<ObjectKind, String> {
    let kinds = || ObjectKind::ALL.into_iter().filter(|kind| *kind != ObjectKind::Account);
    kinds().find(|kind| kind.header() == word).ok_or_else(|| {
        let words: Vec<&str> = kinds().map(ObjectKind::header).collect();
        format!("must be one of {}", words.join(", "))
    })
}
