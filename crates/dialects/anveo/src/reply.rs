//! From outcomes to documents, laid out as the provider prints them.

pub(crate) mod catalogue;

use sha2::{Digest, Sha256};
use tandem_domain::{Money, NumberSettings, Offer, Price, hex};
use tandem_engine::{Funds, LookedUp, MessageSent, OrderPlaced, OwnNumber, Telephones};
use tandem_gateway::Reader;
use tandem_numbering::{Did, country};
use tandem_wire::xml::Writer;

use crate::{area, forward, words};

const DECLARATION: &str = "<?xml version=\"1.0\" standalone=\"no\" ?>\n";

/// The attributes that a DID's tag begins a new line with.
const LINE_BREAKS: [&str; 2] = ["CALL_FORWARD_TYPE", "STATUS"];

/// The attributes of a DID that a list can be filtered by, each with its parameter.
const FILTERS: [(&str, &str); 6] = [
    ("FILTER.DID_TYPE", "DID_TYPE"),
    ("FILTER.TITLE", "TITLE"),
    ("FILTER.SMS_EMAIL", "SMS_EMAIL"),
    ("FILTER.SMS_URL", "SMS_URL"),
    ("FILTER.CALL_FORWARD_TYPE", "CALL_FORWARD_TYPE"),
    ("FILTER.CALL_FORWARD_TO", "CALL_FORWARD_TO"),
];

/// A success with nothing to show.
pub(crate) fn done() -> String {
    document("SUCCESS", |_| {})
}

/// A success with a value that is named.
pub(crate) fn value(name: &str, value: &str) -> String {
    document("SUCCESS", |out| {
        out.raw("\n  ").element("VALUE", &[("NAME", name)], value);
    })
}

/// A value that is the result.
pub(crate) fn result(result: &str) -> String {
    document(result, |_| {})
}

/// The balance: to the cent, and what is less than a cent is not there yet.
pub(crate) fn balance(funds: &Funds) -> String {
    document(&funds.balance.cut_down(2), |_| {})
}

/// A text message that was sent, as the text gateway prints it: what it cost leaves the balance.
pub(crate) fn sent(sent: &MessageSent) -> String {
    let fee = Money(-sent.charged.0);
    let key = hex(Sha256::digest(format!("anveo message {}", sent.id)));
    let id = key.get(..40).unwrap_or_default();
    format!("result=success^error=^parts={}^fee={fee}^smsid={id}", sent.segments)
}

/// How somebody is called, as the text gateway prints it.
pub(crate) fn caller(known: LookedUp) -> String {
    known.name.unwrap_or_else(|| "Unavailable".to_owned())
}

/// A failure.
pub(crate) fn failed(error: &str) -> String {
    document("ERROR", |out| {
        out.raw("\n  ").element("ERROR", &[], error);
    })
}

/// The numbers that an order bought.
pub(crate) fn ordered(placed: &OrderPlaced, telephones: &Telephones) -> String {
    let row = |line: &tandem_domain::Line| {
        let bought = placed.bought.iter().find(|bought| bought.did == line.did)?;
        let (settings, price) = (&placed.settings, bought.price);
        let mut row = Row::of(bought.did, &bought.offer, settings, price, telephones);
        row.set("STATUS", words::line_status(&line.outcome));
        row.set("RATE_PLAN_ID", &placed.plan);
        Some(row)
    };
    dids(placed.lines.iter().filter_map(row))
}

/// The numbers of an account that pass the filters of the request.
pub(crate) fn listed(numbers: &[OwnNumber], args: &Reader<'_>, telephones: &Telephones) -> String {
    dids(passing(numbers, args, telephones).into_iter().map(|number| own(number, telephones)))
}

/// Those numbers themselves.
pub(crate) fn passing<'n>(
    numbers: &'n [OwnNumber],
    args: &Reader<'_>,
    telephones: &Telephones,
) -> Vec<&'n OwnNumber> {
    let filters = FILTERS.map(|(param, attribute)| (args.text(param), attribute));
    let passes = |number: &&OwnNumber| {
        let row = own(number, telephones);
        filters.iter().all(|(wanted, attribute)| {
            wanted.is_none_or(|wanted| row.get(attribute).eq_ignore_ascii_case(wanted))
        })
    };
    numbers.iter().filter(passes).collect()
}

/// The numbers that were set up in another way, as they are now.
pub(crate) fn updated(numbers: &[OwnNumber], dids: &[Did], telephones: &Telephones) -> String {
    let updated = numbers.iter().filter(|number| dids.contains(&number.did));
    self::dids(updated.map(|number| own(number, telephones)))
}

fn own(number: &OwnNumber, telephones: &Telephones) -> Row {
    let mut row = Row::of(number.did, &number.offer, &number.settings, number.price, telephones);
    row.set("STATUS", words::status(number.state));
    row.set("RATE_PLAN_ID", &number.plan);
    if let Some(account) = number.owner_alias.as_ref().filter(|_| number.is_sub) {
        row.set("ACCOUNT_NUMBER", account);
    }
    row.set("ORDER_DATE", &number.since.civil().strftime("%Y-%m-%d").to_string());
    row
}

