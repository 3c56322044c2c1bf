//! Objects that are read field by field: one visitor for all of them.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};

use crate::chat::text::Text;

/// An object that is read field by field.
pub(super) trait Fields<'de>: Default {
    /// What is said to have been expected.
    const NAME: &'static str;

    /// Takes the value of the field of this name, whether it is known or not.
    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error>;
}

/// Lets serde read these.
macro_rules! readable {
    ($($ty:ident)*) => {$(
        impl<'de> serde::Deserialize<'de> for $ty<'de> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                fields::read(deserializer)
            }
        }
    )*};
}
pub(super) use readable;

pub(super) fn read<'de, T: Fields<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(FieldsVisitor(PhantomData))
}

struct FieldsVisitor<T>(PhantomData<T>);

impl<'de, T: Fields<'de>> Visitor<'de> for FieldsVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<T, A::Error> {
        let mut object = T::default();
        // The keys of JSON are texts, so there is none that is none.
        while let Some(Text(Some(name))) = fields.next_key()? {
            object.take(name, &mut fields)?;
        }
        Ok(object)
    }
}
