//! Schemas of the standard library's types.

use super::Schema;
use crate::node::{Identity, Node, Refusal};
use crate::strict::limit::BOUND;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

/// Implements [`Schema`] for types that have no parameters.
macro_rules! plain {
    ($($ty:ty => $name:expr, $node:expr;)*) => {$(
        impl Schema for $ty {
            const IDENTITY: Identity = Identity::foreign($name, &[]);
            const NODE: Node = $node;
        }
    )*};
}
#[cfg(feature = "jiff")]
pub(super) use plain;

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
    () => "unit", Node::Null;
}

const fn integer(minimum: i64, maximum: i64, wide: bool) -> Node {
    Node::Integer {
        minimum,
        maximum,
        wide,
    }
}

impl<T: Schema> Schema for Option<T> {
    const IDENTITY: Identity = Identity::foreign("Option", &[T::IDENTITY]);
    const NODE: Node = Node::Nullable(&T::NODE);
}

impl<T: Schema> Schema for Vec<T> {
    const IDENTITY: Identity = Identity::foreign("Vec", &[T::IDENTITY]);
    const NODE: Node = list::<T>();
}

impl<T: Schema> Schema for [T] {
    const IDENTITY: Identity = Identity::foreign("Vec", &[T::IDENTITY]);
    const NODE: Node = list::<T>();
}

const fn list<T: Schema>() -> Node {
    Node::Array {
        items: &T::NODE,
        length: None,
    }
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const IDENTITY: Identity =
        Identity::foreign("Array", &[T::IDENTITY, Identity::value(N as i128)]);
    const NODE: Node = if N == 0 {
        refused(
            "an array without items says nothing",
            "leave the field out, or mark it `#[serde(skip)]`",
        )
    } else {
        Node::Array {
            items: &T::NODE,
            length: Some(N),
        }
    };
}

/// Implements [`Schema`] for types that are on the wire what they contain.
macro_rules! transparent {
    ($($(#[$attribute:meta])* $ty:ident)*) => {$(
        $(#[$attribute])*
        impl<T: Schema + ?Sized> Schema for $ty<T> {
            const IDENTITY: Identity = T::IDENTITY;
            const NODE: Node = T::NODE;
        }
    )*};
}

#[cfg(feature = "rc")]
use std::{rc::Rc, sync::Arc};

transparent! {
    Box
    #[cfg(feature = "rc")]
    Rc
    #[cfg(feature = "rc")]
    Arc
}

impl<T: ToOwned<Owned: Schema> + ?Sized> Schema for Cow<'_, T> {
    const IDENTITY: Identity = <T::Owned as Schema>::IDENTITY;
    const NODE: Node = <T::Owned as Schema>::NODE;
}

const fn refused(reason: &'static str, help: &'static str) -> Node {
    Node::Refused(Refusal { reason, help })
}

/// Implements [`Schema`] for types that can never be strict, so that the message says why.
macro_rules! never {
    ($([$($parameter:tt)*] $ty:ty => $reason:literal, $help:literal;)*) => {$(
        impl<$($parameter)*> Schema for $ty {
            const IDENTITY: Identity = Identity::foreign("", &[]);
            const NODE: Node = refused($reason, $help);
        }
    )*};
}

never! {
    [K, V, S] HashMap<K, V, S> => "its keys are open",
        "use `Vec<Entry>`, with a struct `Entry` of named fields for key and value";
    [K, V] BTreeMap<K, V> => "its keys are open",
        "use `Vec<Entry>`, with a struct `Entry` of named fields for key and value";
    [] serde_json::Value => "it may be anything",
        "use a type of your own: an enum of the cases that you handle";
    [K, V] serde_json::Map<K, V> => "its keys are open",
        "use `Vec<Entry>`, with a struct `Entry` of named fields for key and value";
    ['a, T: ?Sized] &'a T => "an answer is read into owned values",
        "use `String` or `Cow<'static, str>` for text, `Vec<T>` for lists";
    [T: ?Sized] PhantomData<T> => "it has no value on the wire",
        "mark it `#[serde(skip)]`";
    [A, B] (A, B) => "strict mode has no tuples",
        "use a struct with named fields";
    [A, B, C] (A, B, C) => "strict mode has no tuples",
        "use a struct with named fields";
    [A, B, C, D] (A, B, C, D) => "strict mode has no tuples",
        "use a struct with named fields";
    [A, B, C, D, E] (A, B, C, D, E) => "strict mode has no tuples",
        "use a struct with named fields";
    [A, B, C, D, E, F] (A, B, C, D, E, F) => "strict mode has no tuples",
        "use a struct with named fields";
}
