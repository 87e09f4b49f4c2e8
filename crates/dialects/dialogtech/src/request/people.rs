//! People: from parameters to contacts.

use tandem_domain::{GROUP_CONTACTS_MAX, GroupContact};
use tandem_gateway::{Fault, Reader};

/// The longest name of somebody, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 64;
/// The longest list of people, in characters.
pub(crate) const LIST_CHARS_MAX: usize = 512 * 1024;

/// `group.memberadd`: one by name, number and address, or several in `members`.
pub(crate) fn members(args: &Reader<'_>) -> Result<Vec<GroupContact>, Fault> {
    if args.text("members").is_some() {
        return list(args, "members");
    }
    if args.text("member_phone").is_none() {
        return Err(Fault::Missing { param: "member_phone" });
    }
    Ok(vec![GroupContact {
        name: args.short_text("member_name", NAME_CHARS_MAX)?,
        number: args.did("member_phone")?,
        email: args.short_text("member_email", super::vmail::EMAIL_CHARS_MAX)?,
    }])
}

/// People between two bars, each `number|name` or `number|name|address`; or numbers alone, each behind a bar.
pub(crate) fn list(args: &Reader<'_>, param: &'static str) -> Result<Vec<GroupContact>, Fault> {
    let text = args.required(param)?;
    let is_number = |part: &str| args.rules().read(part.trim()).is_ok();
    let are_numbers = text.split('|').filter(|part| !part.trim().is_empty()).all(is_number);
    let entries: Vec<&str> =
        if are_numbers { text.split('|').collect() } else { text.split("||").collect() };
    let mut people = Vec::new();
    for entry in entries.into_iter().map(str::trim).filter(|entry| !entry.is_empty()) {
        let mut parts = entry.splitn(3, '|').map(str::trim);
        let number = args.as_did(param, parts.next().unwrap_or_default())?;
        let (name, email) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        people.push(GroupContact { name: name.to_owned(), number, email: email.to_owned() });
        if people.len() > GROUP_CONTACTS_MAX {
            let why = format!("must name at most {GROUP_CONTACTS_MAX}");
            return Err(Fault::invalid(param, why));
        }
    }
    if people.is_empty() {
        return Err(Fault::invalid(param, "must name somebody"));
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::ACTIONS;
    use tandem_gateway::Found;
    use tandem_numbering::Rules;
    use tandem_wire::Args;

    fn read(text: &str) -> Result<Vec<(String, String, String)>, Fault> {
        let Some(Found::Works(entry)) = ACTIONS.find("group.memberadd") else {
            panic!("there is such an action")
        };
        let args: Args = [("members", text)].into_iter().collect();
        let people = list(&Reader::new(&args, entry.spec, &Rules::new()), "members")?;
        let row = |one: GroupContact| (one.number.national(), one.name, one.email);
        Ok(people.into_iter().map(row).collect())
    }

    #[test]
    fn people_are_told_apart_however_they_are_listed() {
        let owned = |number: &str, name: &str, email: &str| {
            (number.to_owned(), name.to_owned(), email.to_owned())
        };
        let (jane, john) = ("3055550101", "3055550102");
        assert_eq!(
            read("3055550101|Jane|jane@example.com||3055550102|John"),
            Ok(vec![owned(jane, "Jane", "jane@example.com"), owned(john, "John", "")])
        );
        let both = vec![owned(jane, "", ""), owned(john, "", "")];
        assert_eq!(read("3055550101|3055550102"), Ok(both.clone()));
        assert_eq!(read("|3055550101||3055550102|"), Ok(both));
        assert_eq!(read("3055550101|Jane"), Ok(vec![owned(jane, "Jane", "")]));
        assert!(read("||").is_err());
        assert!(read("Jane|3055550101").is_err());
    }
}
