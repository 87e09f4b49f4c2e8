//! Operations: the table that a dialect is.

use futures_util::future::BoxFuture;
use tandem_domain::{Actor, Refusal};
use tandem_engine::{Command, NumberLookup, OrderPlaced};
use tandem_wire::Args;

use crate::{Call, Fault, Gate, Reader, Status, Stop};

/// The argument that stands in for the header of the same meaning.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// What kind of value a parameter takes. Documents are made from it; the checks are in
/// [`Reader`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text up to so many characters.
    Text(usize),
    /// A whole number between two bounds, both included.
    Integer(i64, i64),
    /// An amount of money, such as `3.50`.
    Money,
    /// A decimal number.
    Decimal,
    /// Yes or no.
    Flag,
    /// A telephone number.
    Number,
    /// A list of telephone numbers.
    Numbers,
    /// A list of texts, each up to so many characters.
    Texts(usize),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A destination, `header:record`.
    Routing,
    /// The id or name of an object.
    Object,
}

/// One parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name as the provider documents it.
    pub name: &'static str,
    /// Other spellings that are understood.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub kind: Kind,
    /// Whether there is no call without it.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
    /// What it waits for, if it is only kept and has no effect until that is there.
    pub waits_for: Option<&'static str>,
    /// If it is only known: what there is not here, so that whatever it asks for is refused.
    pub lacks: Option<&'static str>,
}

impl Param {
    /// Several lists as one, of so many parameters: what operations share, they share as a list.
    #[must_use]
    pub const fn joined<const N: usize>(lists: &[&[Self]]) -> [Self; N] {
        let mut all = [Self::optional("", Kind::Flag, ""); N];
        let (mut list, mut place) = (0, 0);
        while list < lists.len() {
            let mut next = 0;
            while next < lists[list].len() {
                all[place] = lists[list][next];
                (next, place) = (next + 1, place + 1);
            }
            list += 1;
        }
        assert!(place == N, "there are fewer parameters than was said");
        all
    }

    /// A parameter that a call may leave out.
    pub const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, aliases: &[], kind, required: false, about, waits_for: None, lacks: None }
    }

    /// A parameter that a call must have.
    pub const fn required(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, aliases: &[], kind, required: true, about, waits_for: None, lacks: None }
    }

    /// The same under other spellings too.
    #[must_use]
    pub const fn or(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The same where it is kept and shown, and has no effect until something else is there.
    #[must_use]
    pub const fn waiting_for(self, what: &'static str) -> Self {
        Self { waits_for: Some(what), ..self }
    }

    /// The same, which is refused when it asks for anything: there is no `what` here.
    pub const fn lacking(self, what: &'static str) -> Self {
        Self { lacks: Some(what), ..self }
    }
}

/// One operation, as its provider documents it.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name on the wire: `orderDID`, `DID.ORDER`, `/dids/cart/complete`, `numbers.order`.
    pub name: &'static str,
    /// The section of the provider's documents it stands in.
    pub section: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Its parameters, in the provider's order.
    pub params: &'static [Param],
}

/// One operation of a dialect: from arguments to a command, from an outcome to an answer. Both ways
/// are pure.
pub trait Operation: 'static {
    /// What it is.
    const SPEC: &'static Spec;
    /// The command it becomes. A read is a command too.
    type Command: Command;
    /// What the dialect prints: a map, an element, a text.
    type Shown: Send;

    /// Makes the command.
    fn read(args: &Reader<'_>) -> Result<Self::Command, Fault>;

    /// Prints the outcome. The arguments are there for what an answer echoes.
    fn show(outcome: <Self::Command as Command>::Outcome, args: &Reader<'_>) -> Self::Shown;
}

/// What carries an operation out from beginning to end.
pub type Run<S> =
    for<'a> fn(&'a Gate, Actor, &'a Reader<'a>, Option<String>) -> BoxFuture<'a, Result<S, Stop>>;

/// A row of a dialect's table: an operation whose command has been forgotten.
pub struct Entry<S: 'static> {
    /// What it is.
    pub spec: &'static Spec,
    run: Run<S>,
    /// How far it is done.
    pub(crate) status: Status,
}

impl<S: Send + 'static> Entry<S> {
    /// The row of an operation.
    pub const fn of<O: Operation<Shown = S>>() -> Self {
        Self::by(O::SPEC, |gate, actor, args, key| {
            run::<O, _>(args, |command| gate.execute(actor, command, key))
        })
    }

    /// The row of an order that is answered once suppliers have been heard, and as a refusal if
    /// each of its numbers was refused in the end.
    pub const fn order<O>() -> Self
    where
        O: Operation<Shown = S, Command: Command<Outcome = OrderPlaced>>,
    {
        Self::by(O::SPEC, |gate, actor, args, key| {
            run::<O, _>(args, |command| gate.order(actor, command, key))
        })
    }

    /// The row of an order whose answer says of each number what became of it, even if that is a
    /// refusal for all of them.
    pub const fn order_by_number<O>() -> Self
    where
        O: Operation<Shown = S, Command: Command<Outcome = OrderPlaced>>,
    {
        Self::by(O::SPEC, |gate, actor, args, key| {
            run::<O, _>(args, |command| gate.order_by_number(actor, command, key))
        })
    }

    /// The row of a look-up, for which somebody outside may be asked.
    pub const fn look_up<O>() -> Self
    where
        O: Operation<Shown = S, Command = NumberLookup>,
    {
        Self::by(O::SPEC, |gate, actor, args, key| {
            run::<O, _>(args, |command| gate.look_up(actor, command, key))
        })
    }

    /// The row of an operation that takes more than one command, so that it cannot be an
    /// [`Operation`]: `run` reads, carries out and prints in one.
    pub const fn by(spec: &'static Spec, run: Run<S>) -> Self {
        Self { spec, run, status: Status::Works }
    }

    /// The same where what it is told is kept and shown, and nothing comes of it until something else is
    /// there.
    #[must_use]
    pub const fn waiting_for(self, what: &'static str) -> Self {
        Self { status: Status::StateOnly(what), ..self }
    }

    /// The same where it is known, looked at and refused in the provider's own words; `why` says what there is not.
    #[must_use]
    pub const fn refusing(self, why: &'static str) -> Self {
        Self { status: Status::Refuses(why), ..self }
    }

    /// Reads the arguments of a call, carries it out under its idempotency key, prints the outcome.
    pub async fn answer(
        &self,
        gate: &Gate,
        call: &Call,
        actor: Actor,
        args: &Args,
    ) -> Result<S, Stop> {
        call.called.note(self.spec.name);
        let key = call.idempotency_key(args.get_nocase(IDEMPOTENCY_KEY));
        let reader = Reader::new(args, self.spec, gate.rules());
        reader.check_single()?;
        (self.run)(gate, actor, &reader, key).await
    }
}

/// Reads, carries out in the one way or the other, and prints. Reading is done before the future is
/// made, so that nothing of a dialect's own has to be sent between threads.
fn run<'a, O: Operation, F>(
    args: &'a Reader<'a>,
    carry_out: impl FnOnce(O::Command) -> F + Send + 'a,
) -> BoxFuture<'a, Result<O::Shown, Stop>>
where
    F: Future<Output = Result<<O::Command as Command>::Outcome, Refusal>> + Send + 'a,
{
    let command = O::read(args);
    Box::pin(async move { Ok(O::show(carry_out(command?).await?, args)) })
}
