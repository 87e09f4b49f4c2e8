//! Whom the demo's customers reach by themselves: groups of contacts, branches of a store locator, conferences
//! at a certain time, broadcasts.

use tandem_domain::{
    BRANCH_SECONDS_DEFAULT, Branch, Broadcast, BroadcastAudio, ContactGroup, FlowMember,
    GroupContact, Locator, Meeting, ObjectBody, Rows, Telephone, Timestamp, Transcriber,
    Transcription,
};
use tandem_numbering::Did;

use super::objects::number;

/// When the demo's broadcast and its conference were to be: 2014-03-30 10:00 in the east of North America.
const PAST: &str = "2014-03-30T14:00:00Z";
/// When one is to be that nobody who tries the demo will see.
const TO_COME: &str = "2099-03-30T14:00:00Z";

/// Each with its id.
pub(super) fn bodies() -> Vec<(i64, ObjectBody)> {
    let people = [
        contact("Jane Smith", 5_553_334_444, "jane@example.com"),
        contact("John Smith", 5_553_330_222, ""),
    ];
    let mut members = Rows::default();
    for contact in people.into_iter().flatten() {
        members.add(contact);
    }
    let group = ContactGroup { name: "Press".to_owned(), members: members.clone() };
    let mut all: Vec<(i64, ObjectBody)> = vec![(31, group.into())];
    all.extend(locator().map(|locator| (12, locator.into())));
    all.extend(meeting(members).map(|meeting| (41, meeting.into())));
    for (id, begins) in [(51, PAST), (52, TO_COME)] {
        all.extend(broadcast(begins).map(|broadcast| (id, broadcast.into())));
    }
    all.extend(transcription().map(|transcription| (61, transcription.into())));
    all
}

fn contact(name: &str, national: u64, email: &str) -> Option<GroupContact> {
    let number = number(national)?;
    Some(GroupContact { name: name.to_owned(), number, email: email.to_owned() })
}

/// The API that has such has no function that makes one.
fn locator() -> Option<Locator> {
    let mut branches = Rows::default();
    branches.add(Branch {
        name: "Main Street".to_owned(),
        rings: FlowMember::Telephone(Telephone::Number(number(5_553_334_444)?)),
        zip: "33101".to_owned(),
        street: "1 Main Street".to_owned(),
        city: "Miami".to_owned(),
        state: "FL".to_owned(),
        email: String::new(),
        seconds: BRANCH_SECONDS_DEFAULT,
    });
    Some(Locator { name: "Stores".to_owned(), branches })
}

fn meeting(attendees: Rows<GroupContact>) -> Option<Meeting> {
    Some(Meeting {
        name: "Weekly".to_owned(),
        note: "what was sold".to_owned(),
        begins: Timestamp::parse(PAST)?,
        minutes: 30,
        pin: "1234".to_owned(),
        inbound_only: false,
        attendees,
    })
}

fn broadcast(begins: &str) -> Option<Broadcast> {
    let speaker = number(5_553_334_444)?;
    let numbers: Vec<Did> = [5_553_330_222, 5_553_334_444].into_iter().filter_map(number).collect();
    Some(Broadcast {
        name: "Storm warning".to_owned(),
        note: String::new(),
        audio: BroadcastAudio::SpokenAt(speaker),
        numbers,
        caller_id: None,
        transfer: None,
        detects_machines: false,
        begins: Some(Timestamp::parse(begins)?),
        until: None,
        hours: None,
        evenly: false,
        attempts: 1,
        pause_minutes: 5,
        together: 1,
        stopped: None,
    })
}

fn transcription() -> Option<Transcription> {
    let path = "http://example.com/call.wav".to_owned();
    Some(Transcription { path, by: Transcriber::Machine, asked: Timestamp::parse(PAST)? })
}
