//! `tandem admin port`: the other carrier's side of ports, both ways, by the operator's hand.

use std::path::PathBuf;

use clap::Subcommand;
use tandem_domain::{Actor, PortDocumentId, PortField, PortId, PortOutProof, Refusal, Timestamp};
use tandem_engine::{
    Ask, Departure, DocumentFile, Engine, NumberDepart, PortAnswer, PortAnswered, PortAttach,
    PortCancel, PortDocumentGet, PortGet, PortList, PortNumberView, PortOutAsk, PortOutList,
    PortPaper, PortView,
};
use tandem_numbering::Did;

use super::{number, operate};
use crate::cli::read_time;
use crate::failure::Failure;
use crate::voice::say;

/// What to do about a port.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List the requests that other carriers have to do with, the oldest first, and which have no papers.
    List,
    /// Show a request: its numbers, what it says, its files, what was said about it.
    Show {
        /// The request.
        port: i64,
    },
    /// The other carrier said no, for one field of the request, which its customer is told to correct.
    Reject {
        /// The request.
        port: i64,
        /// The field: numbers, name, business_name, address, city, state, postal_code, account_number,
        /// pin, btn, carrier, documents, due, other.
        field: PortField,
        /// The rest of what there is to say.
        #[command(flatten)]
        of: Of,
    },
    /// The other carrier said yes, on that day (FOC); a day may be moved.
    Confirm {
        /// The request.
        port: i64,
        /// The day, or the moment, in UTC.
        #[arg(value_name = "TIME", value_parser = read_time)]
        on: Timestamp,
        /// The rest of what there is to say.
        #[command(flatten)]
        of: Of,
    },
    /// The numbers are here: they are in service and charged from this moment on.
    Activate {
        /// The request.
        port: i64,
        /// The rest of what there is to say.
        #[command(flatten)]
        of: Of,
    },
    /// Say something about a request to its customer.
    Note {
        /// The request.
        port: i64,
        /// What.
        text: String,
    },
    /// Numbers of a request are not wanted any more.
    Cancel {
        /// The request.
        port: i64,
        /// Only these of its numbers.
        #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
        numbers: Vec<String>,
    },
    /// Add a file to a request: a PDF, Word, JPEG, PNG, BMP or TIFF.
    Attach {
        /// The request.
        port: i64,
        /// The file.
        file: PathBuf,
        /// What it is for.
        #[arg(long, default_value = "loa")]
        kind: String,
    },
    /// Write a file of a request to the standard output, in Base64.
    Document {
        /// The request.
        port: i64,
        /// The file, by the number that `show` has.
        document: i64,
    },
    /// Another carrier asks for a number here. What it knows of the customer must be right; what the
    /// customer owes does not matter.
    Out {
        /// The number.
        did: String,
        /// The other carrier.
        #[arg(long)]
        carrier: String,
        /// The customer's account here, by any of its names.
        #[arg(long)]
        account: String,
        /// The PIN of the number, if it has one.
        #[arg(long, default_value = "")]
        pin: String,
        /// The customer's ZIP or postal code.
        #[arg(long, value_name = "CODE", default_value = "")]
        postal_code: String,
        /// When the number goes, in UTC.
        #[arg(long, value_name = "TIME", value_parser = read_time)]
        on: Timestamp,
    },
    /// List what other carriers asked for, the latest first.
    Leaving,
    /// The carrier that asked for a number has it: it is billed no more.
    Complete {
        /// The number.
        did: String,
    },
    /// The carrier that asked for a number wants it no more: it stays.
    Withdraw {
        /// The number.
        did: String,
    },
}

/// Which numbers of a request an answer is about, and what else was said.
#[derive(Clone, Debug, clap::Args)]
pub struct Of {
    /// Only these of its numbers.
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    numbers: Vec<String>,
    /// In words, for the customer.
    #[arg(long, default_value = "")]
    note: String,
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::List => list(engine).await,
        What::Show { port } => show(engine, PortId(port)).await,
        What::Reject { port, field, of } => {
            answer(engine, PortId(port), PortAnswered::Rejected(field), of).await
        }
        What::Confirm { port, on, of } => {
            answer(engine, PortId(port), PortAnswered::Confirmed(on), of).await
        }
        What::Activate { port, of } => {
            answer(engine, PortId(port), PortAnswered::Activated, of).await
        }
        What::Note { port, text } => {
            let of = Of { numbers: Vec::new(), note: text };
            answer(engine, PortId(port), PortAnswered::Noted, of).await
        }
        What::Cancel { port, numbers } => {
            let numbers = read_all(engine, &numbers)?;
            let state = operate(engine, PortCancel { port: PortId(port), numbers }).await?;
            say!("{}", state.word());
            Ok(())
        }
        What::Attach { port, file, kind } => attach(engine, PortId(port), &file, kind).await,
        What::Document { port, document } => {
            let (port, document) = (PortId(port), PortDocumentId(document));
            let found = operate(engine, PortDocumentGet { port, document }).await?;
            say!("{}", found.data);
            Ok(())
        }
        What::Out { did, carrier, account, pin, postal_code, on } => {
            let did = number::read(engine, &did).await?;
            let proof = PortOutProof { account, pin, postal_code };
            let asked = operate(engine, PortOutAsk { did, carrier, proof, foc: on }).await?;
            match asked.flaw {
                None => say!("{}\tgoes on {on}", asked.port_out),
                Some(field) => say!("{}\trejected: {}", asked.port_out, field.word()),
            }
            Ok(())
        }
        What::Leaving => leaving(engine).await,
        What::Complete { did } => depart(engine, &did, Departure::Completed).await,
        What::Withdraw { did } => depart(engine, &did, Departure::Withdrawn).await,
    }
}

