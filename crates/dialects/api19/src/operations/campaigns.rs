//! Campaigns of toll-free numbers.

use tandem_domain::{Actor, Body, Campaign, ObjectKind, Standing};
use tandem_engine::{ObjectList, ObjectPlace, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::reply;
use crate::request::campaigns::{LINE, PROSE};
use crate::request::messages::URL_CHARS_MAX;
use crate::request::{campaigns, numbers};

const SECTION: &str = "Campaigns";
const EVIDENCE: &str = "a link to a picture of how people agree";

const DID: Param = Param::required("did", Kind::Number, "the toll-free number").or(&["number"]);

/// Carried out by [`submit`].
pub(super) static SUBMIT: Spec = Spec {
    name: "/campaigns/tollfree/submit",
    section: SECTION,
    about: "says what a toll-free number writes to people, to be looked at before it may write beyond this \
            platform; said again, it is looked at anew",
    params: &[
        DID,
        Param::required("businessname", LINE, "the business that writes"),
        Param::required("firstname", LINE, "whom to ask"),
        Param::required("lastname", LINE, "whom to ask"),
        Param::required("contactemail", LINE, "where letters reach them"),
        Param::required("contactphone", LINE, "where they can be called"),
        Param::required("website", LINE, "the page of the business"),
        Param::required("address1", LINE, "street and house"),
        Param::optional("address2", LINE, "what else is needed to find it"),
        Param::required("city", LINE, "town"),
        Param::required("state", LINE, "state or province"),
        Param::required("zip", LINE, "ZIP or postal code"),
        Param::required("usecase", PROSE, "what the messages are for"),
        Param::required("optininfo", PROSE, "how people agree to be written to"),
        Param::required("messagecontent", PROSE, "what a message says, for example"),
        Param::required("wherepublished", PROSE, "where the number is made known"),
        Param::required("urls_messagecontent", Kind::Flag, "yes: messages hold addresses of pages"),
        Param::required("numbers_messagecontent", Kind::Flag, "yes: they hold telephone numbers"),
        Param::optional("enable_canada", Kind::Flag, "yes: they go to Canada too"),
        Param::optional("advertising", Kind::Flag, "yes: they advertise"),
        Param::optional("fortune500", Kind::Flag, "yes: the business is one of those"),
        Param::optional("donations", Kind::Flag, "yes: they ask for donations"),
        Param::optional("donations_data", LINE, "for whom: a tax number or a page"),
        Param::required("msgvolume", LINE, "how many messages in a day"),
        Param::optional("file1_url", Kind::Text(URL_CHARS_MAX), EVIDENCE),
        Param::optional("file2_url", Kind::Text(URL_CHARS_MAX), EVIDENCE),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`status`]. The provider's customers see it on its pages.
pub(super) static STATUS: Spec = Spec {
    name: "/campaigns/tollfree/status",
    section: SECTION,
    about: "what came of the campaigns; the provider has this on its pages only",
    params: &[
        Param::optional("did", Kind::Number, "only that of this number").or(&["number"]),
        KEY,
    ],
};

type Shown<'a> = BoxFuture<'a, Result<Value, Stop>>;

/// A number has one campaign: one that is said again takes the place of the other.
pub(super) fn submit<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let wanted = campaigns::submit(args)?;
        let known = list(gate, &actor).await?;
        let before = known.iter().find(|(_, known)| known.number == wanted.number);
        let place = before.map_or(ObjectPlace::New, |(id, _)| ObjectPlace::At(*id));
        let campaign = Campaign { standing: Standing::Submitted, ..wanted };
        let set = ObjectSet { place, body: campaign.into(), list: None };
        Ok(reply::campaigns::submitted(gate.execute(actor, set, key).await?))
    })
}

/// Shows the campaigns.
pub(super) fn status<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let is_one = args.text("did").is_some();
        let did = is_one.then(|| numbers::one(args, "did")).transpose()?;
        let mut known = list(gate, &actor).await?;
        known.retain(|(_, campaign)| did.is_none_or(|did| did == campaign.number));
        Ok(reply::campaigns::list(&known))
    })
}

async fn list(
    gate: &Gate,
    actor: &Actor,
) -> Result<Vec<(tandem_domain::ObjectId, Campaign)>, Stop> {
    let all = ObjectList::all(ObjectKind::Campaign);
    let found: Vec<ObjectView> = gate.execute(actor.clone(), all, None).await?;
    let campaigns = found.into_iter().filter_map(|view| match view.says {
        ObjectSays::Body(body) => Campaign::of(body).map(|campaign| (view.id, campaign)),
        ObjectSays::Document(_) => None,
    });
    Ok(campaigns.collect())
}
