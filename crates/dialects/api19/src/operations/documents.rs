//! What was sent to companies where somebody stands for them.

use tandem_domain::{Actor, Company, CompanyDocument, ObjectKind};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::agents::{all, find, named};
use super::faxes::{Download, handed_out};
use super::{KEY, LIST_MAX};
use crate::reply::agents as reply;
use crate::request;
use crate::request::agents::ID_CHARS_MAX;

const SECTION: &str = "Registered Agent";

/// Carried out by [`list`].
pub(super) static LIST: Spec = Spec {
    name: "/ra/document/list",
    section: SECTION,
    about: "what was sent to the account's companies",
    params: &[
        Param::optional("company_id", Kind::Text(ID_CHARS_MAX), "only what this company was sent"),
        Param::optional("limit", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional("offset", Kind::Integer(0, LIST_MAX), "how many to pass over first"),
        KEY,
    ],
};

/// Carried out by [`download`].
pub(super) static DOWNLOAD: Spec = Spec {
    name: "/ra/document/download",
    section: SECTION,
    about: "a document as it came",
    params: &[
        Param::required("document_id", Kind::Text(ID_CHARS_MAX), "by its id in the list")
            .or(&["id"]),
        KEY,
    ],
};

/// `/ra/document/list`.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let part = request::part(args)?;
        let mut known = all::<CompanyDocument>(gate, &actor).await?;
        if let Some(of) = args.text("company_id") {
            let companies = all::<Company>(gate, &actor).await?;
            let (of, _) = find(&companies, of)?;
            known.retain(|(_, document)| document.company == *of);
        }
        Ok(reply::documents(part.of(&known)))
    })
}

/// `/ra/document/download`.
pub(super) fn download<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Download, Stop>> {
    Box::pin(async move {
        let wanted = args.required("document_id")?;
        let (id, document) = named::<CompanyDocument>(gate, &actor, wanted).await?;
        handed_out(gate, actor, ObjectKind::CompanyDocument, id, &document.file).await
    })
}
