//! The telephones that somebody's objects stand for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{Destination, ObjectBody, ObjectId, ObjectKind, Telephone};
use tandem_store::object;

use super::object_keeping::read_body;
use crate::{Command, Cx, Halt, LIST_OBJECTS_MAX, Mode};

/// Looks at the actor's forwardings and SIP addresses: each destination, and the telephone that is behind it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TelephoneList;

/// Which telephones are behind which destinations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telephones(BTreeMap<String, Telephone>);

impl Telephones {
    /// The telephone behind a destination, if an object stands there for one.
    pub fn at(&self, to: &Destination) -> Option<&Telephone> {
        matches!(to, Destination::Object { .. }).then(|| self.0.get(&to.to_string()))?
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Telephone> {
        self.0.values()
    }
}

impl Command for TelephoneList {
    const NAME: &'static str = "telephone.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Telephones;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Telephones, Halt> {
        let (customer, first) = (cx.actor.root, ObjectId(i64::MIN));
        let mut telephones = BTreeMap::new();
        for kind in [ObjectKind::Forwarding, ObjectKind::SipUri] {
            for found in object::list(cx.tx, customer, kind, first, LIST_OBJECTS_MAX)? {
                let telephone = match read_body(&found)? {
                    Some(ObjectBody::Forwarding(body)) => Telephone::Number(body.number),
                    Some(ObjectBody::SipUri(body)) => Telephone::Address(body.uri),
                    _ => continue,
                };
                let at = Destination::object(kind, found.id.to_string());
                telephones.insert(at.to_string(), telephone);
            }
        }
        Ok(Telephones(telephones))
    }
}
