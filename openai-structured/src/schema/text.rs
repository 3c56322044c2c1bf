//! A root's schema as text that is known at compile time.

use super::Schema;
use super::profile::Profile;
use super::render;
use super::tokens;
use super::writer::{OpenField, OpenFields, Writer};
use crate::node::Identity;
use crate::strict::proof::judge::{judge, judge_name, refuse};
use crate::strict::proof::message::Message;
use crate::strict::proof::names::write_name;
use crate::strict::totals::Totals;
use std::borrow::Cow;
use std::marker::PhantomData;

/// The schema of an answer's root: its name and its JSON text.
///
/// Both are constants. The text has the keys in the order of the declaration, which is the order
/// in which the model writes them.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Deserialize, ResponseFormat)]
/// struct Verdict {
///     reasoning: String,
///     guilty: bool,
/// }
///
/// const TEXT: &str = Verdict::SCHEMA.json();
/// assert_eq!(
///     TEXT,
///     r#"{"type":"object","properties":{"reasoning":{"type":"string"},"guilty":{"type":"boolean"}},"required":["reasoning","guilty"],"additionalProperties":false}"#,
/// );
/// ```
#[derive(Debug, Clone, Copy)]
pub struct StrictSchema {
    name: &'static str,
    json: &'static str,
    totals: Totals,
    open: &'static [OpenField],
}

impl StrictSchema {
    /// The name of the response format: the type's own, its arguments joined by `_`, or what
    /// `#[openai(name = "...")]` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The schema as the API takes it.
    pub const fn json(&self) -> &'static str {
        self.json
    }

    /// The schema as another kind of model takes it: the same text for [`Profile::OpenAi`].
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::{Profile, prelude::*};
    ///
    /// #[derive(Deserialize, ResponseFormat)]
    /// struct Score {
    ///     #[openai(maximum = 10)]
    ///     points: u8,
    /// }
    ///
    /// assert_eq!(Score::SCHEMA.render(&Profile::OpenAi), Score::SCHEMA.json());
    /// assert!(
    ///     Score::SCHEMA
    ///         .render(&Profile::FineTuned)
    ///         .contains(r#""points":{"type":"integer","description":"minimum: 0, maximum: 10"}"#)
    /// );
    /// ```
    pub fn render(&self, profile: &Profile) -> Cow<'static, str> {
        profile.adapt(Cow::Borrowed(self.json))
    }

    /// The fields whose words each request chooses, by type and field: `Order.category`.
    pub fn open_fields(&self) -> impl Iterator<Item = &'static str> {
        self.open.iter().map(|open| open.field)
    }

    /// The counts together.
    pub(crate) const fn totals(&self) -> Totals {
        self.totals
    }

    /// The places of the open fields in the text.
    pub(crate) const fn open(&self) -> &'static [OpenField] {
        self.open
    }

    /// The properties of all objects, which [`limit::PROPERTIES`](crate::strict::limit::PROPERTIES)
    /// bounds.
    pub const fn properties(&self) -> usize {
        self.totals.properties
    }

    /// The values of all enums, which [`limit::ENUM_VALUES`](crate::strict::limit::ENUM_VALUES)
    /// bounds.
    pub const fn enum_values(&self) -> usize {
        self.totals.values
    }

    /// Levels of objects and lists, which [`limit::NESTING`](crate::strict::limit::NESTING)
    /// bounds.
    pub const fn depth(&self) -> usize {
        self.totals.depth
    }

    /// The characters of all names, enum values and constants, which
    /// [`limit::CHARACTERS`](crate::strict::limit::CHARACTERS) bounds.
    pub const fn characters(&self) -> usize {
        self.totals.characters
    }

    /// A number that changes when the text does: for caches, and for noting what was asked.
    pub const fn fingerprint(&self) -> u64 {
        Identity::name_hash(self.json)
    }

    /// The prompt tokens that the text costs, estimated for the o200k vocabulary within 15 %. The
    /// API adds a framing of its own, which it does not document.
    pub const fn prompt_tokens(&self) -> usize {
        tokens::estimate(self.json)
    }
}

/// The schema of a root.
///
/// A length cannot be named in a type without measuring the text of every type that is derived, so
/// the text goes into the smallest of a ladder of sizes that holds it. All of it is done where the
/// schema is used, and not at all for a type that is only a field.
pub const fn schema<T: Schema>() -> StrictSchema {
    StrictSchema {
        name: Ladder::<T>::NAME.as_str(),
        json: Ladder::<T>::JSON,
        totals: Ladder::<T>::MEASURE.1,
        open: Ladder::<T>::MEASURE.2.as_slice(),
    }
}

struct Ladder<T>(PhantomData<T>);

impl<T: Schema> Ladder<T> {
    const NAME: &'static Message = &write_name(Message::new(), &T::IDENTITY);

    /// What the derive has proven of a type without parameters is proven of an instance of a
    /// generic type here.
    const MEASURE: &'static (usize, Totals, OpenFields) = &{
        let name = Self::NAME.as_str();
        judge(&T::NODE, name, name);
        judge_name(name);
        let mut writer = Writer::new(&mut []);
        match render::document(&T::NODE, name, &mut writer) {
            Ok(totals) => (writer.length(), totals, writer.open()),
            Err(message) => refuse(&message),
        }
    };

    const LENGTH: usize = Self::MEASURE.0;

    const JSON: &'static str = pick::<T>();
}

/// A rung of the ladder.
struct Rung<T, const N: usize>(PhantomData<T>);

impl<T: Schema, const N: usize> Rung<T, N> {
    const BYTES: &'static [u8; N] = &{
        let mut bytes = [0; N];
        let mut writer = Writer::new(&mut bytes);
        if let Err(message) = render::document(&T::NODE, T::IDENTITY.name, &mut writer) {
            refuse(&message);
        }
        bytes
    };

    /// In a function of its own, as rustc evaluates the constants of a function when it is called:
    /// only the rung that is picked costs anything.
    const fn text() -> &'static str {
        let (text, _) = Self::BYTES.split_at(Ladder::<T>::LENGTH);
        match str::from_utf8(text) {
            Ok(text) => text,
            // Whole texts were written one behind the other.
            Err(_) => "",
        }
    }
}

/// The smallest rung in bytes; each other is twice the one before.
pub(super) const SMALLEST: usize = 256;

/// A function that gives the text of the smallest rung that holds it. The rungs go from the smallest
/// to 4 MiB: the names may have a tenth of that, and the rest is for descriptions, which have no limit.
macro_rules! ladder {
    ($pick:ident<$T:ident: $bound:ident>, $length:expr, $rung:ident) => {
        $crate::schema::text::ladder! { @rungs $pick $T $bound ($length) $rung 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 }
    };
    (@rungs $pick:ident $T:ident $bound:ident $length:tt $rung:ident $($doublings:literal)*) => {
        const fn $pick<$T: $bound>() -> &'static str {
            $(if $length <= $crate::schema::text::SMALLEST << $doublings {
                return $rung::<$T, { $crate::schema::text::SMALLEST << $doublings }>::text();
            })*
            panic!("the text of one schema has at most 4 MiB")
        }
    };
}
pub(super) use ladder;

ladder! { pick<T: Schema>, Ladder::<T>::LENGTH, Rung }
