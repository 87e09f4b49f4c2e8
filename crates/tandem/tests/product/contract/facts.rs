//! Reading the facts. The format is described at the head of `document.txt`.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use tandem_domain::Timestamp;
use tandem_wire::{Args, form};

/// What the documents say of a function.
pub struct Facts {
    pub function: String,
    /// What has to be called before, so that there is something to find.
    pub first: Vec<(String, Args)>,
    /// Messages that a switch brings for a mailbox before.
    pub voice: Vec<Args>,
    /// A call that succeeds.
    pub call: Args,
    /// Calls with other example values, which give the same.
    pub also: Vec<Args>,
    /// What must be there, and the code of a call without it.
    pub need: Vec<(String, String)>,
    /// A value that is somebody else's, and one that nobody has.
    pub alien: Vec<[(String, String); 2]>,
    pub is_rehearsable: bool,
    /// What stands behind the status.
    pub give: Vec<Member>,
    /// Where what was set is read back.
    pub then: Vec<ReadBack>,
    /// What the document prints.
    pub samples: Vec<Sample>,
    /// The function that takes a row back as it is shown.
    pub back: Option<String>,
}

/// A row that the document prints.
pub struct Sample {
    /// The call that it is shown for.
    pub call: Args,
    /// What stands in it.
    pub row: Vec<(String, String)>,
}

/// A call that shows in one of its rows what another call has set.
pub struct ReadBack {
    pub function: String,
    /// Its arguments; a value `{key}` is what the other call answered under that key.
    pub call: Args,
    /// The keys of the row, and their values.
    pub row: Vec<(String, String)>,
}

/// A key of an answer.
#[derive(Debug)]
pub struct Member {
    pub key: String,
    pub kind: Kind,
    pub presence: Presence,
}

/// Whether a documented key is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Always,
    /// Where there is something to say.
    Sometimes,
    NotYet,
}

/// What a key has as its value.
#[derive(Debug)]
pub enum Kind {
    Text,
    Number,
    Texts,
    Map(Vec<Member>),
    Rows(Vec<Member>),
}

impl Facts {
    /// The call with another value of one parameter.
    pub fn call_with(&self, param: &str, value: &str) -> Args {
        let others = self.call.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(param));
        others.chain([(param, value)]).collect()
    }

    /// The status of the call.
    pub fn expected_status(&self) -> &'static str {
        if self.call.get("test").is_some() { "success_test" } else { "success" }
    }
}

/// All facts of a file of the contract, in its order.
pub fn read(file: &str) -> Vec<Facts> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialects/voipms/contract").join(file);
    let text =
        std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let text = text.replace("{yesterday}", &day(-1)).replace("{tomorrow}", &day(1));
    let mut all: Vec<Facts> = Vec::new();
    for entry in entries(&text) {
        match entry.strip_prefix("  ") {
            None => all.push(Facts::of(&entry)),
            Some(fact) => all.last_mut().expect("a function comes first").take(fact),
        }
    }
    all
}

/// The day that is so many days from now, in UTC.
fn day(days: i64) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is right");
    let seconds = i64::try_from(since.as_secs()).expect("a time to come");
    Timestamp(0).plus_seconds(seconds).plus_days(days).to_string().chars().take(10).collect()
}

/// The lines that say something, each with those that go on with it.
fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match entries.last_mut().zip(line.strip_prefix("      ")) {
            Some((entry, more)) => *entry = format!("{entry} {more}"),
            None => entries.push(line.to_owned()),
        }
    }
    entries
}

impl Facts {
    fn of(function: &str) -> Self {
        Self {
            function: function.to_owned(),
            first: Vec::new(),
            voice: Vec::new(),
            call: Args::default(),
            also: Vec::new(),
            need: Vec::new(),
            alien: Vec::new(),
            is_rehearsable: false,
            give: Vec::new(),
            then: Vec::new(),
            samples: Vec::new(),
            back: None,
        }
    }

    fn take(&mut self, fact: &str) {
        let (word, rest) = fact.split_once(' ').unwrap_or((fact, ""));
        let call = |text: &str| form::parse(text.as_bytes()).expect("a query string");
        let pair = |text: &str| {
            let (name, value) = text.split_once('=').unwrap_or_else(|| panic!("{text} is no pair"));
            (name.to_owned(), value.to_owned())
        };
        let mut words = rest.split(' ').filter(|word| !word.is_empty());
        match word {
            "first" => {
                let (function, query) = rest.split_once(' ').unwrap_or((rest, ""));
                self.first.push((function.to_owned(), call(query)));
            }
            "voice" => self.voice.push(call(rest)),
            "call" => self.call = call(rest),
            "also" => self.also.push(call(rest)),
            "print" => {
                let asked = words.next().and_then(|word| word.strip_prefix('?')).expect("a call");
                let row = call(&words.collect::<Vec<_>>().join("&"));
                let row = row.iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
                self.samples.push(Sample { call: call(asked), row: row.collect() });
            }
            "back" => self.back = Some(rest.to_owned()),
            "need" => self.need.extend(words.map(pair)),
            "alien" => {
                let values: Vec<_> = words.map(pair).collect();
                self.alien.push(values.try_into().expect("two values"));
            }
            "test" => self.is_rehearsable = true,
            "then" => {
                let function = words.next().expect("a function").to_owned();
                let arguments = call(words.next().expect("its arguments"));
                let sent = |key: &str| match key.split_once('=') {
                    Some((key, value)) => (key.to_owned(), value.to_owned()),
                    None => (key.to_owned(), self.call.get(key).expect(key).to_owned()),
                };
                let row = words.map(sent).collect();
                self.then.push(ReadBack { function, call: arguments, row });
            }
            "give" => self.give.extend(members(&mut words)),
            other => panic!("{}: there is no fact called {other}", self.function),
        }
    }
}

/// The keys up to the end, or up to the bracket that closes them.
fn members<'a>(words: &mut impl Iterator<Item = &'a str>) -> Vec<Member> {
    let mut members = Vec::new();
    while let Some(word) = words.next().filter(|word| !matches!(*word, "}" | "]")) {
        let (presence, name) = match (word.strip_prefix('-'), word.strip_suffix('?')) {
            (Some(name), _) => (Presence::NotYet, name),
            (_, Some(name)) => (Presence::Sometimes, name),
            (None, None) => (Presence::Always, word),
        };
        let key = name.trim_end_matches(['#', '{', '[', ']']).to_owned();
        let kind = match &name[key.len()..] {
            "" => Kind::Text,
            "#" => Kind::Number,
            "[]" => Kind::Texts,
            "{" => Kind::Map(self::members(words)),
            "[" => Kind::Rows(self::members(words)),
            other => panic!("{key} has no kind {other}"),
        };
        members.push(Member { key, kind, presence });
    }
    members
}
