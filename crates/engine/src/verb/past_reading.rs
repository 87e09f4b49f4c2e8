//! Reading what calls were routed by at an earlier version, or would be by a draft.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::route::{NumberOtherwise, Otherwise, RouteSettings};
use tandem_domain::{
    AccountId, Flaw, NumberSettings, NumberState, ObjectBody, ObjectId, ObjectKind, Refusal,
    SettingsChange, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::past::{self, Past, Thing};
use tandem_store::{StoreError, event, number, tenure};

use crate::{Cx, Halt, PAST_SECONDS, PASTS_READ_MAX};

/// A version of a customer's routing: the number of an event among the customer's own, and when that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteVersion {
    /// The number of the last event that is in it.
    pub number: i64,
    /// When that event was.
    pub at: Timestamp,
}

/// How a version is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// The one of that number.
    Version(i64),
    /// The last one that there was at an instant.
    Time(Timestamp),
}

/// A draft: what a customer would change. What it names need not be there; a call that comes to it is told so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RouteDraft {
    /// How numbers would be set up.
    pub numbers: Vec<(Did, SettingsChange)>,
    /// What objects would say.
    pub objects: Vec<(ObjectId, ObjectBody)>,
    /// Objects that would be gone.
    pub gone: Vec<(ObjectKind, ObjectId)>,
}

impl RouteDraft {
    /// How many things it would change.
    pub fn len(&self) -> usize {
        self.numbers.len() + self.objects.len() + self.gone.len()
    }

    /// Whether it would change nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Cx<'_> {
    /// The customer that asks about its routing. What its numbers ring at is the customer's, so none of its
    /// sub-accounts may.
    pub(super) fn route_customer(&self) -> Result<AccountId, Halt> {
        let customer = self.actor.root;
        if self.actor.account == customer { Ok(customer) } else { Err(Refusal::Forbidden.into()) }
    }

    /// The version that a customer has now.
    pub(super) fn version_now(&mut self, customer: AccountId) -> Result<RouteVersion, Halt> {
        Ok(RouteVersion { number: self.account(customer)?.event_seq, at: self.now })
    }

    /// The version that is asked for, if as much is known of it as it takes to tell how calls were routed.
    pub(super) fn version(
        &mut self,
        customer: AccountId,
        wanted: AsOf,
    ) -> Result<RouteVersion, Halt> {
        let last = self.account(customer)?.event_seq;
        let number = match wanted {
            AsOf::Version(number) => number,
            AsOf::Time(at) => self.version_at(customer, at, last)?,
        };
        let unknown = Refusal::RouteVersionUnknown { version: number };
        if number < past::first(self.tx, customer)?.max(1) || number > last {
            return Err(unknown.into());
        }
        let at = event::at(self.tx, customer, number)?.ok_or_else(|| unknown.clone())?;
        if at < self.now.plus_seconds(-PAST_SECONDS) {
            return Err(unknown.into());
        }
        Ok(RouteVersion { number, at })
    }

    /// The last event until an instant. Events are numbered without gaps, in the order of their times.
    fn version_at(&mut self, customer: AccountId, at: Timestamp, last: i64) -> Result<i64, Halt> {
        let (mut low, mut high) = (0, last);
        while low < high {
            let middle = low + (high - low + 1) / 2;
            match event::at(self.tx, customer, middle)? {
                Some(was) if was <= at => low = middle,
                _ => high = middle - 1,
            }
        }
        Ok(low)
    }

    /// What of a customer's was otherwise at a version: every object that has changed since, and these numbers.
    pub(super) fn otherwise_at(
        &mut self,
        customer: AccountId,
        version: RouteVersion,
        numbers: &[Did],
    ) -> Result<Otherwise, Halt> {
        let mut otherwise = Otherwise::default();
        for (thing, row) in self.changed(customer, (version.number, i64::MAX), true)? {
            let Thing::Object(kind, id) = thing else { continue };
            require_known(&row, version)?;
            otherwise.objects.insert((kind, id), body_of(kind, &row.doc)?);
        }
        for did in numbers {
            let number = self.number_at(customer, version, *did)?;
            otherwise.numbers.insert(*did, number);
        }
        Ok(otherwise)
    }

