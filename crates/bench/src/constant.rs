//! The least that the HTTP stack can be asked for: the same answer to whoever calls. What an order
//! costs more than this is the order.

use http::StatusCode;
use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate, respond};

/// Where it is mounted.
pub const PATH: &str = "/constant";

/// A dialect that always says the same.
pub struct Constant;

impl Dialect for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[PATH]
    }

    fn coverage(&self) -> Vec<Coverage> {
        Vec::new()
    }

    fn serve<'a>(&'a self, _: &'a Gate, _: Call) -> BoxFuture<'a, Answer> {
        Box::pin(async { respond(StatusCode::OK, "application/json", r#"{"status":"success"}"#) })
    }
}
