//! What a phone says of itself in words.

use std::fmt;

use super::{Rule, TextRefusal, is_print};

text! {
    /// The version of the app on a phone.
    open AppVersion, 1..=40, "app-version", "app-version", is_mark
}

text! {
    /// What the app runs in, in a few words.
    open AgentWords, 1..=120, "agent-length", "agent-character", is_print
}

/// What versions are written with, such as `1.4.0-rc.1+20261123`.
fn is_mark(c: char) -> bool {
    c.is_ascii_graphic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_word() {
        assert_eq!(AppVersion::parse(" 1.4.0-rc.1+20261123 ").unwrap().as_str(), "1.4.0-rc.1+20261123");
        for bad in ["", "1 2", "版本1", &"1".repeat(41)] {
            assert_eq!(AppVersion::parse(bad).map_err(TextRefusal::code), Err("app-version"), "{bad}");
        }
        assert_eq!(AgentWords::parse("a\nb").map_err(TextRefusal::code), Err("agent-character"));
    }
}
