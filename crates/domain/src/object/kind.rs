//! The kinds of objects, and what each is called.

use serde::{Deserialize, Serialize};

/// The kinds of objects that a customer makes once and that routings then name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A SIP or IAX login: a sub-account, or the main account itself.
    Account,
    /// A telephone number that calls are forwarded to.
    Forwarding,
    /// A voicemail box.
    Voicemail,
    /// A SIP address on somebody else's switch.
    SipUri,
    /// Several destinations that ring together.
    RingGroup,
    /// A menu.
    Ivr,
    /// A sound that is played.
    Recording,
    /// A queue with agents.
    Queue,
    /// An agent of a queue who is always logged in.
    QueueMember,
    /// A callback.
    Callback,
    /// One of two destinations, by the clock.
    TimeCondition,
    /// A second dial tone.
    Disa,
    /// Several destinations that ring one after the other.
    CallHunting,
    /// A room in which callers meet.
    Conference,
    /// Who may enter a conference, and as what.
    ConferenceMember,
    /// Another destination for certain callers.
    CallerIdFilter,
    /// Somebody whose number is known.
    PhonebookEntry,
    /// Several who are in the phonebook.
    PhonebookGroup,
    /// Steps that a call goes through.
    Sequence,
    /// A call flow: what api19, Anveo and DialogTech route to.
    CallFlow,
    /// What is done with a fax.
    FaxFlow,
    /// A point of presence of the operator.
    Pop,
    /// A place or range outside North America that the operator's catalogue lists
    /// ([`Location`](crate::Location)).
    Location,
    /// A carrier that numbers are bought through ([`Carrier`](crate::Carrier)).
    Carrier,
    /// A number of somebody else's that the customer says is theirs too.
    RegisteredNumber,
    /// People who are called together.
    ContactGroup,
    /// Branches of a business, of which callers are led to the nearest.
    Locator,
    /// A conference at a certain time.
    Meeting,
    /// One message for many telephones.
    Broadcast,
    /// A number that no broadcast calls.
    OptOut,
    /// A sound that is to be written down.
    Transcription,
    /// What a toll-free number writes to people.
    Campaign,
    /// A company that needs somebody in each state.
    Company,
    /// Something that was sent to a company.
    CompanyDocument,
    /// Somebody who stands for a company in a state.
    RegisteredAgent,
    /// A fax that is to be sent.
    Fax,
    /// A call that is to be made.
    DialRequest,
    /// What a call flow is told beforehand.
    FlowVariables,
}

use ObjectKind::{
    Account, Broadcast, CallFlow, CallHunting, Callback, CallerIdFilter, Campaign, Carrier,
    Company, CompanyDocument, Conference, ConferenceMember, ContactGroup, DialRequest, Disa, Fax,
    FaxFlow, FlowVariables, Forwarding, Ivr, Location, Locator, Meeting, OptOut, PhonebookEntry,
    PhonebookGroup, Pop, Queue, QueueMember, Recording, RegisteredAgent, RegisteredNumber,
    RingGroup, Sequence, SipUri, TimeCondition, Transcription, Voicemail,
};

impl ObjectKind {
    /// Whether a call goes on from such an object without anybody's doing, so that one that leads to itself
    /// leads nowhere. A menu may: somebody presses a key.
    pub const fn sends_on(self) -> bool {
        matches!(self, Self::TimeCondition | Self::Queue)
    }

    /// Every kind.
    pub const ALL: [Self; 38] = [
        Account,
        Forwarding,
        Voicemail,
        SipUri,
        RingGroup,
        Ivr,
        Recording,
        Queue,
        QueueMember,
        Callback,
        TimeCondition,
        Disa,
        CallHunting,
        Conference,
        ConferenceMember,
        CallerIdFilter,
        PhonebookEntry,
        PhonebookGroup,
        Sequence,
        CallFlow,
        FaxFlow,
        Pop,
        Location,
        Carrier,
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
    ];

