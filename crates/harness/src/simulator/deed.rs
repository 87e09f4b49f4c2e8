//! What can be done, in words that neither the engine nor the oracle owns.

#![expect(missing_docs, reason = "the fields of a deed are those of the command it stands for")]

use serde::{Deserialize, Serialize};

use super::book::BookDeed;
use super::call::CallDeed;
use super::circle::CircleDeed;
use super::paper::PaperDeed;
use super::port::{LookDeed, PortDeed};
use super::record::RecordDeed;
use super::register::Registered;
use super::tell::Tell;
use super::text::TextDeed;
use super::voice::VoiceDeed;

/// Index of an account among those that were opened; 0 is the operator.
pub type Who = usize;

/// Somebody who asks, through a credential of their own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// The account.
    pub who: Who,
    /// The credential was verified before the last revocation.
    pub stale: bool,
}

/// Which numbers an order is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pick {
    /// These.
    These(Vec<u64>),
    /// So many of these states, the first state first.
    Any(Vec<String>, u32),
    /// Those in the cart.
    Cart,
    /// The virtual number with these last digits.
    Own(u16),
}

/// Where an order's numbers are to ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ring {
    /// Nowhere in particular.
    Default,
    /// At the forwarding of this id.
    Id(i64),
    /// At the forwarding of this name.
    Name(String),
    /// At the account of this name.
    Login(String),
}

/// Where a number is to ring, by whoever names no object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum At {
    /// At a telephone: the one that the forwarding with this name leads to, if there is one.
    Phone(u8),
    /// At a telephone no longer.
    Unforwarded,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Whose.
    pub by: Asker,
    /// For which numbers.
    pub pick: Pick,
    /// Whether part of it will do; of a back-order, whether its numbers may come one by one.
    pub partial: bool,
    /// Whether what cannot be had waits.
    pub waits: bool,
    /// Under which plan, if not the customer's own.
    pub plan: Option<String>,
    /// For whom, if not for the asker: the alias of an account.
    pub owner: Option<Who>,
    /// Where they ring.
    pub ring: Ring,
    /// What a client is to pay, set-up and month, where a reseller buys for one.
    pub resale: Option<(i64, i64)>,
    /// Whether slots are used, and if so, whether they are bought.
    pub slots: Option<bool>,
    /// Whether it is only tried.
    pub rehearsal: bool,
}

/// Where the operator wants a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keep {
    /// Not for sale for now.
    Back,
    /// On the shelf.
    ForSale,
    /// Not to be sold.
    Off,
}

/// What a supplier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Says {
    /// Yes.
    Sold,
    /// No.
    Refused,
    /// No, but for a reason that lies not with the number.
    Declined,
    /// Who knows.
    Unclear,
}

/// What a reseller does about its clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientDeed {
    /// `client.connect`
    Connect {
        number: u64,
        client: Who,
        setup: i64,
        monthly: i64,
        waived: (bool, bool),
        /// When the second month begins.
        next: Option<i64>,
    },
    /// `client.disconnect`
    Disconnect { number: u64 },
    /// `number.hand_over`
    Move { number: u64, from: Option<Who>, to: Who },
    /// `client.limit`
    Limit { client: Who, limit: Option<i64> },
    /// `account.close`
    Close { client: Who },
    /// `client.post`
    Post { client: Who, units: i64, adjusts: bool },
}

/// What of a number is set up in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// Where it rings; without this and `at` the plan alone is asked about.
    pub ring: Option<Ring>,
    /// Where it rings, said without an object.
    #[serde(default)]
    pub at: Option<At>,
    /// The plan it is to go to.
    pub plan: Option<String>,
}

/// What a login is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginWanted {
    /// Its extension; 0 for none.
    pub extension: u8,
    /// The last part of the address that it is recognised by, if it is.
    pub address: Option<u8>,
    /// Whether a password is given.
    pub password: bool,
}

/// What a customer does about its logins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginDeed {
    /// `login.open`
    Open { name: u8, wanted: LoginWanted },
    /// `login.set`; the login by its index among all that there were.
    Set { login: usize, wanted: LoginWanted },
    /// `login.close`
    Close { login: usize },
}

/// A number that comes along with its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// The number.
    pub number: u64,
    /// Who has it.
    pub owner: Who,
    /// By which plan it is charged, if not by the customer's own.
    pub plan: Option<String>,
    /// What is charged each month, if not what the plan says.
    pub monthly: Option<i64>,
    /// Where it rings.
    pub ring: Ring,
    /// Whether it uses a slot.
    pub slot: bool,
    /// When its next month is charged.
    pub next: i64,
}

