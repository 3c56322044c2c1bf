//! Numbers, texts, truth and `()`.

use super::{Schema, integer, plain};
use crate::node::{Branch, Identity, Node, Tagging};
use crate::strict::limit::BOUND;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
};
use std::path::{Path, PathBuf};

/// Implements [`Schema`] for integers that `i64` and the engine's bounds can both hold.
macro_rules! small_integers {
    ($($ty:ident)*) => {plain! {$(
        $ty => stringify!($ty), integer($ty::MIN as i64, $ty::MAX as i64, false);
    )*}};
}

small_integers! { i8 i16 i32 u8 u16 u32 }

// The range of wider integers is beyond what the engine's bounds can say; see `BOUND`.
plain! {
    i64 => "i64", integer(-BOUND, BOUND, false);
    isize => "isize", integer(-BOUND, BOUND, false);
    i128 => "i128", integer(-BOUND, BOUND, true);
    u64 => "u64", integer(0, BOUND, false);
    usize => "usize", integer(0, BOUND, false);
    u128 => "u128", integer(0, BOUND, true);
    f32 => "f32", Node::Number;
    f64 => "f64", Node::Number;
    bool => "bool", Node::Boolean;
    // One character that is no line break; strict mode has no other way to say the length.
    char => "char", Node::Pattern("^.$");
    str => "str", Node::String;
    String => "String", Node::String;
    Path => "Path", Node::String;
    PathBuf => "PathBuf", Node::String;
    () => "unit", Node::Null;
}

plain! {
    NonZeroU8 => "NonZeroU8", integer(1, u8::MAX as i64, false);
    NonZeroU16 => "NonZeroU16", integer(1, u16::MAX as i64, false);
    NonZeroU32 => "NonZeroU32", integer(1, u32::MAX as i64, false);
    NonZeroU64 => "NonZeroU64", integer(1, BOUND, false);
    NonZeroUsize => "NonZeroUsize", integer(1, BOUND, false);
    NonZeroU128 => "NonZeroU128", integer(1, BOUND, true);
}

/// Implements [`Schema`] for signed integers without zero: those below, and those above.
///
/// One reader takes both sides directly from the text. So the tagging is not `Untagged`, which
/// would mean that serde buffers the number and tries one side after the other.
macro_rules! around_zero {
    ($($ty:ident: $minimum:expr, $maximum:expr, $wide:literal;)*) => {plain! {$(
        $ty => stringify!($ty), Node::AnyOf {
            branches: &[
                Branch {
                    variant: "negative",
                    description: None,
                    node: &integer($minimum, -1, $wide),
                },
                Branch {
                    variant: "positive",
                    description: None,
                    node: &integer(1, $maximum, $wide),
                },
            ],
            tagging: Tagging::External,
        };
    )*}};
}

around_zero! {
    NonZeroI8: i8::MIN as i64, i8::MAX as i64, false;
    NonZeroI16: i16::MIN as i64, i16::MAX as i64, false;
    NonZeroI32: i32::MIN as i64, i32::MAX as i64, false;
    NonZeroI64: -BOUND, BOUND, false;
    NonZeroIsize: -BOUND, BOUND, false;
    NonZeroI128: -BOUND, BOUND, true;
}

/// Implements [`Schema`] for atomics, which are on the wire what they hold.
macro_rules! atomics {
    ($($size:literal: $($ty:ident $inner:ty),*;)*) => {$($(
        #[cfg(target_has_atomic = $size)]
        impl Schema for std::sync::atomic::$ty {
            const IDENTITY: Identity = <$inner as Schema>::IDENTITY;
            const NODE: Node = <$inner as Schema>::NODE;
        }
    )*)*};
}

atomics! {
    "8": AtomicBool bool, AtomicI8 i8, AtomicU8 u8;
    "16": AtomicI16 i16, AtomicU16 u16;
    "32": AtomicI32 i32, AtomicU32 u32;
    "64": AtomicI64 i64, AtomicU64 u64;
    "ptr": AtomicIsize isize, AtomicUsize usize;
}
