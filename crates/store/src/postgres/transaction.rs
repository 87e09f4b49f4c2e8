//! The pipelined transaction: what needs no answer travels with what does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::future::{join_all, join3};
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use super::value::{decoded, owned};
use super::{Session, fault};
use crate::store::{Verdict, Work};
use crate::{Arg, Round, Row, StoreError, Tx, Value};

/// How many statements wait at most before they are sent without a query.
const PENDING_MAX: usize = 256;

/// How one piece of work in a transaction ended, as far as the transaction is concerned.
pub(super) enum Ran {
    /// Its writes are part of the commit.
    Kept,
    /// Its writes were undone; the record of why is part of the commit.
    Discarded,
    /// It left nothing and wants to run alone.
    Contended,
    /// It left nothing and is at fault itself.
    Panicked,
}

/// A statement that waits to be sent.
struct Pending {
    statement: Statement,
    args: Vec<Value>,
    /// Its text, when it must change exactly one row.
    one: Option<&'static str>,
}

/// A query that was foreseen, with its answer once it was sent.
struct Foreseen {
    sql: &'static str,
    args: Vec<Value>,
    answer: Option<Vec<tokio_postgres::Row>>,
}

/// The piece of work under way.
#[derive(Clone, Copy)]
enum Begun {
    /// None of its writes was sent: they are what is queued from here on.
    Queued(usize),
    /// Its writes were sent, after a savepoint.
    Sent,
}

pub(super) struct PostgresTx<'s> {
    session: &'s mut Session,
    pending: Vec<Pending>,
    foreseen: Vec<Foreseen>,
    begun: Option<Begun>,
    /// A statement failed, perhaps one of an earlier piece of work: nothing here may be kept.
    poisoned: bool,
    round: Round,
}

impl<'s> PostgresTx<'s> {
    pub(super) fn begin(session: &'s mut Session, round: Round) -> Self {
        let mut tx = Self::within(session, round);
        // An error here shows at the first statement that is sent.
        let _ = tx.later("BEGIN", &[], None);
        tx
    }

    pub(super) const fn within(session: &'s mut Session, round: Round) -> Self {
        Self {
            session,
            pending: Vec::new(),
            foreseen: Vec::new(),
            begun: None,
            poisoned: false,
            round,
        }
    }

    pub(super) fn run(&mut self, work: &mut dyn Work) -> Result<Ran, StoreError> {
        self.begun = Some(Begun::Queued(self.pending.len()));
        let verdict = catch_unwind(AssertUnwindSafe(|| work.run(self)));
        self.foreseen.clear();
        if self.poisoned {
            return Err(StoreError::Contended);
        }
        match verdict {
            Ok(Verdict::Keep) => {
                if let Some(Begun::Sent) = self.begun.take() {
                    self.later("RELEASE SAVEPOINT work", &[], None)?;
                }
                Ok(Ran::Kept)
            }
            Ok(Verdict::Discard) => {
                self.undo()?;
                work.record(self)?;
                Ok(Ran::Discarded)
            }
            Ok(Verdict::Alone) => self.undo().map(|()| Ran::Contended),
            Err(_) => self.undo().map(|()| Ran::Panicked),
        }
    }

    /// Undoes the piece of work under way. What was never sent need not be undone.
    fn undo(&mut self) -> Result<(), StoreError> {
        match self.begun.take() {
            None => Ok(()),
            Some(Begun::Queued(from)) => {
                self.pending.truncate(from);
                Ok(())
            }
            Some(Begun::Sent) => {
                self.pending.clear();
                self.later("ROLLBACK TO SAVEPOINT work", &[], None)?;
                self.later("RELEASE SAVEPOINT work", &[], None)
            }
        }
    }

    /// Puts a savepoint before the writes of the work under way, which are about to be sent. Most
    /// work needs none: its writes travel once it has ended well.
    fn save(&mut self) -> Result<(), StoreError> {
        if let Some(Begun::Queued(from)) = self.begun {
            let statement = self.session.prepared("SAVEPOINT work")?;
            self.pending.insert(from, Pending { statement, args: Vec::new(), one: None });
            self.begun = Some(Begun::Sent);
        }
        Ok(())
    }

