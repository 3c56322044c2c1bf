//! Types that can never be strict: each says why, and what to write instead.

use super::Schema;
use crate::node::{Identity, Node};
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::ffi::{CString, OsString};
use std::marker::PhantomData;
use std::thread::{JoinHandle, Thread, ThreadId};
use std::time::Instant;
use std::{rc, sync};

/// Implements [`Schema`] for types that can never be strict, so that the message says why.
macro_rules! never {
    ($([$($parameter:tt)*] $ty:ty => $reason:expr, $help:expr;)*) => {$(
        impl<$($parameter)*> Schema for $ty {
            type Draft = crate::draft::never::NeverDraft<Self>;
            const IDENTITY: Identity = Identity::foreign("", &[]);
            const NODE: Node = crate::schema::types::refused($reason, $help);
        }
    )*};
}
pub(in crate::schema) use never;

/// What to write instead of a map.
pub(in crate::schema) const MAP: &str = "use `Vec<Entry>` with named fields, or \
                   `#[serde(with = \"openai_structured::entries\")]`";

never! {
    [K, V, S] HashMap<K, V, S> => "its keys are open", MAP;
    [K, V] BTreeMap<K, V> => "its keys are open", MAP;
    [] serde_json::Value => "it may be anything",
        "use a type of your own: an enum of the cases that you handle";
    [K, V] serde_json::Map<K, V> => "its keys are open",
        "use `Vec<Entry>`, with a struct `Entry` of named fields for key and value";
    [] Box<serde_json::value::RawValue> => "it may be anything",
        "use a type of your own: an enum of the cases that you handle";
    ['a, T: ?Sized] &'a T => "an answer is read into owned values",
        "use `String` or `Cow<'static, str>` for text, `Vec<T>` for lists";
    ['a, T: ?Sized] &'a mut T => "an answer is read into owned values",
        "use the type itself";
    [T: ?Sized] *const T => "a pointer has no wire form",
        "use the type itself";
    [T: ?Sized] *mut T => "a pointer has no wire form",
        "use the type itself";
    [T: ?Sized] PhantomData<T> => "it has no value on the wire",
        "mark it `#[serde(skip)]`";
    [] OsString => "its wire form is the platform's",
        "use `String` or `PathBuf`";
    [] CString => "its wire form is a list of bytes",
        "use `String`";
    [T: ?Sized] rc::Weak<T> => "what it points to would be gone when it is read",
        "use an id of what it points to";
    [T: ?Sized] sync::Weak<T> => "what it points to would be gone when it is read",
        "use an id of what it points to";
    [] Instant => "it is a point on this process's clock",
        "use a date and time, such as `jiff::Timestamp` with feature `jiff`";
    [] Thread => "a thread has no wire form",
        "mark it `#[serde(skip)]`";
    [] ThreadId => "a thread has no wire form",
        "mark it `#[serde(skip)]`";
    [T] JoinHandle<T> => "a thread has no wire form",
        "mark it `#[serde(skip)]`";
    [] Infallible => "it has no value",
        "leave the field or the variant out";
    [R] fn() -> R => "code has no wire form",
        "mark it `#[serde(skip)]`";
    [A, R] fn(A) -> R => "code has no wire form",
        "mark it `#[serde(skip)]`";
    [A, B, R] fn(A, B) -> R => "code has no wire form",
        "mark it `#[serde(skip)]`";
}

/// Refuses the tuples of two and more.
macro_rules! tuples {
    ($first:ident $($rest:ident)+) => {
        never! {
            [$first, $($rest),+] ($first, $($rest),+) => "strict mode has no tuples",
                "use a struct with named fields";
        }
        tuples! { $($rest)+ }
    };
    ($last:ident) => {};
}

tuples! { A B C D E F G H I J K L }
