//! The key ring, and everything that is sealed, indexed or signed with it.
//!
//! A thief who holds the database and the bucket, but not the ring, learns no name, ID number, phone number,
//! address, answer, note or message. This crate is where that promise is kept for everything that is not a file.
//! (Files are sealed in the age format; the ring only carries the identity that opens them.)
//!
//! It knows keys, ciphers, keyed digests and signatures. It must not know what a resident is, where the ring is
//! kept, which table a value lives in or what time it is: the ring's text, the associated data, the instant and
//! the random bytes ([`domain::clock::Chance`]) are all handed in. It does no I/O and draws no randomness.
//!
//! | wanted | call | kept where |
//! |---|---|---|
//! | a field of a resident | [`DataKey::seal`], [`DataKey::open`] | [`Sealed`] in the row |
//! | the resident's data key | [`Ring::new_data_key`], [`Ring::unwrap`], [`Ring::rewrap`] | [`WrappedKey`] in the row |
//! | a value of the site (a TOTP secret) | [`Ring::seal_site`], [`Ring::open_site`] | [`Sealed`] in the row |
//! | search by equality, a digest of personal data | [`Ring::index`], [`Ring::indexes_all`], [`Ring::index_matches`] | [`BlindIndex`] in the row |
//! | a refresh token | [`Ring::refresh_token`], [`Ring::read_refresh_token`] | nowhere: it is derived |
//! | an access token | [`Ring::token_signing_key`], [`Ring::token_verifying_keys`] | nowhere |
//! | a signed head of the audit chain | [`Ring::sign_checkpoint`], [`Ring::verify_checkpoint`] | a line of text, off the machine |
//! | files | [`Ring::evidence_identity`], [`Ring::evidence_identities`] | the object store |
//!
//! # Suites and key ids
//!
//! Every sealed or digested value carries the byte of its [`Suite`] and the id of the ring's key that made it, so
//! a site can add another suite (SM4, SM3, an HSM) beside the present one and move row by row. A value sealed
//! under a data key carries an empty key id: its key is the one wrapped in its own row.
//!
//! Nothing uses a secret of the ring directly. Each purpose has a key of its own, derived by HMAC-SHA-256 under
//! a label, so no two purposes share a key even if an operator copies a secret.
//!
//! # Rotation
//!
//! A key is `current` (it seals, exactly one for each use) or `old` (it only opens). Where several servers run,
//! give every one of them the new key as `old` first, and only then make it `current`: so no server meets a
//! value it can't open. Wrapped data keys move with [`Ring::rewrap`]; blind indexes are looked up under every key
//! until they have been rewritten. An old key may go once no stored value names it ([`Sealed::key_id`],
//! [`BlindIndex::key_id`]).
//!
//! Erasing a person is destroying the wrapped data key: what was sealed under it stays closed for everyone.
#![deny(missing_docs)]

mod checkpoint;
mod envelope;
mod field;
mod index;
mod key;
mod ring;
mod text;
mod token;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use envelope::{Aad, OpenError, Plain, Sealed};
pub use field::{DataKey, WrappedKey};
pub use index::{BlindIndex, IndexPurpose};
pub use key::{KeyId, State, Suite, Use};
pub use ring::Ring;
pub use text::{KeyFault, RingError};
pub use token::TokenError;

#[cfg(test)]
mod fixture {
    //! A ring and its parts for the tests of this crate.

    use domain::clock::SeededChance;
    use jiff::Timestamp;

    use crate::Ring;

    /// A text of the right form; nobody's key.
    pub(crate) const IDENTITY: &str =
        "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ";
    pub(crate) const OTHER_IDENTITY: &str =
        "AGE-SECRET-KEY-1PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP";

    pub(crate) fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub(crate) fn ring(seed: u64) -> Ring {
        Ring::generate(&SeededChance::new(seed), at("2026-11-23T00:00:00Z"), IDENTITY.to_owned()).unwrap()
    }
}
