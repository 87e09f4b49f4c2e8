//! What is done about numbers that come from other carriers, and that others ask for.

use serde::{Deserialize, Serialize};

use super::deed::Ring;

/// What the carrier says that has the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarrierSays {
    /// No, something is wrong.
    No,
    /// Yes, and when.
    Yes,
    /// They are yours.
    Gone,
    /// This and that.
    Something,
}

/// A command about numbers of other carriers that are only looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookDeed {
    /// `lookup.load`; of which numbers the carrier is known from now on, and of which the name; whether numbers
    /// can be brought from the exchange of one; and of which somebody outside named the carrier and knows no name.
    Load {
        carriers: Vec<u64>,
        names: Vec<u64>,
        covered: Option<(u64, bool)>,
        #[serde(default)]
        answered: Vec<u64>,
    },
    /// `number.lookup`
    Look { number: u64, carrier: bool, name: bool },
}

impl LookDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Load { .. } => "lookup.load",
            Self::Look { .. } => "number.lookup",
        }
    }
}

/// A command about ports. Requests are named by their index among all that there were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortDeed {
    /// `port.put`
    Put {
        port: Option<usize>,
        numbers: Vec<u64>,
        plan: Option<String>,
        ring: Ring,
        submit: bool,
        /// How many papers go with it.
        papers: u8,
    },
    /// `port.cancel`
    Cancel { port: usize, numbers: Vec<u64> },
    /// `port.route`
    Route { port: usize, numbers: Vec<u64>, ring: Ring },
    /// `port.attach`, of a paper with so many letters.
    Attach { port: usize, letters: u8 },
    /// `port.answer`
    Answer { port: usize, numbers: Vec<u64>, says: CarrierSays },
    /// `port.tend`
    Tend { port: usize },
    /// `port_out.ask`; whether the other carrier knows whose number it is.
    Ask { number: u64, knows: bool },
}

impl PortDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Put { .. } => "port.put",
            Self::Cancel { .. } => "port.cancel",
            Self::Route { .. } => "port.route",
            Self::Attach { .. } => "port.attach",
            Self::Answer { .. } => "port.answer",
            Self::Tend { .. } => "port.tend",
            Self::Ask { .. } => "port_out.ask",
        }
    }

    /// The request that it is about, if there has to be one.
    pub const fn about(&self) -> Option<usize> {
        match self {
            Self::Put { port, .. } => *port,
            Self::Cancel { port, .. }
            | Self::Route { port, .. }
            | Self::Attach { port, .. }
            | Self::Answer { port, .. }
            | Self::Tend { port } => Some(*port),
            Self::Ask { .. } => None,
        }
    }

    /// Whether it is the operator who does it.
    pub const fn is_operators(&self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Tend { .. } | Self::Ask { .. })
    }
}
