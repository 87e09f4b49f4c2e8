//! Emergency calls: there is nobody here to whom they could be handed, so that whatever would promise them is
//! refused, and `e911` of a number stays 0.

use tandem_domain::Actor;
use tandem_engine::NumberList;
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use crate::SCHEME;
use crate::reply::{self, Reply};
use crate::request::{self, E911_TEXT_CHARS_MAX};

const E911: &str = "e911";
/// What is lacking, for the page of coverage.
pub(super) const NOBODY: &str = "there is nobody to hand emergency calls to";

/// What is refused of a number that has none. No parameter is called so.
pub const NO_E911: &str = "e911 of that number";
/// What is refused where it would be had.
pub const NO_PROVISION: &str = "e911";
/// What is refused where an address would be looked at.
pub const NO_VALIDATION: &str = "that address";

const TEXT: Kind = Kind::Text(E911_TEXT_CHARS_MAX);
const DID: Param = Param::required("did", Kind::Number, "the number");
/// Where somebody is who calls for help. The WSDL spells the postal code otherwise.
const ADDRESS: [Param; 11] = [
    DID,
    Param::required("full_name", TEXT, "who is there"),
    Param::required("street_number", Kind::Integer(1, 999_999), "the number of the house"),
    Param::required("street_name", TEXT, "the street"),
    Param::optional("address_type", TEXT, "from e911AddressTypes"),
    Param::optional("address_number", TEXT, "which of these"),
    Param::required("city", TEXT, "the city"),
    Param::required("state", Kind::Text(2), "the state or province"),
    Param::required("country", Kind::Choice(&["US", "CA"]), "US or CA"),
    Param::required("zip_code", TEXT, "the ZIP or postal code").or(&["zip"]),
    Param::required("email", TEXT, "where letters go"),
];
const LANGUAGE: Param =
    Param::required("language", Kind::Choice(&["EN", "FR", "ES"]), "spoken there");
const MORE: Param = Param::optional("other_info", TEXT, "whatever else helps");

pub(super) static E911_TYPES: Spec = Spec {
    name: "e911AddressTypes",
    section: E911,
    about: "Lists what parts of a building an address can name.",
    params: &[Param::optional("type", TEXT, "only this one")],
};

/// Lists the parts of buildings, which are about no number.
pub(super) fn address_types<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move { Ok(reply::address_types(request::address_type(args, "type")?)) })
}

pub(super) static E911_INFO: Spec =
    Spec { name: "e911Info", section: E911, about: "Shows e911 of a number.", params: &[DID] };
pub(super) static E911_CANCEL: Spec =
    Spec { name: "e911Cancel", section: E911, about: "Ends e911 of a number.", params: &[DID] };
pub(super) static E911_PROVISION: Spec = Spec {
    name: "e911Provision",
    section: E911,
    about: "Subscribes a number to e911.",
    params: &Param::joined::<13>(&[&ADDRESS, &[LANGUAGE, MORE]]),
};
pub(super) static E911_PROVISION_MANUALLY: Spec = Spec {
    name: "e911ProvisionManually",
    about: "Subscribes a number to e911 after somebody has looked at the address.",
    ..E911_PROVISION
};
pub(super) static E911_UPDATE: Spec =
    Spec { name: "e911Update", about: "Changes e911 of a number.", ..E911_PROVISION };
pub(super) static E911_VALIDATE: Spec = Spec {
    name: "e911Validate",
    section: E911,
    about: "Looks whether an address would do.",
    params: &Param::joined::<13>(&[&ADDRESS, &[Param { required: false, ..LANGUAGE }, MORE]]),
};

/// Shows e911 of a number, changes it, or ends it: it has none.
pub(super) fn has_none<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    refuse(gate, actor, args, NO_E911)
}

/// Subscribes a number: there is nothing to subscribe to.
pub(super) fn provision<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    refuse(gate, actor, args, NO_PROVISION)
}

/// Looks at an address: nobody here knows which will do.
pub(super) fn validate<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    refuse(gate, actor, args, NO_VALIDATION)
}

/// Whoever asks for it in the wrong way, or for a number of somebody else's, is told that first.
fn refuse<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    what: &'static str,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let did = request::emergency(args)?;
        let list = NumberList { owner: None, did: Some(did), scheme: SCHEME.to_owned() };
        if gate.execute(actor, list, None).await?.is_empty() {
            return Err(Fault::invalid("did", "is not one of your numbers").into());
        }
        let why = if what == NO_VALIDATION { "cannot be judged" } else { "is not to be had" };
        Err(Fault::invalid(what, format!("{why}: {NOBODY}")).into())
    })
}
