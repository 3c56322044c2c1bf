//! What the moderation of a request and its answer found.

use std::collections::BTreeMap;

use crate::{
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// What the moderation found that the request [asked for](super::ResponseRequest::moderation).
    pub struct Moderation {} with {
        /// In the request.
        input: Finding,
        /// In the answer.
        output: Finding,
    }
}

wire_union! {
    /// What the moderation found, or why it found nothing.
    pub enum Finding {
        /// It judged.
        Judgement(Judgement) = "moderation_result",
        /// It could not judge.
        Error(ModerationError) = "error",
    }
}

wire_object! {
    /// The judgement of a model.
    pub struct Judgement as "moderation_result" {
        /// The model.
        model: String,
        /// Whether it objects.
        flagged: bool,
        /// To which categories it objects.
        categories: BTreeMap<String, bool>,
        /// How sure it is, from 0 to 1.
        category_scores: BTreeMap<String, f64>,
        /// What of the content was judged.
        category_applied_input_types: BTreeMap<String, Vec<JudgedKind>>,
    }
}

open_enum! {
    /// A kind of content that is judged.
    pub enum JudgedKind {
        /// Text.
        Text = "text",
        /// Images.
        Image = "image",
    }
}

wire_object! {
    /// Why there is no judgement.
    pub struct ModerationError as "error" {
        /// In a word.
        code: String,
        /// In a sentence.
        message: String,
    }
}
