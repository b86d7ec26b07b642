//! The number of a result: given by the centre, and shown so that no ID number is.

use super::ResultNumber;
use crate::case_number::CaseNumber;

impl ResultNumber {
    /// The number that the centre gives: the case's own, which is no other's.
    #[must_use]
    pub fn of(case: &CaseNumber) -> Self {
        Self(format!("{}-R", case.as_str()))
    }

    /// As it is shown: of one that may hold an ID number, the beginning and the end.
    #[must_use]
    pub fn masked(&self) -> String {
        let runs = self.0.split(|c: char| !c.is_ascii_digit());
        if runs.map(str::len).max().unwrap_or(0) < 15 {
            return self.0.clone();
        }
        let chars: Vec<char> = self.0.chars().collect();
        let hidden = |n: usize| n >= 2 && n.saturating_add(2) < chars.len();
        chars.iter().enumerate().map(|(n, c)| if hidden(n) { '*' } else { *c }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_an_id_number_is_masked() {
        let shown = |number: &str| ResultNumber::parse(number).unwrap().masked();
        assert_eq!(shown("99999919480715002342"), "99****************42");
        assert_eq!(shown("残999999194807150023-4级"), "残9******************4级");
        assert_eq!(shown("浙杭西老优(2026)00123"), "浙杭西老优(2026)00123");
        assert_eq!(shown("330106013014-20261123-0001-G-R"), "330106013014-20261123-0001-G-R");
    }
}
