//! What the derive knows about an item: the shapes that serde gives it on the wire, with the
//! place of everything that a message may have to point at.
//!
//! Skipped fields and variants are not in here, as they are never on the wire.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Generics, LitStr, Member, Path};

/// The item that derives.
pub(crate) struct Item {
    pub(crate) ident: Ident,
    pub(crate) visibility: TokenStream,
    pub(crate) generics: Generics,
    /// `#[openai(name = "...")]`.
    pub(crate) name: Option<LitStr>,
    /// The name that serde knows it by.
    pub(crate) wire_name: String,
    /// `#[serde(expecting = "...")]`.
    pub(crate) expecting: Option<String>,
    pub(crate) description: Option<String>,
    /// A number that two items in one place do not share: a hash of the item's tokens.
    pub(crate) fingerprint: u64,
    /// The item's own `#[allow(...)]`, which must hold for what is generated from its tokens.
    pub(crate) lints: Vec<Attribute>,
    /// serde's words that no schema can follow, each where it stands.
    pub(crate) refused: Vec<RefusedWord>,
    /// `#[openai(wrap)]`: the key that holds the value where the type is the root.
    pub(crate) wrap: Option<Wrap>,
    /// `#[openai(check = path)]`.
    pub(crate) check: Option<Path>,
    /// `#[openai(draft = "...")]`: the name of the draft, which is `InvoiceDraft` without it.
    pub(crate) draft: Option<Ident>,
    /// `#[openai(leaf)]`: the value is read in one piece.
    pub(crate) leaf: bool,
    /// `#[serde(deny_unknown_fields)]`.
    pub(crate) closed: bool,
    /// What `#[serde(default)]` on a struct says of its missing fields.
    pub(crate) default: Absent,
    pub(crate) shape: Shape,
}

/// What a missing key stands for.
#[derive(Clone)]
pub(crate) enum Absent {
    /// What the type makes of it: `None`, or a mistake.
    Own,
    /// `Default::default()`.
    Default,
    /// What this function gives.
    Path(TokenStream),
}

/// A field that is never on the wire.
pub(crate) struct Skipped {
    pub(crate) member: Member,
    pub(crate) default: Absent,
}

/// `#[openai(wrap)]`, or `#[openai(wrap = "key")]`.
pub(crate) struct Wrap {
    pub(crate) word: Ident,
    pub(crate) key: LitStr,
}

/// A word of serde's that cannot be honoured, and what to write instead.
pub(crate) struct RefusedWord {
    pub(crate) word: Ident,
    pub(crate) message: &'static str,
}

/// What an item is on the wire.
pub(crate) enum Shape {
    /// A unit struct: `null`.
    Unit,
    /// A struct with named fields.
    Object {
        /// `#[serde(tag = "...")]` on a struct: the key, and the struct's own name as the value.
        tag: Option<Tag>,
        fields: Vec<Field>,
        skipped: Vec<Skipped>,
    },
    /// A newtype, or a transparent struct: what its one field is.
    Newtype {
        field: Box<Field>,
        /// Whether serde looks through it, also where the key is missing.
        transparent: bool,
        /// Whether it has other fields, which are never on the wire.
        others: bool,
    },
    /// A tuple struct, which is refused.
    Tuple(Tuple),
    /// `#[serde(from = "...")]`, `#[openai(as = "...")]` and the like: what that type is.
    Source(Type),
    Enum(Enum),
}

/// A key with a fixed value, known to be first.
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// A list of unnamed values: what the mistake is about, and where it stands.
pub(crate) struct Tuple {
    /// How many fields are on the wire, and how many there are.
    pub(crate) sent: usize,
    pub(crate) declared: usize,
    /// The second field, or the empty parentheses.
    pub(crate) place: TokenStream,
}

pub(crate) struct Enum {
    pub(crate) tagging: Tagging,
    pub(crate) variants: Vec<Variant>,
    /// Whether there are variants that are never on the wire.
    pub(crate) skips: bool,
}

/// serde's four representations of an enum.
pub(crate) enum Tagging {
    /// `{"Circle": {"radius": 1}}`
    External,
    /// `{"type": "Circle", "radius": 1}`
    Internal { tag: String },
    /// `{"type": "Circle", "content": {"radius": 1}}`
    Adjacent { tag: String, content: String },
    /// `{"radius": 1}`
    Untagged,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) key: Key,
    /// Other names that serde takes.
    pub(crate) aliases: Vec<Key>,
    pub(crate) description: Option<String>,
    pub(crate) refused: Vec<RefusedWord>,
    /// `#[serde(other)]`: serde reads it from every other name too.
    pub(crate) other: bool,
    /// A newtype variant whose value is skipped, which serde mostly takes for a unit.
    pub(crate) emptied: bool,
    pub(crate) content: Content,
}

