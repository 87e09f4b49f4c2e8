//! Who is logged in, in the engine's words.

use futures_util::future::BoxFuture;
use tandem_domain::{Registration, Timestamp, Transport};
use tandem_engine::RegistrationPut;

use super::{Reply, Sender};
use crate::simulator::register::Registered;

/// An address at which equipment wants to be called. They are all as long, so that their order is that of their
/// numbers.
pub fn contact(number: u8) -> String {
    format!("sip:{number:02}@192.0.2.7")
}

/// What a switch is called.
pub fn switch(number: u8) -> String {
    format!("edge{number}")
}

pub(super) fn send(sender: Sender, reports: &[Registered]) -> BoxFuture<'static, Reply> {
    let said = |said: &Registered| Registration {
        switch: switch(said.switch),
        login: said.login.clone(),
        contact: said.contact.map_or_else(|| Registration::ALL_CONTACTS.to_owned(), contact),
        pop: None,
        address: None,
        transport: Transport::Udp,
        agent: String::new(),
        at: Timestamp(said.at),
        seconds: said.seconds,
    };
    let put = RegistrationPut { reports: reports.iter().map(said).collect() };
    sender.send(put, |heard| format!("kept={} refused={}", heard.kept, heard.refused.len()))
}
