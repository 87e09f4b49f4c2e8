//! The whole product in one process: recorded cases, the seed documents' samples, hostile input,
//! and the table of what is covered.

mod cases;
mod coverage;
mod hostile;
mod product;
