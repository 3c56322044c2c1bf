//! Where serde buffers a value before it reads it, a 128-bit integer is lost: its buffer has no
//! place for one.

use super::message::{Message, Place};
use super::survey::{Survey, target};
use crate::node::{Member, Node, Tagging};

impl Survey<'_> {
    /// Judges a tree that has 128-bit integers.
    pub(super) const fn check_buffered(&mut self, root: &str) -> Result<(), Message> {
        self.find_wide();
        let mut number = 0;
        while number < self.count() {
            if let Some(definition) = self.entry(number).definition
                && let Err(message) = self.check(&definition.node, false, &Place::here())
            {
                return Err(self.placed(message, number, root));
            }
            number += 1;
        }
        Ok(())
    }

    /// Marks the types that have a 128-bit integer somewhere inside.
    const fn find_wide(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            let mut number = self.count();
            while number > 0 {
                number -= 1;
                let entry = self.entry(number);
                if let Some(definition) = entry.definition
                    && !entry.wide
                    && self.check(&definition.node, true, &Place::here()).is_err()
                {
                    self.entry_mut(number).wide = true;
                    changed = true;
                }
            }
        }
    }

    /// Finds a 128-bit integer where the value is buffered.
    const fn check(&self, node: &Node, buffered: bool, place: &Place<'_>) -> Result<(), Message> {
        match node {
            Node::Integer { wide: true, .. } if buffered => Err(lost(place)),
            Node::Array { items, .. } => self.check(items, buffered, &place.items()),
            Node::Nullable(inner) | Node::Bounded(inner, _) | Node::Read { offered: inner, .. } => {
                self.check(inner, buffered, place)
            }
            Node::Object(members) => self.check_members(members, buffered, place),
            Node::AnyOf { branches, tagging } => {
                let buffered = buffered || matches!(tagging, Tagging::Internal | Tagging::Untagged);
                let mut rest = *branches;
                while let [branch, tail @ ..] = rest {
                    let place = place.variant(branch.variant);
                    let result = self.check(branch.node, buffered, &place);
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
                    Some((_, entry)) if entry.wide && buffered => Err(lost(place)),
                    Some(_) => Ok(()),
                    // A newtype that stands where it is used.
                    None => self.check(&definition.node, buffered, place),
                }
            }
            _ => Ok(()),
        }
    }

    const fn check_members(
        &self,
        members: &[Member],
        buffered: bool,
        place: &Place<'_>,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let result = match member {
                Member::Property(property) => {
                    self.check(property.node, buffered, &place.key(property.key))
                }
                Member::Tag { .. } => Ok(()),
                Member::Flatten(node) => match super::survey::spliced(node) {
                    Some(members) => self.check_members(members, true, place),
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

const fn lost(place: &Place<'_>) -> Message {
    Message::new()
        .text("a 128-bit integer behind `flatten`, an internal tag or `untagged` (at ")
        .place(place)
        .text("): serde cannot read it there")
        .help("use `i64` or `u64`, or `String` for long numbers")
}
