//! What a phone says of itself in words.

use std::fmt;

use super::{Rule, TextRefusal, is_code, is_print};

text! {
    /// The version of the app on a phone.
    open AppVersion, 1..=40, "app-version", "app-version", is_code
}

text! {
    /// What the app runs in, in a few words.
    open AgentWords, 1..=120, "agent-length", "agent-character", is_print
}
