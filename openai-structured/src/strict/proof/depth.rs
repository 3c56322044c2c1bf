//! How deeply the text of a schema nests.
//!
//! Objects and lists count, the root is level one, and a reference is not followed: what is
//! reported of the API is that moving a type under `$defs` lowers the count. That lists count is
//! to be safe.

use super::message::{Message, Place};
use super::survey::{Survey, spliced, target};
use crate::node::{Member, Node};
use crate::strict::limit;

impl Survey<'_> {
    /// Judges the root and every definition that has a place of its own.
    pub(super) const fn check_depth(&mut self, root: &str) -> Result<(), Message> {
        let mut number = 0;
        while number < self.count() {
            // What stands inline begins where its only reference stands.
            let entry = self.entry(number);
            if number > 0 && self.shared(number).is_none() {
                let above = self.entry(entry.parent).above + entry.above;
                self.entry_mut(number).above = above;
            } else {
                self.entry_mut(number).above = 0;
            }
            let entry = self.entry(number);
            if entry.above + entry.inside > limit::NESTING {
                return self.find_deepest(root);
            }
            number += 1;
        }
        Ok(())
    }

    /// Finds the place that is too deep, for the message.
    const fn find_deepest(&self, root: &str) -> Result<(), Message> {
        let mut number = 0;
        while number < self.count() {
            if (number == 0 || self.shared(number).is_some())
                && let Some(definition) = self.entry(number).definition
                && let Err(message) = self.descend(&definition.node, &Place::here(), 0)
            {
                return Err(self.placed(message, number, root));
            }
            number += 1;
        }
        Ok(())
    }

    const fn descend(&self, node: &Node, place: &Place<'_>, depth: usize) -> Result<(), Message> {
        match node {
            Node::Array { .. } | Node::Object(_) if depth == limit::NESTING => Err(Message::new()
                .text("nested too deeply (at ")
                .place(place)
                .text("): more than ")
                .number(limit::NESTING as u128)
                .text(" levels of objects and lists")
                .help("flatten a level or move a part into a request of its own")),
            Node::Array { items, .. } => self.descend(items, &place.items(), depth + 1),
            Node::Object(members) => self.descend_members(members, place, depth + 1),
            Node::Nullable(inner) | Node::Bounded(inner, _) | Node::Read { offered: inner, .. } => {
                self.descend(inner, place, depth)
            }
            Node::AnyOf { branches, .. } => {
                let mut rest = *branches;
                while let [branch, tail @ ..] = rest {
                    let place = place.variant(branch.variant);
                    let result = self.descend(branch.node, &place, depth);
                    if result.is_err() {
                        return result;
                    }
                    rest = tail;
                }
                Ok(())
            }
            Node::Named(_) | Node::Inline(_) => {
                let Some(definition) = node.definition() else {
                    return Ok(());
                };
                let Some(definition) = target(definition) else {
                    return Ok(());
                };
                match self.find(definition.identity.id) {
                    Some((0, _)) => Ok(()),
                    Some((number, _)) if self.shared(number).is_some() => Ok(()),
                    _ => self.descend(&definition.node, place, depth),
                }
            }
            _ => Ok(()),
        }
    }

    const fn descend_members(
        &self,
        members: &[Member],
        place: &Place<'_>,
        depth: usize,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let result = match member {
                Member::Property(property) => {
                    self.descend(property.node, &place.key(property.key), depth)
                }
                Member::Tag { .. } => Ok(()),
                Member::Flatten(node) => match spliced(node) {
                    Some(members) => self.descend_members(members, place, depth),
                    None => Ok(()),
                },
            };
            if result.is_err() {
                return result;
            }
            rest = tail;
        }
        Ok(())
    }
}
