//! What people type for codes and numbers, brought to one form before it is read: full-width to half-width,
//! and where a code is read in groups, without what separates the groups.

/// The half-width form of a full-width ASCII character (U+FF01 to U+FF5E) or of the ideographic space.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Trimmed, half-width, ASCII letters in upper case; what stands inside stays.
pub(crate) fn trimmed(raw: &str) -> String {
    raw.trim().chars().map(half_width).map(|c| c.to_ascii_uppercase()).collect()
}

/// [`trimmed`], and without spaces, dashes of any length, and the invisible marks that a number copied out of
/// a telephone's contacts carries.
pub(crate) fn compact(raw: &str) -> String {
    trimmed(raw).chars().filter(|c| !(c.is_whitespace() || is_dash(*c) || is_invisible(*c))).collect()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_half_width_and_han_stays() {
        assert_eq!(trimmed("\u{3000}３３０１０６ｘ～！王\u{3000}"), "330106X~!王");
    }

    #[test]
    fn compact_drops_separators_only() {
        assert_eq!(compact("\u{202d}+86 138－1234—5678\u{202c}"), "+8613812345678");
        assert_eq!(compact("1-2‐3−4 5\u{200b}6\u{200e}7\u{2060}8\u{2066}9\u{feff}0"), "1234567890");
        assert_eq!(trimmed("a b-c"), "A B-C");
    }
}
