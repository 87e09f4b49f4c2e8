//! Messages that callers left in mailboxes, and their sounds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tandem_domain::{
    AccountId, AudioFormat, Folder, ObjectId, Timestamp, VoiceMessage, VoiceMessageId,
};

use super::number::{did, key};
use crate::{Arg, Row, StoreError, Tx, args};

/// A message that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: VoiceMessageId,
    /// The customer whose mailbox it is in.
    pub account: AccountId,
    /// Its number in the mailbox.
    pub num: i64,
    /// What the switch said of it.
    pub left: VoiceMessage,
    /// How long it is, in seconds.
    pub seconds: u32,
    /// The SHA-256 of its sound, in hexadecimal digits.
    pub digest: String,
    /// How that is encoded.
    pub format: AudioFormat,
    /// How many bytes that has.
    pub bytes: i64,
    /// Where it lies.
    pub folder: Folder,
    /// Whether somebody said that it is urgent.
    pub urgent: bool,
    /// Whether somebody has heard it.
    pub listened: bool,
    /// Whether it was removed, and its sound with it.
    pub is_removed: bool,
}

/// A query of messages as [`read`] takes them.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, num, switch, call, did, mailbox, caller, name, at, seconds, digest, \
             format, bytes, folder, urgent, listened, removed FROM voice_message ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let seconds = u32::try_from(row.int(10, "voice_message.seconds")?);
    let format = AudioFormat::from_word(row.text(12, "voice_message.format")?);
    let folder = Folder::from_word(row.text(14, "voice_message.folder")?);
    Ok(Kept {
        id: VoiceMessageId(row.int(0, "voice_message.id")?),
        account: AccountId(row.int(1, "voice_message.account")?),
        num: row.int(2, "voice_message.num")?,
        left: VoiceMessage {
            switch: row.text(3, "voice_message.switch")?.to_owned(),
            call: row.text(4, "voice_message.call")?.to_owned(),
            did: did(row, 5)?,
            mailbox: ObjectId(row.int(6, "voice_message.mailbox")?),
            from: row.text(7, "voice_message.caller")?.to_owned(),
            name: row.text(8, "voice_message.name")?.to_owned(),
            at: Timestamp(row.int(9, "voice_message.at")?),
        },
        seconds: seconds.map_err(|_| StoreError::Shape("voice_message.seconds"))?,
        digest: row.text(11, "voice_message.digest")?.to_owned(),
        format: format.ok_or(StoreError::Shape("voice_message.format"))?,
        bytes: row.int(13, "voice_message.bytes")?,
        folder: folder.ok_or(StoreError::Shape("voice_message.folder"))?,
        urgent: row.int(15, "voice_message.urgent")? != 0,
        listened: row.int(16, "voice_message.listened")? != 0,
        is_removed: row.maybe_int(17, "voice_message.removed")?.is_some(),
    })
}

/// Which messages of a mailbox are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// The customer.
    pub account: AccountId,
    /// The mailbox.
    pub mailbox: ObjectId,
    /// Only those in this folder.
    pub folder: Option<Folder>,
    /// Only those from this instant on …
    pub from: Timestamp,
    /// … and before this one.
    pub to: Timestamp,
}

impl Shown {
    /// All of a mailbox.
    pub const fn all(account: AccountId, mailbox: ObjectId) -> Self {
        let (from, to) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        Self { account, mailbox, folder: None, from, to }
    }
}

/// Keeps a message with its sound in Base64. Says whether that was new.
pub fn insert(tx: &mut dyn Tx, kept: &Kept, data: &str) -> Result<bool, StoreError> {
    let Kept { left, .. } = kept;
    let inserted = tx.exec(
        "INSERT INTO voice_message (id, account, num, switch, call, did, mailbox, caller, name, at, \
         seconds, digest, format, bytes, folder, urgent, listened) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT DO NOTHING",
        args![
            kept.id.0,
            kept.account.0,
            kept.num,
            &left.switch,
            &left.call,
            key(left.did),
            left.mailbox.0,
            &left.from,
            &left.name,
            left.at.0,
            i64::from(kept.seconds),
            &kept.digest,
            kept.format.word(),
            kept.bytes,
            kept.folder.word(),
            i64::from(kept.urgent),
            i64::from(kept.listened)
        ],
    )?;
    if inserted == 1 {
        tx.one(
            "INSERT INTO voice_sound (message, account, bytes, data) VALUES ($1, $2, $3, $4)",
            args![kept.id.0, kept.account.0, kept.bytes, data],
        )?;
    }
    Ok(inserted == 1)
}

