//! The walk over a whole type tree: which types it has, and whether strict mode takes it.
//!
//! All of it is `const`: a violation is found when the user's crate is checked. Types are told
//! apart by their number, and each is walked once.

use super::index::{Index, Slot};
use super::message::{Message, Place, Via};
use crate::node::{Bounds, Definition, MAX_HOPS, Member, Node, Property, characters};
use crate::strict::limit;
use crate::strict::totals::Totals;

/// Named types that one tree may have. More would exceed the limit on properties in any case
/// that is not made of empty types.
const CAPACITY: usize = 4_096;

/// Most trees have fewer types than this, and are walked in tables of this size: the interpreter
/// takes longer to make the large ones than to walk such a tree.
const SMALL: usize = 32;

/// The tables of a walk over so many types: twice as many slots as types and names together.
pub(crate) struct Tables<const TYPES: usize> {
    entries: [Entry; TYPES],
    slots: [[Slot; 4]; TYPES],
}

impl<const TYPES: usize> Tables<TYPES> {
    const fn new() -> Self {
        Self {
            entries: [Entry::EMPTY; TYPES],
            slots: [[Slot::FREE; 4]; TYPES],
        }
    }
}

/// The tables that most trees fit into.
pub(crate) const fn small_tables() -> Tables<SMALL> {
    Tables::new()
}

/// The tables that every tree fits into.
pub(crate) const fn large_tables() -> Tables<CAPACITY> {
    Tables::new()
}

/// What a walk found.
pub(crate) struct Survey<'a> {
    entries: &'a mut [Entry],
    count: usize,
    /// The numbers of types by their identity, and of definitions by their name's hash.
    pub(super) index: Index<'a>,
    /// Whether the tree has more types than the tables.
    overflowed: bool,
    properties: usize,
    values: usize,
    characters: usize,
    /// The entry that is being walked.
    current: usize,
    /// Whether there are 128-bit integers.
    wide: bool,
    /// A field whose words each request chooses.
    choices: Option<&'static str>,
}

/// A named type in the tree.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(super) definition: Option<&'static Definition>,
    /// How often the schema's text would refer to it.
    uses: usize,
    /// The entry that referred to it first, and the way from there.
    pub(super) parent: usize,
    via: Via,
    /// Levels of nesting above that reference, within the entry.
    pub(super) above: usize,
    /// Levels of nesting inside, as far as the next named types.
    pub(super) inside: usize,
    /// Whether a finite value exists.
    pub(super) inhabited: bool,
    /// Whether a 128-bit integer is somewhere inside.
    pub(super) wide: bool,
}

impl Entry {
    const EMPTY: Self = Self {
        definition: None,
        uses: 0,
        parent: 0,
        via: Via::NOTHING,
        above: 0,
        inside: 0,
        inhabited: false,
        wide: false,
    };
}

