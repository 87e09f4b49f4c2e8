//! Ports, in the engine's terms.

use futures_util::future::BoxFuture;
use tandem_domain::{
    CarrierRecord, NumberSettings, PortCoverage, PortField, PortHolder, PortId, PortOutProof,
    Timestamp,
};
use tandem_engine::{
    CarrierRow, CoverageRow, DocumentFile, LookupAnswer, LookupLoad, NumberLookup, PortAnswer,
    PortAnswered, PortAttach, PortCancel, PortOutAsk, PortPaper, PortPut, PortRoute, PortTend,
    PortTended, PortWritten,
};
use tandem_numbering::Did;

use super::{Ids, Reply, Sender, moving, nothing};
use crate::shelf;
use crate::simulator::deed::Ring;
use crate::simulator::port::{CarrierSays, LookDeed, PortDeed};

pub(super) fn send(sender: Sender, ids: &Ids, deed: &PortDeed) -> BoxFuture<'static, Reply> {
    let id = |port: &usize| ids.ports[*port].0;
    match deed {
        PortDeed::Put { port, numbers, plan, ring, submit, papers } => {
            let put = PortPut {
                port: port.as_ref().map(id),
                numbers: dids(numbers),
                holder: holder(),
                settings: settings(ring),
                plan: plan.clone(),
                owner: None,
                submit: *submit,
                papers: (0..*papers).map(paper).collect(),
                rehearsal: false,
            };
            let text = |put: &PortWritten| format!("{} price={}", put.state.word(), put.price.0);
            sender.send(put, text)
        }
        PortDeed::Cancel { port, numbers } => {
            let cancel = PortCancel { port: id(port), numbers: dids(numbers) };
            sender.send(cancel, |state| state.word().to_owned())
        }
        PortDeed::Route { port, numbers, ring } => {
            let (port, numbers) = (id(port), dids(numbers));
            sender.send(PortRoute { port, numbers, settings: settings(ring) }, nothing)
        }
        PortDeed::Attach { port, letters } => {
            let attach = PortAttach { port: id(port), paper: paper(*letters) };
            sender.send(attach, |_| String::new())
        }
        PortDeed::Answer { port, numbers, says } => {
            let answer = match says {
                CarrierSays::No => PortAnswered::Rejected(PortField::Pin),
                CarrierSays::Yes => PortAnswered::Confirmed(Timestamp(0)),
                CarrierSays::Gone => PortAnswered::Activated,
                CarrierSays::Something => PortAnswered::Noted,
            };
            let (port, customer): (PortId, _) = ids.ports[*port];
            let (numbers, note) = (dids(numbers), "so they say".to_owned());
            let customer = customer.0;
            let said = PortAnswer { port, customer, numbers, answer, note };
            sender.send(said, |state| state.word().to_owned())
        }
        PortDeed::Tend { port } => {
            let (port, customer): (PortId, _) = ids.ports[*port];
            sender.send(PortTend { port, customer: customer.0 }, |done| {
                let word = match done {
                    PortTended::Nothing => "nothing",
                    PortTended::Lapsed => "lapsed",
                    PortTended::Forgotten => "forgotten",
                };
                word.to_owned()
            })
        }
        PortDeed::Ask { number, knows } => {
            let engine = sender.engine.clone();
            let (did, knows) = (shelf::did(*number), *knows);
            Box::pin(async move {
                // Its account is known by many names; the number of it is one.
                let show = tandem_engine::NumberShow { did };
                let ask = tandem_engine::Ask::new(tandem_domain::Actor::operator(), show);
                let seen = engine.execute(ask).await;
                let owner = seen.ok().and_then(|seen| seen.owner).filter(|_| knows);
                let account = owner.map(|owner| owner.to_string()).unwrap_or_default();
                let proof = PortOutProof { account, ..PortOutProof::default() };
                let (carrier, foc) = ("other".to_owned(), Timestamp(0));
                let out = PortOutAsk { did, carrier, proof, foc };
                let text = |asked: &tandem_engine::PortOutAsked| {
                    asked.flaw.map_or("-", PortField::word).to_owned()
                };
                sender.send(out, text).await
            })
        }
    }
}

/// Look-ups: each number is known of by a row of its own.
pub(super) fn look(sender: Sender, deed: &LookDeed) -> BoxFuture<'static, Reply> {
    match deed {
        LookDeed::Load { carriers, names, covered, answered } => {
            let row =
                |did: Did| CarrierRow { first: did, last: did, record: CarrierRecord::default() };
            let carriers = dids(carriers).into_iter().map(row).collect();
            let names = dids(names).into_iter().map(|did| (did, "NAME".to_owned())).collect();
            let coverage = covered.map(|(number, portable)| {
                let first = number / 10_000 * 10_000;
                let said = PortCoverage { portable, ..PortCoverage::default() };
                CoverageRow { first: shelf::did(first), last: shelf::did(first + 9_999), said }
            });
            let coverage = coverage.into_iter().collect();
            let answers = dids(answered).into_iter().map(|did| LookupAnswer {
                did,
                carrier: Some(Some(CarrierRecord::default())),
                name: Some(None),
            });
            let answers = answers.collect();
            sender.send(LookupLoad { carriers, names, coverage, answers }, nothing)
        }
        LookDeed::Look { number, carrier, name } => {
            let look = NumberLookup { did: shelf::did(*number), carrier: *carrier, name: *name };
            sender.send(look, |known| {
                let (carrier, name) = (known.carrier.is_some(), known.name.is_some());
                format!("carrier={carrier} name={name} charged={}", known.charged.0)
            })
        }
    }
}

fn dids(numbers: &[u64]) -> Vec<Did> {
    numbers.iter().copied().map(shelf::did).collect()
}

fn settings(ring: &Ring) -> NumberSettings {
    NumberSettings { routing: moving::routing(ring), ..NumberSettings::default() }
}

fn holder() -> PortHolder {
    let text = str::to_owned;
    PortHolder {
        last_name: text("Miller"),
        address1: text("1 Main Street"),
        city: text("Miami"),
        region: text("FL"),
        postal_code: text("33101"),
        account_number: text("A-17"),
        ..PortHolder::default()
    }
}

fn paper(letters: u8) -> PortPaper {
    let text = format!("%PDF-{}", "a".repeat(usize::from(letters)));
    let file = DocumentFile::of(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}"));
    PortPaper { kind: "loa".to_owned(), name: "letter".to_owned(), file }
}
