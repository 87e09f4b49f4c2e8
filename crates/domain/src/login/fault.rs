//! What can be wrong with a login.

use serde::{Deserialize, Serialize};

/// What is wrong with a login that somebody wants, or with its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginFault {
    /// Its name is none.
    Name,
    /// There are too many already.
    TooMany,
    /// It is recognised by its address, and has none.
    AddressMissing,
    /// It is recognised by its password, and an address was given.
    AddressUnwanted,
    /// The address is not one of the public internet.
    AddressReserved,
    /// Another login of the customer's has that address.
    AddressRepeated,
    /// Somebody else's login has that address.
    AddressUsed,
    /// IAX2 is recognised by a password only.
    IaxWithoutPassword,
    /// It is recognised by its password, and has none.
    PasswordMissing,
    /// It is recognised by its address, and a password was given.
    PasswordUnwanted,
    /// The password is too short.
    PasswordShort,
    /// The password has a character that not all equipment can send.
    PasswordSigns,
    /// The password has no lower-case letter.
    PasswordLowercase,
    /// The password has no upper-case letter.
    PasswordUppercase,
    /// The password has no digit.
    PasswordDigit,
    /// The password is one of the first that are guessed.
    PasswordWeak,
    /// The extension is too long.
    ExtensionLong,
    /// The extension begins like a code of the switch.
    ExtensionPrefix,
    /// The extension is a service code.
    ExtensionReserved,
    /// Another login of the customer's has that extension.
    ExtensionUsed,
    /// A silent call would end later than one on hold.
    RtpOrder,
    /// It may log in from certain networks only, and none is named.
    NetworksMissing,
    /// It may use certain points of presence only, and none is named.
    PopsMissing,
    /// The number that its calls are to show is not one of the customer's.
    CallerId,
}

impl LoginFault {
    /// Every fault.
    pub const ALL: [Self; 24] = [
        Self::Name,
        Self::TooMany,
        Self::AddressMissing,
        Self::AddressUnwanted,
        Self::AddressReserved,
        Self::AddressRepeated,
        Self::AddressUsed,
        Self::IaxWithoutPassword,
        Self::PasswordMissing,
        Self::PasswordUnwanted,
        Self::PasswordShort,
        Self::PasswordSigns,
        Self::PasswordLowercase,
        Self::PasswordUppercase,
        Self::PasswordDigit,
        Self::PasswordWeak,
        Self::ExtensionLong,
        Self::ExtensionPrefix,
        Self::ExtensionReserved,
        Self::ExtensionUsed,
        Self::RtpOrder,
        Self::NetworksMissing,
        Self::PopsMissing,
        Self::CallerId,
    ];
}

impl std::fmt::Display for LoginFault {
    /// To be read behind "the login".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "needs a name of one to twelve letters and digits",
            Self::TooMany => "is one too many: the account has as many as it may have",
            Self::AddressMissing => "needs the address that it is recognised by",
            Self::AddressUnwanted => "is recognised by its password, so it has no address",
            Self::AddressReserved => "must have an address of the public internet",
            Self::AddressRepeated => "has the address of another of your logins",
            Self::AddressUsed => "has an address that is in use",
            Self::IaxWithoutPassword => "speaks IAX2, which needs a password",
            Self::PasswordMissing => "needs a password",
            Self::PasswordUnwanted => "is recognised by its address, so it has no password",
            Self::PasswordShort => "needs a password of at least eight characters",
            Self::PasswordSigns => {
                "has a password with other characters than letters, digits and !#$%&/()=?*[]_:.,{}+-"
            }
            Self::PasswordLowercase => "needs a lower-case letter in its password",
            Self::PasswordUppercase => "needs an upper-case letter in its password",
            Self::PasswordDigit => "needs a digit in its password",
            Self::PasswordWeak => "has a password that is easily guessed",
            Self::ExtensionLong => "has an extension of more than five digits",
            Self::ExtensionPrefix => "has an extension that begins with 068 or 097",
            Self::ExtensionReserved => "has an extension that is a service code",
            Self::ExtensionUsed => "has the extension of another of your logins",
            Self::RtpOrder => "would wait longer for a silent call than for one on hold",
            Self::NetworksMissing => "may log in from certain networks only: name them",
            Self::PopsMissing => "may use certain points of presence only: name them",
            Self::CallerId => "may show only a number of yours",
        })
    }
}
