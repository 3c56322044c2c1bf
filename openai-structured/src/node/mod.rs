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
    Choice(&'static [&'static str]),
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
        /// Whether a tag or a key tells them apart. Untagged ones must differ in themselves.
        tagged: bool,
    },
    /// The inner value or `null`.
    Nullable(&'static Node),
    /// The inner value within narrower bounds.
    Bounded(&'static Node, Bounds),
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
    /// The type's documentation.
    pub description: Option<&'static str>,
    /// A newtype: the wire form is the inner value's, and no definition is written for it unless
    /// it contains itself.
    pub transparent: bool,
    /// What the type is.
    pub node: Node,
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
    },
    /// The keys of another object stand here.
    Flatten(&'static Node),
}

/// A key of an object and its value.
pub struct Property {
    /// The name on the wire.
    pub key: &'static str,
    /// The field's documentation.
    pub description: Option<&'static str>,
    /// Whether reading fails without the key: false for `#[serde(default)]`. The schema requires
    /// every key in any case; untagged enums are told apart by it.
    pub required: bool,
    /// What the value is.
    pub node: &'static Node,
}

/// One shape of [`Node::AnyOf`].
pub struct Branch {
    /// The variant's name, for messages.
    pub variant: &'static str,
    /// The variant's documentation.
    pub description: Option<&'static str>,
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
    };

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
}

/// More newtypes around each other than anyone writes; beyond it stands a newtype of itself.
const MAX_HOPS: u32 = 64;

impl Node {
    /// The same node with named types followed to what they are.
    ///
    /// A newtype that contains nothing but itself is answered as it stands.
    pub const fn resolve(&self) -> &Node {
        let mut node = self;
        let mut hops = 0;
        while hops < MAX_HOPS {
            node = match node {
                Node::Named(link) => &link.follow().node,
                Node::Inline(definition) => &definition.node,
                other => return other,
            };
            hops += 1;
        }
        node
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
