//! No branch of an untagged enum may hide a later one.
//!
//! serde takes the first branch that fits. A text that was written for a later branch must not
//! fit an earlier one, or the model's answer would arrive as something else. One case is let
//! pass: a whole number that was written for a float arrives as the integer before it, which is
//! the same number.
//!
//! What a branch reads is more than what its schema offers: serde reads a struct from a list too,
//! a word from an object with that one key, and a unit struct from whatever is empty. Types that read
//! more by themselves say so ([`Node::Read`]).

use super::kinds::{Seen, is_nullable};
use super::message::{Message, Place};
use super::survey::spliced;
use crate::node::{Branch, Choice, Identity, Member, Node, Property, Tagging};

/// Judges an enum, if it is untagged.
pub(crate) const fn check(node: &Node, place: &Place<'_>) -> Result<(), Message> {
    let Node::AnyOf {
        branches,
        tagging: Tagging::Untagged,
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
                    .help("add a tag, `#[serde(tag = \"...\")]`, or put the narrower one first"));
            }
            later = others;
        }
        rest = tail;
    }
    Ok(())
}

const fn hides(first: &Branch, second: &Branch) -> bool {
    reads(first.node, Reader::PART, None, second.node)
}

/// How serde comes to a value.
#[derive(Clone, Copy)]
struct Reader {
    /// By the `Deserialize` of a type of its own, not as a part of the enum.
    named: bool,
    /// The enum that the value is a branch of.
    tagging: Tagging,
}

impl Reader {
    /// As a part of the enum that is judged.
    const PART: Self = Self {
        named: false,
        tagging: Tagging::Untagged,
    };
}

