//! Bounds must leave a value, and be of the kind that their type has.

use super::message::Message;
use crate::node::{Bound, Bounds, Node};
use crate::strict::{format, limit, pattern};

/// Judges bounds against the type that they narrow, and against the bounds that it has already.
pub(crate) const fn check(node: &Node, bounds: &Bounds) -> Result<(), Message> {
    if node.is_opaque() && (!bounds.vouched || bounds.choices.is_some()) {
        return Err(Message::new()
            .text("the type converts what it reads, so nothing can look at its bounds after reading: ")
            .text("add `#[openai(check = path)]`, a function that does"));
    }
    match node.resolve() {
        Node::Nullable(inner) => check(inner, bounds),
        Node::Bounded(inner, own) => {
            if own.multiple_of.is_some() && bounds.multiple_of.is_some() {
                return Err(twice("multiple_of"));
            }
            if own.pattern.is_some() && bounds.pattern.is_some() {
                return Err(twice("pattern"));
            }
            if own.format.is_some() && bounds.format.is_some() {
                return Err(twice("format"));
            }
            if own.choices.is_some() && bounds.choices.is_some() {
                return Err(twice("choices"));
            }
            check(inner, &own.and(bounds))
        }
        leaf => check_leaf(leaf, bounds),
    }
}

const fn twice(word: &str) -> Message {
    Message::new()
        .text("`")
        .text(word)
        .text("` stands on the type already")
}

const fn check_leaf(leaf: &Node, bounds: &Bounds) -> Result<(), Message> {
    match leaf {
        Node::Refused(_) => Ok(()),
        Node::Integer { .. } | Node::Number if bounds.of_list() => {
            Err(Message::new().text(NEEDS_LIST))
        }
        Node::Integer { .. } | Node::Number if bounds.of_text() => {
            Err(Message::new().text(NEEDS_TEXT))
        }
        Node::Integer {
            minimum, maximum, ..
        } => match check_whole(bounds) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "integer nodes have bounds within 2^53 - 1"
            )]
            Ok(()) => check_range(bounds, *minimum as f64, *maximum as f64),
            error => error,
        },
        Node::Number => check_range(bounds, f64::NEG_INFINITY, f64::INFINITY),
        _ if bounds.of_number() => Err(Message::new().text("numeric bounds need a number")),
        Node::Array { .. } if bounds.of_text() => Err(Message::new().text(NEEDS_TEXT)),
        Node::Array {
            length: Some(_), ..
        } => Err(Message::new().text("an array has one length already")),
        Node::Array { .. } => match (bounds.min_items, bounds.max_items) {
            (Some(least), Some(most)) if least > most => {
                Err(Message::new().text("`min_items` is greater than `max_items`"))
            }
            _ => Ok(()),
        },
        _ if bounds.of_list() => Err(Message::new().text(NEEDS_LIST)),
        Node::String => check_text(bounds),
        _ => Err(Message::new().text(NEEDS_TEXT)),
    }
}

const NEEDS_LIST: &str = "`min_items` and `max_items` need a list";

const NEEDS_TEXT: &str = "`pattern`, `format`, `choices` and bounds of a length need a `String`";

/// Which words can stand together on a text: a pattern, a format and a list of words each say all of
/// it, and beside one of them there may be no value left.
const fn check_text(bounds: &Bounds) -> Result<(), Message> {
    let shapes = bounds.pattern.is_some() as u8
        + bounds.format.is_some() as u8
        + bounds.choices.is_some() as u8;
    let lengths = bounds.min_length.is_some() || bounds.max_length.is_some();
    if shapes > 1 {
        return Err(Message::new()
            .text("of `pattern`, `format` and `choices` only one can say what the text is"));
    }
    if lengths && bounds.choices.is_some() {
        return Err(Message::new().text("the length of one of some words is the words' own"));
    }
    if lengths && bounds.pattern.is_some() {
        return Err(Message::new()
            .text("the length of a pattern is the pattern's own: write `{1,9}` into it"));
    }
    if lengths && bounds.format.is_some() {
        return Err(Message::new().text("the length of a format is the format's own"));
    }
    match (bounds.min_length, bounds.max_length) {
        (Some(least), Some(most)) if least > most => {
            Err(Message::new().text("`min_length` is greater than `max_length`"))
        }
        _ => Ok(()),
    }
}

