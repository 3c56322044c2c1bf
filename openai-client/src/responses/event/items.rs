//! Events of items and of their parts.

use crate::{
    responses::{item::Item, item_id::ItemId, part::Part},
    wire::wire_object,
};

wire_object! {
    /// An item begins, or is whole.
    pub struct OutputItem {} with {
        /// The item.
        item: Box<Item>,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// A part of a message or of the thinking begins, or is whole.
    pub struct ContentPart {} with {
        /// The part.
        part: Box<Part>,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the item.
        content_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}
