//! The binary: command line, configuration, sockets, wiring. Everything else stands on the floors
//! below; what is public here is what the end-to-end tests start the product with.

pub mod admin;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod failure;
pub mod image;
pub mod import;
pub mod lease;
pub mod lookups;
mod loops;
pub mod metrics;
mod naming;
pub mod node;
pub mod pulse;
pub mod repeats;
pub mod route;
pub mod server;
pub mod suppliers;
pub mod switches;
mod voice;
