//! Accounts as the operator names them, on the command line and in files: by their id, or as a dialect knows
//! them, `voipms:100001`.

use tandem_domain::{AccountId, AccountKind, AccountRef, Actor, DIALECTS};
use tandem_engine::{AccountFind, AccountView, Alias, Ask, Engine};

use crate::failure::Failure;

/// Reads a name in a dialect, `voipms:100001`.
pub(crate) fn alias(text: &str) -> Result<Alias, &'static str> {
    match text.split_once(':') {
        Some((scheme, name)) if DIALECTS.contains(&scheme) && !name.is_empty() => {
            Ok(Alias { scheme: scheme.to_owned(), name: name.to_owned() })
        }
        _ => Err("must be like voipms:100001, of voipms, anveo, api19, dialogtech or native"),
    }
}

/// Reads an id or a name in a dialect.
pub(crate) fn account(text: &str) -> Result<AccountRef, &'static str> {
    if let Ok(id) = text.parse() {
        return Ok(AccountRef::Id(AccountId(id)));
    }
    if !text.contains(':') {
        return Err("must be an id, or a name in a dialect such as voipms:100001");
    }
    alias(text).map(|Alias { scheme, name }| AccountRef::Alias { scheme, name })
}

/// The customer or sub-account that is meant.
pub(crate) async fn view(engine: &Engine, named: &AccountRef) -> Result<AccountView, Failure> {
    let find = AccountFind { named: named.clone() };
    let found = engine.execute(Ask::new(Actor::operator(), find)).await?;
    match found.kind {
        AccountKind::Operator => {
            let name = named.name(&Actor::operator());
            Err(Failure::Refused(format!("account {name} is the operator's own")))
        }
        AccountKind::Customer | AccountKind::Sub => Ok(found),
    }
}

/// The id of the account that is meant, which may be the operator's own.
pub(crate) async fn id(engine: &Engine, named: &AccountRef) -> Result<AccountId, Failure> {
    match named {
        AccountRef::Id(AccountId::OPERATOR) => Ok(AccountId::OPERATOR),
        named => Ok(view(engine, named).await?.id),
    }
}

/// The same where an account may be named and need not.
pub(crate) async fn id_if_named(
    engine: &Engine,
    named: Option<&AccountRef>,
) -> Result<Option<AccountId>, Failure> {
    match named {
        Some(named) => id(engine, named).await.map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_by_its_id_or_as_a_dialect_does() {
        assert_eq!(account("912"), Ok(AccountRef::Id(AccountId(912))));
        let named = AccountRef::Alias { scheme: "voipms".to_owned(), name: "561115".to_owned() };
        assert_eq!(account("voipms:561115"), Ok(named));
        for text in ["", "Alice", "voip:561115", "voipms:"] {
            assert!(account(text).is_err(), "{text}");
        }
    }
}