/// The definition that stands for a type in the schema: newtypes of named types are passed
/// through.
///
/// `None` if the newtypes never end.
pub(crate) const fn target(definition: &'static Definition) -> Option<&'static Definition> {
    let mut current = definition;
    let mut hops = 0;
    while hops < MAX_HOPS {
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

impl<'a> Survey<'a> {
    /// A walk that has not begun.
    pub(crate) const fn new<const TYPES: usize>(tables: &'a mut Tables<TYPES>) -> Self {
        Self {
            entries: &mut tables.entries,
            count: 0,
            index: Index::new(tables.slots.as_flattened_mut()),
            overflowed: false,
            properties: 0,
            values: 0,
            characters: 0,
            current: 0,
            wide: false,
            choices: None,
        }
    }

    /// Walks the tree below a root. Each named type is walked once, in the order in which it is
    /// met, so that neither the time nor the compiler's stack grows with the ways between them.
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
        if let Err(message) = self.collect(root, name) {
            return Err(message);
        }
        if let Err(message) = self.check_inhabited() {
            return Err(message);
        }
        if let Err(message) = self.check_depth(name) {
            return Err(message);
        }
        if self.wide
            && let Err(message) = self.check_buffered(name)
        {
            return Err(message);
        }
        self.check_names(name)
    }

    /// The walk alone, which ends at the first limit that is passed.
    pub(super) const fn collect(&mut self, root: &Node, name: &str) -> Result<(), Message> {
        if let Err(message) = self.walk(root, &Place::start(name), 0) {
            return Err(message);
        }
        let mut number = 0;
        while number < self.count {
            self.current = number;
            if let Some(definition) = self.entry(number).definition
                && let Err(message) = self.walk(&definition.node, &Place::here(), 0)
            {
                return Err(self.placed(message, number, name));
            }
            number += 1;
        }
        Ok(())
    }

    /// Whether the walk ended because its tables are too small, and larger ones are needed.
    pub(crate) const fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// A field whose words each request chooses, if the walk has met one.
    pub(super) const fn choices(&self) -> Option<&'static str> {
        self.choices
    }

    /// The counts, once the walk is done.
    pub(crate) const fn totals(&self) -> Totals {
        let mut depth = 0;
        let mut rest = self.entries();
        while let [entry, tail @ ..] = rest {
            if entry.above + entry.inside > depth {
                depth = entry.above + entry.inside;
            }
            rest = tail;
        }
        Totals {
            properties: self.properties,
            values: self.values,
            characters: self.characters,
            depth,
        }
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

    /// Number of the types that the walk has met.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The type, if its definition stands under `$defs`: it is used more than once, as every type
    /// is that contains itself. The root stands inline.
    pub(crate) const fn shared(&self, number: usize) -> Option<&'static Definition> {
        let entry = self.entry(number);
        if number > 0 && entry.uses > 1 {
            entry.definition
        } else {
            None
        }
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

    /// A message about a part of an entry, with the way from the root to it.
    pub(super) const fn placed(&self, message: Message, number: usize, root: &str) -> Message {
        message.at(self.path(number, root).as_str())
    }

    const fn path(&self, number: usize, root: &str) -> Message {
        if number == 0 {
            return Message::new().text(root);
        }
        let entry = self.entry(number);
        self.path(entry.parent, root).via(entry.via)
    }

    /// Walks one node as far as the next named types, with so many levels of nesting above it.
    const fn walk(&mut self, node: &Node, place: &Place<'_>, above: usize) -> Result<(), Message> {
        match node {
            Node::Integer { wide, .. } => {
                self.wide |= *wide;
                Ok(())
            }
            Node::Choice(choice) => self.count_choice(choice.words, place),
            Node::Array { items, .. } => {
                self.enter(above);
                self.walk(items, &place.items(), above + 1)
            }
            Node::Object(members) => {
                self.enter(above);
                self.walk_members(members, place, above + 1)
            }
            Node::AnyOf { branches, .. } => {
                let mut rest = *branches;
                while let [branch, tail @ ..] = rest {
                    let result = self.walk(branch.node, &place.variant(branch.variant), above);
                    if result.is_err() {
                        return result;
                    }
                    rest = tail;
                }
                Ok(())
            }
            Node::Bounded(inner, bounds) => {
                self.note(bounds);
                self.walk(inner, place, above)
            }
            Node::Nullable(inner) | Node::Read { offered: inner, .. } => {
                self.walk(inner, place, above)
            }
            Node::Named(_) | Node::Inline(_) => match node.definition() {
                Some(definition) => self.refer(definition, place, above),
                None => Ok(()),
            },
            // A refused type is reported where the field stands, by the judge of fields.
            Node::Refused(_)
            | Node::Null
            | Node::Boolean
            | Node::Number
            | Node::String
            | Node::Pattern(_)
            | Node::Format(_) => Ok(()),
        }
    }

    /// Notes what bounds leave open.
    const fn note(&mut self, bounds: &Bounds) {
        if let Some(field) = bounds.choices {
            self.choices = Some(field);
        }
    }

    /// Notes a level of nesting in the entry that is being walked.
    const fn enter(&mut self, above: usize) {
        let entry = self.entry_mut(self.current);
        if entry.inside <= above {
            entry.inside = above + 1;
        }
    }

    const fn walk_members(
        &mut self,
        members: &[Member],
        place: &Place<'_>,
        above: usize,
    ) -> Result<(), Message> {
        let mut rest = members;
        while let [member, tail @ ..] = rest {
            let result = match member {
                Member::Property(property) if self.count_plain(property) => Ok(()),
                Member::Property(property) => {
                    let place = place.key(property.key);
                    match self.count_property(property.characters, &place) {
                        Ok(()) => self.walk(property.node, &place, above),
                        error => error,
                    }
                }
                Member::Tag { key, value, .. } => {
                    self.count_property(characters(key) + characters(value), place)
                }
                Member::Flatten(node) => match (spliced(node), node.definition()) {
                    (Some(_), Some(definition)) if place.is_inside(definition.identity.id) => {
                        Err(no_finite_value(place))
                    }
                    (Some(members), Some(definition)) => {
                        self.walk_members(members, &place.into(definition.identity.id), above)
                    }
                    // Reported by the judge of flattened fields.
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

    /// Counts a property that has nothing inside, which most are, without a word about its place.
    /// It says `false`, and counts nothing, if there is something inside or a limit is reached.
    const fn count_plain(&mut self, property: &Property) -> bool {
        let mut node = property.node;
        loop {
            node = match node {
                Node::Nullable(inner) => inner,
                Node::Bounded(inner, bounds) => {
                    self.note(bounds);
                    inner
                }
                _ => break,
            };
        }
        let plain = matches!(
            node,
            Node::Integer { wide: false, .. }
                | Node::Boolean
                | Node::Number
                | Node::String
                | Node::Pattern(_)
                | Node::Format(_)
        );
        let properties = self.properties + 1;
        let characters = self.characters + property.characters;
        if !plain || properties > limit::PROPERTIES || characters > limit::CHARACTERS {
            return false;
        }
        self.properties = properties;
        self.characters = characters;
        true
    }

    /// Notes that a named type is used here, and walks a newtype, which stands where it is used.
    const fn refer(
        &mut self,
        definition: &'static Definition,
        place: &Place<'_>,
        above: usize,
    ) -> Result<(), Message> {
        let Some(definition) = target(definition) else {
            return Err(no_finite_value(place));
        };
        let id = definition.identity.id;
        if let Some(number) = self.index.get(id) {
            self.entry_mut(number).uses += 1;
            return Ok(());
        }
        // A newtype that contains itself needs a place of its own after all.
        if definition.transparent && !place.is_inside(id) {
            return self.walk(&definition.node, &place.into(id), above);
        }
        let number = self.count;
        if number == self.entries.len() {
            self.overflowed = true;
            return Err(Message::new()
                .place(place)
                .text(" is one of more than ")
                .number(CAPACITY as u128)
                .text(" types in one answer"));
        }
        self.count += 1;
        self.index.insert(id, number);
        *self.entry_mut(number) = Entry {
            definition: Some(definition),
            // The use that was walked through before the newtype was known to contain itself.
            uses: if definition.transparent { 2 } else { 1 },
            parent: self.current,
            via: place.via(),
            above,
            ..Entry::EMPTY
        };
        Ok(())
    }

    /// Counts a property, and the word of a tag.
    const fn count_property(
        &mut self,
        characters: usize,
        place: &Place<'_>,
    ) -> Result<(), Message> {
        self.properties += 1;
        if self.properties > limit::PROPERTIES {
            return Err(Message::new()
                .text("too many properties for one schema (at ")
                .place(place)
                .text("): the limit is ")
                .number(limit::PROPERTIES as u128)
                .help("move a part into a request of its own"));
        }
        self.count_characters(characters, place)
    }

    const fn count_choice(&mut self, words: &[&str], place: &Place<'_>) -> Result<(), Message> {
        self.values += words.len();
        if self.values > limit::ENUM_VALUES {
            return Err(Message::new()
                .text("too many enum values for one schema (at ")
                .place(place)
                .text("): ")
                .number(self.values as u128)
                .text(" so far, the limit is ")
                .number(limit::ENUM_VALUES as u128)
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
                .number(length as u128)
                .text(", the limit for more than ")
                .number(limit::LARGE_ENUM as u128)
                .text(" values is ")
                .number(limit::LARGE_ENUM_CHARACTERS as u128)
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
                .number(limit::CHARACTERS as u128)
                .help("shorten names with `#[serde(rename = \"...\")]`"));
        }
        Ok(())
    }
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
