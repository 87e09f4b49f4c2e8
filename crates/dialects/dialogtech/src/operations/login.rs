//! A key for whoever has a name and a password.

use tandem_domain::Actor;
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};

use crate::reply;

/// The longest name and the longest password, in characters.
const SECRET_CHARS_MAX: usize = 255;

/// Recognised by its own parameters, before it is carried out.
pub(super) static LOGIN: Spec = Spec {
    name: crate::routes::LOGIN,
    section: "general",
    about: "gives the API key of whoever has a name and a password",
    params: &[
        Param::required("username", Kind::Text(SECRET_CHARS_MAX), "the access_key"),
        Param::required("password", Kind::Text(SECRET_CHARS_MAX), "the secret_access_key"),
    ],
};

/// The pair as one key. It is not made: it is good for as long as the pair is.
pub(super) fn login<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        let (name, password) = (args.required("username")?, args.required("password")?);
        Ok(reply::login(&format!("{name}:{password}")))
    })
}
