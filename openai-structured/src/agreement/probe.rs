//! A deserializer that gives nothing: it notes what is wanted of it.

use super::Disagreement;
use crate::Schema;
use crate::node::{Identity, Member};
use serde::de::value::Error;
use serde::de::{Deserializer, Error as _, Expected, Visitor};
use std::collections::HashSet;

/// What serde's derive asks for first.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// A struct of this name.
    Struct(&'static str),
    /// A struct with flattened parts, which says that it expects this.
    Map(&'static str),
    /// A newtype of this name.
    Newtype(&'static str),
    /// An enum of this name.
    Enum(&'static str),
    /// An enum with its tag among the keys, which says that it expects this.
    Any(&'static str),
}

/// Asks types what they want.
#[derive(Debug, Default)]
pub struct Probe {
    asked: HashSet<u64>,
    disagreement: Option<Disagreement>,
}

impl Probe {
    /// Asks a type and all in it, and says which types these are.
    pub(super) fn ask_all<T: Schema>() -> Result<HashSet<u64>, Disagreement> {
        let mut probe = Self::default();
        T::__agree(&mut probe);
        match probe.disagreement {
            None => Ok(probe.asked),
            Some(disagreement) => Err(disagreement),
        }
    }

    /// Asks a type, unless it was asked before; then its parts were too.
    pub fn ask(
        &mut self,
        identity: Identity,
        wanted: Wanted,
        members: &'static [Member],
        read: impl FnOnce(Recorder<'_>) -> Result<(), Error>,
    ) -> bool {
        if self.disagreement.is_some() || !self.asked.insert(identity.id) {
            return false;
        }
        let mut recorder = Recorded::default();
        // It always fails: nothing is given to it.
        let _ = read(Recorder(&mut recorder));
        if !recorder.is(wanted, members) {
            self.disagreement = Some(Disagreement {
                name: identity.name,
            });
        }
        true
    }
}

/// The first call.
#[derive(Debug, Default)]
struct Recorded {
    call: Option<Wanted>,
    names: &'static [&'static str],
    /// What the caller says that it expects: anyone may ask for a map, or for anything.
    expects: String,
}

impl Recorded {
    fn is(&self, wanted: Wanted, members: &[Member]) -> bool {
        match (self.call, wanted) {
            (Some(Wanted::Struct(name)), Wanted::Struct(own)) => {
                name == own && self.has_keys(members)
            }
            (Some(Wanted::Newtype(name)), Wanted::Newtype(own))
            | (Some(Wanted::Enum(name)), Wanted::Enum(own)) => name == own,
            (Some(Wanted::Map(_)), Wanted::Map(own)) | (Some(Wanted::Any(_)), Wanted::Any(own)) => {
                self.expects == own
            }
            _ => false,
        }
    }

    /// serde names every key, and other names that it takes.
    fn has_keys(&self, members: &[Member]) -> bool {
        let properties = members.iter().filter_map(|member| match member {
            Member::Property(property) => Some(property),
            Member::Tag { .. } | Member::Flatten(_) => None,
        });
        let ours = || {
            let all = properties.clone();
            all.flat_map(|property| {
                std::iter::once(property.key).chain(property.aliases.iter().copied())
            })
        };
        (properties.clone()).all(|property| self.names.contains(&property.key))
            && self.names.iter().all(|name| ours().any(|own| own == *name))
    }
}

/// Notes the first call.
pub struct Recorder<'a>(&'a mut Recorded);

impl Recorder<'_> {
    fn note<T>(self, call: Option<Wanted>, names: &'static [&'static str]) -> Result<T, Error> {
        self.0.call = call;
        self.0.names = names;
        Err(Error::custom("nothing is given"))
    }
}

/// Other calls are none that serde's derive makes for a type that is entered.
macro_rules! others {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            self.note(None, &[])
        }
    )*};
}

impl<'de> Deserializer<'de> for Recorder<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.expects = (&visitor as &dyn Expected).to_string();
        self.note(Some(Wanted::Any("")), &[])
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.expects = (&visitor as &dyn Expected).to_string();
        self.note(Some(Wanted::Map("")), &[])
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.note(Some(Wanted::Struct(name)), fields)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Error> {
        self.note(Some(Wanted::Newtype(name)), &[])
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.note(Some(Wanted::Enum(name)), &[])
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: V,
    ) -> Result<V::Value, Error> {
        self.note(None, &[])
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        self.note(None, &[])
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, Error> {
        self.note(None, &[])
    }

    others! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
        deserialize_unit deserialize_seq deserialize_identifier deserialize_ignored_any
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::{MismatchKind, read};
    use serde::Deserializer;
    use serde::de::Error as _;

    /// At most 100.
    #[derive(Debug, PartialEq, ResponseFormat)]
    struct Percent(u8);

    impl<'de> Deserialize<'de> for Percent {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match u8::deserialize(deserializer)? {
                value @ ..=100 => Ok(Self(value)),
                _ => Err(D::Error::custom("more than all of it")),
            }
        }
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Bar {
        filled: Option<Vec<Percent>>,
    }

    #[test]
    fn a_deserialize_by_hand_is_never_passed_by() {
        let mismatch = read::<Bar>(r#"{"filled":[200]}"#).unwrap_err();
        assert_eq!(mismatch.kind(), MismatchKind::Disagreement);
        let line = "`Percent` is read by a `Deserialize` of its own, which a draft would pass by: \
                    mark it `#[openai(leaf)]`";
        assert_eq!(mismatch.to_string(), line);
    }

    /// Reads itself from anything, as it is often done by hand.
    #[derive(Debug, ResponseFormat, serde::Serialize)]
    #[serde(tag = "kind")]
    enum Event {
        #[allow(dead_code, reason = "for the derive")]
        Moved {
            by: u8,
        },
        Gone,
    }

    impl<'de> Deserialize<'de> for Event {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            serde_json::Value::deserialize(deserializer).map(|_| Self::Gone)
        }
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Log {
        events: Vec<Event>,
    }

    #[test]
    fn one_that_asks_for_anything_is_told_apart_by_what_it_expects() {
        let mismatch = read::<Log>(r#"{"events":[{"kind":"Moved","by":1}]}"#).unwrap_err();
        assert_eq!(mismatch.kind(), MismatchKind::Disagreement);
    }

    /// The same, and says so.
    #[derive(Debug, PartialEq, ResponseFormat)]
    #[openai(leaf)]
    struct Share(u8);

    impl<'de> Deserialize<'de> for Share {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Percent::deserialize(deserializer).map(|percent| Self(percent.0))
        }
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Cake {
        shares: Vec<Share>,
    }

    #[test]
    fn a_leaf_is_read_by_its_own_deserialize() {
        crate::assert_agrees::<Cake>();
        let mismatch = read::<Cake>(r#"{"shares":[40,200]}"#).unwrap_err();
        assert_eq!(
            (mismatch.path(), mismatch.detail()),
            ("shares[1]", "more than all of it")
        );
        let cake = read::<Cake>(r#"{"shares":[40,60]}"#).unwrap();
        assert_eq!(cake.shares, [Share(40), Share(60)]);
    }
}
