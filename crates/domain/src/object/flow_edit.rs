//! Changes of a call flow, telephone by telephone.

use serde::{Deserialize, Serialize};

use super::{CallFlow, Flaw, FlowMember, FlowStep, ROW_FIELD};
use crate::Telephone;

/// A change of part of a call flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowEdit {
    /// It is told how to ring.
    Change(FlowChange),
    /// A telephone rings last, with those that rang last if there is room.
    Add {
        /// The telephone.
        telephone: Telephone,
        /// For how many seconds, if nobody rings yet.
        seconds: u32,
    },
    /// The telephone at this place goes: the first has 1.
    Remove(usize),
    /// All of them go.
    Clear,
}

/// How a call flow rings from now on; what is not said stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowChange {
    /// What people call it.
    pub name: Option<String>,
    /// Who rings, in place of whoever did.
    pub telephones: Option<Vec<Telephone>>,
    /// For how many seconds each rings.
    pub seconds: Option<u32>,
    /// For how many, if neither this nor the flow says it.
    pub seconds_default: u32,
    /// How many ring at a time.
    pub together: Option<usize>,
}

impl FlowEdit {
    pub(super) fn make(self, flow: &mut CallFlow) -> Result<(), Flaw> {
        match self {
            Self::Change(change) => change.make(flow),
            Self::Add { telephone, seconds } => add(flow, telephone, seconds),
            Self::Remove(place) => remove(flow, place)?,
            Self::Clear => flow.steps.clear(),
        }
        Ok(())
    }
}

impl FlowChange {
    /// A flow of which nothing else is said.
    pub fn made(self) -> CallFlow {
        let mut flow = CallFlow::default();
        self.make(&mut flow);
        flow
    }

    /// So many telephones ring together, and each as long as the first of the flow.
    fn make(self, flow: &mut CallFlow) {
        let known = flow.steps.first().and_then(|step| step.seconds);
        let seconds = self.seconds.or(known).unwrap_or(self.seconds_default);
        let together = self.together.unwrap_or_else(|| together(flow)).max(1);
        if let Some(name) = self.name {
            flow.name = name;
        }
        let members: Vec<FlowMember> = match self.telephones {
            Some(telephones) => telephones.into_iter().map(FlowMember::Telephone).collect(),
            None => {
                std::mem::take(&mut flow.steps).into_iter().flat_map(|step| step.ring).collect()
            }
        };
        let step = |ring: &[FlowMember]| FlowStep { ring: ring.to_vec(), seconds: Some(seconds) };
        flow.steps = members.chunks(together).map(step).collect();
    }
}

/// How many telephones of a flow ring together.
fn together(flow: &CallFlow) -> usize {
    flow.steps.first().map_or(1, |step| step.ring.len())
}

fn add(flow: &mut CallFlow, telephone: Telephone, seconds: u32) {
    let member = FlowMember::Telephone(telephone);
    let together = together(flow);
    if let Some(last) = flow.steps.last_mut().filter(|step| step.ring.len() < together) {
        last.ring.push(member);
        return;
    }
    let seconds = flow.steps.last().map_or(Some(seconds), |step| step.seconds);
    flow.steps.push(FlowStep { ring: vec![member], seconds });
}

fn remove(flow: &mut CallFlow, place: usize) -> Result<(), Flaw> {
    let mut left = place;
    for step in &mut flow.steps {
        if (1..=step.ring.len()).contains(&left) {
            step.ring.remove(left - 1);
            flow.steps.retain(|step| !step.ring.is_empty());
            return Ok(());
        }
        left = left.saturating_sub(step.ring.len());
    }
    Err(Flaw::new(ROW_FIELD, format!("{place} is not there")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_numbering::Did;

    fn telephone(last: u64) -> Telephone {
        Telephone::Number(Did::new(13_055_550_100 + last).expect("a number"))
    }

    fn change(telephones: Option<Vec<Telephone>>, together: Option<usize>) -> FlowChange {
        FlowChange { name: None, telephones, seconds: None, seconds_default: 30, together }
    }

    fn added(flow: &mut CallFlow, last: u64) {
        add(flow, telephone(last), 30);
    }

    fn rung(flow: &CallFlow) -> Vec<usize> {
        flow.steps.iter().map(|step| step.ring.len()).collect()
    }

    #[test]
    fn telephones_come_and_go_one_by_one() {
        let mut flow = change(Some(vec![telephone(1), telephone(2)]), None).made();
        added(&mut flow, 3);
        assert_eq!(rung(&flow), [1, 1, 1]);
        assert!(flow.steps.iter().all(|step| step.seconds == Some(30)));
        assert!(remove(&mut flow, 2).is_ok());
        assert!(remove(&mut flow, 3).is_err() && remove(&mut flow, 0).is_err());
        assert_eq!(flow.telephones().collect::<Vec<_>>(), [&telephone(1), &telephone(3)]);
    }

    #[test]
    fn so_many_telephones_ring_together_until_they_are_told_otherwise() {
        let mut flow = change(Some(vec![telephone(1), telephone(2), telephone(3)]), Some(2)).made();
        assert_eq!(rung(&flow), [2, 1]);
        added(&mut flow, 4);
        added(&mut flow, 5);
        assert_eq!(rung(&flow), [2, 2, 1]);
        change(None, None).make(&mut flow);
        assert_eq!(rung(&flow), [2, 2, 1]);
        assert!(remove(&mut flow, 5).is_ok());
        change(None, Some(1)).make(&mut flow);
        assert_eq!(rung(&flow), [1, 1, 1, 1]);
        change(Some(Vec::new()), None).make(&mut flow);
        assert!(flow.steps.is_empty());
    }
}
