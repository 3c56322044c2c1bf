//! Types of the standard library that serde writes as objects or as enums.
//!
//! They stand where they are used, without a definition: a user's type of the same name does not
//! clash with one of these.

use super::{Schema, integer};
use crate::node::{Branch, Choice, Definition, Identity, Member, Node, Tagging};
use crate::schema::check::Check;
use crate::strict::limit::BOUND;
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::time::{Duration, SystemTime};

/// A variant of an enum whose name on the wire is its only key.
pub(in crate::schema) const fn variant(name: &'static str, node: &'static Node) -> Branch {
    Branch {
        variant: name,
        description: None,
        node,
    }
}

/// A type that serde reads with a `Deserialize` of its own, and that has no name in the schema. One
/// with parameters says where their values stand.
macro_rules! shape {
    ($(
        [$($parameter:ident),*] $ty:ty => $name:literal, $node:expr
        $(, |$this:ident, $check:ident| $checked:expr)?;
    )*) => {$(
        impl<$($parameter: Schema + serde::de::DeserializeOwned),*> Schema for $ty {
            type Draft = crate::draft::LeafDraft<Self>;
            const IDENTITY: Identity = Identity::foreign($name, &[$($parameter::IDENTITY),*]);
            const NODE: Node = Node::Inline(&Definition {
                identity: Self::IDENTITY,
                description: None,
                transparent: true,
                opaque: false,
                node: $node,
            });

            $(fn __check(&self, $check: &Check<'_>) {
                let $this = self;
                $checked
            })?
        }
    )*};
}
pub(in crate::schema) use shape;

/// The last second of the year 9999: every system's clock can hold it.
const END_OF_TIME: i64 = 253_402_300_799;

const NANOS: Node = integer(0, 999_999_999, false);

shape! {
    [T] Range<T> => "Range",
        Node::Object(&[Member::required("start", &T::NODE), Member::required("end", &T::NODE)]),
        |this, check| {
            this.start.__check(&check.key("start"));
            this.end.__check(&check.key("end"));
        };
    [T] RangeInclusive<T> => "RangeInclusive",
        Node::Object(&[Member::required("start", &T::NODE), Member::required("end", &T::NODE)]),
        |this, check| {
            this.start().__check(&check.key("start"));
            this.end().__check(&check.key("end"));
        };
    [T] RangeFrom<T> => "RangeFrom", Node::Object(&[Member::required("start", &T::NODE)]),
        |this, check| this.start.__check(&check.key("start"));
    [T] RangeTo<T> => "RangeTo", Node::Object(&[Member::required("end", &T::NODE)]),
        |this, check| this.end.__check(&check.key("end"));
    [] Duration => "Duration",
        Node::Object(&[Member::required("secs", &integer(0, BOUND, false)), Member::required("nanos", &NANOS)]);
    [] SystemTime => "SystemTime", Node::Object(&[
        Member::required("secs_since_epoch", &integer(0, END_OF_TIME, false)),
        Member::required("nanos_since_epoch", &NANOS),
    ]);
    [T, E] Result<T, E> => "Result", Node::AnyOf {
        branches: &[
            variant("Ok", &Node::Object(&[Member::required("Ok", &T::NODE)])),
            variant("Err", &Node::Object(&[Member::required("Err", &E::NODE)])),
        ],
        tagging: Tagging::External,
    }, |this, check| match this {
        Ok(value) => value.__check(&check.key("Ok")),
        Err(error) => error.__check(&check.key("Err")),
    };
    [T] Bound<T> => "Bound", Node::AnyOf {
        branches: &[
            variant("Unbounded", &Node::Choice(Choice {
                words: &["Unbounded"],
                aliases: &[],
                open: false,
            })),
            variant("Included", &Node::Object(&[Member::required("Included", &T::NODE)])),
            variant("Excluded", &Node::Object(&[Member::required("Excluded", &T::NODE)])),
        ],
        tagging: Tagging::External,
    }, |this, check| match this {
        Bound::Included(value) => value.__check(&check.key("Included")),
        Bound::Excluded(value) => value.__check(&check.key("Excluded")),
        Bound::Unbounded => {}
    };
}
