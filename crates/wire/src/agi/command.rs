//! What Asterisk is told to do.

use std::fmt;

/// One command. `Display` writes its line, with the line's end.
///
/// Whatever is put into an argument stays in it: quotes and backslashes are escaped, and
/// characters that would end the line become spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// Takes the call, if it has not been taken.
    Answer,
    /// Hangs up.
    Hangup,
    /// Plays a sound; any of these keys ends it.
    Stream {
        /// The sound's name, without its ending.
        sound: &'a str,
        /// The keys.
        keys: &'a str,
    },
    /// Plays a sound and collects keys.
    Collect {
        /// The sound's name.
        sound: &'a str,
        /// How long to wait for a key, in milliseconds.
        wait_ms: u32,
        /// How many keys at most.
        keys_max: u32,
    },
    /// Runs an application of the dialplan.
    Exec {
        /// Its name.
        application: &'a str,
        /// Its arguments, as the dialplan would write them.
        arguments: &'a str,
    },
    /// Sets a variable of the channel.
    Set {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a str,
    },
    /// Asks for a variable of the channel.
    Get {
        /// Its name.
        name: &'a str,
    },
    /// Sends the call elsewhere in the dialplan once this conversation is over.
    Goto {
        /// The context.
        context: &'a str,
        /// The extension.
        extension: &'a str,
        /// The priority.
        priority: u32,
    },
    /// Writes a line into Asterisk's log.
    Note {
        /// The line.
        text: &'a str,
    },
}

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer => writeln!(f, "ANSWER"),
            Self::Hangup => writeln!(f, "HANGUP"),
            Self::Stream { sound, keys } => {
                writeln!(f, "STREAM FILE {} {}", Quoted(sound), Quoted(keys))
            }
            Self::Collect { sound, wait_ms, keys_max } => {
                writeln!(f, "GET DATA {} {wait_ms} {keys_max}", Quoted(sound))
            }
            Self::Exec { application, arguments } => {
                writeln!(f, "EXEC {} {}", Quoted(application), Quoted(arguments))
            }
            Self::Set { name, value } => {
                writeln!(f, "SET VARIABLE {} {}", Quoted(name), Quoted(value))
            }
            Self::Get { name } => writeln!(f, "GET VARIABLE {}", Quoted(name)),
            Self::Goto { context, extension, priority } => writeln!(
                f,
                "SET CONTEXT {}\nSET EXTENSION {}\nSET PRIORITY {priority}",
                Quoted(context),
                Quoted(extension)
            ),
            Self::Note { text } => writeln!(f, "VERBOSE {} 1", Quoted(text)),
        }
    }
}

impl Command<'_> {
    /// How many answers Asterisk gives to it.
    pub const fn replies(&self) -> usize {
        match self {
            Self::Goto { .. } => 3,
            _ => 1,
        }
    }
}

/// An argument as Asterisk reads it back.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                control if control.is_control() => f.write_char(' ')?,
                other => f.write_char(other)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_lines() {
        let exec = Command::Exec { application: "Dial", arguments: "PJSIP/a@b,20" };
        for (command, line) in [
            (Command::Answer, "ANSWER\n"),
            (exec, "EXEC \"Dial\" \"PJSIP/a@b,20\"\n"),
            (Command::Stream { sound: "busy", keys: "" }, "STREAM FILE \"busy\" \"\"\n"),
            (
                Command::Collect { sound: "menu", wait_ms: 4000, keys_max: 1 },
                "GET DATA \"menu\" 4000 1\n",
            ),
            (Command::Note { text: "a\nHANGUP \"x\\" }, "VERBOSE \"a HANGUP \\\"x\\\\\" 1\n"),
        ] {
            assert_eq!(command.to_string(), line);
            assert_eq!(command.replies(), 1);
        }
    }

    #[test]
    fn going_elsewhere_takes_three_lines() {
        let goto = Command::Goto { context: "fallback", extension: "s", priority: 1 };
        assert_eq!(
            goto.to_string(),
            "SET CONTEXT \"fallback\"\nSET EXTENSION \"s\"\nSET PRIORITY 1\n"
        );
        assert_eq!(goto.replies(), 3);
    }
}
