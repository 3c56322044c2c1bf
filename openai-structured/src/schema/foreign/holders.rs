//! Types that hold others: one of two, lists, sets, floats.

use crate::node::{Identity, Node};
use crate::schema::Schema;

#[cfg(feature = "either")]
use crate::node::{Definition, Tagging};
#[cfg(feature = "either")]
use crate::schema::types::{key, shape, variant};

#[cfg(feature = "either")]
shape! {
    [L, R] either::Either<L, R> => "Either", Node::AnyOf {
        branches: &[
            variant("Left", &Node::Object(&[key("Left", &L::NODE)])),
            variant("Right", &Node::Object(&[key("Right", &R::NODE)])),
        ],
        tagging: Tagging::External,
    };
}

#[cfg(feature = "indexmap")]
impl<T: Schema, S> Schema for indexmap::IndexSet<T, S> {
    const IDENTITY: Identity = Identity::foreign("IndexSet", &[T::IDENTITY]);
    const NODE: Node = crate::schema::types::list::<T>(None);
}

#[cfg(feature = "indexmap")]
crate::schema::types::never! {
    [K, V, S] indexmap::IndexMap<K, V, S> => "its keys are open",
        "use `Vec<Entry>`, with a struct `Entry` of named fields for key and value";
}

// Its capacity is no bound: a longer list moves to the heap.
#[cfg(feature = "smallvec")]
impl<A: smallvec::Array<Item: Schema>> Schema for smallvec::SmallVec<A> {
    const IDENTITY: Identity = Identity::foreign("SmallVec", &[<A::Item as Schema>::IDENTITY]);
    const NODE: Node = crate::schema::types::list::<A::Item>(None);
}

/// Implements [`Schema`] for floats, of which JSON has no more than their inner type.
#[cfg(feature = "ordered-float")]
macro_rules! floats {
    ($($ty:ident)*) => {$(
        impl<T: Schema> Schema for ordered_float::$ty<T> {
            const IDENTITY: Identity = T::IDENTITY;
            const NODE: Node = T::NODE;
        }
    )*};
}

#[cfg(feature = "ordered-float")]
floats! { OrderedFloat NotNan }
