//! What can go wrong between us and a database.

/// Why a statement or a commit did not do what it should. None of these is a customer's doing.
#[derive(Debug)]
pub enum StoreError {
    /// The statement would have to wait for another transaction, which a batch never does, or was
    /// chosen to die in a deadlock. Running the command again, alone, is the cure.
    Contended,
    /// The database is gone, full, or refuses to work. Whether a commit under way took effect is
    /// not known.
    Unavailable(String),
    /// The statement itself is wrong, or broke a constraint: a defect of ours.
    Broken(String),
    /// A row does not have the shape the code expects.
    Shape(&'static str),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Contended => f.write_str("a row is locked by another transaction"),
            Self::Unavailable(why) => write!(f, "the database is unavailable: {why}"),
            Self::Broken(why) => write!(f, "a statement failed: {why}"),
            Self::Shape(what) => write!(f, "a stored row has no readable {what}"),
        }
    }
}

impl std::error::Error for StoreError {}
