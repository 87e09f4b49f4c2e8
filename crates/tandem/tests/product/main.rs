//! The whole product in one process: recorded cases, the seed documents' samples, hostile input,
//! a fresh installation, a node at rest, and the table of what is covered.

mod cases;
mod coverage;
mod hostile;
mod install;
mod moving;
mod product;
mod rest;
mod sandbox;
