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

/// Whether `null` is one of the values.
pub(crate) const fn is_nullable(node: &Node) -> bool {
    nullable(node, None)
}

const fn nullable(node: &Node, seen: Option<&Seen<'_>>) -> bool {
    match node {
        Node::Null | Node::Nullable(_) => true,
        Node::Bounded(inner, _) => nullable(inner, seen),
        Node::Read { offered, besides } => nullable(offered, seen) || nullable(besides, seen),
        Node::AnyOf { branches, .. } => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if nullable(branch.node, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        Node::Named(_) | Node::Inline(_) => match node.definition() {
            Some(definition) if !Seen::has(seen, definition.identity.id) => {
                let seen = Seen::inside(definition.identity.id, seen);
                nullable(&definition.node, Some(&seen))
            }
            // What it is apart from itself has been looked at.
            _ => false,
        },
        _ => false,
    }
}

/// Whether there are bounds anywhere inside.
pub(crate) const fn has_bounds(node: &Node, seen: Option<&Seen<'_>>) -> bool {
    match node {
        Node::Bounded(..) => true,
        Node::Nullable(inner) | Node::Array { items: inner, .. } => has_bounds(inner, seen),
        Node::Read { offered, .. } => has_bounds(offered, seen),
        Node::Object(members) => {
            let mut rest = *members;
            while let [member, tail @ ..] = rest {
                let inner = match member {
                    Member::Property(property) => property.node,
                    Member::Flatten(node) => node,
                    Member::Tag { .. } => &Node::Null,
                };
                if has_bounds(inner, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        Node::AnyOf { branches, .. } => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if has_bounds(branch.node, seen) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        Node::Named(_) | Node::Inline(_) => match node.definition() {
            Some(definition) if !Seen::has(seen, definition.identity.id) => {
                let seen = Seen::inside(definition.identity.id, seen);
                has_bounds(&definition.node, Some(&seen))
            }
            // What it is apart from itself has been looked at.
            _ => false,
        },
        _ => false,
    }
}
