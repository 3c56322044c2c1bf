//! Schemas of other crates' types, each behind a feature of its crate's name.

#[cfg(any(
    feature = "either",
    feature = "indexmap",
    feature = "ordered-float",
    feature = "smallvec"
))]
mod holders;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod moments;
#[cfg(any(
    feature = "rust_decimal",
    feature = "semver",
    feature = "url",
    feature = "uuid"
))]
mod texts;

/// Implements [`Schema`](super::Schema) for types that have no parameters. Two crates may have
/// types of one name, so the path is what tells them apart.
#[cfg(any(
    feature = "chrono",
    feature = "jiff",
    feature = "rust_decimal",
    feature = "semver",
    feature = "url",
    feature = "uuid"
))]
macro_rules! foreign {
    ($($(#[$attribute:meta])* $ty:ty => $name:literal, $node:expr;)*) => {$(
        $(#[$attribute])*
        impl Schema for $ty {
            const IDENTITY: Identity = Identity::new(stringify!($ty), 0, $name, &[]);
            const NODE: Node = $node;
        }
    )*};
}
#[cfg(any(
    feature = "chrono",
    feature = "jiff",
    feature = "rust_decimal",
    feature = "semver",
    feature = "url",
    feature = "uuid"
))]
use foreign;
