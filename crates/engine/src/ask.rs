//! A command on its way.

use tandem_domain::Actor;

/// A command on its way, with what its sender says about it.
pub struct Ask<C> {
    /// Who sends it.
    pub actor: Actor,
    /// What is wanted.
    pub command: C,
    /// The sender's idempotency key: the same key with the same command gets the same answer, and
    /// nothing is done twice.
    pub key: Option<String>,
}

impl<C> Ask<C> {
    /// A command without a key.
    pub const fn new(actor: Actor, command: C) -> Self {
        Self { actor, command, key: None }
    }
}
