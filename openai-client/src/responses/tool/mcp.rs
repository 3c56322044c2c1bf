//! MCP servers whose tools the model may use.

use std::collections::BTreeMap;

use super::AllowedCaller;
use crate::{
    open_enum::open_enum,
    responses::secret::Secret,
    wire::{wire_either, wire_object},
};

wire_object! {
    /// Lets the model use the tools of an MCP server, or of a connector of the service.
    ///
    /// What proves who asks, [`authorization`](Self::authorization) and [`headers`](Self::headers), is
    /// sent with the request and shown nowhere else.
    ///
    /// ```
    /// use openai_client::responses::{ApprovalPolicy, McpTool};
    ///
    /// let library = McpTool::url("library", "https://mcp.example.org")
    ///     .authorization("a token")
    ///     .allowed_tools(["search", "read"])
    ///     .require_approval(ApprovalPolicy::Never);
    /// assert!(!format!("{library:?}").contains("a token"));
    /// ```
    pub built struct McpTool as "mcp" {
        /// What calls name the server.
        server_label: String,
    } with {
        /// Its address.
        server_url: String,
        /// The connector, in the place of an address.
        connector_id: Connector,
        /// The tunnel to it, in the place of an address.
        tunnel_id: String,
        /// A token that the server knows.
        authorization: Secret,
        /// What its tools are for.
        server_description: String,
        /// Headers of the requests to it.
        headers: BTreeMap<String, Secret>,
        /// Which of its tools are offered.
        allowed_tools: McpAllowedTools,
        /// Who may call its tools.
        allowed_callers: Vec<AllowedCaller>,
        /// Which calls must be allowed first; all, where it is not said.
        require_approval: McpApproval,
        /// Whether the model must search for its tools first.
        defer_loading: bool,
    }
}

impl McpTool {
    /// The server at this address.
    pub fn url(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(label).server_url(url)
    }

    /// A connector of the service.
    pub fn connector(label: impl Into<String>, connector: impl Into<Connector>) -> Self {
        Self::new(label).connector_id(connector)
    }

    /// One more header of the requests to the server.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let headers = self.headers.get_or_insert_default();
        headers.insert(name.into(), value.into());
        self
    }
}

open_enum! {
    /// A connector of the service.
    pub enum Connector {
        /// Dropbox.
        Dropbox = "connector_dropbox",
        /// Gmail.
        Gmail = "connector_gmail",
        /// Google Calendar.
        GoogleCalendar = "connector_googlecalendar",
        /// Google Drive.
        GoogleDrive = "connector_googledrive",
        /// Microsoft Teams.
        MicrosoftTeams = "connector_microsoftteams",
        /// Outlook's calendar.
        OutlookCalendar = "connector_outlookcalendar",
        /// Outlook's mail.
        OutlookEmail = "connector_outlookemail",
        /// `SharePoint`.
        SharePoint = "connector_sharepoint",
    }
}

wire_either! {
    /// Which tools of an MCP server are offered.
    pub enum McpAllowedTools {
        /// Those of these names.
        Names(Vec<String>) = list,
        /// Those that a filter lets pass.
        Filter(McpToolFilter) = object,
    }
}

impl From<Vec<String>> for McpAllowedTools {
    fn from(names: Vec<String>) -> Self {
        Self::Names(names)
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for McpAllowedTools {
    fn from(names: [S; N]) -> Self {
        Self::Names(names.into_iter().map(Into::into).collect())
    }
}

impl From<McpToolFilter> for McpAllowedTools {
    fn from(filter: McpToolFilter) -> Self {
        Self::Filter(filter)
    }
}

wire_object! {
    /// Some of the tools of an MCP server.
    pub built struct McpToolFilter {} with {
        /// Those of these names.
        tool_names: Vec<String> as list,
        /// Those that change nothing, as the server says.
        read_only: bool,
    }
}

wire_either! {
    /// Which calls of the tools of an MCP server must be allowed first.
    pub enum McpApproval {
        /// All or none.
        Policy(ApprovalPolicy) = text,
        /// Those that a filter names.
        Filter(McpApprovalFilter) = object,
    }
}

impl From<ApprovalPolicy> for McpApproval {
    fn from(policy: ApprovalPolicy) -> Self {
        Self::Policy(policy)
    }
}

impl From<McpApprovalFilter> for McpApproval {
    fn from(filter: McpApprovalFilter) -> Self {
        Self::Filter(filter)
    }
}

open_enum! {
    /// Whether calls must be allowed first.
    pub enum ApprovalPolicy {
        /// All must.
        Always = "always",
        /// None must.
        Never = "never",
    }
}

wire_object! {
    /// Which calls must be allowed first.
    pub built struct McpApprovalFilter {} with {
        /// Those that must.
        always: McpToolFilter,
        /// Those that need not.
        never: McpToolFilter,
    }
}
