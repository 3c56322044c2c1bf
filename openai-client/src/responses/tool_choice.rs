//! Which of the tools the model may or must use.

use crate::{
    chat::{self, AllowedMode, AllowedTool},
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_union! {
    /// Which of the tools the model may or must use.
    ///
    /// ```
    /// use openai_client::responses::{HostedTool, ToolChoice};
    ///
    /// let any = ToolChoice::Required;
    /// let this = ToolChoice::function("get_weather");
    /// let search = ToolChoice::hosted(HostedTool::FileSearch);
    /// let one_of_these = ToolChoice::allowed("required", [this, search]);
    /// ```
    pub enum ToolChoice or {
        /// None.
        None = "none",
        /// The model decides; the service's default.
        Auto = "auto",
        /// At least one.
        Required = "required",
    } {
        /// A function.
        Function(FunctionToolChoice) = "function",
        /// A custom tool.
        Custom(CustomToolChoice) = "custom",
        /// A tool of an MCP server, or any of it.
        Mcp(McpToolChoice) = "mcp",
        /// Some of the offered tools.
        Allowed(AllowedTools) = "allowed_tools",
        /// A tool that is known by its kind.
        Hosted(HostedToolChoice) = "file_search"
            | "web_search_preview"
            | "web_search_preview_2025_03_11"
            | "code_interpreter"
            | "image_generation"
            | "computer"
            | "computer_use"
            | "computer_use_preview"
            | "shell"
            | "apply_patch"
            | "programmatic_tool_calling",
    }
}

impl ToolChoice {
    /// The function of this name.
    pub fn function(name: impl Into<String>) -> Self {
        FunctionToolChoice::new(name).into()
    }

    /// The custom tool of this name.
    pub fn custom(name: impl Into<String>) -> Self {
        CustomToolChoice::new(name).into()
    }

    /// The tools of the MCP server of this label.
    pub fn mcp(server_label: impl Into<String>) -> Self {
        McpToolChoice::new(server_label).into()
    }

    /// The tool of this kind.
    pub fn hosted(kind: impl Into<HostedTool>) -> Self {
        HostedToolChoice::new(kind).into()
    }

    /// Some of the offered tools, and whether one of them must be used.
    pub fn allowed(mode: impl Into<AllowedMode>, tools: impl Into<Vec<Self>>) -> Self {
        AllowedTools::new(mode, tools).into()
    }
}

wire_object! {
    /// A function that must be called.
    pub built struct FunctionToolChoice as "function" {
        /// Its name.
        name: String,
    }
}

wire_object! {
    /// A custom tool that must be called.
    pub built struct CustomToolChoice as "custom" {
        /// Its name.
        name: String,
    }
}

wire_object! {
    /// A tool of an MCP server that must be called.
    pub built struct McpToolChoice as "mcp" {
        /// The server, by its label in the request.
        server_label: String,
    } with {
        /// The tool; any, where it is not said.
        name: String,
    }
}

wire_object! {
    /// Some of the offered tools.
    pub built struct AllowedTools as "allowed_tools" {
        /// Whether one of them must be used.
        mode: AllowedMode,
        /// Which, each as a choice of it alone.
        tools: Vec<ToolChoice>,
    }
}

wire_object! {
    /// A tool that is known by its kind.
    pub built struct HostedToolChoice {
        /// Its kind.
        kind = "type": HostedTool,
    }
}

open_enum! {
    /// A kind of tool of which a request offers one at most.
    #[derive(Default)]
    pub enum HostedTool {
        /// Searches files.
        #[default]
        FileSearch = "file_search",
        /// Searches the web.
        WebSearchPreview = "web_search_preview",
        /// Searches the web, as of March 2025.
        WebSearchPreviewMarch2025 = "web_search_preview_2025_03_11",
        /// Runs programs that the model writes.
        CodeInterpreter = "code_interpreter",
        /// Makes images.
        ImageGeneration = "image_generation",
        /// A computer.
        Computer = "computer",
        /// A computer, by another name.
        ComputerUse = "computer_use",
        /// A computer; the older tool.
        ComputerUsePreview = "computer_use_preview",
        /// A shell.
        Shell = "shell",
        /// Changes of files.
        ApplyPatch = "apply_patch",
        /// Programs that call tools.
        ProgrammaticToolCalling = "programmatic_tool_calling",
    }
}

impl From<chat::ToolChoice> for ToolChoice {
    fn from(choice: chat::ToolChoice) -> Self {
        match choice {
            chat::ToolChoice::None => Self::None,
            chat::ToolChoice::Auto => Self::Auto,
            chat::ToolChoice::Required => Self::Required,
            chat::ToolChoice::Function(name) => Self::function(name),
            chat::ToolChoice::Custom(name) => Self::custom(name),
            chat::ToolChoice::Allowed { mode, tools } => {
                let tools: Vec<_> = tools.into_iter().map(Self::from).collect();
                Self::allowed(mode, tools)
            }
            chat::ToolChoice::Other(choice) => Self::Other(choice),
        }
    }
}

impl From<AllowedTool> for ToolChoice {
    fn from(tool: AllowedTool) -> Self {
        match tool {
            AllowedTool::Function(name) => Self::function(name),
            AllowedTool::Custom(name) => Self::custom(name),
            AllowedTool::Other(tool) => Self::Other(tool),
        }
    }
}
