//! A call flow: who rings, one after the other, and what then.
//!
//! It is the one thing that api19 calls a call flow, Anveo a CALLFLOW and DialogTech a FindMe list.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, RING_SECONDS_MAX, Reference};
use crate::{Destination, Telephone};

/// How many steps a flow may have.
pub const FLOW_STEPS_MAX: usize = 10;
/// How many telephones may ring in one step.
pub const FLOW_MEMBERS_MAX: usize = 10;
/// What a step may ring by naming an object.
const KINDS: [ObjectKind; 3] = [ObjectKind::Account, ObjectKind::Forwarding, ObjectKind::SipUri];

/// Steps that ring one after the other until somebody takes the call. A flow without steps goes on at once
/// to where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFlow {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// Who rings, step by step. Whatever a step fails by, but that the call was declined, the next one rings.
    #[serde(default)]
    pub steps: Vec<FlowStep>,
    /// Where a call goes that nobody took; nowhere: on to what the number says about that.
    #[serde(default, skip_serializing_if = "Destination::is_none")]
    pub then: Destination,
}

/// Telephones that ring together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStep {
    /// Who rings.
    pub ring: Vec<FlowMember>,
    /// For how long, in seconds; `None`: for as long as the number rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// One telephone of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FlowMember {
    /// By itself.
    Telephone(Telephone),
    /// Through an object that stands for it: a login, a forwarding, a SIP URI.
    Named(Destination),
}

impl FlowStep {
    /// One telephone.
    pub fn one(telephone: Telephone, seconds: Option<u32>) -> Self {
        Self { ring: vec![FlowMember::Telephone(telephone)], seconds }
    }
}

impl CallFlow {
    /// The telephones that it names by themselves, in the order in which they ring.
    pub fn telephones(&self) -> impl Iterator<Item = &Telephone> {
        let members = self.steps.iter().flat_map(|step| &step.ring);
        members.filter_map(|member| match member {
            FlowMember::Telephone(telephone) => Some(telephone),
            FlowMember::Named(_) => None,
        })
    }
}

impl Body for CallFlow {
    const KIND: ObjectKind = ObjectKind::CallFlow;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::CallFlow(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn called(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    fn keys(&self) -> Vec<Key> {
        (!self.name.is_empty()).then(|| Key::name(&self.name)).into_iter().collect()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        if self.steps.len() > FLOW_STEPS_MAX {
            return Err(Flaw::new("steps", format!("must be at most {FLOW_STEPS_MAX}")));
        }
        for step in &self.steps {
            if step.ring.is_empty() || step.ring.len() > FLOW_MEMBERS_MAX {
                let why = format!("must each ring 1 to {FLOW_MEMBERS_MAX} telephones");
                return Err(Flaw::new("steps", why));
            }
            for member in &step.ring {
                match member {
                    FlowMember::Telephone(Telephone::Number(number)) => {
                        check::callee("number", *number)?;
                    }
                    FlowMember::Telephone(Telephone::Address(uri)) => {
                        check::sip_address("address", uri)?;
                    }
                    FlowMember::Named(to) => check::rings("steps", to, &KINDS)?,
                }
            }
            if let Some(seconds) = step.seconds {
                check::between("wait", seconds, 1, RING_SECONDS_MAX, "seconds")?;
            }
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let members = self.steps.iter().flat_map(|step| &step.ring);
        let named = members.filter_map(|member| match member {
            FlowMember::Telephone(_) => None,
            FlowMember::Named(to) => Reference::destination("steps", to),
        });
        named.chain(Reference::destination("then", &self.then)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(doc: &str) -> CallFlow {
        serde_json::from_str(doc).expect("a flow")
    }

    #[test]
    fn a_flow_is_written_as_people_would() {
        let doc = r#"{"name":"PBX 1","steps":[{"ring":[{"address":"{e164}@192.0.2.1"}],"seconds":20},
            {"ring":["account:100001",{"number":13055550100}]}],"then":"vm:101"}"#;
        let flow = flow(doc);
        assert_eq!(flow.check(), Ok(()));
        assert_eq!(flow.telephones().count(), 2);
        assert_eq!(flow.references().len(), 2);
        let text = serde_json::to_string(&flow).expect("plain data");
        assert_eq!(serde_json::from_str::<CallFlow>(&text).expect("our own"), flow);
    }

    #[test]
    fn nobody_is_rung_who_must_not_be() {
        for (step, field) in [
            (r#"{"ring":[{"number":19115551234}]}"#, "number"),
            (r#"{"ring":[{"address":"911@192.0.2.1"}]}"#, "address"),
            (r#"{"ring":["vm:101"]}"#, "steps"),
            (r#"{"ring":[]}"#, "steps"),
            (r#"{"ring":["fwd:1"],"seconds":0}"#, "wait"),
        ] {
            let flow = flow(&format!(r#"{{"steps":[{step}]}}"#));
            assert_eq!(flow.check().expect_err(step).field, field, "{step}");
        }
    }
}
