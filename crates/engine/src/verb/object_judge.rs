//! The operator says what others decided of something that a customer asked for. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, ObjectBody, ObjectId, ObjectKind, REJECTION_CHARS_MAX, Refusal, Role, Scope,
    Standing,
};
use tandem_store::{Lane, object};

use super::object_keeping::{Trust, read_body};
use crate::{Command, Cx, Halt, LIST_OBJECTS_MAX, Mode};

/// Allows something, or not: a campaign, for one. The same may be decided anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectJudge {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// What was decided.
    pub standing: Standing,
}

impl Command for ObjectJudge {
    const NAME: &'static str = "object.judge";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let (kind, id) = (self.kind, self.id);
        let unknown =
            || Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() };
        let seen = object::any(cx.tx, kind, id)?.ok_or_else(unknown)?;
        cx.lock(seen.account)?;
        // Read again under the lock: it may have been changed, or have gone, meanwhile.
        let found = object::get(cx.tx, seen.account, kind, id)?.ok_or_else(unknown)?;
        let body = read_body(&found)?.filter(|body| body.standing().is_some());
        let body = body.ok_or_else(|| invalid(kind, "is nothing that is allowed or not"))?;
        self.check()?;
        if body.standing() == Some(&self.standing) {
            return Ok(());
        }
        let judged = body.judged(self.standing.clone());
        cx.write_object(seen.account, Some(id), Some(&found), &judged, Trust::Operator)?;
        Ok(())
    }
}

impl ObjectJudge {
    /// Whoever is refused reads why.
    fn check(&self) -> Result<(), Refusal> {
        let Standing::Rejected { why } = &self.standing else { return Ok(()) };
        if why.trim().is_empty() {
            return Err(invalid(self.kind, "must say why, to be rejected"));
        }
        if why.chars().count() > REJECTION_CHARS_MAX {
            let why = format!("must give a reason of at most {REJECTION_CHARS_MAX} characters");
            return Err(invalid(self.kind, &why));
        }
        Ok(())
    }
}

fn invalid(kind: ObjectKind, why: &str) -> Refusal {
    Refusal::ObjectInvalid { kind, field: "standing".to_owned(), why: why.to_owned() }
}

/// Looks at everything of a kind that customers asked for, by id, whosever it is. The operator's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectAsked {
    /// The kind.
    pub kind: ObjectKind,
    /// Only ids above this one.
    pub after: ObjectId,
}

/// Something that a customer asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedObject {
    /// Its id.
    pub id: ObjectId,
    /// Who asked.
    pub account: AccountId,
    /// What for.
    pub body: ObjectBody,
}

impl Command for ObjectAsked {
    const NAME: &'static str = "object.asked";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<AskedObject>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<AskedObject>, Halt> {
        cx.require_operator()?;
        let mut asked = Vec::new();
        for found in object::of_kind(cx.tx, self.kind, self.after, LIST_OBJECTS_MAX)? {
            if let Some(body) = read_body(&found)? {
                asked.push(AskedObject { id: found.id, account: found.account, body });
            }
        }
        Ok(asked)
    }
}
