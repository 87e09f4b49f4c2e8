//! What an object says, whatever its kind.

use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::{
    Broadcast, CallFlow, CallHunting, Callback, CallerIdFilter, Campaign, Company, CompanyDocument,
    Conference, ConferenceMember, ContactGroup, DialRequest, Disa, Fax, FlowVariables, Forwarding,
    Ivr, Locator, Meeting, ObjectKind, OptOut, PhonebookEntry, PhonebookGroup, Queue, QueueMember,
    Recording, RegisteredAgent, RegisteredNumber, RingGroup, Sequence, SipUri, Standing,
    TimeCondition, Transcription, Voicemail,
};
use crate::{Destination, Named, ObjectId, Timestamp};

/// The version of what is written. A reader knows all that came before it.
const VERSION: u32 = 1;

/// What objects of one kind have to say about themselves.
pub trait Body: Clone + Serialize + DeserializeOwned + Into<ObjectBody> + 'static {
    /// The kind.
    const KIND: ObjectKind;

    /// This kind's own, if it is of this kind.
    fn of(body: ObjectBody) -> Option<Self>;

    /// What people call it; may be empty where the kind allows that.
    fn name(&self) -> &str;

    /// What no other object of the same kind and account may have too.
    fn keys(&self) -> Vec<Key> {
        vec![Key::name(self.name())]
    }

    /// Whether it is sound in itself: ranges, texts, schedules. Whether what it names exists, only the
    /// database knows.
    fn check(&self) -> Result<(), Flaw>;

    /// Everything that it names.
    fn references(&self) -> Vec<Reference>;

    /// Who stands in it, if it is a list ([`Bond::Lists`](super::Bond::Lists)).
    fn members(&mut self) -> Option<&mut Vec<ObjectId>> {
        None
    }

    /// What it has that is kept apart: the SHA-256 of each file, and how many bytes it has.
    fn files(&self) -> BTreeSet<(&str, u32)> {
        BTreeSet::new()
    }

    /// The same under another name, where it is the customer who gives it one.
    #[must_use]
    fn called(self, _name: &str) -> Self {
        self
    }

    /// How far it has come, if others have to allow it: a customer may only ask.
    fn standing(&self) -> Option<&Standing> {
        None
    }

    /// The same once others have decided.
    #[must_use]
    fn judged(self, _: Standing) -> Self {
        self
    }

    /// The same with the times that are not said but happen: when it was made, when it changed.
    #[must_use]
    fn dated(self, _before: Option<&Self>, _now: Timestamp) -> Self {
        self
    }

    /// Whether what it says now has to be allowed anew, though what it said before was.
    fn asks_anew(&self, _before: &Self) -> bool {
        true
    }
}

/// Something of an object that must be unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The field it is in.
    pub field: &'static str,
    /// Its value, so written that equal ones are equal texts.
    pub value: String,
}

impl Key {
    /// The field of a name.
    pub const NAME: &str = "name";

    /// A name. Capitals make no difference.
    pub fn name(name: &str) -> Self {
        Self { field: Self::NAME, value: name.to_lowercase() }
    }

    /// Somebody who stands in one list at most.
    pub fn member(id: ObjectId) -> Self {
        Self { field: "members", value: id.to_string() }
    }

    /// A SIP address.
    pub fn address(uri: &str) -> Self {
        Self { field: "uri", value: uri.to_owned() }
    }

    /// A number.
    pub fn number(did: Did) -> Self {
        Self { field: "number", value: did.digits().to_string() }
    }
}

/// What is wrong with an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what would be right, to be read behind the field's name.
    pub why: String,
}

impl Flaw {
    /// A flaw.
    pub fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into() }
    }
}

/// One thing that an object names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// In which field.
    pub field: &'static str,
    /// What.
    pub to: Referent,
}

/// What can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referent {
    /// Another object of the account.
    Object(ObjectKind, ObjectId),
    /// A SIP login of the customer's family.
    Login(String),
    /// An object by a text that is no id: it cannot be found.
    Nameless(ObjectKind, String),
    /// A number that must be the customer's own.
    Number(Did),
    /// A number that is shown to whoever is called: it must be the customer's own too.
    CallerId(Did),
}