/// What a variant holds.
pub(crate) enum Content {
    Unit,
    Newtype(Box<Field>),
    Object {
        fields: Vec<Field>,
        skipped: Vec<Skipped>,
    },
    /// Refused.
    Tuple(Tuple),
}

/// A name on the wire, and the token that it comes from.
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

pub(crate) struct Field {
    /// The name or number in Rust.
    pub(crate) member: Member,
    /// The path in Rust, for messages: `Invoice.lines`, `Shape::Circle.radius`.
    pub(crate) place: String,
    pub(crate) key: Key,
    /// Other names that serde takes.
    pub(crate) aliases: Vec<Key>,
    pub(crate) description: Option<String>,
    /// The path by which a request fills the field's words: `Order.category`.
    pub(crate) title: String,
    /// The field's own type.
    pub(crate) own: TokenStream,
    /// The type that gives the schema: the field's own, or that of `#[openai(as = "...")]`.
    pub(crate) ty: Type,
    pub(crate) flatten: bool,
    pub(crate) visibility: TokenStream,
    /// What a missing key stands for. The schema asks for the key all the same.
    pub(crate) absent: Absent,
    /// The function of `#[serde(with = "...")]` that reads the value.
    pub(crate) with: Option<TokenStream>,
    /// `#[openai(leaf)]`: the value is read in one piece.
    pub(crate) leaf: bool,
    pub(crate) bounds: Vec<Bound>,
    /// `#[openai(check = path)]`.
    pub(crate) check: Option<Path>,
    pub(crate) refused: Vec<RefusedWord>,
}

/// What gives a schema.
pub(crate) struct Type {
    /// As the user typed it.
    pub(crate) tokens: TokenStream,
    /// The constant that holds its node in the generated code.
    pub(crate) constant: Ident,
    pub(crate) source: Source,
    /// Whether the type needs no look of its own.
    pub(crate) plain: bool,
}

/// Where a schema comes from.
pub(crate) enum Source {
    /// The field's own type.
    Own,
    /// Another type with the same wire form.
    As,
    /// Another type, of which the user's own code makes the value or refuses to.
    Tried,
    /// A map as a list of keys and values.
    Entries,
    /// JSON that the user wrote.
    Written(Wire),
}

/// A schema that the user wrote.
pub(crate) struct Wire {
    pub(crate) kind: WireKind,
    pub(crate) bounds: Vec<Bound>,
}

/// What a written schema is.
pub(crate) enum WireKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    /// One of these words.
    Words(Vec<String>),
    List(Box<Wire>),
    Object(Vec<WireProperty>),
    AnyOf(Vec<Wire>),
    Nullable(Box<Wire>),
}

/// A key of a written object.
pub(crate) struct WireProperty {
    pub(crate) key: String,
    pub(crate) description: Option<String>,
    pub(crate) wire: Wire,
}

/// One of the words that narrow a field's value.
pub(crate) struct Bound {
    /// The word itself.
    pub(crate) word: Ident,
    /// What the user typed after `=`, or the word itself.
    pub(crate) literal: TokenStream,
    pub(crate) limit: Limit,
}

pub(crate) enum Limit {
    /// A number, with its text as JSON writes it.
    Number { value: f64, text: String },
    /// A count of items or characters.
    Count(u64),
    /// A pattern or the name of a format.
    Text(LitStr),
    /// The word stands alone: `choices`.
    Open,
}

impl Enum {
    /// Whether it is one of some words and nothing else.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self.tagging, Tagging::External)
            && (self.variants.iter()).all(|variant| matches!(variant.content, Content::Unit))
    }
}

impl Shape {
    /// Whether it is an object by itself.
    pub(crate) fn is_object(&self) -> bool {
        match self {
            Self::Object { .. } => true,
            Self::Source(ty) => matches!(
                &ty.source,
                Source::Written(Wire {
                    kind: WireKind::Object(_),
                    ..
                })
            ),
            Self::Unit | Self::Newtype { .. } | Self::Tuple(_) | Self::Enum(_) => false,
        }
    }
}

impl Item {
    /// The types of everything that is on the wire.
    pub(crate) fn types(&self) -> Vec<&Type> {
        self.fields()
            .into_iter()
            .map(|field| &field.ty)
            .chain(match &self.shape {
                Shape::Source(source) => Some(source),
                _ => None,
            })
            .collect()
    }

    /// Everything on the wire that is declared as a field.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => Vec::new(),
            Shape::Object { fields, .. } => fields.iter().collect(),
            Shape::Newtype { field, .. } => vec![field],
            Shape::Enum(data) => data
                .variants
                .iter()
                .flat_map(|variant| match &variant.content {
                    Content::Unit | Content::Tuple(_) => &[][..],
                    Content::Newtype(field) => std::slice::from_ref(&**field),
                    Content::Object { fields, .. } => fields,
                })
                .collect(),
        }
    }
}
