//! No key may be read twice in an object, once flattened structs and tags are in place.

use super::index::{Index, Slot};
use super::kinds::Seen;
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

const fn check_members(members: &[Member], place: &Place<'_>) -> Result<(), Message> {
    let mut slots = [Slot::FREE; 3 * limit::PROPERTIES];
    let mut keys = Keys {
        index: Index::new(&mut slots),
        count: 0,
        tag: None,
    };
    let result = keys.add(members, place, None);
    if result.is_err() {
        return result;
    }
    let mut number = 0;
    keys.check_aliases(members, &mut number, place, None)
}

struct Keys<'a> {
    index: Index<'a>,
    count: usize,
    /// The hash of the tag's key.
    tag: Option<u64>,
}

impl Keys<'_> {
    const fn add(
        &mut self,
        members: &[Member],
        place: &Place<'_>,
        seen: Option<&Seen<'_>>,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let result = match member {
                Member::Property(property) => self.add_key(property.key, place),
                Member::Tag { key, .. } => {
                    self.tag = Some(Identity::name_hash(key));
                    self.add_key(key, place)
                }
                Member::Flatten(node) => match flattened(node, seen) {
                    Some((members, id)) => self.add(members, place, Some(&Seen::inside(id, seen))),
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

    const fn add_key(&mut self, key: &str, place: &Place<'_>) -> Result<(), Message> {
        let hash = Identity::name_hash(key);
        if let Some(tag) = self.tag
            && tag == hash
            && self.index.get(hash).is_some()
        {
            return Err(Message::new()
                .text("the key `")
                .text(key)
                .text("` of `")
                .place(place)
                .text("` is already that of its tag")
                .help("rename the field, or the tag"));
        }
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

    /// An alias that is the key of another field takes that field's value away. `number` counts
    /// the keys as `add` did.
    const fn check_aliases(
        &self,
        members: &[Member],
        number: &mut usize,
        place: &Place<'_>,
        seen: Option<&Seen<'_>>,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            match member {
                Member::Property(property) => {
                    let mut aliases = property.aliases;
                    while let [alias, others @ ..] = aliases {
                        if let Some(owner) = self.index.get(Identity::name_hash(alias))
                            && owner != *number
                        {
                            return Err(Message::new()
                                .text("the alias `")
                                .text(alias)
                                .text("` in `")
                                .place(place)
                                .text("` is the key of another field, whose value it would take")
                                .help("remove the alias, or rename the other field"));
                        }
                        aliases = others;
                    }
                    *number += 1;
                }
                Member::Tag { .. } => *number += 1,
                Member::Flatten(node) => {
                    if let Some((members, id)) = flattened(node, seen) {
                        let seen = Seen::inside(id, seen);
                        let result = self.check_aliases(members, number, place, Some(&seen));
                        if result.is_err() {
                            return result;
                        }
                    }
                }
            }
            rest = tail;
        }
        Ok(())
    }
}

/// The keys that are taken in, and whose they are. A struct inside of itself is reported by the
/// walk.
const fn flattened(node: &Node, seen: Option<&Seen<'_>>) -> Option<(&'static [Member], u64)> {
    let id = match node.definition() {
        Some(definition) => definition.identity.id,
        None => 0,
    };
    if Seen::has(seen, id) {
        return None;
    }
    match spliced(node) {
        Some(members) => Some((members, id)),
        None => None,
    }
}
