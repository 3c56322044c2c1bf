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
use crate::node::{Bounds, Identity, Node, Refusal};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};
use std::num::{Saturating, Wrapping};
use std::sync::{Mutex, PoisonError, RwLock};

/// Implements [`Schema`] for types that have no parameters.
macro_rules! plain {
    ($($(#[$attribute:meta])* $ty:ty => $name:expr, $node:expr;)*) => {$(
        $(#[$attribute])*
        impl Schema for $ty {
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
    const IDENTITY: Identity = Identity::foreign("Option", &[T::IDENTITY]);
    const NODE: Node = Node::Nullable(&T::NODE);

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

impl<T: Schema> Schema for [T] {
    const IDENTITY: Identity = Identity::foreign("Vec", &[T::IDENTITY]);
    const NODE: Node = list::<T>(None);

    fn __check(&self, check: &Check<'_>) {
        check.items(self);
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.count(bounds, self.len());
    }
}

/// Implements [`Schema`] for lists.
macro_rules! lists {
    ($($ty:ident $(<$state:ident>)?)*) => {$(
        impl<T: Schema $(, $state)?> Schema for $ty<T $(, $state)?> {
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[T::IDENTITY]);
            const NODE: Node = list::<T>(None);

            fn __check(&self, check: &Check<'_>) {
                check.items(self);
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                check.count(bounds, self.len());
            }
        }
    )*};
}

lists! { Vec VecDeque LinkedList }

/// Implements [`Schema`] for collections whose order is not that of the text. What a set holds
/// twice, serde keeps once.
macro_rules! heaps {
    ($($ty:ident $(<$state:ident>)?)*) => {$(
        impl<T: Schema $(, $state)?> Schema for $ty<T $(, $state)?> {
            const IDENTITY: Identity = Identity::foreign(stringify!($ty), &[T::IDENTITY]);
            const NODE: Node = list::<T>(None);

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

heaps! { BinaryHeap BTreeSet HashSet<S> }

impl<T: Schema, const N: usize> Schema for [T; N] {
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
impl<T: Schema> Schema for (T,) {
    const IDENTITY: Identity = Identity::foreign("Tuple", &[T::IDENTITY]);
    const NODE: Node = list::<T>(Some(1));

    fn __check(&self, check: &Check<'_>) {
        check.items([&self.0]);
    }
}

/// Implements [`Schema`] for types that are on the wire what they contain, and say how to get at
/// it.
macro_rules! transparent {
    ($($(#[$attribute:meta])* $ty:ident [$($bound:tt)*], |$this:ident| $inner:expr;)*) => {$(
        $(#[$attribute])*
        impl<T: Schema + $($bound)*> Schema for $ty<T> {
            const IDENTITY: Identity = T::IDENTITY;
            const NODE: Node = T::NODE;

            fn __check(&self, check: &Check<'_>) {
                let $this = self;
                $inner.__check(check);
            }

            fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
                let $this = self;
                $inner.__within(bounds, check);
            }
        }
    )*};
}

#[cfg(feature = "rc")]
use std::{rc::Rc, sync::Arc};

transparent! {
    Box [?Sized], |this| (**this);
    #[cfg(feature = "rc")]
    Rc [?Sized], |this| (**this);
    #[cfg(feature = "rc")]
    Arc [?Sized], |this| (**this);
    // serde reads it for such alone.
    Cell [Copy], |this| this.get();
    // What was read a moment ago is not borrowed, locked or poisoned.
    RefCell [?Sized], |this| this.borrow();
    Mutex [?Sized], |this| this.lock().unwrap_or_else(PoisonError::into_inner);
    RwLock [?Sized], |this| this.read().unwrap_or_else(PoisonError::into_inner);
    Reverse [Sized], |this| this.0;
    Wrapping [Sized], |this| this.0;
    // serde has it for integers.
    Saturating [Sized], |this| this.0;
}

impl<T: Schema + ToOwned<Owned: Schema> + ?Sized> Schema for Cow<'_, T> {
    const IDENTITY: Identity = <T::Owned as Schema>::IDENTITY;
    const NODE: Node = <T::Owned as Schema>::NODE;

    fn __check(&self, check: &Check<'_>) {
        (**self).__check(check);
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        (**self).__within(bounds, check);
    }
}
