//! Numbers and booleans: there once they are certain.

use super::{Draft, DraftState, taken};
use crate::scan::{Input, Number, ProblemKind, Read, Stop};
use crate::schema::check::OUT_OF_RANGE;
use serde::de::Unexpected;
use std::fmt;
use std::str::FromStr;

/// A number or a boolean, of which a part may have arrived.
#[derive(Default)]
pub struct ValueDraft<T> {
    value: Option<T>,
    growing: bool,
}

impl<T> ValueDraft<T> {
    /// The value, once it is certain: of a number, once something stands behind it.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

impl<T: Scalar> fmt::Debug for ValueDraft<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => value.fmt(formatter),
            None => self.state().fmt(formatter),
        }
    }
}

/// A type whose text is one token.
pub trait Scalar: Sized + fmt::Debug {
    /// Reads it, of which the first byte is next.
    fn read(input: &mut Input<'_>, first: u8) -> Read<Self>;
}

impl<T: Scalar> Draft for ValueDraft<T> {
    type Value = T;
    const EMPTY: Self = Self {
        value: None,
        growing: false,
    };

    fn state(&self) -> DraftState {
        match (&self.value, self.growing) {
            (Some(_), _) => DraftState::Done,
            (None, true) => DraftState::Growing,
            (None, false) => DraftState::Missing,
        }
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        let first = input.peek()?;
        self.growing = true;
        self.value = Some(T::read(input, first)?);
        Ok(())
    }

    fn __take(&mut self) -> T {
        self.growing = false;
        taken(self.value.take())
    }
}

impl Scalar for bool {
    fn read(input: &mut Input<'_>, first: u8) -> Read<Self> {
        match first {
            b't' => input.literal("true").map(|()| true),
            b'f' => input.literal("false").map(|()| false),
            _ => input.unexpected("a boolean"),
        }
    }
}

/// Reads integers that 64 bits have room for.
macro_rules! integers {
    ($($ty:ident)*) => {$(
        impl Scalar for $ty {
            fn read(input: &mut Input<'_>, first: u8) -> Read<Self> {
                let at = input.at();
                let number = input.number_for(first, stringify!($ty))?;
                let Some(magnitude) = number.magnitude() else {
                    return input.integral(at, &number, stringify!($ty));
                };
                let value = if number.negative {
                    0_i64.checked_sub_unsigned(magnitude).and_then(|value| value.try_into().ok())
                } else {
                    magnitude.try_into().ok()
                };
                value.ok_or_else(|| input.no_integer(at, &number, stringify!($ty)))
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

/// Reads integers of 128 bits.
macro_rules! wide {
    ($($ty:ident)*) => {$(
        impl Scalar for $ty {
            fn read(input: &mut Input<'_>, first: u8) -> Read<Self> {
                let at = input.at();
                let number = input.number_for(first, stringify!($ty))?;
                if number.float {
                    return input.integral(at, &number, stringify!($ty));
                }
                let text = if number.text == "-0" { "0" } else { number.text };
                text.parse().map_err(|_| input.fail_at(at, ProblemKind::Type, OUT_OF_RANGE))
            }
        }
    )*};
}

wide! { i128 u128 }

/// Reads floats, each as the one next to the number.
macro_rules! floats {
    ($($ty:ident: |$number:ident| $value:expr;)*) => {$(
        impl Scalar for $ty {
            fn read(input: &mut Input<'_>, first: u8) -> Read<Self> {
                let at = input.at();
                let $number = input.number_for(first, stringify!($ty))?;
                let value: $ty = $value;
                if value.is_finite() {
                    Ok(value)
                } else {
                    Err(input.fail_at(at, ProblemKind::Type, OUT_OF_RANGE))
                }
            }
        }
    )*};
}

floats! {
    f64: |number| number.value();
    // The grammar of JSON is within that of Rust.
    f32: |number| number.text.parse().unwrap_or(f32::NAN);
}

impl<'a> Input<'a> {
    /// Takes a number, if that is what the first byte begins.
    #[inline]
    fn number_for(&mut self, first: u8, expected: &str) -> Read<Number<'a>> {
        match first {
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.unexpected(expected),
        }
    }

    /// Takes a number that is not written as an integer and is one, if that is asked for.
    #[cold]
    fn integral<T: FromStr>(&mut self, at: usize, number: &Number<'_>, expected: &str) -> Read<T> {
        let integral = self.takes_integral_floats().then(|| number.integral());
        let value = integral.flatten().and_then(|digits| digits.parse().ok());
        value.ok_or_else(|| self.no_integer(at, number, expected))
    }

    /// Ends the reading at a number that is no integer of the type.
    #[cold]
    fn no_integer(&mut self, at: usize, number: &Number<'_>, expected: &str) -> Stop {
        match number.unexpected() {
            Some(found @ Unexpected::Float(_)) => {
                let words = format!("invalid type: {found}, expected {expected}");
                self.fail_at(at, ProblemKind::Type, words)
            }
            Some(found) => self.invalid_value(at, found, expected),
            None => self.fail_at(at, ProblemKind::Type, OUT_OF_RANGE),
        }
    }
}
