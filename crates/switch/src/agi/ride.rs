//! One call on its way through its plan.

use tandem_domain::route::{Action, Ending, MENU_ROUNDS_MAX, Next, RoutePlan, Step, StepId, When};
use tandem_wire::agi::Command;

use super::{Done, Exchange, Gone, Line, Operator};

/// How long Asterisk may take to find the one who is called back, beyond the time that he may take to
/// answer, in seconds.
const CALLBACK_SPARE_SECONDS: u32 = 15;

/// The most digits of a caller's number, with a plus (E.164 §6.2.1).
const CALLER_DIGITS_MAX: usize = 16;

/// A call on its way.
pub(super) struct Ride<'a, E, L> {
    pub(super) operator: &'a Operator<E>,
    pub(super) plan: &'a RoutePlan,
    /// The caller's number, as it was sent.
    from: &'a str,
    /// What its switch calls it.
    pub(super) name: &'a str,
    pub(super) line: &'a mut L,
    has_answered: bool,
}

/// How a step came out.
pub(super) enum Came {
    /// In one of the ways that the plan knows.
    Out(When),
    /// The caller chose what there is not, and may choose again.
    ToNothing,
    /// Somebody was spoken to, and that is over.
    Over,
    /// The dialplan goes on by itself, once it is told nothing more.
    Elsewhere,
    /// Nothing here can do it.
    Unsupported,
}

impl<'a, E: Exchange, L: Line> Ride<'a, E, L> {
    pub(super) fn new(
        operator: &'a Operator<E>,
        plan: &'a RoutePlan,
        (from, name): (&'a str, &'a str),
        line: &'a mut L,
    ) -> Self {
        Self { operator, plan, from, name, line, has_answered: false }
    }

    /// Follows the plan from a step on to its end.
    pub(super) async fn follow(mut self, from: StepId) -> Result<(), Gone> {
        if self.is_crowded().await? {
            return self.end(Ending::Congested).await;
        }
        let mut at = Next::Step(from);
        let mut rounds = 0;
        loop {
            let id = match at {
                Next::End(ending) => return self.end(ending).await,
                Next::Step(id) => id,
                Next::Again(_) if rounds == MENU_ROUNDS_MAX => return self.end(Ending::Done).await,
                Next::Again(id) => {
                    rounds += 1;
                    id
                }
            };
            let Some(step) = self.plan.step(id) else {
                return self.end(Ending::Unsupported).await;
            };
            if let Action::Hangup { ending } = step.action {
                return self.end(ending).await;
            }
            at = match self.perform(id, step).await? {
                Came::Out(when) => step.next(when),
                Came::ToNothing => Next::Again(id),
                Came::Elsewhere => return Ok(()),
                Came::Over => Next::End(Ending::Done),
                Came::Unsupported => Next::End(Ending::Unsupported),
            };
        }
    }

    async fn perform(&mut self, id: StepId, step: &Step) -> Result<Came, Gone> {
        match &step.action {
            Action::Dial(dial) => self.dial(id, dial).await,
            Action::Announce { sound } => {
                self.play(*sound).await?;
                Ok(Came::Out(When::Finished))
            }
            Action::Voicemail { mailbox, greeting, brief } => {
                self.take_message(mailbox, *greeting, *brief).await
            }
            Action::Menu(menu) => self.offer(step, menu).await,
            Action::Queue(queue) => self.let_wait(queue).await,
            Action::Disa { pin, digit_seconds, shown, language, .. } => {
                self.speak(language).await?;
                if !self.knows(pin).await? {
                    return Ok(Came::Out(When::Finished));
                }
                self.dial_on(*digit_seconds, shown).await
            }
            Action::CallBack { delay_seconds, answer_seconds, .. } => {
                self.arrange_call_back(id, delay_seconds.saturating_add(*answer_seconds)).await?;
                Ok(Came::Out(When::Finished))
            }
            Action::Conference(conference) => self.meet(conference).await,
            Action::Echo => {
                self.answer().await?;
                self.run("Echo", "").await?;
                Ok(Came::Out(When::Finished))
            }
            Action::KeyTest => self.tell_keys_back().await,
            Action::Ask { .. } | Action::Hangup { .. } => Ok(Came::Unsupported),
        }
    }

    /// Has Asterisk place the call back once this one is over: to a caller whose call is refused and who
    /// is called by another, which begins with `callback/…`.
    async fn arrange_call_back(&mut self, id: StepId, seconds: u32) -> Result<(), Gone> {
        let place = format!("{}*{}*{}", self.plan.to.digits(), id.0, digits(self.from));
        let most = seconds.saturating_add(CALLBACK_SPARE_SECONDS);
        let arguments =
            format!("Local/{place}@tandem-callback/n,exten,tandem-tone,{place},1,{most},a");
        self.run("Originate", &arguments).await
    }

    /// Whether more calls are up to the number than there may be, this one counted.
    async fn is_crowded(&mut self) -> Result<bool, Gone> {
        let Some(channels) = self.plan.channels else { return Ok(false) };
        let group = format!("{}@tandem", self.plan.to);
        self.set("GROUP(tandem)", &self.plan.to.to_string()).await?;
        let count = self.get(&format!("GROUP_COUNT({group})")).await?;
        Ok(count.parse::<u32>().is_ok_and(|count| count > channels.most))
    }

    /// Ends the call.
    pub(super) async fn end(&mut self, ending: Ending) -> Result<(), Gone> {
        self.run("Hangup", &ending.q850().to_string()).await
    }

    /// Takes the call, if it has not been taken: from here on it costs its caller, and lasts no longer than
    /// it may.
    pub(super) async fn answer(&mut self) -> Result<(), Gone> {
        if !self.has_answered {
            self.line.tell(Command::Answer).await?;
            self.set("TIMEOUT(absolute)", &self.plan.max_seconds.to_string()).await?;
            self.has_answered = true;
        }
        Ok(())
    }

    /// Runs an application of the dialplan.
    pub(super) async fn run(&mut self, application: &str, arguments: &str) -> Result<(), Gone> {
        self.line.tell(Command::Exec { application, arguments }).await.map(|_| ())
    }

    pub(super) async fn set(&mut self, name: &str, value: &str) -> Result<(), Gone> {
        self.line.tell(Command::Set { name, value }).await.map(|_| ())
    }

    /// The value of a variable; empty if it has none.
    pub(super) async fn get(&mut self, name: &str) -> Result<String, Gone> {
        let Done { result, note } = self.line.tell(Command::Get { name }).await?;
        Ok(if result == "1" { note } else { String::new() })
    }
}

/// What of a caller's number an extension of the dialplan carries.
fn digits(from: &str) -> String {
    let digits = from.chars().filter(|one| one.is_ascii_digit() || *one == '+');
    digits.take(CALLER_DIGITS_MAX).collect()
}
