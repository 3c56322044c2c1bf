//! Schemas of other crates' types, each behind a feature of its crate's name.
#![allow(
    unused_macros,
    unused_imports,
    reason = "the features say which tools are used"
)]

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(any(
    feature = "bytes",
    feature = "either",
    feature = "indexmap",
    feature = "ordered-float",
    feature = "smallvec"
))]
mod holders;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(any(
    feature = "rust_decimal",
    feature = "semver",
    feature = "url",
    feature = "uuid"
))]
mod texts;
#[cfg(feature = "time")]
mod time;

/// Implements [`Schema`](super::Schema) for types that have no parameters. Two crates may have
/// types of one name, so the path is what tells them apart.
macro_rules! foreign {
    ($($(#[$attribute:meta])* $ty:ty => $name:literal, $node:expr;)*) => {$(
        $(#[$attribute])*
        impl Schema for $ty {
            type Draft = crate::draft::LeafDraft<Self>;
            const IDENTITY: Identity = Identity::new(stringify!($ty), 0, $name, &[]);
            const NODE: Node = $node;
        }
    )*};
}
use foreign;
