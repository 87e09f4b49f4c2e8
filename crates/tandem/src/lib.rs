//! The binary: command line, configuration, sockets, wiring. Everything else stands on the floors
//! below; what is public here is what the end-to-end tests start the product with.

pub mod admin;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod image;
pub mod import;
mod loops;
pub mod metrics;
pub mod node;
pub mod server;
