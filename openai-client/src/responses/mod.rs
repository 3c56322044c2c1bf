//! The Responses API: `POST /responses` and what belongs to it.

mod accumulator;
mod annotation;
mod content;
pub mod event;
mod item;
mod item_id;
mod part;
mod response;
mod usage;

pub use accumulator::{ResponseAccumulator, TextChange};
pub use annotation::{Annotation, ContainerFileCitation, FileCitation, FilePath, UrlCitation};
pub use content::Content;
pub use event::ResponseEvent;
pub use item::{
    FunctionCall, FunctionCallOutput, Item, ItemReference, ItemStatus, Message, MessagePhase,
    Reasoning, Role,
};
pub use item_id::ItemId;
pub use part::{
    InputText, OutputText, Part, ReasoningText, Refusal, SummaryText, TokenLogprob, TopLogprob,
};
pub use response::{
    IncompleteDetails, IncompleteReason, Response, ResponseError, ResponseErrorCode, ResponseStatus,
};
pub use usage::{InputTokensDetails, OutputTokensDetails, ResponseUsage};
