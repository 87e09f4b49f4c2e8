//! Couriers over a real store, with whoever they call played by the test.

mod hooks;
mod mail;
mod receiver;
mod supply;
