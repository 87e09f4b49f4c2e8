//! From outcomes to documents, laid out as the provider prints them.

use std::io;

use tandem_domain::{Direction, LineOutcome, MessageState, ObjectId, eastern_wall};
use tandem_engine::{
    CallView, MessageView, ObjectView, OrderPlaced, SlotCount, SlotsPurchased, StockNumber,
    VoiceMessageView, VoiceMessages,
};
use tandem_numbering::{Did, Rules};
use tandem_wire::csv;
use tandem_wire::xml::Writer;

use crate::report::{Column, Labels};
use crate::request::report::Format;
use crate::words;

/// What stands before every answer. The declarations are the provider's own, and it does not keep
/// to them: a description may hold elements.
const PROLOGUE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <!DOCTYPE response [\n \
    <!ELEMENT response (result,result_description)>\n \
    <!ELEMENT result (#PCDATA)>\n \
    <!ELEMENT result_description (#PCDATA)>\n \n ]>\n";

/// A failure and its reason.
pub(crate) fn failed(why: &str) -> String {
    document("failed", |out| {
        out.text(why);
    })
}

/// A success that is told in words.
pub(crate) fn done(what: &str) -> String {
    document("success", |out| {
        out.text(what);
    })
}

/// The numbers that an order bought; and in an element of our own, if there are any, those whose suppliers have not
/// answered yet.
pub(crate) fn ordered(placed: &OrderPlaced) -> String {
    let (mut bought, mut ordering) = (Vec::new(), Vec::new());
    for line in &placed.lines {
        match line.outcome {
            LineOutcome::Bought(_) => bought.push(line.did),
            LineOutcome::Ordering(_) => ordering.push(line.did),
            LineOutcome::Refused(_) => {}
        }
    }
    numbers(&bought, &ordering)
}

/// The numbers that a search found.
pub(crate) fn found(stock: &[StockNumber]) -> String {
    let found: Vec<Did> = stock.iter().map(|number| number.did).collect();
    numbers(&found, &[])
}

/// The add-ons of an account.
pub(crate) fn addons(slots: &[SlotCount]) -> String {
    document("success", |out| {
        out.raw("\n ").open("addons", &[]);
        for addon in &words::ADDONS {
            let Some(count) = slots.iter().find(|count| count.slot == addon.slot) else { continue };
            out.raw("\n ").open("addon", &[]);
            out.raw("\n ").element("item_id", &[], addon.id);
            out.raw("\n ").element("name", &[], addon.name);
            out.raw("\n ").element("available", &[], &count.free.to_string());
            out.raw("\n ").element("in_use", &[], &count.used.to_string());
            out.raw("\n ").close();
        }
        out.raw("\n ").close().raw("\n");
    })
}

/// The slots that were bought. Whoever wants a receipt by mail is told that there is none.
pub(crate) fn purchased(bought: &SlotsPurchased, wants_receipt: bool) -> String {
    let addon = words::ADDONS.iter().find(|addon| addon.slot == bought.slot);
    let receipt = if wants_receipt { words::NO_RECEIPT } else { "" };
    let name = addon.map_or("", |addon| addon.name);
    done(&format!("Purchased {} {name}{receipt}", bought.quantity))
}

/// A success that consists of one value.
pub(crate) fn named(name: &str, value: &str) -> String {
    document("success", |out| {
        out.raw("\n ").element(name, &[], value).raw("\n");
    })
}

/// Something that was taken and that nothing has come of yet, by its id.
pub(crate) fn waiting(name: &str, id: ObjectId) -> String {
    document("success", |out| {
        out.raw("\n ").element(name, &[], &id.to_string());
        out.raw("\n ").element("status", &[], words::WAITING).raw("\n");
    })
}

/// A success that consists of several values of one name.
pub(crate) fn values(name: &str, values: &[String]) -> String {
    document("success", |out| {
        for value in values {
            out.raw("\n ").element(name, &[], value);
        }
        out.raw("\n");
    })
}

/// The answer to whoever logs in: the key, or what there is in its place, stands where others are told
/// whether they succeeded.
pub(crate) fn login(key: &str) -> String {
    document(key, |_| {})
}

/// What numbers can be routed to, by the word for its kind.
pub(crate) fn building_blocks(blocks: &[(&str, Vec<ObjectView>)]) -> String {
    let rows = blocks.iter().flat_map(|(word, views)| {
        let row = |view: &ObjectView| {
            let kind = (*word).to_owned();
            vec![("type", kind), ("id", view.id.to_string()), ("name", view.name.clone())]
        };
        views.iter().map(row).collect::<Vec<_>>()
    });
    records(&["type", "id", "name"], rows, Format::Xml)
}

/// Calls, the latest first.
pub(crate) fn calls(
    calls: &[CallView],
    columns: &[Column],
    labels: &Labels,
    rules: &Rules,
    format: Format,
) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let rows = calls.iter().map(|call| {
        columns.iter().map(|column| (column.name(), column.of(call, labels, rules))).collect()
    });
    records(&names, rows, format)
}

/// Text messages, the latest first.
pub(crate) fn messages(found: &[MessageView]) -> String {
    let columns = ["msg_id", "date_added", "direction", "from", "to", "message", "status"];
    let rows = found.iter().map(|message| {
        let (ours, other) = (message.did.national(), message.contact.national());
        let (direction, from, to) = match message.direction {
            Direction::Sent => ("outbound", ours, other),
            Direction::Received => ("inbound", other, ours),
        };
        let status = match message.state {
            MessageState::Accepted => "accepted",
            MessageState::Delivered => "delivered",
            MessageState::Failed(_) => "failed",
        };
        let at = eastern_wall(message.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let cells = [
            message.serial.to_string(),
            at,
            direction.to_owned(),
            from,
            to,
            message.text.clone(),
            status.to_owned(),
        ];
        columns.into_iter().zip(cells).collect()
    });
    records(&columns, rows, Format::Xml)
}

/// Messages of a mailbox, by their numbers and by the clock of the mailbox; and the recording that greets there.
pub(crate) fn voice_messages(found: &VoiceMessages, greeting: Option<ObjectId>) -> String {
    let columns = [
        "message_id",
        "vmail_id",
        "vmail_sid",
        "date_added",
        "caller_id",
        "name",
        "dialed",
        "duration",
        "status",
    ];
    let row = |message: &VoiceMessageView| {
        [
            message.num.to_string(),
            message.id.to_string(),
            message.id.to_string(),
            message.at.wall(&found.zone),
            message.from.clone(),
            message.name.clone(),
            message.did.national(),
            message.seconds.to_string(),
            if message.listened { "old" } else { "new" }.to_owned(),
        ]
    };
    let greeting = greeting.map(|recording| {
        let mut cells: [String; 9] = Default::default();
        cells[0] = recording.to_string();
        cells[8] = words::GREETING.to_owned();
        cells
    });
    let rows = found.messages.iter().map(row).chain(greeting);
    records(&columns, rows.map(|cells| columns.into_iter().zip(cells).collect()), Format::Xml)
}

/// A list: `<data>` with a `<record>` for each row, or lines under the names of the columns.
pub(crate) fn records(
    columns: &[&str],
    rows: impl Iterator<Item = Vec<(&'static str, String)>>,
    format: Format,
) -> String {
    match format {
        Format::Xml => {}
        Format::Csv => return lines(columns, rows).unwrap_or_else(|why| failed(&why.to_string())),
        Format::Text => return tabbed(columns, rows),
    }
    let mut out = Writer::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.open("data", &[]);
    for row in rows {
        out.raw("\n ").open("record", &[]);
        for (name, value) in row {
            out.raw("\n  ").element(name, &[], &value);
        }
        out.raw("\n ").close();
    }
    out.raw("\n").close();
    out.finish()
}

fn lines(
    columns: &[&str],
    rows: impl Iterator<Item = Vec<(&'static str, String)>>,
) -> io::Result<String> {
    let mut out = csv::Writer::new(Vec::new(), columns)?;
    for row in rows {
        let cells: Vec<&str> = row.iter().map(|(_, value)| value.as_str()).collect();
        out.write(&cells)?;
    }
    String::from_utf8(out.finish()?).map_err(io::Error::other)
}

/// Tabs and line breaks are what such a text consists of, so that none stands within a value.
fn tabbed(columns: &[&str], rows: impl Iterator<Item = Vec<(&'static str, String)>>) -> String {
    let mut text = columns.join("\t");
    text.push_str("\r\n");
    for row in rows {
        for (place, (_, value)) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
        text.push_str("\r\n");
    }
    text
}

fn numbers(dids: &[Did], ordering: &[Did]) -> String {
    document("success", |out| {
        out.raw("\n ").element("quantity", &[], &dids.len().to_string());
        listed(out, "numbers", dids);
        if !ordering.is_empty() {
            listed(out, "ordering", ordering);
        }
        out.raw("\n");
    })
}

fn listed(out: &mut Writer, name: &'static str, dids: &[Did]) {
    out.raw("\n ").open(name, &[]);
    for did in dids {
        out.raw("\n ").element("number", &[], &did.national());
    }
    out.raw("\n ").close();
}

fn document(result: &str, describe: impl FnOnce(&mut Writer)) -> String {
    let mut out = Writer::new(PROLOGUE);
    out.open("response", &[]).raw("\n").element("result", &[], result);
    out.raw("\n").open("result_description", &[]);
    describe(&mut out);
    out.close().raw("\n").close();
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_as_the_provider_prints_them() {
        let dids = [15_551_112_222, 15_553_334_444, 15_556_667_777].map(Did::new);
        assert_eq!(
            numbers(&dids.into_iter().flatten().collect::<Vec<_>>(), &[]),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE response [\n <!ELEMENT response \
             (result,result_description)>\n <!ELEMENT result (#PCDATA)>\n <!ELEMENT \
             result_description (#PCDATA)>\n \n ]>\n<response>\n<result>success</result>\n\
             <result_description>\n <quantity>3</quantity>\n <numbers>\n \
             <number>5551112222</number>\n <number>5553334444</number>\n \
             <number>5556667777</number>\n </numbers>\n</result_description>\n</response>"
        );
    }

    #[test]
    fn a_reason_is_escaped() {
        assert!(failed("Invalid <type>").ends_with(
            "<response>\n<result>failed</result>\n<result_description>Invalid &lt;type&gt;\
                 </result_description>\n</response>"
        ));
    }
}
