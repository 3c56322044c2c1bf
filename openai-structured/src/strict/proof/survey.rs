//! The walk over a whole type tree: which types it has, and whether strict mode takes it.
//!
//! All of it is `const`: a violation is found when the user's crate is checked. Types are told
//! apart by their number, so that a tree of hundreds of types is walked in milliseconds.

use super::message::{Message, Place};
use crate::node::{Definition, Identity, Member, Node};
use crate::strict::limit;

/// Named types that one tree may have. More would exceed the limit on properties in any case
/// that is not made of empty types.
const CAPACITY: usize = 4_096;

/// Structs spliced into each other by `flatten` before the walk says that it never ends.
const SPLICES: usize = 32;

/// What a walk found.
pub(crate) struct Survey {
    entries: [Entry; CAPACITY],
    count: usize,
    index: Index,
    properties: usize,
    values: usize,
    characters: usize,
}

/// A named type in the tree.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    definition: Option<&'static Definition>,
    /// How often the schema's text would refer to it.
    uses: usize,
    /// Whether it contains itself.
    recursive: bool,
    /// Whether the walk is inside it now.
    open: bool,
    /// Levels of nesting inside, once the walk has left it.
    height: usize,
    /// Whether a finite value exists.
    inhabited: bool,
}

impl Entry {
    const EMPTY: Self = Self {
        definition: None,
        uses: 0,
        recursive: false,
        open: false,
        height: 0,
        inhabited: false,
    };

    /// The type, if its definition stands under `$defs`: it is used more than once or contains
    /// itself.
    pub(crate) const fn shared(&self) -> Option<&'static Definition> {
        match self.definition {
            Some(definition) if self.recursive || (self.uses > 1 && !definition.transparent) => {
                Some(definition)
            }
            _ => None,
        }
    }
}

/// Finds an entry by a 64-bit key: open addressing, as maps are not `const`.
struct Index {
    /// Entry number plus one; zero is free.
    slots: [u16; Index::SLOTS],
}

impl Index {
    const SLOTS: usize = 2 * CAPACITY;

    const fn new() -> Self {
        Self {
            slots: [0; Self::SLOTS],
        }
    }

    /// The slot where a key's probing starts.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below SLOTS, which is small"
    )]
    const fn start(key: u64) -> usize {
        (key % Self::SLOTS as u64) as usize
    }
}

/// The path from a type to the definition that stands for it in the schema: newtypes of named
/// types are passed through.
///
/// `None` if the newtypes never end.
pub(crate) const fn target(definition: &'static Definition) -> Option<&'static Definition> {
    let mut current = definition;
    let mut hops = 0;
    while hops < SPLICES {
        if !current.transparent {
            return Some(current);
        }
        match current.node.definition() {
            Some(inner) => current = inner,
            None => return Some(current),
        }
        hops += 1;
    }
    None
}

/// The keys of an object that another object takes in by `flatten`.
pub(crate) const fn spliced(node: &Node) -> Option<&'static [Member]> {
    match node.resolve() {
        Node::Object(members) => Some(members),
        _ => None,
    }
}

impl Survey {
    /// Walks the tree below a root.
    ///
    /// # Errors
    ///
    /// The first rule of strict mode that the tree breaks, with the place, the count and the
    /// limit.
    pub(crate) const fn of(root: &Node, name: &str) -> Result<Self, Message> {
        let mut survey = Self {
            entries: [Entry::EMPTY; CAPACITY],
            count: 0,
            index: Index::new(),
            properties: 0,
            values: 0,
            characters: 0,
        };
        let place = Place::start(name);
        if !matches!(root.resolve(), Node::Object(_)) {
            return Err(Message::new()
                .text("`")
                .text(name)
                .text("` cannot be the root of an answer: a strict schema's root is an object")
                .help("put it into a field of a struct"));
        }
        if let Err(message) = survey.walk(root, &place, 0) {
            return Err(message);
        }
        if let Err(message) = survey.check_inhabited() {
            return Err(message);
        }
        if let Err(message) = survey.check_names(name) {
            return Err(message);
        }
        Ok(survey)
    }

    /// The named types, in the order in which the walk met them; the first is the root.
    pub(crate) const fn entries(&self) -> &[Entry] {
        let (entries, _) = self.entries.split_at(self.count);
        entries
    }

