//! The Responses API: `POST /responses` and what belongs to it.
//!
//! A [`ResponseRequest`] goes out, a [`Response`] comes back; `Client::responses` has the calls:
//!
//! | what for | how |
//! |---|---|
//! | a whole response | `Responses::create` |
//! | its events as they come | `Responses::create_stream`, [`ResponseEvent`], [`ResponseAccumulator`] |
//! | what takes long | `Responses::create_and_wait`, `wait`, `cancel`, and `resume` for a stream that broke |
//! | what is stored | `Responses::retrieve`, `delete`, `input_items` |
//! | the number of tokens | `Responses::count_input_tokens` |
//! | a conversation that is too long | `Responses::compact` |
//! | a conversation that the service keeps | [`conversations`](crate::conversations) |
//!
//! Input and output consist of [`Item`]s: messages, calls of tools and what came of them, thinking. An
//! item of an answer goes back as it is. Messages consist of [`Part`]s: text, images, files. [`Tool`]
//! has the tools, of the application ([`FunctionTool`], [`CustomTool`]) and of the service
//! ([`WebSearchTool`], [`FileSearchTool`], [`CodeInterpreterTool`], [`McpTool`] and others).
//!
//! What this version does not know is kept: fields in `extra`, kinds as `Other`.
//!
//! With an image (multimodal input; `InputImage::url` also takes a `data:` URL in base64):
//!
//! ```
//! use openai_client::responses::{InputImage, InputText, Part, ResponseRequest};
//!
//! let request = ResponseRequest::new("gpt-5-mini").user([
//!     Part::from(InputText::new("What is on it?")),
//!     InputImage::url("https://example.org/cat.png").into(),
//! ]);
//! ```
//!
//! With a function that the model may call, until it calls none any more:
//!
//! ```no_run
//! # #[cfg(feature = "transport")]
//! # mod example {
//! use openai_client::{Client, responses::{FunctionCallOutput, FunctionTool, Response, ResponseRequest}};
//!
//! # fn weather(_: &str) -> String { String::new() }
//! async fn ask(client: &Client, tool: FunctionTool) -> Result<Response, openai_client::Error> {
//!     let mut request = ResponseRequest::new("gpt-5-mini")
//!         .user("Do I need an umbrella in Bonn?")
//!         .tools([tool]);
//!     loop {
//!         let response = client.responses().create(request.clone()).await?;
//!         let calls = response.function_calls();
//!         let outputs: Vec<_> = calls
//!             .map(|call| FunctionCallOutput::new(&call.call_id, weather(&call.arguments)))
//!             .collect();
//!         if outputs.is_empty() {
//!             return Ok(response);
//!         }
//!         request = request.items(response.output).items(outputs);
//!     }
//! }
//! # }
//! ```

mod accumulator;
mod annotation;
mod answer;
#[cfg(feature = "transport")]
mod calls;
mod compact;
mod content;
mod decode;
pub mod event;
#[cfg(feature = "transport")]
mod guarded;
mod input;
mod input_tokens;
mod item;
mod item_id;
mod logprob;
mod moderation;
mod options;
mod part;
mod request;
mod response;
mod secret;
#[cfg(feature = "transport")]
mod stream;
mod text_options;
mod tool;
mod tool_choice;
mod usage;
#[cfg(feature = "transport")]
mod waiting;