/// One command, before it is put in the engine's words. There is one for each command that writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// `operator.open`
    OperatorOpen,
    /// `account.move_in`, of one account.
    AccountMoveIn { parent: Option<Who>, name: String, units: i64, open: bool, slots: u32 },
    /// `account.open`
    AccountOpen { parent: Option<Who>, name: String },
    /// `account.set`
    AccountSet { who: Who, open: bool, plan: String },
    /// `account.credit`
    AccountCredit { who: Who, units: i64 },
    /// `attempt.expire`
    AttemptExpire,
    /// `backorder.place`; the numbers are a choice of any.
    BackorderPlace(Order),
    /// `backorder.cancel`; the back-order by its index among all that were placed.
    BackorderCancel { by: Asker, backorder: usize },
    /// `backorder.fill`
    BackorderFill { backorder: usize },
    /// `call_record.put`
    CallOver(CallDeed),
    /// `call.guard`
    CallKept { who: Who, number: u64 },
    /// `cart.add`
    CartAdd { by: Asker, numbers: Vec<u64> },
    /// `cart.remove`
    CartRemove { by: Asker, number: u64 },
    /// `cart.touch`
    CartTouch { by: Asker, numbers: Vec<u64> },
    /// What a reseller does about its clients.
    Client { by: Asker, does: ClientDeed },
    /// `client.renew`
    ClientRenew { reseller: Who, numbers: Vec<u64> },
    /// `credential.issue`
    CredentialIssue { who: Who, handle: String },
    /// `credential.lock`; of a handle of theirs, or of somebody else's
    CredentialLock { who: Who, handle: String },
    /// `credential.revoke`
    CredentialRevoke { who: Who },
    /// `funds.post`
    FundsPost { who: Who, units: i64, adjustment: bool },
    /// `funds.refund`; the charge by its index among all that there were.
    FundsRefund { charge: usize, units: Option<i64> },
    /// `job.end`; jobs and holders are counted.
    JobEnd { job: u8, holder: i64 },
    /// `job.take`
    JobTake { job: u8, holder: i64, seconds: i64 },
    /// What a customer does about its logins.
    Login { by: Asker, does: LoginDeed },
    /// `number.depart`
    NumberDepart { number: u64, completed: bool, asked: bool },
    /// `number.move_in`
    NumberMoveIn { numbers: Vec<Coming>, arrears: bool },
    /// `number.reshelve`, for the one supplier of the simulation.
    NumberReshelve { withdrawn: Vec<u64>, returned: Vec<u64> },
    /// `number.set`, or `number.plan` when the plan is all that is asked about.
    NumberSet { by: Asker, number: u64, set: Set },
    /// `number.release`
    NumberRelease { by: Asker, number: u64, owner: Option<Who>, port_out: bool, rehearsal: bool },
    /// `number.reserve`
    NumberReserve { number: u64, keep: Keep },
    /// `number.restore`
    NumberRestore { by: Asker, number: u64 },
    /// `number.stock`
    NumberStock { first: u64, count: u64, offer: usize, reserved: bool },
    /// `number.sweep`
    NumberSweep,
    /// `object.put`, of a forwarding.
    ObjectPut { who: Who, id: Option<i64>, name: String },
    /// `object.set`: a forwarding, or a group of forwardings.
    ObjectSet { by: Asker, id: Option<i64>, name: String, members: Option<Vec<i64>> },
    /// `object.remove`
    ObjectRemove { by: Asker, group: bool, id: i64 },
    /// `order.place`, or `order.virtual` of a number of one's own.
    OrderPlace(Order),
    /// `order.settle`; the order by its index among all that were placed.
    OrderSettle { order: usize, number: u64, says: Says },
    /// `plan.put`
    PlanPut { code: String, only: Option<Who>, setup: i64, monthly: i64, slot: i64 },
    /// `registration.put`
    Registered { reports: Vec<Registered> },
    /// `month.put_off`, of the customer's month or its client's
    MonthPutOff { who: Who, number: u64, client: bool },
    /// `renewal.run`, perhaps of one number only
    RenewalRun { who: Who, only: Option<u64>, holder: i64 },
    /// `route.roll_back`, to a version by its number.
    RouteRollBack { by: Asker, to: i64, rehearsal: bool },
    /// `slot.grant`
    SlotGrant { who: Who, quantity: u32 },
    /// `slot.purchase`
    SlotPurchase { by: Asker, quantity: u32 },
    /// `supply.call`
    SupplyCall { order: usize, number: u64 },
    /// What customers are told.
    Tell(Tell),
    /// What is done with groups of contacts.
    Circle { by: Asker, does: CircleDeed },
    /// What is done with phonebooks.
    Book { by: Asker, does: BookDeed },
    /// What is done with look-ups.
    Look { by: Asker, does: LookDeed },
    /// What is done about ports.
    Port { by: Asker, does: PortDeed },
    /// What others decide of, and what is set for several at once.
    Paper { by: Asker, does: PaperDeed },
    /// What is done with recordings.
    Record { by: Asker, does: RecordDeed },
    /// What is done with text messages.
    Text { by: Asker, does: TextDeed },
    /// What is done with mailboxes.
    Voice { by: Asker, does: VoiceDeed },
}

