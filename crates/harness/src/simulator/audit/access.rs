//! Who may come in, and what belongs to them: objects, sounds, credentials, logins.

use std::collections::BTreeSet;

use tandem_domain::{AccountId, CredentialId, Voicemail};
use tandem_store::credential;

use super::rows;
use crate::shelf;
use crate::simulator::{Simulation, Stop, words};

impl Simulation {
    pub(super) fn objects_and_credentials(&mut self) -> Result<(), Stop> {
        let objects = self.model.objects.iter().map(|(id, (who, name, version))| {
            let is_passing = self.model.passing.contains(id);
            let name = if is_passing { String::new() } else { name.clone() };
            (*id, self.ids.accounts[*who].0, name, *version)
        });
        let groups = self.model.groups.iter().map(|(id, group)| {
            (*id, self.ids.accounts[group.who].0, group.name.clone(), group.version)
        });
        let book = &self.model.book;
        let pages = book.entries.iter().chain(&book.groups).map(|(id, page)| {
            (*id, self.ids.accounts[page.who].0, page.name.clone(), page.version)
        });
        let records = self.model.records.iter().map(|(id, record)| {
            (*id, self.ids.accounts[record.who].0, record.name.clone(), record.version)
        });
        let circles = self.model.circles.iter().map(|(id, circle)| {
            (*id, self.ids.accounts[circle.who].0, circle.name.clone(), circle.version)
        });
        let boxes = self.model.voices.boxes.iter().map(|(id, (who, version))| {
            (*id, self.ids.accounts[*who].0, Voicemail::default().name, *version)
        });
        let papers = self
            .model
            .papers
            .objects()
            .map(|(id, who, name, version)| (id, self.ids.accounts[who].0, name, version));
        let named = objects.chain(groups).chain(pages).chain(circles);
        let expected = named.chain(records).chain(boxes).chain(papers).collect();
        let found = self.ground.look(move |tx| {
            let rows = tx.rows("SELECT id, account, name, version FROM object", &[])?;
            let read = |row: &tandem_store::Row| {
                let name = row.text(2, "name")?.to_owned();
                Ok((row.int(0, "id")?, row.int(1, "account")?, name, row.int(3, "version")?))
            };
            rows.iter().map(read).collect()
        });
        self.compare("objects", &expected, &found)?;
        self.members()?;
        self.sounds()?;
        let expected = self.expected_credentials();
        let found = self.ground.look(move |tx| {
            let page = credential::page(tx, CredentialId(i64::MIN), 1000)?;
            Ok(page
                .into_iter()
                .map(|found| (found.handle, found.account, found.auth_epoch))
                .collect())
        });
        self.compare("credentials", &expected, &found)
    }

    pub(super) fn logins(&mut self) -> Result<(), Stop> {
        let present = self.model.logins.iter().zip(&self.ids.logins);
        let present = present.filter(|(login, _)| !login.gone);
        let expected = present.map(|(login, id)| {
            let extension = match login.wanted.extension {
                0 => String::new(),
                extension => extension.to_string(),
            };
            let address = login.wanted.address.map(|last| format!("9.9.9.{last}"));
            (*id, self.ids.accounts[login.who], login.version, extension, address)
        });
        let expected = expected.collect();
        let found = self.ground.look(move |tx| {
            let page = tandem_store::login::page(tx, i64::MIN, 1000)?;
            let present = page.into_iter().filter(|(login, _)| !login.name.is_empty());
            let found = present.map(|(login, _)| {
                let address = login.profile.address.map(|address| address.to_string());
                (login.id, login.account, login.version, login.profile.extension, address)
            });
            Ok(found.collect())
        });
        self.compare("logins", &expected, &found)
    }

    /// Who is logged in, and who has lately gone.
    pub(super) fn registered(&mut self) -> Result<(), Stop> {
        let mut expected = BTreeSet::new();
        for (who, places) in &self.model.registered {
            for ((switch, contact), (at, until)) in places {
                let place = (words::switch(*switch), words::contact(*contact));
                expected.insert((self.ids.accounts[*who].0, place, *at, *until));
            }
        }
        let found = self.ground.look(|tx| {
            let sql = "SELECT account, switch, contact, at, until FROM registration";
            let read = |row: &tandem_store::Row| {
                let text = |column, name| row.text(column, name).map(ToOwned::to_owned);
                let place = (text(1, "switch")?, text(2, "contact")?);
                Ok((row.int(0, "account")?, place, row.int(3, "at")?, row.int(4, "until")?))
            };
            tx.rows(sql, &[])?.iter().map(read).collect()
        });
        self.compare("registrations", &expected, &found)
    }

    /// Who is in groups of contacts, and which number was given last.
    fn members(&mut self) -> Result<(), Stop> {
        let circles = self.model.circles.iter();
        let expected =
            circles.map(|(id, circle)| (*id, circle.last, circle.rows.clone())).collect();
        let found = self.ground.look(|tx| {
            let sql = "SELECT id, doc FROM object WHERE kind = 'contacts'";
            let read = |row: &tandem_store::Row| {
                let doc: serde_json::Value = serde_json::from_str(row.text(1, "doc")?)
                    .map_err(|_| tandem_store::StoreError::Shape("object.doc"))?;
                let members = &doc["members"];
                let number = |value: &serde_json::Value| {
                    value.as_u64().and_then(|no| u32::try_from(no).ok()).unwrap_or_default()
                };
                let rows = members["rows"].as_array().into_iter().flatten();
                let rows: BTreeSet<u32> = rows.map(|row| number(&row["no"])).collect();
                Ok((row.int(0, "id")?, number(&members["last"]), rows))
            };
            tx.rows(sql, &[])?.iter().map(read).collect()
        });
        self.compare("members", &expected, &found)
    }

    /// Each sound once for a customer, with as many users as it has.
    pub(super) fn sounds(&mut self) -> Result<(), Stop> {
        let sounds = self.model.sounds().into_iter().map(|((who, sound), uses)| {
            let bytes = i64::from(shelf::sound(sound).bytes());
            vec![Some(self.ids.accounts[who].0), Some(bytes), Some(uses)]
        });
        let papers = self.model.papers.files().into_iter().map(|((who, file), uses)| {
            let bytes = i64::from(shelf::paper(file).kept().bytes);
            vec![Some(self.ids.accounts[who].0), Some(bytes), Some(uses)]
        });
        let expected = sounds.chain(papers).collect();
        let found = self.ground.look(|tx| rows(tx, "SELECT account, bytes, uses FROM audio"));
        self.compare("sounds", &expected, &found)
    }

    pub(super) fn expected_credentials(&self) -> BTreeSet<(String, AccountId, i64)> {
        let credentials = self.model.credentials.iter().map(|(handle, who)| {
            (handle.clone(), self.ids.accounts[*who], self.model.accounts[*who].epoch)
        });
        credentials.collect()
    }
}
