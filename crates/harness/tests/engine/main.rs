//! Stories of the engine, each told on both databases; after each, the doctor looks at everything.

mod attempts;
mod backorders;
mod clients;
mod doctor;
mod families;
mod holds;
mod hooks;
mod jobs;
mod locations;
mod lockouts;
mod mirrors;
mod money;
mod months;
mod moving;
mod orders;
mod release;
mod reserve;
mod search;
mod settings;
mod slots;
mod stocking;
mod store;
mod supply;
mod texts;
mod versions;
mod year;
