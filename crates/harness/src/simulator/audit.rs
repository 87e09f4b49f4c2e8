//! Comparing what is with what should be.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use futures_executor::block_on;
use tandem_domain::{
    AccountId, Actor, BackorderId, CredentialId, Criteria, Offer, Origin, PortId, REVENUE,
    Timestamp, Voicemail,
};
use tandem_engine::{Ask, CartList, NumberList};
use tandem_store::{StoreError, Tx, args, credential, port, tenure};

use super::{NODES, Simulation, Stop, routes, words};
use crate::shelf;

/// How long an event of a real database may take to arrive.
const ARRIVAL_TIME_MAX: Duration = Duration::from_secs(10);

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
            (id.0, of, asked.state().to_owned(), lines, asked.papers)
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
                found.insert((stored.id.0, of, stored.state.word().to_owned(), lines, papers));
            }
            Ok(found)
        });
        self.compare("port requests", &expected, &found)
    }

    fn objects_and_credentials(&mut self) -> Result<(), Stop> {
        let objects = self.model.objects.iter().map(|(id, (who, name, version))| {
            let is_passing = self.model.passing.contains(id);
            let name = if is_passing { String::new() } else { name.clone() };
            (*id, self.ids.accounts[*who].0, name, *version)
        });
        let groups = self.model.groups.iter().map(|(id, group)| {
            (*id, self.ids.accounts[group.who].0, group.name.clone(), group.version)
        });
        let book = &self.model.book;
        let pages = book.entries.iter().chain(&book.groups).map(|(id, page)| {
            (*id, self.ids.accounts[page.who].0, page.name.clone(), page.version)
        });
        let records = self.model.records.iter().map(|(id, record)| {
            (*id, self.ids.accounts[record.who].0, record.name.clone(), record.version)
        });
        let boxes = self.model.voices.boxes.iter().map(|(id, (who, version))| {
            (*id, self.ids.accounts[*who].0, Voicemail::default().name, *version)
        });
        let expected = objects.chain(groups).chain(pages).chain(records).chain(boxes).collect();
        let found = self.ground.look(move |tx| {
            let rows = tx.rows("SELECT id, account, name, version FROM object", &[])?;
            let read = |row: &tandem_store::Row| {
                let name = row.text(2, "name")?.to_owned();
                Ok((row.int(0, "id")?, row.int(1, "account")?, name, row.int(3, "version")?))
            };
            rows.iter().map(read).collect()
        });
        self.compare("objects", &expected, &found)?;
        self.sounds()?;
        let expected = self.expected_credentials();
        let found = self.ground.look(move |tx| {
            let page = credential::page(tx, CredentialId(i64::MIN), 1000)?;
            Ok(page
                .into_iter()
                .map(|found| (found.handle, found.account, found.auth_epoch))
                .collect())
        });
        self.compare("credentials", &expected, &found)
    }

    fn logins(&mut self) -> Result<(), Stop> {
        let present = self.model.logins.iter().zip(&self.ids.logins);
        let present = present.filter(|(login, _)| !login.gone);
        let expected = present.map(|(login, id)| {
            let extension = match login.wanted.extension {
                0 => String::new(),
                extension => extension.to_string(),
            };
            let address = login.wanted.address.map(|last| format!("9.9.9.{last}"));
            (*id, self.ids.accounts[login.who], login.version, extension, address)
        });
        let expected = expected.collect();
        let found = self.ground.look(move |tx| {
            let page = tandem_store::login::page(tx, i64::MIN, 1000)?;
            let present = page.into_iter().filter(|(login, _)| !login.name.is_empty());
            let found = present.map(|(login, _)| {
                let address = login.profile.address.map(|address| address.to_string());
                (login.id, login.account, login.version, login.profile.extension, address)
            });
            Ok(found.collect())
        });
        self.compare("logins", &expected, &found)
    }

    /// Who is logged in, and who has lately gone.
    fn registered(&mut self) -> Result<(), Stop> {
        let mut expected = BTreeSet::new();
        for (who, places) in &self.model.registered {
            for ((switch, contact), (at, until)) in places {
                let place = (words::switch(*switch), words::contact(*contact));
                expected.insert((self.ids.accounts[*who].0, place, *at, *until));
            }
        }
        let found = self.ground.look(|tx| {
            let sql = "SELECT account, switch, contact, at, until FROM registration";
            let read = |row: &tandem_store::Row| {
                let text = |column, name| row.text(column, name).map(ToOwned::to_owned);
                let place = (text(1, "switch")?, text(2, "contact")?);
                Ok((row.int(0, "account")?, place, row.int(3, "at")?, row.int(4, "until")?))
            };
            tx.rows(sql, &[])?.iter().map(read).collect()
        });
        self.compare("registrations", &expected, &found)
    }

    /// Each sound once for a customer, with as many users as it has.
    fn sounds(&mut self) -> Result<(), Stop> {
        let sounds = self.model.sounds().into_iter().map(|((who, sound), uses)| {
            let bytes = i64::from(shelf::sound(sound).bytes());
            vec![Some(self.ids.accounts[who].0), Some(bytes), Some(uses)]
        });
        let expected = sounds.collect();
        let found = self.ground.look(|tx| rows(tx, "SELECT account, bytes, uses FROM audio"));
        self.compare("sounds", &expected, &found)
    }

    fn expected_credentials(&self) -> BTreeSet<(String, AccountId, i64)> {
        let credentials = self.model.credentials.iter().map(|(handle, who)| {
            (handle.clone(), self.ids.accounts[*who], self.model.accounts[*who].epoch)
        });
        credentials.collect()
    }

    fn hooks_and_deliveries(&mut self) -> Result<(), Stop> {
        let hooks = self.model.hooks.iter().map(|(name, hook)| {
            let (id, account) = (self.ids.hooks[name].0, self.ids.accounts[hook.who].0);
            let on = Some(i64::from(hook.on));
            vec![Some(id), Some(account), on, Some(hook.since), hook.ended]
        });
        let expected = hooks.collect();
        let found = self.ground.look(move |tx| {
            rows(tx, "SELECT id, account, enabled, since, ended FROM hook WHERE did IS NULL")
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
                       'voice_message.letter')";
            rows(tx, sql)
        });
        self.compare("deliveries", &expected, &found)
    }

    /// Every message on both its sides, who wants no more of them, and whom they were told.
    fn texts(&mut self) -> Result<(), Stop> {
        let expected = self.model.texts.iter().map(|text| {
            let accounts = (self.ids.accounts[text.who].0, self.ids.accounts[text.owner].0);
            let numbers = (text.number.cast_signed(), text.contact.cast_signed());
            let word = if text.sent { "sent" } else { "received" };
            let what = (word.to_owned(), text.why.unwrap_or_default().to_owned());
            let flags = (text.forwarded, text.removed);
            let said = text.text.clone();
            (accounts, text.serial, numbers, what, text.at, said, text.charged, flags)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let rows = tx.rows(
                "SELECT account, owner, serial, did, contact, direction, why, at, text, charged, \
                 forwards, removed FROM message",
                &[],
            )?;
            let read = |row: &tandem_store::Row| {
                let accounts = (row.int(0, "account")?, row.int(1, "owner")?);
                let numbers = (row.int(3, "did")?, row.int(4, "contact")?);
                let why = row.maybe_text(6, "why")?.unwrap_or_default().to_owned();
                let what = (row.text(5, "direction")?.to_owned(), why);
                let flag = |column| Ok::<_, StoreError>(row.maybe_int(column, "flag")?.is_some());
                let (serial, at) = (row.int(2, "serial")?, row.int(7, "at")?);
                let (said, charged) = (row.text(8, "text")?.to_owned(), row.int(9, "charged")?);
                let flags = (flag(10)?, flag(11)?);
                Ok((accounts, serial, numbers, what, at, said, charged, flags))
            };
            rows.iter().map(read).collect()
        });
        self.compare("messages", &expected, &found)?;
        let told = self.model.told_texts.iter().map(|(who, seq, page)| {
            vec![Some(self.ids.accounts[*who].0), Some(*seq), Some(i64::from(*page))]
        });
        let expected = told.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT account, seq, CAST(CASE kind WHEN 'message.callback' THEN 1 ELSE 0 \
                       END AS BIGINT) FROM delivery \
                       WHERE kind IN ('message.letter', 'message.callback')";
            rows(tx, sql)
        });
        self.compare("what messages told", &expected, &found)?;
        let stops = self.model.stops.iter().map(|(number, began, contact)| {
            vec![Some(number.cast_signed()), Some(*began), Some(contact.cast_signed())]
        });
        let expected = stops.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT t.did, t.began, s.contact FROM message_stop s \
                       JOIN tenure t ON t.id = s.tenure";
            rows(tx, sql)
        });
        self.compare("who wants no messages", &expected, &found)
    }

    /// Every call: whose it was and what it cost.
    fn calls(&mut self) -> Result<(), Stop> {
        let account = |who: usize| self.ids.accounts[who].0;
        let expected = self.model.calls.records.iter().map(|(name, called)| {
            let owner = called.whose.map(|(_, owner)| account(owner));
            let payer = called.whose.map(|(payer, _)| account(payer));
            let number = Some(called.said.number.cast_signed());
            let charged = (called.charged, called.client_charged);
            (name.to_string(), number, payer, owner, charged)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT call_id, did, account, owner, charged, client_charged \
                       FROM call_record";
            let rows = tx.rows(sql, &[])?;
            let read = |row: &tandem_store::Row| {
                let (did, payer) = (row.maybe_int(1, "did")?, row.maybe_int(2, "account")?);
                let charged = (row.int(4, "charged")?, row.int(5, "client_charged")?);
                Ok((
                    row.text(0, "call_id")?.to_owned(),
                    did,
                    payer,
                    row.maybe_int(3, "owner")?,
                    charged,
                ))
            };
            rows.iter().map(read).collect()
        });
        self.compare("calls", &expected, &found)
    }

    /// Every voice message: whose it is, where it lies, what was done with it, and who was sent it.
    fn voices(&mut self) -> Result<(), Stop> {
        let expected = self.model.voices.messages.iter().map(|(name, voice)| {
            let place = (self.ids.accounts[voice.who].0, voice.mailbox, voice.num);
            let digest = shelf::sound(voice.sound).digest().to_owned();
            let left = (voice.number.cast_signed(), voice.at, digest);
            let folder = words::folder(voice.folder).word().to_owned();
            let done = (voice.urgent, voice.listened, voice.removed);
            (name.to_string(), place, left, folder, done)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT call, account, mailbox, num, did, at, digest, folder, urgent, listened, \
                       CAST(CASE WHEN removed IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM voice_message";
            let read = |row: &tandem_store::Row| {
                let flag = |column| Ok::<_, StoreError>(row.int(column, "flag")? != 0);
                let place = (row.int(1, "account")?, row.int(2, "mailbox")?, row.int(3, "num")?);
                let left = (row.int(4, "did")?, row.int(5, "at")?, row.text(6, "digest")?.to_owned());
                let folder = row.text(7, "folder")?.to_owned();
                let done = (flag(8)?, flag(9)?, flag(10)?);
                Ok((row.text(0, "call")?.to_owned(), place, left, folder, done))
            };
            tx.rows(sql, &[])?.iter().map(read).collect()
        });
        self.compare("voice messages", &expected, &found)?;
        let mailed = self.model.voices.mailed.iter();
        let expected = mailed.map(|(who, seq)| vec![Some(self.ids.accounts[*who].0), Some(*seq)]);
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            rows(tx, "SELECT account, seq FROM delivery WHERE kind = 'voice_message.letter'")
        });
        self.compare("voice messages that were sent", &expected, &found)
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

    /// Once everything has reached a node, it shows what is there.
    fn mirrors(&mut self, node: usize) -> Result<(), Stop> {
        if !self.nodes[node].is_complete {
            return Ok(());
        }
        let seed = self.report.lines.len() as u64;
        let deadline = Instant::now() + ARRIVAL_TIME_MAX;
        loop {
            self.harvest();
            while self.nodes[node].coming.values().any(|events| !events.is_empty()) {
                self.deliver(node, 100, seed);
            }
            let late = self.late_mirrors(node);
            // In memory everything has arrived. A real database lets an event out when no older
            // transaction is open any more.
            if late.is_none() || self.ground.is_memory() || Instant::now() > deadline {
                return late.map_or(Ok(()), |what| Err(self.wrong(what)));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the mirrors of a node do not show as it is.
    fn late_mirrors(&self, node: usize) -> Option<String> {
        let engine = &self.nodes[node].engine;
        let everything = engine.mirrors().stock.list(&Criteria::default(), usize::MAX);
        // What came from another carrier is where its neighbours are, and of those the oracle knows the state only.
        let place = |offer: &Offer| match offer.origin {
            Origin::PortedIn => offer.region.clone(),
            Origin::Own | Origin::Supplier => offer.rate_centre.clone(),
        };
        let shown = everything.iter();
        let found: BTreeSet<_> =
            shown.map(|found| (found.did.digits(), place(&found.offer))).collect();
        let offers = words::offers();
        let expected = self.model.numbers.iter().filter_map(|(digits, number)| {
            let shown = number.state == super::model::State::Available;
            let of = || {
                let region = || super::model::OFFERS[number.offer].region.to_owned();
                offers.get(number.offer).map_or_else(region, place)
            };
            shown.then(|| (*digits, of()))
        });
        let expected: BTreeSet<_> = expected.collect();
        if expected != found || engine.mirrors().stock.total() != found.len() as u64 {
            return Some(difference("the shelf in memory", &expected, &found));
        }
        let ours = self.model.numbers.iter().filter(|(_, number)| number.tenure.is_some());
        let some = self.model.numbers.keys().take(4);
        if let Some(astray) =
            routes::astray(engine, ours.map(|(digits, _)| digits).chain(some).copied())
        {
            return Some(astray);
        }
        let queue = &engine.mirrors().queue;
        let placed = self.model.backorders.iter().zip(&self.ids.backorders);
        let expected: BTreeSet<_> = placed
            .filter(|(placed, _)| placed.waiting > 0)
            .map(|(placed, (id, _))| (*id, placed.waiting, placed.short.is_none()))
            .collect();
        let ids = self.ids.backorders.iter();
        let found: BTreeSet<_> = ids
            .filter_map(|(id, _)| queue.get(*id).map(|open| (*id, open.waiting, open.is_ready)))
            .collect();
        if expected != found || queue.len() != found.len() {
            return Some(difference("the queue in memory", &expected, &found));
        }
        if block_on(engine.refresh_access()).is_err() {
            return Some("credentials cannot be read".to_owned());
        }
        let access = &engine.mirrors().access;
        let handles = (0..8).map(|index| format!("handle{index}"));
        let found = handles.filter_map(|handle| {
            let found = access.find(words::SCHEME, &handle)?;
            Some((handle, found.account, found.auth_epoch))
        });
        let found: BTreeSet<_> = found.collect();
        let mut expected = self.expected_credentials();
        // Those of equipment are in a scheme of their own.
        expected.retain(|(handle, ..)| handle.starts_with("handle"));
        if expected != found {
            return Some(difference("the credentials in memory", &expected, &found));
        }
        let lockouts = &engine.mirrors().lockouts;
        let now = Timestamp(self.model.now);
        let locked = |(handle, id): (&String, &CredentialId)| {
            lockouts.has(*id, words::GUESSER, now).then(|| handle.clone())
        };
        let found: BTreeSet<String> = self.ids.credentials.iter().filter_map(locked).collect();
        let lasts = self.model.lockouts.iter().filter(|(_, until)| **until > now.0);
        let expected = lasts.map(|(handle, _)| handle.clone()).collect();
        (found != expected).then(|| difference("the lock-outs in memory", &expected, &found))
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
