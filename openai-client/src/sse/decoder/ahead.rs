//! What one who reads whole events by other means must know before it takes one past the decoder.

use super::{BOM, Decoder, Line};

impl Decoder {
    /// Whether the next byte begins an event. Whoever reads a whole one there by other means need
    /// not show it here.
    pub(crate) fn is_between(&self) -> bool {
        let holds_nothing =
            self.lent || (self.data.is_none() && self.line == Line::Start && self.name.is_empty());
        holds_nothing && !self.after_cr && self.bom == BOM.len() && !self.ended
    }

    /// The beginning of a read that is not too large for an event, whatever is in it.
    pub(crate) fn within_limit<'r>(&self, read: &'r [u8]) -> &'r [u8] {
        read.get(..self.limit).unwrap_or(read)
    }
}