impl Reference {
    /// What a destination names, if it names anything.
    pub fn destination(field: &'static str, to: &Destination) -> Option<Self> {
        let Destination::Object { kind, record } = to else { return None };
        let to = match (kind, to.named()) {
            (ObjectKind::Account, _) => Referent::Login(record.clone()),
            (_, Some((kind, id))) => Referent::Object(kind, id),
            (kind, None) => Referent::Nameless(*kind, record.clone()),
        };
        Some(Self { field, to })
    }

    /// An object of a kind, if one is named.
    pub fn object(field: &'static str, kind: ObjectKind, id: Option<ObjectId>) -> Option<Self> {
        id.map(|id| Self { field, to: Referent::Object(kind, id) })
    }

    /// A caller ID to show, if one is set.
    pub fn caller_id(did: Option<Did>) -> Option<Self> {
        did.map(|did| Self { field: "caller_id", to: Referent::CallerId(did) })
    }
}

macro_rules! bodies {
    ($($kind:ident),* $(,)?) => {
        /// What an object says: one of the kinds that have a body. Fax flows, recordings and what is
        /// the operator's are documents of their own.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum ObjectBody {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind)),*
        }

        $(impl From<$kind> for ObjectBody {
            fn from(body: $kind) -> Self {
                Self::$kind(body)
            }
        })*

        impl ObjectBody {
            /// Its kind.
            pub const fn kind(&self) -> ObjectKind {
                match self { $(Self::$kind(_) => <$kind as Body>::KIND),* }
            }

            /// What people call it.
            pub fn name(&self) -> &str {
                match self { $(Self::$kind(body) => body.name()),* }
            }

            /// What no other object of the same kind and account may have too.
            pub fn keys(&self) -> Vec<Key> {
                match self { $(Self::$kind(body) => body.keys()),* }
            }

            /// Whether it is sound in itself.
            pub fn check(&self) -> Result<(), Flaw> {
                match self { $(Self::$kind(body) => body.check()),* }
            }

            /// Everything that it names.
            pub fn references(&self) -> Vec<Reference> {
                match self { $(Self::$kind(body) => body.references()),* }
            }

            /// Who stands in it, if it is a list.
            pub fn members(&mut self) -> Option<&mut Vec<ObjectId>> {
                match self { $(Self::$kind(body) => body.members()),* }
            }

            /// What it has that is kept apart: the SHA-256 of each file, and how many bytes it has.
            pub fn files(&self) -> BTreeSet<(&str, u32)> {
                match self { $(Self::$kind(body) => body.files()),* }
            }

            /// The same under another name, where it is the customer who gives it one.
            #[must_use]
            pub fn called(self, name: &str) -> Self {
                match self { $(Self::$kind(body) => body.called(name).into()),* }
            }

            /// How far it has come, if others have to allow it.
            pub fn standing(&self) -> Option<&Standing> {
                match self { $(Self::$kind(body) => body.standing()),* }
            }

            /// The same once others have decided.
            #[must_use]
            pub fn judged(self, standing: Standing) -> Self {
                match self { $(Self::$kind(body) => body.judged(standing).into()),* }
            }

            /// The same with the times at which it was made and changed, when it is written now.
            #[must_use]
            pub fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
                match (self, before) {
                    $((Self::$kind(body), Some(Self::$kind(before))) => {
                        body.dated(Some(before), now).into()
                    })*
                    $((Self::$kind(body), _) => body.dated(None, now).into(),)*
                }
            }

            /// Whether a customer may say so without asking: others have decided nothing of it, or what
            /// they decided stands.
            pub fn is_customers(&self, before: Option<&Self>) -> bool {
                match (self.standing(), before) {
                    (None | Some(Standing::Submitted), _) => true,
                    (Some(_), None) => false,
                    (now, Some(before)) => now == before.standing() && !self.asks_anew(before),
                }
            }

            fn asks_anew(&self, before: &Self) -> bool {
                match (self, before) {
                    $((Self::$kind(now), Self::$kind(before)) => now.asks_anew(before),)*
                    _ => true,
                }
            }

            /// The document that is stored.
            pub fn to_doc(&self) -> Result<String, serde_json::Error> {
                match self { $(Self::$kind(body) => stored(body)),* }
            }

            /// Whether objects of a kind have a body.
            pub const fn is_of(kind: ObjectKind) -> bool {
                matches!(kind, $(ObjectKind::$kind)|*)
            }

            /// Reads a body of a kind as the operator writes it, without a version; `None` if the kind
            /// has none.
            pub fn from_value(
                kind: ObjectKind,
                doc: serde_json::Value,
            ) -> Result<Option<Self>, serde_json::Error> {
                $(if kind == <$kind as Body>::KIND {
                    return serde_json::from_value::<$kind>(doc).map(|body| Some(body.into()));
                })*
                Ok(None)
            }

            /// Reads what is stored of a kind; `None` if it is a document without a version: the kind
            /// has no body, or had none when it was written.
            pub fn from_doc(
                kind: ObjectKind,
                doc: &str,
            ) -> Result<Option<Self>, serde_json::Error> {
                let version = match serde_json::from_str(doc) {
                    Ok(Version { v: Some(version) }) if Self::is_of(kind) => version,
                    // Without a version it may say anything.
                    _ => return Ok(None),
                };
                if !(1..=VERSION).contains(&version) {
                    let why = format!("version {version} of a {} is unknown", kind.word());
                    return Err(serde_json::Error::custom(why));
                }
                $(if kind == <$kind as Body>::KIND {
                    return serde_json::from_str::<$kind>(doc).map(|body| Some(body.into()));
                })*
                Ok(None)
            }
        }
    };
}

