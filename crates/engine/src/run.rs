//! A command as the store runs it: replayed if it was asked before, run, written down, answered.

use std::sync::Arc;

use futures_channel::oneshot;
use tandem_domain::{AccountId, Event, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::{Fate, StoreError, Tx, Verdict, Work, attempt as attempts};

use crate::ask::Ask;
use crate::inner::Inner;
use crate::{Command, Cx, Halt, PUBLISH_SECONDS_MAX, attempt};

/// What is drawn once for all runs of a command.
#[derive(Clone)]
pub(crate) struct Draw {
    pub(crate) now: Timestamp,
    pub(crate) seed: u64,
    pub(crate) key: String,
    pub(crate) digest: Option<String>,
}

type End<C> = Result<<C as Command>::Outcome, Halt>;

/// Where the answer to a round comes.
pub(crate) type Answer<C> = oneshot::Receiver<End<C>>;

/// One round of a command, with the numbers that were proposed for it.
pub(crate) struct Run<C: Command> {
    inner: Arc<Inner>,
    ask: Arc<Ask<C>>,
    draw: Draw,
    candidates: Option<Vec<Did>>,
    runs: u32,
    end: Option<End<C>>,
    events: Vec<Event>,
    reply: oneshot::Sender<End<C>>,
}

impl<C: Command> Run<C> {
    /// A round that is still to be run, and where its answer will come.
    pub(crate) fn of(
        inner: &Arc<Inner>,
        ask: &Arc<Ask<C>>,
        draw: &Draw,
        candidates: Option<Vec<Did>>,
    ) -> (Self, Answer<C>) {
        let (reply, answer) = oneshot::channel();
        let run = Self {
            inner: Arc::clone(inner),
            ask: Arc::clone(ask),
            draw: draw.clone(),
            candidates,
            runs: 0,
            end: None,
            events: Vec::new(),
            reply,
        };
        (run, answer)
    }

    fn holder(&self) -> AccountId {
        self.ask.actor.account
    }

    fn digest(&self) -> &str {
        self.draw.digest.as_deref().unwrap_or_default()
    }

    /// The answer given before, if this was asked before: by its sender, who gave a key, or by us,
    /// when a commit was lost from sight.
    fn replay(&self, tx: &mut dyn Tx) -> Result<Option<Result<C::Outcome, Halt>>, StoreError> {
        if self.draw.digest.is_none() && self.runs == 1 {
            return Ok(None);
        }
        let Some(found) = attempts::get(tx, self.holder(), &self.draw.key)? else {
            return Ok(None);
        };
        let answer = attempt::replay::<C>(&found, self.digest());
        Ok(Some(answer.unwrap_or(Err(Refusal::Unavailable)).map_err(Halt::Refused)))
    }

    fn attempt(&mut self, tx: &mut dyn Tx) -> Result<C::Outcome, Halt> {
        let around = self.inner.around(
            &self.ask.actor,
            self.draw.now,
            self.draw.seed,
            self.candidates.as_deref(),
        );
        let mut cx = Cx::new(tx, around);
        let outcome = self.ask.command.run(&mut cx)?;
        cx.finish()?;
        self.events = std::mem::take(&mut cx.events);
        let is_kept = self.draw.digest.is_some() || C::changed(&outcome);
        if is_kept && !self.ask.command.is_rehearsal() {
            let attempt = attempt::store::<C>(self.digest(), Ok(&outcome));
            attempts::insert(tx, self.holder(), &self.draw.key, self.draw.now, &attempt)?;
        }
        Ok(outcome)
    }
}

impl<C: Command> Work for Run<C> {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        self.runs += 1;
        self.events.clear();
        match self.replay(tx) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                // Nothing was written, so there is nothing to undo and nothing to record.
                self.end = Some(answer);
                return Verdict::Keep;
            }
            Err(_) => return Verdict::Alone,
        }
        let end = self.attempt(tx);
        let verdict = match &end {
            Ok(_) if self.ask.command.is_rehearsal() => Verdict::Discard,
            Ok(_) => Verdict::Keep,
            Err(Halt::Refused(_) | Halt::NeedMore(_)) => Verdict::Discard,
            Err(Halt::Store(error)) => {
                if !matches!(error, StoreError::Contended) {
                    tracing::error!(%error, command = C::NAME, "a command failed");
                }
                Verdict::Alone
            }
        };
        if verdict != Verdict::Keep {
            self.events.clear();
        }
        self.end = Some(end);
        verdict
    }

    fn record(&mut self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        match &self.end {
            Some(Err(Halt::Refused(refusal)))
                if refusal.is_final() && !self.ask.command.is_rehearsal() =>
            {
                let attempt = attempt::store::<C>(self.digest(), Err(refusal));
                attempts::insert(tx, self.holder(), &self.draw.key, self.draw.now, &attempt)
            }
            _ => Ok(()),
        }
    }

    fn settle(self: Box<Self>, fate: Fate) {
        let end = match (fate, self.end) {
            (Fate::Committed, Some(end)) => {
                let since = self.inner.clock.now().0 - self.draw.now.0;
                if since < PUBLISH_SECONDS_MAX * 1_000_000 {
                    self.inner.publish(&self.events);
                }
                end
            }
            _ => Err(Halt::Refused(Refusal::Unavailable)),
        };
        // Whoever asked may have gone; what was done is done.
        let _ = self.reply.send(end);
    }
}
