//! The macro for what is a text, a number, a list or an object.

/// Makes an enum of types that their shape in JSON tells apart.
///
/// ```text
/// wire_either! {
///     /// What it is.
///     pub enum Name {
///         /// A text, of a type that is made from one.
///         Variant(Type) = text,
///         /// A list.
///         Another(Vec<Type>) = list,
///         /// An object.
///         Third(Object) = object,
///         /// A number.
///         Fourth(f64) = number,
///         /// True or false.
///         Fifth(bool) = boolean,
///     }
/// }
/// ```
///
/// It has the shapes that are named, each once.
macro_rules! wire_either {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident($type:ty) = $shape:ident,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $($(#[$doc])* $variant($type),)+
        }

        impl $crate::wire::Wire for $name {
            $($crate::wire::wire_either!(@$shape $variant $type);)+
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match <Self as $crate::wire::Wire>::fit(deserializer)? {
                    $crate::wire::Fit::Is(value) => Ok(value),
                    $crate::wire::Fit::Not(_) => Err(serde::de::Error::custom(concat!(
                        "it is none of:", $(" ", stringify!($shape)),+
                    ))),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => value.serialize(serializer),)+
                }
            }
        }
    };
    (@text $variant:ident $type:ty) => {
        fn text(text: &str) -> Option<Self> {
            <$type as $crate::wire::Wire>::text(text).map(Self::$variant)
        }
    };
    (@number $variant:ident $type:ty) => {
        fn unsigned(number: u64) -> Option<Self> {
            <$type as $crate::wire::Wire>::unsigned(number).map(Self::$variant)
        }

        fn signed(number: i64) -> Option<Self> {
            <$type as $crate::wire::Wire>::signed(number).map(Self::$variant)
        }

        fn float(number: f64) -> Option<Self> {
            <$type as $crate::wire::Wire>::float(number).map(Self::$variant)
        }
    };
    (@boolean $variant:ident $type:ty) => {
        fn bool(value: bool) -> Option<Self> {
            <$type as $crate::wire::Wire>::bool(value).map(Self::$variant)
        }
    };
    (@list $variant:ident $type:ty) => {
        fn list<'de, A: serde::de::SeqAccess<'de>>(
            items: A,
        ) -> Result<$crate::wire::Fit<Self>, A::Error> {
            Ok(<$type as $crate::wire::Wire>::list(items)?.map(Self::$variant))
        }
    };
    (@object $variant:ident $type:ty) => {
        fn object<'de, A: serde::de::MapAccess<'de>>(
            fields: A,
        ) -> Result<$crate::wire::Fit<Self>, A::Error> {
            Ok(<$type as $crate::wire::Wire>::object(fields)?.map(Self::$variant))
        }
    };
}

pub(crate) use wire_either;
