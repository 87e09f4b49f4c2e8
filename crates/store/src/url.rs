//! Where a database is.

use std::path::PathBuf;

/// A database address as the command line takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: a file, made when it does not exist.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/database`.
    Postgres(String),
}

/// Why a text is not a database address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlFault(String);

impl std::fmt::Display for UrlFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What stands behind the scheme may hold a password.
        let scheme = self.0.split(':').next().unwrap_or_default();
        write!(f, "{scheme}:… is no database: write sqlite:PATH or postgres://user@host/name")
    }
}

impl std::error::Error for UrlFault {}

impl std::str::FromStr for DatabaseUrl {
    type Err = UrlFault;

    fn from_str(text: &str) -> Result<Self, UrlFault> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.trim_start_matches('/').is_empty() => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            _ => Err(UrlFault(text.to_owned())),
        }
    }
}

impl std::fmt::Display for DatabaseUrl {
    /// Without any password: this is what logs show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(text) => {
                // A password may stand among the parameters too.
                let text = text.split('?').next().unwrap_or(text);
                match (text.find("://"), text.rfind('@')) {
                    (Some(scheme), Some(at)) => {
                        write!(f, "postgres://…{}", &text[at.max(scheme)..])
                    }
                    _ => f.write_str(text),
                }
            }
        }
    }
}
