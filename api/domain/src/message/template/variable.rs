//! The closed set of what a template may leave open.

use crate::wording::Lang;

use super::super::{
    MessageKind,
    parts::units,
    sender::{Hotline, LookupAddress, PublicName},
};

/// What a template may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// `{name_masked}`: first character of the resident's name and a star.
    NameMasked,
    /// `{case_number}`
    CaseNumber,
    /// `{item_public_name}`: the item, where its name tells nothing of the person.
    ItemPublicName,
    /// `{hotline}`: the centre's landline.
    Hotline,
    /// `{query_code}`: known at receipt alone, a digest is all that is kept.
    QueryCode,
    /// `{lookup_address}`: fixed text of the site.
    LookupAddress,
    /// `{due_date}`: the day by which something is to happen.
    DueDate,
    /// `{right_body}`: who decides on what was not accepted.
    RightBody,
    /// `{materials_count}`: how many materials are missing.
    MaterialsCount,
}

impl Variable {
    /// All variables.
    pub const ALL: [Self; 9] = [
        Self::NameMasked,
        Self::CaseNumber,
        Self::ItemPublicName,
        Self::Hotline,
        Self::QueryCode,
        Self::LookupAddress,
        Self::DueDate,
        Self::RightBody,
        Self::MaterialsCount,
    ];

    /// The name in braces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameMasked => "name_masked",
            Self::CaseNumber => "case_number",
            Self::ItemPublicName => "item_public_name",
            Self::Hotline => "hotline",
            Self::QueryCode => "query_code",
            Self::LookupAddress => "lookup_address",
            Self::DueDate => "due_date",
            Self::RightBody => "right_body",
            Self::MaterialsCount => "materials_count",
        }
    }

    /// The variable with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variable| variable.as_str() == text)
    }

    /// Whether it is the same in every message of the site. A platform gets such text in the template it approves, not
    /// as a variable: it takes no address there, and numbers only reluctantly.
    #[must_use]
    pub const fn is_fixed(self) -> bool {
        matches!(self, Self::Hotline | Self::LookupAddress)
    }

    /// Whether a message of this kind knows it.
    #[must_use]
    pub const fn is_known_to(self, kind: MessageKind) -> bool {
        use MessageKind as Kind;
        match self {
            Self::NameMasked
            | Self::CaseNumber
            | Self::ItemPublicName
            | Self::Hotline
            | Self::LookupAddress => true,
            Self::QueryCode => matches!(kind, Kind::Receipt),
            Self::DueDate => matches!(
                kind,
                Kind::CorrectionRequested
                    | Kind::Accepted
                    | Kind::DeemedAccepted
                    | Kind::Suspended
                    | Kind::Resumed
                    | Kind::RatingRequest
                    | Kind::ToleranceReminder
                    | Kind::CallBack
            ),
            Self::RightBody => matches!(kind, Kind::NotAccepted),
            Self::MaterialsCount => matches!(kind, Kind::CorrectionRequested | Kind::ToleranceReminder),
        }
    }

    /// What stands in its place when there is nothing to put there, or nothing that may be shown: a platform takes no
    /// empty value. Without one, the message cannot go.
    #[must_use]
    pub const fn stand_in(self, lang: Lang) -> Option<&'static str> {
        Some(match (self, lang) {
            (Self::NameMasked, Lang::Zh) => "居民",
            (Self::NameMasked, Lang::En) => "Resident",
            (Self::ItemPublicName, Lang::Zh) => "委托事项",
            (Self::ItemPublicName, Lang::En) => "the matter you entrusted",
            (Self::RightBody, Lang::Zh) => "有权办理的部门",
            (Self::RightBody, Lang::En) => "the competent authority",
            (Self::DueDate, Lang::Zh) => "规定日期",
            (Self::DueDate, Lang::En) => "the date set",
            (
                Self::CaseNumber
                | Self::Hotline
                | Self::QueryCode
                | Self::LookupAddress
                | Self::MaterialsCount,
                _,
            ) => return None,
        })
    }

    /// A made-up value, to show a template with.
    #[must_use]
    pub const fn sample(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::NameMasked, _) => "王*",
            (Self::CaseNumber, _) => "330106013014-20261123-0007-4",
            (Self::ItemPublicName, Lang::Zh) => "老年人优待证办理",
            (Self::ItemPublicName, Lang::En) => "Card for seniors",
            (Self::Hotline, _) => "0571-88880000",
            (Self::QueryCode, _) => "K7MX2P",
            (Self::LookupAddress, _) => "https://zerotrip.example/status",
            (Self::DueDate, Lang::Zh) => "2026年11月30日",
            (Self::DueDate, Lang::En) => "30 November 2026",
            (Self::RightBody, Lang::Zh) => "西湖区民政局",
            (Self::RightBody, Lang::En) => "Xihu Civil Affairs Bureau",
            (Self::MaterialsCount, _) => "2",
        }
    }

    /// Units of its longest value.
    #[must_use]
    pub fn longest(self, lang: Lang) -> usize {
        let value = match self {
            // A rare first character and a star.
            Self::NameMasked => 3,
            // Twelve digits, a day, ten digits of serial, a check character, three hyphens.
            Self::CaseNumber => 34,
            Self::ItemPublicName | Self::RightBody => PublicName::MOST,
            Self::Hotline => Hotline::MOST,
            Self::QueryCode => crate::query_code::QueryCode::LENGTH,
            Self::LookupAddress => LookupAddress::MOST,
            Self::DueDate => match lang {
                Lang::Zh => units("2026年11月30日"),
                Lang::En => units("30 September 2026"),
            },
            Self::MaterialsCount => 3,
        };
        value.max(self.stand_in(lang).map_or(0, units))
    }
}
