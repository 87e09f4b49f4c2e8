//! The courier of mail.
//!
//! Letters are deliveries without a hook: written down with the place in the feed, tried with
//! pauses that grow, kept for a person when nothing helps. Where no mail server is configured they
//! wait, and the operator can read them.

use std::time::{Duration, Instant};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde_json::Value;
use tandem_domain::{Refusal, VoiceMessageId};
use tandem_engine::{Engine, LettersDue, ToDeliver, VoiceMessageForget, VoiceMessagePlay};

use crate::hooks::{begin_all, operate, settle};

/// How often letters that are due are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How many letters are begun at once.
const LETTERS_AT_ONCE: usize = 8;
/// How long a letter may take: less than the claim on it lasts, for all that were begun together.
const LETTER_TIME_MAX: Duration = Duration::from_secs(3);

/// How the line to a mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Encrypted from the first byte, usually on port 465.
    Tls,
    /// Encrypted before anything is said, usually on port 587.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

/// A mail server, and in whose name it is used.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line to it is kept from others.
    pub secrecy: Secrecy,
    /// User name and password, if it wants any.
    pub login: Option<(String, String)>,
    /// Whom letters are from, such as `Numbers <numbers@example.com>`.
    pub from: String,
}

/// Somebody who sends letters.
pub struct Postman {
    from: Mailbox,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Postman {
    /// A postman of a server; what is wrong with its description otherwise.
    pub fn of(server: MailServer) -> Result<Self, String> {
        type Server = AsyncSmtpTransport<Tokio1Executor>;
        let from = server.from.parse().map_err(|error| format!("from: {error}"))?;
        let host = server.host.as_str();
        let builder = match server.secrecy {
            Secrecy::Tls => Server::relay(host).map_err(|error| format!("host: {error}"))?,
            Secrecy::StartTls => {
                Server::starttls_relay(host).map_err(|error| format!("host: {error}"))?
            }
            Secrecy::None => Server::builder_dangerous(host),
        };
        let builder = builder.port(server.port).timeout(Some(LETTER_TIME_MAX));
        let builder = match server.login {
            Some((user, password)) => builder.credentials(Credentials::new(user, password)),
            None => builder,
        };
        Ok(Self { from, server: builder.build() })
    }

    async fn send(&self, begun: &ToDeliver, sound: Option<Enclosed>) -> Result<(), String> {
        let letter = self.letter(begun, sound)?;
        let sent = tokio::time::timeout(LETTER_TIME_MAX, self.server.send(letter)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("the mail server took too long".to_owned()),
        }
    }

    /// The same delivery is the same letter: its id says so to whoever gets it twice.
    fn letter(&self, begun: &ToDeliver, sound: Option<Enclosed>) -> Result<Message, String> {
        let payload: Value = serde_json::from_str(&begun.payload).unwrap_or_default();
        let part = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        let to: Mailbox = part("to").parse().map_err(|error| format!("{}: {error}", part("to")))?;
        let id = format!("<{}@{}>", begun.id, self.from.email.domain());
        let letter = Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            .to(to)
            .subject(part("subject"));
        let letter = match sound {
            None => letter.header(ContentType::TEXT_PLAIN).body(part("text")),
            Some(Enclosed { name, kind, file }) => {
                let text = SinglePart::plain(part("text"));
                let sound = Attachment::new(name).body(file, kind);
                letter.multipart(MultiPart::mixed().singlepart(text).singlepart(sound))
            }
        };
        letter.map_err(|error| error.to_string())
    }
}

/// Sends letters for as long as it is polled.
pub async fn run(engine: Engine, postman: Postman) {
    loop {
        let begun = begin(&engine).await.unwrap_or_else(|refusal| {
            tracing::warn!(%refusal, "letters could not be begun");
            Vec::new()
        });
        if begun.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        for begun in begun {
            let began = Instant::now();
            let sent = match enclosed(&engine, &begun).await {
                Ok(sound) => postman.send(&begun, sound).await,
                Err(error) => Err(error),
            };
            let has_arrived = sent.is_ok();
            let error = sent.err().unwrap_or_default();
            let micros = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
            settle(&engine, &begun, None, error, micros).await;
            if has_arrived {
                forget(&engine, &begun).await;
            }
        }
    }
}

/// A sound that goes with a letter.
struct Enclosed {
    name: String,
    kind: ContentType,
    file: Vec<u8>,
}

/// The sound of the voice message that a letter announces, unless it was removed meanwhile.
async fn enclosed(engine: &Engine, begun: &ToDeliver) -> Result<Option<Enclosed>, String> {
    let Some(id) = voice_message(begun, "voice_message") else { return Ok(None) };
    let sound = match operate(engine, VoiceMessagePlay::Known(id)).await {
        Ok(sound) => sound,
        Err(Refusal::MessageUnknown) => return Ok(None),
        Err(refusal) => return Err(refusal.to_string()),
    };
    let (ending, kind) = sound.format.kind();
    let name = format!("message-{}-{}.{ending}", sound.message.mailbox, sound.message.num);
    let kind = ContentType::parse(kind).map_err(|error| error.to_string())?;
    Ok(sound.file().map(|file| Enclosed { name, kind, file }))
}

/// Removes the voice message that a letter brought, if its mailbox keeps none that was sent.
async fn forget(engine: &Engine, begun: &ToDeliver) {
    if let Some(id) = voice_message(begun, "goes")
        && let Err(refusal) = operate(engine, VoiceMessageForget { id }).await
    {
        tracing::warn!(%refusal, message = %id, "a voice message that was sent is still in its mailbox");
    }
}

/// The voice message that a letter names.
fn voice_message(begun: &ToDeliver, field: &str) -> Option<VoiceMessageId> {
    let payload: Value = serde_json::from_str(&begun.payload).ok()?;
    payload[field].as_str()?.parse().ok().map(VoiceMessageId)
}

/// Begins a few of the letters that are due.
async fn begin(engine: &Engine) -> Result<Vec<ToDeliver>, Refusal> {
    let mut due = operate(engine, LettersDue).await?;
    due.truncate(LETTERS_AT_ONCE);
    if due.is_empty() { Ok(Vec::new()) } else { begin_all(engine, &due).await }
}
