//! Drafts of objects: what the derive says of each, and how all of them are read.
#![expect(
    clippy::missing_errors_doc,
    reason = "hidden: drafts read each other by these"
)]

use super::object::{Keys, Object, Turn};
use super::{Draft, DraftState};
use crate::node::Member;
use crate::scan::{Input, Read};
use std::fmt::{self, Debug};

/// The draft of an object. The derive implements it.
pub trait ObjectDraft: Sized + Debug {
    /// What it becomes.
    type Value;
    /// Nothing has arrived.
    const EMPTY: Self;
    /// Its keys.
    const KEYS: &'static Keys;
    /// Whether all flattened members can be entered.
    const ENTERED: bool = true;

    /// How far it was read.
    fn object(&self) -> &Object;

    /// The same, to go on.
    fn object_mut(&mut self) -> &mut Object;

    /// Reads the value of a member.
    fn value(&mut self, member: usize, input: &mut Input<'_>) -> Read;

    /// The value by move, of what was read.
    fn build(&mut self) -> Self::Value;

    /// The flattened member that has the key, which is open then.
    fn route(&mut self, _key: &str, _input: &mut Input<'_>) -> Read<Option<usize>> {
        Ok(None)
    }

    /// Ends the flattened members with the object.
    fn end_parts(&mut self, _input: &mut Input<'_>) -> Read {
        Ok(())
    }
}

/// Shows the parts of a draft: what `derive(Debug)` would, without asking anything of parameters.
///
/// # Errors
///
/// Those of the formatter.
pub fn show(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    parts: &[(&str, &dyn Debug)],
) -> fmt::Result {
    let mut shown = formatter.debug_struct(name);
    for (name, part) in parts {
        shown.field(name, part);
    }
    shown.finish()
}

impl<D: ObjectDraft> Draft for D {
    type Value = D::Value;
    const EMPTY: Self = <D as ObjectDraft>::EMPTY;
    const FLAT: bool = true;

    fn state(&self) -> DraftState {
        self.object().state()
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        let mut turn = self.object_mut().resume(D::KEYS, input)?;
        loop {
            turn = match turn {
                Turn::Member => {
                    self.value(self.object().member, input)?;
                    self.object_mut().after(D::KEYS, input)?
                }
                Turn::Route => {
                    let key = input.string_at(self.object().key);
                    let part = self.route(&key, input)?;
                    let object = self.object_mut();
                    object.routed(part, &key, D::KEYS, input)?;
                    object.resume(D::KEYS, input)?
                }
                Turn::Closed => {
                    // What is missing in a part is missing before the brace.
                    input.back_to(input.at() - 1);
                    self.end_parts(input)?;
                    input.take();
                    return Ok(());
                }
            };
        }
    }

    fn __take(&mut self) -> D::Value {
        let value = self.build();
        *self.object_mut() = Object::EMPTY;
        value
    }

    fn __inside(&mut self, tag: &'static str) -> bool {
        self.object_mut().inside(tag);
        true
    }

    fn __claim(&mut self, key: &str, input: &mut Input<'_>) -> Read<bool> {
        if self.object_mut().claim(key, D::KEYS, input)? {
            return Ok(true);
        }
        let part = self.route(key, input)?;
        if let Some(part) = part {
            self.object_mut().enter_part(part);
        }
        Ok(part.is_some())
    }

    fn __read_claimed(&mut self, input: &mut Input<'_>) -> Read {
        let member = self.object().member;
        match D::KEYS.members.get(member) {
            Some(Member::Tag { value, .. }) => input.ignore_tag(value),
            _ => self.value(member, input),
        }
    }

    fn __end(&mut self, input: &mut Input<'_>) -> Read {
        self.object_mut().end(D::KEYS, input)?;
        self.end_parts(input)
    }
}
