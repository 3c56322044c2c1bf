//! Objects: which key comes next, and what is to be done with it.
//!
//! The keys of an answer come in the order of the schema, so the next one is compared as a whole,
//! quotes and colon included, before it is read as a key.

use super::DraftState;
use super::absent::Absent;
use super::seen::Seen;
use crate::node::{Member, Property};
use crate::read::Note;
use crate::scan::{Input, Problem, ProblemKind, Read, Stop, words};

/// The keys of an object, as its draft is read.
pub struct Keys {
    /// How serde calls the object: "struct Invoice". Empty for the keys beside the tag of an enum.
    pub name: &'static str,
    /// What is in it, as in its node.
    pub members: &'static [Member],
    /// The members of which a missing key may stand for a value.
    pub absent: &'static [(usize, Absent)],
    /// Whether other keys are refused.
    pub closed: bool,
}

impl Keys {
    /// No key is known, and others are passed over.
    pub(super) const NONE: Self = Self {
        name: "",
        members: &[],
        absent: &[],
        closed: false,
    };

    /// Whether the missing key of a member stands for a value.
    fn absent(&self, member: usize) -> bool {
        let mut known = self.absent.iter();
        known.any(|(number, absent)| *number == member && absent.stands())
    }

    /// The key of a tagged content.
    pub const fn content(member: &'static [Member], closed: bool) -> Self {
        Self {
            members: member,
            closed,
            ..Self::NONE
        }
    }
}

/// How far an object was read.
#[derive(Debug)]
pub struct Object {
    stage: Stage,
    /// The member that is read, or was read last.
    pub(super) member: usize,
    /// The members that were seen, one bit each.
    seen: Seen,
    /// The tag that was read before the object was entered, of an enum around it.
    tag: Option<&'static str>,
    /// Where the key begins that is looked for in flattened parts.
    pub(super) key: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Missing,
    /// Behind the brace.
    First,
    /// Behind a comma.
    Key,
    /// Behind a key that is known.
    Colon,
    /// Within the value of a member.
    Value,
    /// Behind a key that may be one of a flattened part.
    Route,
    /// Behind the tag of a struct, which is not read.
    TagColon,
    Tag,
    /// Behind a key that nobody knows.
    UnknownColon,
    Unknown,
    /// Behind a value.
    Comma,
    Done,
}

/// What an object comes to.
pub(crate) enum Turn {
    /// The value of [a member](Object::member) is next.
    Member,
    /// The key is none of the object's own: [`Object::routed`] says whose it is.
    Route,
    /// It is closed.
    Closed,
}

