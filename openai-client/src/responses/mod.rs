//! The Responses API: `POST /responses` and what belongs to it.

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
mod origin;
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
mod wait;
#[cfg(feature = "transport")]
mod waiting;

pub use accumulator::{ResponseAccumulator, TextChange};
pub use annotation::{Annotation, ContainerFileCitation, FileCitation, FilePath, UrlCitation};
#[cfg(feature = "transport")]
pub use calls::Responses;
pub use compact::{CompactRequest, CompactedResponse};
pub use content::Content;
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
#[cfg(feature = "transport")]
pub use wait::Wait;

#[cfg(test)]
mod tests;
