//! Reading a request's arguments by the table.

use tandem_domain::{Destination, Money};
use tandem_numbering::{Did, Rules};
use tandem_wire::Args;

use crate::{Fault, Kind, Param, Spec};

/// What is wrong with a flag that is neither.
pub const NEITHER: &str = "must be 1 or 0 (yes or no)";

/// What a word for yes or no means, in the ways in which clients of PHP services write it.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// The arguments of one call beside the table that says what they are. Names are looked up in the
/// table's spelling and its aliases, without regard to case. What is empty counts as if nothing had
/// been sent.
pub struct Reader<'a> {
    args: &'a Args,
    spec: &'static Spec,
    rules: &'a Rules,
}

impl<'a> Reader<'a> {
    /// A reader for one operation.
    pub const fn new(args: &'a Args, spec: &'static Spec, rules: &'a Rules) -> Self {
        Self { args, spec, rules }
    }

    /// The arguments as they came.
    pub const fn args(&self) -> &'a Args {
        self.args
    }

    /// The operation.
    pub const fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// The numbering rules in force.
    pub const fn rules(&self) -> &'a Rules {
        self.rules
    }

    fn param(&self, name: &'static str) -> Option<&'static Param> {
        let found = self.spec.params.iter().find(|param| param.name == name);
        debug_assert!(found.is_some(), "{name} is not in the table of {}", self.spec.name);
        found
    }

    /// The text of a parameter, trimmed, unless it is absent.
    pub fn text(&self, name: &'static str) -> Option<&'a str> {
        let aliases = self.param(name).map_or(&[][..], |param| param.aliases);
        std::iter::once(&name)
            .chain(aliases)
            .filter_map(|spelling| self.args.get_nocase(spelling))
            .map(str::trim)
            .find(|value| !value.is_empty())
    }

    /// The text of a parameter that must be there.
    pub fn required(&self, name: &'static str) -> Result<&'a str, Fault> {
        self.text(name).ok_or(Fault::Missing { param: name })
    }

    /// Makes sure that nothing which takes one value was given several, or as a list: which of them
    /// was meant, only the sender knows. The same value twice is no question.
    pub fn check_single(&self) -> Result<(), Fault> {
        let is_list = |param: &&Param| matches!(param.kind, Kind::Numbers | Kind::Texts(_));
        for param in self.spec.params.iter().filter(|param| !is_list(param)) {
            let names_it = |name: &str| {
                let mut spellings = std::iter::once(&param.name).chain(param.aliases);
                spellings.any(|spelling| name.eq_ignore_ascii_case(spelling))
            };
            let named = self.args.iter().filter(|(name, _)| names_it(name));
            let mut values = named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty());
            let first = values.next();
            if values.any(|value| Some(value) != first) {
                return Err(Fault::invalid(param.name, "was given more than once"));
            }
            let lists = |(name, _): (&str, &str)| {
                name.split_once('[').is_some_and(|(name, _)| names_it(name))
            };
            if self.args.iter().any(lists) {
                return Err(Fault::invalid(param.name, "is a list and must be one value"));
            }
        }
        Ok(())
    }

    /// Makes sure that everything the table requires is there, in the table's order, before any
    /// value is looked at.
    pub fn check_required(&self) -> Result<(), Fault> {
        let missing =
            self.spec.params.iter().find(|param| param.required && self.text(param.name).is_none());
        missing.map_or(Ok(()), |param| Err(Fault::Missing { param: param.name }))
    }

    /// A text of at most so many characters, without control characters.
    pub fn short_text(&self, name: &'static str, chars_max: usize) -> Result<String, Fault> {
        let value = self.text(name).unwrap_or_default();
        if value.chars().count() > chars_max {
            return Err(Fault::invalid(name, format!("is longer than {chars_max} characters")));
        }
        if value.chars().any(char::is_control) {
            return Err(Fault::invalid(name, "contains control characters"));
        }
        Ok(value.to_owned())
    }

    /// A telephone number, in any usual spelling.
    pub fn did(&self, name: &'static str) -> Result<Did, Fault> {
        self.as_did(name, self.required(name)?)
    }

    /// A text that must be a telephone number.
    pub fn as_did(&self, name: &'static str, text: &str) -> Result<Did, Fault> {
        let unfit = |fault| Fault::invalid(name, format!("is no telephone number: {fault}"));
        self.rules.read(text).map_err(unfit)
    }

    /// A whole number between two bounds, both included.
    pub fn integer(&self, name: &'static str, least: i64, most: i64) -> Result<Option<i64>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value = if plain { text.parse::<i64>().ok() } else { None };
        match value {
            Some(value) if (least..=most).contains(&value) => Ok(Some(value)),
            _ => {
                Err(Fault::invalid(name, format!("must be a whole number from {least} to {most}")))
            }
        }
    }

    /// Yes or no, in the ways in which clients of PHP services write it.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match yes_or_no(text) {
            Some(said) => Ok(Some(said)),
            None => Err(Fault::invalid(name, NEITHER)),
        }
    }

    /// An amount of money that is not negative.
    pub fn money(&self, name: &'static str) -> Result<Option<Money>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match Money::parse(text) {
            Ok(money) if money >= Money::ZERO => Ok(Some(money)),
            Ok(_) => Err(Fault::invalid(name, "must not be negative")),
            Err(fault) => Err(Fault::invalid(name, fault)),
        }
    }

    /// A destination, `header:record`.
    pub fn destination(&self, name: &'static str) -> Result<Option<Destination>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        Destination::parse(text).map(Some).map_err(|fault| Fault::invalid(name, fault))
    }
}
