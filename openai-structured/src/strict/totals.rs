//! The sizes of one schema, however it was made.

/// What the API counts in a schema, against the limits of [`limit`](super::limit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Properties of all objects.
    pub(crate) properties: usize,
    /// Values of all enums.
    pub(crate) values: usize,
    /// Characters of all names, enum values and constants.
    pub(crate) characters: usize,
    /// Levels of objects and lists.
    pub(crate) depth: usize,
}
