//! Definitions that are written must have names of their own, made of legal characters.

use super::message::{Message, Place};
use super::survey::Survey;
use crate::node::{Identity, characters};
use crate::strict::name::is_reference_name;

impl Survey<'_> {
    /// Judges the names of what stands under `$defs`, and counts their characters.
    pub(super) const fn check_names(&mut self, root: &str) -> Result<(), Message> {
        let place = Place::start(root);
        // The first entry is the root, which stands inline.
        let mut number = 1;
        while number < self.count() {
            if let Some(definition) = self.shared(number) {
                let message = write_name(Message::new(), &definition.identity);
                let name = message.as_str();
                if !is_reference_name(name) {
                    return Err(Message::new()
                        .text("`")
                        .text(name)
                        .text("` cannot name a definition: only `A-Z a-z 0-9 _ . -` may stand in a reference")
                        .help("give the type a name with `#[openai(name = \"...\")]`"));
                }
                if let Err(message) = self.count_characters(characters(name), &place) {
                    return Err(message);
                }
                // The identity of a type of the standard library is the hash of its name: names
                // have keys of their own beside it.
                let key = !Identity::name_hash(name);
                if self.index.get(key).is_some() {
                    return Err(Message::new()
                        .text("two types in `")
                        .text(root)
                        .text("` have the definition name `")
                        .text(name)
                        .text("`")
                        .help("give one of them another with `#[openai(name = \"...\")]`"));
                }
                self.index.insert(key, number);
            }
            number += 1;
        }
        Ok(())
    }
}

/// A definition's name: the type's, and its arguments' joined by `_`.
pub(crate) const fn write_name(message: Message, identity: &Identity) -> Message {
    let mut message = match identity.value {
        Some(value) if value < 0 => message.text("-").number(value.unsigned_abs()),
        Some(value) => message.number(value.unsigned_abs()),
        None => message.text(identity.name),
    };
    let mut rest = identity.arguments;
    while let [argument, tail @ ..] = rest {
        message = write_name(message.text("_"), argument);
        rest = tail;
    }
    message
}
