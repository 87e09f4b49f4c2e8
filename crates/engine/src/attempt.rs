//! Attempts: a command that comes again gets the answer it got before.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tandem_domain::{Refusal, hex};
use tandem_store::attempt::Attempt;

use crate::Command;

/// The version of the stored form of outcomes.
const VERSION: u32 = 1;

/// An outcome as it is stored.
#[derive(Serialize, serde::Deserialize)]
struct Stored<T> {
    v: u32,
    #[serde(flatten)]
    end: End<T>,
}

#[derive(Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum End<T> {
    Done(T),
    Refused(Refusal),
}

/// The digest by which a repetition is told from another request under the same key.
pub(crate) fn digest<C: Command>(command: &C) -> String {
    let text = serde_json::to_vec(command).unwrap_or_default();
    hex(&Sha256::digest(text)[..16])
}

pub(crate) fn store<C: Command>(digest: &str, end: Result<&C::Outcome, &Refusal>) -> Attempt {
    let outcome = match end {
        Ok(outcome) => text(&Stored { v: VERSION, end: End::Done(outcome) }),
        Err(refusal) => text(&Stored::<()> { v: VERSION, end: End::Refused(refusal.clone()) }),
    };
    Attempt { command: C::NAME.to_owned(), digest: digest.to_owned(), outcome }
}

/// The answer that was given before, or the refusal of a key that was used for something else. An
/// answer in a form we do not read any more is `None`: better to say that it is not known than to
/// do the thing twice.
pub(crate) fn replay<C: Command>(
    attempt: &Attempt,
    digest: &str,
) -> Option<Result<C::Outcome, Refusal>> {
    if attempt.command != C::NAME || attempt.digest != digest {
        return Some(Err(Refusal::KeyReused));
    }
    read::<C::Outcome>(&attempt.outcome)
}

fn read<T: DeserializeOwned>(text: &str) -> Option<Result<T, Refusal>> {
    let stored: Stored<T> = serde_json::from_str(text).ok()?;
    match stored.end {
        _ if stored.v != VERSION => None,
        End::Done(outcome) => Some(Ok(outcome)),
        End::Refused(refusal) => Some(Err(refusal)),
    }
}

fn text<T: Serialize>(stored: &Stored<T>) -> String {
    // Outcomes are plain data; should one ever not serialise, the empty text reads back as unknown.
    serde_json::to_string(stored).unwrap_or_default()
}
