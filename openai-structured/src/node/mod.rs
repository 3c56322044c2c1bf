//! What a schema is made of, as constants.
//!
//! The derive and the impls for foreign types build these; [`crate::strict`] judges them and
//! [`crate::schema`] writes them as JSON.

mod identity;
mod link;

pub use self::identity::Identity;
pub use self::link::Link;

/// The schema of one place: a field, a list item, a branch.
pub enum Node {
    /// `null`: the unit struct.
    Null,
    /// `true` or `false`.
    Boolean,
    /// An integer within its type's range.
    Integer {
        /// 128 bits: serde cannot carry these through the buffer that it reads flattened,
        /// internally tagged and untagged values from.
        wide: bool,
        /// The least value, where the engine can say it.
        minimum: i64,
        /// The greatest value, where the engine can say it.
        maximum: i64,
    },
    /// A number with fraction and exponent.
    Number,
    /// Any text.
    String,
    /// Text that matches a pattern.
    Pattern(&'static str),
    /// Text in one of the formats of [`crate::strict::format`].
    Format(&'static str),
    /// One of these words.
    Choice(Choice),
    /// A list.
    Array {
        /// What each item is.
        items: &'static Node,
        /// The only length, for arrays.
        length: Option<usize>,
    },
    /// A closed object; every key is required.
    Object(&'static [Member]),
    /// One of several shapes.
    AnyOf {
        /// The shapes.
        branches: &'static [Branch],
        /// What tells them apart.
        tagging: Tagging,
    },
    /// The inner value or `null`.
    Nullable(&'static Node),
    /// The inner value within narrower bounds.
    Bounded(&'static Node, &'static Bounds),
    /// What serde reads in more forms than the schema offers: a word in any case, a number for a
    /// text. Untagged enums are told apart by what is read.
    Read {
        /// What the schema says.
        offered: &'static Node,
        /// What is read beside that.
        besides: &'static Node,
    },
    /// A type with a definition of its own.
    Named(Link),
    /// An instance of a generic type, which cannot have a static of its own.
    Inline(&'static Definition),
    /// A type that can never be strict.
    Refused(Refusal),
}

/// The definition of a named type.
pub struct Definition {
    /// Whose definition this is.
    pub identity: Identity,
    /// The type's documentation, as [`Property::description`] is.
    pub description: Option<&'static [u8]>,
    /// A newtype: the wire form is the inner value's, and no definition is written for it unless
    /// it contains itself.
    pub transparent: bool,
    /// The value in Rust is another one than was read, so it cannot be looked at after reading.
    pub opaque: bool,
    /// What the type is.
    pub node: Node,
}

/// The words of an enum whose variants are all units.
pub struct Choice {
    /// The words that the schema offers.
    pub words: &'static [&'static str],
    /// Other words that serde takes.
    pub aliases: &'static [&'static str],
    /// Whether serde takes every other word too (`#[serde(other)]`).
    pub open: bool,
}

/// What tells the branches of an enum apart on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagging {
    /// The variant's name is the value, or the only key.
    External,
    /// A key beside the variant's own keys.
    Internal,
    /// A key beside a key for the content.
    Adjacent,
    /// Nothing: the branches must differ in themselves.
    Untagged,
}

/// A part of an object.
pub enum Member {
    /// One key.
    Property(Property),
    /// The tag of an enum: a key whose value is always this word.
    Tag {
        /// The tag's key.
        key: &'static str,
        /// The variant's name on the wire.
        value: &'static str,
        /// Whether serde reads the same from every other word (`#[serde(other)]`, and the tag of a
        /// struct, which serde does not look at).
        open: bool,
    },
    /// The keys of another object stand here.
    Flatten(&'static Node),
}

/// A key of an object and its value.
pub struct Property {
    /// The name on the wire.
    pub key: &'static str,
    /// The same as the schema has it, between a comma and a colon: `,"key":`. Without it, it is
    /// written when the schema is.
    pub written: Option<&'static [u8]>,
    /// The characters of the key, as the API counts them: code points.
    pub characters: usize,
    /// Other names that serde takes.
    pub aliases: &'static [&'static str],
    /// The field's documentation, as the schema has it: `,"description":"..."`. The interpreter
    /// copies a long piece as quickly as a short one, and would escape character by character.
    pub description: Option<&'static [u8]>,
    /// Whether reading fails without the key: false for `#[serde(default)]`. The schema requires
    /// every key in any case; untagged enums are told apart by it.
    pub required: bool,
    /// What the value is.
    pub node: &'static Node,
}

impl Member {
    /// A key that has no other names, and that reading fails without.
    pub(crate) const fn required(key: &'static str, node: &'static Node) -> Self {
        Self::Property(Property {
            key,
            aliases: &[],
            description: None,
            required: true,
            node,
            written: None,
            characters: characters(key),
        })
    }
}

/// Characters of a text, as the API counts them: code points.
pub(crate) const fn characters(text: &str) -> usize {
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

/// One shape of [`Node::AnyOf`].
pub struct Branch {
    /// The variant's name, for messages.
    pub variant: &'static str,
    /// The variant's documentation, as [`Property::description`] is.
    pub description: Option<&'static [u8]>,
    /// What the value is.
    pub node: &'static Node,
}

/// Why a type can never be strict, and what to write instead.
#[derive(Debug, Clone, Copy)]
pub struct Refusal {
    /// The reason: "its keys are open".
    pub reason: &'static str,
    /// The way out, in the imperative.
    pub help: &'static str,
}

/// A bound's value, and its text as JSON writes it.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// For comparing.
    pub value: f64,
    /// For writing.
    pub text: &'static str,
}

/// Bounds that a field adds to its type's own.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The least value.
    pub minimum: Option<Bound>,
    /// The greatest value.
    pub maximum: Option<Bound>,
    /// The value must be greater than this.
    pub exclusive_minimum: Option<Bound>,
    /// The value must be less than this.
    pub exclusive_maximum: Option<Bound>,
    /// The value must be a multiple of this.
    pub multiple_of: Option<Bound>,
    /// The least number of items.
    pub min_items: Option<u64>,
    /// The greatest number of items.
    pub max_items: Option<u64>,
    /// The least number of characters.
    pub min_length: Option<u64>,
    /// The greatest number of characters.
    pub max_length: Option<u64>,
    /// The pattern of a text, in the dialect of [`crate::strict::pattern`].
    pub pattern: Option<&'static str>,
    /// The format of a text, one of [`crate::strict::format::NAMES`].
    pub format: Option<&'static str>,
    /// The field whose words each request may choose: `Order.category`.
    pub choices: Option<&'static str>,
    /// A function of the user's looks at the value, so the bounds need not be looked at.
    pub vouched: bool,
}

impl Bounds {
    /// No bounds.
    pub const NONE: Self = Self {
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        min_length: None,
        max_length: None,
        pattern: None,
        format: None,
        choices: None,
        vouched: false,
    };

