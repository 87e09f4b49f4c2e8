//! `tandem admin key`.

use clap::Subcommand;
use ipnet::IpNet;
use tandem_domain::{AccountId, Scope};
use tandem_engine::{CredentialIssue, CredentialRevoke, Engine};
use tandem_gateway::secret;
use tandem_mirror::Terms;

use super::operate;
use crate::failure::Failure;

/// What a credential can be for.
const SCHEMES: [&str; 5] = ["voipms", "anveo", "api19", "dialogtech", "dialogtech_api_key"];
/// Those of them that are a user name with a password; the others are a key.
const WITH_PASSWORD: [&str; 2] = ["voipms", "dialogtech"];

/// What to do with credentials.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Issue a credential: a fresh key, or a user name with a password.
    Issue {
        /// The account.
        account: i64,
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
        /// Anveo: the secure phrase that SIGNATURE is made with, together with --email.
        #[arg(long, requires = "email")]
        phrase: Option<String>,
        /// Anveo: the e-mail address that SIGNATURE is made over.
        #[arg(long)]
        email: Option<String>,
    },
    /// Revoke all credentials of an account, at once.
    Revoke {
        /// The account.
        account: i64,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Issue { account, dialect, user, password, network, read_only, phrase, email } => {
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
            let terms = Terms { scopes, networks, expires: None, signature };
            let (handle, secret, shown) = match user.zip(password) {
                Some((user, password)) => {
                    let hash = secret::hash_password(&password).map_err(Failure::Unreachable)?;
                    (user, hash, None)
                }
                None => {
                    let key = secret::fresh_key("tk_").map_err(Failure::Unreachable)?;
                    (secret::handle_of_key(&key), String::new(), Some(key))
                }
            };
            let account = AccountId(account);
            let scheme = dialect;
            operate(engine, CredentialIssue { account, scheme, handle, secret, terms }).await?;
            match shown {
                // It is shown once; only its hash is kept.
                Some(key) => println!("{key}"),
                None => println!("issued"),
            }
            Ok(())
        }
        What::Revoke { account } => {
            let revoked = operate(engine, CredentialRevoke { account: AccountId(account) }).await?;
            println!("{revoked} revoked");
            Ok(())
        }
    }
}
