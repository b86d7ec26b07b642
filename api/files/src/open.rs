//! Opening evidence: in memory, to its last authenticated chunk, or not at all.
//!
//! An opened file is a file some phone sealed to us and nobody has changed since; what it shows is for
//! [`crate::Media`] to say. A header is bounded before it is parsed, and a file too large is refused before it is
//! opened.

use crate::Identity;
use crate::payload::{self, Pieces};
use age::DecryptError;
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use bytes::Bytes;
use ring::aead::{CHACHA20_POLY1305, LessSafeKey, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use std::cell::RefCell;
use std::fmt;
use std::iter;
use std::sync::Arc;
use zeroize::Zeroizing;

const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// A phone's header has about 200 bytes; this leaves room for some more recipients.
const MAX_HEADER: usize = 8 * 1024;
/// Each stanza costs two multiplications on the curve for each of our identities.
const MAX_STANZAS: usize = 8;
const NONCE: usize = 16;

/// Why a file does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is not an age file, or one with a header no phone of ours writes.
    #[error("the file is not sealed")]
    NotAge,
    /// It is sealed, but to none of our identities. A header damaged in the wrapped key looks the same.
    #[error("the file is sealed to another recipient")]
    OtherRecipient,
    /// It is sealed to us, and cut short or changed.
    #[error("the sealed file is cut short or changed")]
    Damaged,
    /// It holds more plain bytes than allowed.
    #[error("the file is too large")]
    TooLarge,
}

impl OpenError {
    /// The stable code of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAge => "evidence-not-sealed",
            Self::OtherRecipient => "evidence-other-recipient",
            Self::Damaged => "evidence-damaged",
            Self::TooLarge => "evidence-too-large",
        }
    }
}

/// An opened file. `Debug` shows its length.
pub struct Opened {
    plain: Vec<u8>,
    recipient: Arc<str>,
}

impl Opened {
    pub fn bytes(&self) -> &[u8] {
        &self.plain
    }

    /// Hands the bytes on without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.plain.into()
    }

    /// The recipient it was sealed to, `age1…`: which key of the ring it still needs.
    pub fn recipient(&self) -> &str {
        &self.recipient
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("length", &self.plain.len()).finish_non_exhaustive()
    }
}

/// Opens what is sealed to any of its identities. Cheap to clone.
#[derive(Clone)]
pub struct Opener {
    identities: Arc<[(Identity, Arc<str>)]>,
}

impl Opener {
    /// The current identity, tried first, and the ones before it that files are still sealed to.
    pub fn new(current: Identity, old: impl IntoIterator<Item = Identity>) -> Self {
        let identities = iter::once(current).chain(old);
        let named = identities.map(|identity| {
            let name = identity.recipient().to_string();
            (identity, Arc::from(name))
        });
        Self { identities: named.collect() }
    }

    /// Opens the file made of `sealed` in order. `limit` is in plain bytes. This is work for a blocking thread: about
    /// 0.1 ms an identity tried and 0.6 ms a megabyte.
    pub fn open(&self, sealed: &[Bytes], limit: usize) -> Result<Opened, OpenError> {
        let total = sealed.iter().map(Bytes::len).fold(0, usize::saturating_add);
        let mut head = Vec::with_capacity(total.min(MAX_HEADER + NONCE));
        Pieces::new(sealed).read(MAX_HEADER + NONCE, &mut head);

        let header = header_len(&head, head.len() == total)?;
        let nonce = head.get(header..header + NONCE).ok_or(OpenError::Damaged)?;
        let found = self.unwrap(head.get(..header + NONCE).ok_or(OpenError::Damaged)?)?;

        let plain = payload::plain_len(total - header - NONCE).ok_or(OpenError::Damaged)?;
        if plain > limit {
            return Err(OpenError::TooLarge);
        }
        let prk = Salt::new(HKDF_SHA256, nonce).extract(found.file_key.as_slice());
        let key = prk.expand(&[b"payload"], &CHACHA20_POLY1305).or(Err(OpenError::Damaged))?;
        let key = LessSafeKey::new(UnboundKey::from(key));
        let mut pieces = Pieces::new(sealed);
        pieces.skip(header + NONCE);
        let plain = payload::open(&key, &mut pieces, plain).ok_or(OpenError::Damaged)?;
        Ok(Opened { plain, recipient: found.recipient })
    }

