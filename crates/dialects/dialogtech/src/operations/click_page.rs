//! The older interface that asks for calls, at an address of its own: `app` says what for, and the answer is a line of
//! text. It asks for the same calls as the actions of `clickto`, and for one that leads to a mailbox.

use tandem_domain::{Actor, DialRequest, DialThen, ObjectId, ObjectKind, Voicemail};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::{clickto, edit};
use crate::request::clickto as request;
use crate::routes::CLICK;
use crate::words;

/// What is asked for, by the words of `app`. Surveys are known, and there are none.
const APPS: &[&str] = &["ctc", "ctf", "ctfl", "ctvr", "ctvm"];
const BOX: &str = "vmail_box_id";

/// Carried out by [`ask`].
pub(super) static PAGE: Spec = Spec {
    name: CLICK,
    section: "clickto",
    about: "asks for a call: between two numbers, or with a FindMe list, a virtual receptionist or a mailbox",
    params: &Param::joined::<17>(&[
        &[
            Param::required("app", Kind::Choice(APPS), "what for"),
            Param::required("key", Kind::Text(255), "the API key"),
            Param::optional(BOX, Kind::Integer(1, i64::MAX), "ctvm: the mailbox"),
            Param::optional(
                "menu_id",
                Kind::Integer(1, i64::MAX),
                "ctvr: the virtual receptionist",
            ),
            Param::optional("id", Kind::Number, "ctc: the other"),
            Param::optional("second_callerid", Kind::Number, "ctc: what is shown to the second"),
            Param::optional("type", Kind::Integer(1, 2), "ctc: 2 calls the other first"),
        ],
        clickto::WITH_FINDME,
    ]),
};

/// Asks for a call.
pub(super) fn ask<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        let asked = match args.required("app")?.to_ascii_lowercase().as_str() {
            "ctc" => request::call(args)?,
            "ctf" | "ctfl" => clickto::found(gate, &actor, request::findme(args)?).await?,
            "ctvr" => clickto::led(gate, &actor, request::menu(args)?).await?,
            "ctvm" => at_mailbox(gate, &actor, args).await?,
            _ => {
                let why = "must be ctc, ctf, ctfl, ctvr or ctvm";
                return Err(Fault::invalid("app", why).into());
            }
        };
        edit::make(gate, actor, asked, key).await?;
        Ok(words::CLICK_WAITS.to_owned())
    })
}

async fn at_mailbox(gate: &Gate, actor: &Actor, args: &Reader<'_>) -> Result<DialRequest, Stop> {
    let id = args.integer(BOX, 1, i64::MAX)?.ok_or(Fault::Missing { param: BOX })?;
    let _: Voicemail = edit::one(gate, actor.clone(), ObjectId(id)).await?;
    let then = DialThen::Object { kind: ObjectKind::Voicemail, id: ObjectId(id) };
    Ok(request::click(args, args.did("phone_to_call")?, then)?)
}
