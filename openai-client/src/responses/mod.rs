//! The Responses API: `POST /responses` and what belongs to it.

mod annotation;
mod content;
mod item;
mod part;
mod response;
mod usage;

pub use annotation::{Annotation, ContainerFileCitation, FileCitation, FilePath, UrlCitation};
pub use content::Content;
pub use item::{
    FunctionCall, FunctionCallOutput, Item, ItemReference, ItemStatus, Message, MessagePhase,
    Reasoning, Role,
};
pub use part::{InputText, OutputText, Part, ReasoningText, Refusal, SummaryText};
pub use response::{
    IncompleteDetails, IncompleteReason, Response, ResponseError, ResponseErrorCode, ResponseStatus,
};
pub use usage::{InputTokensDetails, OutputTokensDetails, ResponseUsage};
