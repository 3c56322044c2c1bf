//! No key may stand twice in an object, once flattened structs and tags are in place.

use super::message::{Message, Place};
use super::survey::spliced;
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

/// Keys that one object is checked for; the limit on properties is lower than it.
const KEYS: usize = limit::PROPERTIES;

const fn check_members(members: &[Member], place: &Place<'_>) -> Result<(), Message> {
    let mut seen = Keys {
        hashes: [0; KEYS],
        count: 0,
    };
    seen.add(members, place, 0)
}

struct Keys {
    hashes: [u64; KEYS],
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
                    Some(members) if splices < 32 => self.add(members, place, splices + 1),
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

    #[expect(
        clippy::indexing_slicing,
        reason = "indices are below `count`, and `count` below KEYS"
    )]
    const fn add_key(&mut self, key: &str, place: &Place<'_>) -> Result<(), Message> {
        let hash = Identity::name_hash(key);
        let mut index = 0;
        while index < self.count {
            if self.hashes[index] == hash {
                return Err(Message::new()
                    .text("two fields of `")
                    .place(place)
                    .text("` have the key `")
                    .text(key)
                    .text("`")
                    .help("rename one with `#[serde(rename = \"...\")]`"));
            }
            index += 1;
        }
        // More keys are more properties than the walk allows.
        if self.count < KEYS {
            self.hashes[self.count] = hash;
            self.count += 1;
        }
        Ok(())
    }
}
