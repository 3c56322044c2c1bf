//! No branch of an untagged enum may hide a later one.
//!
//! serde takes the first branch that fits. A text that was written for a later branch must not
//! fit an earlier one, or the model's answer would arrive as something else.

use super::message::{Message, Place};
use super::survey::{is_nullable, spliced};
use crate::node::{Branch, Identity, Member, Node};

/// Judges an enum, if it is untagged.
pub(crate) const fn check(node: &Node, place: &Place<'_>) -> Result<(), Message> {
    let Node::AnyOf {
        branches,
        tagged: false,
    } = node
    else {
        return Ok(());
    };
    let mut rest = *branches;
    while let [first, tail @ ..] = rest {
        let mut later = tail;
        while let [second, others @ ..] = later {
            if hides(first, second) {
                return Err(Message::new()
                    .text("`")
                    .place(&place.variant(first.variant))
                    .text("` also accepts values of `")
                    .place(&place.variant(second.variant))
                    .text("`, and serde takes the first that fits")
                    .help("add a tag: `#[serde(tag = \"...\")]` instead of `untagged`"));
            }
            later = others;
        }
        rest = tail;
    }
    Ok(())
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
        Node::AnyOf { branches, .. } => {
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
            Member::Property(property) => Identity::name_hash(property.key) == hash,
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
