//! No key may stand twice in an object, once flattened structs and tags are in place.

use super::index::Index;
use super::message::{Message, Place};
use super::survey::{SPLICES, spliced};
use crate::node::{Identity, Member, Node};
use crate::strict::limit;

/// Judges the keys of a struct, or of each variant of an enum.
pub(crate) const fn check(node: &Node, place: &Place<'_>) -> Result<(), Message> {
    match node {
        Node::Object(members) => check_members(members, place),
        Node::AnyOf { branches, .. } => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                if let Node::Object(members) = branch.node {
                    let result = check_members(members, &place.variant(branch.variant));
                    if result.is_err() {
                        return result;
                    }
                }
                rest = tail;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

const fn check_members(members: &[Member], place: &Place<'_>) -> Result<(), Message> {
    let mut keys = Keys {
        index: Index::new(),
        count: 0,
    };
    keys.add(members, place, 0)
}

struct Keys {
    index: Index,
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
                    Some(members) if splices < SPLICES => self.add(members, place, splices + 1),
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

    const fn add_key(&mut self, key: &str, place: &Place<'_>) -> Result<(), Message> {
        let hash = Identity::name_hash(key);
        if self.index.get(hash).is_some() {
            return Err(Message::new()
                .text("two fields of `")
                .place(place)
                .text("` have the key `")
                .text(key)
                .text("`")
                .help("rename one with `#[serde(rename = \"...\")]`"));
        }
        // More keys are more properties than the walk allows.
        if self.count < limit::PROPERTIES {
            self.index.insert(hash, self.count);
            self.count += 1;
        }
        Ok(())
    }
}
