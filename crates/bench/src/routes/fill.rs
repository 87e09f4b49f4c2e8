//! Customers with numbers that ring, in a database of Tandem's and in a table of PostgreSQL's.

use std::sync::Arc;

use anyhow::{Context, anyhow, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use tandem::node;
use tandem_domain::{AccountId, AccountRef, Actor, ObjectId, ObjectKind, Timestamp};
use tandem_engine::{
    Arriving, Ask, Command, Engine, KeptPrice, MOVE_ROWS_MAX, NumberMoveIn, NumberStock, ObjectPut,
    STOCK_NUMBERS_MAX, Service, StockRow,
};
use tandem_numbering::{Did, Rules};
use tandem_store::DatabaseUrl;

use super::layout::{self, ADDRESSES_EACH, Rings};
use crate::shelf;

/// How many commands are on their way at once.
const COMMANDS_AT_ONCE: usize = 64;
/// How far their next months are paid, in days: nothing is charged during a run.
const PAID_DAYS: i64 = 30;

/// Fills an empty database of Tandem's.
pub async fn tandem(url: &DatabaseUrl, numbers: u64, rings: Rings) -> anyhow::Result<()> {
    let engine = node::open(url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
    let customers = shelf::customers(&engine).await?;
    furnish(&engine, &customers).await?;
    stock(&engine, numbers).await?;
    let each = numbers / shelf::CUSTOMERS;
    let next_billing = engine.now().plus_days(PAID_DAYS);
    let owned = customers.iter().zip(0..).flat_map(|(account, customer)| {
        let rows: Vec<_> = (0..each).map(|place| (*account, customer, place)).collect();
        rows.chunks(MOVE_ROWS_MAX).map(<[_]>::to_vec).collect::<Vec<_>>()
    });
    let arrived = stream::iter(owned).map(|rows| {
        let rows = rows.into_iter().map(|(account, customer, place)| {
            let did = layout::number(customer * each + place);
            arriving(account, did, rings.settings(customer, place), next_billing)
        });
        let numbers: anyhow::Result<Vec<_>> = rows.collect();
        async { operate(&engine, NumberMoveIn { numbers: numbers?, charge_arrears: false }).await }
    });
    let moved = arrived.buffer_unordered(COMMANDS_AT_ONCE).try_fold(0, |sum, moved| async move {
        ensure!(
            moved.refused.is_empty(),
            "a number could not move in: {:?}",
            moved.refused.first()
        );
        Ok(sum + moved.done)
    });
    let moved = moved.await?;
    ensure!(moved == each * shelf::CUSTOMERS, "{moved} numbers moved in");
    Ok(tokio::task::spawn_blocking(move || engine.close()).await?)
}

/// Gives each customer its SIP addresses.
async fn furnish(engine: &Engine, customers: &[AccountId]) -> anyhow::Result<()> {
    let wanted = customers.iter().zip(0_u64..).flat_map(|(account, customer)| {
        (0..ADDRESSES_EACH).map(move |place| (*account, customer, place))
    });
    let made = stream::iter(wanted).map(|(account, customer, place)| {
        let put = ObjectPut {
            account,
            kind: ObjectKind::SipUri,
            id: Some(ObjectId(shelf::object(customer, place).cast_signed())),
            name: format!("desk {place}"),
            doc: serde_json::json!({ "uri": format!("desk{place}@127.0.0.1:5080") }),
        };
        operate(engine, put)
    });
    made.buffer_unordered(COMMANDS_AT_ONCE).try_for_each(|_| async { Ok(()) }).await
}

async fn stock(engine: &Engine, numbers: u64) -> anyhow::Result<()> {
    let each = numbers.div_ceil(shelf::codes());
    let mut rows = Vec::new();
    for code in shelf::AREA_CODES {
        let offer = Arc::new(shelf::offer(code));
        let end = layout::first_of(code) + each;
        for first in (layout::first_of(code)..end).step_by(STOCK_NUMBERS_MAX) {
            let last = end.min(first + STOCK_NUMBERS_MAX as u64) - 1;
            let (first, last) = (did(first)?, did(last)?);
            rows.push(StockRow::for_sale(first, last, Arc::clone(&offer)).reserved());
        }
    }
    let stock = |row| operate(engine, NumberStock { rows: vec![row] });
    let stocked = stream::iter(rows).map(stock).buffered(COMMANDS_AT_ONCE);
    stocked.try_for_each(|_| async { Ok(()) }).await
}

fn arriving(
    account: AccountId,
    number: u64,
    settings: tandem_domain::NumberSettings,
    next_billing: Timestamp,
) -> anyhow::Result<Arriving> {
    Ok(Arriving {
        did: did(number)?,
        owner: AccountRef::Id(account),
        service: Service::Active,
        plan: None,
        price: KeptPrice::default(),
        began: None,
        next_billing,
        anchor_day: None,
        slot: None,
        slot_fee: None,
        settings,
        resale: None,
    })
}

fn did(digits: u64) -> anyhow::Result<Did> {
    Did::new(digits).with_context(|| format!("{digits} is no number"))
}

async fn operate<C: Command>(engine: &Engine, command: C) -> anyhow::Result<C::Outcome> {
    let done = engine.execute(Ask::new(Actor::operator(), command)).await;
    done.map_err(|refusal| anyhow!("{}: {refusal}", C::NAME))
}

/// The statements that fill the table which Kamailio reads and asks; its columns are those of a table of `htable`.
pub fn peer(numbers: u64) -> String {
    let (codes, first) = (shelf::codes(), layout::first_of(*shelf::AREA_CODES.start()));
    format!(
        "CREATE TABLE did_table (id BIGINT NOT NULL, key_name TEXT NOT NULL, \
         key_type INTEGER NOT NULL DEFAULT 0, value_type INTEGER NOT NULL DEFAULT 0, \
         key_value TEXT NOT NULL, expires INTEGER NOT NULL DEFAULT 0); \
         INSERT INTO did_table (id, key_name, key_value) \
         SELECT place, CAST({first} + (place % {codes}) * 10000000 + place / {codes} AS TEXT), \
         'sip:desk' || place % {ADDRESSES_EACH} || '@127.0.0.1:5080' \
         FROM generate_series(CAST(0 AS BIGINT), {numbers} - 1) place; \
         CREATE UNIQUE INDEX did_table_key ON did_table (key_name); \
         ANALYZE did_table"
    )
}
