//! What the seals of a case hold, and what is left once it was erased.

use domain::{correction::Notice, resident::Profile, text::ResultNumber};
use store::{CaseRow, Handover, StoredNotice, StoredResident, StoredResult};

use super::SaidOfChange;
use crate::{
    actions::{Error, read_resident},
    vault::Vault,
};

/// What the seals of a case hold.
pub(super) struct Opened {
    pub profile: Option<Profile>,
    pub corrections: Vec<Notice>,
    pub result: Option<(StoredResult, ResultNumber)>,
    pub chain: Vec<(Handover, SaidOfChange)>,
}

impl Opened {
    /// What is left once the resident or the case was erased.
    pub fn erased(
        vault: &Vault,
        resident: &StoredResident,
        notices: Vec<StoredNotice>,
        chain: Vec<Handover>,
    ) -> Result<Self, Error> {
        Ok(Self {
            profile: read_resident::seen(vault, resident)?,
            corrections: notices.into_iter().map(|stored| stored.bare).collect(),
            result: None,
            chain: chain.into_iter().map(|change| (change, SaidOfChange::default())).collect(),
        })
    }

    /// What opens, for who may see the case.
    pub fn of(
        vault: &Vault,
        row: &CaseRow,
        resident: &StoredResident,
        is_own: bool,
        notices: &[StoredNotice],
        (result, chain): (Option<StoredResult>, Vec<Handover>),
    ) -> Result<Self, Error> {
        let case = &row.case;
        let key = vault.resident_key(case.centre, resident.id, &resident.data_key)?;
        let written_down =
            if is_own { vault.open_declared(&key, case.id, &row.declared)?.applicant } else { None };
        let profile = match written_down {
            Some(profile) => profile,
            None => vault.open_profile(case.centre, resident.id, &key, &resident.profile)?,
        };
        let open =
            |stored: &StoredNotice| vault.open_notice(&key, case.id, stored.no, &stored.bare, &stored.words);
        let numbered = |result: StoredResult| {
            let number = vault.open_result_number(&key, case.id, &result.number)?;
            Ok::<_, Error>((result, number))
        };
        let said = |change: Handover| {
            let words = vault.open_passing(&key, change.id, change.words.as_deref())?;
            Ok::<_, Error>((change, words))
        };
        Ok(Self {
            profile: Some(profile),
            corrections: notices.iter().map(open).collect::<Result<_, _>>()?,
            result: result.map(numbered).transpose()?,
            chain: chain.into_iter().map(said).collect::<Result<_, _>>()?,
        })
    }
}
