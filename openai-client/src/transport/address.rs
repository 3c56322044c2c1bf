//! Addresses, as reqwest takes them.

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
};

use http::Uri;
use url::{ParseError, Url};

/// Parses addresses, and remembers the last one: nearly all calls of a client have the same.
#[derive(Clone, Default)]
pub(super) struct Addresses(Arc<Mutex<Option<(Uri, Url)>>>);

impl Addresses {
    pub(super) fn url(&self, uri: &Uri) -> Result<Url, ParseError> {
        // Half a change cannot be seen, as there is none.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, url)) = &*last
            && known == uri
        {
            return Ok(url.clone());
        }
        let url = parsed(uri)?;
        *last = Some((uri.clone(), url.clone()));
        Ok(url)
    }
}

fn parsed(uri: &Uri) -> Result<Url, ParseError> {
    // Without this, the text would grow piece by piece.
    let mut text = String::with_capacity(128);
    // Writing into memory never fails.
    let _ = write!(text, "{uri}");
    Url::parse(&text)
}

/// Without the address, which may hold a secret.
impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addresses").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_never_taken_for_another() {
        let addresses = Addresses::default();
        for text in [
            "http://h/v1/a",
            "http://h/v1/a",
            "http://h/v1/b",
            "http://h/v1/b?c=1",
            "http://h/v1/b?c=2",
            "http://h:81/v1/b?c=2",
            "https://h:81/v1/b?c=2",
            "http://h/v1/a",
        ] {
            let url = addresses.url(&Uri::from_static(text)).unwrap();
            assert_eq!(url.as_str(), text);
        }
    }

    #[test]
    fn what_is_no_url_is_refused_each_time() {
        let addresses = Addresses::default();
        let relative = Uri::from_static("/v1/a");
        for _ in 0..2 {
            assert!(addresses.url(&relative).is_err());
        }
    }
}