async fn list(engine: &Engine) -> Result<(), Failure> {
    let mut seen = None;
    loop {
        let page = operate(engine, PortList { did: None, seen }).await?;
        let Some(last) = page.last() else { return Ok(()) };
        seen = Some(last.id);
        for port in &page {
            let PortView { id, customer, state, holder, .. } = port;
            let numbers: Vec<String> = port.numbers.iter().map(|of| of.did.to_string()).collect();
            let (state, carrier) = (state.word(), &holder.carrier);
            let papers = match port.papers {
                0 => "no papers".to_owned(),
                1 => "1 paper".to_owned(),
                some => format!("{some} papers"),
            };
            say!("{id}\t{customer}\t{state}\t{carrier}\t{}\t{papers}", numbers.join(","));
        }
    }
}

async fn show(engine: &Engine, port: PortId) -> Result<(), Failure> {
    let whole = operate(engine, PortGet { port }).await?;
    let PortView { id, customer, owner, state, made, holder, numbers, .. } = whole.port;
    say!("{id}\t{}\tcustomer {customer}\tfor {owner}\tmade {made}", state.word());
    for PortNumberView { did, step, field, foc, order, .. } in numbers {
        let field = field.map(|field| format!("\t{}", field.word())).unwrap_or_default();
        let foc = foc.map(|foc| format!("\tFOC {foc}")).unwrap_or_default();
        let order = order.map(|order| format!("\torder {order}")).unwrap_or_default();
        say!("{did}\t{}{field}{foc}{order}", step.word());
    }
    let text = serde_json::to_string_pretty(&holder).unwrap_or_default();
    say!("{text}");
    for file in whole.documents {
        say!(
            "file {}\t{}\t{}\t{} bytes\t{}",
            file.id,
            file.kind,
            file.format,
            file.bytes,
            file.name
        );
    }
    for (at, text) in whole.notes {
        say!("{at}\t{text}");
    }
    Ok(())
}

async fn answer(
    engine: &Engine,
    port: PortId,
    answer: PortAnswered,
    of: Of,
) -> Result<(), Failure> {
    let numbers = read_all(engine, &of.numbers)?;
    let customer = operate(engine, PortGet { port }).await?.port.customer.0;
    let said = PortAnswer { port, customer, numbers, answer, note: of.note };
    let state = operate(engine, said).await?;
    say!("{}", state.word());
    Ok(())
}

async fn attach(
    engine: &Engine,
    port: PortId,
    path: &PathBuf,
    kind: String,
) -> Result<(), Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    let file = DocumentFile::of(&bytes)
        .map_err(|why| Failure::Usage(format!("{}: {why}", path.display())))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let id = operate(engine, PortAttach { port, paper: PortPaper { kind, name, file } }).await?;
    say!("{id}");
    Ok(())
}

async fn leaving(engine: &Engine) -> Result<(), Failure> {
    let mut seen = None;
    loop {
        let page = operate(engine, PortOutList { seen }).await?;
        let Some(last) = page.last() else { return Ok(()) };
        seen = Some(last.id);
        for asked in &page {
            let field = asked.field.map(|field| format!("\t{}", field.word())).unwrap_or_default();
            let foc = asked.foc.map(|foc| format!("\tFOC {foc}")).unwrap_or_default();
            let (id, did, carrier) = (asked.id, asked.did, &asked.carrier);
            say!(
                "{id}\t{did}\t{}\t{carrier}{field}{foc}\tasked {}",
                asked.state.word(),
                asked.asked
            );
        }
    }
}

async fn depart(engine: &Engine, text: &str, departure: Departure) -> Result<(), Failure> {
    let did = number::read(engine, text).await?;
    let ended = engine
        .execute(Ask::new(Actor::operator(), NumberDepart { did, departure, asked: true }))
        .await;
    if ended == Err(Refusal::PortUnknown) {
        return Err(Failure::Refused(format!(
            "no carrier has asked for {did} here (admin port out): its owner alone says that it is to go. If \
             it has gone or stays all the same: admin number ported-out, admin number stays"
        )));
    }
    ended?;
    let what = match departure {
        Departure::Completed => "has left",
        Departure::Withdrawn => "stays",
    };
    say!("{did} {what}");
    Ok(())
}

fn read_all(engine: &Engine, texts: &[String]) -> Result<Vec<Did>, Failure> {
    let read = |text: &String| {
        engine.rules().read(text).map_err(|fault| Failure::Usage(format!("{text}: {fault}")))
    };
    texts.iter().map(read).collect()
}
