//! What the schema says of a value and serde does not look at: bounds, and a user's own checks.
//!
//! It runs after reading, on the value, so that a server that ignores the schema cannot hand over
//! a bad one. A check that passes costs no allocation: the path is a chain of places on the stack.

use super::decimal;
use crate::node::Bounds;
use crate::strict::{format, matching};
use std::cell::OnceCell;
use std::fmt::{self, Display, Write};

use super::Schema;

/// A place in a value that is being checked.
pub struct Check<'a> {
    place: Place<'a>,
    outer: Option<&'a Check<'a>>,
    /// The first refusal; what comes after it is not looked at.
    refused: &'a OnceCell<Refused>,
    choices: &'a dyn Choices,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Key(&'a str),
    Index(usize),
    /// An item of a collection that has lost its order.
    Item,
}

/// The words that a request allows in the fields whose words the type leaves open.
pub(crate) trait Choices {
    /// The words of a field, if the request has some.
    fn words(&self, field: &str) -> Option<&[String]>;
}

/// No request has filled anything.
pub(crate) struct Unfilled;

impl Choices for Unfilled {
    fn words(&self, _field: &str) -> Option<&[String]> {
        None
    }
}

/// A value that was refused after reading.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) path: String,
    pub(crate) by: By,
    /// In serde's form: what was found, and what was expected. A user's check has its own words.
    pub(crate) problem: String,
}

/// Who refused a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The type: the value is not what the text says.
    Type,
    /// A bound of the schema.
    Bound,
    /// A check of the user's.
    Check,
}

/// What `serde_json` says of a number that no type can hold.
pub(crate) const OUT_OF_RANGE: &str = "number out of range";

/// Checks a value from its root.
pub(crate) fn check_value<T: Schema>(
    value: &T,
    wrap: Option<&str>,
    choices: &dyn Choices,
) -> Result<(), Refused> {
    let refused = OnceCell::new();
    let root = Check {
        place: Place::Root,
        outer: None,
        refused: &refused,
        choices,
    };
    match wrap {
        Some(key) => value.__check(&root.key(key)),
        None => value.__check(&root),
    }
    refused.into_inner().map_or(Ok(()), Err)
}

