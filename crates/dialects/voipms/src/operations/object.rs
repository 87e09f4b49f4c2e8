//! Routing objects: what a kind declares, and the three functions that every kind has.
//!
//! A kind is a file with its tables, one way in (arguments → body) and one way out (body → row). Setting,
//! listing and deleting are written once, here.

mod call_hunting;
mod callback;
mod caller_id_filter;
mod conference;
mod conference_member;
mod disa;
mod forwarding;
mod ivr;
mod param;
mod phonebook;
mod phonebook_group;
mod queue;
mod queue_member;
mod read;
mod recording;
mod ring_group;
mod sequence;
mod sip_uri;
mod time_condition;
mod voicemail;

pub use call_hunting::CallHuntings;
pub use callback::Callbacks;
pub use caller_id_filter::Filters;
pub use conference::Conferences;
pub use conference_member::{AddMemberToConference, ConferenceMembers, DelMemberFromConference};
pub use disa::Disas;
pub use forwarding::Forwardings;
pub use ivr::Ivrs;
pub use phonebook::{GetPhonebook, PhonebookEntries};
pub use phonebook_group::PhonebookGroups;
pub use queue::Queues;
pub use queue_member::StaticMembers;
pub use recording::{DelRecording, GetRecordingFile, GetRecordings};
pub(super) use recording::{SET_RECORDING, set_recording};
pub use ring_group::RingGroups;
pub use sequence::Sequences;
pub use sip_uri::SipUris;
pub use time_condition::TimeConditions;
pub use voicemail::{CreateVoicemail, SetVoicemail, Voicemails};
pub(super) use voicemail::{GET_VOICEMAILS, get_voicemails};

use std::marker::PhantomData;

use tandem_domain::{Body, ObjectId};
use tandem_engine::{ObjectList, ObjectPlace, ObjectRemove, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{Fault, Operation, Reader, Spec};
use tandem_wire::php::Map;

use crate::reply::Reply;
use crate::request;

/// A kind of object as this API has it. The first parameter of each function names the object.
pub trait Objects: 'static {
    /// What such an object says.
    type Body: Body;
    /// The function that makes and changes one.
    const SET: &'static Spec;
    /// The function that lists them.
    const GET: &'static Spec;
    /// The function that deletes one.
    const DEL: &'static Spec;
    /// The key under which the id of one that was set is answered; `None`: it is not.
    const MADE: Option<&'static str>;
    /// The key of the list.
    const LIST: &'static str;
    /// What an empty list is called.
    const EMPTY: &'static str;
    /// The parameter that names what such an object belongs to.
    const OWNER: Option<&'static str> = None;
    /// The parameter of the first function that names the list it is put into.
    const IN_LIST: Option<&'static str> = None;
    /// The parameter of the second function by which names are searched.
    const NAMED: Option<&'static str> = None;

    /// Whether all that the arguments ask for can be done, in any of the three functions.
    fn admit(_args: &Reader<'_>) -> Result<(), Fault> {
        Ok(())
    }

    /// What the arguments say, all of it: what is left out is as if it had never been set.
    fn read(args: &Reader<'_>) -> Result<Self::Body, Fault>;

    /// An object as the list shows it.
    fn row(id: ObjectId, body: &Self::Body) -> Map;
}

/// The function that makes an object of a kind, or changes one.
pub struct Set<K>(PhantomData<K>);

impl<K: Objects> Operation for Set<K> {
    const SPEC: &'static Spec = K::SET;
    type Command = ObjectSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        request::require(args)?;
        K::admit(args)?;
        let place = read::named(args)?.map_or(ObjectPlace::New, ObjectPlace::At);
        let list = K::IN_LIST.map(|name| read::object(args, name)).transpose()?.flatten();
        Ok(ObjectSet { place, body: K::read(args)?.into(), list })
    }

    fn show(id: ObjectId, _args: &Reader<'_>) -> Reply {
        let made = K::MADE.map(|key| Map::new().with(key, id.to_string()));
        Reply::Success(made.unwrap_or_default())
    }
}

/// The function that lists the objects of a kind, or shows one.
pub struct Get<K>(PhantomData<K>);

impl<K: Objects> Operation for Get<K> {
    const SPEC: &'static Spec = K::GET;
    type Command = ObjectList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        request::require(args)?;
        K::admit(args)?;
        Ok(ObjectList {
            id: read::named(args)?,
            of: owner::<K>(args)?,
            named: K::NAMED.and_then(|name| args.text(name)).map(str::to_owned),
            ..ObjectList::all(K::Body::KIND)
        })
    }

    fn show(found: Vec<ObjectView>, _args: &Reader<'_>) -> Reply {
        let rows = bodies::<K::Body>(found).map(|(id, body)| K::row(id, &body)).collect();
        Reply::list(K::LIST, rows, K::EMPTY)
    }
}

/// The function that deletes an object of a kind.
pub struct Del<K>(PhantomData<K>);

impl<K: Objects> Operation for Del<K> {
    const SPEC: &'static Spec = K::DEL;
    type Command = ObjectRemove;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        request::require(args)?;
        K::admit(args)?;
        let name = args.spec().params.first().map_or("", |param| param.name);
        // Nothing is deleted that was not named, even where the document does not ask for a name.
        let id = read::named(args)?.ok_or_else(|| Fault::invalid(name, "must name one"))?;
        Ok(ObjectRemove { kind: K::Body::KIND, id, of: owner::<K>(args)? })
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}

/// What the object belongs to.
fn owner<K: Objects>(args: &Reader<'_>) -> Result<Option<ObjectId>, Fault> {
    Ok(K::OWNER.map(|name| read::object(args, name)).transpose()?.flatten())
}

/// Those that say something in the terms of their kind: a document that the operator once put there says
/// nothing to this API.
fn bodies<B: Body>(found: Vec<ObjectView>) -> impl Iterator<Item = (ObjectId, B)> {
    found.into_iter().filter_map(|object| match object.says {
        ObjectSays::Body(body) => Some((object.id, B::of(body)?)),
        ObjectSays::Document(_) => None,
    })
}
