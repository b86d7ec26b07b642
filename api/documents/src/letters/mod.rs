//! The contents of each document, one file a document. What a field becomes on paper is the template's; the codes of
//! other rooms are put into words here.

pub mod acceptance;
pub mod card;
pub mod correction;
pub mod decision;
pub mod mandate;
pub mod receipt;
pub mod refusal;
pub mod result;
pub mod slip;
