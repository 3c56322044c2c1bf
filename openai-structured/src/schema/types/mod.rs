//! Schemas of the standard library's types: the tools, and what has a list or one value inside.

mod address;
mod never;
mod scalar;
mod shape;

#[allow(unused_imports, reason = "the features say which of these are used")]
pub(super) use self::{
    address::{ipv4, port},
    never::{MAP, never},
    shape::{shape, variant},
};

use super::Schema;
use super::check::Check;
use crate::agreement::Probe;
use crate::draft::hold::Hold;
use crate::draft::{BoxDraft, HoldingDraft, LeafDraft, ListDraft, OptionDraft};
use crate::node::{Bounds, Identity, Node, Refusal};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::num::{Saturating, Wrapping};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

/// Implements [`Schema`] for types that have no parameters.
macro_rules! plain {
    ($($(#[$attribute:meta])* $ty:ty => $name:expr, $node:expr;)*) => {$(
        $(#[$attribute])*
        impl Schema for $ty {
            type Draft = LeafDraft<Self>;
            const IDENTITY: Identity = Identity::foreign($name, &[]);
            const NODE: Node = $node;
        }
    )*};
}
use plain;

pub(super) const fn integer(minimum: i64, maximum: i64, wide: bool) -> Node {
    Node::Integer {
        minimum,
        maximum,
        wide,
    }
}

pub(super) const fn list<T: Schema>(length: Option<usize>) -> Node {
    Node::Array {
        items: &T::NODE,
        length,
    }
}

pub(super) const fn refused(reason: &'static str, help: &'static str) -> Node {
    Node::Refused(Refusal { reason, help })
}

impl<T: Schema> Schema for Option<T> {
    type Draft = OptionDraft<T::Draft>;
    const IDENTITY: Identity = Identity::foreign("Option", &[T::IDENTITY]);
    const NODE: Node = Node::Nullable(&T::NODE);

    fn __agree(probe: &mut Probe) {
        T::__agree(probe);
    }

    fn __check(&self, check: &Check<'_>) {
        if let Some(value) = self {
            value.__check(check);
        }
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        if let Some(value) = self {
            value.__within(bounds, check);
        }
    }
}

impl<T: Schema> Schema for Vec<T> {
    type Draft = ListDraft<T>;
    const IDENTITY: Identity = Identity::foreign("Vec", &[T::IDENTITY]);
    const NODE: Node = list::<T>(None);

    fn __agree(probe: &mut Probe) {
        T::__agree(probe);
    }

    fn __check(&self, check: &Check<'_>) {
        check.items(self);
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.count(bounds, self.len());
    }
}

/// Implements [`Schema`] for other lists.
macro_rules! lists {
    ($($ty:ident)*) => {$(
        impl<T> Hold for $ty<T> {
            type Inner = Vec<T>;

            fn hold(inner: Vec<T>) -> Self {
                inner.into_iter().collect()
            }
        }

        impl<T: Schema> Schema for $ty<T> {
            type Draft = HoldingDraft<Self>;
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[T::IDENTITY]);
            const NODE: Node = list::<T>(None);

            fn __agree(probe: &mut Probe) {
                T::__agree(probe);
            }

            fn __check(&self, check: &Check<'_>) {
                check.items(self);
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                check.count(bounds, self.len());
            }
        }
    )*};
}

lists! { VecDeque LinkedList }

/// Implements [`Schema`] for collections whose order is not that of the text. What a set holds
/// twice, serde keeps once.
macro_rules! heaps {
    ($($ty:ident<T $(, $state:ident)?> where [$($needs:tt)*];)*) => {$(
        impl<T: $($needs)* $(, $state: BuildHasher + Default)?> Hold for $ty<T $(, $state)?> {
            type Inner = Vec<T>;

            fn hold(inner: Vec<T>) -> Self {
                inner.into_iter().collect()
            }
        }

        impl<T: Schema + $($needs)* $(, $state: BuildHasher + Default)?> Schema for $ty<T $(, $state)?> {
            type Draft = HoldingDraft<Self>;
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[T::IDENTITY]);
            const NODE: Node = list::<T>(None);

            fn __agree(probe: &mut Probe) {
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
    )*};
}

heaps! {
    BinaryHeap<T> where [Ord];
    BTreeSet<T> where [Ord];
    HashSet<T, S> where [Eq + Hash];
}

impl<T: Schema, const N: usize> Schema for [T; N]
where
    Self: DeserializeOwned,
{
    type Draft = LeafDraft<Self>;
    const IDENTITY: Identity =
        Identity::foreign("Array", &[T::IDENTITY, Identity::value(N as i128)]);
    const NODE: Node = if N == 0 {
        refused(
            "an array without items says nothing",
            "leave the field out, or mark it `#[serde(skip)]`",
        )
    } else {
        list::<T>(Some(N))
    };

    fn __check(&self, check: &Check<'_>) {
        check.items(self);
    }
}

// The one tuple that strict mode can say.
impl<T: Schema + DeserializeOwned> Schema for (T,) {
    type Draft = LeafDraft<Self>;
    const IDENTITY: Identity = Identity::foreign("Tuple", &[T::IDENTITY]);
    const NODE: Node = list::<T>(Some(1));

    fn __check(&self, check: &Check<'_>) {
        check.items([&self.0]);
    }
}

/// Implements [`Schema`] for types that are on the wire what they contain, and say how they are
/// made of it and how to get at it.
macro_rules! transparent {
    ($(
        $(#[$attribute:meta])*
        $ty:ty: $draft:ident of $inner:ty, [$($parameter:tt)*], $hold:expr, |$this:ident| $value:expr;
    )*) => {$(
        $(#[$attribute])*
        impl<$($parameter)*> Hold for $ty {
            type Inner = $inner;

            fn hold(inner: $inner) -> Self {
                $hold(inner)
            }
        }

        $(#[$attribute])*
        impl<$($parameter)*> Schema for $ty {
            type Draft = $draft<Self>;
            const IDENTITY: Identity = <$inner as Schema>::IDENTITY;
            const NODE: Node = <$inner as Schema>::NODE;

            fn __agree(probe: &mut Probe) {
                <$inner as Schema>::__agree(probe);
            }

            fn __check(&self, check: &Check<'_>) {
                let $this = self;
                $value.__check(check);
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                let $this = self;
                $value.__within(bounds, check);
            }
        }
    )*};
}

#[cfg(feature = "rc")]
use std::{rc::Rc, sync::Arc};

transparent! {
    Box<T>: BoxDraft of T, [T: Schema], Box::new, |this| (**this);
    #[cfg(feature = "rc")]
    Rc<T>: BoxDraft of T, [T: Schema], Rc::new, |this| (**this);
    #[cfg(feature = "rc")]
    Arc<T>: BoxDraft of T, [T: Schema], Arc::new, |this| (**this);
    // serde reads it for such alone.
    Cell<T>: HoldingDraft of T, [T: Schema + Copy], Cell::new, |this| this.get();
    // What was read a moment ago is not borrowed, locked or poisoned.
    RefCell<T>: HoldingDraft of T, [T: Schema], RefCell::new, |this| this.borrow();
    Mutex<T>: HoldingDraft of T, [T: Schema], Mutex::new,
        |this| this.lock().unwrap_or_else(PoisonError::into_inner);
    RwLock<T>: HoldingDraft of T, [T: Schema], RwLock::new,
        |this| this.read().unwrap_or_else(PoisonError::into_inner);
    Reverse<T>: HoldingDraft of T, [T: Schema], Reverse, |this| this.0;
    Wrapping<T>: HoldingDraft of T, [T: Schema], Wrapping, |this| this.0;
    // serde has it for integers.
    Saturating<T>: HoldingDraft of T, [T: Schema], Saturating, |this| this.0;
}

/// Implements [`Schema`] for texts and lists behind pointers, which are on the wire what they are
/// made of.
macro_rules! unsized_holders {
    ($($(#[$attribute:meta])* $ty:ty: $inner:ty, [$($parameter:tt)*], |$this:ident, $bounds:ident, $check:ident| $within:expr;)*) => {$(
        $(#[$attribute])*
        impl<$($parameter)*> Hold for $ty {
            type Inner = $inner;

            fn hold(inner: $inner) -> Self {
                inner.into()
            }
        }

        $(#[$attribute])*
        impl<$($parameter)*> Schema for $ty {
            type Draft = HoldingDraft<Self>;
            const IDENTITY: Identity = <$inner as Schema>::IDENTITY;
            const NODE: Node = <$inner as Schema>::NODE;

            fn __within(&self, $bounds: &Bounds, $check: &Check<'_>) {
                let $this = self;
                $within;
            }
        }
    )*};
}

unsized_holders! {
    Box<str>: String, [], |this, bounds, check| check.text(bounds, this);
    Box<Path>: PathBuf, [], |this, bounds, check| check.text(bounds, &this.to_string_lossy());
    #[cfg(feature = "rc")]
    Rc<str>: String, [], |this, bounds, check| check.text(bounds, this);
    #[cfg(feature = "rc")]
    Arc<str>: String, [], |this, bounds, check| check.text(bounds, this);
}

/// The same for lists, whose items are checked too.
macro_rules! slices {
    ($($(#[$attribute:meta])* $ty:ident)*) => {$(
        $(#[$attribute])*
        impl<T> Hold for $ty<[T]> {
            type Inner = Vec<T>;

            fn hold(inner: Vec<T>) -> Self {
                inner.into()
            }
        }

        $(#[$attribute])*
        impl<T: Schema> Schema for $ty<[T]> {
            type Draft = HoldingDraft<Self>;
            const IDENTITY: Identity = <Vec<T> as Schema>::IDENTITY;
            const NODE: Node = <Vec<T> as Schema>::NODE;

            fn __agree(probe: &mut Probe) {
                T::__agree(probe);
            }

            fn __check(&self, check: &Check<'_>) {
                check.items(self.iter());
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                check.count(bounds, self.len());
            }
        }
    )*};
}

slices! {
    Box
    #[cfg(feature = "rc")]
    Rc
    #[cfg(feature = "rc")]
    Arc
}

impl<T: ToOwned<Owned: Schema> + ?Sized> Hold for Cow<'_, T> {
    type Inner = T::Owned;

    fn hold(inner: T::Owned) -> Self {
        Cow::Owned(inner)
    }
}

// What was read is owned.
impl<T: ToOwned<Owned: Schema> + ?Sized> Schema for Cow<'_, T> {
    type Draft = HoldingDraft<Self>;
    const IDENTITY: Identity = <T::Owned as Schema>::IDENTITY;
    const NODE: Node = <T::Owned as Schema>::NODE;

    fn __agree(probe: &mut Probe) {
        T::Owned::__agree(probe);
    }

    fn __check(&self, check: &Check<'_>) {
        if let Cow::Owned(value) = self {
            value.__check(check);
        }
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        if let Cow::Owned(value) = self {
            value.__within(bounds, check);
        }
    }
}
