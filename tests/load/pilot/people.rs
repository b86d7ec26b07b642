//! Made-up residents. Their ID numbers are of the area 999999, which is never assigned; a seed makes the same people
//! again, under the same ids, so that a second run meets residents whom the server knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use mobile_contract::v1::{CareGroup, Identity};
use uuid::Uuid;

use crate::dice::Dice;

/// Ages that items ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// 20 to 49.
    Adult,
    /// 60 to 79.
    Senior,
    /// 80 to 99.
    Aged,
}

impl Age {
    /// All ages.
    pub const ALL: &'static [Self] = &[Self::Adult, Self::Senior, Self::Aged];

    const fn youngest_and_span(self) -> (i16, usize) {
        match self {
            Self::Adult => (20, 30),
            Self::Senior => (60, 20),
            Self::Aged => (80, 20),
        }
    }
}

/// One made-up resident.
#[derive(Clone)]
pub struct Resident {
    /// The phone's id of the resident.
    pub id: Uuid,
    /// Who it is.
    pub identity: Identity,
    /// Picks the worker who calls: the same one each time.
    pub lot: u64,
}

/// All of them, one after the other.
pub struct Village {
    seed: u64,
    today: Date,
    moved_in: BTreeMap<Age, u64>,
    taken: BTreeSet<String>,
}

impl Village {
    /// The residents of a seed, of their ages today.
    pub fn of(seed: u64, today: Date) -> Self {
        Self { seed, today, moved_in: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// The next resident of an age.
    pub fn next(&mut self, age: Age) -> Resident {
        let number = self.moved_in.entry(age).or_default();
        *number += 1;
        let mut dice = Dice::of(self.seed, "people", (*number << 2) | age as u64);
        let id_number = loop {
            let id_number = id_number(birthday(age, self.today, &mut dice), &mut dice);
            if self.taken.insert(id_number.clone()) {
                break id_number;
            }
        };
        let founded = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 48);
        Resident {
            id: dice.uuid(founded),
            identity: Identity {
                name: name(&mut dice),
                id_number,
                phone: Some(phone(&mut dice)),
                address: Some(address(&mut dice)),
                care_groups: care_groups(age, &mut dice),
                note: dice.percent(20).then(|| (*dice.pick(NOTES)).to_owned()),
            },
            lot: dice.word(),
        }
    }
}

fn birthday(age: Age, today: Date, dice: &mut Dice) -> Date {
    let (youngest, span) = age.youngest_and_span();
    // A day short of the next birthday at the oldest: no age is left during a run.
    let days = i64::try_from(1 + dice.below(span * 365)).unwrap_or(1);
    let latest = today.saturating_sub(youngest.years());
    latest.saturating_sub(days.days())
}

/// GB 11643: area, birth date, sequence and check character.
fn id_number(birth: Date, dice: &mut Dice) -> String {
    let body =
        format!("999999{:04}{:02}{:02}{:03}", birth.year(), birth.month(), birth.day(), dice.between(1, 995));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        body.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    let check = char::from(b"10X98765432"[sum % 11]);
    format!("{body}{check}")
}

fn name(dice: &mut Dice) -> String {
    if dice.below(150) == 0 {
        return (*dice.pick(OTHER_NAMES)).to_owned();
    }
    let mut name = (*dice.pick(SURNAMES)).to_owned();
    for _character in 0..dice.between(1, 2) {
        name.push(*dice.pick(&GIVEN.chars().collect::<Vec<_>>()));
    }
    name
}

/// Four noughts in the middle: made up at a glance.
fn phone(dice: &mut Dice) -> String {
    format!("1{}{}0000{:04}", dice.between(3, 9), dice.below(10), dice.below(10_000))
}

fn address(dice: &mut Dice) -> String {
    format!(
        "{}{}幢{}单元{}0{}室",
        dice.pick(ESTATES),
        dice.between(1, 60),
        dice.between(1, 4),
        dice.between(1, 6),
        dice.between(1, 4)
    )
}

fn care_groups(age: Age, dice: &mut Dice) -> Vec<CareGroup> {
    match age {
        Age::Adult => vec![*dice.pick(&[CareGroup::Sick, CareGroup::Disabled, CareGroup::Hardship])],
        Age::Senior => vec![CareGroup::Elderly],
        Age::Aged => vec![CareGroup::Elderly, CareGroup::Infirm],
    }
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓",
    "许", "傅", "沈", "曾", "彭", "吕", "骆", "钱", "章", "俞", "楼", "方", "金", "欧阳", "诸葛", "上官",
];
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香玉珍凤云春梅红建国志华文海波宝根荣福生水法阿大金土仙菊琴";
/// Names that are not of the common shape.
const OTHER_NAMES: &[&str] = &["阿不都·热合曼", "买买提·艾则孜", "𠮷明芳", "刘〇", "欧阳𬍛"];
const ESTATES: &[&str] = &["骆家庄西苑一区", "骆家庄西苑二区", "骆家庄东苑", "文新苑", "桂花城", "香樟公寓"];
const NOTES: &[&str] = &["耳背,请大声敲门", "请先电话联系女儿", "行动不便,开门需等待", "家中有犬,已拴好"];

#[cfg(test)]
mod tests {
    use domain::{
        identity::{Areas, IdNumber},
        phone::Phone,
        text::{Address, Note, PersonName},
    };
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_thousand_residents_are_valid_of_their_age_and_all_different() {
        let today = date(2026, 11, 23);
        let mut village = Village::of(1, today);
        let mut ids = BTreeSet::new();
        for n in 0..1000 {
            let age = Age::ALL[n % 3];
            let resident = village.next(age);
            let identity = resident.identity;
            let id_number = IdNumber::parse(&identity.id_number, today, Areas::TestToo).unwrap();
            assert!(identity.id_number.starts_with("999999"));
            let (youngest, span) = age.youngest_and_span();
            assert!((youngest..youngest + i16::try_from(span).unwrap()).contains(&id_number.age_on(today)));
            PersonName::parse(&identity.name).unwrap();
            Phone::parse(&identity.phone.unwrap()).unwrap();
            Address::parse(&identity.address.unwrap()).unwrap();
            if let Some(note) = identity.note {
                Note::parse(&note).unwrap();
            }
            assert_eq!(resident.id.get_version_num(), 7);
            assert!(ids.insert(resident.id));
        }
        assert_eq!(village.taken.len(), 1000);
    }

    #[test]
    fn the_same_seed_makes_the_same_people_in_whatever_order_ages_are_asked_for() {
        let today = date(2026, 11, 23);
        let (mut one, mut other) = (Village::of(5, today), Village::of(5, today));
        other.next(Age::Aged);
        let (first, again) = (one.next(Age::Adult), other.next(Age::Adult));
        assert_eq!(first.id, again.id);
        assert!(first.identity == again.identity);
    }
}
