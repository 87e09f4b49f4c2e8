//! Text messages: what was sent and received, a row for each side.

use tandem_domain::{
    AccountId, Direction, MessageId, MessageState, Money, PostingId, RESALE, TenureId, Timestamp,
    Undelivered,
};
use tandem_numbering::Did;

use super::number::{did, key};
use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// A stored message, as one of the two numbers sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The customer who pays for it.
    pub account: AccountId,
    /// Its number among that customer's messages.
    pub serial: i64,
    /// Who had the number.
    pub owner: AccountId,
    /// The tenure during which it came.
    pub tenure: TenureId,
    /// The number.
    pub did: Did,
    /// The other number.
    pub contact: Did,
    /// Which way it went.
    pub direction: Direction,
    /// What became of it.
    pub state: MessageState,
    /// When.
    pub at: Timestamp,
    /// What it says; empty once it was removed.
    pub text: String,
    /// Links to what it shows; none once it was removed.
    pub media: Vec<String>,
    /// How many parts it has.
    pub segments: u32,
    /// What was charged for it.
    pub charged: Money,
    /// The charge, if there is one.
    pub posting: Option<PostingId>,
    /// The other side's row, if that is here.
    pub pair: Option<MessageId>,
    /// The message that it passes on.
    pub forwards: Option<MessageId>,
}

fn read(row: &Row) -> Result<Message, StoreError> {
    let contact = row.int(6, "message.contact")?;
    let contact = u64::try_from(contact).ok().and_then(Did::new);
    let failed = row.maybe_text(9, "message.why")?.map(|word| {
        let why = Undelivered::from_word(word).ok_or(StoreError::Shape("message.why"))?;
        Ok::<_, StoreError>(MessageState::Failed(why))
    });
    let state = match (failed, row.text(8, "message.state")?) {
        (Some(failed), _) => failed?,
        (None, "accepted") => MessageState::Accepted,
        (None, _) => MessageState::Delivered,
    };
    Ok(Message {
        id: MessageId(row.int(0, "message.id")?),
        account: AccountId(row.int(1, "message.account")?),
        serial: row.int(2, "message.serial")?,
        owner: AccountId(row.int(3, "message.owner")?),
        tenure: TenureId(row.int(4, "message.tenure")?),
        did: did(row, 5)?,
        contact: contact.ok_or(StoreError::Shape("message.contact"))?,
        direction: Direction::from_word(row.text(7, "message.direction")?)
            .ok_or(StoreError::Shape("message.direction"))?,
        state,
        at: Timestamp(row.int(10, "message.at")?),
        text: row.text(11, "message.text")?.to_owned(),
        segments: u32::try_from(row.int(12, "message.segments")?)
            .map_err(|_| StoreError::Shape("message.segments"))?,
        charged: Money(row.int(13, "message.charged")?),
        posting: row.maybe_int(14, "message.posting")?.map(PostingId),
        pair: row.maybe_int(15, "message.pair")?.map(MessageId),
        forwards: row.maybe_int(16, "message.forwards")?.map(MessageId),
        media: match row.text(17, "message.media")? {
            "" => Vec::new(),
            doc => from_doc(doc, "message.media")?,
        },
    })
}

const fn word(state: MessageState) -> &'static str {
    match state {
        MessageState::Accepted => "accepted",
        MessageState::Delivered => "delivered",
        MessageState::Failed(_) => "failed",
    }
}

/// Adds a message; says whether its serial was free.
pub fn insert(tx: &mut dyn Tx, message: &Message) -> Result<bool, StoreError> {
    let why = match message.state {
        MessageState::Failed(why) => Some(why.word()),
        MessageState::Accepted | MessageState::Delivered => None,
    };
    let media = match message.media.is_empty() {
        true => String::new(),
        false => to_doc(&message.media, "message.media")?,
    };
    let inserted = tx.exec(
        "INSERT INTO message (id, account, serial, owner, tenure, did, contact, direction, state, \
         why, at, text, segments, charged, posting, pair, forwards, media) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
         ON CONFLICT (account, serial) DO NOTHING",
        args![
            message.id.0,
            message.account.0,
            message.serial,
            message.owner.0,
            message.tenure.0,
            key(message.did),
            key(message.contact),
            message.direction.word(),
            word(message.state),
            why,
            message.at.0,
            &message.text,
            i64::from(message.segments),
            message.charged.0,
            message.posting.map(|posting| posting.0),
            message.pair.map(|pair| pair.0),
            message.forwards.map(|forwards| forwards.0),
            &media
        ],
    )?;
    Ok(inserted == 1)
}

