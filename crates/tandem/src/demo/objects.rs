//! What the demo's numbers can ring at: every object that a provider's document names by example, under that
//! id and saying what is printed there.

use serde_json::{Value, json};
use tandem_domain::{
    AccountId, CallFlow, Callback, Caller, CallerIdFilter, Choice, Destination, Disa, FlowMember,
    FlowStep, Forwarding, Ivr, Language, Music, ObjectBody, ObjectId, ObjectKind,
    RING_SECONDS_DEFAULT, RingGroup, RingMember, Schedule, SipUri, TimeCondition, Voicemail,
    VoicemailSetup, Weekday, Window,
};
use tandem_engine::{AudioFile, Engine, ObjectPut, RecordingPut};
use tandem_numbering::Did;

use super::people::{Person, operate};
use super::{outreach, rooms, sounds};
use crate::failure::Failure;

/// Gives a customer its objects. The other customer of the demo has the like under ids of its own.
pub(super) async fn furnish(
    engine: &Engine,
    person: &Person,
    account: AccountId,
) -> Result<(), Failure> {
    for (kind, id, name, doc) in documents(person) {
        put(engine, account, kind, Some(ObjectId(person.object_base + id)), name, doc).await?;
    }
    for (id, name, hertz) in sounds::RECORDINGS {
        let (id, name) = (ObjectId(person.object_base + id), name.to_owned());
        let file = AudioFile::of(&sounds::tone(hertz))?;
        operate(engine, RecordingPut { account, id, name, file }).await?;
    }
    for (id, body) in bodies(person) {
        let doc = body.to_doc().and_then(|doc| serde_json::from_str(&doc));
        let doc = doc.map_err(|why| Failure::Usage(why.to_string()))?;
        let id = Some(ObjectId(person.object_base + id));
        put(engine, account, body.kind(), id, body.name(), doc).await?;
    }
    Ok(())
}

/// Makes one object.
pub(super) async fn put(
    engine: &Engine,
    account: AccountId,
    kind: ObjectKind,
    id: Option<ObjectId>,
    name: &str,
    doc: Value,
) -> Result<(), Failure> {
    let name = name.to_owned();
    operate(engine, ObjectPut { account, kind, id, name, doc }).await?;
    Ok(())
}

fn documents(person: &Person) -> Vec<(ObjectKind, i64, &'static str, Value)> {
    use ObjectKind::FaxFlow;
    let fax = || json!({ "email": person.email });
    vec![(FaxFlow, 1, "fax_flow_id", fax()), (FaxFlow, 12, "fax to email", fax())]
}

/// Later ones name earlier ones.
fn bodies(person: &Person) -> Vec<(i64, ObjectBody)> {
    let mut all = forwardings();
    all.extend(flows(person));
    all.extend(addresses());
    all.extend(mailboxes(person));
    all.extend(groups(person));
    all.extend(menus(person));
    all.extend(callbacks());
    all.extend(dial_tones());
    all.extend(conditions(person));
    all.extend(filters(person));
    all.extend(rooms::bodies(person));
    all.extend(outreach::bodies());
    all
}

/// A number, by its ten digits at home.
pub(super) fn number(national: u64) -> Option<Did> {
    Did::new(10_000_000_000 + national)
}

fn forwardings() -> Vec<(i64, ObjectBody)> {
    let to = |id: i64, name: &str, national| {
        let plain = Forwarding::to(number(national)?);
        Some((id, Forwarding { name: name.to_owned(), ..plain }))
    };
    let reseller = to(18635, "RESELLER| 5553334444", 5_553_334_444).map(|(id, plain)| {
        let caller_id = number(5_551_234_567);
        let digits = "123".to_owned();
        (id, Forwarding { caller_id, digits, pause_millis: 1500, diversion: true, ..plain })
    });
    let plain = [
        to(1026, "John Smith", 5_551_234_567),
        to(1521, "Mobile", 5_553_330_521),
        to(16006, "Johns Mobile", 5_553_336_006),
        to(20222, "Sales", 5_553_330_222),
        to(15555, "Reception desk", 5_553_335_555),
        to(19999, "Night desk", 5_553_339_999),
        to(19183, "Old office", 5_553_339_183),
    ];
    [reseller].into_iter().chain(plain).flatten().map(|(id, body)| (id, body.into())).collect()
}

/// Call flows, all of which ring the account's own telephones until it says otherwise.
fn flows(person: &Person) -> Vec<(i64, ObjectBody)> {
    let flow = |id, name: &str| {
        let account = FlowMember::Named(Destination::object(ObjectKind::Account, person.main));
        let steps = vec![FlowStep { ring: vec![account], seconds: None }];
        (id, CallFlow { name: name.to_owned(), steps, ..CallFlow::default() }.into())
    };
    vec![flow(1, "call_flow_id"), flow(2, "callflowid"), flow(444, "PBX 1")]
}

fn addresses() -> Vec<(i64, ObjectBody)> {
    let at = |id, name: &str, uri: &str| {
        let (name, uri) = (name.to_owned(), uri.to_owned());
        (id, SipUri { name, e164: false, ..SipUri::at(uri) }.into())
    };
    vec![
        at(6199, "Jonh Smith", "5552223333@sip.voip.ms"),
        at(5096, "Desk", "5552223333@127.0.0.1:5060"),
        at(19183, "Old desk", "5552224444@127.0.0.1:5060"),
    ]
}

