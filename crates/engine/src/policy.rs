//! The limits and periods of the business, named.

use tandem_domain::Money;

/// How long a number in a cart is kept from others after it was last touched, in seconds.
pub const HOLD_SECONDS: i64 = 15 * 60;
/// How long a number may be kept in a cart by touching it again and again, in seconds.
pub const HOLD_SECONDS_MAX: i64 = 2 * 60 * 60;
/// For how long a customer who has kept a number in carts must have gone without it before it may be
/// kept anew, in seconds. Until then its time goes on where it was.
pub const HOLD_REST_SECONDS: i64 = 2 * 60 * 60;
/// How many numbers a customer may keep from others at a time, in all the carts of its family,
/// unless its profile says otherwise.
pub const HELD_NUMBERS_MAX: u32 = 1000;
/// How many numbers a customer may have kept from others one after the other within [`HOLD_REST_SECONDS`] without
/// buying them: it is remembered of each since when. Whoever may keep more at a time may keep as many.
pub const HOLDS_REMEMBERED_MAX: u64 = 10_000;
/// How many numbers a cart takes.
pub const CART_NUMBERS_MAX: u32 = 500;
/// How many orders one page of a list shows.
pub const LIST_ORDERS_MAX: i64 = 100;
/// How many numbers one order may ask for.
pub const ORDER_NUMBERS_MAX: u32 = 10_000;
/// How many slots one purchase may ask for: what is bought by a slip of the pen has its bounds.
pub const SLOTS_BOUGHT_MAX: u32 = 10_000;
/// How many numbers one import command stocks: some ten milliseconds of a writer, so that orders are
/// not kept waiting.
pub const STOCK_NUMBERS_MAX: usize = 8000;
/// How many rows one page of an export reads: some ten milliseconds of a reader.
pub const EXPORT_ROWS: i64 = 2000;
/// How many calls a search finds at once.
pub const CALLS_FOUND_MAX: i64 = 100;
/// How many accounts, or numbers in service, one command lets move in.
pub const MOVE_ROWS_MAX: usize = 250;
/// How many lapsed holds and rested numbers one sweep moves on.
pub const SWEEP_NUMBERS_MAX: i64 = 200;
/// For how long the former owner of a number may restore it, in days.
pub const RESTORE_DAYS: i64 = 30;
/// How long a number rests in all before it may be sold again, in days. The US asks for at least
/// 45 and, for residential numbers, at most 90 (47 CFR 52.15(f)).
pub const AGEING_DAYS: i64 = 90;
/// The least that a US number rests (47 CFR 52.15(f)), in days.
pub const AGEING_DAYS_MIN: i64 = 45;
const _: () = assert!(RESTORE_DAYS <= AGEING_DAYS && AGEING_DAYS >= AGEING_DAYS_MIN);
/// For how long a number whose month could not be paid stays in service, in days.
pub const GRACE_DAYS: i64 = 7;
/// For how long it is then suspended before it is released, in days.
pub const SUSPENSION_DAYS: i64 = 14;
/// How many numbers of one payer one renewal charges: few, so that orders are not kept waiting.
pub const RENEWAL_NUMBERS_MAX: i64 = 100;
/// How many due numbers one look for their payers goes through.
pub const RENEWAL_LOOK_MAX: i64 = 1000;
/// For how long the lease of the renewals is taken, in seconds.
pub const RENEWAL_LEASE_SECONDS: i64 = 60;
/// When a number that its supplier has not sold yet is looked at again, in seconds.
pub const RENEWAL_WAIT_SECONDS: i64 = 60 * 60;
/// When a month is tried again that could not be charged though there is money, in seconds.
pub const RENEWAL_AGAIN_SECONDS: i64 = 60 * 60;
/// For how long an attempt is remembered, so that a repetition gets the first answer, in seconds.
pub const ATTEMPT_SECONDS: i64 = 24 * 60 * 60;
/// The most that a reseller may bring a client's balance to by its own word, above nothing or below it: a thousand
/// million, so that what the client uses has room beside it.
pub const CLIENT_BALANCE_MAX: Money = Money::cents(100_000_000_000);
/// How far a client may fall below nothing by what it uses: as far as an account can hold. What would take it
/// further is borne by its reseller.
pub const CLIENT_DEBT_MAX: Money = Money(i64::MAX);
/// How many months of resellers' clients one command charges.
pub const CLIENT_MONTHS_MAX: u32 = 200;
/// How many attempts one command forgets.
pub const ATTEMPTS_EXPIRED_MAX: u64 = 500;
/// The longest idempotency key, in bytes.
pub const KEY_BYTES_MAX: usize = 255;
/// For how long an address is locked out from which too many wrong secrets came, in seconds.
pub const LOCKOUT_SECONDS: i64 = 5 * 60;
/// How many lock-outs that have ended one command forgets.
pub const LOCKOUTS_EXPIRED_MAX: u64 = 100;
/// How many numbers a list without pages shows.
pub const LIST_NUMBERS_MAX: usize = 10_000;
/// How many numbers a search may show that whoever asks carries out, without a reading thread.
pub const QUICK_NUMBERS_MAX: usize = 100;
/// How many more candidates are proposed than are wanted, for those that somebody else takes.
pub const SURPLUS: usize = 8;
/// How often more candidates are asked for before the database itself is searched.
pub const PROPOSALS_MAX: u32 = 2;
/// How many numbers an order passes in the database that do not fit: some ten milliseconds of a writer. The shelf in
/// memory has looked at all of them, and said that there are none.
pub const WALK_NUMBERS_MAX: usize = 20_000;
/// For how long at least the mirrors remember which version of a number they heard of, in seconds …
pub const REMEMBER_SECONDS: i64 = 60;
/// … unless there are more than so many, and the feed has passed them.
pub const REMEMBER_NUMBERS_MAX: usize = 1_000_000;
/// A command that took longer than this from its beginning to its end leaves it to the feed to tell
/// the mirrors, in seconds. Less than [`REMEMBER_SECONDS`]: what is told so late might be older than
/// what was forgotten.
pub const PUBLISH_SECONDS_MAX: i64 = 30;
/// How many numbers one command sets up: some ten milliseconds of a writer.
pub const NUMBERS_SET_MAX: usize = 250;
/// How many accounts a customer may have under it, and open more.
pub const CLIENTS_MAX: i64 = 2000;
/// How many logins a customer may have.
pub const LOGINS_MAX: i64 = 1000;
/// The longest name of a login's own, behind that of its customer, in characters.
pub const LOGIN_NAME_CHARS_MAX: usize = 12;
/// How many webhooks an account may have.
pub const HOOKS_MAX: i64 = 20;
/// How many numbers one message to a webhook lists; of the others it says how many there are.
pub const HOOK_NUMBERS_MAX: usize = 1000;
/// The shortest secret that a webhook's calls are signed with, in bytes.
pub const HOOK_SECRET_BYTES_MIN: usize = 16;
/// The longest, in bytes.
pub const HOOK_SECRET_BYTES_MAX: usize = 255;
/// For how long whoever begins to deliver has a delivery for itself, in seconds: longer than any
/// call may take. If it dies meanwhile, somebody else begins after that.
pub const DELIVERY_CLAIM_SECONDS: i64 = 30;
/// How long after the first failure it is tried again, in seconds; twice as long after each further
/// one …
pub const DELIVERY_PAUSE_SECONDS: i64 = 5;
/// … up to this.
pub const DELIVERY_PAUSE_SECONDS_MAX: i64 = 60 * 60;
/// For how long it is tried before it is left for a person, in seconds.
pub const DELIVERY_SECONDS_MAX: i64 = 72 * 60 * 60;
/// How often it is tried at least, however long it waited: a shop that was closed for days, or whose time was moved,
/// has not tried for as long as it seems.
pub const DELIVERY_TRIES_MIN: i64 = 10;
/// For how long a delivery that was settled is kept, in days.
pub const DELIVERY_KEPT_DAYS: i64 = 30;
/// How many hooks for which something waits one look passes: a millisecond or two of a reader.
pub const HOOKS_LOOKED_AT_MAX: i64 = 256;
/// How many letters one look shows.
pub const LETTERS_DUE_MAX: i64 = 64;
/// How many letters with the sound of a voice message go out for a customer in [`VOICE_LETTERS_SECONDS`] before no more are
/// sent because somebody asks for one. Each has four megabytes at most.
pub const VOICE_LETTERS_HOUR_MAX: u32 = 60;
/// What an hour is for that.
pub const VOICE_LETTERS_SECONDS: i64 = 60 * 60;
/// How many deliveries one command writes down.
pub const DELIVERIES_WRITTEN_MAX: usize = 200;
/// How many deliveries one command begins.
pub const DELIVERIES_BEGUN_MAX: usize = 64;
/// How many deliveries one command has tried again.
pub const DELIVERIES_RETRIED_MAX: i64 = 1000;
/// How many deliveries one command forgets.
pub const DELIVERIES_EXPIRED_MAX: u64 = 500;
/// How much of what went wrong with a call is kept, in characters.
pub const DELIVERY_ERROR_CHARS_MAX: usize = 200;
/// How many deliveries one page of a list shows.
pub const LIST_DELIVERIES_MAX: i64 = 100;
/// How many consecutive numbers a search may ask for: an exchange has no more.
pub const RUN_NUMBERS_MAX: u32 = 10_000;
/// How many values are shown of one thing that numbers are told apart by.
pub const FACET_VALUES_MAX: usize = 100;
/// How many suggestions are made when a search has found nothing.
pub const ALTERNATIVES_MAX: usize = 20;
/// How many suggestions are made for one reason.
pub const ALTERNATIVES_EACH_MAX: usize = 5;
/// How far a suggested rate centre may be off, in miles.
pub const ALTERNATIVE_MILES_MAX: u32 = 100;
/// How many former owners of a number one look shows.
pub const TERMS_SHOWN_MAX: i64 = 100;
/// How many events of each account are looked through for what happened to a number.
pub const EVENTS_LOOKED_AT_MAX: i64 = 1000;
/// How many back-orders a customer may have open at a time.
pub const BACKORDERS_OPEN_MAX: u32 = 1000;
/// For how long a supplier that would not sell to us just then is not asked again on behalf of the same
/// back-order, in seconds.
pub const SUPPLIER_PAUSE_SECONDS: i64 = 15 * 60;
/// How many tiers of criteria a back-order may have.
pub const BACKORDER_TIERS_MAX: u32 = 100;
/// How many back-orders one look shows.
pub const BACKORDERS_LISTED_MAX: i64 = 1000;
/// How many parts a text message may have.
pub const MESSAGE_SEGMENTS_MAX: u32 = 10;
/// How many text messages a customer may send in [`MESSAGES_DAY_SECONDS`], unless its profile says
/// otherwise. What is passed on by itself does not count.
pub const MESSAGES_DAY_MAX: u32 = 100;
/// What a day is for that: the last 24 hours, so that nobody sends two days' messages at midnight.
pub const MESSAGES_DAY_SECONDS: i64 = 24 * 60 * 60;
/// How many text messages a customer may send in [`MESSAGES_MINUTE_SECONDS`], whatever its day holds.
pub const MESSAGES_MINUTE_MAX: u32 = 60;
/// What a minute is for that.
pub const MESSAGES_MINUTE_SECONDS: i64 = 60;
/// How many messages one look shows.
pub const LIST_MESSAGES_MAX: u32 = 10_000;
/// How many calls one look shows.
pub const LIST_CALLS_MAX: u32 = 10_000;
/// How many records of calls a switch may report at once.
pub const CALL_RECORDS_MAX: usize = 100;
/// After how long a page that did not say `ok` to a message is called again, in seconds.
pub const CALLBACK_PAUSE_SECONDS: i64 = 30 * 60;
/// How many objects of one kind a customer may have.
pub const OBJECTS_MAX: i64 = 2000;
/// From how many addresses an account may be logged in at a time; of more, those that hold longest are known.
pub const REGISTRATIONS_MAX: i64 = 20;
/// How many reports of who has logged in a switch may send at once.
pub const REGISTRATIONS_REPORTED_MAX: usize = 100;
/// For how long it is remembered that somebody has gone, in seconds: a report that was held up for longer may bring
/// them back until it lapses.
pub const REGISTRATION_KEPT_SECONDS: i64 = 24 * 60 * 60;
/// How many objects may be about one number: they are dealt with in one go when its owner gives it back.
pub const NUMBER_USERS_MAX: i64 = 500;
/// For how long it is kept what calls were routed by: ninety days, in seconds.
pub const PAST_SECONDS: i64 = 90 * 24 * 60 * 60;
/// How many earlier states are kept of each number and each object. Of what changes more often than that in
/// [`PAST_SECONDS`], the oldest are forgotten sooner.
pub const PASTS_EACH_MAX: i64 = 100;
/// Through how many changes a look at an earlier version goes.
pub const PASTS_READ_MAX: i64 = 20_000;
/// How many earlier states one run of the job forgets.
pub const PASTS_EXPIRED_MAX: u64 = 500;
/// How many things one command takes back to an earlier version.
pub const ROLLED_BACK_MAX: usize = 500;
/// How many calls a draft is tried against.
pub const ROUTES_TRIED_MAX: usize = 1000;
/// How many of those that would have gone another way are listed.
pub const ROUTES_SHOWN_MAX: usize = 100;
/// How large a recording may be, in bytes: some eight minutes of G.711, four of 16-bit samples.
pub const AUDIO_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How large all recordings and documents of a customer may be together, in bytes.
pub const AUDIOS_BYTES_MAX: i64 = 128 * 1024 * 1024;
/// How many messages a mailbox holds. A switch is told when another has no room.
pub const VOICE_MESSAGES_MAX: u32 = 1000;
/// For how long at least it is known of a voice message that was removed that it was there, in days: a switch that was not heard
/// brings it again until then, and it does not come back.
pub const VOICE_REMEMBERED_DAYS: i64 = 30;
/// How many such messages of a mailbox are forgotten when another comes.
pub const VOICES_FORGOTTEN_MAX: i64 = 16;
/// How large all messages in the mailboxes of a customer may be together, in bytes: some nine hours of
/// 16-bit samples.
pub const VOICES_BYTES_MAX: i64 = 512 * 1024 * 1024;
/// How many objects one look shows: all that a customer may have of a kind.
pub const LIST_OBJECTS_MAX: i64 = OBJECTS_MAX;
/// How many objects may hang on another that goes without asking them, such as the agents of a queue, and in how
/// many lists one may stand, such as a profile in conferences: they are dealt with in one go.
pub const OBJECT_BONDS_MAX: i64 = 100;
/// Of how many users of an object a refusal to remove it tells.
pub const OBJECT_USERS_SHOWN_MAX: i64 = 5;
/// How many logins a node remembers for when its database is gone, of those that switches asked for lately.
pub const LOGINS_REMEMBERED_MAX: usize = 50_000;
/// How many numbers one port request may ask for.
pub const PORT_NUMBERS_MAX: u32 = 100;
/// How many port requests a customer may have that are not at their end.
pub const PORTS_OPEN_MAX: u32 = 200;
/// How many blocks of an exchange are looked at for what is said of a number in it: as many as it has numbers.
pub const PORT_BLOCKS_MAX: i64 = 10_000;
/// How many port requests one look shows.
pub const PORTS_LISTED_MAX: i64 = 100;
/// For how long another carrier may be silent about a port request, in days, before the request lapses: whoever
/// asks for a number that is not theirs keeps it from nobody for longer.
pub const PORT_SILENCE_DAYS: i64 = 30;
/// For how long the papers of a request are kept by which numbers came, in days: 47 CFR 64.1120(a)(1)(ii) asks for
/// two years.
pub const PORT_PAPERS_DAYS: i64 = 731;
/// The same of a request by which no number came.
pub const PORT_PAPERS_VAIN_DAYS: i64 = 30;
/// How many port requests whose time is up one look finds.
pub const PORTS_DUE_MAX: i64 = 50;
/// How many notes about a port request one look shows.
pub const PORT_NOTES_SHOWN_MAX: i64 = 100;
/// The longest note about a port request, in characters.
pub const PORT_NOTE_CHARS_MAX: usize = 500;
/// How large a document may be, in bytes: a bill of some dozen scanned pages.
pub const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How many documents may belong to one port request.
pub const PORT_DOCUMENTS_MAX: usize = 20;
/// How large all documents of a customer may be together, in bytes.
pub const PORT_DOCUMENTS_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// How many rows of other carriers' numbers one command loads: some ten milliseconds of a writer.
pub const LOOKUP_ROWS_MAX: usize = 2000;
/// For how long what somebody outside answered of a number is told on when they can no longer be asked, in days.
pub const LOOKUP_ANSWER_DAYS: i64 = 30;
/// For how long it is believed that they know nothing of a number, in seconds: an hour. It may be in service any day.
pub const LOOKUP_NOTHING_SECONDS: i64 = 60 * 60;
/// How many such answers one command forgets.
pub const LOOKUP_ANSWERS_EXPIRED_MAX: u64 = 1000;
