//! Chat completions: `POST /chat/completions`.

mod accumulator;
mod answer;
mod choice;
mod chunk;
mod completion;
mod content;
mod decode;
mod format;
mod joined_text;
mod logprobs;
mod message;
mod options;
mod request;
mod tool;
mod tool_call;
mod usage;
mod web_search;

use std::{fmt, future::Future, sync::Arc};

use bytes::Bytes;

pub use accumulator::{ChatAccumulator, ChatEvent, Ending, Events, StreamEnd};
pub use answer::{Annotation, AnswerAudio, ChatMessage, Role, UrlCitation};
pub use choice::{Choice, FinishReason};
pub use chunk::{
    AudioDelta, ChatChunk, ChunkChoice, ChunkRef, CustomDelta, Extra, Few, FunctionDelta,
    MessageDelta, ToolCallDelta,
};
pub use completion::ChatCompletion;
pub use content::{Content, ContentPart, ImageDetail, InputAudioFormat, PartKind};
pub use format::{JsonSchemaFormat, ResponseFormatParam};
pub use logprobs::{Logprobs, TokenLogprob, TopLogprob};
pub use message::{AssistantMessage, Message};
pub use options::{
    AudioFormat, AudioOutput, CacheMode, CacheOptions, CacheRetention, Modality, ModerationMode,
    ModerationOptions, Prediction, ReasoningEffort, ServiceTier, Stop, Verbosity, Voice,
};
pub use request::ChatRequest;
pub use tool::{
    AllowedMode, AllowedTool, CustomFormat, CustomTool, FunctionCallOption, FunctionTool,
    GrammarSyntax, Tool, ToolChoice,
};
pub use tool_call::{CustomToolCall, FunctionCall, FunctionToolCall, ToolCall};
pub use usage::{CompletionTokensDetails, PromptTokensDetails, Usage};
pub use web_search::{SearchContextSize, UserLocation, WebSearchOptions};

use crate::{error::Error, exchange::Exchange};

const PATH: &str = "chat/completions";

/// The chat completions of a client; from [`Client::chat`](crate::Client::chat). Cheap to make and
/// to clone.
#[derive(Clone)]
pub struct Chat(Arc<Exchange>);

impl Chat {
    pub(crate) fn new(exchange: Arc<Exchange>) -> Self {
        Self(exchange)
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// All attempts send the same bytes and the same random `Idempotency-Key`.
    ///
    /// The future owns all it needs and can be spawned. Dropping it gives the call up; the service
    /// may finish it nevertheless.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). A refusal by the model, a cut or a filtered answer is
    /// no error: see [`ChatMessage::refusal`] and [`Choice::finish_reason`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, also when later versions send it from its own memory"
    )]
    pub fn create(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatCompletion, Error>> + Send + use<> {
        let exchange = Arc::clone(&self.0);
        // Written once; all attempts send the same bytes.
        let body = request.to_json().map(Bytes::from);
        async move {
            let answer = exchange.post(PATH, body?).await?;
            decode::completion(answer.body, answer.meta, &exchange.secrets)
        }
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat")
            .field("base_url", &self.0.base.as_str())
            .finish_non_exhaustive()
    }
}