    /// The entry of a type that the walk has met.
    pub(crate) const fn find(&self, id: u64) -> Option<(usize, &Entry)> {
        match self.position(id) {
            Ok(number) => Some((number, self.entry(number))),
            Err(_) => None,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "numbers come from `position` or are below `count`"
    )]
    const fn entry(&self, number: usize) -> &Entry {
        &self.entries[number]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "numbers come from `position` or are below `count`"
    )]
    const fn entry_mut(&mut self, number: usize) -> &mut Entry {
        &mut self.entries[number]
    }

    /// The number of a type's entry, or the slot where it would be noted.
    #[expect(
        clippy::indexing_slicing,
        reason = "slots are taken modulo SLOTS, and hold numbers below `count`"
    )]
    const fn position(&self, id: u64) -> Result<usize, usize> {
        let mut slot = Index::start(id);
        loop {
            match self.index.slots[slot] {
                0 => return Err(slot),
                number => {
                    let number = number as usize - 1;
                    if let Some(definition) = self.entries[number].definition
                        && definition.identity.id == id
                    {
                        return Ok(number);
                    }
                }
            }
            slot = (slot + 1) % Index::SLOTS;
        }
    }

    /// Walks one node, `depth` levels below the root, and says how many levels are inside it.
    const fn walk(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<usize, Message> {
        match node {
            Node::Choice(words) => match self.count_choice(words, place) {
                Ok(()) => Ok(0),
                Err(message) => Err(message),
            },
            Node::Array { items, .. } => {
                if depth == limit::NESTING {
                    return Err(too_deep(place));
                }
                match self.walk(items, &place.items(), depth + 1) {
                    Ok(height) => Ok(height + 1),
                    error => error,
                }
            }
            Node::Object(members) => {
                if depth == limit::NESTING {
                    return Err(too_deep(place));
                }
                match self.walk_members(members, place, depth + 1, 0) {
                    Ok(height) => Ok(height + 1),
                    error => error,
                }
            }
            Node::AnyOf { branches, .. } => {
                let mut height = 0;
                let mut rest = *branches;
                while let [branch, tail @ ..] = rest {
                    match self.walk(branch.node, &place.variant(branch.variant), depth) {
                        Ok(inner) => height = larger(height, inner),
                        error => return error,
                    }
                    rest = tail;
                }
                Ok(height)
            }
            Node::Nullable(inner) | Node::Bounded(inner, _) => self.walk(inner, place, depth),
            Node::Named(link) => self.walk_definition(link.follow(), place, depth),
            Node::Inline(definition) => self.walk_definition(definition, place, depth),
            // Reported where the field stands, by the judge of fields.
            Node::Refused(_)
            | Node::Null
            | Node::Boolean
            | Node::Integer { .. }
            | Node::Number
            | Node::String
            | Node::Pattern(_)
            | Node::Format(_) => Ok(0),
        }
    }

    const fn walk_members(
        &mut self,
        members: &[Member],
        place: &Place<'_>,
        depth: usize,
        splices: usize,
    ) -> Result<usize, Message> {
        if splices > SPLICES {
            return Err(no_finite_value(place));
        }
        let mut height = 0;
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let inner = match member {
                Member::Property(property) => {
                    let place = place.key(property.key);
                    if let Err(message) = self.count_property(property.key, "", &place) {
                        return Err(message);
                    }
                    self.walk(property.node, &place, depth)
                }
                Member::Tag { key, value } => match self.count_property(key, value, place) {
                    Ok(()) => Ok(0),
                    Err(message) => Err(message),
                },
                Member::Flatten(node) => match spliced(node) {
                    Some(members) => self.walk_members(members, place, depth, splices + 1),
                    None => Ok(0),
                },
            };
            match inner {
                Ok(inner) => height = larger(height, inner),
                error => return error,
            }
            rest = tail;
        }
        Ok(height)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a free slot, and `count` is below CAPACITY"
    )]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`count` is at most CAPACITY"
    )]
    const fn walk_definition(
        &mut self,
        definition: &'static Definition,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<usize, Message> {
        let Some(definition) = target(definition) else {
            return Err(no_finite_value(place));
        };
        let number = match self.position(definition.identity.id) {
            Ok(number) => {
                let entry = self.entry_mut(number);
                entry.uses += 1;
                if entry.open {
                    entry.recursive = true;
                    return Ok(0);
                }
                if !definition.transparent || entry.recursive {
                    let height = entry.height;
                    return if depth + height > limit::NESTING {
                        Err(too_deep(place))
                    } else {
                        Ok(height)
                    };
                }
                number
            }
            Err(slot) => {
                let number = self.count;
                if number == CAPACITY {
                    return Err(Message::new()
                        .place(place)
                        .text(" is one of more than ")
                        .number(CAPACITY)
                        .text(" types in one answer"));
                }
                self.entries[number] = Entry {
                    definition: Some(definition),
                    uses: 1,
                    ..Entry::EMPTY
                };
                self.count += 1;
                self.index.slots[slot] = self.count as u16;
                number
            }
        };
        self.entry_mut(number).open = true;
        let height = match self.walk(&definition.node, place, depth) {
            Ok(height) => height,
            error => return error,
        };
        let entry = self.entry_mut(number);
        entry.open = false;
        entry.height = height;
        Ok(height)
    }

    const fn count_property(
        &mut self,
        key: &str,
        value: &str,
        place: &Place<'_>,
    ) -> Result<(), Message> {
        self.properties += 1;
        if self.properties > limit::PROPERTIES {
            return Err(Message::new()
                .text("too many properties for one schema (at ")
                .place(place)
                .text("): the limit is ")
                .number(limit::PROPERTIES)
                .help("move a part into a request of its own"));
        }
        self.count_characters(characters(key) + characters(value), place)
    }

    const fn count_choice(&mut self, words: &[&str], place: &Place<'_>) -> Result<(), Message> {
        self.values += words.len();
        if self.values > limit::ENUM_VALUES {
            return Err(Message::new()
                .text("too many enum values for one schema (at ")
                .place(place)
                .text("): ")
                .number(self.values)
                .text(" so far, the limit is ")
                .number(limit::ENUM_VALUES)
                .help("use `String` for open vocabularies"));
        }
        let mut length = 0;
        let mut rest = words;
        while let [word, tail @ ..] = rest {
            length += characters(word);
            rest = tail;
        }
        if words.len() > limit::LARGE_ENUM && length > limit::LARGE_ENUM_CHARACTERS {
            return Err(Message::new()
                .text("too many characters in the values of one enum (at ")
                .place(place)
                .text("): ")
                .number(length)
                .text(", the limit for more than ")
                .number(limit::LARGE_ENUM)
                .text(" values is ")
                .number(limit::LARGE_ENUM_CHARACTERS)
                .help("shorten the names with `#[serde(rename = \"...\")]`"));
        }
        self.count_characters(length, place)
    }

    const fn count_characters(&mut self, more: usize, place: &Place<'_>) -> Result<(), Message> {
        self.characters += more;
        if self.characters > limit::CHARACTERS {
            return Err(Message::new()
                .text("too many characters in the names and enum values of one schema (at ")
                .place(place)
                .text("): the limit is ")
                .number(limit::CHARACTERS)
                .help("shorten names with `#[serde(rename = \"...\")]`"));
        }
        Ok(())
    }

    /// Every type must have a finite value, or the model could never finish.
    ///
    /// The least fixed point: a type has one as soon as its parts have one. Types are visited
    /// from the last met to the first, so that parts mostly come before their wholes.
    #[expect(clippy::indexing_slicing, reason = "numbers are below `count`")]
    const fn check_inhabited(&mut self) -> Result<(), Message> {
        let mut changed = true;
        while changed {
            changed = false;
            let mut number = self.count;
            while number > 0 {
                number -= 1;
                if let Some(definition) = self.entries[number].definition
                    && !self.entries[number].inhabited
                    && self.has_value(&definition.node)
                {
                    self.entries[number].inhabited = true;
                    changed = true;
                }
            }
        }
        let mut number = 0;
        while number < self.count {
            if let Some(definition) = self.entries[number].definition
                && !self.entries[number].inhabited
            {
                let place = Place::start(definition.identity.name);
                return Err(no_finite_value(&place));
            }
            number += 1;
        }
        Ok(())
    }

    const fn has_value(&self, node: &Node) -> bool {
        match node {
            Node::Object(members) => self.members_have_value(members, 0),
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
            Node::Bounded(inner, _) => self.has_value(inner),
            Node::Named(_) | Node::Inline(_) => {
                let Some(definition) = node.definition() else {
                    return true;
                };
                match target(definition) {
                    Some(definition) => match self.position(definition.identity.id) {
                        Ok(number) => self.entry(number).inhabited,
                        Err(_) => true,
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

    const fn members_have_value(&self, members: &[Member], splices: usize) -> bool {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let inhabited = match member {
                Member::Property(property) => self.has_value(property.node),
                Member::Tag { .. } => true,
                Member::Flatten(node) => match spliced(node) {
                    Some(members) if splices < SPLICES => {
                        self.members_have_value(members, splices + 1)
                    }
                    _ => true,
                },
            };
            if !inhabited {
                return false;
            }
            rest = tail;
        }
        true
    }

    /// Definitions that are written must have names of their own, made of legal characters.
    #[expect(
        clippy::indexing_slicing,
        reason = "slots are taken modulo SLOTS, and hold numbers below `count`"
    )]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`count` is at most CAPACITY"
    )]
    const fn check_names(&mut self, name: &str) -> Result<(), Message> {
        let mut names = Index::new();
        let place = Place::start(name);
        let mut number = 0;
        while number < self.count {
            if let Some(definition) = self.entries[number].shared() {
                let identity = &definition.identity;
                let message = write_name(Message::new(), identity);
                let written = message.as_str();
                if !is_reference_name(written) {
                    return Err(Message::new()
                        .text("`")
                        .text(written)
                        .text("` cannot name a definition: only `A-Z a-z 0-9 _ . -` may stand in a reference")
                        .help("give the type a name with `#[openai(name = \"...\")]`"));
                }
                if let Err(message) = self.count_characters(characters(written), &place) {
                    return Err(message);
                }
                let hash = Identity::name_hash(written);
                let mut slot = Index::start(hash);
                while names.slots[slot] != 0 {
                    let other = names.slots[slot] as usize - 1;
                    if let Some(other) = self.entries[other].definition {
                        let other = write_name(Message::new(), &other.identity);
                        if Identity::name_hash(other.as_str()) == hash {
                            return Err(Message::new()
                                .text("two types in `")
                                .text(name)
                                .text("` have the definition name `")
                                .text(written)
                                .text("`")
                                .help(
                                    "give one of them another with `#[openai(name = \"...\")]`",
                                ));
                        }
                    }
                    slot = (slot + 1) % Index::SLOTS;
                }
                names.slots[slot] = number as u16 + 1;
            }
            number += 1;
        }
        Ok(())
    }
}

