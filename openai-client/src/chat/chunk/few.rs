//! A list that is short nearly always: one item needs no memory of its own.

use std::{fmt, marker::PhantomData, ops::Deref, slice};

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};

/// The items of a list in a chunk. It is used as a slice; a list of one item is read without a
/// heap allocation.
#[derive(Debug, Clone)]
pub struct Few<T>(Items<T>);

#[derive(Debug, Clone)]
enum Items<T> {
    None,
    One(T),
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// The items as a slice; also by `Deref`.
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Items::None => &[],
            Items::One(item) => slice::from_ref(item),
            Items::Many(items) => items,
        }
    }

    pub(super) fn one(item: T) -> Self {
        Self(Items::One(item))
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        match &mut self.0 {
            Items::None => &mut [],
            Items::One(item) => slice::from_mut(item),
            Items::Many(items) => items,
        }
    }

    pub(super) fn push(&mut self, item: T) {
        self.0 = match std::mem::replace(&mut self.0, Items::None) {
            Items::None => Items::One(item),
            Items::One(first) => Items::Many(vec![first, item]),
            Items::Many(mut items) => {
                items.push(item);
                Items::Many(items)
            }
        };
    }

    pub(super) fn map<U>(self, mut change: impl FnMut(T) -> U) -> Few<U> {
        Few(match self.0 {
            Items::None => Items::None,
            Items::One(item) => Items::One(change(item)),
            Items::Many(items) => Items::Many(items.into_iter().map(change).collect()),
        })
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Items::None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self.0 {
            Items::None => (None, Vec::new()),
            Items::One(item) => (Some(item), Vec::new()),
            Items::Many(items) => (None, items),
        };
        one.into_iter().chain(many)
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

/// Null is empty.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FewVisitor(PhantomData))
    }
}

struct FewVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FewVisitor<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Few<T>, A::Error> {
        let mut few = Few::default();
        while let Some(item) = items.next_element()? {
            few.push(item);
        }
        Ok(few)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_items_is_kept_in_order() {
        for list in [vec![], vec![1], vec![1, 2], vec![3, 2, 1]] {
            let json = serde_json::to_string(&list).unwrap();
            let few: Few<u8> = serde_json::from_str(&json).unwrap();
            assert_eq!(few.as_slice(), list);
            assert_eq!(
                few.map(|item| item + 1).iter().sum::<u8>(),
                list.iter().map(|item| item + 1).sum::<u8>()
            );
        }
    }

    #[test]
    fn a_list_is_a_list_or_null() {
        let none: Few<u8> = serde_json::from_str("null").unwrap();
        assert!(none.is_empty());
        assert!(serde_json::from_str::<Few<u8>>(r#"{"a":1}"#).is_err());
    }
}
