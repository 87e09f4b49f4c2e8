//! The arguments of a call, whatever carried them.

use std::collections::BTreeSet;

use crate::{Problem, WireFault};

/// The most arguments one source may hold (PHP's own `max_input_vars`).
pub const ARGS_COUNT_MAX: usize = 1000;

/// The longest name of an argument, in bytes.
pub const NAME_BYTES_MAX: usize = 256;

/// The longest value of an argument, in bytes: room for a file of 8 MiB in base64.
pub const VALUE_BYTES_MAX: usize = 12 * 1024 * 1024;

/// Arguments of a call in order of arrival: what a query string, a form, a multipart body or a
/// JSON object says.
///
/// Names are kept as they came, brackets included. They may repeat, and each way of reading them
/// says which one counts. Among the values are passwords: arguments are not for logs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args {
    pairs: Vec<(String, String)>,
}

impl Args {
    /// Adds an argument after the others. The limits are for what comes over the wire; what the
    /// program itself adds is not checked.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// Adds an argument that came over the wire, within the limits and without NUL bytes.
    pub(crate) fn admit(&mut self, name: String, value: String) -> Result<(), WireFault> {
        if self.len() == ARGS_COUNT_MAX {
            return Err(WireFault::whole(Problem::TooMany {
                what: "arguments",
                limit: ARGS_COUNT_MAX,
            }));
        }
        check_name(&name)?;
        if value.len() > VALUE_BYTES_MAX {
            return Err(WireFault::field(&name, Problem::TooLarge { limit: VALUE_BYTES_MAX }));
        }
        if memchr::memchr(0, value.as_bytes()).is_some() {
            return Err(WireFault::field(
                &name,
                Problem::Forbidden { what: "a NUL character".into() },
            ));
        }
        self.push(name, value);
        Ok(())
    }

    /// All arguments as (name, value), in order of arrival.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> + ExactSizeIterator {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many arguments there are, repetitions included.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The value under exactly this name. If the name repeats, the last one counts, as in PHP.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The value under exactly this name. If the name repeats, the first one counts.
    pub fn get_first(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The value under the first of these spellings that was used at all.
    pub fn get_any(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The value under this name in any mixture of ASCII capitals and small letters, as classic
    /// ASP reads it. The last one counts.
    pub fn get_nocase(&self, name: &str) -> Option<&str> {
        self.iter()
            .rev()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Every value of a list, in order of arrival: `name=1&name=2`, `name[]=1&name[]=2` and
    /// `name[0]=1&name[1]=2` (what PHP's `http_build_query` writes) say the same.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(known, _)| list_name(known) == name).map(|(_, value)| value)
    }

    /// Lays `over` on top: an argument in it replaces every argument of that name here, where
    /// `name`, `name[]` and `name[0]` are one name. So a body wins over a query string.
    pub fn merge(&mut self, over: Self) {
        if !self.is_empty() {
            let replaced: BTreeSet<&str> = over.iter().map(|(name, _)| list_name(name)).collect();
            self.pairs.retain(|(name, _)| !replaced.contains(list_name(name)));
        }
        self.pairs.extend(over.pairs);
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Args {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut args = Self::default();
        for (name, value) in pairs {
            args.push(name, value);
        }
        args
    }
}

/// Refuses a name that is too long or holds a NUL character.
pub(crate) fn check_name(name: &str) -> Result<(), WireFault> {
    if name.len() > NAME_BYTES_MAX {
        return Err(WireFault::field(name, Problem::TooLarge { limit: NAME_BYTES_MAX }));
    }
    if name.contains('\0') {
        return Err(WireFault::field(
            name,
            Problem::Forbidden { what: "a NUL character in its name".into() },
        ));
    }
    Ok(())
}

/// The name of the list that `name` is an item of: without a final `[]` or `[12]`.
fn list_name(name: &str) -> &str {
    name.strip_suffix(']')
        .and_then(|open| open.rsplit_once('['))
        .filter(|(list, index)| !list.is_empty() && index.bytes().all(|b| b.is_ascii_digit()))
        .map_or(name, |(list, _)| list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(pairs: &[(&str, &str)]) -> Args {
        pairs.iter().copied().collect()
    }

    #[test]
    fn the_last_value_of_a_repeated_name_counts() {
        let args = args(&[("did", "1"), ("DID", "2"), ("did", "3"), ("Did", "4")]);
        assert_eq!(args.get("did"), Some("3"));
        assert_eq!(args.get_first("did"), Some("1"));
        assert_eq!(args.get_nocase("dID"), Some("4"));
        assert_eq!(args.get("number"), None);
        assert_eq!(args.get_any(&["number", "DID", "did"]), Some("2"));
    }

    #[test]
    fn a_list_has_three_spellings() {
        let args = args(&[
            ("n", "1"),
            ("n[]", "2"),
            ("n[10]", "3"),
            ("n[x]", "no"),
            ("n[", "no"),
            ("[]", "no"),
            ("nn", "no"),
            ("n", "4"),
        ]);
        assert_eq!(args.all("n").collect::<Vec<_>>(), ["1", "2", "3", "4"]);
        assert_eq!(args.all("n[x]").collect::<Vec<_>>(), ["no"]);
        assert_eq!(args.all("[]").collect::<Vec<_>>(), ["no"]);
        assert_eq!(args.get("n[]"), Some("2"));
    }

    #[test]
    fn what_is_laid_on_top_replaces() {
        let mut query = args(&[("key", "q"), ("n", "1"), ("n", "2"), ("only", "query")]);
        query.merge(args(&[("n[]", "3"), ("key", "b"), ("n[]", "4")]));
        assert_eq!(query, args(&[("only", "query"), ("n[]", "3"), ("key", "b"), ("n[]", "4")]));
        assert_eq!(query.all("n").collect::<Vec<_>>(), ["3", "4"]);
    }

    #[test]
    fn limits_name_the_field() {
        let mut args = Args::default();
        let long = "n".repeat(NAME_BYTES_MAX + 1);
        let fault = args.admit(long, String::new()).unwrap_err();
        assert_eq!(fault.problem, Problem::TooLarge { limit: NAME_BYTES_MAX });
        let fault = args.admit("did".into(), "1".repeat(VALUE_BYTES_MAX + 1)).unwrap_err();
        assert_eq!(fault, WireFault::field("did", Problem::TooLarge { limit: VALUE_BYTES_MAX }));
        let fault = args.admit("did".into(), "1\0".into()).unwrap_err();
        assert_eq!(fault.to_string(), "field 'did' holds a NUL character, which is not accepted");
        assert!(args.admit("a\0".into(), String::new()).is_err());

        for _ in 0..ARGS_COUNT_MAX {
            args.admit("n".into(), "1".into()).unwrap();
        }
        let fault = args.admit("n".into(), "1".into()).unwrap_err();
        assert!(matches!(fault.problem, Problem::TooMany { limit: ARGS_COUNT_MAX, .. }));
    }
}
