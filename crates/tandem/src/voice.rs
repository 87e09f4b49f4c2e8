//! What is said to whoever typed a command.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Says a line on the standard output, as `println!` would.
macro_rules! say {
    ($($words:tt)*) => { $crate::voice::line(format_args!($($words)*)) };
}
pub(crate) use say;

/// Says a line. Whoever listened may have heard enough, as `head` has; then nobody is left to tell
/// anything, what was done is done, and the process ends without a complaint.
pub(crate) fn line(words: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    match out.write_fmt(words).and_then(|()| out.write_all(b"\n")) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        // A disk that is full keeps no output. The exit code still says what came of the command.
        _ => {}
    }
}