impl Object {
    /// Ends with the object around it, of a flattened part.
    pub(super) fn end(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read {
        self.complete(keys, input)?;
        self.stage = Stage::Done;
        Ok(())
    }

    /// Nothing has arrived.
    pub const EMPTY: Self = Self {
        stage: Stage::Missing,
        member: 0,
        seen: Seen::NONE,
        tag: None,
        key: 0,
    };

    /// How much has arrived.
    pub fn state(&self) -> DraftState {
        match self.stage {
            Stage::Missing => DraftState::Missing,
            Stage::Done => DraftState::Done,
            _ => DraftState::Growing,
        }
    }

    /// Whether a member was read.
    pub fn has(&self, member: usize) -> bool {
        self.seen.has(member)
    }

    /// Begins behind the first key and its value, which was the tag of an enum.
    pub(super) fn inside(&mut self, tag: &'static str) {
        self.stage = Stage::Comma;
        self.tag = Some(tag);
    }

    /// Goes on where the text ended.
    #[inline]
    pub(crate) fn resume(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read<Turn> {
        match self.stage {
            Stage::Value => Ok(Turn::Member),
            Stage::Comma => self.after(keys, input),
            _ => self.next(keys, input),
        }
    }

    /// Goes on behind a value.
    #[inline]
    pub(crate) fn after(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read<Turn> {
        self.stage = Stage::Comma;
        let member = self.member + 1;
        if let Some(Member::Property(Property {
            written: Some(key), ..
        })) = keys.members.get(member)
            && input.take_if(key)?
        {
            return self.enter(member, keys, input);
        }
        self.next(keys, input)
    }

    /// Takes what stands between two values.
    fn next(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read<Turn> {
        loop {
            match self.stage {
                Stage::Comma => match input.peek()? {
                    b',' => {
                        input.take();
                        self.stage = Stage::Key;
                    }
                    b'}' => return self.close(keys, input),
                    _ => return Err(input.syntax(words::COMMA_OR_BRACE)),
                },
                Stage::First if first(keys, input)? => return self.enter(0, keys, input),
                Stage::Key | Stage::First => {
                    if self.ends(input)? {
                        return self.close(keys, input);
                    }
                    self.key(keys, input)?;
                }
                Stage::Colon => {
                    colon(input)?;
                    self.stage = Stage::Value;
                    return Ok(Turn::Member);
                }
                Stage::TagColon => {
                    colon(input)?;
                    self.stage = Stage::Tag;
                }
                Stage::Tag => {
                    if let Some(Member::Tag { value, .. }) = keys.members.get(self.member) {
                        input.ignore_tag(value)?;
                    }
                    self.stage = Stage::Comma;
                }
                Stage::UnknownColon => {
                    colon(input)?;
                    self.stage = Stage::Unknown;
                }
                Stage::Unknown => {
                    input.ignore()?;
                    self.stage = Stage::Comma;
                }
                Stage::Missing => match input.peek()? {
                    b'{' => {
                        input.open()?;
                        self.stage = Stage::First;
                    }
                    _ => return input.unexpected(keys.name),
                },
                Stage::Route => return Ok(Turn::Route),
                Stage::Value => return Ok(Turn::Member),
                Stage::Done => return Ok(Turn::Closed),
            }
        }
    }

    #[inline]
    fn enter(&mut self, member: usize, keys: &Keys, input: &mut Input<'_>) -> Read<Turn> {
        if !self.seen.insert(member) {
            // Before the colon, as after any other key.
            input.back_to(input.at() - 1);
            let key = keys.members.get(member).and_then(name);
            return Err(duplicate(key.unwrap_or_default(), input));
        }
        self.member = member;
        self.stage = Stage::Value;
        Ok(Turn::Member)
    }

    /// Whether the object ends instead of another key.
    fn ends(&self, input: &mut Input<'_>) -> Read<bool> {
        match (input.peek()?, self.stage) {
            (b'"', _) => Ok(false),
            (b'}', Stage::First) => Ok(true),
            (b'}', _) => Err(input.syntax(words::TRAILING_COMMA)),
            _ => Err(input.syntax(words::KEY)),
        }
    }

    /// Takes any key.
    fn key(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read {
        self.key = input.at();
        let key = input.whole_string()?;
        if self.tag == Some(&key) {
            return Err(duplicate(&key, input));
        }
        // Most likely the next one, but for blanks.
        let from = (self.member + usize::from(self.stage != Stage::First)).min(keys.members.len());
        let (before, behind) = keys.members.split_at(from);
        let found = (behind
            .iter()
            .position(|member| is(member, &key))
            .map(|place| from + place))
        .or_else(|| before.iter().position(|member| is(member, &key)));
        match found.map(|member| (member, keys.members.get(member))) {
            Some((member, Some(Member::Tag { .. }))) => {
                self.member = member;
                self.stage = Stage::TagColon;
            }
            Some((member, _)) => {
                if !self.seen.insert(member) {
                    return Err(duplicate(&key, input));
                }
                self.member = member;
                self.stage = Stage::Colon;
            }
            None if keys
                .members
                .iter()
                .any(|member| matches!(member, Member::Flatten(_))) =>
            {
                self.stage = Stage::Route;
            }
            None => self.unknown(&key, keys, input)?,
        }
        Ok(())
    }

    fn unknown(&mut self, key: &str, keys: &Keys, input: &mut Input<'_>) -> Read {
        if keys.closed {
            return Err(input.failed(Problem {
                at: self.key,
                value: self.key,
                kind: ProblemKind::Type,
                inside: format!(".{key}"),
                words: unknown_field(key, keys, self.tag),
            }));
        }
        input.note_at(Note::UnknownKey, self.key);
        self.stage = Stage::UnknownColon;
        Ok(())
    }

    /// Closes the object, and looks for what is missing.
    fn close(&mut self, keys: &Keys, input: &mut Input<'_>) -> Read<Turn> {
        self.complete(keys, input)?;
        input.close();
        self.stage = Stage::Done;
        Ok(Turn::Closed)
    }

    /// Looks for what is missing.
    fn complete(&self, keys: &Keys, input: &mut Input<'_>) -> Read {
        for (number, member) in keys.members.iter().enumerate() {
            if let Member::Property(property) = member
                && !self.seen.has(number)
            {
                let absent = keys.absent(number);
                if keys.name.is_empty() {
                    continue;
                }
                if property.required && !absent {
                    let missing = words::missing_field(property.key);
                    return Err(input.fail(ProblemKind::Type, missing));
                }
                input.note(Note::MissingKey(property.key));
            }
        }
        Ok(())
    }
}

/// Parts that are flattened into the object.
impl Object {
    /// Says whose the key is that is none of the object's own.
    pub(super) fn routed(
        &mut self,
        part: Option<usize>,
        key: &str,
        keys: &Keys,
        input: &mut Input<'_>,
    ) -> Read {
        match part {
            Some(part) => {
                self.member = part;
                self.stage = Stage::Colon;
                Ok(())
            }
            None => self.unknown(key, keys, input),
        }
    }

    /// Takes a key of the object around this part, if it is one of its own.
    pub(super) fn claim(&mut self, key: &str, keys: &Keys, input: &mut Input<'_>) -> Read<bool> {
        let Some(member) = keys.members.iter().position(|member| is(member, key)) else {
            return Ok(false);
        };
        // The tag of a struct is not read, so it may stand twice.
        let tag = matches!(keys.members.get(member), Some(Member::Tag { .. }));
        if !tag && !self.seen.insert(member) {
            return Err(duplicate(key, input));
        }
        self.enter_part(member);
        Ok(true)
    }

    pub(super) fn enter_part(&mut self, member: usize) {
        self.member = member;
        self.stage = Stage::Value;
    }
}

/// Takes the first member's key, if that is what comes next.
fn first(keys: &Keys, input: &mut Input<'_>) -> Read<bool> {
    match keys.members {
        [
            Member::Property(Property {
                written: Some([_, key @ ..]),
                ..
            }),
            ..,
        ] => input.take_if(key),
        _ => Ok(false),
    }
}

fn colon(input: &mut Input<'_>) -> Read {
    if input.peek()? == b':' {
        input.take();
        Ok(())
    } else {
        Err(input.syntax(words::COLON))
    }
}

/// The key was taken just now.
fn duplicate(key: &str, input: &mut Input<'_>) -> Stop {
    input.failed(Problem {
        at: input.at(),
        // Still within the key, which belongs to the object.
        value: input.at().saturating_sub(1),
        kind: ProblemKind::Type,
        inside: String::new(),
        words: format!("duplicate field `{key}`"),
    })
}

fn name(member: &Member) -> Option<&'static str> {
    match member {
        Member::Property(property) => Some(property.key),
        Member::Tag { key, .. } => Some(key),
        Member::Flatten(_) => None,
    }
}

fn is(member: &Member, key: &str) -> bool {
    match member {
        Member::Property(property) => property.key == key || property.aliases.contains(&key),
        Member::Tag { key: tag, .. } => *tag == key,
        Member::Flatten(_) => false,
    }
}

/// In serde's words.
fn unknown_field(key: &str, keys: &Keys, tag: Option<&'static str>) -> String {
    // Of an enum, the tag is not among the members that stand beside it.
    let tag = tag.filter(|_| keys.name.is_empty());
    let members = keys.members.iter().filter_map(name);
    let names: Vec<&str> = tag.into_iter().chain(members).collect();
    let expected = match names.as_slice() {
        [] => "there are no fields".to_owned(),
        [only] => format!("expected `{only}`"),
        [one, other] => format!("expected `{one}` or `{other}`"),
        _ => format!("expected one of `{}`", names.join("`, `")),
    };
    format!("unknown field `{key}`, {expected}")
}
