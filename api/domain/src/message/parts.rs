//! How long a message is, as carriers count.
//!
//! A part carries 140 octets. Chinese goes as UCS-2, two octets a unit: 70 units. Each part of a longer message spends
//! six octets on the header that joins them: 67 units. Platforms of mainland China count English in the same way (the
//! 160 and 153 of GSM 7-bit are for numbers abroad), and count the signature and its brackets along.
//!
//! A character beyond the basic plane, such as a rare one in a name (𠮷), is sent as a pair of surrogates: two units,
//! which no sender tears apart over two parts. Platforms write that every character counts one; ours is what goes over
//! the air, so never less than what is billed.

/// Most units of a message in one part.
const ALONE: usize = 70;

/// Most units of each part of a longer message.
const JOINED: usize = 67;

/// Units of UTF-16 in a text.
#[must_use]
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Parts that a text with its signature is sent in; at least one.
#[must_use]
pub fn parts(signed: &str) -> usize {
    if units(signed) <= ALONE {
        return 1;
    }
    let (parts, _filled) = signed.chars().map(char::len_utf16).fold((1, 0), |(parts, filled), next| {
        if filled + next > JOINED { (parts + 1, next) } else { (parts, filled + next) }
    });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_fit_alone_and_sixty_seven_joined() {
        for (length, wanted) in
            [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (160, 3), (201, 3), (202, 4), (500, 8)]
        {
            assert_eq!(parts(&"办".repeat(length)), wanted, "{length}");
            assert_eq!(parts(&"a".repeat(length)), wanted, "English counts alike: {length}");
        }
    }

    #[test]
    fn a_rare_character_counts_two_and_is_not_torn() {
        assert_eq!((units("王*"), units("𠮷*"), "𠮷*".chars().count()), (2, 3, 2));
        assert_eq!(parts(&"𠮷".repeat(35)), 1);
        assert_eq!(parts(&"𠮷".repeat(36)), 2);
        // 33 pairs fill 66 of 67 units: the 67th is left empty.
        assert_eq!(parts(&"𠮷".repeat(66)), 2);
        assert_eq!(parts(&"𠮷".repeat(67)), 3);
        assert_eq!(units(&"𠮷".repeat(67)), 134, "as many units of small characters go into two parts");
    }

    #[test]
    fn parts_never_shrink_as_a_text_grows() {
        let mut text = String::new();
        let mut before = 1;
        for n in 0..400 {
            text.push(if n % 7 == 3 { '𠮷' } else { '办' });
            let now = parts(&text);
            assert!(now == before || now == before + 1, "{n}");
            assert!(now >= units(&text).div_ceil(ALONE));
            before = now;
        }
    }
}
