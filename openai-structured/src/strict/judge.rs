//! The judges that derived code calls at compile time, each at the place of the mistake.
//!
//! Every function here panics with the user's message. They are `#[track_caller]`, so rustc
//! underlines the call, which the derive has given the span of what is wrong.

use crate::schema::{Bound, Bounds, Branch, Identity, Member, Node, Refusal};
use crate::strict::limit;
use crate::strict::message::{Message, Place};
use crate::strict::name::{self, NameError};
use crate::strict::survey::{Survey, ambiguous_null, is_nullable, spliced};

/// Judges a field's type as far as its own item can know it: named types inside are judged by
/// their own derives.
#[track_caller]
pub const fn judge(node: &Node, ty: &str, place: &str) {
    if let Err(message) = check_node(node, ty, &Place::start(place)) {
        refuse(&message);
    }
}

/// Judges a field that is flattened into its object.
#[track_caller]
pub const fn judge_flatten(node: &Node, ty: &str, place: &str) {
    // A refused type has its own message.
    if spliced(node).is_none() && !matches!(node.resolve(), Node::Refused(_)) {
        refuse(
            &Message::new()
                .text("`")
                .text(ty)
                .text("` cannot be flattened (at ")
                .text(place)
                .text("): only a struct has keys that can stand in a closed object")
                .help("make it a named field"),
        );
    }
}

/// Judges the content of a newtype variant whose enum is internally tagged.
#[track_caller]
pub const fn judge_tagged(node: &Node, ty: &str, place: &str) {
    if spliced(node).is_none() && !matches!(node.resolve(), Node::Refused(_)) {
        refuse(
            &Message::new()
                .text("`")
                .text(ty)
                .text("` cannot stand beside a tag (at ")
                .text(place)
                .text("): internal tagging needs a struct inside")
                .help("use a struct variant, or `#[serde(tag = \"...\", content = \"...\")]`"),
        );
    }
}

/// Judges bounds against the type that they narrow.
#[track_caller]
pub const fn judge_bounds(node: &Node, bounds: &Bounds, ty: &str, place: &str) {
    if let Err(message) = check_bounds(node, bounds) {
        refuse(
            &message
                .text(" (`")
                .text(ty)
                .text("` at ")
                .text(place)
                .text(")"),
        );
    }
}

/// Judges that no key stands twice once flattened structs and tags are in place.
#[track_caller]
pub const fn judge_keys(node: &Node, name: &str) {
    let place = Place::start(name);
    let result = match node.resolve() {
        Node::Object(members) => check_keys(members, &place),
        Node::AnyOf(branches) => {
            let mut result = Ok(());
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if let (Ok(()), Node::Object(members)) = (&result, branch.node) {
                    result = check_keys(members, &place.variant(branch.variant));
                }
                rest = tail;
            }
            result
        }
        _ => Ok(()),
    };
    if let Err(message) = result {
        refuse(&message);
    }
}

/// Judges that no branch of an untagged enum hides a later one.
#[track_caller]
pub const fn judge_untagged(node: &Node, name: &str) {
    let Node::AnyOf(branches) = node.resolve() else {
        return;
    };
    let mut rest = *branches;
    while let [first, tail @ ..] = rest {
        let mut later = tail;
        while let [second, others @ ..] = later {
            if hides(first, second) {
                refuse(
                    &Message::new()
                        .text("`")
                        .text(name)
                        .text("::")
                        .text(first.variant)
                        .text("` also accepts values of `")
                        .text(name)
                        .text("::")
                        .text(second.variant)
                        .text("`, and serde takes the first that fits")
                        .help("add a tag: `#[serde(tag = \"...\")]` instead of `untagged`"),
                );
            }
            later = others;
        }
        rest = tail;
    }
}

/// Judges the name of a response format.
#[track_caller]
pub const fn judge_name(name: &str) {
    let problem = match name::check(name) {
        Ok(()) => return,
        Err(NameError::Empty) => "a name needs at least one character",
        Err(NameError::TooLong) => "a name has at most 64 characters",
        Err(NameError::Character) => "a name is made of `A-Z a-z 0-9 _ -`",
    };
    refuse(
        &Message::new()
            .text("`")
            .text(name)
            .text("` cannot name a response format: ")
            .text(problem)
            .help("give it another with `#[openai(name = \"...\")]`"),
    );
}

