//! Stories of the engine, each told on both databases; after each, the doctor looks at everything.

mod attempts;
mod clients;
mod doctor;
mod families;
mod holds;
mod hooks;
mod jobs;
mod mirrors;
mod moving;
mod orders;
mod release;
mod search;
mod slots;
mod stocking;
mod store;
mod supply;
