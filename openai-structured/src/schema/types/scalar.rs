//! Numbers, texts, truth and `()`.

use super::{Check, Schema, integer, plain};
use crate::draft::hold::Hold;
use crate::draft::{HoldingDraft, LeafDraft, TextDraft, ValueDraft};
use crate::node::{Bounds, Branch, Identity, Node, Tagging};
use crate::strict::limit::BOUND;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Implements [`Schema`] for integers.
macro_rules! integers {
    ($($draft:ident { $($ty:ident: $minimum:expr, $maximum:expr, $wide:literal, $magnitude:ident;)*})*) => {$($(
        impl Schema for $ty {
            type Draft = $draft<Self>;
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[]);
            const NODE: Node = integer($minimum, $maximum, $wide);

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                let (negative, magnitude) = $magnitude!(*self);
                #[allow(clippy::cast_lossless, reason = "some are 128 bits wide themselves")]
                check.integer(bounds, negative, magnitude as u128);
            }
        }
    )*)*};
}

macro_rules! signed {
    ($value:expr) => {
        ($value < 0, $value.unsigned_abs())
    };
}

macro_rules! unsigned {
    ($value:expr) => {
        (false, $value)
    };
}

macro_rules! above_zero {
    ($value:expr) => {
        (false, $value.get())
    };
}

// The range of wide integers is beyond what the engine's bounds can say; see `BOUND`.
integers! {
    ValueDraft {
    i8: i8::MIN as i64, i8::MAX as i64, false, signed;
    i16: i16::MIN as i64, i16::MAX as i64, false, signed;
    i32: i32::MIN as i64, i32::MAX as i64, false, signed;
    i64: -BOUND, BOUND, false, signed;
    isize: -BOUND, BOUND, false, signed;
    i128: -BOUND, BOUND, true, signed;
    u8: 0, u8::MAX as i64, false, unsigned;
    u16: 0, u16::MAX as i64, false, unsigned;
    u32: 0, u32::MAX as i64, false, unsigned;
    u64: 0, BOUND, false, unsigned;
    usize: 0, BOUND, false, unsigned;
    u128: 0, BOUND, true, unsigned;
    }
    LeafDraft {
    NonZeroU8: 1, u8::MAX as i64, false, above_zero;
    NonZeroU16: 1, u16::MAX as i64, false, above_zero;
    NonZeroU32: 1, u32::MAX as i64, false, above_zero;
    NonZeroU64: 1, BOUND, false, above_zero;
    NonZeroUsize: 1, BOUND, false, above_zero;
    NonZeroU128: 1, BOUND, true, above_zero;
    }
}

impl Schema for f64 {
    type Draft = ValueDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("f64", &[]);
    const NODE: Node = Node::Number;

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.number(bounds, *self);
    }
}

impl Schema for f32 {
    type Draft = ValueDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("f32", &[]);
    const NODE: Node = Node::Number;

    // serde reads a number beyond the type as infinity.
    fn __check(&self, check: &Check<'_>) {
        if !self.is_finite() {
            check.out_of_range();
        }
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.single(bounds, *self);
    }
}

impl Schema for serde_json::Number {
    type Draft = LeafDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("Number", &[]);
    const NODE: Node = Node::Number;

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        // `None` is for numbers that `f64` cannot hold, which are kept as text if at all.
        match self.as_f64() {
            Some(value) => check.number(bounds, value),
            None => check.out_of_range(),
        }
    }
}

/// Implements [`Schema`] for texts, and says how to get at the text.
macro_rules! texts {
    ($($ty:ty: $draft:ty => $name:literal, |$this:ident| $text:expr;)*) => {$(
        impl Schema for $ty {
            type Draft = $draft;
            const IDENTITY: Identity = Identity::foreign($name, &[]);
            const NODE: Node = Node::String;

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                let $this = self;
                check.text(bounds, $text);
            }
        }
    )*};
}

texts! {
    String: TextDraft => "String", |this| this;
    PathBuf: HoldingDraft<Self> => "PathBuf", |this| &this.to_string_lossy();
}

// Read from a text, so nothing is lost.
impl Hold for PathBuf {
    type Inner = String;

    fn hold(inner: String) -> Self {
        Self::from(inner)
    }
}

impl Schema for bool {
    type Draft = ValueDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("bool", &[]);
    const NODE: Node = Node::Boolean;
}

plain! {
    // One character that is no line break; strict mode has no other way to say the length.
    char => "char", Node::Pattern("^.$");
    () => "unit", Node::Null;
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
        impl Hold for std::sync::atomic::$ty {
            type Inner = $inner;

            fn hold(inner: $inner) -> Self {
                Self::new(inner)
            }
        }

        #[cfg(target_has_atomic = $size)]
        impl Schema for std::sync::atomic::$ty {
            type Draft = HoldingDraft<Self>;
            const IDENTITY: Identity = <$inner as Schema>::IDENTITY;
            const NODE: Node = <$inner as Schema>::NODE;

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                self.load(Ordering::Relaxed).__within(bounds, check);
            }
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
