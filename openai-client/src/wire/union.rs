//! The macro for objects of several kinds.

use std::borrow::Cow;

use serde::{Deserialize, de::MapAccess};
use serde_json::{Map, Value};

/// The beginning of an object of several kinds.
pub(crate) enum Kind<'a> {
    /// Its kind came first, as nearly always; its other fields follow.
    First(Cow<'a, str>),
    /// All of its fields; the kind is among them, or it has none.
    All(Map<String, Value>),
}

/// The name of a field, borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Name<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl<'de> Kind<'de> {
    pub(crate) fn read<A: MapAccess<'de>>(fields: &mut A) -> Result<Self, A::Error> {
        let mut all = Map::new();
        let Some(Name(name)) = fields.next_key()? else {
            return Ok(Self::All(all));
        };
        if name == "type" {
            match fields.next_value::<Value>()? {
                Value::String(kind) => return Ok(Self::First(kind.into())),
                other => all.insert(name.into_owned(), other),
            };
        } else {
            all.insert(name.into_owned(), fields.next_value()?);
        }
        while let Some((name, value)) = fields.next_entry()? {
            all.insert(name, value);
        }
        Ok(Self::All(all))
    }
}

/// Makes an enum of objects that their `type` tells apart.
///
/// ```text
/// wire_union! {
///     /// What it is.
///     pub enum Name {
///         /// One of its kinds: the type of the object, and the words of its `type`.
///         Variant(Object) = "kind" | "kind_of_another_day",
///     }
/// }
/// ```
///
/// A kind that this version does not know is `Other`, whole. `else guess` after the name is for unions
/// whose objects may come without a `type`: `fn guess(&Map<String, Value>) -> Option<&'static str>` says
/// the kind. In a `pub shared enum` several kinds may have the same type, which then has no kind of its
/// own, and there is no `From`. For a union that may also be a word, `or { Variant = "word", }` after the
/// name has the words that are known.
macro_rules! wire_union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(else $guess:ident)? $(or { $($words:tt)+ })? {
            $($(#[$doc:meta])* $variant:ident($type:ty) = $($word:literal)|+,)+
        }
    ) => {
        $crate::wire::wire_union! {
            $(#[$meta])*
            pub shared enum $name $(else $guess)? $(or { $($words)+ })? {
                $($(#[$doc])* $variant($type) = $($word)|+,)+
            }
        }

        $(impl From<$type> for $name {
            fn from(object: $type) -> Self {
                Self::$variant(object)
            }
        })+
    };
    (
        $(#[$meta:meta])*
        pub shared enum $name:ident $(else $guess:ident)? $(or {
            $($(#[$bare_doc:meta])* $bare:ident = $bare_word:literal,)+
        })? {
            $($(#[$doc:meta])* $variant:ident($type:ty) = $($word:literal)|+,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($($(#[$bare_doc])* $bare,)+)?
            $($(#[$doc])* $variant($type),)+
            /// Of a kind that this version does not know, as it came.
            Other(serde_json::Value),
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $($(Self::$bare => f.write_str(stringify!($bare)),)+)?
                    $(Self::$variant(object) => f.debug_tuple(stringify!($variant)).field(object).finish(),)+
                    Self::Other(value) => f.debug_tuple("Other").field(&$crate::wire::Shown(value)).finish(),
                }
            }
        }

        impl $name {
            /// The word of its kind on the wire; empty if it has none.
            pub fn kind(&self) -> &str {
                match self {
                    $($(Self::$bare => "",)+)?
                    $(Self::$variant(object) => $crate::wire::wire_union!(@kind object $($word)|+),)+
                    Self::Other(value) => value
                        .get("type")
                        .and_then(serde_json::Value::as_str)
                        .unwrap_or_default(),
                }
            }

            fn of_kind<'de, A: serde::de::MapAccess<'de>>(
                kind: &str,
                fields: A,
            ) -> Result<Self, A::Error> {
                Ok(match kind {
                    $($($word)|+ => Self::$variant($crate::wire::Tagged::tagged(kind, fields)?),)+
                    _ => {
                        let mut all = <serde_json::Map<_, _> as serde::Deserialize>::deserialize(
                            serde::de::value::MapAccessDeserializer::new(fields),
                        )?;
                        all.insert("type".to_owned(), kind.into());
                        Self::Other(all.into())
                    }
                })
            }

            fn of_all(
                mut all: serde_json::Map<String, serde_json::Value>,
            ) -> Result<Self, serde_json::Error> {
                let kind = match all.get("type") {
                    Some(serde_json::Value::String(_)) => all.remove("type"),
                    _ => None,
                };
                let guessed: Option<&'static str> = None $(.or_else(|| $guess(&all)))?;
                let kind = match &kind {
                    Some(serde_json::Value::String(kind)) => Some(kind.as_str()),
                    _ => guessed,
                };
                match kind {
                    Some(kind) => {
                        let fields = serde::de::value::MapDeserializer::new(all.into_iter());
                        Self::of_kind(kind, fields)
                    }
                    None => Ok(Self::Other(all.into())),
                }
            }
        }

        impl Default for $name {
            /// Nothing, which is null.
            fn default() -> Self {
                Self::Other(serde_json::Value::Null)
            }
        }

        impl $crate::wire::Wire for $name {
            $(fn text(text: &str) -> Option<Self> {
                Some(match text {
                    $($bare_word => Self::$bare,)+
                    _ => Self::Other(text.into()),
                })
            })?

            fn object<'de, A: serde::de::MapAccess<'de>>(
                mut fields: A,
            ) -> Result<$crate::wire::Fit<Self>, A::Error> {
                Ok($crate::wire::Fit::Is(match $crate::wire::Kind::read(&mut fields)? {
                    $crate::wire::Kind::First(kind) => Self::of_kind(&kind, fields)?,
                    $crate::wire::Kind::All(all) => {
                        Self::of_all(all).map_err(serde::de::Error::custom)?
                    }
                }))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match <Self as $crate::wire::Wire>::fit(deserializer)? {
                    $crate::wire::Fit::Is(object) => Ok(object),
                    $crate::wire::Fit::Not(_) => Err(serde::de::Error::custom("it is no object")),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $($(Self::$bare => serializer.serialize_str($bare_word),)+)?
                    $(Self::$variant(object) => {
                        $crate::wire::Tagged::write(object, self.kind(), serializer)
                    })+
                    Self::Other(value) => value.serialize(serializer),
                }
            }
        }
    };
    (@kind $object:ident $word:literal) => {{ let _ = $object; $word }};
    (@kind $object:ident $($word:literal)|+) => { $object.kind.as_str() };
}

pub(crate) use wire_union;
