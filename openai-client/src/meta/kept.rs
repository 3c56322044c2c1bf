//! The headers of an answer as text, until somebody looks at them.
//!
//! They come as parts of a buffer of the connection, in a map with room for many more. An answer that
//! is kept, and a stream that is open, would keep both whole.

use std::sync::OnceLock;

use http::{HeaderMap, HeaderName, HeaderValue};

/// How long a header is, name and value, more or less.
const USUAL_BYTES: usize = 48;

/// Headers in their order.
#[derive(Clone)]
pub(super) struct Kept {
    /// Names and values, one after the other.
    text: Vec<u8>,
    ends: Vec<Ends>,
    map: OnceLock<Box<HeaderMap>>,
}

/// Where a header ends in the text; it begins where the one before ends.
#[derive(Clone, Copy)]
struct Ends {
    name: usize,
    value: usize,
    sensitive: bool,
}

impl Kept {
    pub(super) fn new(headers: &HeaderMap) -> Self {
        let mut text = Vec::with_capacity(USUAL_BYTES * headers.len());
        let mut ends = Vec::with_capacity(headers.len());
        for (name, value) in headers {
            text.extend_from_slice(name.as_str().as_bytes());
            let name = text.len();
            text.extend_from_slice(value.as_bytes());
            ends.push(Ends {
                name,
                value: text.len(),
                sensitive: value.is_sensitive(),
            });
        }
        Self {
            text,
            ends,
            map: OnceLock::new(),
        }
    }

    pub(super) fn map(&self) -> &HeaderMap {
        self.map.get_or_init(|| Box::new(self.parsed()))
    }

    /// The first value of a header, without making a map.
    pub(super) fn get(&self, name: &HeaderName) -> Option<&[u8]> {
        let mut headers = self.headers();
        headers.find_map(|(other, value, _)| (other == name.as_str().as_bytes()).then_some(value))
    }

    fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8], bool)> {
        let mut start = 0;
        self.ends.iter().filter_map(move |ends| {
            let name = self.text.get(start..ends.name)?;
            let value = self.text.get(ends.name..ends.value)?;
            start = ends.value;
            Some((name, value, ends.sensitive))
        })
    }

    fn parsed(&self) -> HeaderMap {
        let headers = self.headers().filter_map(|(name, value, sensitive)| {
            // They were a name and a value before, so they are again.
            let name = HeaderName::from_bytes(name).ok()?;
            let mut value = HeaderValue::from_bytes(value).ok()?;
            value.set_sensitive(sensitive);
            Some((name, value))
        });
        headers.collect()
    }
}

#[cfg(test)]
mod tests {
    use http::header::{CONTENT_TYPE, SET_COOKIE};

    use super::*;

    #[test]
    fn headers_are_the_same_again() {
        let mut headers = HeaderMap::new();
        let mut cookie = HeaderValue::from_static("a=b");
        cookie.set_sensitive(true);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.append(SET_COOKIE, cookie);
        headers.append(SET_COOKIE, HeaderValue::from_bytes(b"c=\xff").unwrap());
        headers.insert("x-empty", HeaderValue::from_static(""));
        let kept = Kept::new(&headers);
        assert_eq!(*kept.map(), headers);
        let sensitive = |headers: &HeaderMap| -> Vec<bool> {
            headers.values().map(HeaderValue::is_sensitive).collect()
        };
        assert_eq!(sensitive(kept.map()), sensitive(&headers));
        assert_eq!(kept.get(&SET_COOKIE), Some(&b"a=b"[..]));
        assert_eq!(
            kept.get(&HeaderName::from_static("x-empty")),
            Some(&b""[..])
        );
        assert_eq!(kept.get(&HeaderName::from_static("x-none")), None);
    }

    #[test]
    fn nothing_is_nothing() {
        let kept = Kept::new(&HeaderMap::new());
        assert!(kept.map().is_empty());
    }
}