    /// The first that each thing said which changed after one version and not after another.
    pub(super) fn changed(
        &mut self,
        customer: AccountId,
        (after, to): (i64, i64),
        only_objects: bool,
    ) -> Result<BTreeMap<Thing, Past>, Halt> {
        let rows = past::between(self.tx, customer, (after, to), only_objects, PASTS_READ_MAX + 1)?;
        if i64::try_from(rows.len()).is_ok_and(|found| found > PASTS_READ_MAX) {
            return Err(Refusal::RouteVersionUnknown { version: after }.into());
        }
        let mut first = BTreeMap::new();
        for row in rows {
            first.entry(row.thing).or_insert(row);
        }
        Ok(first)
    }

    /// How a number of a customer's stood and rang at a version; `None` if it was not the customer's then.
    pub(super) fn number_at(
        &mut self,
        customer: AccountId,
        version: RouteVersion,
        did: Did,
    ) -> Result<Option<NumberOtherwise>, Halt> {
        let found = tenure::at(self.tx, did, version.at)?;
        let Some((held, ended)) = found.filter(|(held, _)| held.payer == customer) else {
            return Ok(None);
        };
        // The same customer may have had the number again later; that is another story.
        let is_of_tenure = |row: &Past| ended.is_none_or(|ended| row.changed <= ended);
        let row = past::of(self.tx, customer, Thing::Settings(did), version.number)?;
        let settings = match row.filter(is_of_tenure) {
            // It came later, with a tenure that began elsewhere.
            Some(row) if row.doc.is_empty() => return Ok(None),
            Some(row) => {
                require_known(&row, version)?;
                settings_of(&row.doc)?
            }
            None => held.settings.into(),
        };
        let row = past::of(self.tx, customer, Thing::State(did), version.number)?;
        let state = match (row.filter(is_of_tenure), ended) {
            (Some(row), _) => {
                require_known(&row, version)?;
                let state = row.doc.parse().ok().and_then(NumberState::from_code);
                state.ok_or(StoreError::Shape("past.doc"))?
            }
            (None, Some(_)) => NumberState::Active,
            (None, None) => {
                number::get(self.tx, did)?.ok_or(StoreError::Shape("tenure.did"))?.state
            }
        };
        Ok(Some(NumberOtherwise { state, settings }))
    }

    /// Adds a draft to what is otherwise already. Its numbers must be the customer's.
    pub(super) fn draft(
        &mut self,
        customer: AccountId,
        draft: &RouteDraft,
        otherwise: &mut Otherwise,
    ) -> Result<(), Halt> {
        for (did, change) in &draft.numbers {
            let now = match otherwise.numbers.get(did) {
                Some(known) => known.clone(),
                None => {
                    let version = self.version_now(customer)?;
                    self.number_at(customer, version, *did)?
                }
            };
            let now = now.ok_or(Refusal::NumberNotOwned { did: *did })?;
            let settings = change.clone().of(now.settings.into()).into();
            otherwise.numbers.insert(*did, Some(NumberOtherwise { state: now.state, settings }));
        }
        for (id, body) in &draft.objects {
            let kind = body.kind();
            body.check().map_err(|Flaw { field, why }| Refusal::ObjectInvalid {
                kind,
                field: field.to_owned(),
                why,
            })?;
            otherwise.objects.insert((kind, *id), Some(body.clone()));
        }
        otherwise.objects.extend(draft.gone.iter().map(|gone| (*gone, None)));
        Ok(())
    }
}

/// What was forgotten before a thing's first row is not told.
pub(super) fn require_known(row: &Past, version: RouteVersion) -> Result<(), Refusal> {
    if row.since <= version.number {
        return Ok(());
    }
    Err(Refusal::RouteVersionUnknown { version: version.number })
}

/// What an object said; `None` if it was not there.
pub(super) fn body_of(kind: ObjectKind, doc: &str) -> Result<Option<ObjectBody>, StoreError> {
    if doc.is_empty() {
        return Ok(None);
    }
    ObjectBody::from_doc(kind, doc).map_err(|_| StoreError::Shape("past.doc"))
}

/// How a number was set up.
pub(super) fn settings_of(doc: &str) -> Result<RouteSettings, StoreError> {
    let settings: NumberSettings =
        serde_json::from_str(doc).map_err(|_| StoreError::Shape("past.doc"))?;
    Ok(settings.into())
}
