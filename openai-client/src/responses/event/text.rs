//! Events of what is said.

use crate::{
    responses::{annotation::Annotation, item_id::ItemId, logprob::TokenLogprob},
    wire::wire_object,
};

wire_object! {
    /// A piece of the text.
    pub struct OutputTextDelta {
        /// The piece.
        delta: String,
    } with {
        /// How likely its tokens were.
        logprobs: Vec<TokenLogprob>,
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the item.
        content_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
        /// Noise, so that the size of the event does not tell the text. A
        /// `ResponseStream` leaves it out.
        obfuscation: String,
    }
}

wire_object! {
    /// The text of a part is whole.
    pub struct OutputTextDone {
        /// The text.
        text: String,
    } with {
        /// How likely its tokens were.
        logprobs: Vec<TokenLogprob>,
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
    /// A source of the text.
    pub struct AnnotationAdded {} with {
        /// The source.
        annotation: Annotation,
        /// Its place among the sources of the part.
        annotation_index: u64,
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
    /// A piece of a part: of a refusal, or of the thinking.
    pub struct ContentDelta {
        /// The piece.
        delta: String,
    } with {
        /// The item.
        item_id: ItemId,
        /// The place of the item.
        output_index: u64,
        /// The place of the part in the item.
        content_index: u64,
        /// The place of the event among those of the response.
        sequence_number: u64,
        /// Noise, so that the size of the event does not tell the text. A
        /// `ResponseStream` leaves it out.
        obfuscation: String,
    }
}

wire_object! {
    /// A refusal is whole.
    pub struct RefusalDone {
        /// Its words.
        refusal: String,
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
