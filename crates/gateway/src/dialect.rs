//! What a dialect is to the gateway.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, StatusCode, header};

use crate::{Call, Gate, Spec};

/// An HTTP answer.
pub type Answer = http::Response<Bytes>;

/// How far an operation is really done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does what its provider's document says.
    Works,
    /// It keeps what it is told, and waits for something before that has an effect.
    StateOnly(&'static str),
    /// It looks at what it is asked and refuses it in its provider's own words, since there is not what it takes.
    Refuses(&'static str),
    /// It answers plainly that it is not supported yet.
    NotSupported,
}

impl Status {
    /// Whether anything is done.
    pub const fn is_served(self) -> bool {
        matches!(self, Self::Works | Self::StateOnly(_))
    }
}

/// A row of the coverage table.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    /// The operation.
    pub spec: Spec,
    /// How far it is done.
    pub status: Status,
    /// What there is not, if it is not supported for want of that.
    pub lacks: Option<&'static str>,
}

/// A foreign API, spoken over the engine.
pub trait Dialect: Send + Sync + 'static {
    /// Its name, in metrics and documents.
    fn name(&self) -> &'static str;

    /// The paths it is mounted at. One that ends in `/` takes everything below it.
    fn mounts(&self) -> &'static [&'static str];

    /// Everything it knows of, and how far each is done.
    fn coverage(&self) -> Vec<Coverage>;

    /// Answers a call. Whatever is wrong is said in the dialect's own words.
    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer>;

    /// What it answers at a path when a body is too long to be read, if it has words for that.
    fn too_large(&self, _path: &str) -> Option<Answer> {
        None
    }
}

/// An answer of a type and a body.
pub fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Answer::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
