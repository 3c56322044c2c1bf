//! The tools that a request offers.

mod chat;
mod computer;
mod container;
mod filter;
mod function;
mod image;
mod mcp;
mod search;
mod shell;
mod skill;
mod tool_search;

pub use computer::{ComputerEnvironment, ComputerTool, ComputerUsePreviewTool};
pub use container::{
    AutoContainer, CodeInterpreterTool, Container, ContainerReference, DomainSecret, MemoryLimit,
    NetworkAllowlist, NetworkDisabled, NetworkPolicy, ShellContainer,
};
pub use filter::{
    Comparison, ComparisonFilter, Compound, CompoundFilter, Filter, FilterValue, Note,
};
pub use function::{
    AllowedCaller, CustomFormat, CustomGrammar, CustomText, CustomTool, FunctionTool, NamespaceTool,
};
pub use image::{
    ImageAction, ImageBackground, ImageFormat, ImageGenerationTool, ImageMask, ImageModeration,
    ImageQuality, InputFidelity,
};
pub use mcp::{
    ApprovalPolicy, Connector, McpAllowedTools, McpApproval, McpApprovalFilter, McpTool,
    McpToolFilter,
};
pub use search::{
    FileSearchTool, HybridSearch, LocationKind, Ranker, RankingOptions, SearchContentType,
    UserLocation, WebSearchFilters, WebSearchPreviewTool, WebSearchPreviewVersion, WebSearchTool,
    WebSearchVersion,
};
pub use shell::{ApplyPatchTool, LocalEnvironment, LocalShellTool, ShellEnvironment, ShellTool};
pub use skill::{InlineSkill, LocalSkill, Skill, SkillMediaType, SkillReference, SkillSource};
pub use tool_search::{ProgrammaticToolCalling, ToolSearchTool};

use crate::wire::wire_union;

wire_union! {
    /// A tool that the model may use.
    pub enum Tool {
        /// A function with arguments under a schema.
        Function(FunctionTool) = "function",
        /// A tool that takes free text.
        Custom(CustomTool) = "custom",
        /// Functions and custom tools under one name.
        Namespace(NamespaceTool) = "namespace",
        /// The tools of an MCP server.
        Mcp(McpTool) = "mcp",
        /// Searches files.
        FileSearch(FileSearchTool) = "file_search",
        /// Searches the web.
        WebSearch(WebSearchTool) = "web_search" | "web_search_2025_08_26",
        /// Searches the web; the older tool.
        WebSearchPreview(WebSearchPreviewTool) = "web_search_preview" | "web_search_preview_2025_03_11",
        /// Runs programs that the model writes.
        CodeInterpreter(CodeInterpreterTool) = "code_interpreter",
        /// Makes images.
        ImageGeneration(ImageGenerationTool) = "image_generation",
        /// A computer.
        Computer(ComputerTool) = "computer",
        /// A computer; the older tool.
        ComputerUsePreview(ComputerUsePreviewTool) = "computer_use_preview",
        /// A shell.
        Shell(ShellTool) = "shell",
        /// A shell of the application's machine; the older tool.
        LocalShell(LocalShellTool) = "local_shell",
        /// Changes of files.
        ApplyPatch(ApplyPatchTool) = "apply_patch",
        /// Searches for tools that are not offered at once.
        ToolSearch(ToolSearchTool) = "tool_search",
        /// Programs that call tools.
        ProgrammaticToolCalling(ProgrammaticToolCalling) = "programmatic_tool_calling",
    }
}
