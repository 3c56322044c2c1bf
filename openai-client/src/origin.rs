//! How an answer came: its bytes, and what is known about it besides them.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{meta::ResponseMeta, secrets::Secrets};

/// How an answer came. It is no part of what the answer says: all are equal.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) raw: Bytes,
    pub(crate) meta: ResponseMeta,
}

impl Origin {
    pub(crate) fn new(raw: Bytes, meta: ResponseMeta) -> Self {
        Self { raw, meta }
    }
}

/// From no call.
impl Default for Origin {
    fn default() -> Self {
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 0, &Secrets::default());
        Self::new(Bytes::new(), meta)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Of the bytes, their number only.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, {:?}", self.raw.len(), self.meta)
    }
}
