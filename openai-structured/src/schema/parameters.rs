//! The schema of a tool's arguments: that of the root, without the description that the tool itself
//! sends.

use super::ResponseFormat;
use super::render::root_description;
use super::text::ladder;
use super::writer::Writer;
use std::marker::PhantomData;

/// The schema of the arguments of a tool that has the type's description.
///
/// The text of the root is there in any case, as reading needs its schema, so a part of it is left
/// out instead of writing it anew. Like it, this is only made where it is used.
pub(crate) const fn parameters<T: ResponseFormat>() -> &'static str {
    if Cut::<T>::DESCRIBED == 0 {
        T::SCHEMA.json()
    } else {
        pick::<T>()
    }
}

/// What stands before the description of a root.
const HEAD: usize = b"{\"type\":\"object\"".len();

struct Cut<T>(PhantomData<T>);

impl<T: ResponseFormat> Cut<T> {
    /// The bytes of the description.
    const DESCRIBED: usize = match (T::WRAP, root_description(&T::NODE)) {
        (None, Some(text)) => text.len(),
        // The object around a wrapped type has none.
        _ => 0,
    };

    const LENGTH: usize = T::SCHEMA.json().len() - Self::DESCRIBED;
}

/// A rung of the ladder.
struct Rung<T, const N: usize>(PhantomData<T>);

impl<T: ResponseFormat, const N: usize> Rung<T, N> {
    const BYTES: &'static [u8; N] = &{
        let mut bytes = [0; N];
        let (head, text) = T::SCHEMA.json().as_bytes().split_at(HEAD);
        let (_, text) = text.split_at(Cut::<T>::DESCRIBED);
        Writer::new(&mut bytes).raw(head).raw(text);
        bytes
    };

    const fn text() -> &'static str {
        let (text, _) = Self::BYTES.split_at(Cut::<T>::LENGTH);
        match str::from_utf8(text) {
            Ok(text) => text,
            // A whole text was left out of a whole text.
            Err(_) => "",
        }
    }
}

ladder! { pick<T: ResponseFormat>, Cut::<T>::LENGTH, Rung }

#[cfg(test)]
mod tests {
    use super::parameters;
    use crate::prelude::*;

    /// Said by the tool.
    #[derive(Deserialize, ResponseFormat)]
    struct Described {
        /// Said here.
        inner: Inner,
    }

    /// Said in both.
    #[derive(Deserialize, ResponseFormat)]
    struct Inner {
        again: Option<Box<Inner>>,
    }

    #[derive(Deserialize, ResponseFormat)]
    struct Plain {}

    #[test]
    fn leaves_out_the_description_of_the_root_alone() {
        let whole = Described::SCHEMA.json();
        assert_eq!(
            parameters::<Described>(),
            whole.replacen(r#","description":"Said by the tool.""#, "", 1)
        );
        assert!(parameters::<Described>().contains("Said in both."));
        assert_eq!(
            parameters::<Inner>(),
            r##"{"type":"object","properties":{"again":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["again"],"additionalProperties":false}"##
        );
        assert_eq!(parameters::<Plain>(), Plain::SCHEMA.json());
    }
}
