//! Every type must have a finite value, or the model could never finish its answer.

use super::message::{Message, Place};
use super::survey::{Survey, no_finite_value, spliced, target};
use crate::node::{Member, Node};

impl Survey<'_> {
    /// Every type must have a finite value, or the model could never finish.
    ///
    /// The least fixed point: a type has one as soon as its parts have one. Types are visited
    /// from the last met to the first, so that parts mostly come before their wholes.
    pub(super) const fn check_inhabited(&mut self) -> Result<(), Message> {
        let mut changed = true;
        while changed {
            changed = false;
            let mut number = self.count();
            while number > 0 {
                number -= 1;
                let entry = self.entry(number);
                if let Some(definition) = entry.definition
                    && !entry.inhabited
                    && self.has_value(&definition.node)
                {
                    self.entry_mut(number).inhabited = true;
                    changed = true;
                }
            }
        }
        let mut rest = self.entries();
        while let [entry, tail @ ..] = rest {
            if let Some(definition) = entry.definition
                && !entry.inhabited
            {
                return Err(no_finite_value(&Place::start(definition.identity.name)));
            }
            rest = tail;
        }
        Ok(())
    }

    const fn has_value(&self, node: &Node) -> bool {
        match node {
            Node::Object(members) => self.members_have_value(members),
            Node::AnyOf { branches, .. } => {
                let mut rest = *branches;
                while let [branch, tail @ ..] = rest {
                    if self.has_value(branch.node) {
                        return true;
                    }
                    rest = tail;
                }
                false
            }
            Node::Array { items, length } => match length {
                Some(_) => self.has_value(items),
                None => true,
            },
            Node::Bounded(inner, bounds) => match (bounds.min_items, inner.resolve()) {
                (Some(1..), Node::Array { items, .. }) => self.has_value(items),
                _ => self.has_value(inner),
            },
            Node::Read { offered, .. } => self.has_value(offered),
            Node::Named(_) | Node::Inline(_) => {
                let Some(definition) = node.definition() else {
                    return true;
                };
                match target(definition) {
                    Some(definition) => match self.find(definition.identity.id) {
                        Some((_, entry)) => entry.inhabited,
                        // A newtype that stands where it is used.
                        None => self.has_value(&definition.node),
                    },
                    None => false,
                }
            }
            Node::Nullable(_)
            | Node::Choice(_)
            | Node::Refused(_)
            | Node::Null
            | Node::Boolean
            | Node::Integer { .. }
            | Node::Number
            | Node::String
            | Node::Pattern(_)
            | Node::Format(_) => true,
        }
    }

    const fn members_have_value(&self, members: &[Member]) -> bool {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let inhabited = match member {
                Member::Property(property) => self.has_value(property.node),
                Member::Tag { .. } => true,
                Member::Flatten(node) => match spliced(node) {
                    Some(members) => self.members_have_value(members),
                    None => true,
                },
            };
            if !inhabited {
                return false;
            }
            rest = tail;
        }
        true
    }
}