    /// Whether there are none.
    pub(crate) const fn is_none(&self) -> bool {
        !self.of_number() && !self.of_list() && !self.of_text()
    }

    /// Whether some speak of numbers.
    pub(crate) const fn of_number(&self) -> bool {
        !matches!(self.numeric(), [None, None, None, None, None])
    }

    /// Whether some speak of a text.
    pub(crate) const fn of_text(&self) -> bool {
        self.min_length.is_some()
            || self.max_length.is_some()
            || self.pattern.is_some()
            || self.format.is_some()
            || self.choices.is_some()
    }

    /// Whether some speak of a list's length.
    pub(crate) const fn of_list(&self) -> bool {
        self.min_items.is_some() || self.max_items.is_some()
    }

    /// All that speak of numbers.
    pub(crate) const fn numeric(&self) -> [Option<Bound>; 5] {
        [
            self.minimum,
            self.maximum,
            self.exclusive_minimum,
            self.exclusive_maximum,
            self.multiple_of,
        ]
    }

    /// Both bounds at once: the tighter of each. Of two words that cannot be joined the inner
    /// stays; the judge of bounds refuses them.
    pub(crate) const fn and(&self, outer: &Self) -> Self {
        Self {
            minimum: tighter(self.minimum, outer.minimum, true),
            maximum: tighter(self.maximum, outer.maximum, false),
            exclusive_minimum: tighter(self.exclusive_minimum, outer.exclusive_minimum, true),
            exclusive_maximum: tighter(self.exclusive_maximum, outer.exclusive_maximum, false),
            multiple_of: match self.multiple_of {
                None => outer.multiple_of,
                some => some,
            },
            min_items: longer(self.min_items, outer.min_items),
            max_items: shorter(self.max_items, outer.max_items),
            min_length: longer(self.min_length, outer.min_length),
            max_length: shorter(self.max_length, outer.max_length),
            pattern: match self.pattern {
                None => outer.pattern,
                some => some,
            },
            format: match self.format {
                None => outer.format,
                some => some,
            },
            choices: match self.choices {
                None => outer.choices,
                some => some,
            },
            vouched: self.vouched || outer.vouched,
        }
    }
}

const fn longer(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a > b { a } else { b }),
        (None, some) | (some, None) => some,
    }
}

const fn shorter(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a < b { a } else { b }),
        (None, some) | (some, None) => some,
    }
}

const fn tighter(a: Option<Bound>, b: Option<Bound>, greater: bool) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if (a.value > b.value) == greater { a } else { b }),
        (None, some) | (some, None) => some,
    }
}

/// More newtypes around each other than anyone writes; beyond it stands a newtype of itself.
pub(crate) const MAX_HOPS: u32 = 1_000;

impl Node {
    /// The same node with named types followed to what their schema says.
    ///
    /// A newtype that contains nothing but itself is answered as it stands.
    pub const fn resolve(&self) -> &Node {
        let mut node = self;
        let mut hops = 0;
        while hops < MAX_HOPS {
            node = match node {
                Node::Named(link) => &link.follow().node,
                Node::Inline(definition) => &definition.node,
                Node::Read { offered, .. } => offered,
                other => return other,
            };
            hops += 1;
        }
        node
    }

    /// Whether a type on the way to what the node is converts what it reads.
    pub(crate) const fn is_opaque(&self) -> bool {
        let mut node = self;
        let mut hops = 0;
        while hops < MAX_HOPS {
            node = match node {
                Node::Nullable(inner)
                | Node::Bounded(inner, _)
                | Node::Read { offered: inner, .. } => inner,
                _ => match node.definition() {
                    Some(definition) if definition.opaque => return true,
                    Some(definition) => &definition.node,
                    None => return false,
                },
            };
            hops += 1;
        }
        false
    }

    /// The definition behind a named type.
    pub const fn definition(&self) -> Option<&'static Definition> {
        match self {
            Node::Named(link) => Some(link.follow()),
            Node::Inline(definition) => Some(definition),
            _ => None,
        }
    }
}
