//! What others decide of, and what is set for all messages or several numbers, in the engine's terms.

use futures_util::future::BoxFuture;
use serde_json::json;
use tandem_domain::{CompanyDocument, ObjectId, ObjectKind, PageForm, Standing, Timestamp};
use tandem_engine::{
    ClientOpen, MessagePageSet, NumberSetAll, ObjectJudge, ObjectPut, PageOf, PaperKeep,
};

use super::{Ids, Reply, SCHEME, Sender, nothing, setting};
use crate::shelf;
use crate::simulator::deed::{Set, Who};
use crate::simulator::paper::{LETTER, PaperDeed, company_name, state};

pub(super) fn send(sender: Sender, ids: &Ids, deed: &PaperDeed) -> BoxFuture<'static, Reply> {
    let put = |who: Who, kind, id, doc| ObjectPut {
        account: ids.accounts[who],
        kind,
        id: Some(ObjectId(id)),
        name: String::new(),
        doc,
    };
    match deed {
        PaperDeed::Page { receipts, on, inside } => {
            let url = match (on, inside) {
                (false, _) => "",
                (true, true) => "http://10.0.0.1/in",
                (true, false) => "https://page.example.com/in",
            };
            let of = if *receipts { PageOf::Receipts } else { PageOf::Arrivals };
            let (url, form, allowed) = (url.to_owned(), PageForm::Form, Vec::new());
            sender.send(MessagePageSet { of, url, form, allowed }, nothing)
        }
        PaperDeed::Company { who, id } => {
            let doc = json!({ "name": company_name(*id), "home": "CO", "form": "LLC" });
            let put = put(*who, ObjectKind::Company, *id, doc);
            sender.send(put, |put| put.id.to_string())
        }
        PaperDeed::Agent { who, id, company, second } => {
            let address = json!({
                "line1": "1 Main Street", "city": "Springfield", "region": "CO", "postal_code": "80001",
            });
            let doc = json!({
                "company": company,
                "jurisdiction": state(*second),
                "auto_renew": true,
                "agent": { "name": "Somebody", "address": address },
            });
            let put = put(*who, ObjectKind::RegisteredAgent, *id, doc);
            sender.send(put, |put| put.id.to_string())
        }
        PaperDeed::Keep { who, company, file } => {
            let file = shelf::paper(*file);
            let document = CompanyDocument {
                company: ObjectId(*company),
                title: LETTER.to_owned(),
                jurisdiction: "CO".to_owned(),
                file: file.kept().clone(),
                made: Timestamp(0),
            };
            let account = Some(ids.accounts[*who]);
            sender.send_paper(PaperKeep { account, body: document.into(), files: vec![file] })
        }
        PaperDeed::Judge { id, good } => {
            let standing = match good {
                true => Standing::Approved,
                false => Standing::Rejected { why: "no".to_owned() },
            };
            let judge =
                ObjectJudge { kind: ObjectKind::RegisteredAgent, id: ObjectId(*id), standing };
            sender.send(judge, nothing)
        }
        PaperDeed::Client { name } => {
            let open = ClientOpen {
                name: name.clone(),
                email: String::new(),
                scheme: SCHEME.to_owned(),
                alias: Some(name.clone()),
            };
            sender.send(open, |opened| opened.alias.clone())
        }
        PaperDeed::Several { numbers, ring } => {
            let set = Set { ring: Some(ring.clone()), at: None, plan: None };
            let calls = numbers.iter().map(|number| setting::of(*number, &set)).collect();
            sender.send(NumberSetAll { messages: Vec::new(), calls }, usize::to_string)
        }
    }
}