/// The serial of an account's next message. The account is locked, so that nobody else takes it.
pub fn next_serial(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(MAX(serial), 0) + 1 FROM message WHERE account = $1",
        args![account.0],
    )?;
    rows.first().map_or(Ok(1), |row| row.int(0, "message.serial"))
}

/// Which messages of an account a list shows. What is `None` does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whose.
    pub account: AccountId,
    /// Those of numbers that this account had.
    pub owner: Option<AccountId>,
    /// Those that went this way.
    pub direction: Option<Direction>,
    /// Those of this number.
    pub did: Option<Did>,
    /// Those with this other number.
    pub contact: Option<Did>,
    /// Those that show something beside their text, or those that do not.
    pub has_media: Option<bool>,
    /// Those from this instant on.
    pub from: Timestamp,
    /// Those before this instant and, of the same instant, before this id.
    pub before: (Timestamp, MessageId),
}

/// Messages that were not removed, the latest first. Each narrower list has its own index.
pub fn list(tx: &mut dyn Tx, shown: &Shown, limit: i64) -> Result<Vec<Message>, StoreError> {
    let sql = match (shown.contact, shown.did) {
        (Some(_), _) => {
            "SELECT id, account, serial, owner, tenure, did, contact, direction, state, why, at, \
             text, segments, charged, posting, pair, forwards, media FROM message \
             WHERE account = $1 AND contact = $2 AND (CAST($3 AS BIGINT) IS NULL OR did = $3) \
             AND (CAST($4 AS BIGINT) IS NULL OR owner = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR direction = $5) AND removed IS NULL \
             AND at >= $6 AND at <= $7 AND (at < $7 OR id < $8) \
             AND (CAST($10 AS BIGINT) IS NULL OR (media <> '') = ($10 = 1)) \
             ORDER BY at DESC, id DESC LIMIT $9"
        }
        (None, Some(_)) => {
            "SELECT id, account, serial, owner, tenure, did, contact, direction, state, why, at, \
             text, segments, charged, posting, pair, forwards, media FROM message \
             WHERE account = $1 AND (CAST($2 AS BIGINT) IS NULL OR contact = $2) AND did = $3 \
             AND (CAST($4 AS BIGINT) IS NULL OR owner = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR direction = $5) AND removed IS NULL \
             AND at >= $6 AND at <= $7 AND (at < $7 OR id < $8) \
             AND (CAST($10 AS BIGINT) IS NULL OR (media <> '') = ($10 = 1)) \
             ORDER BY at DESC, id DESC LIMIT $9"
        }
        (None, None) => {
            "SELECT id, account, serial, owner, tenure, did, contact, direction, state, why, at, \
             text, segments, charged, posting, pair, forwards, media FROM message \
             WHERE account = $1 AND (CAST($2 AS BIGINT) IS NULL OR contact = $2) \
             AND (CAST($3 AS BIGINT) IS NULL OR did = $3) \
             AND (CAST($4 AS BIGINT) IS NULL OR owner = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR direction = $5) AND removed IS NULL \
             AND at >= $6 AND at <= $7 AND (at < $7 OR id < $8) \
             AND (CAST($10 AS BIGINT) IS NULL OR (media <> '') = ($10 = 1)) \
             ORDER BY at DESC, id DESC LIMIT $9"
        }
    };
    let rows = tx.rows(
        sql,
        args![
            shown.account.0,
            shown.contact.map(key),
            shown.did.map(key),
            shown.owner.map(|owner| owner.0),
            shown.direction.map(Direction::word),
            shown.from.0,
            shown.before.0.0,
            shown.before.1.0,
            limit,
            shown.has_media.map(i64::from)
        ],
    )?;
    rows.iter().map(read).collect()
}

/// An account's message of that serial, unless it was removed.
pub fn by_serial(
    tx: &mut dyn Tx,
    account: AccountId,
    serial: i64,
) -> Result<Option<Message>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, serial, owner, tenure, did, contact, direction, state, why, at, text, \
         segments, charged, posting, pair, forwards, media FROM message \
         WHERE account = $1 AND serial = $2 AND removed IS NULL",
        args![account.0, serial],
    )?;
    rows.first().map(read).transpose()
}

/// An account's message, unless it was removed.
pub fn get(
    tx: &mut dyn Tx,
    account: AccountId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, serial, owner, tenure, did, contact, direction, state, why, at, text, \
         segments, charged, posting, pair, forwards, media FROM message \
         WHERE id = $2 AND account = $1 AND removed IS NULL",
        args![account.0, id.0],
    )?;
    rows.first().map(read).transpose()
}