    /// Has the age crate find the file key and prove the header with it.
    fn unwrap(&self, header_and_nonce: &[u8]) -> Result<Found, OpenError> {
        let finder = Finder { identities: &self.identities, found: RefCell::new(None) };
        let identity: &dyn age::Identity = &finder;
        match age::Decryptor::new_buffered(header_and_nonce)
            .and_then(|file| file.decrypt(iter::once(identity)))
        {
            Ok(_) => finder.found.into_inner().ok_or(OpenError::OtherRecipient),
            Err(DecryptError::NoMatchingKeys) => Err(OpenError::OtherRecipient),
            Err(DecryptError::UnknownFormat) => Err(OpenError::NotAge),
            Err(_) => Err(OpenError::Damaged),
        }
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.identities.iter().map(|(_, recipient)| recipient)).finish()
    }
}

struct Found {
    file_key: Zeroizing<[u8; FILE_KEY_BYTES]>,
    recipient: Arc<str>,
}

/// Stands in as the one identity of the age crate and remembers the file key it found: the crate keeps it to itself.
struct Finder<'a> {
    identities: &'a [(Identity, Arc<str>)],
    found: RefCell<Option<Found>>,
}

impl age::Identity for Finder<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.identities.iter().find_map(|(identity, recipient)| {
            let unwrapped = identity.0.unwrap_stanza(stanza)?;
            if let Ok(key) = &unwrapped {
                let file_key = Zeroizing::new(*key.expose_secret());
                self.found.replace(Some(Found { file_key, recipient: Arc::clone(recipient) }));
            }
            Some(unwrapped)
        })
    }
}

