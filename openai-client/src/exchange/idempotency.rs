//! The key by which a service can tell that a request is one that it has seen.

use std::{
    fmt::Write as _,
    hash::{BuildHasher, Hasher, RandomState},
};

use http::{HeaderName, HeaderValue};

pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of a call, the same for all its attempts. OpenAI documents no effect of it; a gateway may
/// do the work once, which must never be that of another call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct IdempotencyKey(u128);

impl IdempotencyKey {
    /// Random by the system's own numbers, which nobody seeds, and other in a forked process.
    pub(super) fn new() -> Self {
        let half = || {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write_u32(std::process::id());
            u128::from(hasher.finish())
        };
        Self(half() << 64 | half())
    }

    #[expect(
        clippy::expect_used,
        reason = "hexadecimal digits and dashes are legal in a header"
    )]
    pub(super) fn header(self) -> HeaderValue {
        const PREFIX: &str = "openai-client-";
        let mut text = String::with_capacity(PREFIX.len() + 32);
        text.push_str(PREFIX);
        // Writing into memory never fails.
        let _ = write!(text, "{:032x}", self.0);
        HeaderValue::try_from(text).expect("a legal header value")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_seed_makes_two_keys_alike() {
        let keys: HashSet<HeaderValue> = (0..1000)
            .map(|_| {
                fastrand::seed(7);
                IdempotencyKey::new().header()
            })
            .collect();
        assert_eq!(keys.len(), 1000);
    }
}
