//! Made-up people of area 999999 and questions about them, for the tests of this room.

use domain::{
    catalogue::Library,
    clock::ManualClock,
    identity::{Areas, IdNumber},
    ids::CaseId,
    lookup::{Question, Subject},
    text::{ItemCode, MaterialCode, PersonName, Purpose},
};
use jiff::civil::{Date, date};

pub const TODAY: Date = date(2026, 11, 23);
pub const WOMAN: &str = "999999194807150023";
pub const MAN: &str = "999999194002290010";

/// Noon of [`TODAY`] in Hangzhou.
pub fn clock() -> ManualClock {
    ManualClock::at("2026-11-23T04:00:00Z".parse().unwrap())
}

pub fn question(library: Library, material: &str) -> Question {
    Question {
        library,
        subject: subject(WOMAN, "王秀英"),
        purpose: Purpose::parse("核对参保").unwrap(),
        case: CaseId::from_uuid(uuid::Uuid::from_u128(7)),
        item: ItemCode::parse("LJZ-SB-01").unwrap(),
        material: MaterialCode::parse(material).unwrap(),
    }
}

pub fn subject(id_number: &str, name: &str) -> Subject {
    Subject {
        id_number: IdNumber::parse(id_number, TODAY, Areas::TestToo).unwrap(),
        name: PersonName::parse(name).unwrap(),
    }
}