#[cfg(feature = "transport")]
pub use crate::wait::Wait;
pub use accumulator::{ResponseAccumulator, TextChange};
pub use annotation::{Annotation, ContainerFileCitation, FileCitation, FilePath, UrlCitation};
#[cfg(feature = "transport")]
pub use calls::Responses;
pub use compact::{CompactRequest, CompactedResponse};
pub use content::Content;
#[cfg(feature = "transport")]
pub(crate) use decode::response;
pub use event::ResponseEvent;
#[cfg(feature = "transport")]
pub(crate) use guarded::secrets_of_items;
pub use input::Input;
pub use input_tokens::InputTokensRequest;
pub use item::{
    AdditionalTools, ApplyPatchCall, ApplyPatchCallOutput, Caller, ClickAction, CodeImage,
    CodeInterpreterCall, CodeLogs, CodeOutput, Compaction, CompactionTrigger, ComputerAction,
    ComputerCall, ComputerCallOutput, Coordinate, CreateFile, CustomToolCall, CustomToolCallOutput,
    DeleteFile, DirectCaller, DoubleClickAction, DragAction, ExitOutcome, FileSearchCall,
    FileSearchResult, FindInPageAction, FunctionCall, FunctionCallOutput, ImageGenerationCall,
    Item, ItemReference, ItemStatus, KeyPressAction, LocalShellAction, LocalShellCall,
    LocalShellCallOutput, McpApprovalRequest, McpApprovalResponse, McpCall, McpError,
    McpExecutionError, McpHttpError, McpListTools, McpListedTool, McpProtocolError, Message,
    MessagePhase, MouseButton, MoveAction, OpenPageAction, PatchOperation, Program, ProgramCaller,
    ProgramOutput, Reasoning, Role, SafetyCheck, ScreenshotAction, ScrollAction, SearchAction,
    SearchSource, SearchSourceKind, ShellAction, ShellCall, ShellCallOutput, ShellOutcome,
    ShellOutput, TimeoutOutcome, ToolSearchCall, ToolSearchExecution, ToolSearchOutput, TypeAction,
    UpdateFile, WaitAction, WebSearchAction, WebSearchCall,
};
pub use item_id::ItemId;
pub use logprob::{TokenLogprob, TopLogprob};
pub use moderation::{Finding, JudgedKind, Judgement, Moderation, ModerationError};
pub use options::{
    ContextManagement, ConversationRef, Include, Prompt, PromptVariable, ReasoningContext,
    ReasoningMode, ReasoningOptions, ReasoningSummary, StreamOptions, Truncation,
};
pub use part::{
    BreakpointMode, CacheBreakpoint, ComputerScreenshot, FileDetail, ImageDetail, InputFile,
    InputImage, InputText, OutputText, Part, ReasoningText, Refusal, SummaryText, Text,
};
pub use request::ResponseRequest;
pub use response::{
    IncompleteDetails, IncompleteReason, Response, ResponseError, ResponseErrorCode, ResponseStatus,
};
pub use secret::Secret;
#[cfg(feature = "transport")]
pub use stream::ResponseStream;
pub use text_options::{
    JsonObjectFormat, PlainTextFormat, TextFormat, TextOptions, TextSchemaFormat,
};
pub use tool::{
    AllowedCaller, ApplyPatchTool, ApprovalPolicy, AutoContainer, CodeInterpreterTool, Comparison,
    ComparisonFilter, Compound, CompoundFilter, ComputerEnvironment, ComputerTool,
    ComputerUsePreviewTool, Connector, Container, ContainerReference, CustomFormat, CustomGrammar,
    CustomText, CustomTool, DomainSecret, FileSearchTool, Filter, FilterValue, FunctionTool,
    HybridSearch, ImageAction, ImageBackground, ImageFormat, ImageGenerationTool, ImageMask,
    ImageModeration, ImageQuality, InlineSkill, InputFidelity, LocalEnvironment, LocalShellTool,
    LocalSkill, LocationKind, McpAllowedTools, McpApproval, McpApprovalFilter, McpTool,
    McpToolFilter, MemoryLimit, NamespaceTool, NetworkAllowlist, NetworkDisabled, NetworkPolicy,
    Note, ProgrammaticToolCalling, Ranker, RankingOptions, SearchContentType, ShellContainer,
    ShellEnvironment, ShellTool, Skill, SkillMediaType, SkillReference, SkillSource, Tool,
    ToolSearchTool, UserLocation, WebSearchFilters, WebSearchPreviewTool, WebSearchPreviewVersion,
    WebSearchTool, WebSearchVersion,
};
pub use tool_choice::{
    AllowedTools, CustomToolChoice, FunctionToolChoice, HostedTool, HostedToolChoice,
    McpToolChoice, ToolChoice,
};
pub use usage::{InputTokensDetails, OutputTokensDetails, ResponseUsage};

#[cfg(test)]
mod tests;
