//! `tandem admin key`.

use clap::Subcommand;
use ipnet::IpNet;
use tandem_domain::{AccountRef, CredentialId, Scope};
use tandem_engine::{CredentialIssue, CredentialList, CredentialRevoke, CredentialView, Engine};
use tandem_gateway::secret;
use tandem_mirror::Terms;

use super::operate;
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What a credential can be for.
const SCHEMES: [&str; 6] =
    ["voipms", "anveo", "api19", "dialogtech", "dialogtech_api_key", "native"];
/// Those of them that are a user name with a password; the others are a key.
const WITH_PASSWORD: [&str; 2] = ["voipms", "dialogtech"];

/// How much of a key is kept to tell it by, in characters: its prefix and sixteen bits of it.
const KEY_CHARS_SHOWN: usize = 7;

/// What to do with credentials.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Issue a credential: a fresh key, or a user name with a password.
    Issue {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// The dialect it is for: voipms, anveo, api19, dialogtech, dialogtech_api_key.
        #[arg(long, value_parser = SCHEMES)]
        dialect: String,
        /// A user name (VoIP.ms: the api_username; DialogTech: the access_key); without one, a
        /// fresh key is made.
        #[arg(long, requires = "password")]
        user: Option<String>,
        /// The password that goes with it.
        #[arg(long, requires = "user", env = "TANDEM_PASSWORD", hide_env_values = true)]
        password: Option<String>,
        /// From where it may be used; may be repeated; without any, from anywhere.
        #[arg(long, value_name = "NETWORK")]
        network: Vec<IpNet>,
        /// It may look and not buy.
        #[arg(long)]
        read_only: bool,
        /// What it is called in lists; a key that is not called anything is listed by how it begins.
        #[arg(long, default_value = "")]
        label: String,
        /// Anveo: the secure phrase that SIGNATURE is made with, together with --email.
        #[arg(long, requires = "email")]
        phrase: Option<String>,
        /// Anveo: the e-mail address that SIGNATURE is made over.
        #[arg(long)]
        email: Option<String>,
    },
    /// List the credentials of an account that are in force. No secret is shown: none is kept.
    List {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
    },
    /// Revoke a credential of an account, at once.
    Revoke {
        /// The account, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// The credential, by its id in the list.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        credential: Option<i64>,
        /// All that the account has.
        #[arg(long)]
        all: bool,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Issue {
            account,
            dialect,
            user,
            password,
            network,
            read_only,
            label,
            phrase,
            email,
        } => {
            let wants = |what: &str| Failure::Usage(format!("--dialect {dialect} needs {what}"));
            if WITH_PASSWORD.contains(&dialect.as_str()) != user.is_some() {
                let no_key = "--user and --password";
                let key = "no --user: it is a key, which is made afresh";
                return Err(wants(if user.is_none() { no_key } else { key }));
            }
            if dialect == "anveo" && phrase.is_none() {
                return Err(wants("--phrase and --email, which its callers sign with"));
            }
            let scopes =
                if read_only { vec![Scope::Read] } else { vec![Scope::Read, Scope::Write] };
            let signature =
                phrase.zip(email).map(|(phrase, email)| secret::anveo_signature(&phrase, &email));
            let networks = (!network.is_empty()).then_some(network);
            let mut terms = Terms { scopes, networks, expires: None, signature, label };
            let (handle, secret, shown) = match user.zip(password) {
                Some((user, password)) => {
                    let hash = secret::hash_password(&password).map_err(Failure::Unreachable)?;
                    (user, hash, None)
                }
                None => {
                    let key = secret::fresh_key("tk_").map_err(Failure::Unreachable)?;
                    if terms.label.is_empty() {
                        terms.label = format!("{}…", &key[..KEY_CHARS_SHOWN]);
                    }
                    (secret::handle_of_key(&key), String::new(), Some(key))
                }
            };
            let account = naming::id(engine, &account).await?;
            let scheme = dialect;
            operate(engine, CredentialIssue { account, scheme, handle, secret, terms }).await?;
            match shown {
                // It is shown once; only its hash is kept.
                Some(key) => say!("{key}"),
                None => say!("issued"),
            }
            Ok(())
        }
        What::List { account } => {
            let list = CredentialList { account: naming::id(engine, &account).await? };
            operate(engine, list).await?.iter().for_each(show);
            Ok(())
        }
        What::Revoke { account, credential, all: _ } => {
            let account = naming::id(engine, &account).await?;
            let credential = credential.map(CredentialId);
            let revoke = CredentialRevoke { account, credential };
            match (operate(engine, revoke).await?, credential) {
                (0, Some(id)) => Err(Failure::Refused(format!(
                    "account {account} has no credential {id} in force; `key list {account}` shows \
                     those it has"
                ))),
                (revoked, _) => {
                    say!("{revoked} revoked");
                    Ok(())
                }
            }
        }
    }
}

fn show(credential: &CredentialView) {
    let CredentialView { id, scheme, name, issued, terms } = credential;
    let label = if terms.label == *name { "" } else { terms.label.as_str() };
    // A key that was issued before keys were told apart.
    let name = if name.is_empty() { "a key" } else { name.as_str() };
    let may = if terms.scopes.contains(&Scope::Write) { "may buy" } else { "may look" };
    let from = match &terms.networks {
        None => "from anywhere".to_owned(),
        Some(networks) => {
            let networks: Vec<String> = networks.iter().map(IpNet::to_string).collect();
            format!("from {}", networks.join(", "))
        }
    };
    let until = terms.expires.map(|expires| format!("\tuntil {expires}")).unwrap_or_default();
    say!("{id}\t{scheme}\t{name}\t{label}\tissued {issued}\t{may}\t{from}{until}");
}
