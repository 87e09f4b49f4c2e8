//! A customer's routing goes back to an earlier version. Emits `object_set` and `number_set` for each thing that
//! changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::route::RouteSettings;
use tandem_domain::{
    AccountId, EventBody, Money, ObjectBody, ObjectId, ObjectKind, ObjectUser, Refusal,
    SettingsChange,
};
use tandem_numbering::Did;
use tandem_store::object::{self, Object};
use tandem_store::past::{Past, Thing};
use tandem_store::{Lane, tenure};

use super::object_keeping::{Keys, Trust, read_body};
use super::past_reading::{AsOf, RouteVersion, body_of, require_known, settings_of};
use super::route_compare::RoutePart;
use crate::{Command, Cx, Halt, Mode, OBJECTS_MAX, ROLLED_BACK_MAX};

/// Sets up every number, and has every object say, what it did at an earlier version, all of it or nothing. It is a
/// change like any other: what names must be there, and it makes a new version, from which one can go back in turn.
/// What came since stays: objects that were made later are left as they are, and so are numbers that were bought.
/// Objects that were removed are made again under their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteRollBack {
    /// The version to go back to.
    pub to: AsOf,
    /// Only look what it would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolledBack {
    /// The version that was gone back to.
    pub to: RouteVersion,
    /// What says again what it said then.
    pub changed: Vec<RoutePart>,
    /// Objects that were made since and are left.
    pub left: Vec<RoutePart>,
    /// Numbers that were set up otherwise since and are no more the customer's, or were not then: they are passed over.
    #[serde(default)]
    pub passed_over: Vec<RoutePart>,
}

impl Command for RouteRollBack {
    const NAME: &'static str = "route.roll_back";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = RolledBack;

    fn is_rehearsal(&self) -> bool {
        self.dry_run
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<RolledBack, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let to = cx.version(customer, self.to)?;
        let rows = cx.changed(customer, (to.number, i64::MAX), false)?;
        if rows.len() > ROLLED_BACK_MAX {
            let max = u32::try_from(ROLLED_BACK_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: rows.len() as u64, max }.into());
        }
        let (changed, left, passed_over) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = RolledBack { to, changed, left, passed_over };
        let mut objects = Vec::new();
        let (mut numbers, mut stood) = (BTreeMap::new(), Vec::new());
        for (thing, row) in rows {
            require_known(&row, to)?;
            match thing {
                Thing::Object(kind, id) => objects.push((kind, id, body_of(kind, &row.doc)?)),
                Thing::Settings(did) => _ = numbers.insert(did, row),
                // Where a number stands is no matter of its owner's.
                Thing::State(did) => stood.push(did),
            }
        }
        cx.restore_objects(customer, objects, &mut done)?;
        for (did, row) in numbers {
            cx.restore_settings(customer, did, &row, &mut done)?;
        }
        for did in stood {
            if !cx.has_had(customer, did, to)? {
                done.pass_over(did);
            }
        }
        Ok(done)
    }
}

impl RolledBack {
    fn pass_over(&mut self, did: Did) {
        let part = RoutePart::Number(did);
        if !self.passed_over.contains(&part) {
            self.passed_over.push(part);
        }
    }
}

impl Cx<'_> {
    /// Whether a number has been a customer's ever since a version.
    fn has_had(
        &mut self,
        customer: AccountId,
        did: Did,
        since: RouteVersion,
    ) -> Result<bool, Halt> {
        let held = tenure::current(self.tx, did)?;
        Ok(held.is_some_and(|held| held.payer == customer && held.began <= since.at))
    }

    /// Has objects say again what they said. Those that are gone are laid out first, saying nothing, so that each may
    /// name any other.
    fn restore_objects(
        &mut self,
        customer: AccountId,
        objects: Vec<(ObjectKind, ObjectId, Option<ObjectBody>)>,
        done: &mut RolledBack,
    ) -> Result<(), Halt> {
        let mut changing = Vec::new();
        for (kind, id, body) in objects {
            let found = object::get(self.tx, customer, kind, id)?;
            match (body, found) {
                (None, None) => {}
                (None, Some(_)) => done.left.push(RoutePart::Object(kind, id)),
                (Some(body), Some(found)) => {
                    if read_body(&found)?.as_ref() != Some(&body) {
                        changing.push((found, body));
                    }
                }
                (Some(body), None) => changing.push((self.lay_out(customer, id, &body)?, body)),
            }
        }
        // Two of them may have swapped names since: all give up what they have before any takes what it had.
        for (found, body) in &changing {
            self.leave_keys(found, read_body(found)?.as_ref(), Some(body))?;
        }
        for (found, body) in &changing {
            self.take_keys(found, read_body(found)?.as_ref(), body)?;
        }
        for (found, body) in changing {
            let (id, trust) = (found.id, Trust::Customer);
            self.write_keyed(customer, Some(id), Some(&found), &body, trust, Keys::Seen)?;
            done.changed.push(RoutePart::Object(found.kind, id));
        }
        Ok(())
    }

    /// A place for an object that was removed.
    fn lay_out(
        &mut self,
        customer: AccountId,
        id: ObjectId,
        body: &ObjectBody,
    ) -> Result<Object, Halt> {
        let (kind, max) = (body.kind(), OBJECTS_MAX);
        if object::count(self.tx, customer, kind, max)? >= max {
            return Err(Refusal::ObjectsFull { kind, max }.into());
        }
        let (name, doc) = (body.name().to_owned(), "null".to_owned());
        let made = Object { kind, id, account: customer, name, version: self.now.0, doc };
        if object::insert(self.tx, &made)? {
            return Ok(made);
        }
        let (field, value) = ("id".to_owned(), id.to_string());
        Err(Refusal::ObjectTaken { kind, field, value }.into())
    }

    /// Sets a number up again as it was, if it is still the customer's and has been all the time.
    fn restore_settings(
        &mut self,
        customer: AccountId,
        did: Did,
        row: &Past,
        done: &mut RolledBack,
    ) -> Result<(), Halt> {
        if row.doc.is_empty() || !self.has_had(customer, did, done.to)? {
            done.pass_over(did);
            return Ok(());
        }
        let was = settings_of(&row.doc)?;
        let (_, mut held) = self.own_number(did)?;
        let now = RouteSettings::from(held.settings.clone());
        if now == was {
            return Ok(());
        }
        let change = self.resolve_change(customer, &SettingsChange::from(was))?;
        let before = held.settings.named();
        held.settings = change.of(held.settings);
        let by = ObjectUser::Number(did);
        let named = held.settings.named();
        self.note_uses(held.payer, by, &before, &named)?;
        tenure::set(self.tx, &held)?;
        self.let_pass(customer, &before, &named)?;
        self.keep_settings(customer, did, &now, &held.settings.clone().into())?;
        let (version, charged) = (held.version + 1, Money::ZERO);
        self.emit(customer, EventBody::NumberSet { did, version, plan: None, charged })?;
        done.changed.push(RoutePart::Number(did));
        Ok(())
    }
}
