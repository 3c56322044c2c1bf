//! What stands behind a node once names are followed: whether it may be `null`, and whether some of
//! it has bounds.

use crate::node::{Member, Node};

/// The types that are being looked into, so that one inside of itself ends.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    id: u64,
    outer: Option<&'a Seen<'a>>,
}

impl<'a> Seen<'a> {
    /// A type, inside of others.
    pub(crate) const fn inside(id: u64, outer: Option<&'a Seen<'a>>) -> Self {
        Self { id, outer }
    }

    /// Whether the type is being looked into already.
    pub(crate) const fn has(seen: Option<&Seen<'_>>, id: u64) -> bool {
        match seen {
            Some(seen) => seen.id == id || Self::has(seen.outer, id),
            None => false,
        }
    }
}

/// What is looked for behind a node.
#[derive(Clone, Copy)]
enum Sought {
    /// `null` as one of the values.
    Null,
    /// Bounds anywhere inside.
    Bounds,
}

/// Whether `null` is one of the values.
pub(crate) const fn is_nullable(node: &Node) -> bool {
    has(node, Sought::Null, None)
}

/// Whether there are bounds anywhere inside.
pub(crate) const fn has_bounds(node: &Node) -> bool {
    has(node, Sought::Bounds, None)
}

const fn has(node: &Node, sought: Sought, seen: Option<&Seen<'_>>) -> bool {
    match (node, sought) {
        (Node::Null | Node::Nullable(_), Sought::Null) | (Node::Bounded(..), Sought::Bounds) => {
            true
        }
        (Node::Nullable(inner) | Node::Bounded(inner, _), _)
        | (Node::Array { items: inner, .. }, Sought::Bounds) => has(inner, sought, seen),
        (Node::Read { offered, besides }, _) => {
            has(offered, sought, seen) || has(besides, sought, seen)
        }
        (Node::Object(members), Sought::Bounds) => {
            let mut rest = *members;
            while let [member, tail @ ..] = rest {
                let inner = match member {
                    Member::Property(property) => property.node,
                    Member::Flatten(node) => node,
                    Member::Tag { .. } => &Node::Null,
                };
                if has(inner, sought, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        (Node::AnyOf { branches, .. }, _) => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if has(branch.node, sought, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        (Node::Named(_) | Node::Inline(_), _) => match node.definition() {
            Some(definition) if !Seen::has(seen, definition.identity.id) => {
                let seen = Seen::inside(definition.identity.id, seen);
                has(&definition.node, sought, Some(&seen))
            }
            // What it is apart from itself has been looked at.
            _ => false,
        },
        _ => false,
    }
}
