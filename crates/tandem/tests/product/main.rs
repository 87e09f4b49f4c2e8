//! The whole product in one process: recorded cases, the documents' facts and samples, hostile input,
//! a fresh installation, a node at rest, and the table of what is covered.

mod answers;
mod any_action;
mod cases;
mod contract;
mod coverage;
mod explaining;
mod exporting;
mod guessing;
mod hostile;
mod install;
mod links;
mod looking_up;
mod matrix;
mod moving;
mod operating;
mod operator;
mod porting;
mod product;
mod redirect;
mod resale;
mod rest;
mod sandbox;
mod slips;
mod standing_by;
mod supplier;
mod switches;
mod whole_paths;
