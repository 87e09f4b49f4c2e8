//! Operations that take more than one command, or need more of the request than the command has.

use futures_util::future::join_all;
use tandem_domain::{Actor, Destination, ObjectId, ObjectKind, Refusal};
use tandem_engine::{
    AccountList, AccountView, LIST_NUMBERS_MAX, NumberRelease, ObjectList, ObjectView, ShelfCount,
    ShelfGroup, ShelfPart, TelephoneList,
};
use tandem_gateway::{BoxFuture, Gate, Reader, Stop};
use tandem_numbering::Did;
use tandem_wire::php::Value;

use crate::request::{Deletion, TollFreeOrder};
use crate::{reply, request, words};

/// Counts what is for sale, at the prices of the account's own plan.
pub fn list_areas<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    let counts = request::shelf::areas(args);
    Box::pin(async move { Ok(reply::areas(&counted(gate, &actor, counts?).await?)) })
}

/// What is for sale, part by part, at the prices of the account's own plan.
pub async fn counted(
    gate: &Gate,
    actor: &Actor,
    counts: Vec<ShelfCount>,
) -> Result<Vec<(ShelfPart, ShelfGroup)>, Stop> {
    let plan = root(gate, actor).await?.map(|root| root.profile.plan);
    let mut groups = Vec::new();
    for count in counts {
        let plans = plan.iter().cloned().collect();
        let count = ShelfCount { plans, ..count };
        let by = count.by;
        let found = gate.execute(actor.clone(), count, None).await?;
        groups.extend(found.into_iter().map(|group| (by, group)));
    }
    Ok(groups)
}

/// Orders toll-free numbers; what is not toll-free is told so and keeps no other from being
/// ordered.
pub fn order_toll_free<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    let read = request::toll_free_order(args);
    Box::pin(async move {
        let TollFreeOrder { order, others } = read?;
        let placed = match order {
            Some(order) => Some(gate.order_by_number(actor, order, key).await?),
            None => None,
        };
        Ok(reply::toll_free(placed.as_ref(), &others))
    })
}

/// How many numbers are given back at the same time.
const DELETIONS_AT_ONCE: usize = 64;

/// Gives numbers back, each by a command of its own, so that one that cannot go keeps no other.
pub fn delete_numbers<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let numbers = match request::deletion(args)? {
            Deletion::Single(did) => {
                release(gate, &actor, did, key).await?;
                return Ok(reply::deleted(&[(did, None)]));
            }
            Deletion::List(numbers) => numbers,
        };
        let mut outcomes = Vec::with_capacity(numbers.len());
        for some in numbers.chunks(DELETIONS_AT_ONCE) {
            let releases = some.iter().map(|did| {
                // Every attempt has a key of its own; a repetition makes the same ones.
                let key = key.as_ref().map(|key| format!("{key}/{}", did.national()));
                release(gate, &actor, *did, key)
            });
            let ends = join_all(releases).await;
            let reasons = ends
                .into_iter()
                .map(|end| end.err().map(|refusal| words::reason(&refusal).into_owned()));
            outcomes.extend(some.iter().copied().zip(reasons));
        }
        Ok(reply::deleted(&outcomes))
    })
}

async fn release(gate: &Gate, actor: &Actor, did: Did, key: Option<String>) -> Result<(), Refusal> {
    gate.execute(actor.clone(), NumberRelease::of(did), key).await.map(|_| ())
}

/// Shows the part of the account's numbers that is asked for.
pub fn list_numbers<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let window = request::window(args)?;
        let wanted = request::own_numbers(args)?;
        let numbers = gate.execute(actor.clone(), wanted, None).await?;
        let telephones = gate.execute(actor, TelephoneList, None).await?;
        Ok(reply::own_numbers(&numbers, &telephones, &window))
    })
}

/// Looks at the call flows and the fax flows, and at which one is the account's default.
pub fn list_flows<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let call_flows = flows(gate, &actor, ObjectKind::CallFlow).await?;
        let fax_flows = flows(gate, &actor, ObjectKind::FaxFlow).await?;
        let root = root(gate, &actor).await?;
        let default = root.map_or(Destination::None, |root| root.profile.default_routing);
        Ok(reply::flows(&call_flows, &fax_flows, &default))
    })
}

/// The customer that the caller belongs to.
pub(crate) async fn root(gate: &Gate, actor: &Actor) -> Result<Option<AccountView>, Refusal> {
    let family = gate.execute(actor.clone(), AccountList { customer: None }, None).await?;
    Ok(family.into_iter().find(|account| account.id == actor.root))
}

async fn flows(gate: &Gate, actor: &Actor, kind: ObjectKind) -> Result<Vec<ObjectView>, Refusal> {
    let mut flows: Vec<ObjectView> = Vec::new();
    while flows.len() < LIST_NUMBERS_MAX {
        let after = flows.last().map_or(ObjectId(i64::MIN), |flow| flow.id);
        let page = gate
            .execute(actor.clone(), ObjectList { after, ..ObjectList::all(kind) }, None)
            .await?;
        if page.is_empty() {
            break;
        }
        flows.extend(page);
    }
    Ok(flows)
}
