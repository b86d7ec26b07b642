//! The ring's text form: TOML, one `[[key]]` for each key.
//!
//! ```toml
//! [[key]]
//! id = "w-2026-11"
//! use = "wrap"
//! suite = "xchacha20-poly1305"
//! secret = "base64 of 32 bytes, or the age identity of an evidence key"
//! created = "2026-11-23T00:00:00Z"
//! state = "current"
//! ```
//!
//! The errors of the TOML library quote the text they stumble over, so none of them is passed on.

use jiff::Timestamp;
use toml::{Table, Value};
use zeroize::Zeroizing;

use crate::key::{KeyId, State, Suite, Use};

/// Why a ring is refused. Names keys by id; never holds a secret or another piece of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// Not TOML.
    #[error("the key ring is not TOML at line {line}")]
    Syntax {
        /// Counted from 1.
        line: usize,
    },
    /// Something other than a list of keys.
    #[error("the key ring wants a list of [[key]] and nothing else")]
    Shape,
    /// A key without a usable id.
    #[error("key number {position} of the ring wants an id of 1 to 16 letters a-z, digits or hyphens")]
    Id {
        /// Counted from 1.
        position: usize,
    },
    /// A fault of one key.
    #[error("key {id} of the ring: {fault}")]
    Key {
        /// The key.
        id: KeyId,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// A use without a key that seals.
    #[error("the key ring has no current key for {usage}")]
    NoCurrent {
        /// The use.
        usage: Use,
    },
    /// A use with two keys that seal.
    #[error("the key ring has two current keys for {usage}: {first} and {second}")]
    TwoCurrent {
        /// The use.
        usage: Use,
        /// The one that comes first in the text.
        first: KeyId,
        /// The one after it.
        second: KeyId,
    },
    /// The identity handed in for evidence is none.
    #[error("the evidence key wants an age identity that begins with AGE-SECRET-KEY-1")]
    Identity,
    /// An evidence key can't be drawn from random bytes here.
    #[error("the evidence key rotates to an age identity that is handed in")]
    IdentityWanted,
}

/// What is wrong with one key of a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// A field is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field is not a text.
    #[error("{0} is not a text in quotes")]
    NotText(&'static str),
    /// A field the ring does not know.
    #[error("it has a field other than id, use, suite, secret, created and state")]
    Field,
    /// The id is used before.
    #[error("the id is used twice")]
    Twice,
    /// A use the ring does not know.
    #[error("use is not one of wrap, index, evidence, token, checkpoint and site")]
    Use,
    /// A suite this program does not know, or not for this use.
    #[error("suite is not one this program has for the use")]
    Suite,
    /// A secret of the wrong form.
    #[error("secret is not 32 bytes in base64, or for evidence not an age identity")]
    Secret,
    /// Not an instant.
    #[error("created is not an instant like 2026-11-23T00:00:00Z")]
    Created,
    /// Neither current nor old.
    #[error("state is neither current nor old")]
    State,
}

/// One key as text. The suite follows from the use.
pub(crate) struct Entry {
    pub(crate) id: KeyId,
    pub(crate) usage: Use,
    pub(crate) created: Timestamp,
    pub(crate) state: State,
    pub(crate) secret: Zeroizing<String>,
}

/// Reads the list of keys; whether each use has its current one is not looked at yet.
pub(crate) fn read(text: &str) -> Result<Vec<Entry>, RingError> {
    let mut table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return Err(RingError::Syntax { line: line_of(text, &error) }),
    };
    let Some(Value::Array(keys)) = table.remove("key") else { return Err(RingError::Shape) };
    if !table.is_empty() {
        return Err(RingError::Shape);
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(keys.len());
    for (key, position) in keys.into_iter().zip(1..) {
        let Value::Table(mut fields) = key else { return Err(RingError::Shape) };
        let id = match fields.remove("id") {
            Some(Value::String(id)) => KeyId::parse(&id),
            _ => None,
        };
        let id = id.ok_or(RingError::Id { position })?;
        if entries.iter().any(|entry| entry.id == id) {
            return Err(RingError::Key { id, fault: KeyFault::Twice });
        }
        match entry(id.clone(), fields) {
            Ok(entry) => entries.push(entry),
            Err(fault) => return Err(RingError::Key { id, fault }),
        }
    }
    Ok(entries)
}

fn entry(id: KeyId, mut fields: Table) -> Result<Entry, KeyFault> {
    let mut field = |name| match fields.remove(name) {
        Some(Value::String(text)) => Ok(Zeroizing::new(text)),
        Some(_) => Err(KeyFault::NotText(name)),
        None => Err(KeyFault::Missing(name)),
    };
    let usage = Use::parse(&field("use")?).ok_or(KeyFault::Use)?;
    let suite = Suite::parse(&field("suite")?);
    if suite != Some(usage.suite()) {
        return Err(KeyFault::Suite);
    }
    let secret = field("secret")?;
    let created = field("created")?.parse().ok().ok_or(KeyFault::Created)?;
    let state = State::parse(&field("state")?).ok_or(KeyFault::State)?;
    if fields.is_empty() { Ok(Entry { id, usage, created, state, secret }) } else { Err(KeyFault::Field) }
}

fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    1 + before.matches('\n').count()
}

