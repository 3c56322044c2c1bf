//! What a reply says, before an endpoint writes it in its words.

use serde_json::Value;

/// One thing that a reply says.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A choice of a completion; in a response, a message and the calls after it.
    Choice(Choice),
    /// The summary of what a model thought. Only a response has one.
    Reasoning(String),
    /// An output item as it is. Only a response has items.
    Item(Value),
    /// The answer failed here.
    Failed { code: String, message: String },
    /// The vector of an input. Only embeddings have them.
    Vector(Vec<f32>),
    /// The categories of what is wrong with an input. Only moderations have them.
    Flags(Vec<String>),
}

/// What one choice of a completion says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) text: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) calls: Vec<Call>,
    pub(super) finish: &'static str,
}

/// One call of a function tool; the arguments are text, as on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: String,
}
