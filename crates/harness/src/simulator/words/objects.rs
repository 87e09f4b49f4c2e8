//! What numbers ring at, in the engine's terms.

use tandem_domain::{
    Destination, Forwarding, Language, ObjectId, ObjectKind, RingGroup, RingMember,
};
use tandem_engine::{ObjectPlace, ObjectSet};
use tandem_numbering::Did;

use crate::shelf;

/// Each name has a number of its own, so that both are free or taken together.
pub fn number(name: &str) -> Did {
    let last = name.bytes().last().map_or(0, |byte| u64::from(byte % 10));
    shelf::did(13055559990 + last)
}

/// A forwarding, or a group if there are members.
pub fn set(id: Option<i64>, name: &str, members: Option<&[i64]>) -> ObjectSet {
    let place = id.map_or(ObjectPlace::New, |id| ObjectPlace::At(ObjectId(id)));
    let name = name.to_owned();
    let body = match members {
        None => {
            let number = number(&name);
            Forwarding { name, ..Forwarding::to(number) }.into()
        }
        Some(members) => {
            let member = |id: &i64| RingMember {
                to: Destination::object(ObjectKind::Forwarding, id.to_string()),
                seconds: 20,
                press_one: false,
            };
            let (voicemail, announcement, music) = (None, None, None);
            let members = members.iter().map(member).collect();
            let language = Language::default();
            RingGroup { name, members, voicemail, announcement, music, language }.into()
        }
    };
    ObjectSet { place, body, list: None }
}