    /// The header of a routing string, and the word the kind is stored under. Those that the VoIP.ms
    /// document has are its own; the others are ours because that document has none.
    pub const fn header(self) -> &'static str {
        match self {
            Account => "account",
            Forwarding => "fwd",
            Voicemail => "vm",
            SipUri => "sip",
            RingGroup => "grp",
            Ivr => "ivr",
            Recording => "recording",
            Queue => "queue",
            QueueMember => "agent",
            Callback => "cb",
            TimeCondition => "tc",
            Disa => "disa",
            CallHunting => "hunt",
            Conference => "conf",
            ConferenceMember => "guest",
            CallerIdFilter => "filter",
            PhonebookEntry => "phonebook",
            PhonebookGroup => "phonegroup",
            Sequence => "seq",
            CallFlow => "callflow",
            FaxFlow => "faxflow",
            Pop => "pop",
            Location => "location",
            Carrier => "carrier",
            RegisteredNumber => "registered",
            ContactGroup => "contacts",
            Locator => "locator",
            Meeting => "meeting",
            Broadcast => "broadcast",
            OptOut => "optout",
            Transcription => "transcription",
            Campaign => "campaign",
            Company => "company",
            CompanyDocument => "companydoc",
            RegisteredAgent => "regagent",
            Fax => "fax",
            DialRequest => "dial",
            FlowVariables => "flowvars",
        }
    }

    /// What it is called in plain messages.
    pub const fn word(self) -> &'static str {
        match self {
            Account => "account",
            Forwarding => "forwarding",
            Voicemail => "mailbox",
            SipUri => "SIP URI",
            RingGroup => "ring group",
            Ivr => "IVR",
            Recording => "recording",
            Queue => "queue",
            QueueMember => "queue member",
            Callback => "callback",
            TimeCondition => "time condition",
            Disa => "DISA",
            CallHunting => "call hunting",
            Conference => "conference",
            ConferenceMember => "conference member",
            CallerIdFilter => "caller ID filter",
            PhonebookEntry => "phonebook entry",
            PhonebookGroup => "phonebook group",
            Sequence => "sequence",
            CallFlow => "call flow",
            FaxFlow => "fax flow",
            Pop => "point of presence",
            Location => "location",
            Carrier => "carrier",
            RegisteredNumber => "registered number",
            ContactGroup => "contact group",
            Locator => "store locator",
            Meeting => "scheduled conference",
            Broadcast => "broadcast",
            OptOut => "opt-out",
            Transcription => "transcription",
            Campaign => "campaign",
            Company => "company",
            CompanyDocument => "document",
            RegisteredAgent => "registered agent",
            Fax => "fax",
            DialRequest => "requested call",
            FlowVariables => "set of variables",
        }
    }

    /// How an object that is named is called in plain messages: as in a routing, if calls can go there.
    pub fn called(self, record: &str) -> String {
        if self.can_ring() {
            format!("{}:{record}", self.header())
        } else {
            format!("{} {record}", self.word())
        }
    }

    /// The kind that a header means.
    pub fn from_header(header: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.header() == header)
    }

    /// Whether a call can be sent to an object of this kind.
    pub const fn can_ring(self) -> bool {
        match self {
            Account | Forwarding | Voicemail | SipUri | RingGroup | Ivr | Recording | Queue
            | Callback | TimeCondition | Disa | CallHunting | Conference | CallFlow => true,
            QueueMember | ConferenceMember | CallerIdFilter | PhonebookEntry | PhonebookGroup
            | Sequence | FaxFlow | Pop | Location | Carrier | RegisteredNumber | ContactGroup
            | Locator | Meeting | Broadcast | OptOut | Transcription | Campaign | Company
            | CompanyDocument | RegisteredAgent | Fax | DialRequest | FlowVariables => false,
        }
    }

    /// Whether objects of this kind have nothing to do with where calls go, so that no version of a
    /// customer's routing knows them.
    pub const fn is_paper(self) -> bool {
        matches!(
            self,
            RegisteredNumber
                | ContactGroup
                | Locator
                | Meeting
                | Broadcast
                | OptOut
                | Transcription
                | Campaign
                | Company
                | CompanyDocument
                | RegisteredAgent
                | Fax
                | DialRequest
                | FlowVariables
        )
    }

    /// Whether objects of this kind are the operator's alone, for everybody to name.
    pub const fn is_operators(self) -> bool {
        matches!(self, Pop | Location | Carrier)
    }
}