fn dids(rows: impl Iterator<Item = Row>) -> String {
    document("SUCCESS", |out| {
        out.raw("\n  ").open("DIDS", &[]);
        for row in rows {
            row.print(out);
        }
        out.raw("\n  ").close();
    })
}

fn document(result: &str, rest: impl FnOnce(&mut Writer)) -> String {
    let mut out = Writer::new(DECLARATION);
    out.open("RESPONSE", &[]).raw("\n  ").element("RESULT", &[], result);
    rest(&mut out);
    out.raw("\n").close();
    out.finish()
}

/// The attributes of one DID, in the order in which they are printed.
struct Row(Vec<(&'static str, String)>);

impl Row {
    fn of(
        did: Did,
        offer: &Offer,
        settings: &NumberSettings,
        price: Price,
        telephones: &Telephones,
    ) -> Self {
        let (forward_type, forward_to) = forward::shown(settings, telephones);
        let messaging = &settings.messaging;
        let country = country::by_iso(&offer.country).map(|country| country.name);
        let code = area::code_of(offer, did.nanp().map(|nanp| nanp.npa));
        Self(vec![
            ("E164", did.digits().to_string()),
            ("DID_TYPE", words::did_type(offer.kind).to_owned()),
            ("SMS_URL", words::page_shown(messaging.calls_back().unwrap_or_default())),
            ("SMS_EMAIL", messaging.letters_to().unwrap_or_default().to_owned()),
            ("CALL_FORWARD_TYPE", forward_type.to_owned()),
            ("CALL_FORWARD_TO", forward_to),
            ("STATUS", String::new()),
            ("COUNTRY_NAME", country.unwrap_or(&offer.country).to_owned()),
            ("AREA_NAME", area::name_of(offer).to_owned()),
            ("AREA_CODE", code),
            ("MONTHLY100", price.monthly.to_cents().to_string()),
            ("TITLE", settings.note.clone()),
        ])
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Gives an attribute its value; a new one goes behind the others.
    fn set(&mut self, name: &'static str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.0.push((name, value.to_owned())),
        }
    }

    fn print(&self, out: &mut Writer) {
        out.raw("\n    <DID");
        for (name, value) in &self.0 {
            if LINE_BREAKS.contains(name) {
                out.raw("\n   ");
            }
            out.attribute(name, value);
        }
        out.raw("/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_domain::{Destination, ObjectKind};

    #[test]
    fn a_failure_is_a_result_and_a_text() {
        assert_eq!(
            failed("AREA_ID is <required>."),
            "<?xml version=\"1.0\" standalone=\"no\" ?>\n<RESPONSE>\n  <RESULT>ERROR</RESULT>\n  \
             <ERROR>AREA_ID is &lt;required&gt;.</ERROR>\n</RESPONSE>"
        );
    }

    #[test]
    fn an_empty_list_has_its_wrapper() {
        assert_eq!(
            dids(std::iter::empty()),
            "<?xml version=\"1.0\" standalone=\"no\" ?>\n<RESPONSE>\n  <RESULT>SUCCESS</RESULT>\n  \
             <DIDS>\n  </DIDS>\n</RESPONSE>"
        );
    }

    #[test]
    fn a_did_is_printed_as_in_the_sample() {
        let routing = Destination::object(ObjectKind::CallFlow, "1");
        let settings = NumberSettings {
            routing: Some(routing),
            note: "A > \"B\"".to_owned(),
            ..NumberSettings::default()
        };
        let offer: Offer = serde_json::from_str(
            r#"{"country":"US","kind":"geographic","region":"NY","rate_centre":"NWYRCYZN01",
                "locality":"New York","postal_code":"","lata":"",
                "capabilities":{"voice":true,"sms":true,"mms":false,"fax":false},
                "cleansed":"house","origin":"own"}"#,
        )
        .expect("an offer");
        let cents = Money::cents;
        let price = Price { setup: cents(249), monthly: cents(149), minute: cents(0) };
        let did = Did::new(12_121_111_111).expect("a number");
        let telephones = Telephones::default();
        let (_, key) = forward::shown(&settings, &telephones);
        let mut row = Row::of(did, &offer, &settings, price, &telephones);
        row.set("STATUS", "Active");
        row.set("RATE_PLAN_ID", "SU");
        assert_eq!(
            dids(std::iter::once(row)),
            format!(
                "<?xml version=\"1.0\" standalone=\"no\" ?>\n<RESPONSE>\n  \
                 <RESULT>SUCCESS</RESULT>\n  <DIDS>\n    <DID E164=\"12121111111\" \
                 DID_TYPE=\"GEOGRAPHIC\" SMS_URL=\"\" SMS_EMAIL=\"\"\n    \
                 CALL_FORWARD_TYPE=\"CALLFLOW\" CALL_FORWARD_TO=\"{key}\"\n    STATUS=\"Active\" \
                 COUNTRY_NAME=\"UNITED STATES\" AREA_NAME=\"New York\" AREA_CODE=\"212\" \
                 MONTHLY100=\"149\" TITLE=\"A &gt; &quot;B&quot;\" RATE_PLAN_ID=\"SU\"/>\n  \
                 </DIDS>\n</RESPONSE>"
            )
        );
    }
}
