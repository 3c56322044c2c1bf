//! What the answer of an endpoint is: an object, an error in disguise, or nothing of the kind.

use serde::de::DeserializeOwned;

use crate::{
    error::{Error, refusal_in, unreadable},
    exchange::Answer,
    lenient,
};

/// An answer that is an object. Everything in it is read leniently, so any object would do; one field
/// says whether it is what was asked for.
pub(crate) trait Object: DeserializeOwned + Send {
    /// What it is, as an error says it: `a file`.
    const WHAT: &'static str;
    /// The field without which it is none.
    const FIELD: &'static str;

    /// Whether it has that field.
    fn is_one(&self) -> bool;
}

/// Says by which field each object is one: `objects! { File, "a file", id; … }`.
macro_rules! objects {
    ($($name:ty, $what:literal, $field:ident;)+) => {$(
        impl $crate::client::Object for $name {
            const WHAT: &'static str = $what;
            const FIELD: &'static str = stringify!($field);

            fn is_one(&self) -> bool {
                $crate::client::Said::is_said(&self.$field)
            }
        }
    )+};
}

pub(crate) use objects;

/// A field that may be missing.
pub(crate) trait Said {
    fn is_said(&self) -> bool;
}

impl Said for String {
    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

/// What was to be done, and was.
impl Said for bool {
    fn is_said(&self) -> bool {
        *self
    }
}

/// A list that is never empty.
impl<T> Said for Vec<T> {
    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> Said for Option<T> {
    fn is_said(&self) -> bool {
        self.is_some()
    }
}

/// Reads an object, or the error in its place.
pub(crate) fn object<T: Object>(answer: Answer) -> Result<T, Error> {
    let Answer {
        meta,
        body,
        secrets,
    } = answer;
    let body = lenient::without_mark(&body);
    let Ok(object) = serde_json::from_slice::<T>(&body) else {
        return Err(unreadable::<T>(T::WHAT, &body, meta, &secrets));
    };
    if object.is_one() {
        return Ok(object);
    }
    Err(refusal_in(&body, &meta, &secrets).unwrap_or_else(|| {
        let what = format!("the answer is not {}", T::WHAT);
        Error::decode(what, Some(T::FIELD.to_owned()), None, meta, body)
    }))
}
