//! Requests to bring numbers here, as their customers and the operator see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, NumberSettings, OrderId, PortDocumentId, PortField, PortHolder, PortId, PortState,
    PortStep, Refusal, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::port::{self, Document, Numbered, Port};

use crate::{Command, Cx, Halt, Mode, PORT_NOTES_SHOWN_MAX, PORTS_LISTED_MAX};

/// Looks at requests: of the actor's family, the latest first; of everybody, if the operator asks, those
/// that are open, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortList {
    /// Only those in which this number stands.
    pub did: Option<Did>,
    /// The last one that was seen before.
    pub seen: Option<PortId>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortView {
    /// Its id.
    pub id: PortId,
    /// Who pays.
    pub customer: AccountId,
    /// Who is to have the numbers.
    pub owner: AccountId,
    /// How it stands.
    pub state: PortState,
    /// When it was made.
    pub made: Timestamp,
    /// When it changed last.
    pub changed: Timestamp,
    /// Whose numbers they are where they come from.
    pub holder: PortHolder,
    /// Its numbers.
    pub numbers: Vec<PortNumberView>,
    /// How many files belong to it.
    #[serde(default)]
    pub papers: u32,
}

impl PortView {
    /// The day on which all of it that is still to come is here, once there is a day for all of it.
    pub fn foc(&self) -> Option<Timestamp> {
        let open = self.numbers.iter().filter(|number| number.step != PortStep::Cancelled);
        open.map(|number| number.foc).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

/// A number of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortNumberView {
    /// The number.
    pub did: Did,
    /// How it stands.
    pub step: PortStep,
    /// The field to correct.
    pub field: Option<PortField>,
    /// When the other carrier lets go of it.
    pub foc: Option<Timestamp>,
    /// The order that its coming made.
    pub order: Option<OrderId>,
    /// How it is set up when it comes.
    pub settings: NumberSettings,
}

impl Command for PortList {
    const NAME: &'static str = "port.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<PortView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<PortView>, Halt> {
        let (root, limit) = (cx.actor.root, PORTS_LISTED_MAX);
        if cx.actor.is_operator() {
            let found = match self.did {
                Some(did) => port::of_anybody(cx.tx, did, limit)?,
                None => port::open(cx.tx, self.seen.unwrap_or(PortId(i64::MIN)), limit)?,
            };
            return views(cx, found);
        }
        let owner = (cx.actor.account != root).then_some(cx.actor.account);
        let mut found = match self.did {
            Some(did) => port::of_number(cx.tx, root, did, limit)?,
            None => {
                let before = self.seen.unwrap_or(PortId(i64::MAX));
                port::of_account(cx.tx, root, owner, before, limit)?
            }
        };
        found.retain(|found| owner.is_none_or(|owner| owner == found.owner));
        views(cx, found)
    }
}

/// Looks at one request with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortGet {
    /// Which.
    pub port: PortId,
}

/// A request with its files and what was said about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortWhole {
    /// The request.
    pub port: PortView,
    /// Its files, without their bytes.
    pub documents: Vec<PortDocumentView>,
    /// What was said about it of late, the oldest first: when, and what.
    pub notes: Vec<(Timestamp, String)>,
}

/// A file of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortDocumentView {
    /// Its id.
    pub id: PortDocumentId,
    /// What it is for.
    pub kind: String,
    /// How its customer calls it.
    pub name: String,
    /// What its content says that it is, as a media type.
    pub format: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// When it came.
    pub at: Timestamp,
}

impl From<Document> for PortDocumentView {
    fn from(document: Document) -> Self {
        let Document { id, kind, name, format, bytes, at, .. } = document;
        Self { id, kind, name, format, bytes, at }
    }
}

impl Command for PortGet {
    const NAME: &'static str = "port.get";
    const MODE: Mode = Mode::Read;
    type Outcome = PortWhole;

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortWhole, Halt> {
        let found = cx.own_port(self.port)?;
        let numbers = port::numbers(cx.tx, self.port)?;
        let documents = port::documents(cx.tx, self.port)?;
        let notes = port::notes(cx.tx, self.port, PORT_NOTES_SHOWN_MAX)?;
        Ok(PortWhole {
            port: view(found, numbers, documents.len()),
            documents: documents.into_iter().map(PortDocumentView::from).collect(),
            notes: notes.into_iter().map(|note| (note.at, note.text)).collect(),
        })
    }
}

fn views(cx: &mut Cx<'_>, found: Vec<Port>) -> Result<Vec<PortView>, Halt> {
    let ids: Vec<PortId> = found.iter().map(|found| found.id).collect();
    let mut numbers: BTreeMap<PortId, Vec<Numbered>> = BTreeMap::new();
    for number in port::numbers_of(cx.tx, &ids)? {
        numbers.entry(number.port).or_default().push(number);
    }
    let papers: BTreeMap<PortId, i64> = port::documents_counts(cx.tx, &ids)?.into_iter().collect();
    let view = |found: Port| {
        let its = numbers.remove(&found.id).unwrap_or_default();
        let papers = papers.get(&found.id).copied().unwrap_or_default();
        view(found, its, usize::try_from(papers).unwrap_or_default())
    };
    Ok(found.into_iter().map(view).collect())
}

fn view(found: Port, numbers: Vec<Numbered>, papers: usize) -> PortView {
    let number = |number: Numbered| PortNumberView {
        did: number.did,
        step: number.step,
        field: number.field,
        foc: number.foc,
        order: number.order,
        settings: number.settings,
    };
    PortView {
        id: found.id,
        customer: found.account,
        owner: found.owner,
        state: found.state,
        made: found.made,
        changed: found.changed,
        holder: found.holder,
        numbers: numbers.into_iter().map(number).collect(),
        papers: u32::try_from(papers).unwrap_or(u32::MAX),
    }
}

/// Looks at the bytes of a file of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortDocumentGet {
    /// The request.
    pub port: PortId,
    /// The file.
    pub document: PortDocumentId,
}

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortDocument {
    /// The file.
    pub document: PortDocumentView,
    /// Its bytes, in Base64.
    pub data: String,
}

impl Command for PortDocumentGet {
    const NAME: &'static str = "port.document_get";
    const MODE: Mode = Mode::Read;
    type Outcome = PortDocument;

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortDocument, Halt> {
        cx.own_port(self.port)?;
        let found = port::document(cx.tx, self.port, self.document)?;
        let found = found.ok_or(Refusal::PortUnknown)?;
        let data = port::document_data(cx.tx, self.document)?.ok_or(Refusal::PortUnknown)?;
        Ok(PortDocument { document: found.into(), data })
    }
}
