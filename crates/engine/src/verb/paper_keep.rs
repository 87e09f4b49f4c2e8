//! Something comes with files: a fax, or a document of a company. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, ObjectBody, ObjectId, ObjectKind, Refusal};
use tandem_store::{Lane, StoreError, audio};

use super::object_keeping::{Trust, read_body};
use crate::{Command, Cx, DocumentFile, Halt, Mode};

/// Keeps an object and the files that it has. Each file is kept once for a customer, however many objects have
/// it, and for as long as one has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaperKeep {
    /// Whose it is, if the operator keeps it for somebody; `None`: the actor's own.
    pub account: Option<AccountId>,
    /// What is kept. It names its files by their digests.
    pub body: ObjectBody,
    /// Those files.
    pub files: Vec<DocumentFile>,
}

impl Command for PaperKeep {
    const NAME: &'static str = "paper.keep";
    /// Files are large; orders go first.
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ObjectId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectId, Halt> {
        let (customer, trust) = match self.account {
            Some(account) => {
                cx.require_operator()?;
                cx.lock(account)?;
                (account, Trust::Operator)
            }
            None => {
                let customer = cx.lock_customer()?;
                if cx.actor.account != customer {
                    return Err(Refusal::Forbidden.into());
                }
                (customer, Trust::Customer)
            }
        };
        for file in &self.files {
            let kept = file.kept();
            audio::insert(cx.tx, customer, &kept.digest, i64::from(kept.bytes), file.data())?;
        }
        let id = cx.write_object(customer, None, None, &self.body, trust)?;
        for file in &self.files {
            // What nothing has in the end need not be kept.
            audio::drop_unused(cx.tx, customer, &file.kept().digest)?;
        }
        cx.require_audio_room(customer)?;
        Ok(id)
    }
}

/// Looks at a file of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRead {
    /// The kind of the object.
    pub kind: ObjectKind,
    /// The object.
    pub id: ObjectId,
    /// The file, by its digest.
    pub digest: String,
}

impl Command for PaperRead {
    const NAME: &'static str = "paper.read";
    const MODE: Mode = Mode::Read;
    /// The file in Base64; `None`: the object has none such.
    type Outcome = Option<String>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Option<String>, Halt> {
        let customer = cx.actor.root;
        let found = cx.require_object(customer, self.kind, self.id)?;
        let body = read_body(&found)?;
        let has_it = body
            .is_some_and(|body| body.files().into_iter().any(|(digest, _)| digest == self.digest));
        if !has_it {
            return Ok(None);
        }
        let data = audio::data(cx.tx, customer, &self.digest)?;
        Ok(Some(data.ok_or(StoreError::Shape("audio.data"))?))
    }
}
