//! Which acts the law wants on paper. An acceptance that is decided in the same act has no notice of its own: the
//! decision tells of both.

use domain::correction::Notice;
use store::{CaseRow, CentreTx};

use super::{Review, Reviewing};
use crate::actions::{Error, print_letter::Call};

impl Reviewing {
    /// Calls for the letter that an act makes necessary.
    pub(super) fn write_down(
        &self,
        tx: &mut CentreTx<'_, '_>,
        row: &CaseRow,
        notice: Option<&Notice>,
    ) -> Result<(), Error> {
        match &self.review {
            Review::Accept => self.writing.call_for(tx, row, &[Call::Acceptance]),
            Review::Return { .. } => match notice {
                Some(notice) => self.writing.call_for(tx, row, &[Call::Correction(notice)]),
                None => Ok(()),
            },
            Review::NotAccept { reason, right_body, note } => {
                let right_body = right_body.as_ref();
                self.writing.call_for(tx, row, &[Call::Refusal { reason, right_body, note }])
            }
            Review::Conclude { opinion, .. } | Review::Decide { opinion, .. } => {
                self.writing.call_for(tx, row, &[Call::Decision(opinion.as_ref())])
            }
            Review::Forward { .. }
            | Review::Opinion { .. }
            | Review::ReturnToWindow { .. }
            | Review::Suspend(_)
            | Review::Resume { .. }
            | Review::RevokeMandate { .. }
            | Review::Withdraw { .. }
            | Review::Terminate { .. }
            | Review::Void { .. } => Ok(()),
        }
    }
}
