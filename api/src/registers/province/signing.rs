//! How the province has requests signed. MD5 is its choice, not ours: it is used here alone, and for nothing else.

use domain::clock::Clock;
use jiff::Timestamp;
use md5::{Digest as _, Md5};

use super::secrets::Secret;

/// What goes with every request to say who asks.
pub(super) struct Signature {
    /// Unix milliseconds.
    pub(super) request_time: String,
    /// 32 lower-case hexadecimal digits.
    pub(super) sign: String,
}

impl Signature {
    pub(super) fn make(app_key: &str, secret: &Secret, clock: &dyn Clock) -> Self {
        let request_time = millis(clock.now());
        let sign = sign(app_key, secret, &request_time);
        Self { request_time, sign }
    }

    /// The three fields, by the names that the gateway reads.
    pub(super) fn fields(self, app_key: &str) -> [(&'static str, String); 3] {
        [("appKey", app_key.to_owned()), ("sign", self.sign), ("requestTime", self.request_time)]
    }
}

fn millis(at: Timestamp) -> String {
    at.as_millisecond().to_string()
}

/// `lowercase hex MD5(appKey + secret + requestTime)`.
pub(super) fn sign(app_key: &str, secret: &Secret, request_time: &str) -> String {
    let mut md5 = Md5::new();
    for part in [app_key, secret.expose(), request_time] {
        md5.update(part.as_bytes());
    }
    hex::encode(md5.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_the_md5_of_the_three_in_a_row() {
        // RFC 1321: MD5 ("abc") and MD5 ("message digest").
        assert_eq!(sign("a", &Secret::new("b"), "c"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(sign("message", &Secret::new(" "), "digest"), "f96b697d7cb7938d525a2f31aaf161d0");
    }

    #[test]
    fn the_request_time_is_in_milliseconds() {
        assert_eq!(millis("2026-11-23T04:00:00.123456Z".parse().unwrap()), "1795406400123");
    }
}
