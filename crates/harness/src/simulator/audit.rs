//! Comparing what is with what should be.

mod access;
mod mirrors;
mod talk;

use std::collections::BTreeSet;
use std::fmt::Debug;

use futures_executor::block_on;
use tandem_domain::{Actor, BackorderId, PortId, REVENUE, Timestamp};
use tandem_engine::{Ask, CartList, NumberList};
use tandem_store::{StoreError, Tx, args, port, tenure};

use super::{NODES, Simulation, Stop, words};

impl Simulation {
    /// After each step: who has which number, in which state and until when; every balance, and how
    /// much happened to whom.
    pub(super) fn glance(&mut self) -> Result<(), Stop> {
        let expected = self.expected_numbers();
        let found =
            self.ground.look(move |tx| rows(tx, "SELECT did, state, owner, until FROM number"));
        self.compare("numbers", &expected, &found)?;
        let expected = self.expected_accounts();
        let found = self.ground.look(move |tx| {
            let sql = "SELECT id, balance, credit_limit, event_seq, order_serial, auth_epoch, \
                       CAST(CASE WHEN status = 'open' THEN 1 ELSE 0 END AS BIGINT) FROM account";
            rows(tx, sql)
        });
        self.compare("accounts", &expected, &found)
    }

    fn expected_numbers(&self) -> BTreeSet<Vec<Option<i64>>> {
        let numbers = self.model.numbers.iter().map(|(digits, number)| {
            let owner = number.owner.map(|who| self.ids.accounts[who].0);
            let digits = i64::try_from(*digits).unwrap_or(0);
            vec![Some(digits), Some(number.state as i64), owner, number.until]
        });
        numbers.collect()
    }

    fn expected_accounts(&self) -> BTreeSet<Vec<Option<i64>>> {
        let accounts = self.model.accounts.iter().enumerate().map(|(who, account)| {
            vec![
                Some(self.ids.accounts[who].0),
                Some(account.balance),
                Some(account.credit),
                Some(account.events),
                Some(account.orders),
                Some(account.epoch),
                Some(i64::from(account.open)),
            ]
        });
        accounts.collect()
    }

    fn compare<T: Ord + Debug>(
        &mut self,
        what: &str,
        expected: &BTreeSet<T>,
        found: &BTreeSet<T>,
    ) -> Result<(), Stop> {
        if expected == found {
            return Ok(());
        }
        Err(self.wrong(difference(what, expected, found)))
    }

    /// Now and then: everything.
    pub(super) fn audit(&mut self) -> Result<(), Stop> {
        self.tenures()?;
        self.carts_and_slots()?;
        self.orders()?;
        self.backorders()?;
        self.ports()?;
        self.objects_and_credentials()?;
        self.logins()?;
        self.registered()?;
        self.hooks_and_deliveries()?;
        self.texts()?;
        self.calls()?;
        self.voices()?;
        self.books()?;
        self.lists()?;
        for node in 0..NODES {
            self.mirrors(node)?;
        }
        let findings = self.ground.look(tandem_engine::examine);
        if findings.broken > 0 {
            return Err(self.wrong(format!("the doctor says {:?}", findings.listed)));
        }
        Ok(())
    }

