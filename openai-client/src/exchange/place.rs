//! Where a call goes: the URL of a path, and how a path may be shown.

use std::borrow::Cow;

use http::Uri;
use url::Url;

use super::Exchange;
use crate::error::Error;

impl Exchange {
    /// A path as it may be shown: below the base URL, without the query, which may hold what is
    /// secret.
    pub(crate) fn shown<'a>(&self, path: &'a str) -> Cow<'a, str> {
        let path = path.trim_start_matches('/');
        if is_plain(path) {
            return path.into();
        }
        // Read as it is read for the call, so that the same is a user or a query for both.
        match self.base.join(path) {
            Ok(url) if url.origin() == self.base.origin() && !has_user(&url) => {
                let path = url.path();
                let below = path.strip_prefix(self.base.path());
                below.unwrap_or(path).to_owned().into()
            }
            // It is refused.
            _ => "…".into(),
        }
    }

    /// The URL of a path.
    pub(super) fn uri(&self, path: &str) -> Result<Uri, Error> {
        let refuse = |cause| Error::request("the path does not fit the base url", cause);
        // Some of these a URL drops in silence, and one it takes for a slash.
        let is_odd = |byte: u8| byte <= b' ' || matches!(byte, b'\\' | b'#' | 0x7f);
        if path.bytes().any(is_odd) {
            let what = "the path has characters that must be percent-encoded";
            return Err(Error::request(what, None));
        }
        let path = path.trim_start_matches('/');
        if is_plain(path) && self.query.is_empty() {
            let text = [self.base.as_str(), path].concat();
            return Uri::try_from(text).map_err(|cause| refuse(Some(cause.into())));
        }
        let mut url = self
            .base
            .join(path)
            .map_err(|cause| refuse(Some(cause.into())))?;
        if url.origin() != self.base.origin() || !url.path().starts_with(self.base.path()) {
            let what = "the path leads away from the base url, which alone gets the credentials";
            return Err(Error::request(what, None));
        }
        // It would be sent to nobody, but HTTP stacks log it.
        if has_user(&url) {
            let what = "the path must not carry a user or password";
            return Err(Error::request(what, None));
        }
        self.query.apply(&mut url);
        Uri::try_from(url.as_str()).map_err(|cause| refuse(Some(cause.into())))
    }
}

/// Whether a path follows the base URL as it is written: it leads nowhere else and has nothing to be
/// escaped.
fn is_plain(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
    path.bytes().all(is_plain)
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_joined_as_urls_are() {
        for base in ["https://api.openai.com/v1/", "http://[::1]:8080/a%2Fb/"] {
            let base = Url::parse(base).unwrap();
            for path in [
                "chat/completions",
                "models",
                "files/file-a_B9/content",
                "a//b",
                "a/",
                "",
            ] {
                assert!(is_plain(path), "{path}");
                assert_eq!(base.join(path).unwrap().as_str(), format!("{base}{path}"));
            }
        }
        for path in [
            "..",
            "a/../b",
            "a?b",
            "a%2Fb",
            "http://h/v1",
            "a b",
            "\u{e9}",
            "a;b",
            "a.b",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
