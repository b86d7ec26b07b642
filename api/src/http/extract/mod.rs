//! What the doors take from a request: who asks, in which language, and a body that has the right form.

mod body;
mod lang;
mod signed;

pub use body::{Body, Said};
pub use lang::Lang;
pub use signed::{Sender, Signed};
