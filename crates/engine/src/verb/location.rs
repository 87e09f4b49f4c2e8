//! Locations: operator's objects that the stock itself brings along. Numbers outside North America
//! are listed by them.

use std::sync::Arc;

use tandem_domain::{
    Abroad, AccountId, Criteria, Location, ObjectId, ObjectKind, Offer, Refusal, Role,
};
use tandem_store::StoreError;
use tandem_store::object::{self, Object};

use super::object_keeping::set_event;
use super::object_put::insert_fresh;
use crate::{Cx, Halt};

const KIND: ObjectKind = ObjectKind::Location;

impl Cx<'_> {
    /// An offer as it is stocked: abroad with its location in it, which is the one that says the
    /// same, or a new one. An id that the operator gave is taken, unless another place has it.
    pub(super) fn located(&mut self, abroad: bool, offer: &Arc<Offer>) -> Result<Arc<Offer>, Halt> {
        if !abroad {
            let plain = offer.abroad.is_none();
            return Ok(match plain {
                true => Arc::clone(offer),
                false => Arc::new(Offer { abroad: None, ..Offer::clone(offer) }),
            });
        }
        let said = offer.abroad.clone().unwrap_or_default();
        let location = Location::of(offer, &said);
        let id = self.location(&location, said.location)?;
        let said = Abroad { location: Some(id), ..said };
        Ok(Arc::new(Offer { abroad: Some(said), ..Offer::clone(offer) }))
    }

    fn location(&mut self, location: &Location, given: Option<ObjectId>) -> Result<ObjectId, Halt> {
        let title = location.title();
        let known = match given {
            Some(id) => object::get(self.tx, AccountId::OPERATOR, KIND, id)?,
            None => None,
        };
        // A place that is there without the id that is given, because it was stocked without one, does
        // not get a second.
        let known = match known {
            None => object::by_name(self.tx, AccountId::OPERATOR, KIND, &title)?,
            known => known,
        };
        match known {
            Some(known) if known.name == title && given.is_none_or(|id| id == known.id) => {
                return Ok(known.id);
            }
            Some(known) => {
                let name = format!("location {}, which is {},", known.id, known.name);
                return Err(Refusal::NameTaken { name }.into());
            }
            None => {}
        }
        let doc = serde_json::to_string(location).map_err(|_| StoreError::Shape("object.doc"))?;
        let (id, account) = (given.unwrap_or(ObjectId(0)), AccountId::OPERATOR);
        let mut made = Object { kind: KIND, id, account, name: title, version: 1, doc };
        if given.is_none() {
            insert_fresh(self, &mut made)?;
        } else if !object::insert(self.tx, &made)? {
            return Err(StoreError::Contended.into());
        }
        self.emit(account, set_event(&made))?;
        Ok(made.id)
    }

    /// Every location that is asked for must exist and have numbers of the kind that is asked for,
    /// sold out or not.
    pub(super) fn require_locations(&mut self, tiers: &[Criteria]) -> Result<(), Halt> {
        for (tier, id) in tiers.iter().filter_map(|tier| Some((tier, tier.location?))) {
            let found = object::get(self.tx, AccountId::OPERATOR, KIND, id)?;
            let says = found.and_then(|found| serde_json::from_str::<Location>(&found.doc).ok());
            let same = |location: &Location| tier.kind.is_none_or(|kind| kind == location.kind);
            if !says.as_ref().is_some_and(same) {
                let (role, record) = (Role::Location, id.to_string());
                return Err(Refusal::ObjectUnknown { role, kind: KIND, record }.into());
            }
        }
        Ok(())
    }
}