/// Whether some part of `first` reads some text of `second`.
const fn reads(first: &Node, reader: Reader, seen: Option<&Seen<'_>>, second: &Node) -> bool {
    match first {
        Node::Nullable(inner) => {
            reads_any(&Node::Null, Reader::PART, second, None) || reads(inner, reader, seen, second)
        }
        Node::Bounded(inner, _) => reads(inner, reader, seen, second),
        Node::Read { offered, besides } => {
            reads(offered, reader, seen, second) || reads(besides, reader, seen, second)
        }
        Node::AnyOf { branches, tagging } => {
            let reader = Reader {
                named: false,
                tagging: *tagging,
            };
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if reads(branch.node, reader, seen, second) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        Node::Named(_) | Node::Inline(_) => match first.definition() {
            Some(definition) if !Seen::has(seen, definition.identity.id) => {
                let seen = Seen::inside(definition.identity.id, seen);
                let reader = Reader {
                    named: true,
                    tagging: Tagging::Untagged,
                };
                reads(&definition.node, reader, Some(&seen), second)
            }
            _ => false,
        },
        leaf => reads_any(leaf, reader, second, None),
    }
}

/// Whether a leaf reads some text of `second`.
const fn reads_any(leaf: &Node, reader: Reader, second: &Node, seen: Option<&Seen<'_>>) -> bool {
    match second {
        Node::Nullable(inner) => {
            reads_leaf(leaf, reader, &Node::Null) || reads_any(leaf, reader, inner, seen)
        }
        Node::Bounded(inner, _) | Node::Read { offered: inner, .. } => {
            reads_any(leaf, reader, inner, seen)
        }
        Node::AnyOf { branches, .. } => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if reads_any(leaf, reader, branch.node, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        Node::Named(_) | Node::Inline(_) => match second.definition() {
            Some(definition) if !Seen::has(seen, definition.identity.id) => {
                let seen = Seen::inside(definition.identity.id, seen);
                reads_any(leaf, reader, &definition.node, Some(&seen))
            }
            _ => false,
        },
        other => reads_leaf(leaf, reader, other),
    }
}

const fn reads_leaf(first: &Node, reader: Reader, second: &Node) -> bool {
    match (first, second) {
        // A unit struct is also read from an empty list or object.
        (Node::Null, Node::Array { .. }) => reader.named,
        (Node::Null, Node::Object(members)) => reader.named && members.is_empty(),
        (Node::Choice(choice), Node::Choice(other)) => {
            choice.open || have_common_word(choice, other.words)
        }
        (Node::Choice(choice), Node::Object(members)) => {
            choice.open || have_common_key(choice, members)
        }
        (Node::Null, Node::Null)
        | (Node::Boolean, Node::Boolean)
        | (Node::Integer { .. }, Node::Integer { .. })
        | (Node::Number, Node::Integer { .. } | Node::Number)
        | (Node::Array { .. }, Node::Array { .. })
        | (
            Node::String | Node::Pattern(_) | Node::Format(_) | Node::Choice(_),
            Node::String | Node::Pattern(_) | Node::Format(_) | Node::Choice(_),
        ) => true,
        (Node::Object(_), Node::Array { .. }) => {
            // Other parts of enums are read from objects alone.
            reader.named || matches!(reader.tagging, Tagging::Internal | Tagging::Adjacent)
        }
        (Node::Object(first), Node::Object(second)) => {
            !needs_another_key(first, second, reader.tagging)
        }
        _ => false,
    }
}

const fn have_common_word(choice: &Choice, words: &[&str]) -> bool {
    let mut rest = words;
    while let [word, tail @ ..] = rest {
        if takes(choice, word) {
            return true;
        }
        rest = tail;
    }
    false
}

const fn have_common_key(choice: &Choice, members: &[Member]) -> bool {
    let mut rest = members;
    while let [member, tail @ ..] = rest {
        let found = match member {
            Member::Property(property) => takes(choice, property.key),
            Member::Tag { key, .. } => takes(choice, key),
            Member::Flatten(node) => match spliced(node) {
                Some(members) => have_common_key(choice, members),
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

const fn takes(choice: &Choice, word: &str) -> bool {
    is_one_of(word, choice.words) || is_one_of(word, choice.aliases)
}

const fn is_one_of(word: &str, words: &[&str]) -> bool {
    let hash = Identity::name_hash(word);
    let mut rest = words;
    while let [other, tail @ ..] = rest {
        if Identity::name_hash(other) == hash {
            return true;
        }
        rest = tail;
    }
    false
}

/// Whether the first object cannot be read from the second: for want of a key, or for another
/// tag. An `Option`'s key is not needed, as serde takes its absence for `None`.
const fn needs_another_key(first: &[Member], second: &[Member], tagging: Tagging) -> bool {
    let mut rest = first;
    while let [member, tail @ ..] = rest {
        let needed = match member {
            Member::Property(property) => {
                let optional = !property.required
                    || (is_nullable(property.node) && !matches!(tagging, Tagging::External));
                !optional && !has_key_of(second, property)
            }
            Member::Tag { key, value, open } => match find_tag(second, key) {
                Some(other) => !*open && Identity::name_hash(value) != Identity::name_hash(other),
                None => !has_key(second, key),
            },
            Member::Flatten(node) => match spliced(node) {
                Some(members) => needs_another_key(members, second, Tagging::Untagged),
                None => false,
            },
        };
        if needed {
            return true;
        }
        rest = tail;
    }
    false
}

const fn find_tag<'a>(members: &'a [Member], name: &str) -> Option<&'a str> {
    let mut rest = members;
    while let [member, tail @ ..] = rest {
        if let Member::Tag { key, value, .. } = member
            && Identity::name_hash(key) == Identity::name_hash(name)
        {
            return Some(value);
        }
        rest = tail;
    }
    None
}

const fn has_key_of(members: &[Member], property: &Property) -> bool {
    if has_key(members, property.key) {
        return true;
    }
    let mut rest = property.aliases;
    while let [alias, tail @ ..] = rest {
        if has_key(members, alias) {
            return true;
        }
        rest = tail;
    }
    false
}

const fn has_key(members: &[Member], name: &str) -> bool {
    let hash = Identity::name_hash(name);
    let mut rest = members;
    while let [member, tail @ ..] = rest {
        let found = match member {
            Member::Property(property) => Identity::name_hash(property.key) == hash,
            Member::Tag { key, .. } => Identity::name_hash(key) == hash,
            Member::Flatten(node) => match spliced(node) {
                Some(members) => has_key(members, name),
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