impl Check<'_> {
    /// The place of a key's value.
    pub fn key<'b>(&'b self, key: &'b str) -> Check<'b> {
        self.inner(Place::Key(key))
    }

    /// Checks each item of a list.
    pub fn items<'i, T: Schema + 'i>(&self, items: impl IntoIterator<Item = &'i T>) {
        for (number, item) in items.into_iter().enumerate() {
            if self.refused.get().is_some() {
                return;
            }
            item.__check(&self.inner(Place::Index(number)));
        }
    }

    /// The place of an item of a collection that has lost its order.
    pub(crate) fn item(&self) -> Check<'_> {
        self.inner(Place::Item)
    }

    fn inner<'b>(&'b self, place: Place<'b>) -> Check<'b> {
        Check {
            place,
            outer: Some(self),
            refused: self.refused,
            choices: self.choices,
        }
    }

    /// Takes the verdict of a user's check.
    ///
    /// It is not asked once something was refused: it may rely on the bounds.
    pub fn verdict<E: Display>(&self, ask: impl FnOnce() -> Result<(), E>) {
        if self.refused.get().is_none()
            && let Err(message) = ask()
        {
            self.refuse(By::Check, || message.to_string());
        }
    }

    /// Refuses the value, with what was found and what was expected.
    pub(crate) fn unexpected(&self, found: impl Display, expected: impl Display) {
        self.refuse(By::Bound, || format!("{found}, expected {expected}"));
    }

    /// Refuses a number that the type cannot hold, in the words of `serde_json`.
    pub(crate) fn out_of_range(&self) {
        self.refuse(By::Type, || OUT_OF_RANGE.to_owned());
    }

    fn refuse(&self, by: By, problem: impl FnOnce() -> String) {
        self.refused.get_or_init(|| Refused {
            path: Path(self).to_string(),
            by,
            problem: problem(),
        });
    }

    /// Judges an integer.
    pub(crate) fn integer(&self, bounds: &Bounds, negative: bool, magnitude: u128) {
        // Bounds are within 2^53 - 1, so an integer that `f64` rounds is on the same side of them.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        let value = if negative {
            -(magnitude as f64)
        } else {
            magnitude as f64
        };
        let sign = if negative { "-" } else { "" };
        let found = format_args!("invalid value: integer `{sign}{magnitude}`");
        self.range(bounds, value, |bound| bound, found);
        if let Some(step) = bounds.multiple_of {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the step of an integer is a whole number from 1 to 2^53 - 1"
            )]
            let whole = step.value as u128;
            if whole > 0 && !magnitude.is_multiple_of(whole) {
                self.unexpected(found, format_args!("a multiple of {}", step.text));
            }
        }
    }

    /// Judges a number.
    pub(crate) fn number(&self, bounds: &Bounds, value: f64) {
        self.float(bounds, value, |bound| bound, value);
    }

    /// Judges a number that was rounded to `f32`, so its bounds are rounded too.
    pub(crate) fn single(&self, bounds: &Bounds, value: f32) {
        #[expect(clippy::cast_possible_truncation, reason = "rounded as the value was")]
        let round = |bound: f64| f64::from(bound as f32);
        self.float(bounds, f64::from(value), round, value);
    }

    fn float(&self, bounds: &Bounds, value: f64, round: fn(f64) -> f64, shown: impl Display) {
        let found = format_args!("invalid value: floating point `{shown}`");
        self.range(bounds, value, round, found);
        // The shortest text of a float may have lost digits that its value has.
        if let Some(step) = bounds.multiple_of
            && value % step.value != 0.0
            && !decimal::is_multiple(&shown.to_string(), step.text)
        {
            self.unexpected(found, format_args!("a multiple of {}", step.text));
        }
    }

    fn range(&self, bounds: &Bounds, value: f64, round: fn(f64) -> f64, found: fmt::Arguments<'_>) {
        if let Some(bound) = bounds.minimum.filter(|bound| value < round(bound.value)) {
            self.unexpected(found, format_args!("at least {}", bound.text));
        }
        if let Some(bound) = bounds.maximum.filter(|bound| value > round(bound.value)) {
            self.unexpected(found, format_args!("at most {}", bound.text));
        }
        let least = bounds.exclusive_minimum;
        if let Some(bound) = least.filter(|bound| value <= round(bound.value)) {
            self.unexpected(found, format_args!("more than {}", bound.text));
        }
        let most = bounds.exclusive_maximum;
        if let Some(bound) = most.filter(|bound| value >= round(bound.value)) {
            self.unexpected(found, format_args!("less than {}", bound.text));
        }
    }

    /// Judges a text.
    pub(crate) fn text(&self, bounds: &Bounds, text: &str) {
        let found = format_args!("invalid value: string {text:?}");
        if bounds.min_length.is_some() || bounds.max_length.is_some() {
            // Code points, as JSON Schema counts.
            let length = text.chars().count() as u64;
            if let Some(least) = bounds.min_length.filter(|least| length < *least) {
                self.unexpected(
                    found,
                    format_args!("at least {}", Count(least, "character")),
                );
            }
            if let Some(most) = bounds.max_length.filter(|most| length > *most) {
                self.unexpected(found, format_args!("at most {}", Count(most, "character")));
            }
        }
        if let Some(wanted) = bounds
            .pattern
            .filter(|wanted| !matching::matches(wanted, text))
        {
            self.unexpected(found, format_args!("a text like `{wanted}`"));
        }
        if let Some(wanted) = bounds
            .format
            .filter(|wanted| !format::matches(wanted, text))
        {
            self.unexpected(found, format_args!("a text in the format {wanted}"));
        }
        let words = bounds.choices.and_then(|field| self.choices.words(field));
        if let Some(words) = words.filter(|words| !words.iter().any(|word| word == text)) {
            let found = format_args!("unknown variant `{text}`");
            self.unexpected(found, Words(words));
        }
    }

    /// Judges the number of a list's items.
    pub(crate) fn count(&self, bounds: &Bounds, count: usize) {
        let found = format_args!("invalid length {count}");
        let count = count as u64;
        if let Some(least) = bounds.min_items.filter(|least| count < *least) {
            self.unexpected(found, format_args!("at least {}", Count(least, "item")));
        }
        if let Some(most) = bounds.max_items.filter(|most| count > *most) {
            self.unexpected(found, format_args!("at most {}", Count(most, "item")));
        }
    }
}

/// A path from the root: `lines[2].quantity`.
struct Path<'a>(&'a Check<'a>);

impl Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.0.outer {
            Path(outer).fmt(formatter)?;
        }
        match self.0.place {
            Place::Root => Ok(()),
            Place::Key(key) => {
                if !matches!(
                    self.0.outer,
                    Some(Check {
                        place: Place::Root,
                        ..
                    }) | None
                ) {
                    formatter.write_char('.')?;
                }
                formatter.write_str(key)
            }
            Place::Index(number) => write!(formatter, "[{number}]"),
            Place::Item => formatter.write_str("[]"),
        }
    }
}

/// "1 item", "2 items"
struct Count(u64, &'static str);

impl Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, unit) = self;
        let end = if *count == 1 { "" } else { "s" };
        write!(formatter, "{count} {unit}{end}")
    }
}

/// So many words are shown: a line is to be read.
const SHOWN: usize = 20;

/// "one of `a`, `b`"
struct Words<'a>(&'a [String]);

impl Display for Words<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, word) in self.0.iter().take(SHOWN).enumerate() {
            formatter.write_str(if number == 0 { "one of " } else { ", " })?;
            write!(formatter, "`{word}`")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            others => write!(formatter, " and {others} others"),
        }
    }
}
