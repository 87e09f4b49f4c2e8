//! People are asked by telephone for a code that was shown to them elsewhere. Nobody is called yet: what is asked
//! for waits, and nothing that somebody said is there to be heard.

use tandem_domain::{Actor, CODE_DIGITS_MAX, DialRequest, DialThen, ObjectId};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::{Sounded, edit};
use crate::request::clickto;
use crate::{reply, request, words};

const VERIFY_ME_NOW: &str = "verifymenow";
const PURPOSE: Param =
    Param::required("verify_id", Kind::Integer(1, i64::MAX), "what the code is for");

pub(super) static VERIFY: Spec = Spec {
    name: "verifymenow.verify",
    section: VERIFY_ME_NOW,
    about: "asks for a call in which whoever answers enters a code",
    params: &[
        PURPOSE,
        Param::required("phone_number", Kind::Number, "who is called"),
        Param::required("pin", Kind::Text(CODE_DIGITS_MAX), "the code, of up to ten digits"),
    ],
};

pub(super) static RECORDING: Spec = Spec {
    name: "verifymenow.get_recording",
    section: VERIFY_ME_NOW,
    about: "gives what somebody said who was asked for a code",
    params: &[
        PURPOSE,
        Param::required("sid", Kind::Integer(1, i64::MAX), "the call, as it was answered"),
        Param::optional("format", Kind::Choice(&["wav", "mp3"]), "wav when absent"),
        Param::optional(
            "sample_rate",
            Kind::Integer(1, request::recording::RATE_MAX),
            "how often a second",
        ),
    ],
};

/// Asks for a call.
pub(super) fn verify<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        args.check_required()?;
        let purpose = args.integer("verify_id", 1, i64::MAX)?.unwrap_or_default();
        let code = args.short_text("pin", CODE_DIGITS_MAX)?;
        let asked = clickto::plain(args.did("phone_number")?, DialThen::Code { purpose, code });
        let id = edit::make(gate, actor, asked, key).await?;
        Ok(reply::waiting("sid", id))
    })
}

/// There is nothing to be heard of a call that was not made.
pub(super) fn recording<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Sounded, Stop>> {
    Box::pin(async move {
        args.check_required()?;
        let sid = ObjectId(args.integer("sid", 1, i64::MAX)?.unwrap_or_default());
        let wanted = args.integer("verify_id", 1, i64::MAX)?;
        let asked: DialRequest = edit::one(gate, actor, sid).await?;
        match asked.then {
            DialThen::Code { purpose, .. } if Some(purpose) == wanted => {
                Ok(Err(Fault::invalid("sid", words::NOT_VERIFIED)))
            }
            _ => Err(edit::unknown::<DialRequest>(sid).into()),
        }
    })
}
