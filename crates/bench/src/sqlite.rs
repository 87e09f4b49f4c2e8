//! SQLite databases of a run: one is filled, and each figure starts from a copy of it.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use tandem::node;
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;

use crate::shelf;

/// A filled database that nobody has open.
pub struct Filled {
    path: PathBuf,
}

impl Filled {
    /// Fills one in a directory.
    pub async fn make(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join("filled.db");
        let url = DatabaseUrl::Sqlite(path.clone());
        let engine = node::open(&url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
        shelf::fill(&engine).await?;
        tokio::task::spawn_blocking(move || engine.close()).await?;
        Ok(Self { path })
    }

    /// A fresh copy's address.
    pub fn copy(&self) -> anyhow::Result<String> {
        let copy = self.path.with_file_name("run.db");
        for suffix in ["", "-wal", "-shm"] {
            let with = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
            let (from, to) = (with(&self.path), with(&copy));
            // What the run before left.
            let _ = std::fs::remove_file(&to);
            // Closing folded the log into the file; if not, it is copied along.
            if suffix != "-shm" && from.is_file() {
                std::fs::copy(from, to)?;
            }
        }
        Ok(format!("sqlite:{}", copy.display()))
    }
}
