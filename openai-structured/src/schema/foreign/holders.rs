//! Types that hold others: one of two, lists, sets, floats, bytes.

use crate::draft::HoldingDraft;
use crate::draft::hold::Hold;
use crate::node::{Bounds, Definition, Identity, Member, Node, Tagging};
use crate::schema::Schema;
use crate::schema::check::Check;
use crate::schema::types::{MAP, list, never, shape, variant};

#[cfg(feature = "either")]
shape! {
    [L, R] either::Either<L, R> => "Either", Node::AnyOf {
        branches: &[
            variant("Left", &Node::Object(&[Member::required("Left", &L::NODE)])),
            variant("Right", &Node::Object(&[Member::required("Right", &R::NODE)])),
        ],
        tagging: Tagging::External,
    }, |this, check| match this {
        either::Either::Left(value) => value.__check(&check.key("Left")),
        either::Either::Right(value) => value.__check(&check.key("Right")),
    };
}

#[cfg(feature = "indexmap")]
impl<T, S> Hold for indexmap::IndexSet<T, S>
where
    T: Eq + std::hash::Hash,
    S: std::hash::BuildHasher + Default,
{
    type Inner = Vec<T>;

    fn hold(inner: Vec<T>) -> Self {
        inner.into_iter().collect()
    }
}

#[cfg(feature = "indexmap")]
impl<T, S> Schema for indexmap::IndexSet<T, S>
where
    T: Schema + Eq + std::hash::Hash,
    S: std::hash::BuildHasher + Default,
{
    type Draft = HoldingDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("IndexSet", &[T::IDENTITY]);
    const NODE: Node = list::<T>(None);

    fn __agree(probe: &mut crate::agreement::Probe) {
        T::__agree(probe);
    }

    fn __check(&self, check: &Check<'_>) {
        for item in self {
            item.__check(&check.item());
        }
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.count(bounds, self.len());
    }
}

#[cfg(feature = "indexmap")]
never! {
    [K, V, S] indexmap::IndexMap<K, V, S> => "its keys are open", MAP;
}

#[cfg(feature = "indexmap")]
impl<K, V, S> crate::entries::Map for indexmap::IndexMap<K, V, S>
where
    K: Eq + std::hash::Hash,
    S: std::hash::BuildHasher + Default,
{
    type Key = K;
    type Value = V;

    fn put(&mut self, key: K, value: V) -> bool {
        match self.entry(key) {
            indexmap::map::Entry::Occupied(_) => false,
            indexmap::map::Entry::Vacant(entry) => {
                entry.insert(value);
                true
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = (&K, &V)> {
        self.iter()
    }
}

// Its capacity is no bound: a longer list moves to the heap.
#[cfg(feature = "smallvec")]
impl<A: smallvec::Array> Hold for smallvec::SmallVec<A> {
    type Inner = Vec<A::Item>;

    fn hold(inner: Vec<A::Item>) -> Self {
        inner.into_iter().collect()
    }
}

#[cfg(feature = "smallvec")]
impl<A: smallvec::Array<Item: Schema>> Schema for smallvec::SmallVec<A> {
    type Draft = HoldingDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("SmallVec", &[<A::Item as Schema>::IDENTITY]);
    const NODE: Node = list::<A::Item>(None);

    fn __agree(probe: &mut crate::agreement::Probe) {
        A::Item::__agree(probe);
    }

    fn __check(&self, check: &Check<'_>) {
        check.items(self.iter());
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.count(bounds, self.len());
    }
}

/// Implements [`Schema`] for bytes. Their own wire form is bytes, which JSON has not: they are read
/// from a list of numbers, and from the bytes of a text.
#[cfg(feature = "bytes")]
macro_rules! bytes {
    ($($ty:ident)*) => {$(
        impl Schema for bytes::$ty {
            type Draft = crate::draft::LeafDraft<Self>;
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[]);
            const NODE: Node = Node::Read {
                offered: &<Vec<u8>>::NODE,
                besides: &Node::String,
            };

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                check.count(bounds, self.len());
            }
        }
    )*};
}

#[cfg(feature = "bytes")]
bytes! { Bytes BytesMut }

/// Implements [`Schema`] for floats, of which JSON has no more than their inner type.
#[cfg(feature = "ordered-float")]
macro_rules! floats {
    ($($ty:ident $float:ty;)*) => {$(
        impl Schema for ordered_float::$ty<$float> {
            type Draft = crate::draft::LeafDraft<Self>;
            const IDENTITY: Identity = <$float>::IDENTITY;
            const NODE: Node = <$float>::NODE;

            fn __check(&self, check: &Check<'_>) {
                (**self).__check(check);
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                (**self).__within(bounds, check);
            }
        }
    )*};
}

#[cfg(feature = "ordered-float")]
floats! {
    OrderedFloat f32;
    OrderedFloat f64;
    NotNan f32;
    NotNan f64;
}
