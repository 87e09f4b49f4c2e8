//! What numbers ring at: objects that a customer makes once and that routings then name.
//!
//! Each kind has a file with a plain struct in the terms of telephony: destinations, seconds, days of the
//! week, not the strings of one API. A [`Body`] says what it is called, what of it must be unique, whether it
//! is sound, and which other objects and numbers it names. [`ObjectBody`] is one of them; it is what is
//! stored, and what the routing decision reads.

mod audio;
mod body;
mod bond;
mod broadcast;
mod call_flow;
mod call_hunting;
mod callback;
mod caller_id_filter;
mod campaign;
mod check;
mod company;
mod conference;
mod conference_sound;
mod contact_group;
mod dial_request;
mod disa;
mod edit;
mod fax;
mod flow_edit;
mod forwarding;
mod ivr;
mod kept_file;
mod kind;
mod locator;
mod meeting;
mod phonebook;
mod queue;
mod queue_member;
mod queue_words;
mod recording;
mod registered_number;
mod ring_group;
mod rows;
mod schedule;
mod sequence;
mod service_code;
mod sip_uri;
mod sound;
mod standing;
mod time_condition;
mod transcription;
mod user;
mod voicemail;

pub use audio::AudioFormat;
pub use body::{Body, Flaw, Key, ObjectBody, Reference, Referent};
pub use bond::Bond;
pub use broadcast::{
    BROADCAST_ATTEMPTS_MAX, BROADCAST_NUMBERS_MAX, BROADCAST_PAUSES, BROADCAST_TOGETHER_MAX,
    Broadcast, BroadcastAudio, BroadcastEdit, OptOut,
};
pub use call_flow::{CallFlow, FLOW_MEMBERS_MAX, FLOW_STEPS_MAX, FlowMember, FlowStep};
pub use call_hunting::{CallHunting, HUNT_PLACES, HuntOrder};
pub use callback::Callback;
pub use caller_id_filter::{Attestation, Caller, CallerIdFilter};
pub use campaign::{Campaign, CampaignContact, CampaignContent, PostalAddress};
pub use check::zone as check_zone;
pub use company::{AgentName, Company, CompanyDocument, RegisteredAgent};
pub use conference::{
    Conference, ConferenceMember, SILENCE_MILLIS_DEFAULT, TALKING_THRESHOLD_DEFAULT,
};
pub use conference_sound::ConferenceSound;
pub use contact_group::{ContactGroup, GROUP_CONTACTS_MAX, GroupContact, GroupEdit};
pub use dial_request::{
    CODE_DIGITS_MAX, DIAL_DELAY_MINUTES_MAX, DIAL_MINUTES_MAX, DIAL_NUMBERS_MAX, DialRequest,
    DialThen, FlowVariables, VARIABLES_MAX,
};
pub use disa::Disa;
pub use edit::{Edit, ROW_FIELD};
pub use fax::{FAX_FILES_MAX, Fax};
pub use flow_edit::{FlowChange, FlowEdit};
pub use forwarding::{Forwarding, PAUSE_MILLIS_MAX, PAUSE_MILLIS_STEP};
pub use ivr::{Choice, IVR_TIMEOUT_SECONDS_MAX, Ivr, VoicemailSetup};
pub use kept_file::KeptFile;
pub use kind::ObjectKind;
pub use locator::{
    BRANCH_SECONDS_DEFAULT, BRANCH_SECONDS_MAX, Branch, BranchChange, LOCATOR_BRANCHES_MAX,
    Locator, LocatorEdit,
};
pub use meeting::{ATTENDEES_MAX, MEETING_MINUTES_MAX, MEETING_MINUTES_MIN, Meeting, MeetingEdit};
pub use phonebook::{Contact, PhonebookEntry, PhonebookGroup, ShownAs};
pub use queue::{QUEUE_RING_SECONDS_DEFAULT, Queue};
pub use queue_member::QueueMember;
pub use queue_words::{HoldReport, JoinWhenEmpty, QueueExit, RingStrategy};
pub use recording::Recording;
pub use registered_number::RegisteredNumber;
pub use ring_group::{RING_SECONDS_DEFAULT, RING_SECONDS_MAX, RingGroup, RingMember};
pub use rows::{Row, RowId, Rows};
pub use schedule::{Schedule, Weekday, Window};
pub use sequence::{Sequence, Step};
pub use service_code::is_service_code;
pub use sip_uri::SipUri;
pub use sound::{Language, Music};
pub use standing::{REJECTION_CHARS_MAX, Standing};
pub use time_condition::TimeCondition;
pub use transcription::{Transcriber, Transcription};
pub use user::{OBJECT_USERS_COUNTED_MAX, ObjectUser, ObjectUsers};
pub use voicemail::{Attachment, Instructions, Voicemail, VoicemailEdit};
