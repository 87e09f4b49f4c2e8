//! Virtual numbers: three digits of an account's own.
//!
//! Nobody stocks a virtual number and nobody else can have it: it is made when its account orders it,
//! out of the six digits by which the account's logins know it and three that it chooses
//! ([`VirtualNumber`]). From then on it is a number like any other: it is charged by a plan, rings
//! where its settings say, can be restored for a while after it was given back, and can be ordered anew
//! at any time. Only calls of the account's own telephones reach it. Emits `order_placed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, Capabilities, Cleansed, NumberSettings, NumberState, Offer, OfferId,
    Origin, Refusal, Scope,
};
use tandem_numbering::{NumberKind, VirtualNumber};
use tandem_store::number::Number;
use tandem_store::{Lane, StoreError, account, number, offer, posting, tenure};

use super::purchase::Purchase;
use super::{LOGINS, OrderPlaced};
use crate::{Command, Cx, Halt, Mode};

/// Orders one virtual number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderVirtual {
    /// Its last three digits.
    pub line: u16,
    /// The code of the rate plan; `None`: the customer's own.
    pub plan: Option<String>,
    /// Who is to have it; `None`: the account that orders.
    pub owner: Option<AccountRef>,
    /// How it is set up.
    pub settings: NumberSettings,
    /// Do everything, keep nothing.
    pub rehearsal: bool,
}

impl Command for OrderVirtual {
    const NAME: &'static str = "order.virtual";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = OrderPlaced;

    fn scope(&self) -> Scope {
        if self.rehearsal { Scope::Read } else { Scope::Write }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderPlaced, Halt> {
        let terms = cx.terms(self.owner.as_ref(), self.plan.as_ref(), &self.settings)?;
        let holder = cx.holder_number(terms.customer)?.ok_or(Refusal::AccountUnnumbered)?;
        let made = VirtualNumber::new(holder, self.line).ok_or(Refusal::AccountUnnumbered)?;
        let stored = cx.virtual_number(made)?;
        // A month is charged once: one that began this very moment has to be over before the next.
        let just_paid = posting::month_begins(cx.tx, made.did(), terms.customer, cx.now)?;
        if just_paid || !may_be_ordered(&stored) {
            return Err(cx.not_for_sale(&stored, terms.owner).into());
        }
        if stored.state == NumberState::Released
            && let Some((past, _)) = tenure::last(cx.tx, made.did())?
            && past.payer == terms.customer
        {
            // To order it anew is no way around what is owed of it.
            cx.charge_arrears(past)?;
        }
        let code = terms.code.clone();
        let mut purchase =
            Purchase { rehearsal: self.rehearsal, ..Purchase::begin(cx, terms, &[]) };
        let judged = purchase.appraise(cx, &stored)??;
        purchase.buy(cx, &stored, judged)??;
        purchase.close(cx, code)
    }
}

/// Whether the account that can have it may order it: nobody has it, or it was given back and may as
/// well be had anew as restored.
const fn may_be_ordered(stored: &Number) -> bool {
    matches!(stored.state, NumberState::Blocked | NumberState::Released)
}

impl Cx<'_> {
    /// The six digits by which the logins of a customer know it, if it has such a name.
    pub(super) fn holder_number(&mut self, customer: AccountId) -> Result<Option<u32>, Halt> {
        let names = account::aliases_of(self.tx, LOGINS, customer)?;
        let number = |name: &String| {
            let is_plain = name.len() == 6 && name.bytes().all(|byte| byte.is_ascii_digit());
            if is_plain { name.parse().ok() } else { None }
        };
        Ok(names.iter().find_map(number))
    }

    /// The row of a virtual number, locked; made now if nobody has had it yet. It never lies on the
    /// shelf: before it is ordered and after it was given back it is blocked.
    pub(super) fn virtual_number(&mut self, of: VirtualNumber) -> Result<Number, Halt> {
        let did = of.did();
        if let Some(stored) = number::lock(self.tx, did)? {
            return Ok(stored);
        }
        let fresh = OfferId(self.id());
        let offer = offer::intern(self.tx, &what_it_is(), fresh)?;
        number::insert_many(self.tx, NumberState::Blocked, None, &[(did, offer)])?;
        let stored = number::lock(self.tx, did)?;
        Ok(stored.ok_or(StoreError::Shape("number.did"))?)
    }
}

/// What every virtual number is: it carries calls and lies nowhere.
fn what_it_is() -> Offer {
    let capabilities = Capabilities { voice: true, sms: false, mms: false, fax: false };
    Offer {
        country: String::new(),
        kind: NumberKind::Virtual,
        region: String::new(),
        rate_centre: String::new(),
        locality: String::new(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities,
        cleansed: Cleansed::None,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}