    fn tenures(&mut self) -> Result<(), Stop> {
        let mut expected = BTreeSet::new();
        for (digits, number) in &self.model.numbers {
            if let Some(held) = &number.tenure {
                let (owner, payer) = (self.ids.accounts[held.owner], self.ids.accounts[held.payer]);
                let money = (held.setup, held.monthly, held.slot_fee);
                let resale = (held.terms, held.client);
                let months = (held.next, held.anchor, held.due, held.deadline, held.owed_to);
                expected.insert((
                    *digits,
                    owner,
                    payer,
                    money,
                    months,
                    held.slot,
                    held.ring.clone(),
                    resale,
                ));
            }
        }
        let every = self
            .ground
            .look(move |tx| tenure::page(tx, tandem_domain::TenureId(i64::MIN), 100_000));
        let current = every.into_iter().filter(|(_, ended)| ended.is_none());
        let found = current.map(|(held, _)| {
            let fee = held.slot_fee.map(|fee| fee.0);
            let money = (held.price.setup.0, held.price.monthly.0, fee);
            let ring = held.settings.routing.map(|to| to.to_string()).unwrap_or_default();
            let terms = held.settings.resale.map(|terms| (terms.setup.0, terms.monthly.0));
            let resale = (terms, held.resale.map(|term| (term.next.0, term.anchor_day)));
            let at = |at: Option<Timestamp>| at.map(|at| at.0);
            let (next, due) = (held.next_billing.0, held.due.0);
            let months = (next, held.anchor_day, due, at(held.deadline), at(held.owed_to));
            let slot = held.slot.is_some();
            (held.did.digits(), held.owner, held.payer, money, months, slot, ring, resale)
        });
        let found = found.collect();
        self.compare("tenures", &expected, &found)
    }

    fn carts_and_slots(&mut self) -> Result<(), Stop> {
        let mut expected = BTreeSet::new();
        for (who, cart) in &self.model.carts {
            for (place, (digits, since)) in cart.iter().enumerate() {
                expected.insert((self.ids.accounts[*who].0, place, *digits, *since));
            }
        }
        let accounts = self.ids.accounts.clone();
        let found = self.ground.look(move |tx| {
            let mut found = BTreeSet::new();
            for account in accounts {
                let cart = tandem_store::cart::list(tx, account)?;
                for (place, item) in cart.into_iter().enumerate() {
                    found.insert((account.0, place, item.did.digits(), item.since.0));
                }
            }
            Ok(found)
        });
        self.compare("carts", &expected, &found)?;
        let slots = self.model.slots.iter().map(|(who, (bought, used))| {
            vec![Some(self.ids.accounts[*who].0), Some(*bought), Some(*used)]
        });
        let expected = slots.collect();
        let found = self.ground.look(move |tx| rows(tx, "SELECT account, bought, used FROM slot"));
        self.compare("slots", &expected, &found)
    }

    fn orders(&mut self) -> Result<(), Stop> {
        let mut supplies = BTreeSet::new();
        for index in 0..self.model.orders.len() {
            let placed = self.model.orders[index].clone();
            let (id, customer) = self.ids.orders[index];
            let stored = self.stored_order(customer, placed.serial);
            let lines: Vec<(u64, String)> =
                placed.lines.iter().map(|(digits, word)| (*digits, (*word).to_owned())).collect();
            let same = stored.is_some_and(|stored| {
                (stored.id, stored.waiting, &stored.lines) == (id, placed.waiting(), &lines)
            });
            if !same {
                return Err(self.wrong(format!("order {id} should be {placed:?}")));
            }
            for (digits, state) in &placed.supply {
                supplies.insert((id.0, i64::try_from(*digits).unwrap_or(0), (*state).to_owned()));
            }
        }
        let found = self.ground.look(move |tx| {
            let rows = tx.rows("SELECT order_id, did, state FROM supply", &[])?;
            let read = |row: &tandem_store::Row| {
                Ok((row.int(0, "order")?, row.int(1, "did")?, row.text(2, "state")?.to_owned()))
            };
            rows.iter().map(read).collect()
        });
        self.compare("purchases", &supplies, &found)
    }

    fn backorders(&mut self) -> Result<(), Stop> {
        let placed = self.model.backorders.iter().zip(&self.ids.backorders);
        let expected = placed.map(|(placed, (id, _))| {
            let of = (self.ids.accounts[placed.customer], self.ids.accounts[placed.owner]);
            let counts = (placed.quantity, placed.waiting, placed.filled, placed.given_up);
            (id.0, of, counts, placed.state(), placed.short.unwrap_or_default().to_owned())
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let page = tandem_store::backorder::page(tx, BackorderId(i64::MIN), 100_000)?;
            let found = page.into_iter().map(|found| {
                let counts = (found.quantity, found.waiting, found.filled, found.given_up);
                let why = found.why.as_ref().map(words::word).unwrap_or_default();
                (found.id.0, (found.account, found.owner), counts, found.state.word(), why)
            });
            Ok(found.collect())
        });
        self.compare("back-orders", &expected, &found)
    }

