//! Bounds must leave a value, and be of the kind that their type has.

use super::message::Message;
use crate::node::{Bound, Bounds, Node};
use crate::strict::limit;

/// Judges bounds against the type that they narrow.
pub(crate) const fn check(node: &Node, bounds: &Bounds) -> Result<(), Message> {
    let numeric = !matches!(bounds.numeric(), [None, None, None, None, None]);
    let of_list = bounds.min_items.is_some() || bounds.max_items.is_some();
    let (lower, upper) = match inner_value(node) {
        Node::Integer { minimum, maximum } if !of_list => {
            if let Err(message) = check_whole(bounds) {
                return Err(message);
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "integer nodes have bounds within 2^53 - 1"
            )]
            (*minimum as f64, *maximum as f64)
        }
        Node::Number if !of_list => (f64::NEG_INFINITY, f64::INFINITY),
        Node::Array { length, .. } if !numeric => {
            if length.is_some() {
                return Err(Message::new().text("an array has one length already"));
            }
            return match (bounds.min_items, bounds.max_items) {
                (Some(least), Some(most)) if least > most => {
                    Err(Message::new().text("`min_items` is greater than `max_items`"))
                }
                _ => Ok(()),
            };
        }
        Node::Refused(_) => return Ok(()),
        _ if numeric => return Err(Message::new().text("numeric bounds need a number")),
        _ => return Err(Message::new().text("`min_items` and `max_items` need a list")),
    };
    check_range(bounds, lower, upper)
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
    if empty {
        return Err(Message::new().text("no value is within these bounds"));
    }
    Ok(())
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

/// The value that bounds are about: through `Option`, named types and other bounds.
const fn inner_value(node: &Node) -> &Node {
    match node.resolve() {
        Node::Nullable(inner) | Node::Bounded(inner, _) => inner_value(inner),
        other => other,
    }
}
