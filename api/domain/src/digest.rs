//! SHA-256 digests as values: their shape and how they are written. Nothing is hashed here.

use std::fmt;

/// A SHA-256 digest, of a sealed file or of other bytes that are not personal by themselves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Digest([u8; 32]);

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("sha256")]
pub struct DigestRefusal;

impl DigestRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "sha256"
    }
}

impl Sha256Digest {
    /// The digest with these 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits of either case, with nothing around them.
    ///
    /// # Errors
    /// `sha256`.
    pub fn parse(raw: &str) -> Result<Self, DigestRefusal> {
        let (pairs, odd) = raw.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !odd.is_empty() {
            return Err(DigestRefusal);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (nibble(*high)? << 4) | nibble(*low)?;
        }
        Ok(Self(bytes))
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for Sha256Digest {
    /// The first eight hexadecimal digits: enough to tell two apart in a test or a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Sha256Digest({})", hex(&[a, b, c, d]))
    }
}

const fn nibble(digit: u8) -> Result<u8, DigestRefusal> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(DigestRefusal),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|nibble| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4, the digest of "abc".
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn hex_and_bytes_agree() {
        let digest = Sha256Digest::parse(ABC).unwrap();
        assert_eq!(digest.bytes().first_chunk(), Some(&[0xba, 0x78, 0x16, 0xbf]));
        assert_eq!(digest.bytes().last_chunk(), Some(&[0x15, 0xad]));
        assert_eq!(digest.hex(), ABC);
        assert_eq!(Sha256Digest::parse(&ABC.to_uppercase()), Ok(digest));
        assert_eq!(Sha256Digest::from_bytes(*digest.bytes()), digest);
    }

    #[test]
    fn anything_but_64_digits_is_refused() {
        let long = format!("{ABC}0");
        let spaced = format!(" {ABC}");
        let foreign = ABC.replacen('b', "g", 1);
        let signed = ABC.replacen("ba", "+a", 1);
        // Sixty-four bytes, yet not sixty-four digits.
        let han = "王".repeat(21) + "a";
        for bad in ["", &ABC[1..], &ABC[2..], &long, &spaced, &foreign, &signed, &han] {
            assert_eq!(Sha256Digest::parse(bad), Err(DigestRefusal), "{bad:?}");
        }
        assert_eq!(DigestRefusal.code(), "sha256");
    }

    #[test]
    fn debug_prints_the_head_only() {
        assert_eq!(format!("{:?}", Sha256Digest::parse(ABC).unwrap()), "Sha256Digest(ba7816bf)");
    }
}
