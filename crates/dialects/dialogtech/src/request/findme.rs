//! FindMe lists: from parameters to call flows.

use tandem_domain::{CallFlow, FLOW_MEMBERS_MAX, FlowMember, FlowStep, ObjectId, Telephone};
use tandem_engine::{ObjectPlace, ObjectSet};
use tandem_gateway::{Fault, Reader};

use super::routing::refuse;

/// The longest name of a list, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 64;
/// The least and the most seconds that a telephone rings.
pub(crate) const TIMEOUT_MIN: i64 = 10;
pub(crate) const TIMEOUT_MAX: i64 = 60;
/// How long it rings when the call does not say, in seconds.
const TIMEOUT_DEFAULT: i64 = 30;
/// What is not done yet, so that it is refused.
pub(crate) const NOT_YET: [&str; 12] = [
    "record",
    "loop_count",
    "distribution_type",
    "dtmf_only",
    "screen_method",
    "screen_prompt",
    "holdmusic",
    "whisper_phrase",
    "whisper_audio",
    "findme_action",
    "advanced_audio_id",
    "auto_accept",
];

/// `findme.create`.
pub(crate) fn create(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
    args.check_required()?;
    let mut flow = CallFlow::default();
    Change::read(args)?.apply(&mut flow);
    Ok(ObjectSet { place: ObjectPlace::New, body: flow.into(), list: None })
}

/// What `findme.update_list_settings` changes; what it does not say stays as it is.
pub(crate) struct Change {
    name: Option<String>,
    numbers: Option<Vec<Telephone>>,
    seconds: Option<u32>,
    together: Option<usize>,
}

impl Change {
    pub(crate) fn read(args: &Reader<'_>) -> Result<Self, Fault> {
        refuse(args, &NOT_YET)?;
        // The other type is a hunt group, which has agents.
        if args.integer("list_type", 1, 2)? == Some(2) {
            return Err(Fault::invalid("list_type", "must be 1: others are not supported yet"));
        }
        let together = args.integer("simul", 0, FLOW_MEMBERS_MAX as i64)?;
        let name = args.short_text("name", NAME_CHARS_MAX)?;
        let timeout = args.integer("timeout", TIMEOUT_MIN, TIMEOUT_MAX)?;
        let numbers = args.text("numbers").map(|list| {
            let each = list.split(',').filter(|text| !text.trim().is_empty());
            each.map(|text| args.as_did("numbers", text).map(Telephone::Number)).collect()
        });
        Ok(Self {
            name: (!name.is_empty()).then_some(name),
            numbers: numbers.transpose()?,
            seconds: timeout.and_then(|seconds| u32::try_from(seconds).ok()),
            together: together.map(|most| usize::try_from(most).unwrap_or(1).max(1)),
        })
    }

    /// The list as it is afterwards. So many telephones ring together, and each as long as the first of the
    /// list.
    pub(crate) fn apply(self, flow: &mut CallFlow) {
        let known = flow.steps.first().and_then(|step| step.seconds);
        let seconds = self.seconds.or(known).or(u32::try_from(TIMEOUT_DEFAULT).ok());
        let known_together = together(flow);
        if let Some(name) = self.name {
            flow.name = name;
        }
        let members = match self.numbers {
            Some(numbers) => numbers.into_iter().map(FlowMember::Telephone).collect(),
            None => {
                std::mem::take(&mut flow.steps).into_iter().flat_map(|step| step.ring).collect()
            }
        };
        flow.steps = steps(members, seconds, self.together.unwrap_or(known_together));
    }
}

/// How many telephones of a list ring together.
fn together(flow: &CallFlow) -> usize {
    flow.steps.first().map_or(1, |step| step.ring.len())
}

fn steps(members: Vec<FlowMember>, seconds: Option<u32>, together: usize) -> Vec<FlowStep> {
    let together = members.chunks(together.max(1));
    together.map(|ring| FlowStep { ring: ring.to_vec(), seconds }).collect()
}

/// `findme.add_number`: the telephone rings last, with those that rang last if there is room.
pub(crate) fn add(flow: &mut CallFlow, telephone: Telephone) {
    let member = FlowMember::Telephone(telephone);
    let together = together(flow);
    if let Some(last) = flow.steps.last_mut().filter(|step| step.ring.len() < together) {
        last.ring.push(member);
        return;
    }
    let seconds = flow.steps.last().map(|step| step.seconds);
    let seconds = seconds.unwrap_or(u32::try_from(TIMEOUT_DEFAULT).ok());
    flow.steps.push(FlowStep { ring: vec![member], seconds });
}

/// `findme.delete_number`: whether there was one at that place of `findme.get_phone_list`, counted from 1.
pub(crate) fn remove(flow: &mut CallFlow, place: usize) -> bool {
    let mut left = place;
    for step in &mut flow.steps {
        if (1..=step.ring.len()).contains(&left) {
            step.ring.remove(left - 1);
            flow.steps.retain(|step| !step.ring.is_empty());
            return true;
        }
        left = left.saturating_sub(step.ring.len());
    }
    false
}

/// The list that is meant.
pub(crate) fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    let id = args.integer("findme_id", 1, i64::MAX)?;
    Ok(ObjectId(id.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_numbering::Did;

    fn telephone(last: u64) -> Telephone {
        Telephone::Number(Did::new(13_055_550_100 + last).expect("a number"))
    }

    fn change(numbers: Option<Vec<Telephone>>, together: Option<usize>) -> Change {
        Change { name: None, numbers, seconds: None, together }
    }

    fn rung(flow: &CallFlow) -> Vec<usize> {
        flow.steps.iter().map(|step| step.ring.len()).collect()
    }

    #[test]
    fn telephones_come_and_go_one_by_one() {
        let mut flow = CallFlow::default();
        change(Some(vec![telephone(1), telephone(2)]), None).apply(&mut flow);
        add(&mut flow, telephone(3));
        assert_eq!(rung(&flow), [1, 1, 1]);
        assert!(flow.steps.iter().all(|step| step.seconds == Some(30)));
        assert!(remove(&mut flow, 2) && !remove(&mut flow, 3) && !remove(&mut flow, 0));
        assert_eq!(flow.telephones().collect::<Vec<_>>(), [&telephone(1), &telephone(3)]);
    }

    #[test]
    fn so_many_telephones_ring_together_until_they_are_told_otherwise() {
        let mut flow = CallFlow::default();
        change(Some(vec![telephone(1), telephone(2), telephone(3)]), Some(2)).apply(&mut flow);
        assert_eq!(rung(&flow), [2, 1]);
        add(&mut flow, telephone(4));
        add(&mut flow, telephone(5));
        assert_eq!(rung(&flow), [2, 2, 1]);
        change(None, None).apply(&mut flow);
        assert_eq!(rung(&flow), [2, 2, 1]);
        assert!(remove(&mut flow, 5));
        change(None, Some(1)).apply(&mut flow);
        assert_eq!(rung(&flow), [1, 1, 1, 1]);
        change(Some(Vec::new()), None).apply(&mut flow);
        assert!(flow.steps.is_empty());
    }
}
