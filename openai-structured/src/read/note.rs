//! What is worth knowing of a text that was read all the same.

/// Something that the schema does not allow, or that a reader of the value may trip over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// A key is missing that stands for a value: `None`, or a default.
    MissingKey(&'static str),
    /// A key that the type does not know.
    UnknownKey,
    /// The character NUL, which texts in C and in some databases cannot hold.
    Nul,
    /// The document stands there twice.
    Repeated,
}