    /// Each request, how it and each of its numbers stands, and how many papers belong to it.
    fn ports(&mut self) -> Result<(), Stop> {
        let asked = self.model.ports.iter().zip(&self.ids.ports);
        let expected = asked.map(|(asked, (id, _))| {
            let of = (self.ids.accounts[asked.customer], self.ids.accounts[asked.owner]);
            let line = |(digits, (step, ring)): (&u64, &(&'static str, String))| {
                (*digits, (*step).to_owned(), ring.clone())
            };
            let lines: Vec<(u64, String, String)> = asked.lines.iter().map(line).collect();
            (id.0, of, asked.state().to_owned(), lines, (asked.papers, asked.forgotten))
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let mut found = BTreeSet::new();
            for stored in port::page(tx, PortId(i64::MIN), 100_000)? {
                let line = |line: port::Numbered| {
                    let ring = line.settings.routing.map(|to| to.to_string()).unwrap_or_default();
                    (line.did.digits(), line.step.word().to_owned(), ring)
                };
                let lines = port::numbers(tx, stored.id)?.into_iter().map(line).collect();
                let papers = port::documents(tx, stored.id)?.len() as u64;
                let of = (stored.account, stored.owner);
                let kept = (papers, stored.forgotten.is_some());
                found.insert((stored.id.0, of, stored.state.word().to_owned(), lines, kept));
            }
            Ok(found)
        });
        self.compare("port requests", &expected, &found)
    }

    fn hooks_and_deliveries(&mut self) -> Result<(), Stop> {
        let hooks = self.model.hooks.iter().map(|(name, hook)| {
            let (id, account) = (self.ids.hooks[name].0, self.ids.accounts[hook.who].0);
            let on = Some(i64::from(hook.on));
            vec![Some(id), Some(account), on, Some(hook.since), hook.ended]
        });
        let expected = hooks.collect();
        let found = self.ground.look(move |tx| {
            let sql = "SELECT id, account, enabled, since, ended FROM hook \
                       WHERE did IS NULL AND role IS NULL AND sender IS NULL";
            rows(tx, sql)
        });
        self.compare("hooks", &expected, &found)?;
        let deliveries = self.model.deliveries.iter().map(|((name, seq), delivery)| {
            let hook = self.ids.hooks[name].0;
            vec![Some(hook), Some(*seq), Some(delivery.fate as i64), Some(delivery.tries)]
        });
        let expected = deliveries.collect();
        let found = self.ground.look(move |tx| {
            let sql = "SELECT hook, seq, CAST(CASE state WHEN 'waiting' THEN 0 \
                       WHEN 'delivered' THEN 1 ELSE 2 END AS BIGINT), tries FROM delivery \
                       WHERE kind NOT IN ('message.letter', 'message.callback', \
                       'message.receipt', 'voice_message.letter')";
            rows(tx, sql)
        });
        self.compare("deliveries", &expected, &found)
    }

    /// What the house accounts hold, and how much is remembered.
    fn books(&mut self) -> Result<(), Stop> {
        let expected: BTreeSet<_> = (REVENUE.0..).zip(self.model.houses).collect();
        let found = self.ground.look(move |tx| {
            let mut found = BTreeSet::new();
            for house in REVENUE.0..REVENUE.0 + 9 {
                let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN credit = $1 THEN amount \
                           ELSE -amount END), 0) AS BIGINT) FROM posting \
                           WHERE credit = $1 OR debit = $1";
                let rows = tx.rows(sql, args![house])?;
                found.insert((house, rows[0].int(0, "sum")?));
            }
            Ok(found)
        });
        self.compare("house accounts", &expected, &found)?;
        let (charges, refunded) = self
            .model
            .charges
            .iter()
            .fold((0, 0), |(count, sum), charge| (count + 1, sum + charge.refunded));
        let expected = BTreeSet::from([vec![Some(charges), Some(refunded)]]);
        let found = self.ground.look(move |tx| {
            let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN reason IN \
                       ('setup', 'port_in', 'month', 'difference', 'slot', 'waived') AND did IS NOT NULL AND credit <> 4 \
                       THEN 1 ELSE 0 END), 0) AS BIGINT), \
                       CAST(COALESCE(SUM(CASE WHEN reverses IS NULL THEN 0 ELSE amount END), 0) \
                       AS BIGINT) FROM posting";
            rows(tx, sql)
        });
        self.compare("charges and refunds", &expected, &found)?;
        let expected = BTreeSet::from([i64::try_from(self.model.attempts()).unwrap_or(0)]);
        let found = self.ground.look(move |tx| {
            let rows = tx.rows("SELECT COUNT(*) FROM attempt", &[])?;
            Ok(BTreeSet::from([rows[0].int(0, "count")?]))
        });
        self.compare("attempts", &expected, &found)
    }

    /// What each account is shown of its own.
    fn lists(&mut self) -> Result<(), Stop> {
        for who in 1..self.ids.accounts.len() {
            let root = self.model.accounts[who].root;
            let by = super::deed::Asker { who, stale: false };
            let actor: Actor = self.ids.actor(by);
            let engine = self.nodes[who % NODES].engine.clone();
            let sees = |owner: usize| {
                owner == who || (who == root && self.model.accounts[owner].root == root)
            };
            let expected: BTreeSet<u64> = self
                .model
                .numbers
                .iter()
                .filter(|(_, number)| number.tenure.as_ref().is_some_and(|held| sees(held.owner)))
                .map(|(digits, _)| *digits)
                .collect();
            let list = NumberList { owner: None, did: None, scheme: words::SCHEME.to_owned() };
            let listed = block_on(engine.execute(Ask::new(actor.clone(), list)));
            let listed = listed.map_err(|refusal| self.wrong(format!("no list: {refusal}")))?;
            let found = listed.iter().map(|number| number.did.digits()).collect();
            self.compare("a list of numbers", &expected, &found)?;
            // A customer whose plan is gone has no prices to show.
            if let Ok(cart) = block_on(engine.execute(Ask::new(actor, CartList))) {
                let now = tandem_engine::Clock::now(&self.clock).0;
                let found = cart.iter().map(|item| (item.did.digits(), item.kept_until.is_some()));
                let found = found.collect();
                let cart = self.model.carts.get(&who).cloned().unwrap_or_default();
                let expected = cart.into_iter().map(|(digits, _)| {
                    let number = &self.model.numbers[&digits];
                    let mine =
                        number.state == super::model::State::Held && number.owner == Some(who);
                    (digits, mine && number.until.is_some_and(|until| until > now))
                });
                let expected = expected.collect();
                self.compare("a list of a cart", &expected, &found)?;
            }
        }
        Ok(())
    }
}

fn difference<T: Ord + Debug>(what: &str, expected: &BTreeSet<T>, found: &BTreeSet<T>) -> String {
    let missing: Vec<_> = expected.difference(found).collect();
    let surplus: Vec<_> = found.difference(expected).collect();
    format!("{what}: should be {missing:?}, is {surplus:?}")
}

fn rows(tx: &mut dyn Tx, sql: &'static str) -> Result<BTreeSet<Vec<Option<i64>>>, StoreError> {
    let rows = tx.rows(sql, &[])?;
    rows.iter()
        .map(|row| (0..row.0.len()).map(|column| row.maybe_int(column, "column")).collect())
        .collect()
}
