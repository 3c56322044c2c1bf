//! Tools that the application answers: functions, tools that take free text, namespaces of both.

use super::Tool;
use crate::{
    chat::GrammarSyntax,
    open_enum::open_enum,
    raw_json::RawJson,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// A function with arguments under a schema.
    ///
    /// ```
    /// use openai_client::{RawJson, responses::FunctionTool};
    ///
    /// let schema = RawJson::new(
    ///     r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"#,
    /// )?;
    /// let weather = FunctionTool::new("get_weather", schema)
    ///     .description("Current weather.")
    ///     .strict(true);
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub set struct FunctionTool as "function" {
        /// Letters, digits, `_` and `-`, at most 64; the service checks it.
        name: String,
        /// The schema of the arguments, sent byte for byte.
        parameters: Option<RawJson>,
        /// Whether the arguments must obey the schema exactly. Where it is not said, the service makes
        /// the schema strict.
        strict: Option<bool>,
    } with {
        /// When and how to call it.
        description: String,
        /// The schema of the output, if that is JSON.
        output_schema: RawJson,
        /// Whether the model must search for it first.
        defer_loading: bool,
        /// Who may call it.
        allowed_callers: Vec<AllowedCaller>,
    }
}

impl FunctionTool {
    /// A function with arguments under this schema, which is a hint until [`strict`](Self::strict) says
    /// more.
    pub fn new(name: impl Into<String>, parameters: impl Into<RawJson>) -> Self {
        Self {
            name: name.into(),
            parameters: Some(parameters.into()),
            strict: Some(false),
            ..Self::default()
        }
    }

    /// The schema of the arguments, sent byte for byte.
    #[must_use]
    pub fn parameters(mut self, parameters: impl Into<RawJson>) -> Self {
        self.parameters = Some(parameters.into());
        self
    }

    /// Whether the arguments must obey the schema exactly. Where it is not said, the service makes
    /// the schema strict.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }
}

open_enum! {
    /// Who may call a tool.
    pub enum AllowedCaller {
        /// The model.
        Direct = "direct",
        /// Programs of the model.
        Programmatic = "programmatic",
    }
}

wire_object! {
    /// A tool that takes free text.
    ///
    /// ```
    /// use openai_client::{chat::GrammarSyntax, responses::{CustomGrammar, CustomTool}};
    ///
    /// let digits = CustomGrammar::new(GrammarSyntax::Regex, "[0-9]+");
    /// let dial = CustomTool::new("dial").description("Calls a number.").format(digits);
    /// ```
    pub built struct CustomTool as "custom" {
        /// What the model calls it.
        name: String,
    } with {
        /// When and how to call it.
        description: String,
        /// What text it takes.
        format: CustomFormat,
        /// Whether the model must search for it first.
        defer_loading: bool,
        /// Who may call it.
        allowed_callers: Vec<AllowedCaller>,
    }
}

wire_union! {
    /// What text a custom tool takes.
    pub enum CustomFormat {
        /// Any.
        Text(CustomText) = "text",
        /// What a grammar allows.
        Grammar(CustomGrammar) = "grammar",
    }
}

wire_object! {
    /// Any text.
    pub built struct CustomText as "text" {}
}

wire_object! {
    /// Text that a grammar allows.
    pub built struct CustomGrammar as "grammar" {
        /// The language it is written in.
        syntax: GrammarSyntax,
        /// The grammar.
        definition: String,
    }
}

wire_object! {
    /// Functions and custom tools under one name.
    ///
    /// ```
    /// use openai_client::{RawJson, responses::{FunctionTool, NamespaceTool}};
    ///
    /// let find = FunctionTool::new("find_customer", RawJson::new(r#"{"type":"object"}"#)?);
    /// let crm = NamespaceTool::new("crm", "What is known of customers.", [find.into()]);
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub built struct NamespaceTool as "namespace" {
        /// What calls name beside the tool.
        name: String,
        /// What its tools are for.
        description: String,
        /// Its tools.
        tools: Vec<Tool>,
    }
}