/// Judges the pattern and the format themselves. Where a field has them, their literals are judged.
pub(crate) const fn check_words(bounds: &Bounds) -> Result<(), Message> {
    if let Some(text) = bounds.pattern
        && let Err(error) = pattern::check(text)
    {
        return Err(Message::new().text("`pattern`: ").text(error.message()));
    }
    match bounds.format {
        Some(name) if !format::is_known(name) => Err(Message::new()
            .text("strict mode has no format `")
            .text(name)
            .text("`")),
        _ => Ok(()),
    }
}

const fn check_range(bounds: &Bounds, mut lower: f64, mut upper: f64) -> Result<(), Message> {
    let all = bounds.numeric();
    let mut rest = all.as_slice();
    while let [bound, tail @ ..] = rest {
        #[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is exact in f64")]
        let limit = limit::BOUND as f64;
        if let Some(bound) = bound
            && (bound.value > limit || bound.value < -limit)
        {
            return Err(Message::new()
                .text("the bound ")
                .text(bound.text)
                .text(" is beyond 2^53 - 1, where the constraint engine rounds"));
        }
        rest = tail;
    }
    if let Some(bound) = bounds.multiple_of
        && bound.value <= 0.0
    {
        return Err(Message::new().text("`multiple_of` must be greater than zero"));
    }
    if let Some(bound) = bounds.minimum
        && bound.value > lower
    {
        lower = bound.value;
    }
    if let Some(bound) = bounds.maximum
        && bound.value < upper
    {
        upper = bound.value;
    }
    let empty = lower > upper
        || matches!(bounds.exclusive_minimum, Some(bound) if bound.value >= upper)
        || matches!(bounds.exclusive_maximum, Some(bound) if bound.value <= lower)
        || matches!(
            (bounds.exclusive_minimum, bounds.exclusive_maximum),
            (Some(least), Some(most)) if least.value >= most.value
        );
    if empty || !has_multiple(bounds, lower, upper) {
        return Err(Message::new().text("no value is within these bounds"));
    }
    Ok(())
}

/// Whether a multiple of the step is within the bounds.
const fn has_multiple(bounds: &Bounds, lower: f64, upper: f64) -> bool {
    let Some(step) = bounds.multiple_of else {
        return true;
    };
    let step = step.value;
    if lower == f64::NEG_INFINITY || upper == f64::INFINITY {
        return true;
    }
    // Decimal steps have no exact value: a bound that is as near as rounding goes is met.
    let slack = step * 1e-9;
    let mut first = ((lower - slack) / step).ceil() * step;
    if let Some(bound) = bounds.exclusive_minimum
        && first <= bound.value
    {
        first = ((bound.value / step).floor() + 1.0) * step;
    }
    match bounds.exclusive_maximum {
        Some(bound) => first <= upper && first < bound.value - slack,
        None => first <= upper + slack,
    }
}

const fn check_whole(bounds: &Bounds) -> Result<(), Message> {
    let all = bounds.numeric();
    let mut rest = all.as_slice();
    while let [bound, tail @ ..] = rest {
        if let Some(Bound { value, text }) = bound {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                clippy::float_cmp,
                reason = "a whole number survives the way there and back; others must differ"
            )]
            let whole = (*value as i64) as f64 == *value;
            if !whole {
                return Err(Message::new()
                    .text("the bound ")
                    .text(text)
                    .text(" of an integer must be a whole number"));
            }
        }
        rest = tail;
    }
    // An exclusive range of neighbours holds no integer: `0 < n < 1`.
    if let (Some(least), Some(most)) = (bounds.exclusive_minimum, bounds.exclusive_maximum)
        && most.value - least.value <= 1.0
    {
        return Err(Message::new().text("no integer is within these bounds"));
    }
    Ok(())
}
