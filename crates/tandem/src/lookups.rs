//! `[lookups]`: who is asked about numbers of which nothing was loaded.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tandem_couriers::lookups::{Endpoint, Source};
use tandem_domain::{CarrierRecord, PageTemplate, Secret};
use tandem_gateway::{BoxFuture, LookupSource};
use tandem_numbering::{Did, Rules};

use crate::failure::Failure;

/// The longest that an answer may take, in seconds: whoever looks a number up waits for it.
const TIMEOUT_SECONDS_MAX: u64 = 10;
/// The longest that an answer may be believed, in hours: thirty days.
const KEEP_HOURS_MAX: u32 = 720;

/// `[lookups]`: each as a table of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookupsTable {
    /// Who knows which carrier has a number.
    pub carrier: Option<LookupTable>,
    /// Who knows how its owner is called.
    pub cnam: Option<LookupTable>,
}

/// `[lookups.carrier]` and `[lookups.cnam]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupTable {
    /// The address, with `{number}` or `{e164}` where the number belongs, and `{secret}`.
    pub url: String,
    /// What stands in the place of `{secret}`; `TANDEM_LOOKUP_CARRIER_SECRET` or `TANDEM_LOOKUP_CNAM_SECRET` wins.
    #[serde(default)]
    pub secret: Secret,
    /// How long an answer may take, in seconds.
    #[serde(default = "three")]
    pub timeout_seconds: u64,
    /// For how long an answer is believed, in hours.
    #[serde(default = "a_day")]
    pub keep_hours: u32,
}

const fn three() -> u64 {
    3
}

const fn a_day() -> u32 {
    24
}

/// Those who are asked.
struct Sources {
    carrier: Option<Source>,
    name: Option<Source>,
}

impl LookupSource for Sources {
    fn carrier_seconds(&self) -> Option<i64> {
        self.carrier.as_ref().map(Source::keep_seconds)
    }

    fn name_seconds(&self) -> Option<i64> {
        self.name.as_ref().map(Source::keep_seconds)
    }

    fn carrier(&self, did: Did) -> BoxFuture<'_, Result<Option<CarrierRecord>, String>> {
        Box::pin(async move {
            let source = self.carrier.as_ref().ok_or("nobody is asked for carriers")?;
            source.carrier(did).await
        })
    }

    fn name(&self, did: Did) -> BoxFuture<'_, Result<Option<String>, String>> {
        Box::pin(async move {
            let source = self.name.as_ref().ok_or("nobody is asked for names")?;
            source.name(did).await
        })
    }
}

/// Those whom a configuration names; `None` if it names nobody.
pub fn source(
    table: &LookupsTable,
    rules: &Rules,
) -> Result<Option<Arc<dyn LookupSource>>, Failure> {
    let one = |name: &str, table: &Option<LookupTable>| {
        let table = table.as_ref();
        table.map(|table| endpoint(name, table)).transpose()
    };
    let of = |endpoint| Source::of(endpoint, rules.clone());
    let carrier = one("carrier", &table.carrier)?.map(of);
    let name = one("cnam", &table.cnam)?.map(of);
    if carrier.is_none() && name.is_none() {
        return Ok(None);
    }
    Ok(Some(Arc::new(Sources { carrier, name })))
}

fn endpoint(name: &str, table: &LookupTable) -> Result<Endpoint, Failure> {
    let wrong = |why: String| Failure::Usage(format!("[lookups.{name}] {why}"));
    let url = table.url.clone();
    PageTemplate(&url).check().map_err(|fault| wrong(format!("url {fault}")))?;
    if !["{number}", "{e164}"].iter().any(|place| url.to_ascii_lowercase().contains(place)) {
        return Err(wrong("url must have the place {number} or {e164}".to_owned()));
    }
    let variable = format!("TANDEM_LOOKUP_{}_SECRET", name.to_ascii_uppercase());
    let secret = std::env::var(&variable).map_or_else(|_| table.secret.clone(), Secret::from);
    if url.to_ascii_lowercase().contains("{secret}") && secret.is_empty() {
        return Err(wrong(format!("has no secret: {variable} or `secret` must say it")));
    }
    if !(1..=TIMEOUT_SECONDS_MAX).contains(&table.timeout_seconds) {
        return Err(wrong(format!("timeout_seconds must be 1 to {TIMEOUT_SECONDS_MAX}")));
    }
    if table.keep_hours > KEEP_HOURS_MAX {
        return Err(wrong(format!("keep_hours must be at most {KEEP_HOURS_MAX}")));
    }
    let patience = Duration::from_secs(table.timeout_seconds);
    Ok(Endpoint { url, secret, patience, keep_seconds: i64::from(table.keep_hours) * 3600 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_is_named() {
        for (table, why) in [
            ("[carrier]\nurl = \"example.com/{number}\"", "[lookups.carrier] url must begin with"),
            (
                "[cnam]\nurl = \"https://{number}.example.com/\"",
                "[lookups.cnam] url must name its host",
            ),
            ("[cnam]\nurl = \"https://example.com/\"", "[lookups.cnam] url must have the place"),
            (
                "[cnam]\nurl = \"https://example.com/{e164}?key={secret}\"",
                "[lookups.cnam] has no secret: TANDEM_LOOKUP_CNAM_SECRET",
            ),
            (
                "[carrier]\nurl = \"https://example.com/{e164}\"\ntimeout_seconds = 60",
                "[lookups.carrier] timeout_seconds must be",
            ),
        ] {
            let table: LookupsTable = toml::from_str(table).expect("a table");
            let fault = source(&table, &Rules::new()).err().expect("a fault").to_string();
            assert!(fault.starts_with(why), "{fault}");
        }
        assert!(source(&LookupsTable::default(), &Rules::new()).is_ok_and(|none| none.is_none()));
    }
}