impl Deed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OperatorOpen => "operator.open",
            Self::AccountMoveIn { .. } => "account.move_in",
            Self::AccountOpen { .. } => "account.open",
            Self::AccountCredit { .. } => "account.credit",
            Self::AccountSet { .. } => "account.set",
            Self::AttemptExpire => "attempt.expire",
            Self::BackorderPlace(_) => "backorder.place",
            Self::BackorderCancel { .. } => "backorder.cancel",
            Self::BackorderFill { .. } => "backorder.fill",
            Self::CallOver(_) => "call_record.put",
            Self::CallKept { .. } => "call.guard",
            Self::CartAdd { .. } => "cart.add",
            Self::CartRemove { .. } => "cart.remove",
            Self::CartTouch { .. } => "cart.touch",
            Self::Client { does: ClientDeed::Connect { .. }, .. } => "client.connect",
            Self::Client { does: ClientDeed::Disconnect { .. }, .. } => "client.disconnect",
            Self::Client { does: ClientDeed::Move { .. }, .. } => "number.hand_over",
            Self::Client { does: ClientDeed::Close { .. }, .. } => "account.close",
            Self::Client { does: ClientDeed::Limit { .. }, .. } => "client.limit",
            Self::Client { does: ClientDeed::Post { .. }, .. } => "client.post",
            Self::ClientRenew { .. } => "client.renew",
            Self::CredentialIssue { .. } => "credential.issue",
            Self::CredentialLock { .. } => "credential.lock",
            Self::CredentialRevoke { .. } => "credential.revoke",
            Self::FundsPost { .. } => "funds.post",
            Self::FundsRefund { .. } => "funds.refund",
            Self::JobEnd { .. } => "job.end",
            Self::JobTake { .. } => "job.take",
            Self::Login { does: LoginDeed::Open { .. }, .. } => "login.open",
            Self::Login { does: LoginDeed::Set { .. }, .. } => "login.set",
            Self::Login { does: LoginDeed::Close { .. }, .. } => "login.close",
            Self::NumberDepart { .. } => "number.depart",
            Self::NumberMoveIn { .. } => "number.move_in",
            Self::NumberReshelve { .. } => "number.reshelve",
            Self::NumberRelease { .. } => "number.release",
            Self::NumberSet { set: Set { ring: None, at: None, .. }, .. } => "number.plan",
            Self::NumberSet { .. } => "number.set",
            Self::NumberReserve { .. } => "number.reserve",
            Self::NumberRestore { .. } => "number.restore",
            Self::NumberStock { .. } => "number.stock",
            Self::NumberSweep => "number.sweep",
            Self::ObjectPut { .. } => "object.put",
            Self::ObjectSet { .. } => "object.set",
            Self::ObjectRemove { .. } => "object.remove",
            Self::OrderPlace(Order { pick: Pick::Own(_), .. }) => "order.virtual",
            Self::OrderPlace(_) => "order.place",
            Self::OrderSettle { .. } => "order.settle",
            Self::PlanPut { .. } => "plan.put",
            Self::Registered { .. } => "registration.put",
            Self::MonthPutOff { .. } => "month.put_off",
            Self::RenewalRun { .. } => "renewal.run",
            Self::RouteRollBack { .. } => "route.roll_back",
            Self::SlotGrant { .. } => "slot.grant",
            Self::SlotPurchase { .. } => "slot.purchase",
            Self::SupplyCall { .. } => "supply.call",
            Self::Tell(tell) => tell.name(),
            Self::Book { does, .. } => does.name(),
            Self::Circle { does, .. } => does.name(),
            Self::Look { does, .. } => does.name(),
            Self::Port { does, .. } => does.name(),
            Self::Paper { does, .. } => does.name(),
            Self::Record { does, .. } => does.name(),
            Self::Text { does, .. } => does.name(),
            Self::Voice { does, .. } => does.name(),
        }
    }

    /// Whose credential it comes through.
    pub const fn asker(&self) -> Asker {
        match self {
            Self::BackorderCancel { by, .. }
            | Self::BackorderPlace(Order { by, .. })
            | Self::CartAdd { by, .. }
            | Self::CartRemove { by, .. }
            | Self::CartTouch { by, .. }
            | Self::Client { by, .. }
            | Self::Login { by, .. }
            | Self::NumberRelease { by, .. }
            | Self::NumberRestore { by, .. }
            | Self::NumberSet { by, .. }
            | Self::ObjectSet { by, .. }
            | Self::ObjectRemove { by, .. }
            | Self::OrderPlace(Order { by, .. })
            | Self::RouteRollBack { by, .. }
            | Self::SlotPurchase { by, .. } => *by,
            Self::Book { does: BookDeed::Enter { .. } | BookDeed::Group { .. }, .. } => {
                Asker { who: 0, stale: false }
            }
            Self::Circle { does: CircleDeed::Put { .. }, .. }
            | Self::Record { does: RecordDeed::Put { .. }, .. }
            | Self::Text { does: TextDeed::MoveIn { .. }, .. } => Asker { who: 0, stale: false },
            Self::Paper { does, .. } if does.is_operators() => Asker { who: 0, stale: false },
            Self::Book { by, .. }
            | Self::Circle { by, .. }
            | Self::Look { by, .. }
            | Self::Paper { by, .. }
            | Self::Port { by, .. }
            | Self::Record { by, .. }
            | Self::Text { by, .. } => *by,
            Self::Voice { by, does } if does.is_customers() => *by,
            _ => Asker { who: 0, stale: false },
        }
    }

    /// Whether nothing of it may be kept.
    pub const fn is_rehearsal(&self) -> bool {
        matches!(
            self,
            Self::NumberRelease { rehearsal: true, .. }
                | Self::RouteRollBack { rehearsal: true, .. }
                | Self::OrderPlace(Order { rehearsal: true, .. })
                | Self::BackorderPlace(Order { rehearsal: true, .. })
        )
    }

    /// Whether the command says what was just read from the database. A handle that is issued again
    /// names another credential.
    pub const fn is_read_first(&self) -> bool {
        match self {
            Self::Tell(tell) => tell.is_read_first(),
            // Whose a number is was just looked at.
            Self::Port { does: PortDeed::Ask { .. }, .. } | Self::CredentialLock { .. } => true,
            _ => false,
        }
    }

    /// Whether somebody's credentials are no good any more when it is done.
    pub const fn shuts_out(&self) -> bool {
        matches!(
            self,
            Self::CredentialRevoke { .. }
                | Self::Login { does: LoginDeed::Close { .. }, .. }
                | Self::Client { does: ClientDeed::Close { .. }, .. }
        )
    }

    /// Whether a choice is left to the engine: of numbers, or of an id.
    pub const fn is_free_choice(&self) -> bool {
        matches!(
            self,
            Self::OrderPlace(Order { pick: Pick::Any(..), .. })
                | Self::BackorderFill { .. }
                | Self::ObjectSet { id: None, .. }
                | Self::Paper { does: PaperDeed::Keep { .. }, .. }
                | Self::Record { does: RecordDeed::Set { id: None, .. }, .. }
                | Self::NumberSet { set: Set { at: Some(At::Phone(_)), .. }, .. }
        )
    }
}