/// Writes the list of keys. No value needs escaping: ids, words, instants, base64 and identities are plain.
pub(crate) fn write(entries: &[Entry]) -> Zeroizing<String> {
    const HEAD: &str = "# The key ring. Whoever holds it and the data can read everything; without it the data is lost.\n\
                        # Keep it apart from the data, readable by the service alone, and keep a sealed copy elsewhere.\n";
    // Room for everything at once, so that growing leaves no copy of a secret behind.
    let mut out = Zeroizing::new(String::with_capacity(HEAD.len() + entries.len() * 320));
    out.push_str(HEAD);
    for entry in entries {
        out.push_str("\n[[key]]\n");
        let created = entry.created.to_string();
        for (name, value) in [
            ("id", entry.id.as_str()),
            ("use", entry.usage.word()),
            ("suite", entry.usage.suite().word()),
            ("secret", &entry.secret),
            ("created", &created),
            ("state", entry.state.word()),
        ] {
            for piece in [name, " = \"", value, "\"\n"] {
                out.push_str(piece);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{KeyFault, Ring, RingError, fixture};

    fn refused(from: &str, to: &str) -> RingError {
        let text = fixture::ring(1).to_toml();
        assert!(text.contains(from), "{from}");
        Ring::parse(&text.replacen(from, to, 1)).unwrap_err()
    }

    #[test]
    fn the_text_is_as_documented() {
        let text = fixture::ring(1).to_toml();
        let first: Vec<_> = text.split("\n\n").nth(1).unwrap().lines().collect();
        assert_eq!(first[0], "[[key]]");
        assert_eq!(first[1], "id = \"w-2026-11\"");
        assert_eq!(first[2], "use = \"wrap\"");
        assert_eq!(first[3], "suite = \"xchacha20-poly1305\"");
        assert!(first[4].starts_with("secret = \"") && first[4].len() == 55);
        assert_eq!(first[5], "created = \"2026-11-23T00:00:00Z\"");
        assert_eq!(first[6], "state = \"current\"");
        assert!(text.contains("secret = \"AGE-SECRET-KEY-1QQ"));
    }

    #[test]
    fn a_fault_of_a_key_names_the_key() {
        use KeyFault::{Created, Field, Missing, NotText, Secret, State, Suite, Twice, Use};
        for (from, to, id, fault) in [
            ("use = \"index\"\n", "", "i-2026-11", Missing("use")),
            ("use = \"index\"", "use = \"indexx\"", "i-2026-11", Use),
            ("use = \"index\"", "use = 7", "i-2026-11", NotText("use")),
            ("suite = \"hmac-sha256\"", "suite = \"sm3\"", "i-2026-11", Suite),
            ("suite = \"hmac-sha256\"", "suite = \"ed25519\"", "i-2026-11", Suite),
            ("secret = \"", "secret = \"AAAA", "w-2026-11", Secret),
            ("secret = \"AGE-", "secret = \"AGE", "e-2026-11", Secret),
            ("created = \"2026-11-23T00:00:00Z\"", "created = \"yesterday\"", "w-2026-11", Created),
            ("state = \"current\"", "state = \"new\"", "w-2026-11", State),
            ("state = \"current\"", "state = \"current\"\nnote = \"x\"", "w-2026-11", Field),
            ("id = \"i-2026-11\"", "id = \"w-2026-11\"", "w-2026-11", Twice),
        ] {
            let error = refused(from, to);
            assert!(error.to_string().contains(id), "{error}");
            assert!(matches!(error, RingError::Key { fault: found, .. } if found == fault), "{error}");
        }
    }

    #[test]
    fn each_use_wants_exactly_one_current_key() {
        let error = refused("state = \"current\"", "state = \"old\"");
        assert_eq!(error.to_string(), "the key ring has no current key for wrap");
        let text = fixture::ring(1).to_toml();
        let second = "\n[[key]]\nid = \"second\"\nuse = \"wrap\"\nsuite = \"xchacha20-poly1305\"\n\
                      secret = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n\
                      created = \"2026-11-23T00:00:00Z\"\nstate = \"current\"\n";
        let error = Ring::parse(&format!("{}{second}", *text)).unwrap_err();
        assert_eq!(error.to_string(), "the key ring has two current keys for wrap: w-2026-11 and second");
        let old = second.replace("current", "old");
        Ring::parse(&format!("{}{old}", *text)).unwrap();
    }

    #[test]
    fn a_text_that_is_no_ring_is_refused() {
        assert_eq!(Ring::parse("").unwrap_err(), RingError::Shape);
        assert_eq!(Ring::parse("key = 3").unwrap_err(), RingError::Shape);
        assert_eq!(Ring::parse("key = [3]").unwrap_err(), RingError::Shape);
        assert_eq!(Ring::parse("a = 1\nb = = 2").unwrap_err(), RingError::Syntax { line: 2 });
        assert_eq!(refused("\n[[key]]", "title = \"x\"\n[[key]]"), RingError::Shape);
        assert_eq!(refused("id = \"i-2026-11\"\n", ""), RingError::Id { position: 2 });
        assert_eq!(refused("id = \"i-2026-11\"", "id = \"Index Key\""), RingError::Id { position: 2 });
    }

    #[test]
    fn no_error_repeats_a_secret() {
        const CANARY: &str = "CANARYCANARYCANARYCANARYCANARYCANARYCANARYC=";
        for broken in [
            format!("[[key]]\nid = \"k\"\nsecret = \"{CANARY}"),
            format!("[[key]]\nid = \"k\"\nsecret = {CANARY}"),
            format!("[[key]]\nid = \"{CANARY}\""),
            format!("[[key]]\nid = \"k\"\nuse = \"{CANARY}\""),
            format!("[[key]]\nid = \"k\"\nuse = \"wrap\"\nsuite = \"{CANARY}\""),
            format!("\"{CANARY}\" = 1"),
            format!("key = \"{CANARY}\""),
        ] {
            let error = Ring::parse(&broken).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
        }
    }
}
