//! The scalars of the wire.

use serde::{
    Deserialize, Deserializer,
    de::{
        MapAccess, SeqAccess,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::{Value, value::RawValue};

use super::{Fit, Wire};
use crate::raw_json::RawJson;

impl Wire for String {
    fn text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Wire for bool {
    fn bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Wire for f64 {
    #[expect(clippy::cast_precision_loss, reason = "a float is what is documented")]
    fn unsigned(number: u64) -> Option<Self> {
        Some(number as Self)
    }

    #[expect(clippy::cast_precision_loss, reason = "a float is what is documented")]
    fn signed(number: i64) -> Option<Self> {
        Some(number as Self)
    }

    fn float(number: f64) -> Option<Self> {
        Some(number)
    }
}

/// Whole floats are numbers, too: some services write all numbers so.
macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Wire for $type {
            fn unsigned(number: u64) -> Option<Self> {
                number.try_into().ok()
            }

            fn signed(number: i64) -> Option<Self> {
                number.try_into().ok()
            }

            fn float(number: f64) -> Option<Self> {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
                (number.fract() == 0.0 && number.abs() <= EXACT)
                    .then_some(number as i64)?
                    .try_into()
                    .ok()
            }
        }
    )+};
}

/// Up to here a float has every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

integers!(u64, i64, u32);

impl Wire for Value {
    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn bool(value: bool) -> Option<Self> {
        Some(value.into())
    }

    fn unsigned(number: u64) -> Option<Self> {
        Some(number.into())
    }

    fn signed(number: i64) -> Option<Self> {
        Some(number.into())
    }

    fn float(number: f64) -> Option<Self> {
        Some(number.into())
    }

    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }

    fn list<'de, A: SeqAccess<'de>>(items: A) -> Result<Fit<Self>, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(items)).map(Fit::Is)
    }

    fn object<'de, A: MapAccess<'de>>(fields: A) -> Result<Fit<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(fields)).map(Fit::Is)
    }
}

/// The order of keys stays as it is.
impl Wire for RawJson {
    fn fit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Self>, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(match raw.get() {
            "null" => Fit::Not(Value::Null),
            _ => Fit::Is(raw.into()),
        })
    }
}
