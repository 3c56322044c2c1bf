//! Chat completions: `POST /chat/completions`.

mod accumulator;
mod answer;
#[cfg(feature = "transport")]
mod calls;
mod choice;
mod chunk;
mod completion;
mod content;
mod decode;
mod echo;
mod format;
mod logprobs;
mod message;
mod options;
mod request;
mod stored;
#[cfg(feature = "transport")]
mod stream;
mod text;
mod tool;
mod tool_call;
mod usage;
mod web_search;

pub use accumulator::{ChatAccumulator, ChatEvent, Ending, Events};
pub use answer::{Annotation, AnswerAudio, ChatMessage, Role, UrlCitation};
#[cfg(feature = "transport")]
pub use calls::Chat;
pub use choice::{Choice, FinishReason};
pub use chunk::{
    AudioDelta, ChatChunk, ChunkChoice, ChunkRef, CustomDelta, Extra, Few, FunctionDelta,
    MessageDelta, ToolCallDelta,
};
pub use completion::ChatCompletion;
pub use content::{Content, ContentPart, ImageDetail, InputAudioFormat, PartKind};
#[cfg(feature = "transport")]
pub(crate) use decode::completion;
pub use echo::{ECHOED_CALL_FIELDS, ECHOED_FIELDS};
pub use format::{JsonSchemaFormat, ResponseFormatParam};
pub use logprobs::{Logprobs, TokenLogprob, TopLogprob};
pub use message::{AssistantMessage, Message};
pub use options::{
    AudioFormat, AudioOutput, CacheMode, CacheOptions, CacheRetention, Modality, ModerationMode,
    ModerationOptions, Prediction, ReasoningEffort, ServiceTier, Stop, StreamOptions, Verbosity,
    Voice,
};
pub use request::ChatRequest;
pub use stored::{
    DeletedCompletion, StoredImage, StoredImageUrl, StoredMessage, StoredPart, StoredText,
};
#[cfg(feature = "transport")]
pub use stream::ChatStream;
pub use tool::{
    AllowedMode, AllowedTool, CustomFormat, CustomTool, FunctionCallOption, FunctionTool,
    GrammarSyntax, Tool, ToolChoice,
};
pub use tool_call::{CustomToolCall, FunctionCall, FunctionToolCall, ToolCall};
pub use usage::{CompletionTokensDetails, PromptTokensDetails, Usage};
pub use web_search::{SearchContextSize, UserLocation, WebSearchOptions};
