//! Which of its clocks counts for a case, at the stage where it stands.

use jiff::Timestamp;

use super::{Case, Stage};
use crate::{
    deadlines::{Due, Facts, Pause, Reckoning, SERVICE_DAYS, Term},
    text::CalendarVersion,
    working_days::MissingYear,
};

/// The limits of an item, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// 承诺期限; 0 for an immediate item.
    pub promised: u16,
    /// 法定期限
    pub statutory: u16,
}

/// The clocks of a case, as they are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dues {
    /// The version of the calendar they were reckoned by.
    pub calendar: CalendarVersion,
    /// By when the receipt is to be answered, while it is not.
    pub notice_at: Option<Timestamp>,
    /// By when the centre promised to conclude, once that clock runs.
    pub promised_at: Option<Timestamp>,
    /// By when the law wants it concluded, once that clock runs.
    pub statutory_at: Option<Timestamp>,
    /// By when what was decided is in the resident's hands (行政许可法 art. 44), once it is decided.
    pub service_at: Option<Timestamp>,
    /// The one of them that counts at present; none while the clocks stand still and when the case is over.
    pub due_at: Option<Timestamp>,
    /// From when that one is near.
    pub warn_at: Option<Timestamp>,
    /// Whether a provisional year of the calendar was leaned on.
    pub provisional: bool,
    /// A year that the calendar lacks and a clock needs.
    pub missing_year: Option<i16>,
}

impl Case {
    /// The clocks of this case. There are none before its receipt.
    ///
    /// What counts: after receipt the notice, or the promise if that comes first (an immediate item); after acceptance
    /// the promise; after the decision its service. While a correction is awaited or a special procedure runs, nothing.
    #[must_use]
    pub fn dues(&self, reckoning: &Reckoning<'_>, limits: Limits, pauses: &[Pause]) -> Option<Dues> {
        let receipt = self.stage.receipt()?;
        let deadlines = reckoning.deadlines(&Facts {
            received_at: receipt.at,
            accepted_at: self.stage.acceptance().map(|acceptance| acceptance.at),
            promised_days: limits.promised,
            statutory_days: limits.statutory,
            pauses,
        });
        let notice = deadlines.notice.as_ref().ok().filter(|_| matches!(self.stage, Stage::Received(_)));
        let promised = due(&deadlines.promised);
        let statutory = due(&deadlines.statutory);
        let service = match self.stage {
            Stage::Concluded { at, .. } => Some(reckoning.within(at, SERVICE_DAYS)),
            _ => None,
        };
        let serve = service.as_ref().and_then(|due| due.as_ref().ok());
        let counts = match self.stage {
            Stage::Received(_) => [notice, promised].into_iter().flatten().min_by_key(|due| due.at),
            Stage::Accepted(_) | Stage::InReview(_) => promised.or(statutory),
            Stage::Concluded { .. } if self.stage.owes_service() => serve,
            _ => None,
        };
        let leaned_on = [notice, promised, statutory, serve];
        let unserved = service.as_ref().and_then(|due| due.as_ref().err()).copied();
        Some(Dues {
            calendar: reckoning.calendar().clone(),
            notice_at: notice.map(|due| due.at),
            promised_at: promised.map(|due| due.at),
            statutory_at: statutory.map(|due| due.at),
            service_at: serve.map(|due| due.at),
            due_at: counts.map(|due| due.at),
            warn_at: counts.map(|due| due.warn_at),
            provisional: leaned_on.into_iter().flatten().any(|due| due.provisional),
            missing_year: deadlines
                .missing_year()
                .filter(|_| self.stage.is_open())
                .or(unserved.filter(|_| self.stage.owes_service()))
                .map(|missing| missing.year),
        })
    }
}

fn due(term: &Result<Term, MissingYear>) -> Option<&Due> {
    term.as_ref().ok().and_then(Term::due)
}
