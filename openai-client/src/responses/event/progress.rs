//! Events of work that the service does itself, and of sound.

use crate::{responses::item_id::ItemId, wire::wire_object};

wire_object! {
    /// How far the work on an item is; the event's kind says it.
    pub struct Progress {} with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// An image as far as it is.
    pub struct PartialImage {
        /// The image, base64-encoded.
        partial_image_b64: String,
    } with {
        /// Which image of the item's, from 0: each has more of it.
        partial_image_index: u64,
        /// Its width and height in pixels.
        size: String,
        /// How good it is.
        quality: String,
        /// What is behind it.
        background: String,
        /// Its format.
        output_format: String,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// A piece of what is spoken.
    pub struct AudioDelta {
        /// The piece: of the sound, base64-encoded, or of the words.
        delta: String,
    } with {
        /// The response.
        response_id: String,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// What is spoken is whole.
    pub struct AudioDone {} with {
        /// The response.
        response_id: String,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}
