//! The judges that derived code calls at compile time, each at the place of the mistake.
//!
//! Every function here panics with the user's message. They are `#[track_caller]`, so rustc
//! underlines the call, which the derive has given the span of what is wrong.

use super::kinds::{has_bounds, is_nullable};
use super::message::{Message, Place};
use super::survey::{Survey, ambiguous_null, large_tables, small_tables, spliced};
use super::{bounds, keys, overlap};
use crate::node::{Bounds, Member, Node, Refusal};
use crate::strict::{format, name, pattern};

/// Judges a field's type as far as its own item can know it: named types inside are judged by
/// their own derives.
#[track_caller]
pub const fn judge(node: &Node, ty: &str, place: &str) {
    if let Err(message) = check_node(node, ty, &Place::start(place)) {
        refuse(&message);
    }
}

/// Judges a type that stands for another one: its own bounds are looked at by nobody.
#[track_caller]
pub const fn judge_unseen(node: &Node, ty: &str, place: &str) {
    if has_bounds(node) {
        refuse(
            &Message::new()
                .text("`")
                .text(ty)
                .text("` has bounds inside, and the value is of another type (at ")
                .text(place)
                .text("), so nothing can look at them after reading")
                .help("add `#[openai(check = path)]`, a function that does"),
        );
    }
}

/// Judges that a type with a name of the standard library's is that type: fields of such types are
/// not judged one by one.
#[track_caller]
pub const fn judge_plain(node: &Node, ty: &str) {
    let mut rest = node;
    loop {
        rest = match rest {
            Node::Nullable(inner) => inner,
            Node::Array { items, .. } => items,
            Node::Boolean
            | Node::Integer { .. }
            | Node::Number
            | Node::String
            | Node::Pattern(_) => return,
            _ => refuse(
                &Message::new()
                    .text("`")
                    .text(ty)
                    .text("` has the name of a type of the standard library and is another")
                    .help("write its path, as in `self::String`"),
            ),
        };
    }
}

/// Judges a field that is flattened into its object.
#[track_caller]
pub const fn judge_flatten(node: &Node, ty: &str, place: &str) {
    // A refused type has its own message.
    if spliced(node).is_none() && !matches!(node.resolve(), Node::Refused(_)) {
        refuse(&no_keys(ty, &Place::start(place)));
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
pub const fn judge_bounds(node: &Node, narrowed: &Bounds, ty: &str, place: &str) {
    if let Err(message) = bounds::check(node, narrowed) {
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

/// Judges a pattern, at its literal.
#[track_caller]
pub const fn judge_pattern(text: &str) {
    if let Err(error) = pattern::check(text) {
        refuse(
            &Message::new()
                .text("this is no strict-mode pattern: ")
                .text(error.message()),
        );
    }
}

/// Judges the name of a format, at its literal.
#[track_caller]
pub const fn judge_format(name: &str) {
    if format::is_known(name) {
        return;
    }
    let mut message = Message::new()
        .text("strict mode has no format `")
        .text(name)
        .text("`: it has ");
    let mut rest = format::NAMES.as_slice();
    while let [known, tail @ ..] = rest {
        message = message.text(known);
        if !tail.is_empty() {
            message = message.text(", ");
        }
        rest = tail;
    }
    refuse(&message);
}

/// Judges that no key stands twice once flattened structs and tags are in place.
#[track_caller]
pub const fn judge_keys(node: &Node, name: &str) {
    if let Err(message) = keys::check(node.resolve(), &Place::start(name)) {
        refuse(&message);
    }
}

/// Judges that no branch of an untagged enum hides a later one.
#[track_caller]
pub const fn judge_untagged(node: &Node, name: &str) {
    if let Err(message) = overlap::check(node.resolve(), &Place::start(name)) {
        refuse(&message);
    }
}

/// Judges the name of a response format.
#[track_caller]
pub const fn judge_name(name: &str) {
    let problem = match name::check(name) {
        Ok(()) => return,
        Err(error) => error.rule(),
    };
    refuse(
        &Message::new()
            .text("`")
            .text(name)
            .text("` cannot name a response format or a tool: ")
            .text(problem)
            .help("give it another with `#[openai(name = \"...\")]`"),
    );
}

/// Judges the whole tree below a root.
#[track_caller]
pub const fn prove(node: &Node, name: &str) {
    let mut tables = small_tables();
    let mut survey = Survey::new(&mut tables);
    let mut result = survey.visit(node, name);
    if survey.overflowed() {
        result = Survey::new(&mut large_tables()).visit(node, name);
    }
    if let Err(message) = result {
        refuse(&message);
    }
}

/// Judges everything that can be known of an instance of a generic type, fields included.
#[track_caller]
pub(crate) const fn prove_instance(node: &Node, name: &str) {
    judge(node, name, name);
    prove(node, name);
}

#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is the compile error")]
pub(crate) const fn refuse(message: &Message) -> ! {
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
        Node::Read { offered, .. } => check_node(offered, ty, place),
        Node::Bounded(inner, narrowed) => {
            let result = match bounds::check(inner, narrowed) {
                Ok(()) => bounds::check_words(narrowed),
                error => error,
            };
            match result {
                Ok(()) => check_node(inner, ty, place),
                Err(message) => Err(message.text(" (at ").place(place).text(")")),
            }
        }
        // An instance of a generic type: nobody else has judged what its parameters became.
        Node::Inline(definition) => {
            let node = &definition.node;
            if let Err(message) = check_node(node, ty, place) {
                return Err(message);
            }
            let instance = Place::start(definition.identity.name);
            if let Err(message) = keys::check(node, &instance) {
                return Err(message);
            }
            overlap::check(node, &instance)
        }
        Node::Object(members) => {
            let mut rest = *members;
            while let [member, tail @ ..] = rest {
                let result = match member {
                    Member::Property(property) => {
                        check_node(property.node, ty, &place.key(property.key))
                    }
                    Member::Flatten(node) => match check_node(node, ty, place) {
                        Ok(()) if spliced(node).is_none() => Err(no_keys(ty, place)),
                        result => result,
                    },
                    Member::Tag { .. } => Ok(()),
                };
                if result.is_err() {
                    return result;
                }
                rest = tail;
            }
            Ok(())
        }
        Node::AnyOf { branches, .. } => {
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

const fn no_keys(ty: &str, place: &Place<'_>) -> Message {
    Message::new()
        .text("`")
        .text(ty)
        .text("` cannot be flattened (at ")
        .place(place)
        .text("): only a struct has keys that can stand in a closed object")
        .help("make it a named field")
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
