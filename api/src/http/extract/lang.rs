//! The language of a request: zh-CN unless English is asked for first.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use mobile_contract::problem;

/// The language of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lang(pub problem::Lang);

impl Lang {
    /// Reads Accept-Language; the first of its tags that begins with `zh` or `en` decides.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let wanted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut tags = wanted.unwrap_or_default().split(',').map(|tag| tag.trim().to_ascii_lowercase());
        let known = tags.find(|tag| tag.starts_with("zh") || tag.starts_with("en"));
        Self(match known {
            Some(tag) if tag.starts_with("en") => problem::Lang::En,
            _ => problem::Lang::Zh,
        })
    }

    /// The same for the rules' own words.
    #[must_use]
    pub const fn of_words(self) -> domain::wording::Lang {
        match self.0 {
            problem::Lang::Zh => domain::wording::Lang::Zh,
            problem::Lang::En => domain::wording::Lang::En,
        }
    }
}

impl FromRequest for Lang {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