/// What goes wrong while commands are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing.
    Nothing,
    /// A statement of one command of the batch fails.
    Statement { of: usize, nth: u32 },
    /// At a statement of one command the database gives up the whole transaction, as it does when
    /// its disk is full.
    GiveUp { of: usize, nth: u32 },
    /// The commit took effect, but that could not be seen: everything is done again.
    Doubt,
    /// The reply goes astray.
    LostReply,
    /// The node dies before the commit.
    CrashBefore,
    /// The node dies after the commit and before it could tell anyone.
    CrashAfter,
}

/// One step of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Commands that arrive together at one node, each perhaps under a key.
    Do { node: usize, deeds: Vec<(Deed, Option<u32>)>, fault: Fault },
    /// So many events reach a node, in an order that the seed decides: in order for each account,
    /// in any order between accounts, some of them twice.
    Deliver { node: usize, events: usize, seed: u64 },
    /// A node gives the queue of back-orders its turn.
    Turn { node: usize },
    /// A node applies the feed as it stands in the database.
    Follow { node: usize },
    /// A node is stopped and started again; `loaded` says whether it reads its mirrors anew or
    /// begins with empty ones.
    Restart { node: usize, loaded: bool },
    /// A node draws an image of its shelf.
    Draw { node: usize },
    /// A node is stopped and started again from an image that some node drew at some time.
    Revive { node: usize, image: usize },
    /// Time passes.
    Pass { micros: i64 },
    /// Everything is compared, not only what the last step touched.
    Audit,
}
