//! The macro for objects.

use std::collections::BTreeMap;

use serde::{Serializer, de::MapAccess, ser::SerializeMap};
use serde_json::Value;

/// An object that stands in a union.
pub(crate) trait Tagged: Sized {
    /// Reads its fields, after its kind.
    fn tagged<'de, A: MapAccess<'de>>(kind: &str, fields: A) -> Result<Self, A::Error>;

    /// Writes it with its kind.
    fn write<S: Serializer>(&self, kind: &str, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Writes what was kept.
pub(crate) fn write_extra<M: SerializeMap>(
    map: &mut M,
    extra: &BTreeMap<String, Value>,
) -> Result<(), M::Error> {
    extra
        .iter()
        .try_for_each(|(name, value)| map.serialize_entry(name, value))
}

/// Makes the type of an object: reading, writing, and what it takes to build one.
///
/// ```text
/// wire_object! {
///     /// What it is.
///     pub struct Name as "kind" {
///         /// What must be said, with a type that has a default.
///         field: Type,
///         /// The same under another name on the wire.
///         other = "wire name": Type,
///     } with {
///         /// What may be said; the field is an `Option`.
///         option: Type,
///         /// A number, which is given as it is, so that a literal can stand for it.
///         count: u64 as given,
///         /// A list, which is given as anything that has what becomes its items.
///         words: Vec<String> as list,
///     }
/// }
/// ```
///
/// `as "kind"` is the value of its `type`, which is always written; an object whose `type` has
/// several words has a field `kind = "type"` instead. `pub built struct` also gets `new`, which takes
/// what must be said in its order, and a setter for each option; `pub set struct` has the setters alone,
/// for a constructor by hand. `beside { name: Type }` adds fields that are not on the wire, private to the
/// module, with a default.
macro_rules! wire_object {
    (
        $(#[$meta:meta])*
        pub built struct $name:ident $(as $tag:literal)? {
            $($(#[$doc:meta])* $field:ident $(= $wire:literal)?: $type:ty $(as $how:ident)?,)*
        } $(with { $($options:tt)* })?
    ) => {
        $crate::wire::wire_object! {
            $(#[$meta])*
            pub set struct $name $(as $tag)? {
                $($(#[$doc])* $field $(= $wire)?: $type,)*
            } with { $($($options)*)? }
        }

        impl $name {
            /// With what must be said of it.
            #[allow(clippy::new_without_default, reason = "there is a default as well")]
            pub fn new($($field: $crate::wire::wire_object!(@given $type $(as $how)?)),*) -> Self {
                Self {
                    $($field: $crate::wire::wire_object!(@taken $field $(as $how)?),)*
                    ..Self::default()
                }
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub set struct $name:ident $(as $tag:literal)? {
            $($(#[$doc:meta])* $field:ident $(= $wire:literal)?: $type:ty,)*
        } $(with {
            $($(#[$odoc:meta])* $option:ident $(= $owire:literal)?: $otype:ty $(as $how:ident)?,)*
        })?
    ) => {
        $crate::wire::wire_object! {
            $(#[$meta])*
            pub struct $name $(as $tag)? {
                $($(#[$doc])* $field $(= $wire)?: $type,)*
            } with {
                $($($(#[$odoc])* $option $(= $owire)?: $otype,)*)?
            }
        }

        $(impl $name {
            $(
                $(#[$odoc])*
                #[must_use]
                pub fn $option(
                    mut self,
                    $option: $crate::wire::wire_object!(@given $otype $(as $how)?),
                ) -> Self {
                    self.$option = Some($crate::wire::wire_object!(@taken $option $(as $how)?));
                    self.extra.remove($crate::wire::wire_object!(@name $option $($owire)?));
                    self
                }
            )*
        })?
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(as $tag:literal)? {
            $($(#[$doc:meta])* $field:ident $(= $wire:literal)?: $type:ty,)*
        } $(with {
            $($(#[$odoc:meta])* $option:ident $(= $owire:literal)?: $otype:ty,)*
        })? $(beside {
            $($(#[$bdoc:meta])* $beside:ident: $btype:ty,)*
        })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            $($($(#[$odoc])* pub $option: Option<$otype>,)*)?
            /// What came that this version does not know, or that is of another kind than
            /// documented. It is written again as it came, and wins over the field of its name.
            pub extra: std::collections::BTreeMap<String, serde_json::Value>,
            $($($(#[$bdoc])* $beside: $btype,)*)?
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let secret: &[(&str, bool)] = &[
                    $(($crate::wire::wire_object!(@name $field $($wire)?), <$type as $crate::wire::Wire>::SECRET),)*
                    $($(($crate::wire::wire_object!(@name $option $($owire)?), <$otype as $crate::wire::Wire>::SECRET),)*)?
                ];
                let secret: Vec<&str> = secret.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
                let mut shown = f.debug_struct(stringify!($name));
                $(shown.field(stringify!($field), &self.$field);)*
                $($(shown.field(stringify!($option), &self.$option);)*)?
                shown.field("extra", &$crate::wire::Kept { extra: &self.extra, secret: &secret });
                $($(shown.field(stringify!($beside), &self.$beside);)*)?
                shown.finish()
            }
        }

        impl $name {
            /// Takes one field.
            #[allow(unused_variables, unused_mut, reason = "not all objects have fields")]
            #[allow(clippy::float_cmp, reason = "a number is the default if nothing has set it")]
            fn take<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                fields: &mut A,
            ) -> Result<(), A::Error> {
                let odd: serde_json::Value = match name {
                    $($crate::wire::wire_object!(@name $field $($wire)?) => {
                        match fields.next_value_seed($crate::wire::Fitting::<$type>::new())? {
                            $crate::wire::Fit::Is(value) => {
                                self.$field = value;
                                self.extra.remove(name);
                                return Ok(());
                            }
                            // Of two, the one that fits.
                            $crate::wire::Fit::Not(_) if self.$field != <$type>::default() => return Ok(()),
                            $crate::wire::Fit::Not(odd) => odd,
                        }
                    })*
                    $($($crate::wire::wire_object!(@name $option $($owire)?) => {
                        match fields.next_value_seed($crate::wire::Fitting::<Option<$otype>>::new())? {
                            $crate::wire::Fit::Is(None) => return Ok(()),
                            $crate::wire::Fit::Is(value) => {
                                self.$option = value;
                                self.extra.remove(name);
                                return Ok(());
                            }
                            $crate::wire::Fit::Not(_) if self.$option.is_some() => return Ok(()),
                            $crate::wire::Fit::Not(odd) => odd,
                        }
                    })*)?
                    $("type" => match fields.next_value()? {
                        serde_json::Value::String(kind) if kind == $tag => return Ok(()),
                        odd => odd,
                    })?
                    _ => fields.next_value()?,
                };
                if !odd.is_null() {
                    self.extra.insert(name.to_owned(), odd);
                }
                Ok(())
            }

            /// Takes the fields that are left.
            fn taking<'de, A: serde::de::MapAccess<'de>>(mut self, mut fields: A) -> Result<Self, A::Error> {
                while let Some($crate::wire::Name(name)) = fields.next_key()? {
                    self.take(&name, &mut fields)?;
                }
                Ok(self)
            }
        }

        impl $crate::wire::Wire for $name {
            fn object<'de, A: serde::de::MapAccess<'de>>(
                fields: A,
            ) -> Result<$crate::wire::Fit<Self>, A::Error> {
                Self::default().taking(fields).map($crate::wire::Fit::Is)
            }
        }

        impl $crate::wire::Tagged for $name {
            #[allow(unused_variables, unused_mut, reason = "few objects have a kind of several words")]
            fn tagged<'de, A: serde::de::MapAccess<'de>>(kind: &str, fields: A) -> Result<Self, A::Error> {
                let mut object = Self::default();
                $(if $crate::wire::wire_object!(@name $field $($wire)?) == "type"
                    && let Some(kind) = <$type as $crate::wire::Wire>::text(kind)
                {
                    object.$field = kind;
                })*
                object.taking(fields)
            }

            fn write<S: serde::Serializer>(&self, kind: &str, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                let own_kind = [$($crate::wire::wire_object!(@name $field $($wire)?)),*].contains(&"type");
                if !kind.is_empty() && !own_kind && !self.extra.contains_key("type") {
                    map.serialize_entry("type", kind)?;
                }
                $(if !self.extra.contains_key($crate::wire::wire_object!(@name $field $($wire)?)) {
                    map.serialize_entry($crate::wire::wire_object!(@name $field $($wire)?), &self.$field)?;
                })*
                $($(if let Some(value) = &self.$option
                    && !self.extra.contains_key($crate::wire::wire_object!(@name $option $($owire)?))
                {
                    map.serialize_entry($crate::wire::wire_object!(@name $option $($owire)?), value)?;
                })*)?
                $crate::wire::write_extra(&mut map, &self.extra)?;
                map.end()
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
                $crate::wire::Tagged::write(self, concat!($($tag)?), serializer)
            }
        }
    };
    (@given $type:ty as given) => { $type };
    (@given $type:ty as list) => { impl IntoIterator<Item: Into<<$type as IntoIterator>::Item>> };
    (@given $type:ty) => { impl Into<$type> };
    (@taken $given:ident as list) => { $given.into_iter().map(Into::into).collect() };
    (@taken $given:ident $(as given)?) => { $given.into() };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
}

pub(crate) use wire_object;