/// The message that a switch brought under that name.
pub fn named(tx: &mut dyn Tx, switch: &str, call: &str) -> Result<Option<Kept>, StoreError> {
    let rows = tx.rows(select!("WHERE switch = $1 AND call = $2"), args![switch, call])?;
    rows.first().map(read).transpose()
}

/// A message that is in a mailbox, by its number there.
pub fn get(
    tx: &mut dyn Tx,
    account: AccountId,
    mailbox: ObjectId,
    num: i64,
) -> Result<Option<Kept>, StoreError> {
    let rows = tx.rows(
        select!("WHERE account = $1 AND mailbox = $2 AND num = $3 AND removed IS NULL"),
        args![account.0, mailbox.0, num],
    )?;
    rows.first().map(read).transpose()
}

/// A message that is in any mailbox, by its id.
pub fn by_id(tx: &mut dyn Tx, id: VoiceMessageId) -> Result<Option<Kept>, StoreError> {
    let rows = tx.rows(select!("WHERE id = $1 AND removed IS NULL"), args![id.0])?;
    rows.first().map(read).transpose()
}

/// The messages of a mailbox by their numbers.
pub fn list(tx: &mut dyn Tx, shown: &Shown, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let rows = tx.rows(
        select!(
            "WHERE account = $1 AND mailbox = $2 AND removed IS NULL \
             AND (CAST($3 AS TEXT) IS NULL OR folder = $3) AND at >= $4 AND at < $5 \
             ORDER BY num LIMIT $6"
        ),
        args![
            shown.account.0,
            shown.mailbox.0,
            shown.folder.map(Folder::word),
            shown.from.0,
            shown.to.0,
            limit
        ],
    )?;
    rows.iter().map(read).collect()
}

/// The number of the next message of a mailbox, and how many it has.
pub fn next(
    tx: &mut dyn Tx,
    account: AccountId,
    mailbox: ObjectId,
) -> Result<(i64, i64), StoreError> {
    // The last one keeps its row also when it was removed, so that no number comes again.
    let rows = tx.rows(
        "SELECT num FROM voice_message WHERE account = $1 AND mailbox = $2 ORDER BY num DESC LIMIT 1",
        args![account.0, mailbox.0],
    )?;
    let last = rows.first().map_or(Ok(0), |row| row.int(0, "voice_message.num"))?;
    let rows = tx.rows(
        "SELECT COUNT(*) FROM voice_message WHERE account = $1 AND mailbox = $2 AND removed IS NULL",
        args![account.0, mailbox.0],
    )?;
    let row = rows.first().ok_or(StoreError::Shape("voice_message.count"))?;
    Ok((last + 1, row.int(0, "voice_message.count")?))
}

/// Forgets some of the messages of a mailbox that were removed before an instant: that they were ever there. Only those
/// before a number, that of one which stays.
pub fn forget(
    tx: &mut dyn Tx,
    (account, mailbox): (AccountId, ObjectId),
    removed_before: Timestamp,
    num: i64,
    most: i64,
) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM voice_message WHERE id IN (SELECT id FROM voice_message \
         WHERE account = $1 AND mailbox = $2 AND num < $3 AND removed < $4 ORDER BY num LIMIT $5)",
        args![account.0, mailbox.0, num, removed_before.0, most],
    )?;
    Ok(())
}

/// How many bytes all messages of a customer have.
pub fn total(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(CAST(SUM(bytes) AS BIGINT), 0) FROM voice_sound WHERE account = $1",
        args![account.0],
    )?;
    rows.first().ok_or(StoreError::Shape("voice_sound.bytes"))?.int(0, "voice_sound.bytes")
}

/// Of each mailbox of a customer that has any, how many messages nobody has heard, and how many are urgent.
pub fn counts(
    tx: &mut dyn Tx,
    account: AccountId,
) -> Result<Vec<(ObjectId, i64, i64)>, StoreError> {
    let rows = tx.rows(
        "SELECT mailbox, CAST(SUM(1 - listened) AS BIGINT), CAST(SUM(urgent) AS BIGINT) \
         FROM voice_message WHERE account = $1 AND removed IS NULL GROUP BY mailbox ORDER BY mailbox",
        args![account.0],
    )?;
    let read = |row: &Row| {
        let mailbox = ObjectId(row.int(0, "voice_message.mailbox")?);
        Ok((mailbox, row.int(1, "voice_message.new")?, row.int(2, "voice_message.urgent")?))
    };
    rows.iter().map(read).collect()
}

