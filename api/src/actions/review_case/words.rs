//! What was said in words with an act.

use super::Review;

/// The words of an act, if there are any.
pub fn of(review: &Review) -> Option<String> {
    match review {
        Review::Accept | Review::Suspend(_) | Review::Return { .. } => None,
        Review::Conclude { opinion: words, .. }
        | Review::Decide { opinion: words, .. }
        | Review::Forward { note: words }
        | Review::Resume { note: words }
        | Review::Withdraw { note: words, .. } => words.as_ref().map(|words| words.as_str().to_owned()),
        Review::Opinion { opinion: words }
        | Review::ReturnToWindow { note: words }
        | Review::RevokeMandate { note: words }
        | Review::Terminate { note: words, .. }
        | Review::Void { note: words, .. } => Some(words.as_str().to_owned()),
        Review::NotAccept { right_body, note, .. } => Some(match right_body {
            Some(body) => format!("{}\n{}", note.as_str(), body.as_str()),
            None => note.as_str().to_owned(),
        }),
    }
}
