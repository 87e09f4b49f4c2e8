//! The limits and periods of the business, named.

/// How long a number in a cart is kept from others after it was last touched, in seconds.
pub const HOLD_SECONDS: i64 = 15 * 60;
/// How long a number may be kept in a cart by touching it again and again, in seconds.
pub const HOLD_SECONDS_MAX: i64 = 2 * 60 * 60;
/// How many numbers a cart takes.
pub const CART_NUMBERS_MAX: u32 = 500;
/// How many numbers one order may ask for.
pub const ORDER_NUMBERS_MAX: u32 = 10_000;
/// How many slots one purchase may ask for: what is bought by a slip of the pen has its bounds.
pub const SLOTS_BOUGHT_MAX: u32 = 10_000;
/// How many numbers one import command stocks: small, so that orders are not kept waiting.
pub const STOCK_NUMBERS_MAX: usize = 1000;
/// How many lapsed holds and rested numbers one sweep moves on.
pub const SWEEP_NUMBERS_MAX: i64 = 200;
/// For how long the former owner of a number may restore it, in days.
pub const RESTORE_DAYS: i64 = 30;
/// How long a number rests in all before it may be sold again, in days. The US asks for at least
/// 45 and, for residential numbers, at most 90 (47 CFR 52.15(f)).
pub const AGEING_DAYS: i64 = 90;
/// For how long an attempt is remembered, so that a repetition gets the first answer, in seconds.
pub const ATTEMPT_SECONDS: i64 = 24 * 60 * 60;
/// How many months of resellers' clients one command charges.
pub const CLIENT_MONTHS_MAX: u32 = 200;
/// How many attempts one command forgets.
pub const ATTEMPTS_EXPIRED_MAX: u64 = 500;
/// The longest idempotency key, in bytes.
pub const KEY_BYTES_MAX: usize = 255;
/// How many numbers a list without pages shows.
pub const LIST_NUMBERS_MAX: usize = 10_000;
/// How many more candidates are proposed than are wanted, for those that somebody else takes.
pub const SURPLUS: usize = 8;
/// How often more candidates are asked for before the database itself is searched.
pub const PROPOSALS_MAX: u32 = 2;
/// For how long at least the mirrors remember which version of a number they heard of, in seconds …
pub const REMEMBER_SECONDS: i64 = 60;
/// … unless there are more than so many, and the feed has passed them.
pub const REMEMBER_NUMBERS_MAX: usize = 1_000_000;
/// A command that took longer than this from its beginning to its end leaves it to the feed to tell
/// the mirrors, in seconds. Less than [`REMEMBER_SECONDS`]: what is told so late might be older than
/// what was forgotten.
pub const PUBLISH_SECONDS_MAX: i64 = 30;
