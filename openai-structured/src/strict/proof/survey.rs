//! The walk over a whole type tree: which types it has, and whether strict mode takes it.
//!
//! All of it is `const`: a violation is found when the user's crate is checked. Types are told
//! apart by their number, so that a tree of hundreds of types is walked in milliseconds.

use super::index::Index;
use super::message::{Message, Place};
use crate::node::{Definition, Member, Node};
use crate::strict::limit;

/// Named types that one tree may have. More would exceed the limit on properties in any case
/// that is not made of empty types.
const CAPACITY: usize = 4_096;

/// Structs spliced into each other by `flatten` before the walk says that it never ends.
pub(super) const SPLICES: usize = 32;

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
    pub(super) definition: Option<&'static Definition>,
    /// How often the schema's text would refer to it.
    uses: usize,
    /// Whether it contains itself.
    recursive: bool,
    /// Whether the walk is inside it now.
    open: bool,
    /// Levels of nesting inside, once the walk has left it.
    height: usize,
    /// Whether a finite value exists.
    pub(super) inhabited: bool,
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
    /// A walk that has not begun.
    pub(crate) const fn new() -> Self {
        Self {
            entries: [Entry::EMPTY; CAPACITY],
            count: 0,
            index: Index::new(),
            properties: 0,
            values: 0,
            characters: 0,
        }
    }

    /// Walks the tree below a root.
    ///
    /// # Errors
    ///
    /// The first rule of strict mode that the tree breaks, with the place, the count and the
    /// limit.
    pub(crate) const fn visit(&mut self, root: &Node, name: &str) -> Result<(), Message> {
        if !matches!(root.resolve(), Node::Object(_)) {
            return Err(Message::new()
                .text("`")
                .text(name)
                .text("` cannot be the root of an answer: a strict schema's root is an object")
                .help("put it into a field of a struct"));
        }
        if let Err(message) = self.walk(root, &Place::start(name), 0) {
            return Err(message);
        }
        if let Err(message) = self.check_inhabited() {
            return Err(message);
        }
        self.check_names(name)
    }

    /// The named types, in the order in which the walk met them; the first is the root.
    pub(crate) const fn entries(&self) -> &[Entry] {
        let (entries, _) = self.entries.split_at(self.count);
        entries
    }

    /// The entry of a type that the walk has met, and its number.
    pub(crate) const fn find(&self, id: u64) -> Option<(usize, &Entry)> {
        match self.index.get(id) {
            Some(number) => Some((number, self.entry(number))),
            None => None,
        }
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "numbers come from the index or are below `count`"
    )]
    pub(super) const fn entry(&self, number: usize) -> &Entry {
        &self.entries[number]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "numbers come from the index or are below `count`"
    )]
    pub(super) const fn entry_mut(&mut self, number: usize) -> &mut Entry {
        &mut self.entries[number]
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

    const fn walk_definition(
        &mut self,
        definition: &'static Definition,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<usize, Message> {
        let Some(definition) = target(definition) else {
            return Err(no_finite_value(place));
        };
        let id = definition.identity.id;
        let number = if let Some(number) = self.index.get(id) {
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
            // The body of a newtype stands at each use, and counts each time.
            number
        } else {
            let number = self.count;
            if number == CAPACITY {
                return Err(Message::new()
                    .place(place)
                    .text(" is one of more than ")
                    .number(CAPACITY)
                    .text(" types in one answer"));
            }
            self.count += 1;
            self.index.insert(id, number);
            *self.entry_mut(number) = Entry {
                definition: Some(definition),
                uses: 1,
                ..Entry::EMPTY
            };
            number
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

    pub(super) const fn count_characters(
        &mut self,
        more: usize,
        place: &Place<'_>,
    ) -> Result<(), Message> {
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

/// Characters of a text, as the API counts them: code points.
pub(super) const fn characters(text: &str) -> usize {
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

pub(super) const fn no_finite_value(place: &Place<'_>) -> Message {
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
