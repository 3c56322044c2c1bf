//! How many tokens a request would have.

use super::{Input, ReasoningOptions, ResponseRequest, TextOptions, Tool, ToolChoice, Truncation};
use crate::body::request_body;

request_body! {
    /// A request to count the tokens of what would go to the model.
    ///
    /// ```
    /// use openai_client::responses::{InputTokensRequest, ResponseRequest};
    ///
    /// let request = ResponseRequest::new("gpt-5-mini").input("Why is the sky blue?");
    /// let count = InputTokensRequest::from(&request);
    /// ```
    pub struct InputTokensRequest {} with {
        /// The model.
        model = "model": String, into;
        /// What goes to the model.
        input = "input": Input, into;
        /// What the application asks of the model.
        instructions = "instructions": String, into;
        /// The conversation that input and answer are added to, by its id.
        conversation = "conversation": String, into;
        /// The response that this one goes on from.
        previous_response_id = "previous_response_id": String, into;
        /// Whether the model may call several tools at once.
        parallel_tool_calls = "parallel_tool_calls": bool, plain;
        /// The manner of the model, such as `friendly` or `pragmatic`.
        personality = "personality": String, into;
        /// How a reasoning model thinks.
        reasoning = "reasoning": ReasoningOptions, into;
        /// What the text of the answer is like.
        text = "text": TextOptions, plain;
        /// Which of the tools the model may or must use.
        tool_choice = "tool_choice": ToolChoice, into;
        /// The tools that the model may use.
        tools = "tools": Vec<Tool>, into;
        /// What happens when the conversation does not fit in the model.
        truncation = "truncation": Truncation, into;
    }
}

impl InputTokensRequest {
    /// A request for this model, without input.
    pub fn new(model: impl Into<String>) -> Self {
        Self::default().model(model)
    }
}

/// Of a request, what counts. What is extra about it is left out, as the endpoint may not know it.
impl From<&ResponseRequest> for InputTokensRequest {
    fn from(request: &ResponseRequest) -> Self {
        Self {
            model: request.model.clone(),
            input: request.input.clone(),
            instructions: request.instructions.clone(),
            conversation: request.conversation.clone(),
            previous_response_id: request.previous_response_id.clone(),
            parallel_tool_calls: request.parallel_tool_calls,
            reasoning: request.reasoning.clone(),
            text: request.text.clone(),
            tool_choice: request.tool_choice.clone(),
            tools: request.tools.clone(),
            truncation: request.truncation.clone(),
            ..Self::default()
        }
    }
}

/// The answer.
#[cfg(feature = "transport")]
#[derive(serde::Deserialize)]
#[serde(expecting = "a count of tokens")]
pub(super) struct InputTokens {
    #[serde(default, deserialize_with = "crate::lenient::maybe_number")]
    pub(super) input_tokens: Option<u64>,
}
