//! Somebody who receives webhooks, in one mood or another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a receiver does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It thanks.
    Thanks,
    /// It answers with this status.
    Says(u16),
    /// It sends the caller elsewhere.
    Redirects(u16),
    /// It reads everything, breaks the line, and says nothing.
    Resets,
    /// It never answers.
    Sleeps,
    /// It answers and never stops.
    Babbles,
}

/// A call as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
    pub thanked: bool,
}

/// A receiver on a port of its own.
pub struct Receiver {
    pub port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Receiver {
    /// A receiver that is in this mood at its n-th call.
    pub async fn open(mood: impl Fn(usize) -> Mood + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            for call in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (mood, ears) = (mood(call), Arc::clone(&ears));
                tokio::spawn(async move { hear(stream, mood, &ears).await });
            }
        });
        Self { port, heard, task }
    }

    /// Where it is called.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?from=tandem", self.port)
    }

    /// Everything it heard.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("nobody panics here").clone()
    }

    /// What it thanked for, by delivery.
    pub fn thanked(&self) -> BTreeMap<String, String> {
        let heard = self.heard().into_iter().filter(|heard| heard.thanked);
        heard.map(|heard| (heard.id, heard.body)).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn hear(mut stream: TcpStream, mood: Mood, ears: &Mutex<Vec<Heard>>) {
    let Some((head, body)) = read(&mut stream).await else { return };
    let header = |name: &str| head.get(name).cloned().unwrap_or_default();
    let thanked = mood == Mood::Thanks;
    ears.lock().expect("nobody panics here").push(Heard {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body,
        thanked,
    });
    let answer = match mood {
        Mood::Thanks => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        Mood::Says(status) => {
            format!("HTTP/1.1 {status} So\r\ncontent-length: 7\r\n\r\nnot now")
        }
        Mood::Redirects(port) => format!(
            "HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:{port}/\r\ncontent-length: 0\r\n\r\n"
        ),
        Mood::Resets => {
            // Closing with this set resets the line.
            let _ = stream.set_zero_linger();
            return;
        }
        Mood::Sleeps => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            return;
        }
        Mood::Babbles => {
            let head = "HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n";
            let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
            let mut sent = stream.write_all(head.as_bytes()).await;
            while sent.is_ok() {
                sent = stream.write_all(chunk.as_bytes()).await;
            }
            return;
        }
    };
    // The caller may have gone.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<(BTreeMap<String, String>, String)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("POST /hook?from=tandem HTTP/1.1\r\n"), "{head}");
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<String, String> =
            lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let length: usize = headers.get("content-length")?.parse().ok()?;
        if body.len() >= length {
            return Some((headers, body.to_owned()));
        }
    }
}
