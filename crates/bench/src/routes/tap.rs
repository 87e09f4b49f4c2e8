//! A line between Tandem and its database that can be slowed down and cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How long a slow line keeps everything that comes.
const DELAY: Duration = Duration::from_millis(300);
/// How often a line that waits is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It passes everything on.
    Sound = 0,
    /// It passes everything on, three tenths of a second late each way.
    Slow = 1,
    /// It is cut: what was connected is not, and nobody gets through.
    Dead = 2,
}

impl Line {
    pub const ALL: [Self; 3] = [Self::Sound, Self::Slow, Self::Dead];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Slow => "slow (300 ms each way)",
            Self::Dead => "dead",
        }
    }
}

/// The line.
pub struct Tap {
    /// Where Tandem finds its database.
    pub address: SocketAddr,
    line: Arc<AtomicU8>,
    task: JoinHandle<()>,
}

impl Tap {
    /// A line to a database.
    pub async fn to(upstream: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let line = Arc::new(AtomicU8::new(Line::Sound as u8));
        let state = Arc::clone(&line);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if state.load(Ordering::Relaxed) == Line::Dead as u8 {
                    continue;
                }
                let state = Arc::clone(&state);
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(upstream).await else { return };
                    let (near_in, near_out) = near.into_split();
                    let (far_in, far_out) = far.into_split();
                    tokio::select! {
                        () = carry(near_in, far_out, &state) => {}
                        () = carry(far_in, near_out, &state) => {}
                        () = cut(&state) => {}
                    }
                });
            }
        });
        Ok(Self { address, line, task })
    }

    pub fn be(&self, line: Line) {
        self.line.store(line as u8, Ordering::Relaxed);
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    line: &AtomicU8,
) {
    let mut some = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut some).await.unwrap_or(0);
        if line.load(Ordering::Relaxed) == Line::Slow as u8 {
            tokio::time::sleep(DELAY).await;
        }
        if read == 0 || to.write_all(&some[..read]).await.is_err() {
            return;
        }
    }
}

async fn cut(line: &AtomicU8) {
    while line.load(Ordering::Relaxed) != Line::Dead as u8 {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
