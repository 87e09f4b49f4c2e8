//! Numbers that no call may be sent on to by itself.

/// Whether these digits are a number for emergencies or a service of a few digits: N11 and 911 among them,
/// 933 (the test of 911), 988 (suicide and crisis) and 112 (emergencies on mobile telephones everywhere).
/// Nothing forwards to them: whoever is reached there must hear the one who calls, and see where from.
pub fn is_service_code(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let code = digits.strip_prefix('1').filter(|rest| rest.len() == 3).unwrap_or(&digits);
    let is_n11 = code.len() == 3 && code.ends_with("11") && !code.starts_with(['0', '1']);
    is_n11 || ["112", "933", "988"].contains(&code) || digits == "112"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emergencies_and_services_are_known_however_they_are_written() {
        for text in ["911", "1911", "9-1-1", "+911", "211", "811", "933", "988", "112", "1 988"] {
            assert!(is_service_code(text), "{text}");
        }
        for text in ["", "111", "011", "9110", "5551234911", "13055550911", "112112"] {
            assert!(!is_service_code(text), "{text}");
        }
    }
}
