//! Where a call goes: the plan for one call, and what its steps are made of.
//!
//! A call comes in for one of our numbers, and a [`RoutePlan`] says everything that may happen to
//! it: [`Step`]s that ring somebody, play something or ask for keys, and for each step where it goes on
//! when the line is busy, nobody answers, or nobody can be reached. The plan is complete before the
//! first telephone rings, so that a switch can follow it when nobody is there to be asked. Each step
//! carries its [`Reason`], for the person who wants to know why the call went there.
//!
//! Switches speak in numbers (486, Q.850 cause 19, a timer that ran out). What these mean is a table,
//! [`Cause::of`], and the same for all switches.

mod allowance;
mod allowed;
mod book;
mod call;
mod cause;
mod decide;
mod depends;
mod dial;
mod domains;
mod drawing;
mod ending;
mod explain;
mod media;
mod otherwise;
mod plan;
mod reason;
mod settings;
mod step;

pub use allowance::{Allowance, CallsUp, Counted, PayerUp, Standing};
pub use allowed::{may_call, may_call_out};
pub use book::{Login, RouteBook, RoutedNumber};
pub use call::{Call, Caller};
pub use cause::{Cause, Signal};
pub use decide::{DEPTH_MAX, DIVERSIONS_MAX, decide, explain};
pub use depends::{DependsOn, decide_with};
pub use dial::{Address, Dial, Header, Leg, Right, Shown};
pub use domains::Domains;
pub use drawing::Drawing;
pub use ending::Ending;
pub use explain::{Explanation, Finding};
pub use media::{Agent, Conference, Menu, Queue, Sound};
pub use otherwise::{BookOtherwise, NumberOtherwise, Otherwise};
pub use plan::{
    CALL_SECONDS_MAX, Channels, HANGUP_SECONDS, KEEP_SECONDS_MAX, Keep, MENU_ROUNDS_MAX,
    PLAN_STEPS_MAX, PlanFault, REACH_SECONDS, RoutePlan,
};
pub use reason::Reason;
pub use settings::RouteSettings;
pub use step::{Action, Exit, KEYS_MAX, Keys, Next, Step, StepId, When};
