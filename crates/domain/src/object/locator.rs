//! Store locators: branches of a business, each with its ZIP code and with whom it is reached.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, FlowMember, ObjectBody, ObjectKind, Reference, Rows};
use crate::Telephone;

/// The most branches of a locator.
pub const LOCATOR_BRANCHES_MAX: usize = 500;
/// What a branch may ring by naming an object.
const KINDS: [ObjectKind; 3] = [ObjectKind::CallFlow, ObjectKind::Voicemail, ObjectKind::Ivr];
/// How many digits a ZIP code has.
const ZIP_DIGITS: usize = 5;
/// The longest line of an address, in characters.
const LINE_CHARS_MAX: usize = 128;
/// The longest time that a branch rings, in seconds.
pub const BRANCH_SECONDS_MAX: u32 = 120;
/// How long it rings when nothing is said about that, in seconds.
pub const BRANCH_SECONDS_DEFAULT: u32 = 40;

/// Branches, of which a caller is to be led to the nearest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// What people call it.
    pub name: String,
    /// Its branches.
    #[serde(default)]
    pub branches: Rows<Branch>,
}

/// One branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// What people call it.
    pub name: String,
    /// Who is rung there: a telephone, or an object that stands for it.
    pub rings: FlowMember,
    /// Its ZIP code, by which it is near or far.
    pub zip: String,
    /// The street and the number.
    #[serde(default)]
    pub street: String,
    /// The town.
    #[serde(default)]
    pub city: String,
    /// The state.
    #[serde(default)]
    pub state: String,
    /// Where it is written to; empty for nowhere.
    #[serde(default)]
    pub email: String,
    /// For how long it rings, in seconds.
    pub seconds: u32,
}

impl Branch {
    fn check(&self) -> Result<(), Flaw> {
        check::text("branch", &self.name, check::NAME_CHARS_MAX)?;
        if self.zip.len() != ZIP_DIGITS || !self.zip.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Flaw::new("zip", format!("must be {ZIP_DIGITS} digits")));
        }
        for (field, line) in
            [("street", &self.street), ("city", &self.city), ("state", &self.state)]
        {
            check::text(field, line, LINE_CHARS_MAX)?;
        }
        if !self.email.is_empty() {
            check::email(&self.email)?;
        }
        check::between("wait", self.seconds, 1, BRANCH_SECONDS_MAX, "seconds")?;
        match &self.rings {
            FlowMember::Telephone(Telephone::Number(number)) => check::callee("number", *number),
            FlowMember::Telephone(Telephone::Address(uri)) => check::sip_address("address", uri),
            FlowMember::Named(to) => check::rings("destination", to, &KINDS),
        }
    }
}

/// A change of the branches of a locator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocatorEdit {
    /// One comes.
    Add(Box<Branch>),
    /// The one in this row changes.
    Change(u32, Box<BranchChange>),
    /// The one in this row goes.
    Remove(u32),
}

/// What changes of a branch; what is not said stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchChange {
    /// What people call it.
    pub name: Option<String>,
    /// Who is rung there.
    pub rings: Option<FlowMember>,
    /// Its ZIP code.
    pub zip: Option<String>,
    /// The street and the number.
    pub street: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// Where it is written to.
    pub email: Option<String>,
    /// For how long it rings, in seconds.
    pub seconds: Option<u32>,
}

impl LocatorEdit {
    /// The row of the branch that came.
    pub(super) fn make(self, locator: &mut Locator) -> Result<Vec<u32>, Flaw> {
        let branches = &mut locator.branches;
        match self {
            Self::Add(branch) => return Ok(vec![branches.add(*branch)]),
            Self::Change(row, change) => {
                let lacks = branches.lacks(row);
                change.make(branches.get_mut(row).ok_or(lacks)?);
            }
            Self::Remove(row) => branches.take_out(row)?,
        }
        Ok(Vec::new())
    }
}

impl BranchChange {
    fn make(self, branch: &mut Branch) {
        fn put<T>(place: &mut T, said: Option<T>) {
            if let Some(said) = said {
                *place = said;
            }
        }
        put(&mut branch.name, self.name);
        put(&mut branch.rings, self.rings);
        put(&mut branch.zip, self.zip);
        put(&mut branch.street, self.street);
        put(&mut branch.city, self.city);
        put(&mut branch.state, self.state);
        put(&mut branch.email, self.email);
        put(&mut branch.seconds, self.seconds);
    }
}

impl Body for Locator {
    const KIND: ObjectKind = ObjectKind::Locator;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Locator(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        self.branches.check("branches", LOCATOR_BRANCHES_MAX)?;
        self.branches.iter().try_for_each(|row| row.says.check())
    }

    fn references(&self) -> Vec<Reference> {
        let named = self.branches.iter().filter_map(|row| match &row.says.rings {
            FlowMember::Named(to) => Reference::destination("destination", to),
            FlowMember::Telephone(_) => None,
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(doc: &str) -> Branch {
        serde_json::from_str(doc).expect("a branch")
    }

    #[test]
    fn a_branch_is_somewhere_and_rings_somebody() {
        let sound =
            r#"{"name":"Main Street","rings":{"number":13055550100},"zip":"33101","seconds":40}"#;
        assert_eq!(branch(sound).check(), Ok(()));
        for (from, to, field) in [
            ("33101", "3310", "zip"),
            (r#"{"number":13055550100}"#, r#""conf:1""#, "destination"),
            ("13055550100", "19115551234", "number"),
            (":40", ":0", "wait"),
        ] {
            let wrong = branch(&sound.replace(from, to));
            assert_eq!(wrong.check().expect_err(to).field, field);
        }
    }

    #[test]
    fn what_its_branches_name_must_be_there() {
        let mut locator = Locator { name: "Stores".to_owned(), branches: Rows::default() };
        let named = r#"{"name":"","rings":"vm:101","zip":"33101","seconds":40}"#;
        locator.branches.add(branch(named));
        assert_eq!(locator.check(), Ok(()));
        assert_eq!(locator.references().len(), 1);
    }
}
