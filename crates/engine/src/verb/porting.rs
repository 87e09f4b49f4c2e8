//! What the commands about numbers that come from other carriers share: the request while it changes, its papers,
//! its numbers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, EventBody, Named, NumberMove, NumberState, ObjectUser, Offer, OfferId,
    PortDocumentId, PortField, PortId, PortObstacle, PortState, PortStep, PortedNumber, Refusal,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::port::{self, Document, Numbered, Port};
use tandem_store::{StoreError, number, offer};

use crate::{
    Cx, DocumentFile, Halt, PORT_DOCUMENTS_BYTES_MAX, PORT_DOCUMENTS_MAX, PORT_NOTE_CHARS_MAX,
};

/// The longest name of a file that is kept, in characters.
const NAME_CHARS_MAX: usize = 100;

/// A letter of authorisation, a bill: a file that the other carrier asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortPaper {
    /// What it is for, in a word: `loa`, `bill`.
    pub kind: String,
    /// How its customer calls it.
    pub name: String,
    /// The file.
    pub file: DocumentFile,
}

impl Cx<'_> {
    /// Keeps a number for whom it is on its way to. From now on no other request can be for it.
    pub(super) fn expect_number(
        &mut self,
        did: Did,
        what: &Offer,
        owner: AccountId,
    ) -> Result<NumberMove, Halt> {
        let fresh = OfferId(self.id());
        let offer = offer::intern(self.tx, what, fresh)?;
        number::insert_elsewhere(self.tx, did, offer)?;
        let stored = number::lock(self.tx, did)?.ok_or(StoreError::Shape("number.did"))?;
        // Somebody may have asked for it since this command looked.
        if stored.state == NumberState::PortingIn {
            let why = PortObstacle::UnderWay;
            return Err(Refusal::NumberNotPortable { did, why }.into());
        }
        let coming = Number { state: NumberState::PortingIn, owner: Some(owner), offer, ..stored };
        self.advance(&stored, coming)
    }

    /// Locks the customer of a request that the actor may see, and reads it: one of the actor's own family,
    /// or any, if it is the operator.
    pub(super) fn lock_port(&mut self, id: PortId) -> Result<Port, Halt> {
        if self.actor.is_operator() {
            let seen = port::get(self.tx, id)?.ok_or(Refusal::PortUnknown)?;
            self.lock(seen.account)?;
        } else {
            self.lock_customer()?;
        }
        // Read under the lock: only now can it not change under us.
        self.own_port(id)
    }

    /// A request that the actor may see.
    pub(super) fn own_port(&mut self, id: PortId) -> Result<Port, Halt> {
        let actor = self.actor;
        let is_own = |found: &Port| {
            let within = actor.account == actor.root || actor.account == found.owner;
            actor.is_operator() || (found.account == actor.root && within)
        };
        let found = port::get(self.tx, id)?.filter(is_own);
        Ok(found.ok_or(Refusal::PortUnknown)?)
    }

    /// Keeps what was said about a request.
    pub(super) fn note_port(&mut self, id: PortId, text: &str) -> Result<(), Halt> {
        let text: String = text.trim().chars().take(PORT_NOTE_CHARS_MAX).collect();
        if text.is_empty() {
            return Ok(());
        }
        let note = self.id();
        Ok(port::note_insert(self.tx, id, note, self.now, &text)?)
    }

    /// Keeps a file with a request that is not at its end.
    pub(super) fn keep_paper(
        &mut self,
        stored: &Port,
        paper: &PortPaper,
    ) -> Result<PortDocumentId, Halt> {
        let flaw = |why: String| Refusal::PortInvalid { field: PortField::Documents, why };
        if port::documents(self.tx, stored.id)?.len() >= PORT_DOCUMENTS_MAX {
            return Err(flaw(format!("may be {PORT_DOCUMENTS_MAX} at most")).into());
        }
        let (file, kept) = (&paper.file, port::documents_bytes(self.tx, stored.account)?);
        if kept.saturating_add(i64::from(file.bytes())) > PORT_DOCUMENTS_BYTES_MAX {
            let why = format!("would be more than {PORT_DOCUMENTS_BYTES_MAX} bytes in all");
            return Err(flaw(why).into());
        }
        let short = |text: &str| text.trim().chars().take(NAME_CHARS_MAX).collect();
        let document = Document {
            id: PortDocumentId(self.id()),
            port: stored.id,
            account: stored.account,
            kind: short(&paper.kind),
            name: short(&paper.name),
            format: file.format().media_type().to_owned(),
            bytes: i64::from(file.bytes()),
            digest: file.digest().to_owned(),
            at: self.now,
        };
        port::document_insert(self.tx, &document, file.data())?;
        Ok(document.id)
    }

    /// Notes that a number on its way here needs what its settings name, as one does that has come.
    pub(super) fn keep_expected(
        &mut self,
        account: AccountId,
        coming: &Numbered,
    ) -> Result<(), Halt> {
        let (by, named) = (ObjectUser::Number(coming.did), coming.settings.named());
        self.note_uses(account, by, &Named::default(), &named)
    }

    /// A number is on its way no more, or to ring elsewhere when it comes.
    pub(super) fn let_expected_go(
        &mut self,
        account: AccountId,
        coming: &Numbered,
    ) -> Result<(), Halt> {
        let (by, named) = (ObjectUser::Number(coming.did), coming.settings.named());
        self.forget_uses(account, by, &named)
    }

    /// Gives numbers of a request up that have not come: the carrier that has them keeps them.
    pub(super) fn give_up_ports(
        &mut self,
        account: AccountId,
        numbers: &mut [Numbered],
        places: &[usize],
    ) -> Result<(Vec<PortedNumber>, Vec<NumberMove>), Halt> {
        let (mut changed, mut moves) = (Vec::new(), Vec::new());
        for place in places {
            let given_up = &mut numbers[*place];
            if given_up.step.is_under_way() {
                self.let_expected_go(account, given_up)?;
                let coming = number::lock(self.tx, given_up.did)?.ok_or(Refusal::PortUnknown)?;
                let stays = Number { state: NumberState::PortedOut, owner: None, ..coming };
                moves.push(self.advance(&coming, stays)?);
            }
            (given_up.step, given_up.field, given_up.foc) = (PortStep::Cancelled, None, None);
            port::number_set(self.tx, given_up)?;
            changed.push(told(given_up));
        }
        Ok((changed, moves))
    }

    /// Writes back a request whose numbers stand as they do now. At its end the PIN of the account with the
    /// other carrier is of no use any more, and goes. Emits `port_set`.
    pub(super) fn settle_port(
        &mut self,
        mut stored: Port,
        numbers: &[Numbered],
        changed: Vec<PortedNumber>,
        moves: Vec<NumberMove>,
    ) -> Result<PortState, Halt> {
        stored.state = PortState::of(numbers.iter().map(|number| number.step));
        stored.changed = self.now;
        stored.version += 1;
        if !stored.state.is_open() {
            stored.holder.pin.clear();
        }
        port::update(self.tx, &stored)?;
        let expected = moves.iter().filter(|step| step.to == NumberState::PortingIn);
        let expected: BTreeSet<OfferId> = expected.map(|step| step.offer).collect();
        let mut offers = Vec::with_capacity(expected.len());
        for id in expected {
            offers.push((id, (*self.offer(id)?).clone()));
        }
        let body = EventBody::PortSet {
            port: stored.id,
            version: stored.version,
            state: stored.state,
            numbers: changed,
            moves,
            offers,
        };
        self.emit(stored.account, body)?;
        Ok(stored.state)
    }
}

/// A number of a request, as an event tells of it.
pub(super) fn told(number: &Numbered) -> PortedNumber {
    let Numbered { did, step, field, foc, .. } = *number;
    PortedNumber { did, step, field, foc }
}

/// Those of a request's numbers that are meant, by their places: all that fit, if none is named.
pub(super) fn meant(
    numbers: &[Numbered],
    named: &[Did],
    fits: impl Fn(&Numbered) -> bool,
) -> Result<Vec<usize>, Refusal> {
    let state = || PortState::of(numbers.iter().map(|number| number.step));
    if named.is_empty() {
        let all = (0..numbers.len()).filter(|place| fits(&numbers[*place]));
        let all: Vec<usize> = all.collect();
        return if all.is_empty() {
            Err(Refusal::PortStanding { state: state() })
        } else {
            Ok(all)
        };
    }
    let mut places = Vec::with_capacity(named.len());
    for did in named {
        let place = numbers.iter().position(|number| number.did == *did);
        let place = place.ok_or(Refusal::PortUnknown)?;
        if !fits(&numbers[place]) {
            return Err(Refusal::PortStanding { state: state() });
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}