/// Whether `null` is one of the values.
pub(crate) const fn is_nullable(node: &Node) -> bool {
    match node.resolve() {
        Node::Null | Node::Nullable(_) => true,
        Node::Bounded(inner, _) => is_nullable(inner),
        Node::AnyOf { branches, .. } => {
            let mut rest = *branches;
            while let [branch, tail @ ..] = rest {
                // An untagged enum that contains itself resolves to itself; one level is enough,
                // as a branch that is the enum again adds no value.
                if matches!(branch.node.resolve(), Node::Null | Node::Nullable(_)) {
                    return true;
                }
                rest = tail;
            }
            false
        }
        _ => false,
    }
}

/// A definition's name: the type's, and its arguments' joined by `_`.
pub(crate) const fn write_name(message: Message, identity: &Identity) -> Message {
    let mut message = match identity.value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a name; const values are `usize`"
        )]
        Some(value) => message.number(value as usize),
        None => message.text(identity.name),
    };
    let mut rest = identity.arguments;
    while let [argument, tail @ ..] = rest {
        message = write_name(message.text("_"), argument);
        rest = tail;
    }
    message
}

/// Whether a name may stand in a `$ref` without being encoded.
const fn is_reference_name(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-') {
            return false;
        }
        rest = tail;
    }
    !name.is_empty()
}

/// Characters of a text, as the API counts them: code points.
const fn characters(text: &str) -> usize {
    let mut count = 0;
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        // A continuation byte belongs to the character before it.
        if *byte & 0b1100_0000 != 0b1000_0000 {
            count += 1;
        }
        rest = tail;
    }
    count
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

const fn too_deep(place: &Place<'_>) -> Message {
    Message::new()
        .text("nested too deeply (at ")
        .place(place)
        .text("): more than ")
        .number(limit::NESTING)
        .text(" levels of objects and lists")
        .help("flatten a level or move a part into a request of its own")
}

const fn no_finite_value(place: &Place<'_>) -> Message {
    Message::new()
        .text("`")
        .place(place)
        .text("` contains itself in every case, so no finite value exists")
        .help("put the recursive part behind `Option` or `Vec`")
}

/// The message for an `Option` whose inner value may be `null` itself.
pub(crate) const fn ambiguous_null(place: &Place<'_>) -> Message {
    Message::new()
        .text("`Option` of a type that is `null` itself (at ")
        .place(place)
        .text("): one `null` cannot tell the two apart")
        .help("use one `Option`, or an enum with a name for each case")
}
