//! How an HTTP call becomes an operation, and what answers it.

use http::StatusCode;
use serde_json::Value;
use tandem_domain::Actor;
use tandem_engine::{Command, RouteExplain};
use tandem_gateway::{Answer, Call, Gate, respond};

use crate::operations::{Does, ENTRIES, Entry};
use crate::reply::Shown;
use crate::sandbox::Sandbox;
use crate::words::Problem;
use crate::{SCHEME, reply, request, routing};

/// Where everything is.
pub(crate) const ROOT: &str = "/v1/";

/// Answers a call.
pub(crate) async fn serve(sandbox: Option<&dyn Sandbox>, gate: &Gate, call: Call) -> Answer {
    match act(sandbox, gate, &call).await {
        Ok(shown) => respond(StatusCode::OK, shown.content_type, shown.body),
        Err(problem) => respond(problem.status, "application/problem+json", problem.body_text()),
    }
}

async fn act(sandbox: Option<&dyn Sandbox>, gate: &Gate, call: &Call) -> Result<Shown, Problem> {
    let entry = find(call, sandbox.is_some())?;
    call.called.note(entry.name());
    let key = bearer(call).ok_or_else(Problem::no_key)?;
    let (actor, _) = gate.by_key(SCHEME, key, call.address).await.map_err(Problem::auth)?;
    let asked = Asked { gate, call, entry, actor };
    match sandbox.filter(|_| entry.does.needs_sandbox()) {
        Some(sandbox) => asked.of_sandbox(sandbox).await.map(Shown::json),
        None => asked.of_routing().await,
    }
}

/// A call that turned out to be an operation, by somebody whom we know.
struct Asked<'c> {
    gate: &'c Gate,
    call: &'c Call,
    entry: &'static Entry,
    actor: Actor,
}

impl Asked<'_> {
    async fn of_sandbox(self, sandbox: &dyn Sandbox) -> Result<Value, Problem> {
        let members = || request::members(self.entry, &self.call.body);
        match self.entry.does {
            Does::ShowClock => Ok(reply::clock(sandbox.now())),
            Does::MoveClock => {
                let until = request::until(&members()?, sandbox.now())?;
                let passed = sandbox.pass(until).await;
                passed
                    .map(|passed| reply::passed(&passed))
                    .map_err(|refusal| Problem::refusal(&refusal))
            }
            Does::ListFaults => Ok(reply::faults(&sandbox.faults(), &sandbox.kinds())),
            Does::SetFault => {
                match request::fault(&members()?, &sandbox.kinds(), sandbox.now())? {
                    request::Wanted::Set(spell) => sandbox.set_fault(&spell),
                    request::Wanted::Clear(kind) => sandbox.clear_fault(kind.as_deref()),
                }
                Ok(reply::faults(&sandbox.faults(), &sandbox.kinds()))
            }
            _ => Err(Problem::nowhere()),
        }
    }

    async fn of_routing(self) -> Result<Shown, Problem> {
        let members = || request::members(self.entry, &self.call.body);
        let rules = self.gate.rules();
        match self.entry.does {
            Does::ExplainRoute => {
                let command = routing::explain(&members()?, rules)?;
                let up = self.gate.engine().calls_up(command.to);
                let command = RouteExplain { up, ..command };
                let accept = self.call.header("accept").unwrap_or_default().to_owned();
                Ok(reply::explained(self.done(command).await?, &accept))
            }
            Does::ListRouteVersions => {
                let command = routing::versions(self.call.query.as_deref())?;
                Ok(Shown::json(reply::versions(&self.done(command).await?)))
            }
            Does::CompareRoutes => {
                let command = routing::compare(&members()?)?;
                Ok(Shown::json(reply::comparison(&self.done(command).await?)))
            }
            Does::TryRoutes => {
                let command = routing::trial(&members()?, rules, self.gate.now())?;
                Ok(Shown::json(reply::trial(&self.done(command).await?)))
            }
            Does::RollRoutesBack => {
                let command = routing::roll_back(&members()?)?;
                let dry_run = command.dry_run;
                Ok(Shown::json(reply::rolled_back(&self.done(command).await?, dry_run)))
            }
            _ => Err(Problem::nowhere()),
        }
    }

    /// Carries a command out in the caller's name, under the key that was sent with it.
    async fn done<C: Command>(self, command: C) -> Result<C::Outcome, Problem> {
        let key = self.call.idempotency_key(None);
        let done = self.gate.execute(self.actor, command, key).await;
        done.map_err(|refusal| Problem::refusal(&refusal))
    }
}

fn find(call: &Call, has_sandbox: bool) -> Result<&'static Entry, Problem> {
    let path = call.path.strip_suffix('/').unwrap_or(&call.path);
    let is_here =
        |entry: &&Entry| entry.path == path && (has_sandbox || !entry.does.needs_sandbox());
    let mut here = ENTRIES.iter().filter(is_here).peekable();
    if here.peek().is_none() {
        return Err(Problem::nowhere());
    }
    here.find(|entry| entry.method == call.method).ok_or_else(Problem::method)
}

/// The key of `Authorization: Bearer KEY` (RFC 6750).
fn bearer(call: &Call) -> Option<&str> {
    let (scheme, key) = call.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim()).filter(|key| !key.is_empty())
}