/// Judges the whole tree below a root.
#[track_caller]
pub const fn prove(node: &Node, name: &str) {
    if let Err(message) = Survey::of(node, name) {
        refuse(&message);
    }
}

/// Judges everything that can be known of an instance of a generic type, fields included.
#[track_caller]
pub const fn prove_instance(node: &Node, name: &str) {
    judge(node, name, name);
    prove(node, name);
}

#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is the compile error")]
const fn refuse(message: &Message) {
    panic!("{}", message.as_str());
}

const fn check_node(node: &Node, ty: &str, place: &Place<'_>) -> Result<(), Message> {
    match node {
        Node::Refused(refusal) => Err(refused(refusal, ty, place)),
        Node::Nullable(inner) => {
            if is_nullable(inner) {
                return Err(ambiguous_null(place));
            }
            check_node(inner, ty, place)
        }
        Node::Array { items, .. } => check_node(items, ty, &place.items()),
        Node::Bounded(inner, _) => check_node(inner, ty, place),
        // An instance of a generic type: nobody else has judged what its parameters became.
        Node::Inline(definition) => check_node(&definition.node, ty, place),
        Node::Object(members) => {
            let mut rest = *members;
            while let [member, tail @ ..] = rest {
                let result = match member {
                    Member::Property(property) => {
                        check_node(property.node, ty, &place.key(property.key))
                    }
                    Member::Flatten(node) => check_node(node, ty, place),
                    Member::Tag { .. } => Ok(()),
                };
                if result.is_err() {
                    return result;
                }
                rest = tail;
            }
            Ok(())
        }
        Node::AnyOf(branches) => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                let result = check_node(branch.node, ty, &place.variant(branch.variant));
                if result.is_err() {
                    return result;
                }
                rest = tail;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

const fn refused(refusal: &Refusal, ty: &str, place: &Place<'_>) -> Message {
    Message::new()
        .text("`")
        .text(ty)
        .text("` has no strict-mode schema (at ")
        .place(place)
        .text("): ")
        .text(refusal.reason)
        .help(refusal.help)
}

/// Keys that one object is checked for; the limit on properties is lower than it.
const KEYS: usize = limit::PROPERTIES;

const fn check_keys(members: &[Member], place: &Place<'_>) -> Result<(), Message> {
    let mut seen = Keys {
        hashes: [0; KEYS],
        count: 0,
    };
    seen.add(members, place, 0)
}

struct Keys {
    hashes: [u64; KEYS],
    count: usize,
}

impl Keys {
    const fn add(
        &mut self,
        members: &[Member],
        place: &Place<'_>,
        splices: usize,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let result = match member {
                Member::Property(property) => self.add_key(property.key, place),
                Member::Tag { key, .. } => self.add_key(key, place),
                Member::Flatten(node) => match spliced(node) {
                    // A struct flattened into itself is reported by the walk.
                    Some(members) if splices < 32 => self.add(members, place, splices + 1),
                    _ => Ok(()),
                },
            };
            if result.is_err() {
                return result;
            }
            rest = tail;
        }
        Ok(())
    }

    #[expect(clippy::indexing_slicing, reason = "indices are below `count`, and `count` below KEYS")]
    const fn add_key(&mut self, key: &str, place: &Place<'_>) -> Result<(), Message> {
        let hash = Identity::name_hash(key);
        let mut index = 0;
        while index < self.count {
            if self.hashes[index] == hash {
                return Err(Message::new()
                    .text("two fields of `")
                    .place(place)
                    .text("` have the key `")
                    .text(key)
                    .text("`")
                    .help("rename one with `#[serde(rename = \"...\")]`"));
            }
            index += 1;
        }
        // More keys are more properties than the walk allows.
        if self.count < KEYS {
            self.hashes[self.count] = hash;
            self.count += 1;
        }
        Ok(())
    }
}

const fn check_bounds(node: &Node, bounds: &Bounds) -> Result<(), Message> {
    let numeric = bounds.minimum.is_some()
        || bounds.maximum.is_some()
        || bounds.exclusive_minimum.is_some()
        || bounds.exclusive_maximum.is_some()
        || bounds.multiple_of.is_some();
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
    let all = [
        bounds.minimum,
        bounds.maximum,
        bounds.exclusive_minimum,
        bounds.exclusive_maximum,
        bounds.multiple_of,
    ];
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
    let all = [
        bounds.minimum,
        bounds.maximum,
        bounds.exclusive_minimum,
        bounds.exclusive_maximum,
        bounds.multiple_of,
    ];
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

/// JSON kinds as bits.
const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const INTEGER: u8 = 4;
const NUMBER: u8 = 8;
const STRING: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;
const ANY: u8 = 127;

/// Which kinds of JSON value a node may be. `fuel` ends enums that contain themselves untagged.
const fn kinds(node: &Node, fuel: u8) -> u8 {
    if fuel == 0 {
        return ANY;
    }
    match node.resolve() {
        Node::Null => NULL,
        Node::Boolean => BOOLEAN,
        Node::Integer { .. } => INTEGER,
        Node::Number => NUMBER,
        Node::String | Node::Pattern(_) | Node::Format(_) | Node::Choice(_) => STRING,
        Node::Array { .. } => ARRAY,
        Node::Object(_) => OBJECT,
        Node::Nullable(inner) => NULL | kinds(inner, fuel - 1),
        Node::Bounded(inner, _) => kinds(inner, fuel - 1),
        Node::AnyOf(branches) => {
            let mut all = 0;
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                all |= kinds(branch.node, fuel - 1);
                rest = tail;
            }
            all
        }
        // Resolved, or judged elsewhere.
        Node::Named(_) | Node::Inline(_) | Node::Refused(_) => 0,
    }
}

/// Whether an untagged enum's branch accepts a text that was written for a later branch.
const fn hides(first: &Branch, second: &Branch) -> bool {
    let (a, b) = (kinds(first.node, 16), kinds(second.node, 16));
    let shared = a & b;
    // `f64` takes every integer; an integer takes no fraction and leaves it to a later `f64`.
    if a & NUMBER != 0 && b & INTEGER != 0 {
        return true;
    }
    if shared & !(STRING | OBJECT) != 0 {
        return true;
    }
    if shared & STRING != 0 {
        match (first.node.resolve(), second.node.resolve()) {
            (Node::Choice(a), Node::Choice(b)) => {
                if have_common_word(a, b) {
                    return true;
                }
            }
            _ => return true,
        }
    }
    if shared & OBJECT != 0 {
        match (first.node.resolve(), second.node.resolve()) {
            (Node::Object(a), Node::Object(b)) => {
                if !needs_another_key(a, b) {
                    return true;
                }
            }
            _ => return true,
        }
    }
    false
}

const fn have_common_word(a: &[&str], b: &[&str]) -> bool {
    let mut rest = a;
    while let [word, tail @ ..] = rest {
        let hash = Identity::name_hash(word);
        let mut others = b;
        while let [other, tail @ ..] = others {
            if Identity::name_hash(other) == hash {
                return true;
            }
            others = tail;
        }
        rest = tail;
    }
    false
}

/// Whether the first object cannot be read without a key that the second lacks. `Option`s can:
/// serde takes their absence for `None`.
const fn needs_another_key(first: &[Member], second: &[Member]) -> bool {
    let mut rest = first;
    while let [member, tail @ ..] = rest {
        let needed = match member {
            Member::Property(property) if property.required && !is_nullable(property.node) => {
                !has_key(second, property.key)
            }
            Member::Flatten(node) => match spliced(node) {
                Some(members) => needs_another_key(members, second),
                None => false,
            },
            _ => false,
        };
        if needed {
            return true;
        }
        rest = tail;
    }
    false
}

const fn has_key(members: &[Member], key: &str) -> bool {
    let hash = Identity::name_hash(key);
    let mut rest = members;
    while let [member, tail @ ..] = rest {
        let found = match member {
            Member::Property(property) => {
                Identity::name_hash(property.key) == hash
            }
            Member::Tag { key, .. } => Identity::name_hash(key) == hash,
            Member::Flatten(node) => match spliced(node) {
                Some(members) => has_key(members, key),
                None => false,
            },
        };
        if found {
            return true;
        }
        rest = tail;
    }
    false
}