/// Removes a message from its owner's list, and what it says from everywhere here.
pub fn remove(tx: &mut dyn Tx, id: MessageId, at: Timestamp) -> Result<(), StoreError> {
    tx.one(
        "UPDATE message SET text = '', media = '', removed = $2 WHERE id = $1 AND removed IS NULL",
        args![id.0, at.0],
    )
}

/// How many messages an account has sent of its own accord since an instant; no more than `most`
/// are counted.
pub fn sent_since(
    tx: &mut dyn Tx,
    account: AccountId,
    since: Timestamp,
    most: i64,
) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM (SELECT id FROM message WHERE account = $1 AND at > $2 \
         AND direction = 'sent' AND forwards IS NULL LIMIT $3) AS sent",
        args![account.0, since.0, most],
    )?;
    rows.first().map_or(Ok(0), |row| row.int(0, "message.count"))
}

/// Whether whoever has `contact` does not want to be written to during a tenure.
pub fn is_stopped(tx: &mut dyn Tx, tenure: TenureId, contact: Did) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT since FROM message_stop WHERE tenure = $1 AND contact = $2",
        args![tenure.0, key(contact)],
    )?;
    Ok(!rows.is_empty())
}

/// Whoever has `contact` does not want to be written to any more.
pub fn stop(
    tx: &mut dyn Tx,
    tenure: TenureId,
    contact: Did,
    since: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO message_stop (tenure, contact, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![tenure.0, key(contact), since.0],
    )?;
    Ok(())
}

/// Whoever has `contact` may be written to again.
pub fn start(tx: &mut dyn Tx, tenure: TenureId, contact: Did) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM message_stop WHERE tenure = $1 AND contact = $2",
        args![tenure.0, key(contact)],
    )?;
    Ok(())
}

/// Messages whose charge is not the one in the ledger. For the doctor.
pub fn mischarged(tx: &mut dyn Tx, limit: i64) -> Result<Vec<MessageId>, StoreError> {
    let rows = tx.rows(
        "SELECT m.id FROM message m LEFT JOIN posting p ON p.id = m.posting \
         WHERE m.posting IS NOT NULL AND (p.id IS NULL OR p.reason <> 'message' \
         OR p.debit <> m.account OR p.amount <> m.charged OR p.did <> m.did) \
         ORDER BY m.id LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| row.int(0, "message.id").map(MessageId)).collect()
}

/// Charges for messages that are not there. For the doctor.
pub fn unsent(tx: &mut dyn Tx, limit: i64) -> Result<Vec<PostingId>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id FROM posting p LEFT JOIN message m ON m.posting = p.id \
         WHERE p.reason = 'message' AND p.credit <> $2 AND m.id IS NULL ORDER BY p.id LIMIT $1",
        args![limit, RESALE.0],
    )?;
    rows.iter().map(|row| row.int(0, "posting.id").map(PostingId)).collect()
}

/// Charges of resellers' clients for messages that their numbers neither sent nor received, or that cost the
/// reseller something else. For the doctor.
pub fn resold_unsent(tx: &mut dyn Tx, limit: i64) -> Result<Vec<PostingId>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id FROM posting p WHERE p.reason = 'message' AND p.credit = $2 AND NOT EXISTS \
         (SELECT 1 FROM message m WHERE m.owner = p.debit AND m.did = p.did AND m.at = p.at \
         AND m.charged = p.amount) ORDER BY p.id LIMIT $1",
        args![limit, RESALE.0],
    )?;
    rows.iter().map(|row| row.int(0, "posting.id").map(PostingId)).collect()
}

/// Messages that lie outside the tenure they name, and those whose other side says otherwise. For
/// the doctor.
pub fn misplaced(tx: &mut dyn Tx, limit: i64) -> Result<Vec<MessageId>, StoreError> {
    let rows = tx.rows(
        "SELECT m.id FROM message m JOIN tenure t ON t.id = m.tenure \
         LEFT JOIN message o ON o.id = m.pair WHERE t.did <> m.did OR t.payer <> m.account \
         OR t.ended < m.at OR (m.pair IS NOT NULL AND (o.id IS NULL OR o.pair <> m.id \
         OR o.direction = m.direction OR o.did <> m.contact OR o.contact <> m.did \
         OR o.at <> m.at OR ((o.text <> m.text OR o.media <> m.media) \
         AND o.removed IS NULL AND m.removed IS NULL))) \
         ORDER BY m.id LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| row.int(0, "message.id").map(MessageId)).collect()
}
