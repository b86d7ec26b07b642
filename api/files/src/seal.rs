//! Keys for evidence and the act of sealing: age's X25519.
//!
//! Sealing draws its one-time keys inside age, from the operating system; so does [`Identity::generate`]. No other
//! randomness is drawn in this room.

use age::secrecy::ExposeSecret;
use std::fmt;
use std::io::Write;
use std::iter;
use zeroize::Zeroizing;

/// Header, nonce and a little grease of a sealed file; the payload adds 16 bytes a chunk of 64 KiB.
const HEADER_ROOM: usize = 512;

/// A private key. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Identity(pub(crate) age::x25519::Identity);

/// The text is no key of the kind asked for. It says no more: the text may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an age X25519 key")]
pub struct BadKey;

impl Identity {
    /// Draws a new identity from the operating system's randomness. This is the one place that does: a clock and
    /// dice handed in would make a key that can be guessed.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        text.trim().parse().map(Self).or(Err(BadKey))
    }

    /// The text that goes into the ring, and nowhere else.
    pub fn to_secret_text(&self) -> SecretText {
        SecretText(Zeroizing::new(self.0.to_string().expose_secret().to_owned()))
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(hidden)")
    }
}

/// A private key as text, wiped when dropped. `Debug` shows nothing of it.
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(hidden)")
    }
}

/// A public key: what phones seal to. Shown and read as `age1…`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recipient(age::x25519::Recipient);

impl Recipient {
    /// Reads `age1…`.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        text.trim().parse().map(Self).or(Err(BadKey))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

/// Seals `plain` so that only the recipient's identity opens it. Any stock age tool opens it as well.
#[expect(
    clippy::expect_used,
    reason = "one X25519 recipient is always accepted, and memory takes every write"
)]
pub fn seal(recipient: &Recipient, plain: &[u8]) -> Vec<u8> {
    let to: &dyn age::Recipient = &recipient.0;
    let encryptor = age::Encryptor::with_recipients(iter::once(to)).expect("one recipient");
    let sealed =
        Vec::with_capacity(plain.len().saturating_add(plain.len() / 4096).saturating_add(HEADER_ROOM));
    let mut writer = encryptor.wrap_output(sealed).expect("memory takes the header");
    writer.write_all(plain).expect("memory takes the payload");
    writer.finish().expect("memory takes the last chunk")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_their_text_and_hide_in_debug() {
        let identity = Identity::generate();
        let text = identity.to_secret_text();
        assert!(text.expose().starts_with("AGE-SECRET-KEY-1"));
        let again = Identity::parse(&format!("  {}\n", text.expose())).unwrap();
        assert_eq!(again.recipient(), identity.recipient());
        assert_eq!(format!("{identity:?} {text:?}"), "Identity(hidden) SecretText(hidden)");
        let public = identity.recipient().to_string();
        assert!(public.starts_with("age1"));
        assert_eq!(Recipient::parse(&public).unwrap(), identity.recipient());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let identity = Identity::generate();
        for bad in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", identity.to_secret_text().expose()] {
            assert_eq!(Recipient::parse(bad).unwrap_err(), BadKey);
        }
        assert_eq!(Identity::parse(&identity.recipient().to_string()).unwrap_err(), BadKey);
    }

    /// The example keys of the age tool's own documents.
    #[test]
    fn a_known_identity_has_its_known_recipient() {
        let identity =
            Identity::parse("AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33")
                .unwrap();
        assert_eq!(
            identity.recipient().to_string(),
            "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa"
        );
    }
}
