//! What resellers do about their clients.

use futures_util::future::BoxFuture;
use tandem_domain::{Money, Resale, Timestamp};
use tandem_engine::{
    AccountClose, ClientConnect, ClientDisconnect, ClientLimit, ClientPost, NumberHandOver,
};

use super::{Ids, Reply, Sender, nothing};
use crate::shelf;
use crate::simulator::deed::ClientDeed;
use crate::simulator::model::client_minute;

/// What a client pays: set-up and month.
pub(super) const fn terms((setup, monthly): (i64, i64)) -> Resale {
    let minute = Money(client_minute(monthly));
    Resale { setup: Money(setup), monthly: Money(monthly), minute }
}

pub(super) fn send(sender: Sender, ids: &Ids, deed: &ClientDeed) -> BoxFuture<'static, Reply> {
    match *deed {
        ClientDeed::Connect { number, client, setup, monthly, waived, next } => {
            let connect = ClientConnect {
                did: shelf::did(number),
                client: ids.by_name(client),
                terms: terms((setup, monthly)),
                next_billing: next.map(Timestamp),
                waive_setup: waived.0,
                waive_month: waived.1,
            };
            sender.send(connect, nothing)
        }
        ClientDeed::Disconnect { number } => {
            sender.send(ClientDisconnect { did: shelf::did(number) }, nothing)
        }
        ClientDeed::Move { number, from, to } => {
            let (from, to) = (from.map(|who| ids.by_name(who)), ids.by_name(to));
            sender.send(NumberHandOver { did: shelf::did(number), from, to }, nothing)
        }
        ClientDeed::Close { client } => {
            sender.send(AccountClose { account: ids.by_name(client) }, nothing)
        }
        ClientDeed::Limit { client, limit } => sender
            .send(ClientLimit { client: ids.by_name(client), limit: limit.map(Money) }, nothing),
        ClientDeed::Post { client, units, adjusts } => {
            let (client, amount) = (ids.by_name(client), Money(units));
            let note = String::new();
            let post = ClientPost { client, amount, adjusts, note, rehearsal: false };
            sender.send(post, |posted| format!("balance={}", posted.balance.0))
        }
    }
}
