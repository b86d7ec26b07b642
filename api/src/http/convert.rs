//! Between the contract's raw types and the rules' parsed ones: what several doors need.

use domain::{
    clock::{Clock, shanghai},
    digest::{DigestRefusal, Sha256Digest},
    fault::Faults,
    identity::{Areas, IdNumber, IdNumberRefusal},
    phone::{Phone, PhoneRefusal},
    resident::{CareGroup, Profile},
    text::{Address, Note, PersonName, TextRefusal},
    wording::NamePair,
};
use jiff::{SignedDuration, Timestamp};
use mobile_contract::{limits, problem::faults as code, v1};

use crate::{app::App, http::extract::Said};

/// How far a phone's clock may be ahead before its times are refused.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// 2000-01-01: a phone's clock that shows less has lost its battery, and no database need keep it.
const EARLIEST: Timestamp = Timestamp::constant(946_684_800, 0);

/// What reading needs to know: today, and which ID numbers are taken.
pub struct Reading {
    /// By the server's clock.
    pub now: Timestamp,
    areas: Areas,
    /// Everything wrong so far.
    pub faults: Faults,
}

impl Reading {
    /// Begins reading a request.
    pub fn begin(app: &App) -> Self {
        Self { now: Clock::now(&*app.clock), areas: app.site.areas, faults: Faults::default() }
    }

    /// A time of the phone's clock.
    pub fn time(&mut self, path: &str, text: &str) -> Option<Timestamp> {
        let Ok(at) = text.parse::<Timestamp>() else {
            self.faults.note(path, code::TIME);
            return None;
        };
        if self.now.checked_add(AHEAD).is_ok_and(|latest| at > latest) {
            self.faults.note(path, code::TIME_IN_FUTURE);
            return None;
        }
        if at < EARLIEST {
            self.faults.note(path, code::OUT_OF_RANGE);
            return None;
        }
        Some(domain::clock::to_micros(at))
    }

    /// A text of a parsed kind.
    pub fn text<T>(
        &mut self,
        path: &str,
        text: &str,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        self.faults.keep(path, parse(text), TextRefusal::code)
    }

    /// A text that may be left out; nothing when it is, or when it is wrong and noted.
    pub fn maybe<T>(
        &mut self,
        path: &str,
        text: Option<&String>,
        parse: fn(&str) -> Result<T, TextRefusal>,
    ) -> Option<T> {
        text.and_then(|text| self.text(path, text, parse))
    }

    /// What a sealed file is to be: its digest, and a size that a sealed file may have.
    pub fn sealed(&mut self, path: &str, sha256: &str, size: u64) -> Option<Sha256Digest> {
        let digest = Sha256Digest::parse(sha256);
        let sha256 = self.faults.keep(&format!("{path}.sha256"), digest, DigestRefusal::code);
        if size == 0 || size > limits::SEALED_FILE_BYTES {
            self.faults.note(format!("{path}.size"), code::SIZE);
        }
        sha256
    }

    /// A resident's identity.
    pub fn profile(&mut self, path: &str, identity: &v1::Identity) -> Option<Profile> {
        let today = shanghai(self.now).date();
        let number = IdNumber::parse(&identity.id_number, today, self.areas);
        let id_number = self.faults.keep(&format!("{path}.id_number"), number, IdNumberRefusal::code);
        let name = self.text(&format!("{path}.name"), &identity.name, PersonName::parse);
        let phone = identity.phone.as_ref().and_then(|phone| {
            self.faults.keep(&format!("{path}.phone"), Phone::parse(phone), PhoneRefusal::code)
        });
        let address = self.maybe(&format!("{path}.address"), identity.address.as_ref(), Address::parse);
        let note = self.maybe(&format!("{path}.note"), identity.note.as_ref(), Note::parse);
        let mut care_groups: Vec<_> = identity.care_groups.iter().copied().map(care_group).collect();
        care_groups.sort_unstable();
        care_groups.dedup();
        Some(Profile {
            name: name?,
            id_number: id_number?,
            phone,
            address,
            care_groups,
            note,
            relations: Vec::new(),
        })
    }
}

/// Words in both languages, as shown.
#[must_use]
pub fn both(words: &NamePair) -> v1::Bilingual {
    v1::Bilingual { zh: words.zh.clone(), en: words.en.clone() }
}

/// Rows of a page by default.
const PAGE: u16 = 50;

/// How many rows a page is to have.
pub fn limit(faults: &mut Faults, limit: Option<&String>) -> Option<u16> {
    rows(faults, limit, PAGE, limits::PAGE_MOST)
}

/// The same where a page has other bounds.
pub fn rows(faults: &mut Faults, limit: Option<&String>, usual: u16, most: u32) -> Option<u16> {
    let rows = limit.map_or(Ok(usual), |limit| limit.parse::<u16>());
    let rows = rows.ok().filter(|rows| (1..=most).contains(&u32::from(*rows)));
    if rows.is_none() {
        faults.note("?limit", code::OUT_OF_RANGE);
    }
    rows
}

const fn care_group(group: v1::CareGroup) -> CareGroup {
    match group {
        v1::CareGroup::Elderly => CareGroup::Elderly,
        v1::CareGroup::Infirm => CareGroup::Infirm,
        v1::CareGroup::Sick => CareGroup::Sick,
        v1::CareGroup::Disabled => CareGroup::Disabled,
        v1::CareGroup::Hardship => CareGroup::Hardship,
    }
}

const fn care_group_view(group: CareGroup) -> v1::CareGroup {
    match group {
        CareGroup::Elderly => v1::CareGroup::Elderly,
        CareGroup::Infirm => v1::CareGroup::Infirm,
        CareGroup::Sick => v1::CareGroup::Sick,
        CareGroup::Disabled => v1::CareGroup::Disabled,
        CareGroup::Hardship => v1::CareGroup::Hardship,
    }
}

/// The groups that somebody is of, as shown.
#[must_use]
pub fn care_groups(profile: &Profile) -> Vec<v1::CareGroup> {
    profile.care_groups.iter().copied().map(care_group_view).collect()
}

/// A resident as shown: masked; nobody's particulars once they were erased.
#[must_use]
pub fn resident_view(
    id: domain::ids::ResidentId,
    version: i32,
    community: domain::ids::CommunityId,
    profile: Option<&Profile>,
    deceased: bool,
) -> v1::ResidentView {
    v1::ResidentView {
        id: id.uuid(),
        version,
        community_id: community.uuid(),
        name: profile.map(|profile| profile.name.masked()).unwrap_or_default(),
        id_number: profile.map(|profile| profile.id_number.masked()).unwrap_or_default(),
        phone: profile.and_then(|profile| profile.phone.as_ref()).map(Phone::masked),
        care_groups: profile.map(care_groups).unwrap_or_default(),
        provisional: false,
        deceased,
        erased: profile.is_none(),
    }
}

/// A role as shown.
#[must_use]
pub const fn role_view(role: domain::actor::Role) -> v1::Role {
    use domain::actor::Role;
    match role {
        Role::Worker => v1::Role::Worker,
        Role::Window => v1::Role::Window,
        Role::Approver => v1::Role::Approver,
        Role::Manager => v1::Role::Manager,
        Role::Auditor => v1::Role::Auditor,
        Role::Admin => v1::Role::Admin,
    }
}

/// The write id and the words of a body, for a write that may come twice.
#[must_use]
pub fn written(id: uuid::Uuid, said: Said) -> crate::actions::idempotent::Written {
    crate::actions::idempotent::Written {
        id: domain::ids::WriteId::from_uuid(id),
        to: said.to,
        body: said.bytes,
    }
}
