//! Resellers' clients at the command line: what is between a client and its reseller, which the operator
//! does in the reseller's name.

use tandem_domain::{AccountId, AccountRef, Actor, Money, Period, Timestamp};
use tandem_engine::{
    AccountView, Ask, ClientLimit, ClientMargin, ClientPost, Command, Engine, Margin,
};

use crate::failure::Failure;
use crate::voice::say;

/// Writes down what a client paid its reseller; or puts its balance with it right, either way.
pub(super) async fn post(
    engine: &Engine,
    client: &AccountView,
    amount: Money,
    adjusts: bool,
    note: String,
) -> Result<(), Failure> {
    let named = AccountRef::Id(client.id);
    let post = ClientPost { client: named, amount, adjusts, note, rehearsal: false };
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

/// Prints what a reseller earned by a client, number by number.
pub(super) async fn margin(
    engine: &Engine,
    client: &AccountView,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(), Failure> {
    row("number", "sold", "cost", "earned");
    let mut sum = Sum::default();
    look(engine, client, (from, to), |number| {
        sum.add(number)?;
        let one = Sum { sold: number.sold, cost: number.cost };
        one.print(&number.did.to_string())
    })
    .await?;
    sum.print("in all")
}

/// Prints what a reseller earned by each of its clients.
pub(super) async fn margins(
    engine: &Engine,
    clients: &[AccountView],
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(), Failure> {
    row("client", "sold", "cost", "earned");
    let mut all = Sum::default();
    for client in clients {
        let mut one = Sum::default();
        look(engine, client, (from, to), |number| {
            all.add(number)?;
            one.add(number)
        })
        .await?;
        one.print(&client.id.to_string())?;
    }
    all.print("in all")
}

/// Looks at a client's numbers, page by page.
async fn look(
    engine: &Engine,
    client: &AccountView,
    (from, to): (Option<Timestamp>, Option<Timestamp>),
    mut each: impl FnMut(&Margin) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let period =
        Period { from: from.unwrap_or(Timestamp(i64::MIN)), to: to.unwrap_or(Timestamp(i64::MAX)) };
    let mut look = ClientMargin { client: AccountRef::Id(client.id), period, after: None };
    loop {
        let page = resell(engine, client, look.clone()).await?;
        let Some(last) = page.last() else { return Ok(()) };
        look.after = Some(last.did);
        page.iter().try_for_each(&mut each)?;
    }
}

/// What several numbers come to.
#[derive(Default)]
struct Sum {
    sold: Money,
    cost: Money,
}

impl Sum {
    fn add(&mut self, number: &Margin) -> Result<(), Failure> {
        self.sold = self.sold.plus(number.sold).ok_or_else(too_much)?;
        self.cost = self.cost.plus(number.cost).ok_or_else(too_much)?;
        Ok(())
    }

    fn print(&self, name: &str) -> Result<(), Failure> {
        let earned = self.sold.minus(self.cost).ok_or_else(too_much)?;
        row(name, &self.sold.decimal(2), &self.cost.decimal(2), &earned.decimal(2));
        Ok(())
    }
}

fn row(number: &str, sold: &str, cost: &str, earned: &str) {
    say!("{number:<20}  {sold:>12}  {cost:>12}  {earned:>12}");
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
