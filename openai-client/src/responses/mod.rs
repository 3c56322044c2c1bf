//! The Responses API: `POST /responses` and what belongs to it.

mod accumulator;
mod annotation;
mod answer;
#[cfg(feature = "transport")]
mod calls;
mod content;
mod decode;
pub mod event;
mod input;
mod item;
mod item_id;
mod options;
mod origin;
mod part;
mod request;
mod response;
mod text_options;
mod usage;

pub use accumulator::{ResponseAccumulator, TextChange};
pub use annotation::{Annotation, ContainerFileCitation, FileCitation, FilePath, UrlCitation};
#[cfg(feature = "transport")]
pub use calls::Responses;
pub use content::Content;
pub use event::ResponseEvent;
pub use input::Input;
pub use item::{
    FunctionCall, FunctionCallOutput, Item, ItemReference, ItemStatus, Message, MessagePhase,
    Reasoning, Role,
};
pub use item_id::ItemId;
pub use options::{
    ContextManagement, ConversationRef, Include, Prompt, PromptVariable, ReasoningContext,
    ReasoningMode, ReasoningOptions, ReasoningSummary, StreamOptions, Truncation,
};
pub use part::{
    InputText, OutputText, Part, ReasoningText, Refusal, SummaryText, TokenLogprob, TopLogprob,
};
pub use request::ResponseRequest;
pub use response::{
    IncompleteDetails, IncompleteReason, Response, ResponseError, ResponseErrorCode, ResponseStatus,
};
pub use text_options::{
    JsonObjectFormat, PlainTextFormat, TextFormat, TextOptions, TextSchemaFormat,
};
pub use usage::{InputTokensDetails, OutputTokensDetails, ResponseUsage};