    /// The answer to a query that was foreseen, if it is there. What has been asked in earnest is
    /// not foreseen any more.
    fn recall(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Option<Vec<tokio_postgres::Row>> {
        if self.foreseen.is_empty() {
            return None;
        }
        let args: Vec<Value> = args.iter().map(owned).collect();
        let place =
            self.foreseen.iter().position(|known| known.sql == sql && known.args == args)?;
        self.foreseen.swap_remove(place).answer
    }

    fn later(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
        one: Option<&'static str>,
    ) -> Result<(), StoreError> {
        let statement = self.session.prepared(sql)?;
        let args = args.iter().map(owned).collect();
        self.pending.push(Pending { statement, args, one });
        if self.pending.len() >= PENDING_MAX { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.send(None).map(|_| ())
    }

    /// Sends all that waits, a query behind it, and what was foreseen, in one go.
    fn send(
        &mut self,
        query: Option<(&Statement, &[Arg<'_>])>,
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        if let Some(Begun::Queued(from)) = self.begun
            && self.pending.len() > from
        {
            self.save()?;
        }
        let mut ahead = Vec::new();
        for place in 0..self.foreseen.len() {
            if self.foreseen[place].answer.is_none() {
                ahead.push((place, self.session.prepared(self.foreseen[place].sql)?));
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if let Some(Begun::Queued(from)) = &mut self.begun {
            *from = 0;
        }
        let client = &self.session.client;
        let writes = join_all(pending.iter().map(|pending| async move {
            client.execute_raw(&pending.statement, pending.args.iter()).await
        }));
        let read = async {
            match query {
                None => Ok(Vec::new()),
                Some((statement, args)) => {
                    let params: Vec<&(dyn ToSql + Sync)> =
                        args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
                    client.query(statement, &params).await
                }
            }
        };
        let foreseen = &self.foreseen;
        let answers = join_all(ahead.iter().map(|(place, statement)| async move {
            let args = foreseen[*place].args.iter();
            let params: Vec<&(dyn ToSql + Sync)> =
                args.map(|arg| arg as &(dyn ToSql + Sync)).collect();
            client.query(statement, &params).await
        }));
        let all = join3(writes, read, answers);
        let (wrote, read, answers) = self.session.runtime.block_on(all);
        self.poisoned = true;
        for (pending, wrote) in pending.iter().zip(wrote) {
            let changed = wrote.map_err(fault)?;
            if let Some(sql) = pending.one
                && changed != 1
            {
                return Err(StoreError::Broken(format!("changed {changed} rows, not 1: {sql}")));
            }
        }
        let rows = read.map_err(fault)?;
        for ((place, _), answer) in ahead.iter().zip(answers) {
            self.foreseen[*place].answer = Some(answer.map_err(fault)?);
        }
        self.poisoned = false;
        Ok(rows)
    }

    /// Commits, once every statement that must change one row is known to have done so: a COMMIT
    /// that travelled with them would be done before their answers are read.
    pub(super) fn commit(mut self) -> Result<(), StoreError> {
        if !self.pending.is_empty() {
            self.flush()?;
        }
        self.later("COMMIT", &[], None)?;
        self.flush()
    }
}

impl Tx for PostgresTx<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        let rows = match self.recall(sql, args) {
            Some(rows) => rows,
            None => {
                let statement = self.session.prepared(sql)?;
                self.send(Some((&statement, args)))?
            }
        };
        rows.iter().map(decoded).collect()
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.save()?;
        self.flush()?;
        let statement = self.session.prepared(sql)?;
        let args: Vec<Value> = args.iter().map(owned).collect();
        let client = &self.session.client;
        self.session.runtime.block_on(client.execute_raw(&statement, args.iter())).map_err(fault)
    }

    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        self.later(sql, args, Some(sql))
    }

    fn foresee(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        let args: Vec<Value> = args.iter().map(owned).collect();
        let is_new = !self.foreseen.iter().any(|known| known.sql == sql && known.args == args);
        if is_new && self.foreseen.len() < PENDING_MAX {
            self.foreseen.push(Foreseen { sql, args, answer: None });
        }
        Ok(())
    }

    fn round(&self) -> Round {
        self.round
    }
}
