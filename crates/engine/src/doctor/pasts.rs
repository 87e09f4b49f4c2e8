//! What calls were routed by: each row ends with an event of its account that changed just that.

use tandem_domain::{EventBody, NumberState, ObjectBody};
use tandem_store::past::{self, Checked, Thing};
use tandem_store::{StoreError, Tx};

use super::{Findings, PAGE};

pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = past::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.account, last.past.thing, last.past.until));
        for checked in &page {
            if let Some(why) = wrong(checked) {
                let (thing, until) = (checked.past.thing, checked.past.until);
                let what = format!("what {thing:?} said until event {until}");
                findings.add(5, format!("{what} of account {} {why}", checked.account));
            }
        }
    }
}

/// What is wrong with a row, to be read behind its name.
fn wrong(checked: &Checked) -> Option<&'static str> {
    let past = &checked.past;
    let Some(event) = &checked.event else { return Some("ends with no event") };
    if !is_about(&event.body, past.thing) {
        return Some("ends with an event about something else");
    }
    if event.at != past.changed || past.since >= past.until {
        return Some("has the wrong time");
    }
    (!is_readable(past.thing, &past.doc)).then_some("cannot be read")
}

fn is_about(body: &EventBody, thing: Thing) -> bool {
    match (thing, body) {
        (Thing::Object(kind, id), EventBody::ObjectSet { object, .. })
        | (Thing::Object(kind, id), EventBody::ObjectRemoved { object, .. }) => {
            *object == format!("{}:{id}", kind.header())
        }
        (Thing::Settings(did), EventBody::NumberSet { did: set, .. }) => *set == did,
        (Thing::State(did) | Thing::Settings(did), body) => {
            body.moves().iter().any(|step| step.did == did)
        }
        (Thing::Object(..), _) => false,
    }
}

fn is_readable(thing: Thing, doc: &str) -> bool {
    match thing {
        Thing::Object(kind, _) => doc.is_empty() || ObjectBody::from_doc(kind, doc).is_ok(),
        Thing::Settings(_) if doc.is_empty() => true,
        Thing::Settings(_) => serde_json::from_str::<tandem_domain::NumberSettings>(doc).is_ok(),
        Thing::State(_) => doc.parse().ok().and_then(NumberState::from_code).is_some(),
    }
}
