//! The nouns of the business and the rules that need nothing but themselves.
//!
//! A number is stocked under an [`Offer`], moves through the states of [`NumberState`], is sold by
//! an order ([`Selection`], [`FillPolicy`]) at a [`Price`] that a [`RatePlan`] names, is paid for
//! with [`Money`], and rings where its [`NumberSettings`] say. What happened is an [`Event`]; what
//! could not happen is a [`Refusal`]. Nothing here reads a clock, a socket or a database: time,
//! randomness and stored rows are always handed in.

mod account;
mod address;
mod backorder;
mod billing;
mod call_limits;
mod call_record;
mod delivery;
mod destination;
mod document;
mod eastern;
mod event;
mod guard;
mod hex;
mod id;
mod ledger;
mod location;
mod login;
mod lookup;
mod message;
mod message_name;
mod messaging;
mod money;
mod named;
mod number;
mod object;
mod offer;
mod order;
mod outward;
mod period;
mod plan;
mod pop;
mod port;
mod rating;
mod refusal;
mod registration;
mod reservation;
mod rng;
pub mod route;
mod secret;
mod settings;
mod target;
mod telephone;
mod time;
mod voice_message;

pub use account::{
    Account, AccountKind, AccountProfile, AccountRef, AccountStatus, AccountUse, Actor,
    DEFAULT_PLAN, DIALECTS, Scope,
};
pub use address::is_public;
pub use backorder::BackorderState;
pub use billing::{Billing, PlanWish};
pub use call_limits::{CallLimits, DIAL_PREFIXES_MAX, DialPrefix, Permit};
pub use call_record::*;
pub use delivery::DeliveryState;
pub use destination::{Destination, DestinationFault, SystemOption};
pub use document::DocumentFormat;
pub use eastern::{EASTERN, eastern_days, eastern_instant, eastern_wall, eastern_zone};
pub use event::{ChargedMonth, Event, EventBody, GENESIS_HASH, NumberMove, StockRange};
pub use guard::Guard;
pub use hex::hex;
pub use id::{
    AccountId, BackorderId, CallId, CredentialId, DeliveryId, HookId, MessageId, ObjectId, OfferId,
    OrderId, PlanId, PortDocumentId, PortId, PortOutId, PostingId, TenureId, VoiceMessageId,
};
pub use ledger::{
    CASH, CLIENT_CASH, CLIENT_OPENING, OPENING, Posting, RESALE, REVENUE, Reason, SUSPENSE,
};
pub use location::{Abroad, Carrier, Location};
pub use login::{
    CallRoute, Codec, Dialing, DtmfMode, EXPIRY_SECONDS, EXTENSION_SECONDS, LoginAuth, LoginBar,
    LoginDevice, LoginFault, LoginPlace, LoginProfile, LoginProtocol, LoginSecret, Nat, Pickup,
    RTP_HOLD_SECONDS, RTP_SECONDS, TollFreeCarrier, check_login_password,
};
pub use lookup::{CALLER_NAME_CHARS_MAX, CarrierRecord, caller_name};
pub use message::{Alphabet, Direction, Keyword, MessageState, TextLength, Undelivered};
pub use message_name::{message_of_name, sent_message_name};
pub use messaging::{MEDIA_MAX, Messaging, PageForm, PageTemplate, check_media, is_email};
pub use money::{Currency, Money, MoneyFault};
pub use named::Named;
pub use number::{NumberState, ReleaseTo, TransitionFault};
pub use object::*;
pub use offer::{Capabilities, Cleansed, Criteria, Near, Offer, Origin, Prefix};
pub use order::{FillPolicy, Line, LineOutcome, Selection, SlotKind, SlotUse};
pub use outward::{OutwardPrice, priced_twice};
pub use period::{Period, month_after, month_before};
pub use plan::{Fees, MessagePrice, PlanRule, Price, RatePlan, RuleMatch, is_plan_code};
pub use pop::Pop;
pub use port::{
    PortCoverage, PortField, PortHolder, PortObstacle, PortOutProof, PortOutState, PortOutTruth,
    PortState, PortStep, PortedNumber,
};
pub use rating::{CallOrigin, CallTerms, OriginPrice, Steps, call_price};
pub use refusal::{Refusal, Role};
pub use registration::{Registration, Transport};
pub use reservation::{Payment, reserved_seconds, set_aside};
pub use rng::Rng;
pub use secret::Secret;
pub use settings::{NumberSettings, RESALE_PRICE_MAX, Resale, SettingsChange};
pub use target::{Target, TargetFault};
pub use telephone::{CALLED_E164, CALLED_NATIONAL, RingAt, Telephone, addressed};
pub use time::Timestamp;
pub use voice_message::{Folder, VoiceMessage};
