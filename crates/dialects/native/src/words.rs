//! What is said when something is wrong: problem details (RFC 9457).

use http::StatusCode;
use serde_json::{Value, json};
use tandem_domain::Refusal;
use tandem_gateway::{AuthFault, sentence};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// The kind of problem, in a few words that never change.
    title: &'static str,
    detail: String,
    /// The member of the request that is at fault.
    field: Option<String>,
}

impl Problem {
    fn plain(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), field: None }
    }

    /// A member that cannot be what it says.
    pub(crate) fn invalid(field: &str, why: impl std::fmt::Display) -> Self {
        let detail = format!("{field} {why}");
        let field = Some(field.to_owned());
        Self { status: StatusCode::BAD_REQUEST, title: "invalid parameter", detail, field }
    }

    /// A member that must be there.
    pub(crate) fn missing(field: &str) -> Self {
        let detail = format!("{field} is required");
        let field = Some(field.to_owned());
        Self { status: StatusCode::BAD_REQUEST, title: "missing parameter", detail, field }
    }

    /// A body that cannot be read.
    pub(crate) fn body(why: &str) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "invalid body", format!("the body {why}"))
    }

    /// Nothing is at this path.
    pub(crate) fn nowhere() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "not found", "there is nothing at this path")
    }

    /// Something is, but not for this method.
    pub(crate) fn method() -> Self {
        let detail = "this path does not take this method";
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed", detail)
    }

    /// No key was sent.
    pub(crate) fn no_key() -> Self {
        let detail = "send your key as Authorization: Bearer KEY";
        Self::plain(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// A caller was not let in.
    pub(crate) fn auth(fault: AuthFault) -> Self {
        let unauthorized = |detail| Self::plain(StatusCode::UNAUTHORIZED, "unauthorized", detail);
        let often =
            |detail| Self::plain(StatusCode::TOO_MANY_REQUESTS, "too many requests", detail);
        match fault {
            AuthFault::Unknown => unauthorized("nobody has this key"),
            AuthFault::Expired => unauthorized("the key has expired"),
            AuthFault::Address => {
                let detail = "the key may not be used from this address";
                Self::plain(StatusCode::FORBIDDEN, "forbidden", detail)
            }
            AuthFault::Guessing => often("too many wrong keys; try again in some minutes"),
            AuthFault::TooOften => often("too many calls; try again in a minute"),
            AuthFault::Unavailable => {
                let detail = "there is no answer at this moment; try again";
                Self::plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
            }
        }
    }

    /// A command was refused.
    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        let (status, title) = kind(refusal);
        Self::plain(status, title, sentence(refusal))
    }

    /// As it is sent.
    pub(crate) fn body_text(&self) -> String {
        let mut value = json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(field) = &self.field {
            value["field"] = Value::from(field.as_str());
        }
        value.to_string()
    }
}

/// The kind of problem that a refusal is: what a program would act on.
const fn kind(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::Unavailable | Refusal::LeaseLost { .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
        Refusal::Forbidden | Refusal::CredentialRevoked | Refusal::AccountSuspended => {
            (StatusCode::FORBIDDEN, "forbidden")
        }
        Refusal::InsufficientFunds { .. } => (StatusCode::PAYMENT_REQUIRED, "insufficient funds"),
        Refusal::MessagesTooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too many requests"),
        Refusal::NumberUnknown { .. }
        | Refusal::NumberNotOwned { .. }
        | Refusal::PlanUnknown { .. }
        | Refusal::AccountUnknown { .. }
        | Refusal::LoginUnknown { .. }
        | Refusal::ObjectUnknown { .. }
        | Refusal::HookUnknown
        | Refusal::MessageUnknown
        | Refusal::RouteVersionUnknown { .. }
        | Refusal::PortUnknown
        | Refusal::OrderUnknown
        | Refusal::ChargeUnknown => (StatusCode::NOT_FOUND, "not found"),
        Refusal::AmountInvalid
        | Refusal::DatePast { .. }
        | Refusal::DateSettled { .. }
        | Refusal::TooMany { .. }
        | Refusal::RateCentreUnknown { .. }
        | Refusal::LoginInvalid { .. }
        | Refusal::ReferenceUnknown { .. }
        | Refusal::ObjectInvalid { .. }
        | Refusal::CallerIdNotOwned { .. }
        | Refusal::HookInvalid { .. }
        | Refusal::MessagingInvalid { .. }
        | Refusal::MessageEmpty
        | Refusal::MessageTooLong { .. }
        | Refusal::PortInvalid { .. }
        | Refusal::CallInvalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid parameter"),
        Refusal::NumberNotForSale { .. }
        | Refusal::NumberAlreadyOwned { .. }
        | Refusal::NumberState { .. }
        | Refusal::NumberInCart { .. }
        | Refusal::NumberNotInCart { .. }
        | Refusal::NumberNotConnected { .. }
        | Refusal::HoldSpent { .. }
        | Refusal::CartEmpty
        | Refusal::CartFull { .. }
        | Refusal::NoStock { .. }
        | Refusal::PlanSame { .. }
        | Refusal::PlanNotOffered { .. }
        | Refusal::CurrencyMismatch
        | Refusal::AccountInUse { .. }
        | Refusal::AccountUnnumbered
        | Refusal::NameTaken { .. }
        | Refusal::ObjectTaken { .. }
        | Refusal::ObjectInUse { .. }
        | Refusal::ObjectsFull { .. }
        | Refusal::SlotsShort { .. }
        | Refusal::SupplierRefused { .. }
        | Refusal::MessagingOff { .. }
        | Refusal::MessageUndeliverable { .. }
        | Refusal::NumberNotPortable { .. }
        | Refusal::PortStanding { .. }
        | Refusal::OrderNotWaiting
        | Refusal::RestoreOver { .. }
        | Refusal::RefundTooMuch { .. }
        | Refusal::KeyReused => (StatusCode::CONFLICT, "refused"),
    }
}