fn mailboxes(person: &Person) -> Vec<(i64, ObjectBody)> {
    let of = |id, name: &str| {
        let (name, email) = (name.to_owned(), person.email.to_owned());
        (id, Voicemail { name, email, pin: "1234".to_owned(), ..Voicemail::default() }.into())
    };
    vec![of(101, "Reception"), of(1001, "Night"), of(149_601, "Overflow")]
}

fn groups(person: &Person) -> Vec<(i64, ObjectBody)> {
    let (base, main) = (person.object_base, person.main);
    let member = |to| RingMember { to, seconds: RING_SECONDS_DEFAULT, press_one: false };
    let forwarding = Destination::object(ObjectKind::Forwarding, (base + 16006).to_string());
    let both = RingGroup {
        name: "Account & Mobile".to_owned(),
        members: vec![member(Destination::object(ObjectKind::Account, main)), member(forwarding)],
        voicemail: Some(ObjectId(base + 101)),
        announcement: Some(ObjectId(base + 7567)),
        music: Some(Music::Jazz),
        language: Language::English,
    };
    let old = RingGroup {
        name: "Old group".to_owned(),
        members: vec![member(Destination::object(ObjectKind::Account, main))],
        voicemail: None,
        announcement: None,
        ..both.clone()
    };
    vec![(4768, both.into()), (19183, old.into())]
}

fn menus(person: &Person) -> Vec<(i64, ObjectBody)> {
    let base = person.object_base;
    let choice = |keys: &str, kind, id: i64| Choice {
        keys: keys.to_owned(),
        to: Destination::object(kind, (base + id).to_string()),
    };
    let menu = |name: &str, choices| Ivr {
        name: name.to_owned(),
        recording: ObjectId(base + 7696),
        timeout_seconds: 5,
        language: Language::French,
        voicemail: VoicemailSetup::None,
        choices,
    };
    let choices =
        vec![choice("1", ObjectKind::SipUri, 5096), choice("2", ObjectKind::Forwarding, 20222)];
    let old = vec![choice("1", ObjectKind::Forwarding, 1521)];
    vec![(4636, menu("Johns IVR", choices).into()), (19183, menu("Old menu", old).into())]
}

fn callbacks() -> Vec<(i64, ObjectBody)> {
    let back = |id: i64, name: &str, national| {
        let (name, number, caller_id) = (name.to_owned(), number(national)?, number(5_552_223_333));
        let (delay_seconds, response_seconds, digit_seconds) = (5, 10, 5);
        let body =
            Callback { name, number, delay_seconds, response_seconds, digit_seconds, caller_id };
        Some((id, body.into()))
    };
    let both = [back(2359, "John Smith", 5_551_234_567), back(19183, "Old", 5_553_339_183)];
    both.into_iter().flatten().collect()
}

fn dial_tones() -> Vec<(i64, ObjectBody)> {
    let disa = |id: i64, name: &str, pin: &str| {
        let (name, pin, caller_id) = (name.to_owned(), pin.to_owned(), number(5_552_223_333));
        let language = Language::English;
        (id, Disa { name, pin, digit_seconds: 10, caller_id, language }.into())
    };
    vec![disa(2114, "Jonhs DISA", "1234"), disa(19183, "Old DISA", "4321")]
}

fn conditions(person: &Person) -> Vec<(i64, ObjectBody)> {
    let hours = |from_day, to_day, from: u32, to: u32| Window {
        from_day,
        to_day,
        from_minute: from * 60,
        to_minute: to * 60,
    };
    let windows = vec![
        hours(Weekday::Monday, Weekday::Friday, 8, 16),
        hours(Weekday::Saturday, Weekday::Saturday, 8, 12),
    ];
    let mailbox = (person.object_base + 101).to_string();
    let condition = |name: &str| TimeCondition {
        name: name.to_owned(),
        schedule: Schedule { zone: String::new(), windows: windows.clone() },
        matched: Destination::object(ObjectKind::Account, person.main),
        otherwise: Destination::object(ObjectKind::Voicemail, mailbox.clone()),
    };
    vec![(1830, condition("Johns Work").into()), (19183, condition("Old hours").into())]
}

fn filters(person: &Person) -> Vec<(i64, ObjectBody)> {
    let callback = (person.object_base + 2359).to_string();
    let filter = |id: i64, name: &str, caller: Option<Did>| {
        let body = CallerIdFilter {
            name: name.to_owned(),
            caller: Caller::Number(caller?),
            number: number(5_552_223_333),
            routing: Destination::object(ObjectKind::Callback, callback.clone()),
            failover_busy: Destination::None,
            failover_unreachable: Destination::None,
            failover_no_answer: Destination::None,
        };
        Some((id, body.into()))
    };
    let both = [
        filter(18915, "Callback Filtering", number(5_551_234_567)),
        filter(19183, "Old filter", number(5_553_339_183)),
    ];
    both.into_iter().flatten().collect()
}
