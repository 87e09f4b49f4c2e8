//! `[suppliers.NAME]`: from whom numbers are bought that we do not hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use tandem_couriers::upstream::{Account, Upstream};
use tandem_couriers::{Supplier, Suppliers};
use tandem_domain::{Secret, Target};
use tandem_engine::Engine;
use tandem_numbering::Rules;

use crate::failure::Failure;

/// `[suppliers]`: each by the name that the column `supplier` of `import numbers` has for it.
pub type SuppliersTable = BTreeMap<String, SupplierTable>;

/// `[suppliers.NAME]`: a supplier, and how numbers are set up there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplierTable {
    /// Which API it speaks.
    pub api: SupplierApi,
    /// The address of that API, such as `https://voip.ms/api/v1/rest.php`.
    pub url: String,
    /// The name we go by there …
    pub user: String,
    /// … and the password; `TANDEM_SUPPLIER_NAME_PASSWORD` wins.
    #[serde(default)]
    pub password: Secret,
    /// Where calls to the numbers go, as a routing is written there: `sip:5096`, `account:100001`.
    pub routing: String,
    /// The point of presence there.
    pub pop: String,
    /// The billing type there: 1 by the minute, 2 flat.
    #[serde(default = "by_the_minute")]
    pub billing_type: u8,
}

/// An API that numbers are bought by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplierApi {
    /// That of VoIP.ms, which another Tandem speaks too.
    Voipms,
}

const fn by_the_minute() -> u8 {
    1
}

/// The suppliers of a configuration.
pub fn suppliers(table: &SuppliersTable, rules: &Rules) -> Result<Suppliers, Failure> {
    let one = |(name, entry): (&String, &SupplierTable)| {
        let SupplierApi::Voipms = entry.api;
        let api = Target::parse(&entry.url)
            .map_err(|fault| Failure::Usage(format!("[suppliers.{name}] url {fault}")))?;
        let password =
            std::env::var(variable(name)).map_or_else(|_| entry.password.clone(), Secret::from);
        if password.is_empty() {
            return Err(Failure::Usage(format!(
                "[suppliers.{name}] has no password: {} or `password` must say it",
                variable(name)
            )));
        }
        let account = Account {
            api,
            user: entry.user.clone(),
            password,
            routing: entry.routing.clone(),
            pop: entry.pop.clone(),
            billing_type: entry.billing_type,
        };
        let supplier: Arc<dyn Supplier> = Arc::new(Upstream::of(account, rules.clone()));
        Ok((name.clone(), supplier))
    };
    table.iter().map(one).collect()
}

/// The environment variable that holds the password of a supplier.
fn variable(name: &str) -> String {
    let upper = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_uppercase(),
        _ => '_',
    };
    format!("TANDEM_SUPPLIER_{}_PASSWORD", name.chars().map(upper).collect::<String>())
}

/// Takes the numbers of other suppliers out of everybody's sight, since nobody could buy them, and says
/// which they are.
pub fn sell_what_can_be_bought(engine: &Engine, known: &Suppliers) {
    let stock = &engine.mirrors().stock;
    stock.buy_from(known.keys().cloned());
    for (supplier, numbers) in stock.withheld() {
        tracing::warn!(
            %supplier, numbers,
            "numbers are not listed, for they cannot be bought: the configuration has no \
             [suppliers.{supplier}]"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_under_the_name_of_its_supplier() {
        assert_eq!(variable("up-stream 2"), "TANDEM_SUPPLIER_UP_STREAM_2_PASSWORD");
    }

    #[test]
    fn a_password_that_is_not_there_is_asked_for() {
        let table = "[far]\napi = \"voipms\"\nurl = \"https://voip.ms/api/v1/rest.php\"\nuser = \"u\"\nrouting = \"sip:1\"\npop = \"5\"";
        let table: SuppliersTable = toml::from_str(table).expect("a table");
        let fault = suppliers(&table, &Rules::new()).err().expect("no password");
        assert!(fault.to_string().contains("TANDEM_SUPPLIER_FAR_PASSWORD"), "{fault}");
    }

    #[test]
    fn an_address_that_is_none_is_named() {
        let table = "[far]\napi = \"voipms\"\nurl = \"voip.ms\"\nuser = \"u\"\nrouting = \"sip:1\"\npop = \"5\"";
        let table: SuppliersTable = toml::from_str(table).expect("a table");
        let fault = suppliers(&table, &Rules::new()).err().expect("no address");
        assert!(fault.to_string().starts_with("[suppliers.far] url must begin with"), "{fault}");
    }
}
