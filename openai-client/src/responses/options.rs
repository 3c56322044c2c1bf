//! The options of a request that are more than a number or a text.

use std::collections::BTreeMap;

use super::part::Part;
use crate::{
    chat::ReasoningEffort,
    open_enum::open_enum,
    wire::{wire_either, wire_object},
};

open_enum! {
    /// What answers have beyond the usual.
    pub enum Include {
        /// The results of file searches.
        FileSearchResults = "file_search_call.results",
        /// The results of web searches.
        WebSearchResults = "web_search_call.results",
        /// The sources of web searches.
        WebSearchSources = "web_search_call.action.sources",
        /// The addresses of the images of messages.
        InputImageUrl = "message.input_image.image_url",
        /// The addresses of the images of what a computer showed.
        ComputerImageUrl = "computer_call_output.output.image_url",
        /// What the code that was run has printed.
        CodeOutputs = "code_interpreter_call.outputs",
        /// The thinking, for the service to read when it comes back: for conversations that the
        /// service does not store.
        EncryptedReasoning = "reasoning.encrypted_content",
        /// How likely the tokens of the text were.
        Logprobs = "message.output_text.logprobs",
    }
}

open_enum! {
    /// What happens when a conversation does not fit in the model.
    pub enum Truncation {
        /// Items are left out from its beginning.
        Auto = "auto",
        /// The call is refused.
        Disabled = "disabled",
    }
}

open_enum! {
    /// How much of the thinking is told.
    pub enum ReasoningSummary {
        /// As the model does best.
        Auto = "auto",
        /// Little.
        Concise = "concise",
        /// Much.
        Detailed = "detailed",
    }
}

open_enum! {
    /// Which thinking of before the model sees.
    pub enum ReasoningContext {
        /// As the model does best.
        Auto = "auto",
        /// That of this turn.
        CurrentTurn = "current_turn",
        /// That of all turns.
        AllTurns = "all_turns",
    }
}

open_enum! {
    /// The way of thinking.
    pub enum ReasoningMode {
        /// The usual one.
        Standard = "standard",
        /// The thorough one.
        Pro = "pro",
    }
}

wire_object! {
    /// How a reasoning model thinks.
    ///
    /// ```
    /// use openai_client::{
    ///     chat::ReasoningEffort,
    ///     responses::{ReasoningOptions, ReasoningSummary, ResponseRequest},
    /// };
    ///
    /// let request = ResponseRequest::new("gpt-5-mini").input("Why is the sky blue?").reasoning(
    ///     ReasoningOptions::new()
    ///         .effort(ReasoningEffort::Low)
    ///         .summary(ReasoningSummary::Auto),
    /// );
    /// ```
    pub built struct ReasoningOptions {} with {
        /// How much.
        effort: ReasoningEffort,
        /// How much of it is told.
        summary: ReasoningSummary,
        /// Which thinking of before it sees.
        context: ReasoningContext,
        /// In which way.
        mode: ReasoningMode,
        /// The old form of `summary`.
        generate_summary: ReasoningSummary,
    }
}

impl From<ReasoningEffort> for ReasoningOptions {
    fn from(effort: ReasoningEffort) -> Self {
        Self::new().effort(effort)
    }
}

wire_object! {
    /// What a streamed response has beside its events.
    pub built struct StreamOptions {} with {
        /// Whether events are padded, so that their sizes on the network tell less about the text.
        include_obfuscation: bool,
    }
}

wire_object! {
    /// What the service does with a conversation that grows.
    pub built struct ContextManagement {
        /// In a word: `compaction`.
        kind = "type": String,
    } with {
        /// From how many tokens on.
        compact_threshold: u64,
    }
}

impl ContextManagement {
    /// What came before is put in short.
    pub fn compaction() -> Self {
        Self::new("compaction")
    }
}

wire_object! {
    /// A prompt that is kept at the service, and what stands in its places.
    ///
    /// ```
    /// use openai_client::responses::{InputText, Prompt, ResponseRequest};
    ///
    /// let prompt = Prompt::new("pmpt_123")
    ///     .version("2")
    ///     .variable("city", "Bonn")
    ///     .variable("letter", InputText::new("Dear …"));
    /// let request = ResponseRequest::of_prompt(prompt);
    /// ```
    pub built struct Prompt {
        /// The prompt.
        id: String,
    } with {
        /// Its version; the service's default if none.
        version: String,
        /// What stands in its places, by their names.
        variables: BTreeMap<String, PromptVariable>,
    }
}

impl Prompt {
    /// Puts something in a place.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<PromptVariable>) -> Self {
        let variables = self.variables.get_or_insert_default();
        variables.insert(name.into(), value.into());
        self
    }
}

wire_either! {
    /// What stands in a place of a prompt: a text or a part.
    pub enum PromptVariable {
        /// A text.
        Text(String) = text,
        /// A text, an image or a file.
        Part(Part) = object,
    }
}

impl From<&str> for PromptVariable {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PromptVariable {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<P: Into<Part>> From<P> for PromptVariable {
    fn from(part: P) -> Self {
        Self::Part(part.into())
    }
}

wire_object! {
    /// The conversation that a response belongs to.
    pub struct ConversationRef {
        /// The conversation.
        id: String,
    }
}
