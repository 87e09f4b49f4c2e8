//! What was said: texts, calls, messages in mailboxes.

use tandem_store::StoreError;

use super::rows;
use crate::shelf;
use crate::simulator::{Simulation, Stop, words};

impl Simulation {
    /// Every message on both its sides, who wants no more of them, and whom they were told.
    pub(super) fn texts(&mut self) -> Result<(), Stop> {
        let expected = self.model.texts.iter().map(|text| {
            let accounts = (self.ids.accounts[text.who].0, self.ids.accounts[text.owner].0);
            let numbers = (text.number.cast_signed(), text.contact.cast_signed());
            let word = if text.sent { "sent" } else { "received" };
            let what = (word.to_owned(), text.why.unwrap_or_default().to_owned());
            let flags = (text.forwarded, text.removed);
            let said = text.text.clone();
            (accounts, text.serial, numbers, what, text.at, said, text.charged, flags)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let rows = tx.rows(
                "SELECT account, owner, serial, did, contact, direction, why, at, text, charged, \
                 forwards, removed FROM message",
                &[],
            )?;
            let read = |row: &tandem_store::Row| {
                let accounts = (row.int(0, "account")?, row.int(1, "owner")?);
                let numbers = (row.int(3, "did")?, row.int(4, "contact")?);
                let why = row.maybe_text(6, "why")?.unwrap_or_default().to_owned();
                let what = (row.text(5, "direction")?.to_owned(), why);
                let flag = |column| Ok::<_, StoreError>(row.maybe_int(column, "flag")?.is_some());
                let (serial, at) = (row.int(2, "serial")?, row.int(7, "at")?);
                let (said, charged) = (row.text(8, "text")?.to_owned(), row.int(9, "charged")?);
                let flags = (flag(10)?, flag(11)?);
                Ok((accounts, serial, numbers, what, at, said, charged, flags))
            };
            rows.iter().map(read).collect()
        });
        self.compare("messages", &expected, &found)?;
        let told =
            self.model.told_texts.iter().map(|(who, seq, how)| {
                vec![Some(self.ids.accounts[*who].0), Some(*seq), Some(*how)]
            });
        let expected = told.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT account, seq, CAST(CASE kind WHEN 'message.callback' THEN 1 \
                       WHEN 'message.receipt' THEN 2 ELSE 0 END AS BIGINT) FROM delivery \
                       WHERE kind IN ('message.letter', 'message.callback', 'message.receipt')";
            rows(tx, sql)
        });
        self.compare("what messages told", &expected, &found)?;
        let stops = self.model.stops.iter().map(|(number, began, contact)| {
            vec![Some(number.cast_signed()), Some(*began), Some(contact.cast_signed())]
        });
        let expected = stops.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT t.did, t.began, s.contact FROM message_stop s \
                       JOIN tenure t ON t.id = s.tenure";
            rows(tx, sql)
        });
        self.compare("who wants no messages", &expected, &found)
    }

    /// Every call: whose it was and what it cost.
    pub(super) fn calls(&mut self) -> Result<(), Stop> {
        let account = |who: usize| self.ids.accounts[who].0;
        let expected = self.model.calls.records.iter().map(|(name, called)| {
            let owner = called.whose.map(|(_, owner)| account(owner));
            let payer = called.whose.map(|(payer, _)| account(payer));
            let number = Some(called.said.number.cast_signed());
            let charged = (called.charged, called.client_charged);
            (name.to_string(), number, payer, owner, charged)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT call_id, did, account, owner, charged, client_charged \
                       FROM call_record";
            let rows = tx.rows(sql, &[])?;
            let read = |row: &tandem_store::Row| {
                let (did, payer) = (row.maybe_int(1, "did")?, row.maybe_int(2, "account")?);
                let charged = (row.int(4, "charged")?, row.int(5, "client_charged")?);
                Ok((
                    row.text(0, "call_id")?.to_owned(),
                    did,
                    payer,
                    row.maybe_int(3, "owner")?,
                    charged,
                ))
            };
            rows.iter().map(read).collect()
        });
        self.compare("calls", &expected, &found)
    }

    /// Every voice message: whose it is, where it lies, what was done with it, and who was sent it.
    pub(super) fn voices(&mut self) -> Result<(), Stop> {
        let expected = self.model.voices.messages.iter().map(|(name, voice)| {
            let place = (self.ids.accounts[voice.who].0, voice.mailbox, voice.num);
            let digest = shelf::sound(voice.sound).digest().to_owned();
            let left = (voice.number.cast_signed(), voice.at, digest);
            let folder = words::folder(voice.folder).word().to_owned();
            let done = (voice.urgent, voice.listened, voice.removed.is_some());
            (name.to_string(), place, left, folder, done)
        });
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT call, account, mailbox, num, did, at, digest, folder, urgent, listened, \
                       CAST(CASE WHEN removed IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM voice_message";
            let read = |row: &tandem_store::Row| {
                let flag = |column| Ok::<_, StoreError>(row.int(column, "flag")? != 0);
                let place = (row.int(1, "account")?, row.int(2, "mailbox")?, row.int(3, "num")?);
                let left = (row.int(4, "did")?, row.int(5, "at")?, row.text(6, "digest")?.to_owned());
                let folder = row.text(7, "folder")?.to_owned();
                let done = (flag(8)?, flag(9)?, flag(10)?);
                Ok((row.text(0, "call")?.to_owned(), place, left, folder, done))
            };
            tx.rows(sql, &[])?.iter().map(read).collect()
        });
        self.compare("voice messages", &expected, &found)?;
        let mailed = self.model.voices.mailed.iter();
        let expected = mailed.map(|(who, seq)| vec![Some(self.ids.accounts[*who].0), Some(*seq)]);
        let expected = expected.collect();
        let found = self.ground.look(|tx| {
            rows(tx, "SELECT account, seq FROM delivery WHERE kind = 'voice_message.letter'")
        });
        self.compare("voice messages that were sent", &expected, &found)
    }
}
