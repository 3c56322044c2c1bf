//! Events of what the model thinks.

use crate::{
    responses::{item::ItemStatus, item_id::ItemId, part::Part},
    wire::wire_object,
};

wire_object! {
    /// A part of the thinking is whole.
    pub struct ReasoningTextDone {
        /// The text.
        text: String,
    } with {
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

wire_object! {
    /// A part of the summary of the thinking begins, or is whole.
    pub struct SummaryPart {} with {
        /// The part.
        part: Box<Part>,
        /// Set if the part was cut off.
        status: ItemStatus,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the summary.
        summary_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// A piece of the summary of the thinking.
    pub struct SummaryDelta {
        /// The piece.
        delta: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the summary.
        summary_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
        /// Noise, so that the size of the event does not tell the text. A
        /// `ResponseStream` leaves it out.
        obfuscation: String,
    }
}

wire_object! {
    /// The text of a part of the summary is whole.
    pub struct SummaryDone {
        /// The text.
        text: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the summary.
        summary_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}
