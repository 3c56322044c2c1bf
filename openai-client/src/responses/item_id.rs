//! The service's names for items, as they stand in every event of a stream.

use std::{fmt, ops::Deref, sync::Arc};

use serde::{Serialize, Serializer};

use crate::wire::Wire;

/// The service's name for an item. Cloning is cheap; it is used as the text that it is.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ItemId(Arc<str>);

impl Deref for ItemId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ItemId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl PartialEq<str> for ItemId {
    fn eq(&self, other: &str) -> bool {
        &**self == other
    }
}

impl PartialEq<&str> for ItemId {
    fn eq(&self, other: &&str) -> bool {
        &**self == *other
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Wire for ItemId {
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Serialize for ItemId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
