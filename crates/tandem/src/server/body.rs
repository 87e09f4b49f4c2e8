//! The bodies of requests: each is bounded, and so is the memory of all of them together.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::Body;
use tandem_gateway::BODY_BYTES_MAX;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How much of bodies is in memory at once, in bytes: enough for more large orders than are answered
/// in a moment, and little beside what the shelf takes.
const BODIES_BYTES_MAX: usize = 128 * 1024 * 1024;
/// How long a client may take to send a request's body.
const BODY_TIME_MAX: Duration = Duration::from_secs(60);

/// The memory that bodies may take.
pub(super) struct Bodies {
    room: Arc<Semaphore>,
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It is longer than any that is read.
    TooLarge,
    /// The client broke off.
    BrokeOff,
    /// The client was too slow.
    Late,
    /// Others take all the memory there is for bodies.
    NoRoom,
}

impl BodyFault {
    /// What the client is told.
    pub(super) const fn answer(self) -> (StatusCode, &'static str) {
        match self {
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "the body of the request is too large\n")
            }
            Self::BrokeOff => (StatusCode::BAD_REQUEST, "the body of the request broke off\n"),
            Self::Late => (StatusCode::REQUEST_TIMEOUT, "the body of the request is late\n"),
            Self::NoRoom => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too much is being sent here at the moment; send it again later\n",
            ),
        }
    }
}

/// A body, and the room it takes for as long as this lives.
pub(super) struct Held {
    /// What was sent.
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl Bodies {
    /// Room for bodies.
    pub(super) fn new() -> Self {
        Self::with_room(BODIES_BYTES_MAX)
    }

    fn with_room(bytes: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(bytes)) }
    }

    /// Reads a body.
    pub(super) async fn read<B>(&self, body: B) -> Result<Held, BodyFault>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        tokio::time::timeout(BODY_TIME_MAX, self.collect(body))
            .await
            .unwrap_or(Err(BodyFault::Late))
    }

    /// Room is taken for what has come, not for what was announced: an announcement costs nothing.
    /// Nobody waits for room, because those who have some may be waiting for more.
    async fn collect<B>(&self, mut body: B) -> Result<Held, BodyFault>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
            return Err(BodyFault::TooLarge);
        }
        let mut bytes = BytesMut::new();
        let mut room: Option<OwnedSemaphorePermit> = None;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| BodyFault::BrokeOff)?.into_data() else { continue };
            if bytes.len() + data.len() > BODY_BYTES_MAX {
                return Err(BodyFault::TooLarge);
            }
            let more = u32::try_from(data.len()).unwrap_or(u32::MAX);
            let more = Arc::clone(&self.room).try_acquire_many_owned(more);
            let more = more.map_err(|_| BodyFault::NoRoom)?;
            match &mut room {
                Some(room) => room.merge(more),
                None => room = Some(more),
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Held { bytes: bytes.freeze(), _room: room })
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    fn body(bytes: usize) -> Full<Bytes> {
        Full::new(Bytes::from(vec![b'x'; bytes]))
    }

    #[tokio::test]
    async fn a_body_has_a_bound() {
        let bodies = Bodies::new();
        assert_eq!(bodies.read(body(3)).await.map(|held| held.bytes.len()), Ok(3));
        let longest = bodies.read(body(BODY_BYTES_MAX)).await;
        assert_eq!(longest.map(|held| held.bytes.len()), Ok(BODY_BYTES_MAX));
        let longer = bodies.read(body(BODY_BYTES_MAX + 1)).await;
        assert_eq!(longer.map(|held| held.bytes.len()), Err(BodyFault::TooLarge));
    }

    #[tokio::test]
    async fn all_bodies_together_have_a_bound() {
        let bodies = Bodies::with_room(100);
        let held = bodies.read(body(60)).await;
        let crowded = bodies.read(body(60)).await;
        assert_eq!(crowded.map(|held| held.bytes.len()), Err(BodyFault::NoRoom));
        drop(held);
        assert!(bodies.read(body(60)).await.is_ok(), "what was answered takes no room");
    }
}
