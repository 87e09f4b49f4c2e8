//! Resellers' clients at the command line: what is between a client and its reseller, which the operator
//! does in the reseller's name.

use tandem_domain::{AccountId, AccountRef, Actor, Money, Period, Timestamp};
use tandem_engine::{
    AccountView, Ask, ClientLimit, ClientMargin, ClientPost, Command, Engine, Margin,
};

use crate::failure::Failure;
use crate::voice::say;

/// Writes down what a client paid its reseller, or what the reseller charges it besides.
pub(super) async fn post(
    engine: &Engine,
    client: &AccountView,
    amount: Money,
    note: String,
) -> Result<(), Failure> {
    let post = ClientPost { client: AccountRef::Id(client.id), amount, note };
    let posted = resell(engine, client, post).await?;
    say!("balance {} with its reseller {}", posted.balance, client.root);
    Ok(())
}

/// Says how far below nothing a client's balance may go; `None`: as far as it goes.
pub(super) async fn limit(
    engine: &Engine,
    client: &AccountView,
    limit: Option<Money>,
) -> Result<(), Failure> {
    resell(engine, client, ClientLimit { client: AccountRef::Id(client.id), limit }).await
}

/// Prints what the reseller earned by a client, number by number.
pub(super) async fn margin(
    engine: &Engine,
    client: &AccountView,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(), Failure> {
    let period =
        Period { from: from.unwrap_or(Timestamp(i64::MIN)), to: to.unwrap_or(Timestamp(i64::MAX)) };
    let mut look = ClientMargin { client: AccountRef::Id(client.id), period, after: None };
    let (mut sold, mut cost) = (Money::ZERO, Money::ZERO);
    row("number", "sold", "cost", "earned");
    loop {
        let page = resell(engine, client, look.clone()).await?;
        let Some(last) = page.last() else { break };
        look.after = Some(last.did);
        for number in page {
            print(&number.did.to_string(), &number);
            sold = sold.plus(number.sold).ok_or_else(too_much)?;
            cost = cost.plus(number.cost).ok_or_else(too_much)?;
        }
    }
    let earned = sold.minus(cost).ok_or_else(too_much)?;
    row("in all", &sold.decimal(2), &cost.decimal(2), &earned.decimal(2));
    Ok(())
}

fn print(name: &str, number: &Margin) {
    let (sold, cost) = (number.sold.decimal(2), number.cost.decimal(2));
    row(name, &sold, &cost, &number.earned().decimal(2));
}

fn row(number: &str, sold: &str, cost: &str, earned: &str) {
    say!("{number:<16}  {sold:>12}  {cost:>12}  {earned:>12}");
}

fn too_much() -> Failure {
    Failure::Refused("it is more than can be added up".to_owned())
}

/// Carries a command out in the name of a client's reseller.
async fn resell<C: Command>(
    engine: &Engine,
    client: &AccountView,
    command: C,
) -> Result<C::Outcome, Failure> {
    let root: AccountId = client.root;
    let reseller = Actor { account: root, root, ..Actor::operator() };
    Ok(engine.execute(Ask::new(reseller, command)).await?)
}
