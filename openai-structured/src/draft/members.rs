//! The keys of an object, from the node of its type.

use crate::Schema;
use crate::node::{Branch, Member, Node, Tagging};
use crate::strict::format::equal;

/// Those of a struct.
pub const fn members<T: Schema>() -> &'static [Member] {
    of_object(T::REF)
}

/// Those of a variant with named fields.
pub const fn members_of_variant<T: Schema>(variant: &str) -> &'static [Member] {
    let Node::AnyOf { branches, tagging } = T::REF.resolve() else {
        return &[];
    };
    let mut rest = *branches;
    while let [
        Branch {
            variant: name,
            node,
            ..
        },
        tail @ ..,
    ] = rest
    {
        if equal(name.as_bytes(), variant.as_bytes()) {
            return of_variant(node, *tagging);
        }
        rest = tail;
    }
    &[]
}

/// A variant's own keys are behind its name, behind the key of its content, or beside the tag.
const fn of_variant(node: &'static Node, tagging: Tagging) -> &'static [Member] {
    match (tagging, of_object(node)) {
        (Tagging::External, [Member::Property(content)])
        | (Tagging::Adjacent, [_, Member::Property(content)]) => of_object(content.node),
        (_, members) => members,
    }
}

const fn of_object(node: &'static Node) -> &'static [Member] {
    match node.resolve() {
        Node::Object(members) => members,
        _ => &[],
    }
}
