//! A letter of authorisation, a bill: files that the other carrier asks for. What a file is, its content
//! says. Emits `port_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{PortDocumentId, PortField, PortId, Refusal};
use tandem_store::Lane;
use tandem_store::port::{self, Document};

use crate::{Command, Cx, DocumentFile, Halt, Mode, PORT_DOCUMENTS_BYTES_MAX, PORT_DOCUMENTS_MAX};

/// The longest name of a file that is kept, in characters.
const NAME_CHARS_MAX: usize = 100;

/// Adds a file to a request that is not at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortAttach {
    /// The request.
    pub port: PortId,
    /// What it is for, in a word: `loa`, `bill`.
    pub kind: String,
    /// How its customer calls it.
    pub name: String,
    /// The file.
    pub file: DocumentFile,
}

impl Command for PortAttach {
    const NAME: &'static str = "port.attach";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = PortDocumentId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortDocumentId, Halt> {
        let stored = cx.lock_port(self.port)?;
        if !stored.state.is_open() {
            return Err(Refusal::PortStanding { state: stored.state }.into());
        }
        let flaw = |why: String| Refusal::PortInvalid { field: PortField::Documents, why };
        if port::documents(cx.tx, self.port)?.len() >= PORT_DOCUMENTS_MAX {
            return Err(flaw(format!("may be {PORT_DOCUMENTS_MAX} at most")).into());
        }
        let kept = port::documents_bytes(cx.tx, stored.account)?;
        if kept.saturating_add(i64::from(self.file.bytes())) > PORT_DOCUMENTS_BYTES_MAX {
            let why = format!("would be more than {PORT_DOCUMENTS_BYTES_MAX} bytes in all");
            return Err(flaw(why).into());
        }
        let short = |text: &str| text.trim().chars().take(NAME_CHARS_MAX).collect();
        let document = Document {
            id: PortDocumentId(cx.id()),
            port: self.port,
            account: stored.account,
            kind: short(&self.kind),
            name: short(&self.name),
            format: self.file.format().media_type().to_owned(),
            bytes: i64::from(self.file.bytes()),
            digest: self.file.digest().to_owned(),
            at: cx.now,
        };
        port::document_insert(cx.tx, &document, self.file.data())?;
        let numbers = port::numbers(cx.tx, self.port)?;
        cx.settle_port(stored, &numbers, Vec::new(), Vec::new())?;
        Ok(document.id)
    }
}