/// Writes down where a message lies and what was done with it.
pub fn put(tx: &mut dyn Tx, kept: &Kept) -> Result<(), StoreError> {
    tx.one(
        "UPDATE voice_message SET folder = $2, urgent = $3, listened = $4 \
         WHERE id = $1 AND removed IS NULL",
        args![kept.id.0, kept.folder.word(), i64::from(kept.urgent), i64::from(kept.listened)],
    )
}

/// Removes a message and its sound, and who left it. That it was there is kept for a while, so that it does not come back.
pub fn remove(
    tx: &mut dyn Tx,
    messages: &[VoiceMessageId],
    at: Timestamp,
) -> Result<(), StoreError> {
    for some in messages.chunks(REMOVED_AT_ONCE) {
        let Some(last) = some.last() else { continue };
        // Naming the last one again fills the list up and removes nothing more.
        let ids = || some.iter().chain(std::iter::repeat(last)).take(REMOVED_AT_ONCE);
        let ids = || ids().map(|id| Arg::Int(id.0));
        let marked: Vec<Arg<'_>> = ids().chain([Arg::Int(at.0)]).collect();
        let marked = tx.exec(&MARK_REMOVED, &marked)?;
        let forgotten: Vec<Arg<'_>> = ids().collect();
        let forgotten = tx.exec(&FORGET_SOUNDS, &forgotten)?;
        let wanted = some.len() as u64;
        if (marked, forgotten) != (wanted, wanted) {
            return Err(StoreError::Shape("voice_message.removed"));
        }
    }
    Ok(())
}

/// How many messages one statement of [`remove`] removes.
const REMOVED_AT_ONCE: usize = 64;

static MARK_REMOVED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "UPDATE voice_message SET removed = ${}, caller = '', name = '' \
         WHERE id IN ({}) AND removed IS NULL",
        REMOVED_AT_ONCE + 1,
        places()
    )
});

static FORGET_SOUNDS: LazyLock<String> =
    LazyLock::new(|| format!("DELETE FROM voice_sound WHERE message IN ({})", places()));

fn places() -> String {
    let places: Vec<String> = (1..=REMOVED_AT_ONCE).map(|place| format!("${place}")).collect();
    places.join(",")
}

/// The sound of a message, in Base64.
pub fn data(tx: &mut dyn Tx, id: VoiceMessageId) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT data FROM voice_sound WHERE message = $1", args![id.0])?;
    rows.first().map(|row| Ok(row.text(0, "voice_sound.data")?.to_owned())).transpose()
}

/// Every message, after one, each with whether its sound is kept and as long as it says. For the doctor.
pub fn page(
    tx: &mut dyn Tx,
    after: VoiceMessageId,
    limit: i64,
) -> Result<Vec<(Kept, bool)>, StoreError> {
    let rows = tx.rows(select!("WHERE id > $1 ORDER BY id LIMIT $2"), args![after.0, limit])?;
    let kept: Vec<Kept> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let Some(last) = kept.last() else { return Ok(Vec::new()) };
    let rows = tx.rows(
        "SELECT message, bytes FROM voice_sound WHERE message > $1 AND message <= $2",
        args![after.0, last.id.0],
    )?;
    let sound =
        |row: &Row| Ok((row.int(0, "voice_sound.message")?, row.int(1, "voice_sound.bytes")?));
    let sounds = rows.iter().map(sound).collect::<Result<BTreeMap<_, _>, StoreError>>()?;
    let with_sound = |kept: Kept| {
        let is_kept = sounds.get(&kept.id.0) == Some(&kept.bytes);
        (kept, is_kept)
    };
    Ok(kept.into_iter().map(with_sound).collect())
}

/// How many sounds there are of which there is no message. For the doctor.
pub fn strays(tx: &mut dyn Tx) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM voice_sound s WHERE NOT EXISTS \
         (SELECT 1 FROM voice_message m WHERE m.id = s.message AND m.removed IS NULL)",
        args![],
    )?;
    rows.first().ok_or(StoreError::Shape("voice_sound.count"))?.int(0, "voice_sound.count")
}