/// Where the header ends. `head` is the beginning of the file, or all of it if `whole`.
fn header_len(head: &[u8], whole: bool) -> Result<usize, OpenError> {
    let Some(mut rest) = head.strip_prefix(MAGIC) else {
        let cut_in_the_first_line = !head.is_empty() && MAGIC.starts_with(head);
        return Err(if cut_in_the_first_line { OpenError::Damaged } else { OpenError::NotAge });
    };
    let mut stanzas = 0;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let (line, after) = rest.split_at(end + 1);
        rest = after;
        if line.starts_with(b"-> ") {
            stanzas += 1;
            if stanzas > MAX_STANZAS {
                return Err(OpenError::NotAge);
            }
        } else if line.starts_with(b"--- ") {
            return Ok(head.len() - rest.len());
        }
    }
    Err(if whole { OpenError::Damaged } else { OpenError::NotAge })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::CHUNK;
    use crate::seal;

    const LIMIT: usize = 10 * 1024 * 1024;

    fn pattern(len: usize) -> Vec<u8> {
        (0u8..=250).cycle().take(len).collect()
    }

    fn opener() -> (Opener, Identity) {
        let identity = Identity::generate();
        (Opener::new(identity.clone(), []), identity)
    }

    fn one(sealed: Vec<u8>) -> [Bytes; 1] {
        [sealed.into()]
    }

    #[test]
    fn what_is_sealed_opens_at_every_boundary_of_a_chunk() {
        let (opener, identity) = opener();
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 300_000] {
            let plain = pattern(len);
            let opened = opener.open(&one(seal(&identity.recipient(), &plain)), LIMIT).unwrap();
            assert_eq!(opened.bytes(), plain, "{len}");
            assert_eq!(opened.recipient(), identity.recipient().to_string());
            assert_eq!(opened.into_bytes(), plain);
        }
    }

    #[test]
    fn a_file_opens_however_it_is_cut_into_pieces() {
        let (opener, identity) = opener();
        let plain = pattern(2 * CHUNK + 77);
        let sealed = Bytes::from(seal(&identity.recipient(), &plain));
        for size in [7, 100, 1000, CHUNK, CHUNK + 16, CHUNK + 17, sealed.len()] {
            let pieces: Vec<Bytes> = sealed.chunks(size).map(Bytes::copy_from_slice).collect();
            assert_eq!(opener.open(&pieces, LIMIT).unwrap().bytes(), plain, "{size}");
        }
    }

    #[test]
    fn an_old_identity_still_opens_and_says_so() {
        let (old, current) = (Identity::generate(), Identity::generate());
        let opener = Opener::new(current, [Identity::generate(), old.clone()]);
        let opened = opener.open(&one(seal(&old.recipient(), b"photo")), LIMIT).unwrap();
        assert_eq!(opened.bytes(), b"photo");
        assert_eq!(opened.recipient(), old.recipient().to_string());
    }

    /// The example identity of the age tool's own documents.
    const KNOWN: &str = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";

    /// `age` 1.1.1 of Debian and the phone's `age-encryption` 0.3.1 have sealed the same words.
    #[test]
    fn what_the_stock_tool_and_the_phone_seal_opens() {
        let tool = "6167652d656e6372797074696f6e2e6f72672f76310a2d3e20583235353139204f46387436472b71335a76654a453077\
            51516d4243587a795967584354716e4d44506a49565334424c68410a7a6c30353446497775335a484167564947704f4e\
            5075307765737263785a66555676544350626641385a730a2d2d2d2044544d4e4b6f7a3868562b394d79554b6d664168\
            74567044327a5253797554374c3048757a4d6f536159670ac68f74ad5a263d69b757b789bcabc6c6b6eb15282944c5bd\
            c6f5c262edfc5f6363e1619d6f2641dc59";
        let phone = "6167652d656e6372797074696f6e2e6f72672f76310a2d3e2058323535313920594c6a632f4941364c5669714b744778\
            3362304731317672785451676b454e6872593833747146674d424d0a787a636c33302f77596d4e4d6c30554e546c6747\
            734146736f497378477631762f6d6f7244746368724a490a2d2d2d20744e3059476435686e393141352f492b41684d31\
            35484e5352786b6b584473517256787a2f6b6f732f45770a6f8d5d9b4e5422f6bb38a3c327eb9b6a2a3aecb7f741c89b\
            1fb7a25870584f98fd2f2fc206212389a2";
        let opener = Opener::new(Identity::parse(KNOWN).unwrap(), []);
        for sealed in [tool, phone] {
            let opened = opener.open(&one(hex::decode(sealed).unwrap()), LIMIT).unwrap();
            assert_eq!(opened.bytes(), "零次跑".as_bytes());
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let (opener, identity) = opener();
        let refuse = |bytes: &[u8]| opener.open(&one(bytes.to_vec()), LIMIT).unwrap_err();
        assert_eq!(refuse(&[]), OpenError::NotAge);
        assert_eq!(refuse(&pattern(1000)), OpenError::NotAge);
        assert_eq!(refuse(b"age-encryption.org/v2\n-> X\n"), OpenError::NotAge);
        assert_eq!(refuse(b"-----BEGIN AGE ENCRYPTED FILE-----\n"), OpenError::NotAge);
        assert_eq!(refuse(&seal(&Identity::generate().recipient(), b"photo")), OpenError::OtherRecipient);
        let sealed = seal(&identity.recipient(), &pattern(1000));
        assert_eq!(opener.open(&one(sealed.clone()), 999).unwrap_err(), OpenError::TooLarge);
        assert!(opener.open(&one(sealed), 1000).is_ok());
        assert_eq!(OpenError::NotAge.code(), "evidence-not-sealed");
        assert_eq!(OpenError::OtherRecipient.code(), "evidence-other-recipient");
        assert_eq!(OpenError::Damaged.code(), "evidence-damaged");
        assert_eq!(OpenError::TooLarge.code(), "evidence-too-large");
    }

    #[test]
    fn a_cut_file_never_opens() {
        let (opener, identity) = opener();
        let sealed = seal(&identity.recipient(), &pattern(2 * CHUNK));
        let header = sealed.len() - 2 * (CHUNK + 16);
        let cuts = (1..header + 40).chain([
            header + CHUNK,
            header + CHUNK + 15,
            header + CHUNK + 16,
            header + CHUNK + 17,
            header + CHUNK + 32,
            sealed.len() - 1,
        ]);
        for cut in cuts {
            assert_eq!(
                opener.open(&one(sealed[..cut].to_vec()), LIMIT).unwrap_err(),
                OpenError::Damaged,
                "{cut}"
            );
        }
        let mut longer = sealed;
        longer.push(0);
        assert_eq!(opener.open(&one(longer), LIMIT).unwrap_err(), OpenError::Damaged);
    }

    #[test]
    fn a_changed_file_never_opens() {
        let (opener, identity) = opener();
        let sealed = seal(&identity.recipient(), &pattern(CHUNK + 50));
        let payload = sealed.len() - (CHUNK + 50 + 32);
        let places =
            (0..payload + 20).chain((payload + 20..sealed.len()).step_by(997)).chain([sealed.len() - 1]);
        for place in places {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = sealed.clone();
                changed[place] ^= flip;
                let refused = opener.open(&one(changed), LIMIT).unwrap_err();
                let payload_or_nonce = place >= payload - NONCE;
                assert!(!payload_or_nonce || refused == OpenError::Damaged, "byte {place}: {refused:?}");
            }
        }
    }

    #[test]
    fn chunks_do_not_change_places() {
        let (opener, identity) = opener();
        let sealed = seal(&identity.recipient(), &vec![7; 3 * CHUNK]);
        let start = sealed.len() - 3 * (CHUNK + 16);
        let mut swapped = sealed[..start].to_vec();
        swapped.extend_from_slice(&sealed[start + CHUNK + 16..start + 2 * (CHUNK + 16)]);
        swapped.extend_from_slice(&sealed[start..start + CHUNK + 16]);
        swapped.extend_from_slice(&sealed[start + 2 * (CHUNK + 16)..]);
        assert_eq!(opener.open(&one(swapped), LIMIT).unwrap_err(), OpenError::Damaged);
    }

    #[test]
    fn a_header_is_bounded_before_it_is_parsed() {
        let (opener, _) = opener();
        let mut many = MAGIC.to_vec();
        for _ in 0..100_000 {
            many.extend_from_slice(b"-> X25519 CJM36AHmTbdHSuOQL+NESqyVQE75f2e610iRdLPEN20\n");
            many.extend_from_slice(b"C3ZAeY64NXS4QFrksLm3EGz+uPRyI0eQsWw7LWbbYig\n");
        }
        assert_eq!(opener.open(&one(many), LIMIT).unwrap_err(), OpenError::NotAge);
        let mut long_line = MAGIC.to_vec();
        long_line.extend_from_slice(b"-> X25519 ");
        long_line.resize(5_000_000, b'A');
        assert_eq!(opener.open(&one(long_line), LIMIT).unwrap_err(), OpenError::NotAge);
        let mut long_body = [MAGIC, b"-> X25519 a\n"].concat();
        long_body.extend(iter::repeat_n([[b'A'; 64].as_slice(), b"\n"].concat(), 50_000).flatten());
        assert_eq!(opener.open(&one(long_body), LIMIT).unwrap_err(), OpenError::NotAge);
    }

    #[test]
    fn a_passphrase_is_no_recipient() {
        let (opener, _) = opener();
        let mut locked = MAGIC.to_vec();
        locked.extend_from_slice(b"-> scrypt bBjlhJVYZeE4aqUdmtRHfw 30\n");
        locked.extend_from_slice(b"ZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n");
        locked.extend_from_slice(b"--- fgMiVLJHMlg9fW7CVG/hPS5EAU4Zeg19LyCP7SoH5nA\n");
        locked.extend_from_slice(&[7; 100]);
        assert_eq!(opener.open(&one(locked), LIMIT).unwrap_err(), OpenError::OtherRecipient);
    }

    #[test]
    fn debug_shows_no_content() {
        let (opener, identity) = opener();
        let opened = opener.open(&one(seal(&identity.recipient(), b"photo")), LIMIT).unwrap();
        assert_eq!(format!("{opened:?}"), "Opened { length: 5, .. }");
        assert_eq!(format!("{opener:?}"), format!("[\"{}\"]", identity.recipient()));
    }
}
