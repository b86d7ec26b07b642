//! Calendar days on the wire.

use domain::fault::Faults;
use jiff::civil::Date;
use mobile_contract::problem::faults as code;

/// A day written as `YYYY-MM-DD` and in no other of the ways there are.
pub fn read(faults: &mut Faults, path: &str, text: &str) -> Option<Date> {
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text && text.len() == 10);
    if day.is_none() {
        faults.note(path, code::DATE);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_spelling() {
        let mut faults = Faults::default();
        assert_eq!(read(&mut faults, "?day", "2026-11-23"), Some(jiff::civil::date(2026, 11, 23)));
        assert!(faults.is_empty());
        for wrong in
            ["", "today", "20261123", "2026-11-31", "2026-11-23T00:00:00", "-009999-01-01", "26-11-23"]
        {
            assert_eq!(read(&mut faults, "?day", wrong), None, "{wrong}");
        }
        assert!(faults.into_vec().iter().all(|fault| fault.path == "?day" && fault.code == "date"));
    }
}