bodies!(
    Forwarding,
    SipUri,
    Voicemail,
    RingGroup,
    Ivr,
    Recording,
    Queue,
    QueueMember,
    CallHunting,
    Conference,
    ConferenceMember,
    PhonebookEntry,
    PhonebookGroup,
    Sequence,
    CallFlow,
    Callback,
    TimeCondition,
    Disa,
    CallerIdFilter,
    RegisteredNumber,
    ContactGroup,
    Locator,
    Meeting,
    Broadcast,
    OptOut,
    Transcription,
    Campaign,
    Company,
    CompanyDocument,
    RegisteredAgent,
    Fax,
    DialRequest,
    FlowVariables,
);

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    v: Option<u32>,
}

fn stored<B: Serialize>(body: &B) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Stored<'b, B> {
        v: u32,
        #[serde(flatten)]
        body: &'b B,
    }
    serde_json::to_string(&Stored { v: VERSION, body })
}

impl ObjectBody {
    /// What it names that is the account's own.
    pub fn named(&self) -> Named {
        let (mut objects, mut logins) = (Vec::new(), Vec::new());
        for reference in self.references() {
            match reference.to {
                Referent::Object(kind, _) if kind.is_operators() => {}
                Referent::Object(kind, id) => objects.push((kind, id)),
                Referent::Login(login) => logins.push(login),
                Referent::Nameless(..) | Referent::Number(_) | Referent::CallerId(_) => {}
            }
        }
        Named::of(objects, logins)
    }

    /// The number of the account's that it is about, and goes with: it is nothing without it.
    pub const fn about(&self) -> Option<Did> {
        match self {
            Self::CallerIdFilter(filter) => filter.number,
            Self::Campaign(campaign) => Some(campaign.number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        let number = Did::new(13_055_550_100).expect("a number");
        let body: ObjectBody = Forwarding::to(number).into();
        let doc = body.to_doc().expect("plain data");
        assert!(doc.starts_with(r#"{"v":1,"#), "{doc}");
        let read = ObjectBody::from_doc(ObjectKind::Forwarding, &doc).expect("our own text");
        assert_eq!(read, Some(body));
    }

    #[test]
    fn documents_from_before_are_no_bodies_and_later_versions_are_refused() {
        let read = |doc| ObjectBody::from_doc(ObjectKind::Forwarding, doc);
        assert_eq!(read(r#"{"number":"13055550100"}"#).expect("a document"), None);
        assert!(read(r#"{"v":2,"number":13055550100}"#).is_err());
        assert!(read(r#"{"v":1}"#).is_err());
        for doc in [r#"{"v":7}"#, "null", r#""text""#] {
            let flow = ObjectBody::from_doc(ObjectKind::FaxFlow, doc);
            assert_eq!(flow.expect("a document"), None, "{doc}");
        }
        assert_eq!(read("null").expect("a document"), None);
    }
}
